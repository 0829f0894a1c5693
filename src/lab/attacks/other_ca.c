/* other-ca: an operator that every device trusts and no host uses is tricked into issuing. */
#include <config.h>

#include "lab/attacks/parts.h"

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	if (!pl_answer_other_operator(&answer, NULL)) {
		pl_answer_drop(&answer);
		return false;
	}
	pl_answer_finish(&answer, false, out);
	return true;
}

const struct pl_attack pl_attack_other_ca = {
	.name = "other-ca",
	.letter = "c",
	.summary = "a certificate for the host from another operator that every device trusts",
	.about = "An authority in every store, with which the host has nothing to do, issues for "
		 "the host's name: DigiNotar in 2011. The trust store alone does not stop it; "
		 "pins do.",
	.forge = forge,
};
