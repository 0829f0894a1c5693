/* What becomes of a probe of a client that takes its pinned certificates as anchors? */
#include <config.h>

#include "lab/judge/judgement.h"

#include <stdio.h>
#include <stdlib.h>

#include "util/mem.h"

/* The certificates of the set; the engine's. */
static const struct pl_chain *pinned_certs(const struct pl_judgement *j)
{
	const struct pl_pinset *set = j->memory.pins;
	struct pl_cert **certs = pl_calloc(set->n, sizeof(*certs));
	const struct pl_chain *chain;
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].cert)
			certs[n++] = set->pins[i].cert;
	}
	chain = pl_engine_chain(j->engine, certs, n);
	free(certs);
	return chain;
}

/* The chain is good on the device, and does not lead to what was pinned. */
static void say_elsewhere(struct pl_judgement *j)
{
	j->pins.result = PL_PINS_MISMATCH;
	j->pins.pin = NULL;
	j->pins.cert = NULL;
	snprintf(j->pins.detail, sizeof(j->pins.detail),
		 "no path leads to a certificate that %s carries", j->probe->row->client->name);
}

/*
 * Where no path leads to a pinned certificate, the pins are to blame if the
 * device's own store would have done, and the chain if not even that does.
 */
static bool walk_anchored(struct pl_judgement *j)
{
	const struct pl_view own = j->view;

	j->view = pl_view_anchored(&own, pinned_certs(j));
	if (!pl_judgement_walk(j))
		return false;
	if (j->path.path)
		return true;
	j->view = own;
	if (!pl_judgement_walk(j))
		return false;
	if (j->path.fault == PL_REASON_NONE)
		say_elsewhere(j);
	return true;
}

bool pl_judge_anchored(struct pl_judgement *j)
{
	bool twice = j->probe->row->client->chain.rule == PL_CHAIN_TWICE, ok = true;

	if (twice || !pl_judgement_is_pinned(j))
		ok = pl_judgement_walk(j);
	if (ok && pl_judgement_is_pinned(j) && (!twice || j->path.fault == PL_REASON_NONE))
		ok = walk_anchored(j);
	if (ok)
		pl_judgement_decide(j);
	return ok;
}
