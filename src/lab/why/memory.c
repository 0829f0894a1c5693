/* What does an app remember that makes it decide so, and what helps when it is wrong? */
#include <config.h>

#include "lab/why/parts.h"

#include "lab/provider.h"
#include "lab/state/parts.h"
#include "util/time.h"

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

/* The path is good, and the list is not. */
static void say_list(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_app_state *state = state_of(facts);
	char day[PL_DAY_TEXT], words[PL_DURATION_TEXT];

	say_path(out, facts);
	if (!state || !state->has_list) {
		pl_buf_printf(out, ", and %s has fetched no pin list yet: the app %s.",
			      facts->row->strategy->name,
			      pl_reason_accepts(facts->outcome->reason) ? "connects without pins"
									 : "waits for its first");
		return;
	}
	pl_buf_printf(out, ", but the pin list of %s ", facts->row->strategy->name);
	if (state->live)
		pl_buf_puts(out, "is always too old");
	else
		pl_buf_printf(out, "was fetched last on %s", pl_day(state->fetched, day));
	pl_buf_printf(out, " and is good for %s, so the app refuses",
		      pl_duration_words(pl_list_fresh_for(facts->row->strategy), words));
	pl_say_by_clock(out, facts);
	pl_buf_puts(out, ".");
}

/* Nobody told this browser what to expect here, or it was long ago. */
static void say_unnoted(struct pl_buf *out, const struct pl_facts *facts)
{
	const char *detail = facts->outcome->detail;

	say_path(out, facts);
	pl_buf_printf(out, ", and %s decides by the trust store of %s alone: %s. The app %s.",
		      facts->row->strategy->name, facts->device->name,
		      detail ? detail : "a header that only reports is never noted",
		      facts->attack ? "talks to him" : "connects");
}

static bool is_unnoted(const struct pl_facts *facts)
{
	return facts->outcome->reason == PL_REASON_NO_PINS &&
	       pl_strategy_remembers(facts->row->strategy) == PL_REMEMBERS_HEADER;
}

static bool is_about_list(const struct pl_facts *facts)
{
	if (pl_strategy_remembers(facts->row->strategy) != PL_REMEMBERS_LIST)
		return false;
	return facts->outcome->reason == PL_REASON_LIST_STALE ||
	       (facts->outcome->reason == PL_REASON_NO_PINS && facts->remembered != PL_REASONS);
}

bool pl_say_memory(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->notes & PL_NOTE_RESUMED)
		say_resumed(out, facts);
	else if (facts->outcome->reason == PL_REASON_FIRST_USE)
		say_first_use(out, facts);
	else if (is_about_list(facts))
		say_list(out, facts);
	else if (is_unnoted(facts))
		say_unnoted(out, facts);
	else
		return false;
	return true;
}

/* A new key where the first one was kept: nothing but that key, or forgetting it, helps. */
static void fix_first_use(struct pl_buf *out, const struct pl_facts *facts)
{
	if (pl_key_changed(facts) && !pl_host_is_managed(facts->host))
		pl_buf_puts(out, "Renewing with the same key would have saved it. ");
	pl_buf_puts(out, "An app that forgets what it kept, as a fresh installation does, "
		      "learns the new key from whoever answers first.");
}

void pl_say_noted(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_app_state *noted;
	char date[PL_TIME_TEXT];

	if (pl_strategy_remembers(facts->row->strategy) != PL_REMEMBERS_HEADER ||
	    facts->outcome->reason != PL_REASON_PIN_MISMATCH)
		return;
	noted = pl_state_noted(facts->world, facts->row);
	if (!noted)
		return;
	pl_buf_printf(out, " It noted %s from %s header",
		      facts->pins->n == 1 ? "that" : "those",
		      noted->hostile ? "an attacker's" : "the host's");
	if (noted->until != PL_TIME_NONE)
		pl_buf_printf(out, ", and forgets %s at %s", facts->pins->n == 1 ? "it" : "them",
			      pl_time_format_short(noted->until, date));
	pl_buf_puts(out, ".");
}

/* A header that came too late, or from somebody else. */
static void fix_header(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_app_state *noted = pl_state_noted(facts->world, facts->row);
	char words[PL_DURATION_TEXT];

	if (noted && noted->hostile) {
		pl_buf_puts(out, "No key of the host's is in an attacker's header; a header of its "
				 "own, noted before, would have stopped him.");
		return;
	}
	if (noted && pl_key_changed(facts))
		pl_buf_printf(out, "A header with the new key, %s before it is served, would have "
			      "saved it. ", pl_duration_words(noted->max_age, words));
	pl_buf_puts(out, "Serving a key of the noted header again helps at once.");
}

/* The new key was announced too late, or the list does not come. */
static void fix_list(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_strategy_def *strategy = facts->row->strategy;
	const struct pl_app_state *state = state_of(facts);
	int64_t next = state ? pl_fetch_next(facts->world, facts->row, state) : PL_TIME_NONE;
	char words[PL_DURATION_TEXT], date[PL_TIME_TEXT];

	if (facts->outcome->reason == PL_REASON_PIN_MISMATCH && pl_key_changed(facts))
		pl_buf_printf(out, "Announcing the new key %s before it is served (load: staged) "
			      "would have saved it. ",
			      pl_duration_words(pl_list_refresh(strategy), words));
	if (next != PL_TIME_NONE)
		pl_buf_printf(out, "The app fetches the next list at %s.",
			      pl_time_format_short(next, date));
	else if (strategy->memory.channel == PL_LIST_BEHIND_PIN)
		pl_buf_puts(out, "Its list comes over the very connection that it refuses, so no "
				 "list helps it; a list server of its own would.");
	else
		pl_buf_puts(out, "No list that it would take is to be had.");
}

bool pl_fix_memory(struct pl_buf *out, const struct pl_facts *facts)
{
	enum pl_remembers what = pl_strategy_remembers(facts->row->strategy);

	if (facts->outcome->reason != PL_REASON_PIN_MISMATCH &&
	    facts->outcome->reason != PL_REASON_LIST_STALE)
		return false;
	switch (what) {
	case PL_REMEMBERS_FIRST_USE:
		fix_first_use(out, facts);
		return true;
	case PL_REMEMBERS_LIST:
		fix_list(out, facts);
		return true;
	case PL_REMEMBERS_HEADER:
		fix_header(out, facts);
		return true;
	default:
		return false;
	}
}
