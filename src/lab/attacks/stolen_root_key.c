/* stolen-root-key: the attacker issues with the key of a root above the host. */
#include <config.h>

#include "lab/attacks/parts.h"
#include "util/text.h"

#define CLIMB_MAX 20

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
			 struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	if (!pl_answer_leaf(&answer, "stolen-root-key", self_signed(root), root->key, NULL)) {
		pl_answer_drop(&answer);
		return false;
	}
	for (size_t i = 0; i < root->n_certs; i++) {
		if (is_valid(root->certs[i].cert, world->now))
			pl_answer_add(&answer, root->certs[i].cert);
	}
	pl_answer_finish(&answer, false, out);
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
		    !answer_below(engine, climb->world, host, root, out, err))
			return false;
	}
	return out->n > 0 ||
	       pl_error_input(err, (struct pl_pos){ 0 },
			      "stolen-root-key: no root above %s has a key here",
			      host->served->issuer);
}

static bool is_above(const struct climb *climb, const struct pl_key *key)
{
	for (size_t i = 0; i < climb->n; i++) {
		if (climb->seen[i]->key == key)
			return true;
	}
	return false;
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct climb climb = { .world = world };
	struct pl_answer answer;

	climb_from(&climb, pl_world_authority(world, host->served->issuer));
	if (!forge_today(engine, &climb, host, out, err))
		return false;
	for (size_t i = 0; i < world->n_stolen; i++) {
		const struct pl_stolen *theft = &world->stolen[i];

		if (theft->what != PL_STOLEN_ROOT || !theft->key || theft->chain->n == 0)
			continue;
		pl_answer_init(&answer, engine, world, host, err);
		if (!pl_answer_leaf(&answer, "stolen-root-key", theft->chain->certs[0], theft->key,
				    NULL)) {
			pl_answer_drop(&answer);
			return false;
		}
		for (size_t j = 0; j < theft->chain->n; j++)
			pl_answer_add(&answer, theft->chain->certs[j]);
		pl_answer_finish(&answer, !is_above(&climb, theft->key), out);
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
