/* What did the app pin, and which certificate has it? */
#include <config.h>

#include "lab/why/parts.h"

#include <string.h>

#include "lab/expression.h"
#include "util/text.h"
#include "util/time.h"

#define NAMED_PINS 4 /* more than that, and a sentence counts the rest */

size_t pl_count_pins(const struct pl_pinset *set, bool backup)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += set->pins[i].backup == backup;
	return n;
}

/* What names the row's own host says no more than what names none. */
static enum pl_source own(const struct pl_facts *facts, const struct pl_expression *expression)
{
	bool ours = facts->host && pl_streq(facts->host->id, expression->name);

	if (ours && expression->source == PL_SOURCE_LEAF_OF)
		return PL_SOURCE_LEAF;
	if (ours && expression->source == PL_SOURCE_BACKUP_OF)
		return PL_SOURCE_BACKUP;
	return expression->source;
}

static enum pl_source source_of(const struct pl_facts *facts, const struct pl_pin *pin)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_expression expression;
	enum pl_source source = PL_SOURCE_LITERAL;

	if (pin->origin && pl_expression_parse(pin->origin, pin->pos, &expression, &err))
		source = own(facts, &expression);
	pl_error_clear(&err);
	return source;
}

static bool is_leafs(const struct pl_pin *pin, const struct pl_host *host)
{
	return host && host->presented && host->presented->n > 0 &&
	       pl_pin_matches(pin, host->presented->certs[0]);
}

static const char *age(const struct pl_facts *facts, const struct pl_pin *pin)
{
	if (is_leafs(pin, facts->host))
		return "the server's";
	return is_leafs(pin, facts->before) ? "the old" : "an earlier";
}

/* A key has no certificate to be compared with: its own pin in the same form. */
static bool is_key(const struct pl_pin *pin, const struct pl_key *key)
{
	struct pl_pin own = { 0 };
	bool equal = key && pin->hash == PL_HASH_SHA256 && pl_pin_from_key(&own, pin->form, key) &&
		     memcmp(own.digest, pin->digest, 32) == 0;

	pl_pin_clear(&own);
	return equal;
}

/* A host has one backup key at a time; what was pinned may be one that it no longer is. */
static const char *which_backup(const struct pl_facts *facts, const struct pl_pin *pin)
{
	if (is_key(pin, facts->host->backup_key))
		return "the backup key";
	return is_leafs(pin, facts->host) ? "the former backup key, now the server's"
					  : "an earlier backup key";
}

/* A certificate by its own name, which says by whom where there are several. */
static const char *subject(const struct pl_facts *facts, const struct pl_pin *pin)
{
	const struct pl_cert *cert = pl_pinned_cert(facts, pin);

	return cert ? pl_label_exact(facts, cert) : pin->subject;
}

static void say_what(struct pl_buf *out, const struct pl_facts *facts, const struct pl_pin *pin)
{
	bool whole = pin->form == PL_FORM_CERTIFICATE;

	switch (source_of(facts, pin)) {
	case PL_SOURCE_LEAF:
		pl_buf_printf(out, "%s %s", age(facts, pin), whole ? "certificate" : "key");
		break;
	case PL_SOURCE_BACKUP:
		pl_buf_puts(out, which_backup(facts, pin));
		break;
	case PL_SOURCE_LITERAL:
		if (!pin->subject)
			pl_buf_puts(out, "the digest");
		else
			pl_buf_printf(out, "the %s %s", whole ? "certificate" : "key of", pin->subject);
		break;
	case PL_SOURCE_KEY:
	case PL_SOURCE_BACKUP_OF:
		pl_buf_printf(out, "the %s", pin->subject);
		break;
	default:
		pl_buf_printf(out, "the %s %s", whole ? "certificate" : "key of",
			      whole ? subject(facts, pin) : pin->subject);
	}
}

void pl_say_pin(struct pl_buf *out, const struct pl_facts *facts, const struct pl_pin *pin)
{
	char digest[PL_PIN_SHORT];

	say_what(out, facts, pin);
	pl_buf_printf(out, " (%s", pl_pin_short(pin, digest));
	/* One that stands in a file of its own is looked for there. */
	if (pin->pos.file && pin->pos.line > 0 && !pl_streq(pin->pos.file, facts->run->model->file))
		pl_buf_printf(out, ", %s:%d", pin->pos.file, pin->pos.line);
	pl_buf_putc(out, ')');
}

void pl_say_pins(struct pl_buf *out, const struct pl_facts *facts, bool backup)
{
	const struct pl_pinset *set = facts->pins;
	size_t n = pl_count_pins(set, backup), shown = n > NAMED_PINS ? NAMED_PINS - 1 : n, at = 0;

	for (size_t i = 0; i < set->n && at < shown; i++) {
		if (set->pins[i].backup != backup)
			continue;
		if (at > 0)
			pl_buf_puts(out, at + 1 == n ? " and " : ", ");
		pl_say_pin(out, facts, &set->pins[i]);
		at++;
	}
	if (shown < n)
		pl_buf_printf(out, " and %zu more", n - shown);
}

void pl_say_all_pins(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;
	size_t first = pl_count_pins(set, false);

	pl_say_pins(out, facts, false);
	if (pl_count_pins(set, true) == 0)
		return;
	pl_buf_puts(out, first > 0 ? ", and as backup " : "as backup ");
	pl_say_pins(out, facts, true);
}

void pl_say_pin_short(struct pl_buf *out, const struct pl_pin *pin)
{
	char digest[PL_PIN_SHORT];

	pl_buf_printf(out, "%s%s%s", pin->origin ? pin->origin : "", pin->origin ? " " : "",
		      pl_pin_short(pin, digest));
	if (pin->read)
		pl_buf_printf(out, " (%s:%d)", pin->pos.file, pin->pos.line);
}

static void list_pins(struct pl_buf *out, const struct pl_pinset *set, bool backup)
{
	size_t n = pl_count_pins(set, backup);
	const char *lead = ": ";

	pl_buf_printf(out, "%zu %s%s", n, backup ? "backup" : "pin", n == 1 ? "" : "s");
	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].backup != backup)
			continue;
		pl_buf_puts(out, lead);
		pl_say_pin_short(out, &set->pins[i]);
		lead = ", ";
	}
}

void pl_why_pins(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;
	char day[PL_DAY_TEXT];

	if (facts->remembered == PL_REASON_FIRST_USE) {
		pl_buf_puts(out, "none yet: it keeps what it is shown first");
		return;
	}
	if (facts->remembered == PL_REASON_LIST_STALE) {
		pl_buf_puts(out, "none that counts: its pin list is missing or too old");
		return;
	}
	list_pins(out, set, false);
	pl_buf_puts(out, "; ");
	list_pins(out, set, true);
	for (size_t i = 0; i < set->n_rules; i++) {
		if (set->rules[i].expires != PL_TIME_NONE)
			pl_buf_printf(out, "; until %s", pl_day(set->rules[i].expires, day));
		if (set->rules[i].report_only)
			pl_buf_puts(out, "; report only");
	}
}

struct pl_cert *const *pl_looked_at(const struct pl_facts *facts, size_t *n)
{
	const struct pl_chain *presented = facts->outcome->presented;
	const struct pl_path *path = facts->outcome->path;

	*n = 0;
	switch (facts->row->client->looks_at) {
	case PL_LOOKS_LEAF:
		*n = presented->n > 0;
		return presented->certs;
	case PL_LOOKS_PRESENTED:
		*n = presented->n;
		return presented->certs;
	case PL_LOOKS_SENT_CAS:
		*n = presented->n > 0 ? presented->n - 1 : 0;
		return presented->certs + 1;
	case PL_LOOKS_CAS:
		*n = path ? path->n - 1 : 0;
		return path ? path->certs + 1 : NULL;
	default:
		*n = path ? path->n : 0;
		return path ? path->certs : NULL;
	}
}

static bool looks_at(const struct pl_facts *facts, const struct pl_cert *cert)
{
	size_t n;
	struct pl_cert *const *certs = pl_looked_at(facts, &n);

	for (size_t i = 0; i < n; i++) {
		if (memcmp(certs[i]->sha256, cert->sha256, 32) == 0)
			return true;
	}
	return false;
}

const struct pl_cert *pl_pinned_unseen(const struct pl_facts *facts, const struct pl_pin **pin)
{
	const struct pl_path *path = facts->outcome->path;
	const struct pl_pinset *set = facts->pins;

	for (size_t i = 0; path && i < path->n; i++) {
		for (size_t j = 0; j < set->n; j++) {
			if (looks_at(facts, path->certs[i]) ||
			    !pl_pin_matches(&set->pins[j], path->certs[i]))
				continue;
			*pin = &set->pins[j];
			return path->certs[i];
		}
	}
	return NULL;
}

const uint8_t *pl_digest_of(const struct pl_cert *cert, enum pl_pin_form form)
{
	if (form == PL_FORM_CERTIFICATE)
		return cert->sha256;
	return form == PL_FORM_KEY ? cert->key_sha256 : cert->spki_sha256;
}

static void list_digests(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;
	enum pl_pin_form form = set->n > 0 ? set->pins[0].form : PL_FORM_SPKI;
	char digest[PL_PIN_SHORT];
	size_t n;
	struct pl_cert *const *certs = pl_looked_at(facts, &n);

	for (size_t i = 0; i < n; i++)
		pl_buf_printf(out, "%s%s %s", i ? ", " : "", pl_label(facts, certs[i]),
			      pl_digest_short(pl_digest_of(certs[i], form), digest));
	if (n == 0)
		pl_buf_puts(out, "nothing to compare with");
	if (set->n > 0)
		pl_buf_printf(out, ": no pin (%s)", pl_pin_form_name(form));
	else
		pl_buf_puts(out, ": there are no pins");
}

void pl_why_match(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	switch (outcome->reason) {
	case PL_REASON_PIN_MATCH:
		pl_say_pin_short(out, outcome->pin);
		pl_buf_printf(out, " is %s's %s", pl_label(facts, outcome->matched),
			      outcome->pin->form == PL_FORM_CERTIFICATE ? "certificate" : "key");
		break;
	case PL_REASON_FIRST_USE:
	case PL_REASON_PIN_MISMATCH:
	case PL_REASON_REPORT_ONLY:
	case PL_REASON_NO_PINS:
		if (outcome->reason == PL_REASON_NO_PINS && outcome->detail) {
			pl_buf_printf(out, "not compared: %s", outcome->detail);
			break;
		}
		list_digests(out, facts);
		break;
	case PL_REASON_PINS_INVALID:
		pl_buf_puts(out, "not compared: the pins did not load");
		break;
	case PL_REASON_PINS_EXPIRED:
	case PL_REASON_HOST_NOT_COVERED:
	case PL_REASON_PINS_BYPASSED:
	case PL_REASON_UNSUPPORTED_KEY:
	case PL_REASON_LIST_STALE:
		pl_buf_printf(out, "not compared: %s", pl_reason_info(outcome->reason)->words);
		break;
	default:
		pl_buf_puts(out, "not compared: the connection was refused before");
	}
}

/* The first end of a rule that this client has passed; PL_TIME_NONE: none. */
static int64_t passed_end(const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;

	for (size_t i = 0; i < set->n_rules; i++) {
		int64_t end = pl_client_rule_end(facts->row->client, set, &set->rules[i],
						 facts->device->zone);

		if (end != PL_TIME_NONE && end <= facts->view.clock)
			return end;
	}
	return PL_TIME_NONE;
}

void pl_say_skipped(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;
	int64_t end = passed_end(facts);
	char day[PL_DAY_TEXT];

	if (outcome->reason != PL_REASON_PINS_EXPIRED || end == PL_TIME_NONE) {
		pl_buf_puts(out, outcome->detail ? outcome->detail
						 : pl_reason_info(outcome->reason)->words);
		return;
	}
	pl_buf_printf(out, "the pin set ended on %s", pl_day(end, day));
	pl_say_by_clock(out, facts);
}

void pl_say_unknown_rule(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_client *client = facts->row->client;
	const struct pl_pinset *set = facts->pins;
	int64_t end = set->rules[0].expires;
	char day[PL_DAY_TEXT];

	if (set->rules[0].report_only && !client->has_report_only)
		pl_buf_printf(out, " %s has no report-only mode, it enforces.", client->name);
	if (end == PL_TIME_NONE || facts->view.clock < end ||
	    client->expiry.kind != PL_EXPIRY_NONE)
		return;
	pl_buf_printf(out, " The pin set ended on %s", pl_day(end, day));
	pl_say_by_clock(out, facts);
	pl_buf_printf(out, ", but %s knows no end of a pin set and still enforces it.",
		      client->name);
}
