/* stolen-intermediate-key: the attacker issues with the key of the host's issuer. */
#include <config.h>

#include "lab/attacks/parts.h"
#include "util/text.h"

/* A leaf below the first certificate of `above`, which is presented as far as it goes; and every
 * other way above the same leaf. */
static bool answer_below(struct pl_answer *answer, const struct pl_authority *authority,
			 struct pl_cert *const *above, size_t n, struct pl_key *key,
			 bool earlier_theft, struct pl_forgeries *out)
{
	answer->dating = PL_DATING_FREE;
	if (!pl_answer_leaf(answer, "stolen-intermediate-key", above[0], key, NULL)) {
		pl_answer_drop(answer);
		return false;
	}
	for (size_t i = 0; i < n; i++)
		pl_answer_add(answer, above[i]);
	pl_answer_finish_ways(answer, authority, earlier_theft, out);
	return true;
}

/* Today's key is that of the authority that signed what is served. */
static bool forge_today(struct pl_answer *answer, struct pl_forgeries *out, struct pl_key **today)
{
	const struct pl_issuance *served = answer->host->served;
	const struct pl_authority *authority = pl_world_authority(answer->world, served->issuer);

	if (!authority || !authority->key)
		return pl_error_input(answer->err, (struct pl_pos){ 0 },
				      "stolen-intermediate-key: %s, which issued for %s, has no "
				      "key here",
				      served->issuer, answer->host->id);
	*today = authority->key;
	if (served->full->n < 2)
		return answer_below(answer, authority, &served->root, 1, authority->key, false,
				    out);
	return answer_below(answer, authority, served->full->certs + 1, served->full->n - 1,
			    authority->key, false, out);
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_key *today = NULL;
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	if (!forge_today(&answer, out, &today))
		return false;
	for (size_t i = 0; i < world->n_stolen; i++) {
		const struct pl_stolen *theft = &world->stolen[i];

		if (theft->what != PL_STOLEN_INTERMEDIATE || !theft->key || theft->key == today ||
		    theft->chain->n == 0)
			continue;
		pl_answer_init(&answer, engine, world, host, err);
		/* The root at the end need not be sent. */
		if (!answer_below(&answer, pl_world_authority(world, theft->of),
				  theft->chain->certs, theft->chain->n - (theft->chain->n > 1),
				  theft->key, true, out))
			return false;
	}
	return true;
}

const struct pl_attack pl_attack_stolen_intermediate_key = {
	.name = "stolen-intermediate-key",
	.letter = "h",
	.summary = "a certificate for the host made with the key of the authority that issued its "
		   "own",
	.about = "The issuing authority is broken into. Pins on it or on its root do not help; "
		 "pins on the leaf's key do.",
	.forge = forge,
};
