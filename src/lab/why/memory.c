/* What does an app remember that makes it decide so, and what helps when it is wrong? */
#include <config.h>

#include "lab/why/parts.h"

#include "lab/state.h"

static const struct pl_app_state *state_of(const struct pl_facts *facts)
{
	size_t at = facts->row->state_at;

	return at < facts->world->n_states ? facts->world->states[at] : NULL;
}

static void say_path(struct pl_buf *out, const struct pl_facts *facts)
{
	if (!facts->outcome->path) {
		pl_buf_puts(out, "The chain does not matter to this app");
		return;
	}
	pl_buf_puts(out, facts->attack ? "His path " : "The path ");
	pl_say_path(out, facts, facts->outcome->path);
	pl_buf_puts(out, " is valid");
}

static void say_first_use(struct pl_buf *out, const struct pl_facts *facts)
{
	const char *name = facts->row->strategy->name;
	const char *whom = facts->attack ? "him" : "it";

	say_path(out, facts);
	if (facts->remembered == PL_REASON_FIRST_USE) {
		pl_buf_printf(out, ", and %s has never been here before: it keeps what it is shown "
			      "and believes %s from now on.", name, whom);
		return;
	}
	pl_buf_puts(out, ", and ");
	pl_say_all_pins(out, facts);
	pl_buf_printf(out, ", which %s kept, %s met; but it takes what it is shown at every "
		      "change, so it keeps this instead and talks to %s.", name,
		      facts->pins->n == 1 ? "is not" : "are not", whom);
}

static void say_resumed(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_app_state *state = state_of(facts);
	char until[PL_TIME_TEXT];

	pl_buf_puts(out, "The app resumes a session of before the change: no certificate is sent "
			 "and nothing is compared.");
	if (state && state->ticket_until != PL_TIME_NONE)
		pl_buf_printf(out, " Its ticket ends at %s, and then it looks.",
			      pl_time_format_short(state->ticket_until, until));
	else
		pl_buf_puts(out, " When its ticket ends, it looks.");
}

bool pl_say_memory(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->notes & PL_NOTE_RESUMED)
		say_resumed(out, facts);
	else if (facts->outcome->reason == PL_REASON_FIRST_USE)
		say_first_use(out, facts);
	else
		return false;
	return true;
}

/* A new key where the first one was kept: nothing but that key, or forgetting it, helps. */
static void fix_first_use(struct pl_buf *out, const struct pl_facts *facts)
{
	if (pl_key_changed(facts))
		pl_buf_puts(out, "Renewing with the same key would have saved it. ");
	pl_buf_puts(out, "An app that forgets what it kept, as a fresh installation does, "
		      "learns the new key from whoever answers first.");
}

bool pl_fix_memory(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->reason != PL_REASON_PIN_MISMATCH)
		return false;
	switch (pl_strategy_remembers(facts->row->strategy)) {
	case PL_REMEMBERS_FIRST_USE:
		fix_first_use(out, facts);
		return true;
	default:
		return false;
	}
}
