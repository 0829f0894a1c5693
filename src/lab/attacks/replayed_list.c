/* replayed-list: an old pin list comes again, which still holds a key that was stolen. */
#include <config.h>

#include "lab/attacks/parts.h"
#include "lab/parts.h"
#include "util/text.h"

/* Over a stolen key of the host he gets a certificate from anybody. */
static bool answer_with(struct pl_engine *engine, const struct pl_world *world,
			const struct pl_host *host, struct pl_key *key, bool earlier_theft,
			struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	if (!pl_answer_other_operator(&answer, key)) {
		pl_answer_drop(&answer);
		return false;
	}
	pl_answer_finish(&answer, earlier_theft, out);
	return true;
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	if (!answer_with(engine, world, host, NULL, false, out, err))
		return false;
	for (size_t i = 0; i < world->n_stolen; i++) {
		const struct pl_stolen *theft = &world->stolen[i];

		if (theft->what > PL_STOLEN_BACKUP || !pl_streq(theft->of, host->id))
			continue;
		if (!answer_with(engine, world, host, theft->key, true, out, err))
			return false;
		/* The certificate that was stolen with it, for pins on the whole of it. */
		if (theft->chain)
			pl_forgeries_add(out, theft->chain, theft->key, true);
	}
	return true;
}

const struct pl_attack pl_attack_replayed_list = {
	.name = "replayed-list",
	.letter = "m",
	.summary = "an old signed pin list that still holds a stolen key, and a certificate over "
		   "that key",
	.about = "After a theft the operator takes the key out of his pin list. Whoever kept the "
		 "old list, which is signed, serves it again. An app that refuses lists older "
		 "than its own, or lists that are too old, does not take it. Without a theft he "
		 "has only a key of his own, which no list holds.",
	.forge = forge,
	.serves_list = PL_SERVES_OLD_LIST,
};
