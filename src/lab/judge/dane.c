/* What becomes of a probe of a client whose TLSA records say what is asked of the chain? */
#include <config.h>

#include "lab/judge/judgement.h"

#include <stdlib.h>

#include "util/mem.h"

#define PKIX (1u << 0 | 1u << 1) /* PKIX-TA and PKIX-EE: on top of an ordinary path */
#define DANE_TA (1u << 2)        /* an authority that was sent is the anchor */
#define DANE_EE (1u << 3)        /* the leaf alone, whatever its names and dates */

static unsigned usages_of(const struct pl_judgement *j)
{
	const struct pl_pinset *set = j->memory.pins;
	unsigned usages = 0;

	for (size_t i = 0; i < set->n; i++)
		usages |= 1u << pl_client_usage(j->probe->row->client, set, &set->pins[i]);
	return usages & (PKIX | DANE_TA | DANE_EE);
}

static bool is_named(const struct pl_judgement *j, const struct pl_cert *cert)
{
	const struct pl_pinset *set = j->memory.pins;

	for (size_t i = 0; i < set->n; i++) {
		if (pl_client_usage(j->probe->row->client, set, &set->pins[i]) == 2 &&
		    pl_pin_matches(&set->pins[i], cert))
			return true;
	}
	return false;
}

/* RFC 7671 section 5.2: the server must send the authority, unless the record holds all of it. */
static const struct pl_chain *named_authorities(const struct pl_judgement *j)
{
	const struct pl_chain *sent = j->probe->presented;
	const struct pl_pinset *set = j->memory.pins;
	struct pl_cert **certs = pl_calloc(sent->n + set->n, sizeof(*certs));
	const struct pl_chain *chain;
	size_t n = 0;

	for (size_t i = 1; i < sent->n; i++) {
		if (is_named(j, sent->certs[i]))
			certs[n++] = sent->certs[i];
	}
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (pin->spelled == PL_SPELLED_TLSA && pin->cert &&
		    pl_client_usage(j->probe->row->client, set, pin) == 2)
			certs[n++] = pin->cert;
	}
	chain = pl_engine_chain(j->engine, certs, n);
	free(certs);
	return chain;
}

/* The record's own certificate need not have been sent to be what matched. */
static void match_anchor(struct pl_judgement *j)
{
	const struct pl_pinset *set = j->memory.pins;
	const struct pl_path *path = j->path.path;

	for (size_t i = 0; i < set->n && j->pins.result == PL_PINS_MISMATCH; i++) {
		if (!set->pins[i].cert || !pl_pin_matches(&set->pins[i], path->certs[path->n - 1]))
			continue;
		j->pins.result = PL_PINS_MATCH;
		j->pins.pin = &set->pins[i];
		j->pins.cert = path->certs[path->n - 1];
	}
}

/* True in *done when a path to a named authority decides, for or against. False with *err. */
static bool judge_ta(struct pl_judgement *j, bool last, bool *done)
{
	const struct pl_view own = j->view;

	j->usages = DANE_TA;
	j->view = pl_view_anchored(&own, named_authorities(j));
	if (!pl_judgement_walk(j))
		return false;
	if (j->path.path && j->path.fault == PL_REASON_NONE)
		match_anchor(j);
	*done = j->path.path && (last || j->path.fault == PL_REASON_NONE);
	if (*done)
		pl_judgement_decide(j);
	j->view = own;
	return true;
}

bool pl_judge_dane(struct pl_judgement *j)
{
	unsigned usages = pl_judgement_is_pinned(j) ? usages_of(j) : 0;
	bool pkix = usages & PKIX, done = false;

	if (usages & DANE_EE) {
		j->usages = DANE_EE;
		if (!pl_judgement_compare(j))
			return false;
		if (j->pins.result == PL_PINS_MATCH)
			return pl_judgement_decide_unchecked(j);
	}
	if (usages & DANE_TA && !judge_ta(j, !pkix, &done))
		return false;
	if (done)
		return true;
	/* An authority that was sent and leads nowhere is no match: what is left is the leaf. */
	j->usages = DANE_EE;
	if (usages && !pkix)
		return pl_judgement_decide_unchecked(j);
	j->usages = usages & PKIX;
	if (!pl_judgement_walk(j))
		return false;
	pl_judgement_decide(j);
	return true;
}
