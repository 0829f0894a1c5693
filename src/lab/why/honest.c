/* Why is the honest host reached, or refused? */
#include <config.h>

#include "lab/why/parts.h"

#include <stdint.h>
#include <string.h>

#include "util/share.h"
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
	bool one = facts->pins->n == 1;
	char digest[PL_PIN_SHORT];
	enum pl_pin_form form;

	pl_buf_puts(out, one ? ", which is " : ", and none of them is ");
	switch (facts->row->client->looks_at) {
	case PL_LOOKS_LEAF:
		form = facts->pins->pins[0].form;
		pl_buf_printf(out, "%sthe leaf's (%s)", one ? "not " : "",
			      pl_digest_short(pl_digest_of(presented->certs[0], form), digest));
		return;
	case PL_LOOKS_PRESENTED:
		pl_buf_printf(out, "%sin the %zu certificates that were sent",
			      one ? "nowhere " : "", presented->n);
		return;
	case PL_LOOKS_SENT_CAS:
		pl_buf_printf(out, "%samong the %zu certificates that were sent above the leaf",
			      one ? "not " : "", presented->n > 0 ? presented->n - 1 : 0);
		return;
	case PL_LOOKS_CAS:
		pl_buf_printf(out, "%sabove the leaf in the path ", one ? "nowhere " : "");
		break;
	default:
		pl_buf_printf(out, "%sin the path ", one ? "nowhere " : "");
	}
	pl_say_path(out, facts, facts->outcome->path);
}

/* Where the pinned thing is, when it is there and this client does not look at it. */
static bool say_unseen(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_client *client = facts->row->client;
	const char *it = facts->pins->n == 1 ? "it" : "one of them";
	const struct pl_pin *pin = NULL;
	const struct pl_cert *unseen = pl_pinned_unseen(facts, &pin);

	if (!unseen)
		return false;
	if (client->looks_at == PL_LOOKS_CAS)
		pl_buf_printf(out, ". The leaf has %s, but %s does not look at the leaf: it %s", it,
			      client->name, pl_looks_at_words(client->looks_at));
	else
		pl_buf_printf(out, ". %s in the path has %s, but %s%s %s",
			      pl_label(facts, unseen), it,
			      client->looks_at == PL_LOOKS_PRESENTED ? "was not sent, and " : "",
			      client->name, pl_looks_at_words(client->looks_at));
	pl_buf_puts(out, ", so it refuses");
	return true;
}

/* A whole certificate was pinned, and its key is there in another one. */
static void say_same_key(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_cert *pinned = NULL, *other = NULL;

		if (set->pins[i].form == PL_FORM_CERTIFICATE)
			pinned = pl_pinned_cert(facts, &set->pins[i]);
		other = pinned && pinned->is_ca ? pl_same_key(facts, pinned) : NULL;
		if (!other)
			continue;
		pl_buf_printf(out, "; %s has the same key in another certificate",
			      pl_label(facts, other));
		return;
	}
}

/* A literal is spelled so that this client does not find what it means. */
static bool say_spelling(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;
	size_t n;
	struct pl_cert *const *certs = pl_looked_at(facts, &n);

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < set->n; j++) {
			if (set->pins[j].spelled == PL_SPELLED_NOT ||
			    !pl_pin_matches(&set->pins[j], certs[i]))
				continue;
			pl_buf_printf(out, ", and %s has that digest, but %s %s, so the app "
				      "refuses.",
				      pl_label(facts, certs[i]), facts->row->client->name,
				      facts->row->client->text != PL_TEXT_DECODED
					      ? "compares texts and spells it otherwise"
					      : "does not read it so");
			return true;
		}
	}
	return false;
}

static bool is_blocked(const struct pl_facts *facts, const struct pl_cert *cert)
{
	for (size_t i = 0; i < facts->world->n_blocks; i++) {
		const struct pl_block *block = &facts->world->blocks[i];

		const uint8_t *digest = block->is_key ? cert->spki_sha256 : cert->sha256;

		if ((!block->device || pl_streq(block->device, facts->device->name)) &&
		    memcmp(block->digest, digest, 32) == 0)
			return true;
	}
	return false;
}

/* Whether what a pin is on could still be served: it is in date, and not distrusted. */
static bool is_still_good(const struct pl_facts *facts, const struct pl_pin *pin)
{
	const struct pl_cert *cert = pl_pinned_cert(facts, pin);
	struct pl_cert *anchor = (struct pl_cert *)(uintptr_t)cert;
	const struct pl_path path = { .n = 1, .certs = &anchor };

	if (pin->cert_expiry == PL_TIME_NONE || pin->cert_expiry < facts->world->now)
		return false;
	if (!cert)
		return true;
	if (is_blocked(facts, cert) || (facts->host->presented->n > 0 &&
					memcmp(facts->host->presented->certs[0]->sha256,
					       cert->sha256, 32) == 0))
		return false;
	return !cert->self_issued || pl_view_considers(&facts->view, &path);
}

/* A pin is no date: the pinned certificate may be valid for long, and the app refuses all the same.
 */
static void say_although(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;
	const struct pl_pin *longest = NULL;
	char day[PL_DAY_TEXT];

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (!pin->backup && is_still_good(facts, pin) &&
		    (!longest || pin->cert_expiry > longest->cert_expiry))
			longest = pin;
	}
	if (longest && longest->origin && pl_starts_with(longest->origin, "leaf."))
		pl_buf_printf(out, ", although the old certificate is still valid until %s",
			      pl_day(longest->cert_expiry, day));
	else if (longest)
		pl_buf_printf(out, ", although %s is valid until %s", longest->subject,
			      pl_day(longest->cert_expiry, day));
}

/* Some clients refuse for a reason of their own, whatever is on the path. */
static bool say_own_reason(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_client *client = facts->row->client;
	bool own = client->lists == PL_LISTS_BOTH || client->hosts.uncovered_fails ||
		   client->chain.rule == PL_CHAIN_PINNED || client->chain.rule == PL_CHAIN_TWICE;

	if (!own || !facts->outcome->detail)
		return false;
	pl_buf_printf(out, ", and %s, so the app refuses.", facts->outcome->detail);
	return true;
}

static void say_mismatch(struct pl_buf *out, const struct pl_facts *facts)
{
	say_pinned(out, facts);
	if (say_own_reason(out, facts) || say_spelling(out, facts))
		return;
	say_nowhere(out, facts);
	if (!say_unseen(out, facts)) {
		say_same_key(out, facts);
		pl_buf_puts(out, ", so the app refuses");
		if (!facts->brief)
			say_although(out, facts);
	}
	pl_buf_puts(out, ".");
	pl_say_unknown_rule(out, facts);
}

/* The chain without the pins: whose problem it is. */
static void say_chain_state(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->chain == PL_CHAIN_VALID) {
		pl_buf_puts(out, " The path ");
		pl_say_path(out, facts, facts->outcome->path);
		pl_buf_puts(out, " is valid, ");
		if (pl_is_possessed(facts)) {
			pl_buf_puts(out, "so the server is not to blame.");
			return;
		}
		pl_buf_puts(out, "but the connection would be refused as well: ");
		pl_say_fault(out, facts, PL_REASON_HANDSHAKE_FAILED, NULL, NULL);
		pl_buf_puts(out, ".");
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
}

/* What the pins would have said, had the client got that far. */
static void say_pins_unasked(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;

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
		pl_say_path(out, facts, outcome->path);
		pl_buf_puts(out, " is valid, but ");
	} else {
		pl_buf_puts(out, "The chain does not matter to this app, but ");
	}
	pl_say_fault(out, facts, outcome->reason, outcome->about, outcome->detail);
	pl_buf_puts(out, ".");
}

static void say_chain_refused(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	if (outcome->path) {
		pl_buf_puts(out, "The path ");
		pl_say_path(out, facts, outcome->path);
		pl_buf_puts(out, " is refused: ");
	} else {
		pl_buf_puts(out, "The chain is refused: ");
	}
	pl_say_fault(out, facts, outcome->reason, outcome->about, outcome->detail);
	if (outcome->reason == PL_REASON_DEVICE_CLOCK)
		pl_buf_puts(out, "; at the true time every date is good");
	pl_buf_puts(out, ".");
}

static void say_anchor_note(struct pl_buf *out, const struct pl_facts *facts)
{
	if (!(facts->outcome->notes & PL_NOTE_ANCHOR_DATE_IGNORED) || !facts->outcome->path)
		return;
	pl_buf_putc(out, ' ');
	pl_say_anchor_date(out, facts);
	pl_buf_printf(out, ", but %s does not check the dates of its anchors.",
		      facts->device->name);
}

static void say_valid_path(struct pl_buf *out, const struct pl_facts *facts)
{
	if (!facts->outcome->path) {
		pl_buf_printf(out, "%s checks no chain", facts->row->strategy->name);
		return;
	}
	pl_buf_puts(out, "The path ");
	pl_say_path(out, facts, facts->outcome->path);
	pl_buf_puts(out, " is valid");
}

/* Whether a first pin matched before, so that it "no longer" does. */
static bool once_matched(const struct pl_facts *facts)
{
	for (size_t i = facts->index; i-- > 0;) {
		const struct pl_outcome *outcome =
			pl_step_honest(facts->run->steps[i], facts->row_index);

		if (outcome && outcome->pin && !outcome->pin->backup)
			return true;
	}
	return false;
}

static void say_first_pins(struct pl_buf *out, const struct pl_facts *facts)
{
	size_t n = pl_count_pins(facts->pins, false);

	if (n == 0)
		return;
	pl_say_pins(out, facts, false);
	if (once_matched(facts))
		pl_buf_printf(out, " no longer match%s; ", n == 1 ? "es" : "");
	else
		pl_buf_printf(out, " do%s not match; ", n == 1 ? "es" : "");
}

static void say_match(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	say_valid_path(out, facts);
	if (outcome->state == PL_STATE_ON_BACKUP) {
		pl_buf_puts(out, ", but ");
		say_first_pins(out, facts);
		pl_buf_puts(out, "only the backup pin ");
		pl_say_pin_short(out, outcome->pin);
		pl_buf_printf(out, " does, on %s. The app connects",
			      pl_label(facts, outcome->matched));
		if (pl_count_pins(facts->pins, true) == 1)
			pl_buf_puts(out, ", with no backup left for the next change");
		pl_buf_puts(out, ".");
	} else {
		pl_buf_printf(out, ", and %s finds the pin ", facts->row->strategy->name);
		pl_say_pin_short(out, outcome->pin);
		pl_buf_printf(out, " on %s, so the app connects.",
			      pl_label(facts, outcome->matched));
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
			      pl_label(facts, facts->view.only->certs[0]));
	else if (facts->outcome->detail)
		pl_buf_printf(out, ", and the pins of %s do not count: %s. The trust store of %s "
			      "decides, so the app connects.", facts->row->strategy->name,
			      facts->outcome->detail, facts->device->name);
	else
		pl_buf_printf(out,
			      ", and the strategy %s has no pins: the trust store of %s "
			      "decides, so the app connects.",
			      facts->row->strategy->name, facts->device->name);
	say_anchor_note(out, facts);
}

static void say_unenforced(struct pl_buf *out, const struct pl_facts *facts)
{
	say_valid_path(out, facts);
	if (facts->outcome->reason == PL_REASON_REPORT_ONLY) {
		pl_buf_printf(out, ", and no pin matches, but %s only reports that. The app "
			      "connects; ", facts->row->strategy->name);
	} else {
		pl_buf_puts(out, ", and the pins are not enforced: ");
		pl_say_skipped(out, facts);
		pl_buf_puts(out, ". The app connects without them; ");
	}
	say_pinned(out, facts);
	pl_buf_puts(out, ".");
	say_anchor_note(out, facts);
}

/* The path is good, and the client refuses without a look at its pins. */
static void say_refused_by_client(struct pl_buf *out, const struct pl_facts *facts)
{
	const char *detail = facts->outcome->detail;

	say_valid_path(out, facts);
	pl_buf_printf(out, ", but %s, so the app refuses.",
		      detail ? detail : pl_reason_info(facts->outcome->reason)->words);
}

static void say_outcome(struct pl_buf *out, const struct pl_facts *facts)
{
	if (pl_say_memory(out, facts))
		return;
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
	case PL_REASON_UNSUPPORTED_KEY:
	case PL_REASON_LIST_STALE:
		say_refused_by_client(out, facts);
		return;
	default:
		say_chain_refused(out, facts);
	}
}

/* What else would be or would have been: not the cause itself. */
static void say_rest(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->outcome->verdict != PL_BREAKS)
		return;
	if (facts->outcome->reason == PL_REASON_PINS_INVALID)
		say_chain_state(out, facts);
	else if (facts->outcome->reason != PL_REASON_PIN_MISMATCH &&
		 facts->outcome->reason != PL_REASON_UNSUPPORTED_KEY &&
		 facts->outcome->reason != PL_REASON_LIST_STALE)
		say_pins_unasked(out, facts);
}

/* The others fare better, so this is about the connections that meet such a node. */
static void say_node(struct pl_buf *out, const struct pl_facts *facts)
{
	char share[PL_SHARE_TEXT];

	if (facts->outcome->node == 0)
		return;
	pl_buf_printf(out, "Node %u of %s: the app %s on %s of the nodes. ", facts->outcome->node,
		      facts->row->host,
		      facts->outcome->verdict == PL_BREAKS ? "breaks" : "is this far",
		      pl_share_words(facts->outcome->share, share));
}

/* The host itself is met by nobody, so nothing that happened to it is the cause. */
static bool say_proxied(struct pl_buf *out, const struct pl_facts *facts)
{
	if (!(facts->outcome->notes & PL_NOTE_INSPECTED))
		return false;
	pl_buf_printf(out,
		      "%s is behind a proxy, which answers for %s with a certificate of its own. ",
		      facts->device->name, facts->host->names[0]);
	say_outcome(out, facts);
	pl_buf_puts(out, facts->outcome->verdict == PL_BREAKS
				 ? " An honest user is lost; the proxy reads nothing."
				 : " The proxy reads along.");
	return true;
}

/* First why this step is as it is, then how it came to that. */
void pl_why_honest(struct pl_buf *out, const struct pl_facts *facts)
{
	if (say_proxied(out, facts))
		return;
	say_node(out, facts);
	say_outcome(out, facts);
	pl_say_revoked_note(out, facts);
	pl_say_noted(out, facts);
	pl_say_change(out, facts);
	if (!facts->brief)
		say_rest(out, facts);
}
