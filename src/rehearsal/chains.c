/* Which chains are in this file? */
#include <config.h>

#include "rehearsal/chains.h"

#include <stdlib.h>
#include <string.h>

#include "pki/path.h"
#include "util/map.h"
#include "util/mem.h"

/* The different certificates of one file, as they stand there. */
struct pile {
	struct pl_pki *pki;
	const char *file;
	struct pl_cert **certs;
	int *lines;
	bool *leaf;
	size_t n, n_leaves, duplicates;
};

static bool same_cert(const struct pl_cert *a, const struct pl_cert *b)
{
	return memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

static bool names_issuer(const struct pl_cert *cert, const struct pl_cert *issuer)
{
	return pl_bytes_equal(cert->issuer_der, issuer->subject_der);
}

/* By name, then by signature. */
static bool is_issuer(struct pl_pki *pki, const struct pl_cert *cert, const struct pl_cert *issuer)
{
	return names_issuer(cert, issuer) && pl_link_ok(pki, cert, issuer);
}

/* Version 1 has no basic constraints: what signed itself in those days was a root. */
static bool is_root(const struct pl_cert *cert)
{
	return cert->self_issued && (cert->is_ca || (cert->version == 1 && !cert->has_san));
}

bool pl_cert_is_leaf(const struct pl_cert *cert)
{
	if (!cert->self_issued)
		return !cert->is_ca;
	return !is_root(cert) || cert->n_dns > 0 || cert->n_ips > 0;
}

static void fill(struct pile *pile, const struct pl_cert_list *certs)
{
	struct pl_map seen = PL_MAP_INIT;

	pile->certs = pl_calloc(certs->n + 1, sizeof(struct pl_cert *));
	pile->lines = pl_calloc(certs->n + 1, sizeof(*pile->lines));
	pile->leaf = pl_calloc(certs->n + 1, sizeof(*pile->leaf));
	for (size_t i = 0; i < certs->n; i++) {
		struct pl_cert *cert = certs->items[i];

		if (pl_map_set_n(&seen, cert->sha256, sizeof(cert->sha256), cert)) {
			pile->duplicates++;
			continue;
		}
		pile->lines[pile->n] = certs->lines[i];
		pile->certs[pile->n++] = cert;
	}
	pl_map_clear(&seen);
}

/* Whatever it looks like, who issued another certificate here is no leaf. */
static bool has_issued(const struct pile *pile, const struct pl_cert *cert)
{
	for (size_t i = 0; i < pile->n; i++) {
		if (pile->certs[i] != cert && is_issuer(pile->pki, pile->certs[i], cert))
			return true;
	}
	return false;
}

static void find_leaves(struct pile *pile)
{
	for (size_t i = 0; i < pile->n; i++) {
		const struct pl_cert *cert = pile->certs[i];

		pile->leaf[i] = pl_cert_is_leaf(cert) && !(cert->is_ca && has_issued(pile, cert));
		pile->n_leaves += pile->leaf[i];
	}
}

/* One chain under construction: places in the pile, each once. */
struct climb {
	const struct pile *pile;
	size_t *places;
	size_t n;
	bool *taken;
};

static void take(struct climb *climb, size_t place)
{
	climb->places[climb->n++] = place;
	climb->taken[place] = true;
}

/* Level by level, so that of two certificates of one CA neither goes missing. */
static void go_up(struct climb *climb, size_t leaf)
{
	const struct pile *pile = climb->pile;

	take(climb, leaf);
	for (size_t i = 0; i < climb->n; i++) {
		const struct pl_cert *cert = pile->certs[climb->places[i]];

		for (size_t j = 0; j < pile->n; j++) {
			if (!climb->taken[j] && !pile->leaf[j] &&
			    is_issuer(pile->pki, cert, pile->certs[j]))
				take(climb, j);
		}
	}
}

static void take_strangers(struct climb *climb)
{
	for (size_t i = 0; i < climb->pile->n; i++) {
		if (!climb->taken[i])
			take(climb, i);
	}
}

static bool is_ascending(const size_t *places, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (places[i] < places[i - 1])
			return false;
	}
	return true;
}

/* The nearest one above the path, or on it, that somebody trusts. */
static struct pl_cert *find_anchor(struct pl_pki *pki, const struct pl_served *served,
				   const struct pl_cert_list *anchors)
{
	for (size_t i = 0; anchors && i < served->n_path; i++) {
		const struct pl_cert *cert = served->chain->certs[i];

		for (size_t j = 0; j < anchors->n; j++) {
			struct pl_cert *anchor = anchors->items[j];

			if (same_cert(cert, anchor) || is_issuer(pki, cert, anchor))
				return anchor;
		}
	}
	return NULL;
}

static struct pl_cert *find_top(struct pl_pki *pki, const struct pl_served *served,
				const struct pl_cert_list *anchors)
{
	for (size_t i = 0; i < served->n_path; i++) {
		struct pl_cert *cert = served->chain->certs[i];

		if (cert->self_issued && pl_link_ok(pki, cert, cert))
			return cert;
	}
	return find_anchor(pki, served, anchors);
}

static void finish(const struct climb *climb, size_t n_path, const struct pl_cert_list *anchors,
		   struct pl_served *out)
{
	const struct pile *pile = climb->pile;
	struct pl_cert **certs = pl_calloc(climb->n, sizeof(struct pl_cert *));

	*out = (struct pl_served){
		.file = pl_strdup(pile->file),
		.line = pile->lines[climb->places[0]],
		.lines = pl_calloc(climb->n, sizeof(int)),
		.n_path = n_path,
		.duplicates = pile->duplicates,
		.others = pile->n_leaves - 1,
		.shuffled = !is_ascending(climb->places, n_path),
	};
	for (size_t i = 0; i < climb->n; i++) {
		certs[i] = pile->certs[climb->places[i]];
		out->lines[i] = pile->lines[climb->places[i]];
	}
	out->chain = pl_chain_new(certs, climb->n);
	out->top = pl_cert_ref(find_top(pile->pki, out, anchors));
	out->highest = pl_cert_ref(out->top ? out->top : certs[n_path - 1]);
	free(certs);
}

static void add_chain(const struct pile *pile, size_t leaf, const struct pl_cert_list *anchors,
		      struct pl_serveds *out)
{
	struct climb climb = {
		.pile = pile,
		.places = pl_calloc(pile->n, sizeof(*climb.places)),
		.taken = pl_calloc(pile->n, sizeof(*climb.taken)),
	};
	size_t n_path;

	go_up(&climb, leaf);
	n_path = climb.n;
	if (pile->n_leaves == 1)
		take_strangers(&climb);
	finish(&climb, n_path, anchors, PL_PUSH(out->items, out->n, out->cap));
	free(climb.places);
	free(climb.taken);
}

static void say_no_leaf(const struct pile *pile, struct pl_errors *errors)
{
	int line = pile->n > 0 ? pile->lines[0] : 0;
	struct pl_pos pos = { .file = pile->file, .line = line, .column = line > 0 ? 1 : 0 };

	if (pile->n == 0)
		pl_errors_input(errors, pos, "there is no certificate in this file");
	else if (pile->n == 1)
		pl_errors_input(errors, pos,
				"the only certificate here, %s, is a CA's; put the server's own "
				"certificate before it, or give the file as --trust", pile->certs[0]->subject);
	else
		pl_errors_input(errors, pos,
				"all %zu certificates here are CAs'; put the server's own "
				"certificate before them, or give the file as --trust", pile->n);
}

bool pl_chains_gather(struct pl_pki *pki, const struct pl_cert_list *certs, const char *file,
		      const struct pl_cert_list *anchors, struct pl_serveds *out,
		      struct pl_errors *errors)
{
	struct pile pile = { .pki = pki, .file = file };
	bool ok;

	fill(&pile, certs);
	find_leaves(&pile);
	ok = pile.n_leaves > 0;
	if (!ok)
		say_no_leaf(&pile, errors);
	for (size_t i = 0; i < pile.n; i++) {
		if (pile.leaf[i])
			add_chain(&pile, i, anchors, out);
	}
	free(pile.certs);
	free(pile.lines);
	free(pile.leaf);
	return ok;
}

void pl_serveds_clear(struct pl_serveds *serveds)
{
	for (size_t i = 0; i < serveds->n; i++) {
		struct pl_served *served = &serveds->items[i];

		pl_chain_unref(served->chain);
		pl_cert_unref(served->top);
		pl_cert_unref(served->highest);
		free(served->lines);
		free(served->file);
	}
	free(serveds->items);
	*serveds = (struct pl_serveds){ 0 };
}

/* Certificates, each once; borrowed. */
struct heap {
	struct pl_cert **certs;
	size_t n, cap;
	struct pl_map seen;
};

static void heap_add(struct heap *heap, struct pl_cert *cert)
{
	if (!pl_map_set_n(&heap->seen, cert->sha256, sizeof(cert->sha256), cert))
		*PL_PUSH(heap->certs, heap->n, heap->cap) = cert;
}

struct pl_chain *pl_chains_anchors(const struct pl_serveds *serveds,
				   const struct pl_cert_list *anchors)
{
	struct heap heap = { .seen = PL_MAP_INIT };
	struct pl_chain *chain;

	for (size_t i = 0; anchors && i < anchors->n; i++)
		heap_add(&heap, anchors->items[i]);
	for (size_t i = 0; (!anchors || anchors->n == 0) && i < serveds->n; i++) {
		const struct pl_served *served = &serveds->items[i];

		heap_add(&heap, served->highest);
		for (size_t j = 0; j < served->n_path; j++) {
			if (is_root(served->chain->certs[j]))
				heap_add(&heap, served->chain->certs[j]);
		}
	}
	chain = pl_chain_new(heap.certs, heap.n);
	pl_map_clear(&heap.seen);
	free(heap.certs);
	return chain;
}
