/* Which path was it, and what was wrong with it? */
#include <config.h>

#include "lab/why/parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

void pl_say_path(struct pl_buf *out, const struct pl_facts *facts, const struct pl_path *path)
{
	pl_buf_puts(out, "leaf");
	for (size_t i = 1; path && i < path->n; i++)
		pl_buf_printf(out, " < %s", pl_label(facts, path->certs[i]));
}

bool pl_is_possessed(const struct pl_facts *facts)
{
	struct pl_probe probe = { .presented = facts->outcome->presented, .key = facts->key };

	return pl_probe_possesses(&probe);
}

void pl_say_by_clock(struct pl_buf *out, const struct pl_facts *facts)
{
	char day[PL_DAY_TEXT];

	if (facts->device->skew != 0)
		pl_buf_printf(out, " by the clock of %s, which is at %s", facts->device->name,
			      pl_day(facts->view.clock, day));
}

/* Whether a path would lead on if this certificate were sent as well. */
static bool leads_on(const struct pl_facts *facts, struct pl_cert *cert)
{
	const struct pl_chain *sent = facts->outcome->presented;
	struct pl_cert **certs = pl_calloc(sent->n + 1, sizeof(struct pl_cert *));
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_paths *paths;

	for (size_t i = 0; i < sent->n; i++)
		certs[i] = sent->certs[i];
	certs[sent->n] = cert;
	paths = pl_view_paths(&facts->view,
			      pl_engine_chain(facts->run->engine, certs, sent->n + 1), &err);
	free(certs);
	pl_error_clear(&err);
	return paths && paths->n > 0;
}

/* The certificate that would lead on from where the search stopped, had it been sent. */
static const struct pl_cert *missing_above(const struct pl_facts *facts,
					   const struct pl_cert *stuck)
{
	const struct pl_chain *known = facts->world->known;
	struct pl_pki *pki = pl_engine_pki(facts->run->engine);
	const struct pl_cert *found = NULL;

	for (size_t i = 0; stuck && known && i < known->n; i++) {
		struct pl_cert *cert = known->certs[i];

		if (!pl_bytes_equal(cert->subject_der, stuck->issuer_der) ||
		    !pl_link_ok(pki, stuck, cert))
			continue;
		if (leads_on(facts, cert))
			return cert;
		if (!found || found->self_issued)
			found = cert;
	}
	return found;
}

static void say_incomplete(struct pl_buf *out, const struct pl_facts *facts,
			   const struct pl_cert *stuck)
{
	const struct pl_cert *missing = missing_above(facts, stuck);

	if (missing && stuck)
		pl_buf_printf(out, "%s, which issued %s, was not sent",
			      pl_label_exact(facts, missing), pl_label(facts, stuck));
	else
		pl_buf_puts(out, "an intermediate was not sent");
}

static void say_unknown(struct pl_buf *out, const struct pl_facts *facts,
			const struct pl_cert *about)
{
	const struct pl_path *path = facts->outcome->path;

	if (!about) {
		pl_buf_puts(out, "no certificate was sent");
		return;
	}
	if (path) {
		pl_buf_printf(out, "%s does not trust %s", facts->device->name,
			      pl_label(facts, about));
		return;
	}
	if (facts->user_root && !facts->view.only && !facts->device->user_cas)
		pl_buf_printf(out, "%s ignores what its user installs, %s included",
			      facts->device->name, pl_cert_label(facts->user_root));
	else if (facts->user_root && !facts->view.only && facts->view.no_user_cas)
		pl_buf_printf(out, "%s does not trust what the user of %s installs, %s included",
			      facts->row->client->name, facts->device->name,
			      pl_cert_label(facts->user_root));
	else if (facts->view.no_system_cas && !facts->view.only)
		pl_buf_printf(out, "%s leaves the roots of %s out of its anchors for this name",
			      facts->row->strategy->name, facts->device->name);
	else if (about->self_issued)
		pl_buf_printf(out, "%s signed itself and %s does not trust it",
			      pl_label(facts, about),
			      facts->view.only ? "the app" : facts->device->name);
	else
		pl_buf_printf(out, "no issuer of %s is one that %s trusts", pl_label(facts, about),
			      facts->view.only ? "the app" : facts->device->name);
	if (facts->view.only)
		pl_buf_printf(out, ", whose only anchor is %s", pl_cert_label(facts->view.only->certs[0]));
}

static void say_clock(struct pl_buf *out, const struct pl_facts *facts)
{
	char shown[PL_TIME_TEXT], words[PL_DURATION_TEXT];
	int64_t skew = facts->device->skew;

	pl_buf_printf(out, "the clock of %s shows %s, %s %s", facts->device->name,
		      pl_time_format_short(facts->view.clock, shown),
		      pl_duration_words(skew < 0 ? -skew : skew, words),
		      skew < 0 ? "behind" : "ahead");
}

static void say_date(struct pl_buf *out, const struct pl_facts *facts, const struct pl_cert *about)
{
	char day[PL_DAY_TEXT];

	if (facts->view.clock < about->not_before)
		pl_buf_printf(out, "%s is not valid before %s", pl_label_exact(facts, about),
			      pl_day(about->not_before, day));
	else
		pl_buf_printf(out, "%s expired on %s", pl_label_exact(facts, about),
			      pl_day(about->not_after, day));
}

static void say_name(struct pl_buf *out, const struct pl_facts *facts, const struct pl_cert *leaf)
{
	pl_buf_puts(out, "the leaf covers ");
	for (size_t i = 0; i < leaf->n_dns; i++)
		pl_buf_printf(out, "%s%s", i ? ", " : "", leaf->dns[i]);
	pl_buf_printf(out, "%s and not %s", leaf->n_dns ? "" : "no name", facts->view.host);
}

static void say_key(struct pl_buf *out, const struct pl_facts *facts)
{
	char has[PL_PIN_SHORT], wants[PL_PIN_SHORT];
	const struct pl_chain *presented = facts->outcome->presented;

	pl_buf_puts(out, "the server does not prove that the certificate is its own");
	if (facts->key && presented->n > 0)
		pl_buf_printf(out, ": it signs with %s, and the certificate has %s",
			      pl_digest_short(pl_key_spki_sha256(facts->key), has),
			      pl_digest_short(presented->certs[0]->spki_sha256, wants));
}

void pl_say_fault(struct pl_buf *out, const struct pl_facts *facts, enum pl_reason fault,
		  const struct pl_cert *about, const char *detail)
{
	switch (fault) {
	case PL_REASON_CHAIN_INCOMPLETE:
		say_incomplete(out, facts, about);
		return;
	case PL_REASON_UNKNOWN_ISSUER:
		say_unknown(out, facts, about);
		return;
	case PL_REASON_CERT_NOT_YET_VALID:
	case PL_REASON_CERT_EXPIRED:
	case PL_REASON_ISSUER_EXPIRED:
	case PL_REASON_ROOT_EXPIRED:
		say_date(out, facts, about);
		pl_say_by_clock(out, facts);
		return;
	case PL_REASON_DEVICE_CLOCK:
		say_clock(out, facts);
		pl_buf_puts(out, ", and by it ");
		say_date(out, facts, about);
		return;
	case PL_REASON_NAME_MISMATCH:
		say_name(out, facts, about);
		return;
	case PL_REASON_HANDSHAKE_FAILED:
		say_key(out, facts);
		return;
	case PL_REASON_DISTRUSTED:
		pl_buf_printf(out, "%s is no longer trusted (%s)",
			      pl_label_exact(facts, about), detail);
		return;
	case PL_REASON_REVOKED:
	case PL_REASON_REVOCATION_UNAVAILABLE:
	case PL_REASON_STAPLE_MISSING:
		pl_say_revocation(out, facts, fault, about, detail);
		return;
	default:
		/* A limit of the client's own is about no certificate. */
		if (about && facts->outcome->chain == PL_CHAIN_FAULT)
			pl_buf_printf(out, "%s: ", pl_label_exact(facts, about));
		pl_buf_puts(out, detail ? detail : pl_reason_info(fault)->words);
	}
}

void pl_say_chain_fault(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;
	struct pl_path_verdict verdict;

	if (outcome->reason == outcome->chain_fault) {
		pl_say_fault(out, facts, outcome->reason, outcome->about, outcome->detail);
	} else if (outcome->path) {
		pl_view_judge(&facts->view, outcome->path, &verdict);
		pl_say_fault(out, facts, outcome->chain_fault, verdict.about, verdict.detail);
	} else {
		pl_buf_puts(out, pl_reason_info(outcome->chain_fault)->words);
	}
}

void pl_say_anchor_date(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_path *path = facts->outcome->path;
	const struct pl_cert *anchor = path->certs[path->n - 1];
	char day[PL_DAY_TEXT];

	if (facts->view.clock < anchor->not_before)
		pl_buf_printf(out, "%s is not valid before %s", pl_label_exact(facts, anchor),
			      pl_day(anchor->not_before, day));
	else
		pl_buf_printf(out, "%s ended on %s", pl_label_exact(facts, anchor),
			      pl_day(anchor->not_after, day));
	pl_say_by_clock(out, facts);
}

static void say_good(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_puts(out, "dates, names and signatures good");
	pl_say_stale_list(out, facts);
	if (!(facts->outcome->notes & PL_NOTE_ANCHOR_DATE_IGNORED) || !facts->outcome->path)
		return;
	pl_buf_puts(out, "; ");
	pl_say_anchor_date(out, facts);
	pl_buf_printf(out, ", which %s does not look at", facts->device->name);
}

void pl_why_path(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_outcome *outcome = facts->outcome;

	if (outcome->chain == PL_CHAIN_UNCHECKED) {
		pl_buf_puts(out, "not looked at");
		return;
	}
	if (outcome->path) {
		pl_buf_printf(out, "leaf %s", pl_cert_label(outcome->path->certs[0]));
		for (size_t i = 1; i < outcome->path->n; i++)
			pl_buf_printf(out, " < %s", pl_label(facts, outcome->path->certs[i]));
	} else {
		pl_buf_puts(out, "none");
	}
	pl_buf_puts(out, "; ");
	if (outcome->chain == PL_CHAIN_FAULT)
		pl_say_chain_fault(out, facts);
	else
		say_good(out, facts);
}
