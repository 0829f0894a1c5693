/* By what does a row judge, given what its app remembers? */
#include <config.h>

#include "lab/state/parts.h"

#include "util/time.h"

static const struct pl_app_state *state_of(const struct pl_world *world, const struct pl_row *row)
{
	return row->state_at < world->n_states ? world->states[row->state_at] : NULL;
}

static void instead(struct pl_memory *out, enum pl_reason reason, const char *detail)
{
	out->instead = reason;
	out->detail = detail;
}

static void first_use(const struct pl_row *row, const struct pl_app_state *state,
		      struct pl_memory *out)
{
	out->takes_new = row->strategy->memory.refetch;
	if (state->pins)
		out->pins = state->pins;
	else
		instead(out, PL_REASON_FIRST_USE, NULL);
}

static void no_list(const struct pl_row *row, struct pl_memory *out)
{
	switch (row->strategy->memory.first_start) {
	case PL_FIRST_EMBEDDED:
		return;
	case PL_FIRST_UNPINNED:
		instead(out, PL_REASON_NO_PINS, "it has fetched no pin list yet");
		return;
	case PL_FIRST_REFUSE:
		instead(out, PL_REASON_LIST_STALE, "it has fetched no pin list yet");
	}
}

static void stale(const struct pl_row *row, struct pl_memory *out)
{
	if (row->strategy->memory.on_stale == PL_STALE_EMBEDDED)
		out->pins = row->pins;
	else
		instead(out, PL_REASON_LIST_STALE, "its pin list is older than it may be");
}

static void from_list(const struct pl_world *world, const struct pl_row *row,
		      const struct pl_app_state *state, struct pl_memory *out)
{
	if (!state->has_list) {
		no_list(row, out);
		return;
	}
	out->pins = state->pins;
	if (!pl_fetch_is_stale(row->strategy, state, world->now,
			       world->devices[row->device_at]->skew))
		return;
	stale(row, out);
}

/* RFC 7469, 2.3.2: a header that only reports is held against its own connection. */
static void from_header(const struct pl_world *world, const struct pl_row *row,
			struct pl_memory *out)
{
	const struct pl_app_state *noted = pl_state_noted(world, row);
	const struct pl_hpkp *sent = world->hosts[row->host_at]->hpkp;

	if (noted) {
		out->pins = noted->pins;
	} else if (sent && sent->report_only) {
		out->pins = sent->pins;
		out->from_answer = true;
	} else {
		instead(out, PL_REASON_NO_PINS, world->states[row->state_at]->pins
							 ? "the pins that it noted have ended"
							 : "it has noted no pins");
	}
}

void pl_row_memory_attacked(const struct pl_world *world, const struct pl_row *row, bool late,
			    struct pl_memory *out)
{
	enum pl_remembers what = pl_strategy_remembers(row->strategy);

	pl_row_memory(world, row, out);
	if (out->from_answer || (late && what == PL_REMEMBERS_HEADER))
		instead(out, PL_REASON_NO_PINS,
			out->from_answer ? NULL : "the pins that it noted have ended");
	else if (late && what == PL_REMEMBERS_LIST)
		stale(row, out);
}

void pl_row_memory(const struct pl_world *world, const struct pl_row *row, struct pl_memory *out)
{
	const struct pl_app_state *state = state_of(world, row);

	*out = (struct pl_memory){ .pins = row->pins, .instead = PL_REASONS };
	if (!state)
		return;
	switch (pl_strategy_remembers(row->strategy)) {
	case PL_REMEMBERS_FIRST_USE:
		first_use(row, state, out);
		break;
	case PL_REMEMBERS_LIST:
		from_list(world, row, state, out);
		break;
	case PL_REMEMBERS_HEADER:
		from_header(world, row, out);
		break;
	case PL_REMEMBERS_NOTHING:
		break;
	}
}

const struct pl_pinset *pl_row_pins(const struct pl_world *world, const struct pl_row *row)
{
	struct pl_memory memory;

	pl_row_memory(world, row, &memory);
	return memory.pins;
}

const struct pl_outcome *pl_state_resume(struct pl_engine *engine, const struct pl_world *world,
					 const struct pl_row *row,
					 const struct pl_outcome *outcome)
{
	const struct pl_app_state *state = state_of(world, row);
	int64_t clock = world->now + world->devices[row->device_at]->skew;
	struct pl_outcome resumed;

	if (!state || !state->seen || pl_reason_accepts(outcome->reason) ||
	    (state->ticket_until != PL_TIME_NONE && clock >= state->ticket_until))
		return outcome;
	resumed = *state->seen;
	resumed.notes |= PL_NOTE_RESUMED;
	return pl_engine_intern(engine, &resumed);
}
