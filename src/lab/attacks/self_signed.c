/* self-signed: the attacker answers with a certificate of his own. */
#include <config.h>

#include "lab/attacks/parts.h"

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	answer.dating = PL_DATING_FREE;
	if (!pl_answer_leaf(&answer, "self-signed", NULL, NULL, NULL))
		return false;
	pl_answer_finish(&answer, false, out);
	return true;
}

const struct pl_attack pl_attack_self_signed = {
	.name = "self-signed",
	.letter = "a",
	.summary = "a certificate that the attacker signed himself",
	.about = "The attacker makes a key and a certificate for the host's name and signs it "
		 "with the same key. Every client that builds paths refuses it.",
	.forge = forge,
};
