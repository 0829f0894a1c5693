/* Who could be read, from when to when; and what did each row cost and buy? */
#include <config.h>

#include "lab/exposure.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

int64_t pl_run_end(const struct pl_run *run)
{
	return run->model->until == PL_TIME_NONE ? run->now : run->model->until;
}

int pl_run_attack_at(const struct pl_run *run, const struct pl_step *step, size_t row)
{
	const struct pl_world *world = step->world;

	if (!world->attack ||
	    (world->attack_host && !pl_streq(world->attack_host, run->rows[row]->host)))
		return -1;
	for (size_t i = 0; i < run->n_attacks; i++)
		if (run->attacks[i] == world->attack)
			return (int)i;
	return -1;
}

/* The earlier of two, either of which may never come. */
static int64_t sooner(int64_t a, int64_t b)
{
	if (a == PL_TIME_NONE || b == PL_TIME_NONE)
		return a == PL_TIME_NONE ? b : a;
	return a < b ? a : b;
}

/* Joins the time of a step to what was exposed up to its beginning. */
static void expose(struct pl_exposures *out, const struct pl_exposure *next)
{
	struct pl_exposure *last = out->n ? &out->items[out->n - 1] : NULL;

	if (last && last->row == next->row && last->attack == next->attack &&
	    last->to == next->from) {
		last->to = next->to;
		last->detected_at = sooner(last->detected_at, next->detected_at);
		return;
	}
	*PL_PUSH(out->items, out->n, out->cap) = *next;
}

const struct pl_outcome *pl_run_reads(const struct pl_run *run, const struct pl_step *step,
				      size_t row)
{
	int attack = pl_run_attack_at(run, step, row);
	const struct pl_outcome *outcome =
		attack < 0 ? NULL : pl_step_attack(run, step, row, (size_t)attack);

	return outcome && outcome->verdict == PL_INTERCEPTED ? outcome : NULL;
}

static void expose_row(const struct pl_run *run, size_t row, int64_t end,
		       struct pl_exposures *out)
{
	for (size_t i = 0; i < run->n_steps; i++) {
		const struct pl_step *step = run->steps[i];
		const struct pl_outcome *outcome = pl_run_reads(run, step, row);
		int64_t ends = pl_step_end(run, i, end);
		struct pl_exposure next = { .row = row, .from = step->at, .to = ends };

		if (!outcome || ends <= step->at)
			continue;
		next.attack = (size_t)pl_run_attack_at(run, step, row);
		next.detected_at = pl_step_detected(run, step, row, next.attack);
		expose(out, &next);
	}
}

void pl_run_exposures(const struct pl_run *run, int64_t end, struct pl_exposures *out)
{
	for (size_t i = 0; i < run->n_rows; i++)
		if (!run->rows[i]->control)
			expose_row(run, i, end, out);
}

void pl_exposures_clear(struct pl_exposures *exposures)
{
	free(exposures->items);
	*exposures = (struct pl_exposures){ 0 };
}

/* Stopped means: never accepted, and refused at a time when the honest host was not; *length is
 * how long that was. */
static bool stops(const struct pl_run *run, size_t row, size_t attack, int64_t end,
		  int64_t *length)
{
	bool stopped = false;

	*length = 0;
	for (size_t i = 0; i < run->n_steps; i++) {
		const struct pl_outcome *outcome =
			pl_step_attack(run, run->steps[i], row, attack);

		if (outcome && outcome->verdict == PL_INTERCEPTED)
			return false;
		if (!outcome || outcome->state != PL_STATE_BLOCKED)
			continue;
		stopped = true;
		if (pl_step_end(run, i, end) > run->steps[i]->at)
			*length += pl_step_end(run, i, end) - run->steps[i]->at;
	}
	return stopped;
}

struct pl_tradeoff pl_run_tradeoff(const struct pl_run *run, size_t row, int64_t end)
{
	struct pl_tradeoff out = { .attacks = run->n_attacks };

	for (size_t i = 0; i < run->n_steps; i++) {
		const struct pl_step *step = run->steps[i];
		const struct pl_outcome *honest = pl_step_honest(step, row);
		int64_t length = pl_step_end(run, i, end) - step->at;

		if (!honest || length <= 0)
			continue;
		out.lasted += length;
		if (honest->verdict == PL_BREAKS)
			out.down += length;
		if (pl_run_reads(run, step, row))
			out.exposed += length;
	}
	for (size_t i = 0; i < run->n_attacks; i++) {
		int64_t length;

		if (!stops(run, row, i, end, &length))
			continue;
		out.stopped++;
		out.stopped_for += length;
	}
	return out;
}
