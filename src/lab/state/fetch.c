/* When does an app get a new pin list, and which does it take? */
#include <config.h>

#include "lab/state/parts.h"

#include "lab/judge/parts.h"
#include "util/text.h"
#include "util/time.h"

#define REFRESH_STANDARD PL_DAY
#define FRESH_FOR_STANDARD (30 * PL_DAY)

int64_t pl_list_refresh(const struct pl_strategy_def *strategy)
{
	return strategy->memory.refresh > 0 ? strategy->memory.refresh : REFRESH_STANDARD;
}

int64_t pl_list_fresh_for(const struct pl_strategy_def *strategy)
{
	return strategy->memory.fresh_for > 0 ? strategy->memory.fresh_for : FRESH_FOR_STANDARD;
}

/* The last second not after `at` that is one of its refreshes, its first start included. */
static int64_t refresh_before(const struct pl_app_state *state, int64_t pace, int64_t at)
{
	return at < state->base ? state->base : at - (at - state->base) % pace;
}

/* At that second, not after now. An attacker who serves lists stands before the list server, too. */
static bool is_open(const struct pl_world *world, const struct pl_strategy_def *strategy,
		    const struct pl_app_state *state, int64_t at)
{
	if (world->attack && world->attack->serves_list && pl_streq(world->attack_host, state->host))
		return false;
	if (strategy->memory.channel == PL_LIST_BEHIND_PIN && !state->reached)
		return false;
	return pl_world_list_outage(world, at) == PL_TIME_NONE;
}

static bool takes(const struct pl_strategy_def *strategy, const struct pl_app_state *state,
		  unsigned serial)
{
	return !strategy->memory.rollback_protection || serial >= state->serial;
}

/* Equal pins stay what they are, so that nothing seems to change. */
static void take(const struct pl_pinset *now, const struct pl_signed_list *list, int64_t since,
		 struct pl_app_state *next)
{
	struct pl_pinset *pins = pl_pinset_same(now, list->pins) ? (struct pl_pinset *)now
								  : list->pins;

	if (!next->has_list || next->pins != pins || !next->live)
		next->since = since;
	next->pins = pins;
	next->has_list = next->live = true;
	next->serial = list->serial;
	next->fetched = PL_TIME_NONE;
}

static const struct pl_pinset *held(const struct pl_row *row, const struct pl_app_state *state)
{
	return state->pins ? state->pins : row->pins;
}

void pl_states_fetch(struct pl_world *world, const struct pl_strategy_def *strategy)
{
	for (size_t i = 0; i < world->n_states; i++) {
		struct pl_app_state next = *world->states[i];
		const struct pl_signed_list *list;

		if (!pl_streq(next.strategy, strategy->name))
			continue;
		list = pl_world_list(world, next.strategy, next.host);
		if (!list || !is_open(world, strategy, &next, world->now) ||
		    !takes(strategy, &next, list->serial))
			continue;
		take(next.pins, list, world->now, &next);
		next.base = world->now;
		pl_state_set(world, i, &next);
	}
}

bool pl_fetch_due(const struct pl_world *world, const struct pl_row *row, int64_t before,
		  struct pl_app_state *next)
{
	int64_t due = refresh_before(next, pl_list_refresh(row->strategy), world->now);
	const struct pl_signed_list *list = pl_world_list(world, row->strategy->name, row->host);
	struct pl_app_state was = *next;

	/* A refresh that fell into an outage is not made up for when that is over. */
	if (due <= before || due <= next->base || !list ||
	    !is_open(world, row->strategy, next, due) ||
	    !takes(row->strategy, next, list->serial))
		return false;
	take(held(row, next), list, world->now, next);
	return was.pins != next->pins || was.live != next->live || was.serial != next->serial;
}

int64_t pl_fetch_next(const struct pl_world *world, const struct pl_row *row,
		      const struct pl_app_state *state)
{
	int64_t pace = pl_list_refresh(row->strategy), at, until;
	const struct pl_signed_list *list = pl_world_list(world, row->strategy->name, row->host);

	if (!list || !takes(row->strategy, state, list->serial) ||
	    (row->strategy->memory.channel == PL_LIST_BEHIND_PIN && !state->reached) ||
	    (state->live && list->serial == state->serial))
		return PL_TIME_NONE;
	at = refresh_before(state, pace, world->now) + pace;
	while ((until = pl_world_list_outage(world, at)) != PL_TIME_NONE) {
		if (until >= PL_TIME_MAX - pace)
			return PL_TIME_NONE;
		at = refresh_before(state, pace, until - 1) + pace;
	}
	return at;
}

bool pl_fetch_is_stale(const struct pl_strategy_def *strategy, const struct pl_app_state *state,
		       int64_t now, int64_t skew)
{
	int64_t fresh_for = pl_list_fresh_for(strategy);

	/* Just before each refresh it is at its oldest. */
	if (state->live)
		return skew + pl_list_refresh(strategy) > fresh_for;
	return now + skew >= state->fetched + fresh_for;
}

/* An attacker's list is the last that it got. */
static bool take_forged(struct pl_contact *contact, struct pl_app_state *next)
{
	const struct pl_attack *attack = contact->world->attack;
	const struct pl_pin *pin = contact->outcome->pin;
	const struct pl_pinset *set;

	for (size_t i = 0; pin; i++) {
		set = pl_state_forged(contact->run->engine, contact->world, contact->row, attack, i,
				      contact->err);
		if (!set)
			return false;
		if (pin < set->pins || pin >= set->pins + set->n)
			continue;
		if (set == next->pins)
			return false;
		next->pins = (struct pl_pinset *)set;
		next->has_list = true;
		next->live = false;
		next->fetched = contact->world->now;
		next->serial += attack->serves_list == PL_SERVES_HIS_LIST;
		next->since = contact->world->now + 1;
		return true;
	}
	return false;
}

bool pl_contact_list(struct pl_contact *contact, struct pl_app_state *next)
{
	const struct pl_strategy_def *strategy = contact->row->strategy;
	const struct pl_signed_list *list =
		pl_world_list(contact->world, strategy->name, contact->row->host);
	bool reached = contact->accepted && !contact->attacked, changed;

	changed = reached != next->reached;
	next->reached = reached;
	if (contact->attacked && contact->accepted && take_forged(contact, next))
		return true;
	if (!is_open(contact->world, strategy, next, contact->world->now)) {
		if (!next->live)
			return changed;
		next->live = false;
		next->fetched = refresh_before(next, pl_list_refresh(strategy),
					       contact->world->now - 1);
		return true;
	}
	/* The first start. */
	if (!next->has_list && next->base == contact->world->now && list &&
	    takes(strategy, next, list->serial)) {
		take(held(contact->row, next), list, contact->world->now + 1, next);
		/* What was built in says the same. */
		if (strategy->memory.first_start == PL_FIRST_EMBEDDED &&
		    next->pins == contact->row->pins)
			next->since = contact->state->since;
		return true;
	}
	return changed;
}

/*
 * A list is signed anew as long as it is the newest, so an old one is as fresh
 * as the second in which another took its place.
 */
static const struct pl_pinset *replayed(const struct pl_world *world, const struct pl_row *row,
					const struct pl_app_state *state, size_t i)
{
	const struct pl_signed_list *list =
		pl_world_list(world, row->strategy->name, row->host);
	struct pl_app_state then = { .base = world->now };
	int64_t skew = world->devices[row->device_at]->skew;

	/* Those before one that is too old are older still, and so are their numbers. */
	for (; list && list->previous; list = list->previous) {
		then.fetched = list->published;
		if (!takes(row->strategy, state, list->previous->serial) ||
		    pl_fetch_is_stale(row->strategy, &then, world->now, skew))
			return NULL;
		if (i-- == 0)
			return list->previous->pins;
	}
	return NULL;
}

const struct pl_pinset *pl_state_forged(struct pl_engine *engine, const struct pl_world *world,
					const struct pl_row *row, const struct pl_attack *attack,
					size_t i, struct pl_error *err)
{
	const struct pl_app_state *state;

	/* He cannot answer on a connection that the pins guard. */
	if (attack->serves_list == PL_SERVES_NO_LIST || row->state_at >= world->n_states ||
	    pl_strategy_remembers(row->strategy) != PL_REMEMBERS_LIST ||
	    row->strategy->memory.channel == PL_LIST_BEHIND_PIN)
		return NULL;
	state = world->states[row->state_at];
	if (attack->serves_list == PL_SERVES_OLD_LIST)
		return replayed(world, row, state, i);
	return i == 0 ? pl_memo_attacker_pins(engine, err) : NULL;
}
