/* user-ca: a root installed on the device issues for the host, as proxies and MDM do. */
#include <config.h>

#include "lab/attacks/parts.h"

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	const struct pl_rogue *installed = pl_engine_user_root(engine, NULL, err);
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	answer.dating = PL_DATING_FREE;
	if (!installed ||
	    !pl_answer_leaf(&answer, "user-ca", installed->ca, installed->ca_key, NULL))
		return false;
	pl_answer_add(&answer, installed->ca);
	pl_answer_finish(&answer, false, out);
	out->items[out->n - 1].user_root = pl_cert_ref(installed->root);
	return true;
}

const struct pl_attack pl_attack_user_ca = {
	.name = "user-ca",
	.letter = "b",
	.summary = "a certificate from a root installed on the device (proxy, MDM)",
	.about = "Somebody with access to the device, its owner included, has installed a root, "
		 "and whoever holds its key answers for every host. Devices with user-cas: "
		 "ignored do not trust it; pins stop it on the others.",
	.forge = forge,
};
