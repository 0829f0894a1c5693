/* How does a host join a world that runs already? */
#include <config.h>

#include "lab/parts.h"
#include "lab/state.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

/* Everything that a host has by its keys, its certificates and its server so far. */
static void forget(struct pl_host *host)
{
	pl_issuance_unref(host->served);
	pl_issuance_unref(host->staged);
	pl_chain_unref(host->presented);
	pl_cert_unref(host->twin_root);
	pl_hpkp_unref(host->hpkp);
	for (size_t i = 0; i < host->n_nodes; i++)
		pl_host_unref(host->nodes[i].host);
	free(host->nodes);
	free(host->alternate);
	free(host->twin_of);
	host->served = host->staged = NULL;
	host->presented = NULL;
	host->twin_root = NULL;
	host->hpkp = NULL;
	host->nodes = NULL;
	host->n_nodes = 0;
	host->serve = PL_SERVE_FULL;
	host->alternate = host->twin_of = NULL;
	host->tls_key = host->backup_key = NULL;
	host->key_generation = host->backup_generation = host->issued = 0;
	host->renewal_blocked = host->renewal_noted = false;
}

static void rename_host(struct pl_host *host, const char *id, const char *name)
{
	free(host->id);
	host->id = pl_strdup(id);
	for (size_t i = 0; i < host->n_names; i++)
		free(host->names[i]);
	free(host->names);
	host->names = pl_calloc(1, sizeof(*host->names));
	host->names[0] = pl_strdup(name);
	host->n_names = 1;
}

static struct pl_host *push(struct pl_change *change, const struct pl_host *like, const char *id,
			    const char *name)
{
	struct pl_world *world = change->world;
	struct pl_host *host = pl_host_copy(like);

	forget(host);
	rename_host(host, id, name);
	*PL_PUSH(world->hosts, world->n_hosts, world->cap_hosts) = host;
	return host;
}

static bool add_twin(struct pl_change *change, const struct pl_host *like, const char *id,
		     const char *name, struct pl_error *err)
{
	char *twin_id = pl_asprintf("%s~private", id);
	struct pl_host *twin = push(change, like, twin_id, name);

	free(twin_id);
	twin->twin_of = pl_strdup(id);
	if (!pl_change_issue_one(change, twin, PL_KEY_NEW, twin->alg, false, err))
		return false;
	twin->twin_root = pl_cert_ref(twin->served->root);
	return true;
}

bool pl_change_add_host(struct pl_change *change, const char *id, const char *name,
			const struct pl_host *like, const char *issuer, struct pl_error *err)
{
	const struct pl_host *twin = pl_world_twin(change->world, like->id);
	struct pl_host *host = push(change, like, id, name);

	if (issuer)
		pl_change_issuer(host, issuer);
	if (!pl_change_issue_one(change, host, PL_KEY_NEW, host->alg, false, err))
		return false;
	return !twin || add_twin(change, twin, id, name, err);
}
