/* Can a scenario happen now instead of then, with every verdict the same? */
#include <config.h>

#include "cli/serve.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* What a cell came to, kept beyond the run that it is from. */
struct cell {
	bool there;
	enum pl_state state;
	enum pl_reason reason;
};

struct kept_step {
	int64_t at;
	enum pl_step_kind kind;
	size_t n_rows;
	struct cell *cells; /* of each row: the honest host's, then each attack's */
};

struct kept {
	struct kept_step *steps;
	size_t n_steps, n_attacks;
};

static struct cell cell_of(const struct pl_run *run, size_t step, size_t row, size_t column)
{
	const struct pl_outcome *outcome =
		column ? pl_step_attack(run, run->steps[step], row, column - 1)
		       : pl_step_honest(run->steps[step], row);

	if (!outcome)
		return (struct cell){ .there = false };
	return (struct cell){ true, outcome->state, outcome->reason };
}

static void keep(struct kept *kept, const struct pl_run *run)
{
	size_t columns = run->n_attacks + 1;

	kept->n_steps = run->n_steps;
	kept->n_attacks = run->n_attacks;
	kept->steps = pl_calloc(run->n_steps, sizeof(*kept->steps));
	for (size_t i = 0; i < run->n_steps; i++) {
		const struct pl_step *step = run->steps[i];
		struct kept_step *to = &kept->steps[i];

		*to = (struct kept_step){ step->at, step->kind, step->n_rows, NULL };
		to->cells = pl_calloc(step->n_rows * columns, sizeof(*to->cells));
		for (size_t k = 0; k < step->n_rows * columns; k++)
			to->cells[k] = cell_of(run, i, k / columns, k % columns);
	}
}

static void clear(struct kept *kept)
{
	for (size_t i = 0; i < kept->n_steps; i++)
		free(kept->steps[i].cells);
	free(kept->steps);
}

/* Whole days, as long as the step still holds now: what is dated by the day stays at midnight. */
static int64_t distance(const struct pl_run *run, size_t step, int64_t now)
{
	int64_t exact = now - run->steps[step]->at;
	int64_t days = exact / PL_DAY * PL_DAY - (exact % PL_DAY < 0 ? PL_DAY : 0);

	if (step + 1 < run->n_steps && run->steps[step + 1]->at + days <= now)
		return exact;
	return days;
}

static bool differs(struct pl_error *err, const struct pl_run *run, size_t step, const char *how)
{
	return pl_error_input(err, (struct pl_pos){ .file = run->model->file },
			      "--now cannot move this scenario to the present: at step %zu %s, for the "
			      "dated facts (lifetimes, programmes, policies) do not move with it; leave "
			      "--now out and give the client the step's clock", step, how);
}

static bool same_cells(const struct kept_step *kept, size_t columns, const struct pl_run *run,
		       size_t step, struct pl_error *err)
{
	for (size_t k = 0; k < kept->n_rows * columns; k++) {
		struct cell is = cell_of(run, step, k / columns, k % columns), was = kept->cells[k];
		char *how;

		if (is.there == was.there &&
		    (!is.there || (is.state == was.state && is.reason == was.reason)))
			continue;
		how = pl_asprintf("%s%s%s would be %s (%s) instead of %s (%s)",
				  run->rows[k / columns]->id, k % columns ? " under " : "",
				  k % columns ? run->attacks[k % columns - 1]->name : "",
				  is.there ? pl_state_info(is.state)->name : "nothing",
				  is.there ? pl_reason_info(is.reason)->name : "-",
				  was.there ? pl_state_info(was.state)->name : "nothing",
				  was.there ? pl_reason_info(was.reason)->name : "-");
		differs(err, run, step, how);
		free(how);
		return false;
	}
	return true;
}

/* As far as it will be shown. */
static bool same_run(const struct kept *kept, const struct pl_run *run, size_t shown, int64_t by,
		     struct pl_error *err)
{
	if (run->n_steps < shown || (shown == kept->n_steps && run->n_steps != shown))
		return differs(err, run, run->n_steps - 1, "it would end early or go on");
	for (size_t i = 0; i < shown; i++) {
		const struct kept_step *was = &kept->steps[i];
		const struct pl_step *is = run->steps[i];

		if (is->kind != was->kind || is->at != was->at + by || is->n_rows != was->n_rows)
			return differs(err, run, i, "something else would happen, or at another time");
		if (!same_cells(was, kept->n_attacks + 1, run, i, err))
			return false;
	}
	return true;
}

bool pl_serving_move(struct pl_cli_run *run, size_t step, bool follow, int64_t now, int64_t *by,
		     struct pl_error *err)
{
	struct kept kept = { 0 };
	bool ok;

	*by = distance(run->run, step, now);
	keep(&kept, run->run);
	pl_checks_clear(&run->checks);
	pl_run_free(run->run);
	pl_engine_free(run->engine);
	run->run = NULL;
	run->engine = pl_engine_new(run->model->seed, PL_ENGINE_VERIFY);
	ok = pl_model_shift(run->model, *by, err);
	if (ok)
		run->run = pl_run_new(run->engine, run->model, err);
	ok = ok && run->run && pl_run_all(run->run, err) &&
	     same_run(&kept, run->run, follow ? kept.n_steps : step + 1, *by, err);
	clear(&kept);
	return ok;
}
