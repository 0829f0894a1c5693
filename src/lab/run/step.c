/* What does every app and every attack come to after a step? */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>
#include <string.h>

#include "lab/judge.h"
#include "lab/run/copy.h"
#include "lab/state.h"
#include "util/mem.h"
#include "util/text.h"

const char *pl_step_kind_name(enum pl_step_kind kind)
{
	static const char *const names[] = {
		[PL_STEP_START] = "start",
		[PL_STEP_EVENT] = "event",
		[PL_STEP_RELEASE] = "release",
		[PL_STEP_AUTOMATION] = "renewal",
		[PL_STEP_CLOCK] = "clock",
		[PL_STEP_ATTACK_END] = "attack-end",
	};

	return names[kind];
}

void pl_step_unref(struct pl_step *step)
{
	if (!step || !pl_ref_put(&step->ref))
		return;
	pl_event_unref(step->event);
	free(step->id);
	free(step->title);
	free(step->note);
	pl_world_unref(step->world);
	pl_world_unref(step->after);
	free(step->honest); /* the attacks' cells lie behind it */
	free(step);
}

const struct pl_outcome *pl_step_honest(const struct pl_step *step, size_t row)
{
	return row < step->n_rows ? step->honest[row] : NULL;
}

const struct pl_outcome *pl_step_attack(const struct pl_run *run, const struct pl_step *step,
					size_t row, size_t attack)
{
	return row < step->n_rows ? step->attacks[row * run->n_attacks + attack] : NULL;
}

int64_t pl_step_detected(const struct pl_run *run, const struct pl_step *step, size_t row,
			 size_t attack)
{
	const struct pl_outcome *outcome = pl_step_attack(run, step, row, attack);
	const struct pl_world *world = step->world;
	bool real = world->attack == run->attacks[attack] &&
		    pl_streq(world->attack_host, run->rows[row]->host);

	if (!outcome || outcome->detected_after == PL_TIME_NONE)
		return PL_TIME_NONE;
	return (real ? world->attack_since : step->at) + outcome->detected_after;
}

/* The control without any check reaches every host that can prove its key. */
static bool accepts_all(const struct pl_row *row)
{
	return row->strategy->kind->flags & PL_STRATEGY_ACCEPT_ALL;
}

static bool honest_control_ok(const struct pl_row *row, const struct pl_outcome *outcome)
{
	if (accepts_all(row))
		return outcome->verdict == PL_SURVIVES ||
		       outcome->reason == PL_REASON_HANDSHAKE_FAILED;
	if (outcome->verdict != PL_BREAKS)
		return false;
	return outcome->chain != PL_CHAIN_VALID || outcome->reason == PL_REASON_PIN_MISMATCH ||
	       outcome->reason == PL_REASON_HANDSHAKE_FAILED;
}

static bool control_failed(const struct pl_row *row, const char *attack,
			   const struct pl_outcome *outcome, struct pl_error *err)
{
	return pl_error_environment(err, NULL,
				    "internal control failed: %s at %s on %s is %s (%s)%s%s; no "
				    "verdict of this run can be relied on, please report it",
				    row->strategy->name, row->host, row->device,
				    pl_state_info(outcome->state)->name,
				    pl_reason_info(outcome->reason)->name, attack ? " under " : "",
				    attack ? attack : "");
}

static bool judge_attacks(struct pl_copier *copier, struct pl_step *step, size_t at,
			  struct pl_error *err)
{
	const struct pl_run *run = copier->run;
	const struct pl_row *row = run->rows[at];
	const struct pl_outcome **cells = step->attacks + at * run->n_attacks;

	for (size_t i = 0; i < run->n_attacks; i++) {
		if (pl_copies_attack(copier, at, i, step->honest[at])) {
			cells[i] = pl_step_attack(run, copier->last, at, i);
			continue;
		}
		cells[i] = pl_judge_attack(run->engine, step->world, row, run->attacks[i],
					   step->honest[at], err);
		if (!cells[i])
			return false;
		if (row->control && (cells[i]->verdict == PL_INTERCEPTED) != accepts_all(row))
			return control_failed(row, run->attacks[i]->name, cells[i], err);
	}
	return true;
}

static bool judge_row(struct pl_copier *copier, struct pl_step *step, size_t at,
		      struct pl_error *err)
{
	const struct pl_run *run = copier->run;
	const struct pl_row *row = run->rows[at];

	step->honest[at] = pl_judge_honest(run->engine, step->world, row, err);
	if (!step->honest[at])
		return false;
	if (row->control && !honest_control_ok(row, step->honest[at]))
		return control_failed(row, NULL, step->honest[at], err);
	return judge_attacks(copier, step, at, err);
}

static void copy_row(const struct pl_run *run, struct pl_step *step, const struct pl_step *from,
		     size_t at)
{
	step->honest[at] = from->honest[at];
	for (size_t i = 0; i < run->n_attacks; i++)
		step->attacks[at * run->n_attacks + i] = from->attacks[at * run->n_attacks + i];
}

static bool judge_rows(const struct pl_run *run, struct pl_step *step, struct pl_error *err)
{
	struct pl_copier copier;
	bool ok = true;

	pl_copier_init(&copier, run, step->world);
	for (size_t i = 0; i < step->n_rows && ok; i++) {
		if (pl_copies_row(&copier, i))
			copy_row(run, step, copier.last, i);
		else
			ok = judge_row(&copier, step, i, err);
	}
	pl_copier_clear(&copier);
	return ok;
}

struct pl_step *pl_step_judge(const struct pl_run *run, enum pl_step_kind kind,
			      struct pl_world *world, char *title, char *note,
			      struct pl_error *err)
{
	struct pl_step *step = pl_calloc(1, sizeof(*step));

	pl_ref_init(&step->ref);
	step->index = run->n_steps;
	step->at = world->now;
	step->kind = kind;
	step->title = title;
	step->note = note;
	step->world = world;
	step->n_rows = run->n_rows;
	step->honest = pl_calloc(run->n_rows * (1 + run->n_attacks), sizeof(*step->honest));
	step->attacks = step->honest + run->n_rows;
	if (pl_states_arrive(run, world, err) && judge_rows(run, step, err))
		step->after = pl_states_connect(run, step, err);
	if (step->after)
		return step;
	pl_step_unref(step);
	return NULL;
}

/* Two chains with the same CAs: the leaves may be two forgeries. */
static bool same_but_leaf(const struct pl_chain *a, const struct pl_chain *b)
{
	return a == b || (a && b && a->n == b->n && a->n > 0 &&
			  memcmp(a->certs + 1, b->certs + 1, (a->n - 1) * sizeof(*a->certs)) == 0);
}

static bool same_way(const struct pl_path *a, const struct pl_path *b)
{
	return a == b || (a && b && a->n == b->n &&
			  memcmp(a->certs + 1, b->certs + 1, (a->n - 1) * sizeof(*a->certs)) == 0);
}

/* An attacker whose certificate other logs have signed by now has a new one, which is no news. */
static bool is_alike(const struct pl_outcome *a, const struct pl_outcome *b)
{
	return a == b ||
	       (a && b && a->state == b->state && a->reason == b->reason &&
		a->chain_fault == b->chain_fault && a->pin == b->pin && a->notes == b->notes &&
		a->detected_after == b->detected_after && a->detail == b->detail &&
		same_but_leaf(a->presented, b->presented) && same_way(a->path, b->path));
}

bool pl_step_same_cells(const struct pl_run *run, const struct pl_step *a, const struct pl_step *b)
{
	size_t n_attacks = a->n_rows * run->n_attacks;

	if (a->n_rows != b->n_rows ||
	    memcmp(a->honest, b->honest, a->n_rows * sizeof(*a->honest)) != 0)
		return false;
	for (size_t i = 0; i < n_attacks; i++)
		if (!is_alike(a->attacks[i], b->attacks[i]))
			return false;
	return true;
}

int64_t pl_step_end(const struct pl_run *run, size_t step, int64_t end)
{
	return step + 1 < run->n_steps ? run->steps[step + 1]->at : end;
}
