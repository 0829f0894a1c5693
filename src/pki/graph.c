/* Which certificates may come between this leaf and an anchor? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "pki/path_parts.h"
#include "util/buf.h"
#include "util/mem.h"

struct builder {
	struct pl_pki *pki;
	struct pl_graph *graph;
	struct pl_map by_der;     /* SHA-256 to node number + 1 */
	struct pl_map by_subject; /* subject to the last node with it, + 1 */
	struct pl_map by_identity;
	struct pl_error *err;
};

static void *as_value(size_t node)
{
	return (void *)(uintptr_t)(node + 1);
}

static size_t as_node(const void *value)
{
	return value ? (size_t)((uintptr_t)value - 1) : PL_GRAPH_NEVER;
}

/* The first node with the same subject and the same key. */
static size_t identity_of(struct builder *b, const struct pl_cert *cert, size_t node)
{
	struct pl_buf key = PL_BUF_INIT;
	void *first;

	pl_buf_add(&key, cert->spki_sha256, sizeof(cert->spki_sha256));
	pl_buf_add(&key, cert->subject_der.data, cert->subject_der.len);
	first = pl_map_get_n(&b->by_identity, key.data, key.len);
	if (!first)
		pl_map_set_n(&b->by_identity, key.data, key.len, as_value(node));
	pl_buf_clear(&key);
	return first ? as_node(first) : node;
}

/* A certificate sent twice, or sent and trusted, is one node. */
static struct pl_graph_node *add(struct builder *b, const struct pl_cert *cert)
{
	struct pl_graph *graph = b->graph;
	void *seen = pl_map_get_n(&b->by_der, cert->sha256, sizeof(cert->sha256));
	struct pl_graph_node *node;
	size_t number = graph->n;

	if (seen)
		return &graph->nodes[as_node(seen)];
	node = PL_PUSH(graph->nodes, graph->n, graph->cap);
	*node = (struct pl_graph_node){ .cert = cert, .far = PL_GRAPH_NEVER };
	pl_map_set_n(&b->by_der, cert->sha256, sizeof(cert->sha256), as_value(number));
	node->identity = identity_of(b, cert, number);
	return node;
}

/* Nodes of one subject form a list in their own order: sent ones, then the store's. */
static void chain_names(struct builder *b)
{
	for (size_t i = b->graph->n; i-- > 0;) {
		struct pl_bytes subject = b->graph->nodes[i].cert->subject_der;

		b->graph->nodes[i].same_name =
		    as_node(pl_map_set_n(&b->by_subject, subject.data, subject.len, as_value(i)));
	}
}

/* Key identifiers help to choose, RFC 5280 4.2.1.1 lets nobody refuse by them. */
static bool ids_differ(const struct pl_cert *cert, const struct pl_cert *issuer)
{
	return cert->aki && issuer->ski &&
	       (cert->aki_len != issuer->ski_len ||
		memcmp(cert->aki, issuer->ski, cert->aki_len) != 0);
}

static bool add_issuers(struct builder *b, size_t number, bool want_differing)
{
	struct pl_graph_node *node = &b->graph->nodes[number];
	struct pl_bytes name = node->cert->issuer_der;
	size_t i = as_node(pl_map_get_n(&b->by_subject, name.data, name.len));

	for (; i != PL_GRAPH_NEVER; i = b->graph->nodes[i].same_name) {
		const struct pl_graph_node *issuer = &b->graph->nodes[i];

		if (issuer->identity == node->identity ||
		    ids_differ(node->cert, issuer->cert) != want_differing)
			continue;
		if (++b->graph->edges > PL_GRAPH_MAX_EDGES)
			return pl_error_input(
			    b->err, (struct pl_pos){0},
			    "too many certificates share one name: more than %d "
			    "signatures would have to be checked; leave out those "
			    "that no path needs",
			    PL_GRAPH_MAX_EDGES);
		if (pl_link_ok(b->pki, node->cert, issuer->cert))
			*PL_PUSH(node->issuers, node->n_issuers, node->issuers_cap) = i;
		else if (!want_differing)
			node->near_miss = true;
	}
	return true;
}

/* An impostor of a known root looks like a bad signature, but it signed itself. */
static void forgive_self_signed(struct builder *b, struct pl_graph_node *node)
{
	if (node->near_miss && node->cert->self_issued &&
	    pl_link_ok(b->pki, node->cert, node->cert))
		node->near_miss = false;
}

/* Fills in the issuers of everything above `number`; an anchor that was not sent ends there. */
static bool expand(struct builder *b, size_t first)
{
	size_t *waiting = NULL, n = 0, cap = 0;
	bool ok = true;

	*PL_PUSH(waiting, n, cap) = first;
	while (ok && n > 0) {
		size_t number = waiting[--n];
		struct pl_graph_node *node = &b->graph->nodes[number];

		if (node->expanded || !node->presented)
			continue;
		node->expanded = true;
		ok = add_issuers(b, number, false) && add_issuers(b, number, true);
		forgive_self_signed(b, node);
		for (size_t i = node->n_issuers; i-- > 0;)
			*PL_PUSH(waiting, n, cap) = node->issuers[i];
	}
	free(waiting);
	return ok;
}

static bool shorten(struct pl_graph *graph, struct pl_graph_node *node)
{
	size_t best = node->far;

	for (size_t i = 0; i < node->n_issuers; i++) {
		const struct pl_graph_node *issuer = &graph->nodes[node->issuers[i]];
		size_t far = issuer->anchor ? 0 : issuer->far;

		if (far != PL_GRAPH_NEVER && far + 1 < best)
			best = far + 1;
	}
	if (best == node->far)
		return false;
	node->far = best;
	return true;
}

/* So that the search never walks into a part from which no anchor can be reached. */
static void measure(struct pl_graph *graph)
{
	bool changed;

	do {
		changed = false;
		for (size_t i = graph->n; i-- > 0;)
			changed |= shorten(graph, &graph->nodes[i]);
	} while (changed);
}

static void add_chain(struct builder *b, const struct pl_chain *chain, bool presented)
{
	for (size_t i = 0; chain && i < chain->n; i++) {
		struct pl_graph_node *node = add(b, chain->certs[i]);

		if (presented)
			node->presented = true;
		else
			node->anchor = true;
	}
}

bool pl_graph_build(struct pl_pki *pki, struct pl_graph *graph, const struct pl_chain *presented,
		    const struct pl_chain *known, const struct pl_chain *anchors,
		    struct pl_error *err)
{
	struct builder b = { .pki = pki, .graph = graph, .err = err };
	bool ok;

	*graph = (struct pl_graph){ 0 };
	add_chain(&b, presented, true);
	add_chain(&b, known, true);
	add_chain(&b, anchors, false);
	chain_names(&b);
	ok = expand(&b, 0);
	measure(graph);
	pl_map_clear(&b.by_der);
	pl_map_clear(&b.by_subject);
	pl_map_clear(&b.by_identity);
	return ok;
}

void pl_graph_clear(struct pl_graph *graph)
{
	for (size_t i = 0; i < graph->n; i++)
		free(graph->nodes[i].issuers);
	free(graph->nodes);
	*graph = (struct pl_graph){ 0 };
}
