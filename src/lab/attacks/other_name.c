/* other-name: a valid certificate, but for another name; DNS is forged. */
#include <config.h>

#include <stdlib.h>

#include "lab/attacks/parts.h"
#include "util/mem.h"
#include "util/text.h"

static bool is_covered(const struct pl_host *host, const char *name)
{
	for (size_t i = 0; i < host->n_names; i++)
		if (pl_name_matches(host->names[i], name))
			return true;
	return false;
}

/* Reserved (RFC 2606), so every lab root may certify it, and none of the host's own. */
static char *name_besides(const struct pl_host *host)
{
	char *name = pl_strdup("attacker.example");

	for (unsigned i = 2; is_covered(host, name); i++) {
		free(name);
		name = pl_asprintf("attacker-%u.example", i);
	}
	return name;
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	const struct pl_rogue *other = pl_engine_other_operator(engine, NULL, err);
	struct pl_answer answer;
	struct pl_cert *leaf;
	char *name;

	pl_answer_init(&answer, engine, world, host, err);
	answer.key = pl_attacker_key(engine, err);
	if (!other || !answer.key)
		return false;
	name = name_besides(host);
	leaf = pl_engine_forge(engine, "other-name", other->ca, other->ca_key, answer.key,
			       (const char *const[]){ name }, 1, err);
	free(name);
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
	.logging = PL_LOGGING_ALWAYS,
	.summary = "a valid certificate for another name, DNS forged",
	.about = "The attacker has a good certificate for a name of his own and sends the client "
		 "to it. It succeeds only where the host name is not checked.",
	.forge = forge,
};
