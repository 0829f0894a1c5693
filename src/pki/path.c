/* Which paths lead from the leaf to an anchor, and in which order? */
#include <config.h>

#include "pki/path.h"

#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "pki/path_parts.h"
#include "util/mem.h"

struct search {
	const struct pl_path_query *query;
	const struct pl_graph *graph;
	struct pl_paths *out;
	size_t cap; /* of out->items */
	size_t trail[PL_PATH_MAX_DEPTH];
	size_t depth;
	unsigned visits;
	struct pl_error *err;
};

/* A path never holds one subject with one key twice: such a detour proves nothing. */
static bool on_trail(const struct search *s, size_t number)
{
	for (size_t i = 0; i < s->depth; i++) {
		if (s->graph->nodes[s->trail[i]].identity == s->graph->nodes[number].identity)
			return true;
	}
	return false;
}

static bool too_deep(struct search *s)
{
	return pl_error_input(
	    s->err, (struct pl_pos){0},
	    "a path from this leaf would hold more than %d certificates; leave out "
	    "those that no path needs",
	    PL_PATH_MAX_DEPTH);
}

static bool too_many(struct search *s)
{
	return pl_error_input(s->err, (struct pl_pos){ 0 },
			      "these certificates form more than %d paths; leave out those that no "
			      "path needs", PL_PATH_MAX_PATHS);
}

/* Records the trail, ended by `anchor` unless its last member is the anchor. */
static bool record(struct search *s, size_t anchor)
{
	size_t n = s->depth + (anchor != PL_GRAPH_NEVER);
	struct pl_path *path;

	if (n > PL_PATH_MAX_DEPTH)
		return too_deep(s);
	if (s->out->n == PL_PATH_MAX_PATHS)
		return too_many(s);
	path = PL_PUSH(s->out->items, s->out->n, s->cap);
	*path = (struct pl_path){ .n = n, .certs = pl_calloc(n, sizeof(*path->certs)) };
	for (size_t i = 0; i < s->depth; i++)
		path->certs[i] = pl_cert_ref(s->graph->nodes[s->trail[i]].cert);
	if (anchor != PL_GRAPH_NEVER)
		path->certs[n - 1] = pl_cert_ref(s->graph->nodes[anchor].cert);
	pl_path_judge(path, s->query->any_strength);
	return true;
}

static bool climb(struct search *s);

static bool record_if_anchor(struct search *s, size_t number)
{
	return !s->graph->nodes[number].anchor || on_trail(s, number) || record(s, number);
}

/* Goes on through a certificate that was sent, where that can still lead somewhere. */
static bool climb_through(struct search *s, size_t number)
{
	const struct pl_graph_node *node = &s->graph->nodes[number];
	bool ok;

	if (!node->presented || node->far == PL_GRAPH_NEVER || on_trail(s, number))
		return true;
	if (s->depth == PL_PATH_MAX_DEPTH)
		return too_deep(s);
	s->trail[s->depth++] = number;
	ok = climb(s);
	s->depth--;
	return ok;
}

/*
 * OpenSSL since 1.1.0 (X509_V_FLAG_TRUSTED_FIRST) and the platforms that build
 * on it look into the store at each step before they look at what was sent.
 */
static bool climb_trusted_first(struct search *s, const struct pl_graph_node *node)
{
	for (size_t i = 0; i < node->n_issuers; i++) {
		if (!record_if_anchor(s, node->issuers[i]))
			return false;
	}
	for (size_t i = 0; i < node->n_issuers; i++) {
		if (!climb_through(s, node->issuers[i]))
			return false;
	}
	return true;
}

/*
 * GnuTLS follows what was sent to its end; only a certificate that itself lies
 * in the store cuts it short (lib/x509/verify-high.c, shorten_clist). The
 * store is asked for an issuer where nothing that was sent goes on.
 */
static bool climb_as_sent(struct search *s, const struct pl_graph_node *node)
{
	for (size_t i = 0; i < node->n_issuers; i++) {
		if (!s->graph->nodes[node->issuers[i]].presented)
			continue;
		if (!record_if_anchor(s, node->issuers[i]) || !climb_through(s, node->issuers[i]))
			return false;
	}
	for (size_t i = 0; i < node->n_issuers; i++) {
		if (!s->graph->nodes[node->issuers[i]].presented &&
		    !record_if_anchor(s, node->issuers[i]))
			return false;
	}
	return true;
}

/* Every path above the last certificate of the trail; false when a limit is exceeded. */
static bool climb(struct search *s)
{
	const struct pl_graph_node *node = &s->graph->nodes[s->trail[s->depth - 1]];

	if (++s->visits > PL_PATH_MAX_VISITS)
		return too_many(s);
	return s->query->order == PL_ORDER_AS_SENT ? climb_as_sent(s, node)
						   : climb_trusted_first(s, node);
}

static bool enumerate(struct search *s)
{
	const struct pl_graph_node *leaf = &s->graph->nodes[0];

	s->trail[s->depth++] = 0;
	if (leaf->anchor && !record(s, PL_GRAPH_NEVER))
		return false;
	return leaf->far == PL_GRAPH_NEVER || climb(s);
}

/* The first certificate in sent order above which nothing was found. */
static size_t dead_end(struct search *s)
{
	size_t at = 0;

	s->depth = 0;
	for (;;) {
		const struct pl_graph_node *node = &s->graph->nodes[at];
		size_t i = 0;

		if (s->depth == PL_PATH_MAX_DEPTH)
			return at;
		s->trail[s->depth++] = at;
		while (i < node->n_issuers && on_trail(s, node->issuers[i]))
			i++;
		if (i == node->n_issuers)
			return at;
		at = node->issuers[i];
	}
}

static bool complete_with_known(struct pl_pki *pki, const struct pl_path_query *query, bool *out,
				struct pl_error *err)
{
	struct pl_graph graph = { 0 };
	bool ok = true;

	*out = false;
	if (query->known && query->known->n > 0) {
		ok = pl_graph_build(pki, &graph, query->presented, query->known, query->anchors,
				    err);
		*out = ok && graph.nodes[0].far != PL_GRAPH_NEVER;
		pl_graph_clear(&graph);
	}
	return ok;
}

static bool explain_none(struct pl_pki *pki, struct search *s)
{
	const struct pl_graph_node *stuck = &s->graph->nodes[dead_end(s)];
	bool completes;

	if (!complete_with_known(pki, s->query, &completes, s->err))
		return false;
	s->out->stuck_at = pl_cert_ref(stuck->cert);
	s->out->none = completes	? PL_FAULT_CHAIN_INCOMPLETE
		       : stuck->near_miss ? PL_FAULT_BAD_SIGNATURE
					  : PL_FAULT_UNKNOWN_ISSUER;
	return true;
}

static void check_host(struct pl_paths *paths, const struct pl_path_query *query)
{
	bool mismatch = query->host && !pl_cert_covers(query->presented->certs[0], query->host);

	for (size_t i = 0; i < paths->n; i++)
		paths->items[i].name_mismatch = mismatch;
}

static void paths_free(void *value, void *arg)
{
	struct pl_paths *paths = value;

	(void)arg;
	for (size_t i = 0; i < paths->n; i++) {
		for (size_t j = 0; j < paths->items[i].n; j++)
			pl_cert_unref(paths->items[i].certs[j]);
		free(paths->items[i].certs);
		free(paths->items[i].fault_detail);
	}
	free(paths->items);
	pl_cert_unref(paths->stuck_at);
	free(paths);
}

static struct pl_paths *find(struct pl_pki *pki, const struct pl_path_query *query,
			     struct pl_error *err)
{
	struct pl_paths *paths = pl_calloc(1, sizeof(*paths));
	struct pl_graph graph = { 0 };
	struct search search = { .query = query, .graph = &graph, .out = paths, .err = err };
	bool ok = true;

	paths->none = PL_FAULT_UNKNOWN_ISSUER;
	if (query->presented->n > 0) {
		ok = pl_graph_build(pki, &graph, query->presented, NULL, query->anchors, err) &&
		     enumerate(&search) && (paths->n > 0 || explain_none(pki, &search));
		check_host(paths, query);
	}
	pl_graph_clear(&graph);
	if (ok)
		return paths;
	paths_free(paths, NULL);
	return NULL;
}

/* Chains are named by their certificates, so equal questions have equal keys. */
static void memo_key(const struct pl_path_query *query, struct pl_buf *key)
{
	pl_buf_add(key, query->presented->id, sizeof(query->presented->id));
	pl_buf_add(key, query->anchors->id, sizeof(query->anchors->id));
	pl_buf_putc(key, (char)query->order);
	pl_buf_putc(key, (char)(query->any_strength | !!query->known << 1 | !!query->host << 2));
	if (query->known)
		pl_buf_add(key, query->known->id, sizeof(query->known->id));
	if (query->host)
		pl_buf_puts(key, query->host);
}

const struct pl_paths *pl_paths_find(struct pl_pki *pki, const struct pl_path_query *query,
				     struct pl_error *err)
{
	struct pl_buf key = PL_BUF_INIT;
	struct pl_paths *paths;

	memo_key(query, &key);
	paths = pl_map_get_n(&pki->paths, key.data, key.len);
	if (!paths) {
		paths = find(pki, query, err);
		if (paths)
			pl_map_set_n(&pki->paths, key.data, key.len, paths);
	}
	pl_buf_clear(&key);
	return paths;
}

void pl_pki_paths_clear(struct pl_pki *pki)
{
	pl_map_each(&pki->paths, paths_free, NULL);
	pl_map_clear(&pki->paths);
	pl_map_clear(&pki->links);
}
