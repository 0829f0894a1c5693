/* Why is the attacker refused, or believed? */
#include <config.h>

#include "lab/why/parts.h"

#include <string.h>

#include "util/text.h"
#include "util/time.h"

static bool is_in_path(const struct pl_path *path, const struct pl_cert *cert)
{
	for (size_t i = 0; path && i < path->n; i++) {
		if (memcmp(path->certs[i]->sha256, cert->sha256, 32) == 0)
			return true;
	}
	return false;
}

static void say_valid_path(struct pl_buf *out, const struct pl_facts *facts)
{
	if (!facts->outcome->path) {
		pl_buf_printf(out, "%s checks no chain", facts->row->strategy->name);
		return;
	}
	pl_buf_puts(out, "His path ");
	pl_say_path(out, facts, facts->outcome->path);
	pl_buf_printf(out, " is valid on %s", facts->device->name);
}

static bool is_leaf_of(const struct pl_issuance *issuance, const struct pl_cert *leaf)
{
	return issuance && issuance->full->n > 0 &&
	       memcmp(issuance->full->certs[0]->sha256, leaf->sha256, 32) == 0;
}

/* His certificate is one that was issued to the host itself, now or before. */
static bool is_hosts_own(const struct pl_facts *facts)
{
	const struct pl_cert *leaf = facts->outcome->presented->certs[0];

	for (size_t i = facts->index + 1; i-- > 0;) {
		const struct pl_host *host =
			pl_world_host(facts->run->steps[i]->world, facts->host->id);

		if (host && (is_leaf_of(host->served, leaf) || is_leaf_of(host->staged, leaf)))
			return true;
	}
	return false;
}

/* Which certificate of his the pin meets decides what the pin was worth. */
static void say_match(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;
	const struct pl_cert *matched = outcome->matched;

	say_valid_path(out, facts);
	pl_buf_printf(out, ", and the pin of %s, ", facts->row->strategy->name);
	pl_say_pin_short(out, outcome->pin);
	pl_buf_printf(out, ", is met by %s: ", pl_label(facts, matched));
	if (!is_in_path(outcome->path, matched))
		pl_buf_printf(out, "it was only sent along, but %s %s", facts->row->client->name,
			      pl_looks_at_words(facts->row->client->looks_at));
	else if (matched == outcome->presented->certs[0])
		pl_buf_puts(out, "he holds that very key");
	else if (is_hosts_own(facts))
		pl_buf_puts(out, "it stands above the host's own certificate");
	else
		pl_buf_puts(out, "whoever gets a certificate below it passes");
	pl_buf_puts(out, ". The app talks to him.");
}

static void say_mismatch(struct pl_buf *out, const struct pl_facts *facts)
{
	say_valid_path(out, facts);
	pl_buf_printf(out, ", so only the pins can stop him: %s pinned ",
		      facts->row->strategy->name);
	pl_say_all_pins(out, facts);
	pl_buf_printf(out, ", and nothing that %s looks at has %s, so the app refuses him.",
		      facts->row->client->name, facts->pins->n == 1 ? "it" : "any of them");
	pl_say_unknown_rule(out, facts);
}

static void say_refused(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	if (outcome->path) {
		pl_buf_puts(out, "His path ");
		pl_say_path(out, facts, outcome->path);
		pl_buf_puts(out, " is refused: ");
	} else {
		pl_buf_puts(out, "His chain is refused: ");
	}
	pl_say_fault(out, facts, outcome->reason, outcome->about, outcome->detail);
	pl_buf_puts(out, ".");
	if (facts->brief)
		return;
	if (facts->pins->n > 0) {
		pl_buf_printf(out, " No pin was needed: %s pinned ", facts->row->strategy->name);
		pl_say_all_pins(out, facts);
		pl_buf_printf(out, ", which %s not compared.",
			      facts->pins->n == 1 ? "was" : "were");
	} else {
		pl_buf_printf(out, " The strategy %s needs no pin for that.",
			      facts->row->strategy->name);
	}
}

static void say_unpinned(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;
	char day[PL_DAY_TEXT];

	say_valid_path(out, facts);
	if (outcome->reason == PL_REASON_NO_PINS && outcome->detail) {
		pl_buf_printf(out, ", and the pins of %s do not count: %s. The app talks to him.",
			      facts->row->strategy->name, outcome->detail);
		return;
	}
	if (outcome->reason == PL_REASON_NO_PINS) {
		pl_buf_printf(out, ", and the strategy %s has no pins. The app talks to him.",
			      facts->row->strategy->name);
		return;
	}
	if (outcome->reason == PL_REASON_REPORT_ONLY) {
		pl_buf_printf(out, ", and no pin matches, but %s only reports that. The app talks "
			      "to him. Pinned is ", facts->row->strategy->name);
	} else {
		pl_buf_printf(out, ", and %s is not enforced: ", facts->row->strategy->name);
		pl_say_skipped(out, facts);
		if (facts->late_clock)
			pl_buf_printf(out, ", by a clock that he set to %s",
				      pl_day(facts->view.clock, day));
		pl_buf_puts(out, ". The app talks to him. Pinned, but not compared, is ");
	}
	pl_say_all_pins(out, facts);
	pl_buf_puts(out, ".");
}

static void say_invalid(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_printf(out, "%s does not load the pins of %s (%s), so the app talks to nobody.",
		      facts->row->client->name, facts->row->strategy->name,
		      facts->outcome->detail ? facts->outcome->detail : "they are malformed");
}

static void say_outcome(struct pl_buf *out, const struct pl_facts *facts)
{
	if (pl_say_memory(out, facts))
		return;
	switch (facts->outcome->reason) {
	case PL_REASON_PIN_MATCH:
		say_match(out, facts);
		return;
	case PL_REASON_PIN_MISMATCH:
		say_mismatch(out, facts);
		return;
	case PL_REASON_PINS_INVALID:
		say_invalid(out, facts);
		return;
	default:
		if (pl_reason_accepts(facts->outcome->reason))
			say_unpinned(out, facts);
		else
			say_refused(out, facts);
	}
}

static void say_moot(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->state == PL_STATE_MOOT)
		pl_buf_printf(out,
			      " But the app refuses the honest host as well (%s), so this is worth "
			      "nothing.",
			      pl_reason_info(facts->honest->reason)->name);
}

void pl_why_attack(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->notes & PL_NOTE_NOT_ISSUED) {
		pl_say_not_issued(out, facts);
		say_moot(out, facts);
		return;
	}
	pl_buf_printf(out, "The attacker answers for %s with ", facts->host->names[0]);
	pl_say_answer(out, facts);
	pl_buf_puts(out, ". ");
	say_outcome(out, facts);
	pl_say_revoked_note(out, facts);
	pl_say_theft(out, facts);
	pl_say_detection(out, facts);
	say_moot(out, facts);
}
