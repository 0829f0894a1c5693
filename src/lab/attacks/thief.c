/* thief: whoever really stole keys, of this host or of any CA, answers with those and no others. */
#include <config.h>

#include "lab/attacks/parts.h"
#include "lab/parts.h"
#include "util/text.h"

/* What every attack can be made of when nothing was stolen: a key of his own. */
static bool answer_alone(struct pl_answer *answer, struct pl_forgeries *out)
{
	if (!pl_answer_leaf(answer, "self-signed", NULL, NULL, NULL))
		return false;
	pl_answer_finish(answer, false, out);
	return true;
}

static void answer_with_own(struct pl_answer *answer, const struct pl_issuance *issuance,
			    struct pl_forgeries *out)
{
	size_t first = out->n;

	pl_forgeries_add(out, issuance->full, issuance->key, false);
	pl_forgeries_other_ways(answer->engine, answer->world, answer->host,
				pl_world_authority(answer->world, issuance->issuer), first, out);
}

/* Certificates are public: any over the key that was issued to the host and has not ended; where
 * all have, the newest. */
static void answer_as_host(struct pl_answer *answer, const struct pl_stolen *theft,
			   struct pl_forgeries *out)
{
	const struct pl_issuance *issuance = pl_host_latest(answer->host), *ended = NULL;
	size_t before = out->n;

	for (; issuance; issuance = issuance->previous) {
		if (issuance->key != theft->key)
			continue;
		if (!pl_world_is_past(answer->world, issuance->full->certs[0]))
			answer_with_own(answer, issuance, out);
		else if (!ended)
			ended = issuance;
		if (ended && pl_world_are_past(answer->world, issuance->last_end))
			break;
	}
	if (out->n == before && ended)
		answer_with_own(answer, ended, out);
}

/* A key without a certificate needs some operator that certifies it. */
static bool answer_with_backup(struct pl_answer *answer, const struct pl_stolen *theft,
			       struct pl_forgeries *out)
{
	if (!pl_answer_other_operator(answer, theft->key)) {
		pl_answer_drop(answer);
		return false;
	}
	pl_answer_finish(answer, false, out);
	return true;
}

static bool answer_as_ca(struct pl_answer *answer, const struct pl_stolen *theft,
			 struct pl_forgeries *out)
{
	size_t n = theft->chain->n;

	answer->dating = PL_DATING_FREE;
	if (!pl_answer_leaf(answer, "thief", theft->chain->certs[0], theft->key, NULL)) {
		pl_answer_drop(answer);
		return false;
	}
	/* The root at the end need not be sent. */
	for (size_t i = 0; i < n - (n > 1); i++)
		pl_answer_add(answer, theft->chain->certs[i]);
	pl_answer_finish_ways(answer, pl_world_authority(answer->world, theft->of), false, out);
	return true;
}

static bool answer_with(struct pl_answer *answer, const struct pl_stolen *theft,
			struct pl_forgeries *out)
{
	bool own = pl_streq(theft->of, answer->host->id);

	switch (theft->what) {
	case PL_STOLEN_LEAF:
		if (own)
			answer_as_host(answer, theft, out);
		return true;
	case PL_STOLEN_BACKUP:
		/* Taken into use, it has certificates of the host's own as well. */
		if (own)
			answer_as_host(answer, theft, out);
		return !own || answer_with_backup(answer, theft, out);
	default:
		return !theft->key || theft->chain->n == 0 || answer_as_ca(answer, theft, out);
	}
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	for (size_t i = 0; i < world->n_stolen; i++) {
		pl_answer_init(&answer, engine, world, host, err);
		if (!answer_with(&answer, &world->stolen[i], out))
			return false;
	}
	if (out->n > 0)
		return true;
	pl_answer_init(&answer, engine, world, host, err);
	answer.dating = PL_DATING_FREE;
	return answer_alone(&answer, out);
}

const struct pl_attack pl_attack_thief = {
	.name = "thief",
	.letter = "n",
	.summary = "what can be made of the keys that were really stolen, and of no others",
	.about = "The other attacks suppose a theft; this one waits for compromise. From then on "
		 "it answers with the host's certificates over its stolen key, with one of another "
		 "operator over a stolen backup key, or with one that it makes with the key of any "
		 "CA that was broken into, whether the host is its customer or not: DigiNotar in "
		 "2011. It shows for which app versions, and until when, a theft is worth "
		 "something. Before, the thief has nothing but a certificate that he signed himself.",
	.forge = forge,
};
