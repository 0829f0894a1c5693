/* stolen-list-key: the attacker signs a pin list of his own and answers with its key. */
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

const struct pl_attack pl_attack_stolen_list_key = {
	.name = "stolen-list-key",
	.letter = "l",
	.summary = "a pin list signed with the stolen list key, and a certificate from another "
		   "operator over a key in it",
	.about = "Apps that fetch their pins believe whoever signs the list. He needs a "
		 "certificate as well, which any authority that devices trust can be tricked "
		 "into. Apps that fetch no list see that certificate alone; a list that comes "
		 "over the connection that the pins guard never reaches the app.",
	.forge = forge,
	.serves_list = PL_SERVES_HIS_LIST,
};
