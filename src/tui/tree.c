/* Which certificates are there, who issued whom, and how is each doing? */
#include <config.h>

#include "tui/tree.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define DEPTH_MAX 20

struct builder {
	const struct pl_world *world;
	struct pl_tree *out;
	bool *expanded; /* per authority */
};

/* A rule on it, or NULL: the strictest, for one that is dated leaves some of its leaves alone. */
static const struct pl_block *blocked(const struct pl_world *world, const struct pl_cert *cert)
{
	const struct pl_block *dated = NULL;

	for (size_t i = 0; i < world->n_blocks; i++) {
		const struct pl_block *block = &world->blocks[i];

		if (memcmp(block->digest, block->is_key ? cert->spki_sha256 : cert->sha256, 32) !=
		    0)
			continue;
		if (block->kind == PL_BLOCK_ALWAYS)
			return block;
		dated = block;
	}
	return dated;
}

static bool stolen(const struct pl_world *world, const struct pl_key *key)
{
	for (size_t i = 0; i < world->n_stolen; i++)
		if (key && world->stolen[i].key == key)
			return true;
	return false;
}

static const char *trust_status(const struct pl_world *world, const struct pl_cert *cert, bool *bad)
{
	bool once = false, later = false;

	for (size_t d = 0; d < world->n_devices; d++) {
		for (size_t i = 0; i < world->devices[d]->n_trust; i++) {
			const struct pl_trust *trust = &world->devices[d]->trust[i];

			if (memcmp(trust->cert->sha256, cert->sha256, 32) != 0)
				continue;
			if (trust->until != PL_TIME_NONE && trust->until <= world->now)
				once = true;
			else if (trust->from != PL_TIME_NONE && trust->from > world->now)
				later = true;
			else
				return "trusted";
		}
	}
	for (size_t i = 0; i < world->n_hosts; i++)
		if (world->hosts[i]->twin_root &&
		    memcmp(world->hosts[i]->twin_root->sha256, cert->sha256, 32) == 0)
			return "app trusts";
	*bad = once;
	return once ? "distrusted" : later ? "later" : "untrusted";
}

static bool issues(const struct pl_world *world, const struct pl_authority *authority)
{
	for (size_t i = 0; i < world->n_hosts; i++)
		if (pl_streq(world->hosts[i]->issuer, authority->name))
			return true;
	return false;
}

/* Faults first; then what the certificate is good for now. */
static const char *status_of(const struct pl_world *world, const struct pl_node *node, bool *bad)
{
	const struct pl_cert *cert = node->cert;
	const struct pl_block *block = blocked(world, cert);
	const struct pl_key *key = node->host ? node->host->served ? node->host->served->key : NULL
					      : node->authority->key;

	*bad = true;
	if (cert->not_after < world->now)
		return "expired";
	if (block)
		return block->kind == PL_BLOCK_ALWAYS ? "blocked" : "limited";
	if (stolen(world, key))
		return "key stolen";
	*bad = false;
	if (cert->not_before > world->now)
		return "not yet";
	if (node->kind == PL_NODE_STAGED)
		return "staged";
	if (node->kind == PL_NODE_SERVED)
		return "served";
	if (cert->self_issued)
		return trust_status(world, cert, bad);
	if (pl_authority_is_root(node->authority))
		return "cross-sign";
	if (node->authority->retired)
		return "retired";
	return issues(world, node->authority) ? "issuing" : "standby";
}

static struct pl_node *add(struct builder *b, enum pl_node_kind kind, const struct pl_cert *cert,
			   int depth, uint32_t open)
{
	struct pl_node *node = PL_PUSH(b->out->items, b->out->n, b->out->cap);

	*node = (struct pl_node){ .kind = kind, .cert = cert, .depth = depth, .open = open };
	node->label = pl_cert_label(cert);
	return node;
}

static void add_leaf(struct builder *b, enum pl_node_kind kind, const struct pl_host *host,
		     const struct pl_issuance *issuance, int depth, uint32_t open)
{
	struct pl_node *node;

	if (!issuance || issuance->full->n == 0)
		return;
	node = add(b, kind, issuance->full->certs[0], depth, open);
	node->host = host;
	node->status = status_of(b->world, node, &node->bad);
}

/* Issued by `issuer`: the names agree and so does the certificate it hangs below. */
static bool below(const struct pl_issued *issued, const struct pl_authority *issuer)
{
	return pl_streq(issued->by, issuer->name) && !issued->cert->self_issued;
}

static bool hangs_here(const struct pl_issuance *issuance, const struct pl_authority *authority)
{
	return issuance && pl_streq(issuance->issuer, authority->name);
}

static void add_authority(struct builder *b, size_t index, const struct pl_issued *issued,
			  int depth, uint32_t open);

/* Marks the last node at `depth` since `first` as the last brother, and closes
 * the line that would otherwise run past it. */
static void close_line(struct builder *b, size_t first, int depth)
{
	for (size_t i = b->out->n; i-- > first;) {
		struct pl_node *node = &b->out->items[i];

		if (node->depth == depth) {
			node->last = true;
			return;
		}
		node->open &= ~(UINT32_C(1) << depth);
	}
}

static void add_children(struct builder *b, const struct pl_authority *authority, int depth,
			 uint32_t open)
{
	const struct pl_world *world = b->world;
	size_t first = b->out->n;

	if (depth > DEPTH_MAX)
		return;
	open |= UINT32_C(1) << depth;
	for (size_t i = 0; i < world->n_authorities; i++)
		for (size_t c = 0; c < world->authorities[i]->n_certs; c++)
			if (below(&world->authorities[i]->certs[c], authority))
				add_authority(b, i, &world->authorities[i]->certs[c], depth, open);
	for (size_t i = 0; i < world->n_hosts; i++) {
		const struct pl_host *host = world->hosts[i];

		if (hangs_here(host->served, authority))
			add_leaf(b, PL_NODE_SERVED, host, host->served, depth, open);
		if (hangs_here(host->staged, authority))
			add_leaf(b, PL_NODE_STAGED, host, host->staged, depth, open);
	}
	close_line(b, first, depth);
}

static void add_authority(struct builder *b, size_t index, const struct pl_issued *issued,
			  int depth, uint32_t open)
{
	const struct pl_authority *authority = b->world->authorities[index];
	struct pl_node *node = add(b, PL_NODE_CA, issued->cert, depth, open);

	node->authority = authority;
	node->status = status_of(b->world, node, &node->bad);
	/* a root's children hang below its self-signed certificate, not below a cross-sign */
	node->seen = b->expanded[index] ||
		     (pl_authority_is_root(authority) && !issued->cert->self_issued);
	if (node->seen)
		return;
	b->expanded[index] = true;
	add_children(b, authority, depth + 1, open);
}

/* The certificates that hang below nothing: self-signed, or by an unknown issuer. */
static bool is_top(const struct pl_world *world, const struct pl_issued *issued)
{
	return issued->cert->self_issued || !pl_world_authority(world, issued->by);
}

void pl_tree_build(const struct pl_world *world, struct pl_tree *out)
{
	struct builder b = { world, out, pl_calloc(world->n_authorities + 1, sizeof(bool)) };

	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		for (size_t c = 0; c < authority->n_certs; c++)
			if (is_top(world, &authority->certs[c]))
				add_authority(&b, i, &authority->certs[c], 0, 0);
	}
	free(b.expanded);
}

void pl_tree_clear(struct pl_tree *tree)
{
	free(tree->items);
	*tree = (struct pl_tree){ 0 };
}
