/* Why is the honest host reached, or refused? */
#include <config.h>

#include "lab/why_parts.h"

#include <string.h>

#include "util/text.h"
#include "util/time.h"

/* "leaf-spki pinned the old key (7HIp…)". */
static void say_pinned(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_printf(out, "%s pinned ", facts->row->strategy->name);
	pl_say_all_pins(out, facts);
}

/* "which is nowhere in the path leaf < R3 < ISRG Root X1". */
static void say_nowhere(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_chain *presented = facts->outcome->presented;
	bool one = facts->row->pins->n == 1;
	char digest[PL_PIN_SHORT];

	pl_buf_puts(out, one ? ", which is " : ", and none of them is ");
	switch (facts->row->client->looks_at) {
	case PL_LOOKS_LEAF:
		pl_buf_printf(
		    out, "%sthe leaf's, which has %s", one ? "not " : "",
		    pl_digest_short(
			pl_digest_of(presented->certs[0], facts->row->pins->pins[0].form), digest));
		return;
	case PL_LOOKS_PRESENTED:
		pl_buf_printf(out, "%sin the %zu certificates that were sent",
			      one ? "nowhere " : "", presented->n);
		return;
	case PL_LOOKS_CAS:
		pl_buf_printf(out, "%sabove the leaf in the path ", one ? "nowhere " : "");
		break;
	default:
		pl_buf_printf(out, "%sin the path ", one ? "nowhere " : "");
	}
	pl_say_path(out, facts->outcome->path);
}

static bool looks_only_elsewhere(const struct pl_facts *facts, struct pl_buf *out)
{
	const struct pl_pin *pin = NULL;
	const struct pl_cert *unseen = pl_pinned_unseen(facts, &pin);

	if (!unseen)
		return false;
	pl_buf_puts(out, ". ");
	pl_buf_printf(out, "%s in the path has it, but %s %s", pl_cert_label(unseen),
		      facts->row->client->name, pl_looks_at_words(facts->row->client->looks_at));
	return true;
}

/* A pin is no date: the pinned certificate may be valid for long, and the app refuses all the same.
 */
static void say_although(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->row->pins;
	const struct pl_pin *longest = NULL;
	char day[PL_DAY_TEXT];

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (pin->cert_expiry != PL_TIME_NONE && pin->cert_expiry >= facts->world->now &&
		    (!longest || pin->cert_expiry > longest->cert_expiry))
			longest = pin;
	}
	if (longest && pl_starts_with(longest->origin, "leaf."))
		pl_buf_printf(out, ", although the old certificate is still valid until %s",
			      pl_day(longest->cert_expiry, day));
	else if (longest)
		pl_buf_printf(out, ", although %s is valid until %s", longest->subject,
			      pl_day(longest->cert_expiry, day));
}

static void say_since(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_step *first = facts->run->steps[facts->since];
	char day[PL_DAY_TEXT];

	if (facts->since < facts->index && facts->outcome->verdict == PL_BREAKS)
		pl_buf_printf(out, "The app has been cut off since step %zu (%s, %s). ",
			      facts->since, first->title, pl_day(first->at, day));
}

static void say_mismatch(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->detail)
		pl_buf_printf(out, "%s. ", facts->outcome->detail);
	say_pinned(out, facts);
	say_nowhere(out, facts);
	if (!looks_only_elsewhere(facts, out))
		pl_buf_puts(out, ", so the app refuses");
	else
		pl_buf_puts(out, ", so it refuses");
	say_although(out, facts);
	pl_buf_puts(out, ".");
}

/* The chain without the pins: whose problem it is. */
static void say_chain_state(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->chain == PL_CHAIN_VALID) {
		pl_buf_puts(out, " The path ");
		pl_say_path(out, facts->outcome->path);
		pl_buf_puts(out, " is valid, so the server is not to blame.");
	} else if (facts->outcome->chain == PL_CHAIN_FAULT) {
		pl_buf_puts(out, " The chain would be refused as well: ");
		pl_say_chain_fault(out, facts);
		pl_buf_puts(out, ".");
	}
}

static void say_invalid(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_printf(out, "%s does not load the pins of %s: %s.", facts->row->client->name,
		      facts->row->strategy->name,
		      facts->outcome->detail ? facts->outcome->detail : "they are malformed");
	say_chain_state(out, facts);
}

/* What the pins would have said, had the client got that far. */
static void say_pins_unasked(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->row->pins;

	if (set->n == 0) {
		pl_buf_printf(out, " The strategy %s has no pins, and none would have helped.",
			      facts->row->strategy->name);
		return;
	}
	pl_buf_puts(out, " The pins were not asked: ");
	say_pinned(out, facts);
	pl_buf_puts(out, ", and no pin mends what was refused before.");
}

/* The chain was good; whoever sent it could not prove that it is his. */
static void say_no_handshake(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	if (outcome->path) {
		pl_buf_puts(out, "The path ");
		pl_say_path(out, outcome->path);
		pl_buf_puts(out, " is valid, but ");
	} else {
		pl_buf_puts(out, "The chain does not matter to this app, but ");
	}
	pl_say_fault(out, facts, outcome->reason, outcome->about, outcome->detail);
	pl_buf_puts(out, ".");
	say_pins_unasked(out, facts);
}

static void say_chain_refused(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	if (outcome->path) {
		pl_buf_puts(out, "The path ");
		pl_say_path(out, outcome->path);
		pl_buf_puts(out, " is refused: ");
	} else {
		pl_buf_puts(out, "The chain is refused: ");
	}
	pl_say_fault(out, facts, outcome->reason, outcome->about, outcome->detail);
	if (outcome->reason == PL_REASON_DEVICE_CLOCK)
		pl_buf_puts(out, "; at the true time every date is good");
	pl_buf_puts(out, ".");
	say_pins_unasked(out, facts);
}

static void say_anchor_note(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_path *path = facts->outcome->path;
	char day[PL_DAY_TEXT];

	if (path && facts->outcome->notes & PL_NOTE_ANCHOR_DATE_IGNORED)
		pl_buf_printf(
		    out, " %s ended on %s, but %s does not check the dates of its anchors.",
		    pl_cert_label(path->certs[path->n - 1]),
		    pl_day(path->certs[path->n - 1]->not_after, day), facts->device->name);
}

static void say_valid_path(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_puts(out, "The path ");
	pl_say_path(out, facts->outcome->path);
	pl_buf_puts(out, " is valid");
}

static void say_match(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	say_valid_path(out, facts);
	if (outcome->state == PL_STATE_ON_BACKUP) {
		pl_buf_puts(out, ", but ");
		if (pl_count_pins(facts->row->pins, false) > 0) {
			pl_say_pins(out, facts, false);
			pl_buf_puts(out, " no longer matches; ");
		}
		pl_buf_puts(out, "only the backup pin ");
		pl_say_pin_short(out, outcome->pin);
		pl_buf_printf(out, " does, on %s. The app connects",
			      pl_cert_label(outcome->matched));
		if (pl_count_pins(facts->row->pins, true) == 1)
			pl_buf_puts(out, ", with no pin left for the next change");
		pl_buf_puts(out, ".");
	} else {
		pl_buf_printf(out, ", and %s finds the pin ", facts->row->strategy->name);
		pl_say_pin_short(out, outcome->pin);
		pl_buf_printf(out, " on %s, so the app connects.", pl_cert_label(outcome->matched));
	}
	say_anchor_note(out, facts);
}

static void say_no_pins(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->chain == PL_CHAIN_UNCHECKED) {
		pl_buf_printf(out, "%s checks nothing, so the app connects to whoever answers.",
			      facts->row->strategy->name);
		return;
	}
	say_valid_path(out, facts);
	if (pl_row_is_private(facts->row))
		pl_buf_printf(out,
			      " below the app's only anchor, %s, so the app connects; what public "
			      "authorities do does not matter to it.",
			      pl_cert_label(facts->view.extra));
	else
		pl_buf_printf(out,
			      ", and the strategy %s has no pins: the trust store of %s "
			      "decides, so the app connects.",
			      facts->row->strategy->name, facts->device->name);
	say_anchor_note(out, facts);
}

static void say_unenforced(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	if (outcome->path)
		say_valid_path(out, facts);
	pl_buf_printf(out, ", and the pins are not enforced: %s. The app connects without them; ",
		      outcome->detail ? outcome->detail : pl_reason_info(outcome->reason)->words);
	say_pinned(out, facts);
	pl_buf_puts(out, ".");
	say_anchor_note(out, facts);
}

static void say_outcome(struct pl_buf *out, const struct pl_facts *facts)
{
	switch (facts->outcome->reason) {
	case PL_REASON_PIN_MISMATCH:
		say_mismatch(out, facts);
		return;
	case PL_REASON_PINS_INVALID:
		say_invalid(out, facts);
		return;
	case PL_REASON_PIN_MATCH:
		say_match(out, facts);
		return;
	case PL_REASON_NO_PINS:
		say_no_pins(out, facts);
		return;
	case PL_REASON_HANDSHAKE_FAILED:
		say_no_handshake(out, facts);
		return;
	case PL_REASON_HOST_NOT_COVERED:
	case PL_REASON_PINS_EXPIRED:
	case PL_REASON_PINS_BYPASSED:
	case PL_REASON_REPORT_ONLY:
		say_unenforced(out, facts);
		return;
	default:
		say_chain_refused(out, facts);
	}
}

void pl_why_honest(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_say_change(out, facts);
	if (out->len > 0)
		pl_buf_puts(out, " ");
	say_since(out, facts);
	say_outcome(out, facts);
}
