/*
 * Between two steps nothing changes: for every scenario that is shipped, each
 * app and attack is judged anew, without any shortcut, in the middle between
 * two steps and in the second before the later one, and comes to what the
 * earlier step says. A date that the clock does not stop at shows here, and so
 * does a cell that was copied from the step before and should not have been.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "run/select.h"
#include "scenario/scenario.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/text.h"
#include "util/time.h"

#define SHOWN 5 /* differences of one scenario that are printed */

/* `twice`: the step itself once more; apps that remember have been in contact since. */
static size_t differences(const struct pl_run *run, const struct pl_step *want,
			  const struct pl_step *got, int64_t at, bool twice, size_t shown)
{
	size_t cells = want->n_rows * (1 + run->n_attacks), n = 0;
	char time[PL_TIME_TEXT];

	for (size_t i = 0; i < cells; i++) {
		const struct pl_outcome *a = want->honest[i], *b = got->honest[i];
		size_t row = i < want->n_rows ? i : (i - want->n_rows) / run->n_attacks;

		if (a == b || (a && b && a->state == b->state && a->reason == b->reason))
			continue;
		if (twice && run->rows[row]->state_at != SIZE_MAX)
			continue;
		if (shown + n++ < SHOWN)
			tap_note("%s at %s, %s: step %zu (%s) says %s (%s), judged anew it is %s "
				 "(%s)",
				 run->rows[row]->id, pl_time_format(at, time),
				 i < want->n_rows
					 ? "honest"
					 : run->attacks[(i - want->n_rows) % run->n_attacks]->name,
				 want->index, want->title, pl_state_info(a->state)->name,
				 pl_reason_info(a->reason)->name, pl_state_info(b->state)->name,
				 pl_reason_info(b->reason)->name);
	}
	return n;
}

/* Judged at `at`, which lies after the last step of `run` and before what came next. */
static size_t look(const struct pl_run *run, size_t step, int64_t at, size_t shown)
{
	struct pl_run *clone = pl_run_clone(run);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_step *anew = NULL;
	size_t n = 0;

	pl_run_rewind(clone, step + 1);
	if (pl_run_advance(clone, at, true, &err) && clone->n_steps == step + 1) {
		clone->thorough = true;
		anew = pl_step_judge(clone, PL_STEP_CLOCK, pl_world_at(clone->world, at), NULL,
				     NULL, &err);
	}
	if (anew)
		n = differences(clone, clone->steps[step], anew, at, false, shown);
	else if (err.kind != PL_ERROR_NONE)
		tap_note("%s", err.text);
	n += err.kind != PL_ERROR_NONE;
	pl_step_unref(anew);
	pl_error_clear(&err);
	pl_run_free(clone);
	return n;
}

/* The step itself, judged without shortcuts. */
static size_t look_again(struct pl_run *run, size_t step, size_t shown)
{
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_step *want = run->steps[step];
	struct pl_run *clone = pl_run_clone(run);
	struct pl_step *anew;
	size_t n = 0;

	pl_run_rewind(clone, step);
	/* Rows that this step's release added are judged by the step itself only. */
	if (clone->n_rows == want->n_rows) {
		clone->thorough = true;
		anew = pl_step_judge(clone, want->kind, pl_world_ref(want->world), NULL, NULL,
				     &err);
		n = anew ? differences(run, want, anew, want->at, true, shown) : 1;
		pl_step_unref(anew);
	}
	pl_error_clear(&err);
	pl_run_free(clone);
	return n;
}

static size_t look_everywhere(struct pl_run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_steps; i++) {
		int64_t from = run->steps[i]->at, to = pl_step_end(run, i, run->now);

		if (i > 0)
			n += look_again(run, i, n);
		if (to - from > 2)
			n += look(run, i, from + (to - from) / 2, n);
		if (to - from > 1)
			n += look(run, i, to - 1, n);
	}
	return n;
}

static void check(const char *path, const char *name, const char *certs)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = pl_scenario_load(path, certs, &errors);
	struct pl_engine *engine = model ? pl_engine_new(model->seed, PL_ENGINE_VERIFY) : NULL;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run = model ? pl_run_new(engine, model, &err) : NULL;
	bool ran = run && pl_run_all(run, &err);

	tap_ok(ran && look_everywhere(run) == 0, "%s: nothing changes between steps", name);
	if (!ran)
		tap_note("%s", errors.n ? errors.items[0].text : err.text);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
	pl_error_clear(&err);
	pl_errors_clear(&errors);
}

int main(void)
{
	const char *source = getenv("PINLAB_SRCDIR");
	char *folder = pl_path_join(source ? source : ".", "scenarios");
	char *certs = pl_path_join(source ? source : ".", "certs");
	/* One made for this: every channel, and clocks that disagree. */
	char *own = pl_path_join(source ? source : ".", "tests/scenarios");
	const char *const paths[] = { folder, own };
	struct pl_selection files = PL_SELECTION_INIT;
	struct pl_error err = PL_ERROR_INIT;

	if (!pl_select(paths, PL_ARRAY_LEN(paths), NULL, &files, &err))
		tap_ok(false, "the scenarios are found: %s", err.text);
	for (size_t i = 0; i < files.n; i++)
		check(files.files[i], files.files[i] + strlen(source ? source : ".") + 1, certs);
	pl_selection_clear(&files);
	pl_error_clear(&err);
	free(certs);
	free(own);
	free(folder);
	return tap_done();
}
