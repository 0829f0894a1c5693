/* At which seconds does what apps remember change, or end? */
#include <config.h>

#include "lab/state/parts.h"

#include "util/time.h"

/* One state's dates, told to whoever walks them. */
struct walk {
	const struct pl_row *row;
	const struct pl_app_state *state;
	const struct pl_device *device;
	pl_date_visit visit;
	void *arg;
};

/* In true seconds. */
static void visit(const struct walk *walk, int64_t at, const char *verb)
{
	const struct pl_date date = {
		.at = at,
		.strategy = walk->row->strategy->name,
		.verb = verb,
	};

	walk->visit(&date, walk->arg);
}

/* By the clock of the app's own device. */
static void visit_own(const struct walk *walk, int64_t at, const char *verb)
{
	if (at != PL_TIME_NONE)
		visit(walk, at - walk->device->skew, verb);
}

static const char *learned(const struct walk *walk)
{
	switch (pl_strategy_remembers(walk->row->strategy)) {
	case PL_REMEMBERS_FIRST_USE:
		return "keeps what it was shown";
	default:
		return "begins to remember";
	}
}

void pl_states_dates(const struct pl_run *run, const struct pl_world *world, pl_date_visit visitor,
		     void *arg)
{
	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];
		struct walk walk = { .row = row, .visit = visitor, .arg = arg };

		if (row->state_at >= world->n_states)
			continue;
		walk.state = world->states[row->state_at];
		walk.device = world->devices[row->device_at];
		visit(&walk, walk.state->since, learned(&walk));
		visit_own(&walk, walk.state->ticket_until, "has no session left to resume");
	}
}
