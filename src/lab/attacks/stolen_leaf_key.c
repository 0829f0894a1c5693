/* stolen-leaf-key: the attacker has the host's own certificate and its key. */
#include <config.h>

#include "lab/attacks/parts.h"
#include "lab/parts.h"

static void answer_with(struct pl_engine *engine, const struct pl_world *world,
			const struct pl_host *host, const struct pl_issuance *issuance,
			const struct pl_chain *chain, bool earlier_theft, struct pl_forgeries *out)
{
	size_t first = out->n;

	pl_forgeries_add(out, chain, issuance->key, earlier_theft);
	pl_forgeries_other_ways(engine, world, host, pl_world_authority(world, issuance->issuer),
				first, out);
}

/*
 * Certificates are public: whoever has the key answers with any that was ever
 * issued over it and has not ended. Newest first; an older one may outlive it,
 * since lifetimes get shorter.
 */
static void answer_with_all(struct pl_engine *engine, const struct pl_world *world,
			    const struct pl_host *host, const struct pl_host *node,
			    bool earlier_theft, struct pl_forgeries *out)
{
	for (const struct pl_issuance *i = pl_host_latest(node); i; i = i->previous) {
		if (pl_world_are_past(world, i->last_end))
			return;
		if (pl_world_is_past(world, i->full->certs[0]))
			continue;
		/* Answered with already, as the server presents it. */
		if (i->full->certs[0] == node->presented->certs[0])
			continue;
		if (pl_host_holds(host, i->key) != earlier_theft &&
		    pl_world_key_is_exposed(world, host, i->key))
			answer_with(engine, world, host, i, i->full, earlier_theft, out);
	}
}

/* A node with a key of its own has certificates of its own. */
static void answer_with_nodes(struct pl_engine *engine, const struct pl_world *world,
			      const struct pl_host *host, bool earlier_theft,
			      struct pl_forgeries *out)
{
	answer_with_all(engine, world, host, host, earlier_theft, out);
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].own)
			answer_with_all(engine, world, host, host->nodes[i].host, earlier_theft,
					out);
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	if (!host->presented || !host->served)
		return pl_error_input(err, (struct pl_pos){ 0 },
				      "stolen-leaf-key: %s serves nothing", host->id);
	answer_with(engine, world, host, host->served, host->presented, false, out);
	for (size_t i = 0; i < host->n_nodes; i++)
		answer_with(engine, world, host, host->nodes[i].host->served,
			    host->nodes[i].host->presented, false, out);
	answer_with_nodes(engine, world, host, false, out);
	if (world->n_stolen > 0)
		answer_with_nodes(engine, world, host, true, out);
	return true;
}

const struct pl_attack pl_attack_stolen_leaf_key = {
	.name = "stolen-leaf-key",
	.letter = "f",
	.summary = "the host's own certificate and its key",
	.about = "The attacker is indistinguishable from the host. No pin on that key or on "
		 "anything above it helps; only renewal with a new key, and a client that then "
		 "refuses the old one, does. Until it ends, every certificate over the key serves "
		 "him, older ones too.",
	.forge = forge,
};
