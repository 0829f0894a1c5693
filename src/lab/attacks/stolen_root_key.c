/* stolen-root-key: the attacker issues with the key of a root above the host. */
#include <config.h>

#include "lab/attacks/parts.h"
#include "util/text.h"

#define CLIMB_MAX 64

static bool is_valid(const struct pl_cert *cert, int64_t now)
{
	return cert->not_before <= now && now <= cert->not_after;
}

static struct pl_cert *self_signed(const struct pl_authority *authority)
{
	for (size_t i = 0; i < authority->n_certs; i++) {
		if (pl_streq(authority->certs[i].by, authority->name))
			return authority->certs[i].cert;
	}
	return NULL;
}

/* Cross-signs of the root go along, so that devices which only know the other root follow. */
static bool answer_below(struct pl_engine *engine, const struct pl_world *world,
			 const struct pl_host *host, const struct pl_authority *root,
			 bool earlier_theft, struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	answer.dating = PL_DATING_FREE;
	if (!pl_answer_leaf(&answer, "stolen-root-key", self_signed(root), root->key, NULL)) {
		pl_answer_drop(&answer);
		return false;
	}
	for (size_t i = 0; i < root->n_certs; i++) {
		if (is_valid(root->certs[i].cert, world->now))
			pl_answer_add(&answer, root->certs[i].cert);
	}
	/* Where its one certificate is trusted, the leaf alone says no more. */
	if (root->n_certs > 1)
		pl_answer_finish_ways(&answer, root, earlier_theft, out);
	else
		pl_answer_finish(&answer, earlier_theft, out);
	return true;
}

/* The roots above one authority, by any of its certificates that exist, each once. */
struct climb {
	const struct pl_world *world;
	const struct pl_authority *seen[CLIMB_MAX];
	size_t n;
};

static bool was_seen(const struct climb *climb, const struct pl_authority *authority)
{
	for (size_t i = 0; i < climb->n; i++) {
		if (climb->seen[i] == authority)
			return true;
	}
	return false;
}

static void climb_from(struct climb *climb, const struct pl_authority *authority)
{
	if (!authority || climb->n == CLIMB_MAX || was_seen(climb, authority))
		return;
	climb->seen[climb->n++] = authority;
	for (size_t i = 0; i < authority->n_certs; i++) {
		if (authority->certs[i].cert->not_before <= climb->world->now)
			climb_from(climb, pl_world_authority(climb->world, authority->certs[i].by));
	}
}

static bool forge_today(struct pl_engine *engine, const struct climb *climb,
			const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	for (size_t i = 0; i < climb->n; i++) {
		const struct pl_authority *root = climb->seen[i];

		if (root->key && self_signed(root) &&
		    !answer_below(engine, climb->world, host, root, false, out, err))
			return false;
	}
	return out->n > 0 ||
	       pl_error_input(err, (struct pl_pos){ 0 },
			      "stolen-root-key: no root above %s has a key here",
			      host->served->issuer);
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct climb climb = { .world = world };

	climb_from(&climb, pl_world_authority(world, host->served->issuer));
	if (!forge_today(engine, &climb, host, out, err))
		return false;
	for (size_t i = 0; i < world->n_stolen; i++) {
		const struct pl_stolen *theft = &world->stolen[i];
		const struct pl_authority *root = pl_world_authority(world, theft->of);

		if (theft->what != PL_STOLEN_ROOT || !root || !self_signed(root) ||
		    was_seen(&climb, root))
			continue;
		if (!answer_below(engine, world, host, root, true, out, err))
			return false;
	}
	return true;
}

const struct pl_attack pl_attack_stolen_root_key = {
	.name = "stolen-root-key",
	.letter = "i",
	.summary = "a certificate for the host made with the key of a root above it",
	.about = "A root is broken into. Pins on that root do not help; pins on anything below it "
		 "do.",
	.forge = forge,
};
