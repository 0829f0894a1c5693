/*
 * Is a heap of certificates that would cost minutes refused with a reason, and
 * the largest that does not, answered? Issued as the lab issues.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "pki/path.h"
#include "util/mem.h"
#include "util/time.h"

struct heap {
	struct pl_pki *pki;
	struct pl_cert **certs;
	size_t n, cap;
};

static struct pl_key *key(struct heap *heap, const char *name)
{
	struct pl_error err = PL_ERROR_INIT;

	return pl_pki_key(heap->pki, "heap", name, PL_KEY_P256, &err);
}

/* CN=subject under issuer's certificate, signed with the key called `by`. */
static struct pl_cert *add(struct heap *heap, const char *subject, const char *key_name,
			   const struct pl_cert *issuer, const char *by)
{
	char *dn = pl_asprintf("CN=%s", subject), *serial = pl_asprintf("%s#%zu", subject, heap->n);
	const struct pl_cert_request request = {
		.subject = dn, .subject_key = key(heap, key_name), .issuer = issuer,
		.issuer_key = by ? key(heap, by) : NULL, .serial_name = serial,
		.not_before = 0, .not_after = PL_DAY, .ca = true, .path_len = -1,
	};
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert *cert = pl_cert_issue(heap->pki, &request, &err);

	if (!cert) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	free(dn);
	free(serial);
	*PL_PUSH(heap->certs, heap->n, heap->cap) = cert;
	return cert;
}

/* A tower of `floors` authorities above the root, each with `wide` certificates,
 * and the leaf on top; the leaf comes first in the chain. */
static void tower(struct heap *heap, int floors, int wide)
{
	const struct pl_cert *below = add(heap, "floor0", "floor0", NULL, NULL);
	char name[32] = "floor0", before[32];

	for (int floor = 1; floor <= floors + 1; floor++) {
		memcpy(before, name, sizeof(before));
		snprintf(name, sizeof(name), "floor%d", floor);
		for (int i = 0; i < (floor > floors ? 1 : wide); i++)
			add(heap, name, name, below, before);
		below = heap->certs[heap->n - 1];
	}
}

/* `n` authorities of one name, each signed by the next with a key of its own. */
static void namesakes(struct heap *heap, int n, int unused)
{
	const struct pl_cert *above = add(heap, "same", "same0", NULL, NULL);
	char name[32] = "same0", before[32];

	(void)unused;
	for (int i = 1; i < n; i++) {
		memcpy(before, name, sizeof(before));
		snprintf(name, sizeof(name), "same%d", i);
		above = add(heap, "same", name, above, before);
	}
	add(heap, "leaf", "leaf", above, name);
}

static const struct {
	const char *name;
	void (*build)(struct heap *heap, int a, int b);
	int a, b;
	int want_paths;        /* -1: refused */
	const char *want_text; /* of the refusal */
} rows[] = {
	{ "a chain of 20", tower, 18, 1, 1, NULL },
	{ "a chain of 21", tower, 19, 1, -1, "more than 20 certificates" },
	{ "256 paths", tower, 8, 2, 256, NULL },
	{ "512 paths", tower, 9, 2, -1, "more than 256 paths" },
	{ "19 namesakes", namesakes, 19, 0, 1, NULL },
	{ "70 namesakes", namesakes, 70, 0, -1, "more than 4096 signatures" },
};

static void check(size_t row, enum pl_path_order order)
{
	struct heap heap = { .pki = pl_pki_new(3) };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_chain *anchors, *presented;
	const struct pl_paths *paths;
	struct pl_cert *leaf;

	rows[row].build(&heap, rows[row].a, rows[row].b);
	leaf = heap.certs[heap.n - 1];
	heap.certs[heap.n - 1] = heap.certs[0];
	heap.certs[0] = leaf;
	presented = pl_chain_new(heap.certs, heap.n);
	anchors = pl_chain_new(&heap.certs[heap.n - 1], 1);
	paths = pl_paths_find(
	    heap.pki,
	    &(struct pl_path_query){.presented = presented, .anchors = anchors, .order = order},
	    &err);
	tap_ok((paths ? (int)paths->n : -1) == rows[row].want_paths, "%s, %s: %zu paths",
	       rows[row].name, pl_path_order_name(order), paths ? paths->n : 0);
	if (rows[row].want_text) {
		tap_has(err.text, rows[row].want_text, "and says which limit");
		tap_int(err.kind, PL_ERROR_INPUT, "and that the input is at fault");
	}
	pl_error_clear(&err);
	pl_chain_unref(presented);
	pl_chain_unref(anchors);
	for (size_t i = 0; i < heap.n; i++)
		pl_cert_unref(heap.certs[i]);
	free(heap.certs);
	pl_pki_free(heap.pki);
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		check(i, PL_ORDER_SHORTEST);
		check(i, PL_ORDER_AS_SENT);
	}
	pl_pki_shutdown();
	return tap_done();
}
