/* stolen-leaf-key: the attacker has the host's own certificate and its key. */
#include <config.h>

#include <string.h>

#include "lab/attacks/parts.h"
#include "util/mem.h"
#include "util/text.h"

static void add(struct pl_forgeries *out, const struct pl_chain *chain, const struct pl_key *key,
		bool earlier_theft)
{
	*PL_PUSH(out->items, out->n, out->cap) = (struct pl_forgery){
		.chain = pl_chain_ref(chain),
		.key = key,
		.earlier_theft = earlier_theft,
	};
}

/* The certificates are public: an old one with a key that is still in use is tried as well. */
static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	(void)engine;
	if (!host->presented || !host->served)
		return pl_error_input(err, (struct pl_pos){ 0 },
				      "stolen-leaf-key: %s serves nothing", host->id);
	add(out, host->presented, host->served->key, false);
	for (size_t i = 0; i < world->n_stolen; i++) {
		const struct pl_stolen *theft = &world->stolen[i];

		if (theft->what == PL_STOLEN_LEAF && theft->chain &&
		    pl_streq(theft->of, host->id) &&
		    memcmp(theft->chain->id, host->presented->id, sizeof(theft->chain->id)) != 0)
			add(out, theft->chain, theft->key, true);
	}
	return true;
}

const struct pl_attack pl_attack_stolen_leaf_key = {
	.name = "stolen-leaf-key",
	.letter = "f",
	.summary = "the host's own certificate and its key",
	.about = "The attacker is indistinguishable from the host. No pin on that key or on "
		 "anything above it helps; only renewal with a new key, and a client that then "
		 "refuses the old one, does.",
	.forge = forge,
};
