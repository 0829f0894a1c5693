/* Why is the attacker refused, or believed? */
#include <config.h>

#include "lab/why_parts.h"

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
		pl_buf_printf(out, "%s looks at no chain", facts->row->strategy->name);
		return;
	}
	pl_buf_puts(out, "His path ");
	pl_say_path(out, facts->outcome->path);
	pl_buf_printf(out, " is valid on %s", facts->device->name);
}

/* Which certificate of his the pin meets decides what the pin was worth. */
static void say_match(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;
	const struct pl_cert *matched = outcome->matched;

	say_valid_path(out, facts);
	pl_buf_printf(out, ", and the pin of %s, ", facts->row->strategy->name);
	pl_say_pin_short(out, outcome->pin);
	pl_buf_printf(out, ", is met by %s: ", pl_cert_label(matched));
	if (!is_in_path(outcome->path, matched))
		pl_buf_printf(out, "it was only sent along, but %s %s", facts->row->client->name,
			      pl_looks_at_words(facts->row->client->looks_at));
	else if (matched == outcome->presented->certs[0])
		pl_buf_puts(out, "he holds that very key");
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
		      facts->row->client->name, facts->row->pins->n == 1 ? "it" : "any of them");
}

static void say_refused(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	if (outcome->path) {
		pl_buf_puts(out, "His path ");
		pl_say_path(out, outcome->path);
		pl_buf_puts(out, " is refused: ");
	} else {
		pl_buf_puts(out, "His chain is refused: ");
	}
	pl_say_fault(out, facts, outcome->reason, outcome->about, outcome->detail);
	pl_buf_puts(out, ".");
	if (facts->row->pins->n > 0) {
		pl_buf_printf(out, " No pin was needed: %s pinned ", facts->row->strategy->name);
		pl_say_all_pins(out, facts);
		pl_buf_puts(out, ", which was not compared.");
	} else {
		pl_buf_printf(out, " The strategy %s needs no pin for that.",
			      facts->row->strategy->name);
	}
}

static void say_unpinned(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	say_valid_path(out, facts);
	if (outcome->reason == PL_REASON_NO_PINS)
		pl_buf_printf(out, ", and the strategy %s has no pins. The app talks to him.",
			      facts->row->strategy->name);
	else
		pl_buf_printf(out, ", and %s is not enforced: %s. The app talks to him.",
			      facts->row->strategy->name,
			      outcome->detail ? outcome->detail
					      : pl_reason_info(outcome->reason)->words);
	if (facts->row->pins->n > 0) {
		pl_buf_puts(out, " Pinned, but not compared, is ");
		pl_say_all_pins(out, facts);
		pl_buf_puts(out, ".");
	}
}

static void say_invalid(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_printf(out, "%s does not load the pins of %s (%s), so the app talks to nobody.",
		      facts->row->client->name, facts->row->strategy->name,
		      facts->outcome->detail ? facts->outcome->detail : "they are malformed");
}

static void say_outcome(struct pl_buf *out, const struct pl_facts *facts)
{
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

/* Whether this theft gave him what he answers with: the chain itself, or what signed its leaf. */
static bool is_used(const struct pl_facts *facts, const struct pl_stolen *theft)
{
	const struct pl_chain *presented = facts->outcome->presented;

	switch (theft->what) {
	case PL_STOLEN_LEAF:
		return theft->chain && memcmp(theft->chain->id, presented->id, 32) == 0;
	case PL_STOLEN_BACKUP:
		return theft->key == facts->key;
	default:
		return theft->chain && theft->chain->n > 0 && presented->n > 1 &&
		       memcmp(theft->chain->certs[0]->sha256, presented->certs[1]->sha256, 32) == 0;
	}
}

static void say_theft(struct pl_buf *out, const struct pl_facts *facts)
{
	char day[PL_DAY_TEXT];

	if (!(facts->outcome->notes & PL_NOTE_EARLIER_THEFT))
		return;
	for (size_t i = 0; i < facts->world->n_stolen; i++) {
		const struct pl_stolen *theft = &facts->world->stolen[i];

		if (!is_used(facts, theft))
			continue;
		pl_buf_printf(out, " It takes what was stolen on %s; with today's keys he would be "
			      "refused.", pl_day(theft->at, day));
		return;
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
	pl_buf_printf(out, "The attacker answers for %s with %s. ", facts->host->names[0],
		      facts->attack->summary);
	say_outcome(out, facts);
	say_theft(out, facts);
	say_moot(out, facts);
}
