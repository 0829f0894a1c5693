/*
 * Whether path finding holds for any heap of certificates: the first of the
 * bytes' certificates is the leaf, the last is the anchor, and all are
 * presented. What it answers keeps what path.h promises, in both orders alike.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/path.h"
#include "tests/fuzz/require.h"
#include "util/mem.h"

#define HEAP_MAX 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* PEM, or DER certificates one after the other. */
static size_t read_heap(struct pl_pki *pki, const uint8_t *data, size_t size,
			struct pl_cert *out[HEAP_MAX])
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_list list = { 0 };
	size_t n = 0;

	if (pl_certs_parse(pki, "input", (struct pl_bytes){ data, size }, &list, &err)) {
		for (size_t i = 0; i < list.n && n < HEAP_MAX; i++)
			out[n++] = pl_cert_ref(list.items[i]);
	}
	pl_cert_list_clear(&list);
	pl_error_clear(&err);
	for (size_t at = 0; n == 0 && at + 4 < size && n < HEAP_MAX;) {
		size_t len = 4 + ((size_t)data[at + 2] << 8 | data[at + 3]);
		struct pl_cert *cert = NULL;

		if (data[at] != 0x30 || data[at + 1] != 0x82 || len > size - at)
			break;
		cert = pl_cert_parse(pki, (struct pl_bytes){ data + at, len }, "input", &err);
		pl_error_clear(&err);
		if (cert)
			out[n++] = cert;
		at += len;
	}
	return n;
}

static void check_path(struct pl_pki *pki, const struct pl_path *path,
		       const struct pl_path_query *query)
{
	const struct pl_cert *anchor = path->certs[path->n - 1];
	size_t at;

	require(path->n >= 1 && path->n <= PL_PATH_MAX_DEPTH);
	require(path->fault_at < path->n && !path->fault == !path->fault_detail);
	require(memcmp(path->certs[0]->sha256, query->presented->certs[0]->sha256, 32) == 0);
	require(memcmp(anchor->sha256, query->anchors->certs[0]->sha256, 32) == 0);
	for (size_t i = 0; i + 1 < path->n; i++) {
		require(
		    pl_bytes_equal(path->certs[i]->issuer_der, path->certs[i + 1]->subject_der));
		require(pl_link_ok(pki, path->certs[i], path->certs[i + 1]));
	}
	for (int64_t now = 0; now < INT64_C(4000000000); now += 500000000)
		require(pl_path_dates(path, now, true, &at) == PL_FAULT_NONE || at < path->n);
}

/* The number of paths, or -1 beyond a limit. */
static int check_order(struct pl_pki *pki, struct pl_path_query *query, enum pl_path_order order)
{
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_paths *paths;
	int n = -1;

	query->order = order;
	paths = pl_paths_find(pki, query, &err);
	require((paths == NULL) == (err.kind != PL_ERROR_NONE));
	for (size_t i = 0; paths && i < paths->n; i++)
		check_path(pki, &paths->items[i], query);
	if (paths) {
		require(paths->n > 0 || paths->none != PL_FAULT_NONE);
		n = (int)paths->n;
	}
	pl_error_clear(&err);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_pki *pki = pl_pki_new(1);
	struct pl_cert *heap[HEAP_MAX];
	size_t n = read_heap(pki, data, size, heap);

	if (n > 0) {
		struct pl_chain *presented = pl_chain_new(heap, n);
		struct pl_chain *anchors = pl_chain_new(&heap[n - 1], 1);
		struct pl_path_query query = { .presented = presented, .anchors = anchors,
					       .known = presented, .host = "a.example.test" };

		require(check_order(pki, &query, PL_ORDER_SHORTEST) ==
			check_order(pki, &query, PL_ORDER_AS_SENT));
		pl_chain_unref(presented);
		pl_chain_unref(anchors);
	}
	for (size_t i = 0; i < n; i++)
		pl_cert_unref(heap[i]);
	pl_pki_free(pki);
	return 0;
}
