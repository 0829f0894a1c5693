/* padded-chain: another operator's chain, with the host's whole chain, root included, as ballast. */
#include <config.h>

#include "lab/attacks/parts.h"

static void add_node(struct pl_answer *answer, const struct pl_host_node *node)
{
	const struct pl_chain *chain = node->host->served->full;

	for (size_t i = 0; node->own && i < chain->n; i++)
		pl_answer_add(answer, chain->certs[i]);
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	if (!pl_answer_other_operator(&answer, NULL)) {
		pl_answer_drop(&answer);
		return false;
	}
	/* Whatever the server itself leaves out: all of it is public, the root too. */
	for (size_t i = 0; i < host->served->full->n; i++)
		pl_answer_add(&answer, host->served->full->certs[i]);
	if (host->served->root)
		pl_answer_add(&answer, host->served->root);
	for (size_t i = 0; i < host->n_nodes; i++)
		add_node(&answer, &host->nodes[i]);
	pl_answer_finish(&answer, false, out);
	return true;
}

const struct pl_attack pl_attack_padded_chain = {
	.name = "padded-chain",
	.letter = "j",
	.summary = "another operator's chain with the host's whole chain appended",
	.about = "Certificates are public, so the attacker sends the pinned ones along with his "
		 "own. Only a client that looks for pins in everything that was sent falls for "
		 "it.",
	.forge = forge,
};
