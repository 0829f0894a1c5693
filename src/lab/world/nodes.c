/* What do the nodes of a host serve? */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

static void set_text(char **text, const char *to)
{
	char *own = pl_strdup(to);

	free(*text);
	*text = own;
}

/* What decides about its next certificate is its host's business. */
static void follow(struct pl_host *node, const struct pl_host *host)
{
	set_text(&node->issuer, host->issuer);
	set_text(&node->profile, host->profile);
	node->lifetime = host->lifetime;
	node->lifetime_max = host->lifetime_max;
}

static void set_served(struct pl_host *node, const struct pl_issuance *issuance, int64_t now)
{
	struct pl_issuance *served = pl_issuance_ref(issuance);

	if (node->served != issuance)
		node->loaded = now;
	pl_issuance_unref(node->served);
	node->served = served;
	node->tls_key = served->key;
}

/* A node that lags has the certificate before, once there is one. */
static void share_host(struct pl_host_node *node, const struct pl_host *host, int64_t now)
{
	bool lags = node->previous && host->served->previous;

	set_served(node->host, lags ? host->served->previous : host->served, now);
	/* A wrong key is loaded everywhere. */
	if (!lags)
		node->host->tls_key = host->tls_key;
}

void pl_change_present_nodes(struct pl_change *change, struct pl_host *host)
{
	for (size_t i = 0; i < host->n_nodes; i++) {
		if (!host->nodes[i].own)
			share_host(&host->nodes[i], host, change->world->now);
		pl_change_present_or_full(change, host->nodes[i].host);
	}
}

bool pl_change_issue_nodes(struct pl_change *change, struct pl_host *host, enum pl_key_mode key,
			   bool staged, struct pl_error *err)
{
	/* A key made ahead and an algorithm are the host's own. */
	enum pl_key_mode mode = key == PL_KEY_SAME ? PL_KEY_SAME : PL_KEY_NEW;

	for (size_t i = 0; i < host->n_nodes; i++) {
		struct pl_host *node = host->nodes[i].host;

		if (!host->nodes[i].own)
			continue;
		follow(node, host);
		if (!pl_change_issue_one(change, node, mode, node->alg, staged, err))
			return false;
	}
	return true;
}

void pl_change_load_nodes(struct pl_change *change, struct pl_host *host)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].own)
			pl_change_load_one(change, host->nodes[i].host);
}

/* The host once more, under a name of its own, so that its keys and numbers are. */
static struct pl_host *new_node(const struct pl_host *host, const struct pl_node_def *def,
				size_t number)
{
	struct pl_host *node = pl_host_copy(host);
	char *id = pl_asprintf("%s/%zu", host->id, number);

	free(node->id);
	node->id = id;
	pl_pool_clear(&node->pool);
	node->renews = false;
	node->serve = def->serve;
	set_text(&node->alternate, def->alternate);
	if (!def->own)
		return node;
	pl_issuance_unref(node->served);
	node->served = NULL;
	node->alg = def->alg;
	node->backup_key = NULL;
	node->key_generation = node->backup_generation = node->issued = 0;
	return node;
}

static bool first_of_node(struct pl_change *change, struct pl_host *host, struct pl_host_node *node,
			  struct pl_error *err)
{
	if (node->own)
		return pl_change_issue_one(change, node->host, PL_KEY_NEW, node->host->alg, false,
					   err);
	share_host(node, host, change->world->now);
	return pl_change_present(change, node->host, err);
}

bool pl_change_add_nodes(struct pl_change *change, struct pl_host *host,
			 const struct pl_host_def *def, struct pl_error *err)
{
	struct pl_host_node *nodes;

	/* A private CA's twin is one machine. */
	if (def->n_nodes == 0 || host->twin_of)
		return true;
	nodes = pl_calloc(def->n_nodes, sizeof(*nodes));
	for (size_t i = 0; i < def->n_nodes; i++)
		nodes[i] = (struct pl_host_node){
			.share = def->nodes[i].share,
			.own = def->nodes[i].own,
			.previous = def->nodes[i].previous,
			.host = new_node(host, &def->nodes[i], i + 1),
		};
	host->nodes = nodes;
	host->n_nodes = def->n_nodes;
	for (size_t i = 0; i < def->n_nodes; i++) {
		change->pos = def->nodes[i].pos;
		if (!first_of_node(change, host, &nodes[i], err))
			return false;
	}
	return true;
}
