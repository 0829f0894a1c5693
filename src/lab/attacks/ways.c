/* Which public certificates may an attacker send behind his leaf? */
#include <config.h>

#include "lab/attacks/parts.h"

#include <string.h>

#include "lab/parts.h"
#include "util/text.h"

/* Limits for hierarchies in which everybody signs everybody. */
#define WAYS_MAX 64
#define STEPS_MAX 4096

/*
 * A way is one certificate per authority, from the leaf's issuer up to a key
 * that some device trusts. Each is sent alone: a client that tries only the
 * first path it finds is led where the attacker wants it, and for the others
 * nothing is lost. Each is sent with its root as well, for clients that look
 * for a pin among what was sent (DANE-TA: RFC 7671 section 5.2.2).
 */
struct ways {
	const struct pl_world *world;
	const struct pl_host *host;
	struct pl_engine *engine;
	struct pl_forgeries *out;
	size_t first;                       /* in `out`: whose leaf and key these share */
	struct pl_cert *certs[PL_BUNDLE_MAX + 1];
	size_t n;
	const char *visited[PL_BUNDLE_MAX]; /* authorities */
	size_t n_visited;
	unsigned steps;
};

static bool carries(const struct pl_cert *cert, const struct pl_cert *key)
{
	return memcmp(cert->spki_sha256, key->spki_sha256, sizeof(cert->spki_sha256)) == 0;
}

/* Today or ever: whose entry counts now is the judge's question. */
static bool is_trusted_by_some(const struct ways *ways, const struct pl_authority *authority)
{
	const struct pl_cert *twin_root = ways->host->twin_root;
	const struct pl_cert *cert;

	if (authority->n_certs == 0)
		return false;
	cert = authority->certs[0].cert;
	if (twin_root && carries(twin_root, cert))
		return true;
	for (size_t i = 0; i < ways->world->n_devices; i++) {
		const struct pl_device *device = ways->world->devices[i];

		for (size_t j = 0; j < device->n_trust; j++)
			if (carries(device->trust[j].cert, cert))
				return true;
	}
	return false;
}

static void add(struct ways *ways)
{
	struct pl_chain *chain = pl_engine_chain(ways->engine, ways->certs, ways->n);
	struct pl_forgery forgery;

	/* Equal chains are one pointer. */
	for (size_t i = ways->first; i < ways->out->n; i++)
		if (ways->out->items[i].chain == chain)
			return;
	forgery = ways->out->items[ways->first];
	pl_forgeries_add(ways->out, chain, forgery.key, forgery.earlier_theft);
	ways->out->items[ways->out->n - 1].dating = forgery.dating;
}

static void add_with_root(struct ways *ways, const struct pl_authority *authority)
{
	for (size_t i = 0; i < authority->n_certs; i++) {
		const struct pl_issued *issued = &authority->certs[i];

		if (!pl_streq(issued->by, authority->name) ||
		    !pl_world_can_use(ways->world, issued->cert))
			continue;
		ways->certs[ways->n++] = issued->cert;
		add(ways);
		ways->n--;
	}
}

static bool was_visited(const struct ways *ways, const char *name)
{
	for (size_t i = 0; i < ways->n_visited; i++)
		if (pl_streq(ways->visited[i], name))
			return true;
	return false;
}

static void climb(struct ways *ways, const struct pl_authority *authority)
{
	if (!authority || ways->n_visited == PL_BUNDLE_MAX || ++ways->steps > STEPS_MAX ||
	    ways->out->n - ways->first >= WAYS_MAX)
		return;
	ways->visited[ways->n_visited++] = authority->name;
	if (is_trusted_by_some(ways, authority))
		add(ways);
	add_with_root(ways, authority);
	for (size_t i = 0; i < authority->n_certs; i++) {
		const struct pl_issued *issued = &authority->certs[i];

		/* Its own self-signed certificate is `visited`, too. */
		if (was_visited(ways, issued->by) || !pl_world_can_use(ways->world, issued->cert))
			continue;
		ways->certs[ways->n++] = issued->cert;
		climb(ways, pl_world_authority(ways->world, issued->by));
		ways->n--;
	}
	ways->n_visited--;
}

void pl_forgeries_other_ways(struct pl_engine *engine, const struct pl_world *world,
			     const struct pl_host *host, const struct pl_authority *issuer,
			     size_t first, struct pl_forgeries *out)
{
	struct ways ways = {
		.world = world,
		.host = host,
		.engine = engine,
		.out = out,
		.first = first,
		.certs = { out->items[first].chain->certs[0] },
		.n = 1,
	};

	climb(&ways, issuer);
}
