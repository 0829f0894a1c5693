/* other-name: a valid certificate, but for another name; DNS is forged. */
#include <config.h>

#include "lab/attacks/parts.h"

/* Reserved (RFC 2606), so every lab root may certify it. */
static const char *const other_name[] = { "attacker.example" };

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	const struct pl_rogue *other = pl_engine_other_operator(engine, NULL, err);
	struct pl_answer answer;
	struct pl_cert *leaf;

	pl_answer_init(&answer, engine, world, host, err);
	answer.key = pl_attacker_key(engine, err);
	if (!other || !answer.key)
		return false;
	leaf = pl_engine_forge(engine, "other-name", other->ca, other->ca_key, answer.key,
			       other_name, 1, err);
	if (!leaf)
		return false;
	pl_answer_add(&answer, leaf);
	pl_answer_add(&answer, other->ca);
	pl_answer_finish(&answer, false, out);
	return true;
}

const struct pl_attack pl_attack_other_name = {
	.name = "other-name",
	.letter = "e",
	.summary = "a valid certificate for another name, DNS forged",
	.about = "The attacker has a good certificate for a name of his own and sends the client "
		 "to it. It succeeds only where the host name is not checked.",
	.forge = forge,
};
