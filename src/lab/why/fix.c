/* What would have saved it? Only what was computed, never advice by heart. */
#include <config.h>

#include "lab/why/parts.h"

#include <string.h>

#include "lab/expression.h"
#include "lab/provider.h"
#include "util/text.h"
#include "util/time.h"

#define OTHERS_MAX 3

/* Facts that may be several, joined at the end: "A, B or C would have saved it." */
struct ways {
	struct pl_buf items[6];
	size_t n;
};

static struct pl_buf *way(struct ways *ways)
{
	return &ways->items[ways->n++];
}

static void join_ways(struct pl_buf *out, struct ways *ways)
{
	for (size_t i = 0; i < ways->n; i++) {
		const char *text = pl_buf_str(&ways->items[i]);

		if (i > 0)
			pl_buf_puts(out, i + 1 == ways->n ? " or " : ", ");
		if (i == 0 && *text >= 'a' && *text <= 'z')
			pl_buf_putc(out, (char)(*text++ - 'a' + 'A'));
		pl_buf_puts(out, text);
	}
	if (ways->n > 0)
		pl_buf_puts(out, " would have saved it.");
	for (size_t i = 0; i < ways->n; i++)
		pl_buf_clear(&ways->items[i]);
}

static const struct pl_cert *leaf_of(const struct pl_host *host)
{
	return host && host->presented && host->presented->n > 0 ? host->presented->certs[0] : NULL;
}

/* A pin on the old leaf's key: with that key, whatever the certificate, it would still match. */
static bool pins_key_of(const struct pl_pinset *set, const struct pl_cert *cert)
{
	for (size_t i = 0; cert && i < set->n; i++) {
		if (set->pins[i].form != PL_FORM_CERTIFICATE && pl_pin_matches(&set->pins[i], cert))
			return true;
	}
	return false;
}

static bool pins_key(const struct pl_pinset *set, const struct pl_key *key)
{
	for (size_t i = 0; key && i < set->n; i++) {
		if (set->pins[i].form == PL_FORM_SPKI && set->pins[i].hash == PL_HASH_SHA256 &&
		    memcmp(set->pins[i].digest, pl_key_spki_sha256(key), 32) == 0)
			return true;
	}
	return false;
}

static bool looks_at_leaf(const struct pl_facts *facts)
{
	return facts->row->client->looks_at != PL_LOOKS_CAS;
}

/* Which served certificate stands where the first pin's stood. */
static const struct pl_cert *successor(const struct pl_facts *facts, const struct pl_pin *pin)
{
	const struct pl_path *path = facts->outcome->path;
	const struct pl_cert *pinned = pl_pinned_cert(facts, pin), *anew = NULL;
	const char *origin = pin->origin ? pin->origin : "";

	if (pinned && pinned->is_ca)
		anew = pl_same_key(facts, pinned);
	if (anew)
		return anew;
	if (pl_starts_with(origin, "root") || (pinned && pinned->is_ca && pinned->self_issued))
		return path->certs[path->n - 1];
	if (pl_starts_with(origin, "issuer") || pl_starts_with(origin, "authority"))
		return path->certs[path->n > 1];
	return path->certs[0];
}

static bool is_looked_at(const struct pl_facts *facts, const struct pl_cert *cert)
{
	size_t n;
	struct pl_cert *const *certs = pl_looked_at(facts, &n);

	for (size_t i = 0; i < n; i++) {
		if (certs[i] == cert)
			return true;
	}
	return false;
}

/* What this client could have found: the pin's successor, or the first that it looks at. */
static const struct pl_cert *findable(const struct pl_facts *facts, const struct pl_pin *pin)
{
	const struct pl_cert *next = successor(facts, pin);
	size_t n;
	struct pl_cert *const *certs = pl_looked_at(facts, &n);

	if (is_looked_at(facts, next))
		return next;
	return n > 0 ? certs[0] : NULL;
}

/* The same name and key, certified again later. */
static bool is_newer(const struct pl_facts *facts, const struct pl_pin *pin,
		     const struct pl_cert *cert)
{
	const struct pl_cert *pinned = pl_pinned_cert(facts, pin);

	return pinned && cert->not_before > pinned->not_before &&
	       pl_bytes_equal(pinned->subject_der, cert->subject_der) &&
	       pl_bytes_equal(pinned->issuer_der, cert->issuer_der);
}

static bool is_in(const struct pl_chain *chain, const struct pl_cert *cert)
{
	for (size_t i = 0; chain && i < chain->n; i++) {
		if (memcmp(chain->certs[i]->sha256, cert->sha256, 32) == 0)
			return true;
	}
	return false;
}

/* A key can be made ahead, but nobody pins a certificate before it is issued. */
static bool was_there_to_pin(const struct pl_facts *facts, const struct pl_cert *cert)
{
	const struct pl_world *world = facts->run->steps[facts->row->built]->world;
	const struct pl_host *host = pl_world_host(world, facts->host->id);

	return is_in(world->known, cert) ||
	       (host && (is_in(host->presented, cert) ||
			 (host->staged && is_in(host->staged->full, cert))));
}

/* The certificate has to wait until the apps know it. */
static void add_release(struct ways *ways, const struct pl_facts *facts,
			const struct pl_cert *next, const char *digest)
{
	struct pl_buf *out = way(ways);

	pl_buf_puts(out, "releasing an app with a pin on the new certificate");
	if (next != leaf_of(facts->host))
		pl_buf_printf(out, " of %s", pl_label(facts, next));
	pl_buf_printf(out, " (%s) before it is served", digest);
	if (next == leaf_of(facts->host))
		pl_buf_puts(out, " (load: staged)");
}

static void add_new_pin(struct ways *ways, const struct pl_facts *facts, bool renewed)
{
	const struct pl_pinset *set = facts->pins;
	const struct pl_cert *next;
	char digest[PL_PIN_SHORT];
	bool whole;

	if (set->n == 0 || !facts->outcome->path)
		return;
	next = findable(facts, &set->pins[0]);
	if (!next)
		return;
	whole = set->pins[0].form == PL_FORM_CERTIFICATE;
	pl_digest_short(pl_digest_of(next, set->pins[0].form), digest);
	if (whole && !was_there_to_pin(facts, next))
		add_release(ways, facts, next, digest);
	else if (next == leaf_of(facts->host))
		pl_buf_printf(way(ways), "a backup pin on the %s%s (%s)",
			      renewed ? "new " : "leaf's ", whole ? "certificate" : "key", digest);
	else if (!whole)
		pl_buf_printf(way(ways), "a backup pin on the key of %s (%s)",
			      pl_label(facts, next), digest);
	else
		pl_buf_printf(way(ways), "a backup pin on the %scertificate %s (%s)",
			      is_newer(facts, &set->pins[0], next) ? "new " : "",
			      pl_label(facts, next), digest);
}

/* A whole certificate was pinned, and what came has its key: that pin died for nothing. With
 * another key on the leaf, keeping the pinned one is the host's to do. */
static void add_key_pin(struct ways *ways, const struct pl_facts *facts)
{
	const struct pl_cert *old = leaf_of(facts->before);
	const struct pl_pin *pin = facts->pins->n > 0 ? &facts->pins->pins[0] : NULL;
	const struct pl_cert *pinned = NULL;

	if (pin && pin->form == PL_FORM_CERTIFICATE &&
	    facts->row->client->forms & 1u << PL_FORM_SPKI)
		pinned = pl_pinned_cert(facts, pin);
	if (pinned && pl_same_key(facts, pinned))
		pl_buf_puts(way(ways), "a pin on the key instead of the certificate");
	else if (pinned && looks_at_leaf(facts) && old && pl_key_changed(facts) &&
		 memcmp(pinned->spki_sha256, old->spki_sha256, 32) == 0)
		pl_buf_puts(way(ways), "pinning the key instead and renewing with it");
}

/* Nobody could have kept the key, nor known the next one. */
static void fix_managed(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_printf(out,
		      "%s holds the key and makes a new one each time, so no pin on this leaf can "
		      "last: pin the roots of its CA, or nothing.",
		      facts->host->provider->name);
}

/* The digest is right and the client does not find it: it wants canonical base64. */
static bool add_spelling(struct ways *ways, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;
	char text[PL_BASE64_LEN(PL_DIGEST_MAX) + 1];
	size_t n;
	struct pl_cert *const *certs = pl_looked_at(facts, &n);

	for (size_t i = 0; i < n * set->n; i++) {
		const struct pl_pin *pin = &set->pins[i % set->n];
		struct pl_buf *out;

		if (pin->spelled != PL_SPELLED_BASE64 || !pl_pin_matches(pin, certs[i / set->n]))
			continue;
		out = way(ways);
		pl_buf_printf(out, "the pin spelled %s",
			      pl_base64(pin->digest, pin->digest_len, text));
		if (pin->read)
			pl_buf_printf(out, " at %s:%d", pin->pos.file, pin->pos.line);
		return true;
	}
	return false;
}

static void fix_mismatch(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_pinset *set = facts->pins;
	const struct pl_cert *old = leaf_of(facts->before), *now = leaf_of(facts->host);
	struct ways ways = { 0 };
	bool renewed = old && now && memcmp(old->sha256, now->sha256, 32) != 0;

	if (add_spelling(&ways, facts)) {
		join_ways(out, &ways);
		return;
	}
	if (renewed && pl_host_is_managed(facts->host) && looks_at_leaf(facts) &&
	    pl_key_changed(facts) && pins_key_of(set, old)) {
		fix_managed(out, facts);
		return;
	}
	if (renewed && looks_at_leaf(facts) && pl_key_changed(facts) && pins_key_of(set, old))
		pl_buf_puts(way(&ways), "renewing with the same key");
	if (renewed && looks_at_leaf(facts) && pl_key_changed(facts) &&
	    pins_key(set, facts->before->backup_key))
		pl_buf_puts(way(&ways), "renewing with the backup key, which is pinned");
	add_key_pin(&ways, facts);
	add_new_pin(&ways, facts, renewed);
	join_ways(out, &ways);
}

static void separate(struct pl_buf *out)
{
	if (out->len > 0)
		pl_buf_putc(out, ' ');
}

/* The same probe with other things given: what would be the verdict, really? */
static const struct pl_outcome *judge_probe(const struct pl_facts *facts,
					    const struct pl_device *device,
					    const struct pl_chain *presented,
					    const struct pl_key *key)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_probe probe = {
		.world = facts->world,
		.row = facts->row,
		.host = facts->host,
		.device = device,
		.presented = presented,
		.key = key,
	};
	const struct pl_outcome *outcome = pl_judge(facts->run->engine, &probe, &err);

	pl_error_clear(&err);
	return outcome;
}

static const struct pl_outcome *judge_instead(const struct pl_facts *facts,
					      const struct pl_chain *presented,
					      const struct pl_key *key)
{
	return judge_probe(facts, facts->device, presented, key);
}

static void fix_staged(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_issuance *staged = facts->host->staged;
	const struct pl_outcome *outcome;
	char day[PL_DAY_TEXT];

	if (!staged || facts->host->serve != PL_SERVE_FULL)
		return;
	outcome = judge_instead(facts, staged->full, staged->key);
	if (!outcome || outcome->verdict != PL_SURVIVES)
		return;
	separate(out);
	pl_buf_printf(out, "A renewed certificate, valid until %s, is staged: loading it helps.",
		      pl_day(staged->full->certs[0]->not_after, day));
}

static void fix_full_chain(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_issuance *served = facts->host->served;
	const struct pl_outcome *outcome;

	if (!served || memcmp(served->full->id, facts->host->presented->id, 32) == 0)
		return;
	outcome = judge_instead(facts, served->full, facts->host->tls_key);
	if (!outcome || outcome->verdict != PL_SURVIVES)
		return;
	separate(out);
	pl_buf_puts(out, "Sending the full chain, as the authority delivered it, helps.");
}

static void fix_key(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome;

	if (facts->outcome->reason != PL_REASON_HANDSHAKE_FAILED)
		return;
	outcome = judge_instead(facts, facts->host->presented, facts->host->served->key);
	if (!outcome || outcome->verdict != PL_SURVIVES)
		return;
	separate(out);
	pl_buf_puts(out, "Signing with the certificate's own key helps.");
}

/* A device that tries more paths: is there one that it, and the pins, would take? */
static void fix_other_path(struct pl_buf *out, const struct pl_facts *facts, enum pl_retry retry,
			   const char *what, const char *why_not)
{
	struct pl_device device = *facts->device;
	const struct pl_outcome *outcome;

	if (device.retry == retry)
		return;
	device.retry = retry;
	outcome = judge_probe(facts, &device, facts->outcome->presented, facts->key);
	if (!outcome || outcome->verdict != PL_SURVIVES || outcome->path == facts->outcome->path)
		return;
	separate(out);
	pl_buf_printf(out, "Another path %s, ", what);
	pl_say_path(out, facts, outcome->path);
	pl_buf_printf(out, ", but %s (retry: %s) %s.", facts->device->name,
		      pl_retry_name(facts->device->retry), why_not);
}

/* The same moment on a device whose clock is right. */
static void fix_clock(struct pl_buf *out, const struct pl_facts *facts)
{
	struct pl_device device = *facts->device;
	const struct pl_outcome *outcome;

	if (device.skew == 0)
		return;
	device.skew = 0;
	outcome = judge_probe(facts, &device, facts->outcome->presented, facts->key);
	if (!outcome)
		return;
	if (outcome->verdict == PL_SURVIVES) {
		separate(out);
		pl_buf_printf(out, "Setting the clock of %s right helps.", facts->device->name);
	} else if (facts->outcome->reason == PL_REASON_DEVICE_CLOCK) {
		separate(out);
		pl_buf_printf(out, "Setting the clock of %s right is not enough: then %s.",
			      facts->device->name, pl_reason_info(outcome->reason)->words);
	}
}

static void say_forms(struct pl_buf *out, const struct pl_client *client)
{
	size_t n = 0, at = 0;

	for (size_t form = 0; form < PL_FORMS; form++)
		n += (client->forms & 1u << form) != 0;
	pl_buf_printf(out, "%s can pin the form%s ", client->name, n == 1 ? "" : "s");
	for (size_t form = 0; form < PL_FORMS; form++) {
		if (!(client->forms & 1u << form))
			continue;
		if (at > 0)
			pl_buf_puts(out, at + 1 == n ? " and " : ", ");
		pl_buf_printf(out, "\"%s\"", pl_pin_form_name((enum pl_pin_form)form));
		at++;
	}
	pl_buf_putc(out, '.');
}

/* What this client can pin, when that is not the form of these pins. */
static void fix_invalid(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_client *client = facts->row->client;
	const struct pl_pinset *set = facts->pins;

	for (size_t i = 0; i < set->n; i++) {
		if (client->forms & 1u << set->pins[i].form)
			continue;
		separate(out);
		say_forms(out, client);
		return;
	}
}

static bool is_alternative(const struct pl_facts *facts, size_t row)
{
	const struct pl_row *other = facts->run->rows[row];
	const struct pl_outcome *honest = pl_step_honest(facts->step, row), *attack;

	if (row == facts->row_index || other->control || !honest ||
	    honest->verdict != PL_SURVIVES || honest->state == PL_STATE_UNENFORCED ||
	    !pl_streq(other->device, facts->row->device) ||
	    !pl_streq(other->host, facts->row->host))
		return false;
	if (!facts->attack)
		return other->pins->n > 0 || pl_row_is_private(other);
	attack = pl_step_attack(facts->run, facts->step, row, (size_t)facts->attack_index);
	return attack && attack->verdict == PL_BLOCKED;
}

static bool was_named(const struct pl_facts *facts, const size_t *rows, size_t n, size_t row)
{
	for (size_t i = 0; i < n; i++) {
		if (facts->run->rows[rows[i]]->strategy == facts->run->rows[row]->strategy)
			return true;
	}
	return facts->run->rows[row]->strategy == facts->row->strategy;
}

/* Strategies of this run that hold in the same step, on the same device and host. */
static void fix_others(struct pl_buf *out, const struct pl_facts *facts)
{
	size_t rows[OTHERS_MAX], n = 0;

	for (size_t i = 0; i < facts->step->n_rows && n < OTHERS_MAX; i++) {
		if (is_alternative(facts, i) && !was_named(facts, rows, n, i))
			rows[n++] = i;
	}
	if (n == 0)
		return;
	separate(out);
	for (size_t i = 0; i < n; i++)
		pl_buf_printf(out, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ",
			      facts->run->rows[rows[i]]->strategy->name);
	if (facts->attack)
		pl_buf_printf(out, " %s him here.", n == 1 ? "stops" : "stop");
	else
		pl_buf_printf(out, " %s here.", n == 1 ? "holds" : "hold");
}

static void fix_refused(struct pl_buf *out, const struct pl_facts *facts)
{
	if (pl_fix_memory(out, facts))
		return;
	switch (facts->outcome->reason) {
	case PL_REASON_UNSUPPORTED_KEY:
	case PL_REASON_LIST_STALE:
		break; /* no other chain, path or clock mends what the client's own rules say */
	case PL_REASON_PIN_MISMATCH:
		if (facts->row->client->hosts.uncovered_fails && facts->outcome->detail)
			break;
		fix_mismatch(out, facts);
		fix_other_path(out, facts, PL_RETRY_UNTIL_PINNED, "has the pin",
			       "stops at the first good one");
		break;
	case PL_REASON_PINS_INVALID:
		fix_invalid(out, facts);
		break;
	case PL_REASON_CT_MISSING:
		pl_fix_ct(out, facts);
		break;
	default:
		pl_fix_revocation(out, facts);
		fix_clock(out, facts);
		fix_key(out, facts);
		fix_full_chain(out, facts);
		fix_staged(out, facts);
		fix_other_path(out, facts, PL_RETRY_ANY_FAULT, "is good", "does not try it");
	}
}

void pl_why_fix(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->attack) {
		if (facts->outcome->verdict == PL_INTERCEPTED)
			fix_others(out, facts);
		return;
	}
	if (facts->outcome->verdict != PL_BREAKS ||
	    facts->outcome->notes & PL_NOTE_INSPECTED)
		return;
	fix_refused(out, facts);
	fix_others(out, facts);
}
