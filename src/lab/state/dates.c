/* At which seconds does what apps remember change, or end? */
#include <config.h>

#include "lab/state/parts.h"

#include "util/time.h"

#define FETCHES "fetches its pin list"

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
	case PL_REMEMBERS_LIST:
		return FETCHES;
	case PL_REMEMBERS_HEADER:
		return "notes the host's header";
	default:
		return "begins to remember";
	}
}

static bool is_replayed(const struct pl_run *run)
{
	for (size_t i = 0; i < run->n_attacks; i++)
		if (run->attacks[i]->serves_list == PL_SERVES_OLD_LIST)
			return true;
	return false;
}

/* Newest first: the one before a list was fresh for so long after that list came. */
static void visit_older(const struct walk *walk, const struct pl_world *world)
{
	const struct pl_signed_list *list =
		pl_world_list(world, walk->row->strategy->name, walk->row->host);
	int64_t fresh_for = pl_list_fresh_for(walk->row->strategy);
	int64_t clock = world->now + walk->device->skew;

	for (; list && list->previous && list->published + fresh_for >= clock;
	     list = list->previous)
		visit_own(walk, list->published + fresh_for, "takes an old pin list no longer");
}

static void visit_list(const struct walk *walk, const struct pl_world *world)
{
	const struct pl_strategy_def *strategy = walk->row->strategy;
	const struct pl_app_state *state = walk->state;
	int64_t next = pl_fetch_next(world, walk->row, state);

	if (next != PL_TIME_NONE)
		visit(walk, next, FETCHES);
	if (state->has_list && !state->live)
		visit_own(walk, state->fetched + pl_list_fresh_for(strategy),
			  "has a pin list that is too old");
}

void pl_states_dates(const struct pl_run *run, const struct pl_world *world, pl_date_visit visitor,
		     void *arg)
{
	bool replayed = is_replayed(run);

	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];
		struct walk walk = { .row = row, .visit = visitor, .arg = arg };

		if (row->state_at >= world->n_states)
			continue;
		walk.state = world->states[row->state_at];
		walk.device = world->devices[row->device_at];
		visit(&walk, walk.state->since, learned(&walk));
		visit_own(&walk, walk.state->ticket_until, "has no session left to resume");
		visit_own(&walk, walk.state->until, "forgets the pins that it noted");
		if (pl_strategy_remembers(row->strategy) == PL_REMEMBERS_LIST)
			visit_list(&walk, world);
		if (replayed && pl_strategy_remembers(row->strategy) == PL_REMEMBERS_LIST)
			visit_older(&walk, world);
	}
}
