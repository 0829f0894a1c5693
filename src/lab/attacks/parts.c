/* How does an attacker put an answer together? */
#include <config.h>

#include "lab/attacks/parts.h"

#include <stdlib.h>

#include "util/mem.h"

struct pl_key *pl_attacker_key(struct pl_engine *engine, struct pl_error *err)
{
	return pl_pki_key(pl_engine_pki(engine), "attack", "leaf", PL_KEY_P256, err);
}

void pl_answer_init(struct pl_answer *answer, struct pl_engine *engine,
		    const struct pl_world *world, const struct pl_host *host, struct pl_error *err)
{
	*answer = (struct pl_answer){
		.engine = engine,
		.world = world,
		.host = host,
		.dating = PL_DATING_NOW,
		.err = err,
	};
}

void pl_answer_add(struct pl_answer *answer, struct pl_cert *cert)
{
	*PL_PUSH(answer->certs, answer->n, answer->cap) = cert;
}

bool pl_answer_leaf(struct pl_answer *answer, const char *purpose, const struct pl_cert *issuer,
		    struct pl_key *issuer_key, struct pl_key *key)
{
	struct pl_cert *leaf;

	answer->key = key ? key : pl_attacker_key(answer->engine, answer->err);
	if (!answer->key)
		return false;
	leaf = pl_engine_forge(answer->engine, purpose, issuer, issuer_key, answer->key,
			       (const char *const *)answer->host->names, answer->host->n_names,
			       answer->err);
	if (leaf)
		pl_answer_add(answer, leaf);
	return leaf;
}

bool pl_answer_other_operator(struct pl_answer *answer, struct pl_key *key)
{
	const struct pl_rogue *other = pl_engine_other_operator(answer->engine, NULL, answer->err);

	if (!other || !pl_answer_leaf(answer, "other-ca", other->ca, other->ca_key, key))
		return false;
	pl_answer_add(answer, other->ca);
	return true;
}

void pl_answer_drop(struct pl_answer *answer)
{
	free(answer->certs);
	answer->certs = NULL;
	answer->n = answer->cap = 0;
}

void pl_answer_finish(struct pl_answer *answer, bool earlier_theft, struct pl_forgeries *out)
{
	struct pl_chain *chain = pl_engine_chain(answer->engine, answer->certs, answer->n);

	pl_forgeries_add(out, chain, answer->key, earlier_theft);
	out->items[out->n - 1].dating = answer->dating;
	pl_answer_drop(answer);
}

void pl_answer_finish_ways(struct pl_answer *answer, const struct pl_authority *issuer,
			   bool earlier_theft, struct pl_forgeries *out)
{
	size_t first = out->n;

	pl_answer_finish(answer, earlier_theft, out);
	pl_forgeries_other_ways(answer->engine, answer->world, answer->host, issuer, first, out);
}
