/* own-ca: the host's own authority is tricked into issuing to somebody else. */
#include <config.h>

#include <stdlib.h>

#include "lab/attacks/parts.h"
#include "lab/ct.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"

static bool forge_below(struct pl_answer *answer, const struct pl_authority *authority)
{
	struct pl_cert *bundle[PL_BUNDLE_MAX], *root;
	size_t n;

	if (!pl_world_bundle(answer->world, authority, NULL, bundle, &n, &root,
			     (struct pl_pos){ 0 }, answer->err))
		return false;
	if (!pl_answer_leaf(answer, "own-ca", n > 0 ? bundle[0] : root, authority->key, NULL))
		return false;
	for (size_t i = 0; i < n; i++)
		pl_answer_add(answer, bundle[i]);
	return true;
}

static bool forge_by(struct pl_engine *engine, const struct pl_world *world,
		     const struct pl_host *host, const struct pl_authority *authority,
		     struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	if (!authority || !authority->key)
		return pl_error_input(err, (struct pl_pos){ 0 },
				      "own-ca: %s, which issues for %s, has no key here",
				      host->issuer, host->id);
	pl_answer_init(&answer, engine, world, host, err);
	if (!forge_below(&answer, authority)) {
		pl_answer_drop(&answer);
		return false;
	}
	pl_answer_finish_ways(&answer, authority, false, out);
	return true;
}

/* He needs no more than the name that clients ask for; the host's others may have records of
 * their own. */
static bool may_issue(const struct pl_world *world, const struct pl_host *host,
		      const struct pl_authority *authority, char **refusal)
{
	*refusal = NULL;
	return !authority || !pl_world_is_public(world, authority) ||
	       pl_caa_allows(world, authority->operator_, host->names, 1, PL_APPLICANT_ON_PATH,
			     refusal);
}

/* Every member is asked for what CAA lets it issue to somebody on the path to the host. */
static bool forge_if(struct pl_engine *engine, const struct pl_world *world,
		     const struct pl_host *host, const char *name, struct pl_forgeries *out,
		     char **why, struct pl_error *err)
{
	const struct pl_authority *authority = pl_world_authority(world, name);
	char *refusal;

	if (!may_issue(world, host, authority, &refusal)) {
		free(*why);
		*why = refusal;
		return true;
	}
	return forge_by(engine, world, host, authority, out, err);
}

/* All that is left to him whom no CA serves. */
static bool forge_alone(struct pl_engine *engine, const struct pl_world *world,
			const struct pl_host *host, char *why, struct pl_forgeries *out,
			struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	answer.dating = PL_DATING_FREE;
	if (!pl_answer_leaf(&answer, "self-signed", NULL, NULL, NULL)) {
		free(why);
		return false;
	}
	pl_answer_finish(&answer, false, out);
	out->items[out->n - 1].refused = why;
	return true;
}

/* It issues to nobody any more, the host included. */
static bool is_retired(const struct pl_world *world, const char *name)
{
	const struct pl_authority *authority = pl_world_authority(world, name);

	return authority && authority->retired;
}

/* Of a pool he asks until the member that he wants has issued. */
static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	char *why = NULL;
	bool ok = is_retired(world, host->issuer) ||
		  forge_if(engine, world, host, host->issuer, out, &why, err);

	for (size_t i = 0; ok && i < host->pool.n; i++) {
		const struct pl_authority *member =
			pl_world_authority(world, host->pool.names[i]);

		if (pl_streq(host->pool.names[i], host->issuer) ||
		    !pl_world_can_issue(world, member))
			continue;
		ok = forge_if(engine, world, host, host->pool.names[i], out, &why, err);
	}
	if (ok && out->n == 0 && !why)
		why = pl_asprintf("%s is retired and issues no more", host->issuer);
	if (ok && out->n == 0)
		return forge_alone(engine, world, host, why, out, err);
	free(why);
	return ok;
}

const struct pl_attack pl_attack_own_ca = {
	.name = "own-ca",
	.letter = "d",
	.logging = PL_LOGGING_ALWAYS,
	.summary = "a certificate for the host from the authority that would issue its next one",
	.about = "Whoever controls the host's DNS or routing for a minute passes domain "
		 "validation, and the host's own authority issues to him. A pin on that authority "
		 "does not stop it; a pin on the leaf's key does.",
	.forge = forge,
};
