/* How do the clock and each contact change what apps remember? */
#include <config.h>

#include "lab/state/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

void pl_state_set(struct pl_world *world, size_t at, const struct pl_app_state *next)
{
	struct pl_app_state *state = pl_app_state_new(next);

	pl_app_state_unref(world->states[at]);
	world->states[at] = state;
}

/* An update of an app keeps what its last version remembered. */
static const struct pl_app_state *inherited(const struct pl_run *run, const struct pl_world *world,
					    const struct pl_row *row)
{
	const struct pl_app_state *found = NULL;

	/* The first build, which most rows are of, has nothing before it. */
	if (row->build == 1)
		return NULL;
	for (size_t i = 0; i < run->n_rows && run->rows[i] != row; i++) {
		const struct pl_row *other = run->rows[i];

		if (other->strategy == row->strategy && other->host_at == row->host_at &&
		    other->device_at == row->device_at && other->state_at < world->n_states)
			found = world->states[other->state_at];
	}
	return found;
}

static void add_state(const struct pl_run *run, struct pl_world *world, const struct pl_row *row)
{
	const struct pl_app_state *before = inherited(run, world, row);
	const struct pl_signed_list *list = pl_world_list(world, row->strategy->name, row->host);
	struct pl_app_state fresh = { .ticket_until = PL_TIME_NONE,
				      .fetched = PL_TIME_NONE,
				      .until = PL_TIME_NONE };

	if (before)
		fresh = *before;
	fresh.strategy = row->strategy->name;
	fresh.device = row->device;
	fresh.host = row->host;
	fresh.version = row->version;
	fresh.since = world->now;
	if (!before) {
		fresh.base = world->now;
	}
	fresh.built_serial = list ? list->serial : 0;
	if (fresh.serial < fresh.built_serial)
		fresh.serial = fresh.built_serial;
	*PL_PUSH(world->states, world->n_states, world->cap_states) = pl_app_state_new(&fresh);
}

/* Refreshes come before what else happens in their second: they bring what was published then. */
static void refresh(const struct pl_run *run, struct pl_world *world)
{
	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];
		struct pl_app_state next;

		if (row->state_at >= world->n_states ||
		    pl_strategy_remembers(row->strategy) != PL_REMEMBERS_LIST)
			continue;
		next = *world->states[row->state_at];
		if (pl_fetch_due(world, row, run->now, &next))
			pl_state_set(world, row->state_at, &next);
	}
}

static bool publish(const struct pl_run *run, struct pl_world *world, struct pl_error *err)
{
	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];

		if (pl_strategy_remembers(row->strategy) == PL_REMEMBERS_LIST &&
		    !pl_list_publish(run, world, row, err))
			return false;
	}
	return true;
}

bool pl_states_forget(struct pl_world *world, const char *strategy, const char *device)
{
	bool any = false;

	for (size_t i = 0; i < world->n_states; i++) {
		const struct pl_app_state *state = world->states[i];
		struct pl_app_state fresh = {
			.strategy = state->strategy,
			.device = state->device,
			.host = state->host,
			.version = state->version,
			.since = world->now,
			.base = world->now,
			.fetched = PL_TIME_NONE,
			.until = PL_TIME_NONE,
			.serial = state->built_serial,
			.built_serial = state->built_serial,
			.ticket_until = PL_TIME_NONE,
		};

		if ((strategy && !pl_streq(strategy, state->strategy)) ||
		    (device && !pl_streq(device, state->device)))
			continue;
		any = true;
		pl_state_set(world, i, &fresh);
	}
	return any;
}

bool pl_states_arrive(const struct pl_run *run, struct pl_world *world, struct pl_error *err)
{
	refresh(run, world);
	if (!publish(run, world, err))
		return false;
	for (size_t i = 0; i < run->n_rows; i++)
		if (run->rows[i]->state_at == world->n_states)
			add_state(run, world, run->rows[i]);
	return true;
}

static size_t attack_at(const struct pl_run *run, const struct pl_attack *attack)
{
	size_t i = 0;

	while (i < run->n_attacks && run->attacks[i] != attack)
		i++;
	return i;
}

static void meet(struct pl_contact *contact, const struct pl_step *step, size_t row)
{
	const struct pl_world *world = step->world;
	const struct pl_run *run = contact->run;

	contact->world = world;
	contact->row = run->rows[row];
	contact->device = world->devices[contact->row->device_at];
	contact->state = world->states[contact->row->state_at];
	contact->clock = world->now + contact->device->skew;
	contact->attacked = world->attack && pl_streq(world->attack_host, contact->row->host);
	contact->outcome = contact->attacked ? pl_step_attack(run, step, row,
							      attack_at(run, world->attack))
					     : pl_step_honest(step, row);
	contact->accepted = pl_reason_accepts(contact->outcome->reason);
}

static bool changes(struct pl_contact *contact, struct pl_app_state *next)
{
	bool changed = false;

	switch (pl_strategy_remembers(contact->row->strategy)) {
	case PL_REMEMBERS_FIRST_USE:
		changed = pl_contact_first_use(contact, next);
		break;
	case PL_REMEMBERS_LIST:
		changed = pl_contact_list(contact, next);
		break;
	case PL_REMEMBERS_HEADER:
		changed = pl_contact_header(contact, next);
		break;
	case PL_REMEMBERS_NOTHING:
		break;
	}
	return pl_contact_ticket(contact, next) || changed;
}

struct pl_world *pl_states_connect(const struct pl_run *run, const struct pl_step *step,
				   struct pl_error *err)
{
	struct pl_world *after = NULL;

	for (size_t i = 0; i < step->n_rows; i++) {
		struct pl_contact contact = { .run = run, .err = err };
		struct pl_app_state next;

		if (run->rows[i]->state_at >= step->world->n_states)
			continue;
		meet(&contact, step, i);
		next = *contact.state;
		if (changes(&contact, &next)) {
			after = after ? after : pl_world_copy(step->world);
			pl_state_set(after, run->rows[i]->state_at, &next);
		}
		pl_pinset_unref(contact.made);
	}
	return after ? after : pl_world_ref(step->world);
}
