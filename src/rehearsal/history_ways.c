/* With which chains may each certificate of the past have been sent? */
#include <config.h>

#include "rehearsal/history_parts.h"

#include <stdlib.h>
#include <string.h>

#include "pki/outline.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

void pl_way_clear(struct pl_way *way)
{
	pl_chain_unref(way->presented);
	for (size_t i = 0; i < way->path.n; i++)
		pl_cert_unref(way->path.certs[i]);
	free(way->path.certs);
}

/* What is known above the leaves: who is looked for among whom. */
struct above {
	struct pl_history *history;
	struct pl_chain *tops; /* the roots, and every CA whose own issuer is not there */
	struct pl_map by_subject; /* DER of a name to 1 + the first CA's place */
	size_t *next;          /* the next CA of the same name, 1 + its place; 0: none */
	struct pl_map anchors; /* digests of those that some way leads to */
	struct pl_cert **kept; /* those */
	size_t n_kept, cap_kept;
	struct pl_error *err;
};

static bool is_root(const struct pl_history *history, const struct pl_cert *cert)
{
	for (size_t i = 0; i < history->n_roots; i++) {
		if (history->roots[i] == cert ||
		    memcmp(history->roots[i]->sha256, cert->sha256, 32) == 0)
			return true;
	}
	return false;
}

/* A root's key in another certificate: devices stop at the root. */
static bool is_twin_of_root(const struct pl_history *history, const struct pl_cert *cert)
{
	for (size_t i = 0; i < history->n_roots; i++) {
		const struct pl_cert *root = history->roots[i];

		if (memcmp(root->spki_sha256, cert->spki_sha256, 32) == 0 &&
		    pl_bytes_equal(root->subject_der, cert->subject_der))
			return true;
	}
	return false;
}

static size_t first_called(const struct above *above, struct pl_bytes name)
{
	return (uintptr_t)pl_map_get_n(&above->by_subject, name.data, name.len);
}

static void index_cas(struct above *above)
{
	struct pl_history *history = above->history;

	above->next = pl_calloc(history->n_cas + 1, sizeof(*above->next));
	for (size_t i = history->n_cas; i-- > 0;) {
		struct pl_bytes name = history->cas[i]->subject_der;

		above->next[i] = first_called(above, name);
		pl_map_set_n(&above->by_subject, name.data, name.len, (void *)(uintptr_t)(i + 1));
	}
}

static bool has_issuer(const struct above *above, const struct pl_cert *cert)
{
	for (size_t at = first_called(above, cert->issuer_der); at > 0; at = above->next[at - 1]) {
		const struct pl_cert *ca = above->history->cas[at - 1];

		if (ca != cert && pl_link_ok(above->history->pki, cert, ca))
			return true;
	}
	return false;
}

static void find_tops(struct above *above)
{
	struct pl_history *history = above->history;
	struct pl_cert **tops = pl_calloc(history->n_roots + history->n_cas + 1, sizeof(struct pl_cert *));
	size_t n = 0;

	for (size_t i = 0; i < history->n_roots; i++)
		tops[n++] = history->roots[i];
	for (size_t i = 0; i < history->n_cas; i++) {
		if (!is_root(history, history->cas[i]) && !has_issuer(above, history->cas[i]))
			tops[n++] = history->cas[i];
	}
	above->tops = pl_chain_new(tops, n);
	free(tops);
}

/* Every CA above a certificate by name, level by level; roots need not be sent. */
static struct pl_chain *reach(const struct above *above, struct pl_cert *from)
{
	struct pl_history *history = above->history;
	struct pl_cert **certs = pl_calloc(history->n_cas + 1, sizeof(struct pl_cert *));
	bool *taken = pl_calloc(history->n_cas + 1, sizeof(*taken));
	struct pl_chain *chain;
	size_t n = 0;

	certs[n++] = from;
	for (size_t i = 0; i < n; i++) {
		size_t at = first_called(above, certs[i]->issuer_der);

		for (; at > 0; at = above->next[at - 1]) {
			if (taken[at - 1] || history->cas[at - 1] == from)
				continue;
			taken[at - 1] = true;
			if (!is_root(history, history->cas[at - 1]))
				certs[n++] = history->cas[at - 1];
		}
	}
	chain = pl_chain_new(certs, n);
	free(certs);
	free(taken);
	return chain;
}

static const struct pl_paths *paths_of(const struct above *above, struct pl_cert *from)
{
	struct pl_chain *presented = reach(above, from);
	struct pl_path_query query = { .presented = presented, .anchors = above->tops };
	const struct pl_paths *paths = pl_paths_find(above->history->pki, &query, above->err);

	pl_chain_unref(presented);
	return paths;
}

static void keep_anchor(struct above *above, struct pl_cert *cert)
{
	if (!pl_map_set_n(&above->anchors, cert->sha256, 32, cert))
		*PL_PUSH(above->kept, above->n_kept, above->cap_kept) = pl_cert_ref(cert);
}

/* Who is above a certificate that nobody has: known by name and perhaps by its key. */
static struct pl_cert *outline_above(const struct pl_cert *below, const uint8_t *spki,
				     const uint8_t *sha256)
{
	const char *name = strstr(below->issuer, "CN=");
	char *common = name ? pl_strndup(name + 3, strcspn(name + 3, ",")) : NULL;
	const struct pl_outline known = {
		.subject = *below->issuer ? below->issuer : "an issuer that is not known",
		.common_name = common,
		.spki_sha256 = spki,
		.sha256 = sha256,
		.not_before = PL_TIME_MIN,
		.not_after = PL_TIME_MAX,
		.ca = true,
	};
	struct pl_cert *cert = pl_cert_outline(&known);

	free(common);
	return cert;
}

static void set_dates(struct pl_way *way)
{
	way->from = PL_TIME_MIN;
	way->until = PL_TIME_MAX;
	for (size_t i = 0; i < way->path.n; i++) {
		const struct pl_cert *cert = way->path.certs[i];

		if (cert->not_before > way->from)
			way->from = cert->not_before;
		if (cert->not_after < way->until)
			way->until = cert->not_after;
	}
}

/* Takes the certificates' references. */
static void add_way(struct above *above, struct pl_past *past, struct pl_cert **certs, size_t n)
{
	struct pl_way *way = PL_PUSH(past->ways, past->n_ways, past->cap_ways);
	struct pl_cert *top = certs[n - 1];

	*way = (struct pl_way){ .path = { .n = n, .certs = certs } };
	way->path.name_mismatch = false;
	way->complete = !pl_cert_is_outline(top) && is_root(above->history, top);
	way->presented = pl_chain_new(certs, n > 1 ? n - 1 : n);
	set_dates(way);
	keep_anchor(above, top);
}

/*
 * The leaf, what a path from `from` upwards says (from it or above it), and where that ends at no
 * root, an outline of what is above.
 */
static void add_path(struct above *above, struct pl_past *past, const struct pl_path *path)
{
	bool leaf_is_in = path->certs[0] == past->cert;
	struct pl_cert *top = path->certs[path->n - 1];
	struct pl_cert **certs = pl_calloc(path->n + 2, sizeof(struct pl_cert *));
	size_t n = 0;

	if (!leaf_is_in)
		certs[n++] = pl_cert_ref(past->cert);
	for (size_t i = 0; i < path->n; i++)
		certs[n++] = pl_cert_ref(path->certs[i]);
	if (!is_root(above->history, top))
		certs[n++] = outline_above(top, past->has_root_spki ? past->root_spki : NULL, NULL);
	add_way(above, past, certs, n);
}

/* Devices that look among what they trust first stop at the first root. */
static bool stops_before(const struct above *above, const struct pl_path *path)
{
	for (size_t i = 1; i + 1 < path->n; i++) {
		if (is_twin_of_root(above->history, path->certs[i]))
			return true;
	}
	return false;
}

static bool ends_at_root(const struct above *above, const struct pl_path *path)
{
	return is_root(above->history, path->certs[path->n - 1]);
}

/* Roots first: where one is known, a path that ends for want of knowledge says nothing. */
static bool add_paths(struct above *above, struct pl_past *past, struct pl_cert *from)
{
	const struct pl_paths *paths = paths_of(above, from);
	bool rooted = false;

	for (size_t i = 0; paths && i < paths->n; i++)
		rooted = rooted || ends_at_root(above, &paths->items[i]);
	for (size_t i = 0; paths && i < paths->n; i++) {
		const struct pl_path *path = &paths->items[i];

		if (ends_at_root(above, path) == rooted && !stops_before(above, path))
			add_path(above, past, path);
	}
	return paths != NULL;
}

/* What the server is known to have sent: one way, whatever else is at hand. */
static bool add_sent(struct above *above, struct pl_past *past)
{
	struct pl_cert **certs = pl_calloc(past->sent->n + 1, sizeof(struct pl_cert *));
	struct pl_path_query query = { .anchors = above->tops };
	const struct pl_paths *paths;

	certs[0] = past->cert;
	memcpy(certs + 1, past->sent->certs, past->sent->n * sizeof(*certs));
	query.presented = pl_chain_new(certs, past->sent->n + 1);
	paths = pl_paths_find(above->history->pki, &query, above->err);
	if (paths && paths->n > 0) {
		add_path(above, past, &paths->items[0]);
		for (size_t i = 1; i < paths->n; i++)
			keep_anchor(above, paths->items[i].certs[paths->items[i].n - 1]);
		pl_chain_unref(past->ways[past->n_ways - 1].presented);
		past->ways[past->n_ways - 1].presented = pl_chain_ref(query.presented);
	}
	pl_chain_unref((struct pl_chain *)(uintptr_t)query.presented);
	free(certs);
	return paths != NULL;
}

static bool fits(const struct pl_past *past, const struct pl_cert *ca, bool by_name,
		 const char *issuer)
{
	char *subject;
	bool same;

	if (past->has_issuer_sha256 && memcmp(ca->sha256, past->issuer_sha256, 32) == 0)
		return true;
	if (past->has_issuer_spki)
		return memcmp(ca->spki_sha256, past->issuer_spki, 32) == 0;
	if (!by_name || past->has_issuer_sha256 || !*issuer || past->cert->not_before < ca->not_before ||
	    past->cert->not_before > ca->not_after)
		return false;
	subject = pl_name_plain(ca->subject);
	same = pl_streq(subject, issuer);
	free(subject);
	return same;
}

/* Two keys of one name, and nothing tells which: better not to know than to guess. */
static bool is_ambiguous(struct pl_cert *const *certs, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (memcmp(certs[i]->spki_sha256, certs[0]->spki_sha256, 32) != 0)
			return true;
	}
	return false;
}

/* An outline's issuers among the CAs at hand: by digest, else by name. */
static bool add_matched(struct above *above, struct pl_past *past)
{
	struct pl_history *history = above->history;
	struct pl_cert **found = pl_calloc(history->n_cas + 1, sizeof(struct pl_cert *));
	char *issuer = pl_name_plain(past->cert->issuer);
	bool ok = true;
	size_t n = 0;

	for (size_t i = 0; i < history->n_cas; i++) {
		if (fits(past, history->cas[i], true, issuer))
			found[n++] = history->cas[i];
	}
	if (!is_ambiguous(found, n)) {
		past->by_name = n > 0 && !past->has_issuer_spki && !past->has_issuer_sha256;
		for (size_t i = 0; i < n && ok; i++)
			ok = add_paths(above, past, found[i]);
	}
	free(issuer);
	free(found);
	return ok;
}

/* Nobody above it is at hand. */
static void add_unknown(struct above *above, struct pl_past *past)
{
	struct pl_cert **certs = pl_calloc(3, sizeof(struct pl_cert *));
	size_t n = 0;

	certs[n++] = pl_cert_ref(past->cert);
	if (past->cert->self_issued && !pl_cert_is_outline(past->cert)) {
		add_way(above, past, certs, n);
		return;
	}
	certs[n++] = outline_above(past->cert, past->has_issuer_spki ? past->issuer_spki : NULL,
				   past->has_issuer_sha256 ? past->issuer_sha256 : NULL);
	certs[n] = outline_above(certs[n - 1], past->has_root_spki ? past->root_spki : NULL, NULL);
	n++;
	add_way(above, past, certs, n);
}

static bool is_alive(const struct pl_past *past, const struct pl_way *way)
{
	return way->from <= past->cert->not_after && way->until >= past->cert->not_before;
}

/* Nobody sends a chain that had ended before the certificate began, where there is a better one. */
static void drop_dead(struct pl_past *past)
{
	size_t kept = 0, alive = 0;

	for (size_t i = 0; i < past->n_ways; i++)
		alive += is_alive(past, &past->ways[i]);
	for (size_t i = 0; i < past->n_ways; i++) {
		if (alive == 0 || is_alive(past, &past->ways[i]))
			past->ways[kept++] = past->ways[i];
		else
			pl_way_clear(&past->ways[i]);
	}
	past->n_ways = kept;
}

static bool find_for(struct above *above, struct pl_past *past)
{
	bool whole = !pl_cert_is_outline(past->cert);

	if (past->sent && !add_sent(above, past))
		return false;
	if (past->n_ways == 0 && whole && !add_paths(above, past, past->cert))
		return false;
	if (past->n_ways == 0 && (!whole || past->has_issuer_spki) && !add_matched(above, past))
		return false;
	if (past->n_ways == 0)
		add_unknown(above, past);
	drop_dead(past);
	return true;
}

static bool has_outline(const struct pl_path *path)
{
	for (size_t i = 0; i < path->n; i++) {
		if (pl_cert_is_outline(path->certs[i]))
			return true;
	}
	return false;
}

/* Places are final only now. */
static void vouch(struct pl_history *history)
{
	for (size_t i = 0; i < history->n; i++) {
		for (size_t j = 0; j < history->pasts[i].n_ways; j++) {
			struct pl_way *way = &history->pasts[i].ways[j];

			if (has_outline(&way->path))
				way->vouched = (struct pl_paths){ .items = &way->path, .n = 1 };
		}
	}
}

bool pl_history_find_ways(struct pl_history *history, struct pl_error *err)
{
	struct above above = { .history = history, .err = err };
	bool ok = true;

	index_cas(&above);
	find_tops(&above);
	for (size_t i = 0; i < history->n && ok; i++)
		ok = find_for(&above, &history->pasts[i]);
	if (ok)
		vouch(history);
	history->anchors = pl_chain_new(above.kept, above.n_kept);
	for (size_t i = 0; i < above.n_kept; i++)
		pl_cert_unref(above.kept[i]);
	free(above.kept);
	pl_chain_unref(above.tops);
	pl_map_clear(&above.by_subject);
	pl_map_clear(&above.anchors);
	free(above.next);
	return ok;
}
