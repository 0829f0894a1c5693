/*
 * Whether certificates and trees of DER hold for any bytes: what is read lies
 * within what was given, is written and read back the same, and is named alike
 * by both readers.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/der.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_within(struct pl_span inner, struct pl_span outer)
{
	require(inner.start >= outer.start && inner.start + inner.len <= outer.start + outer.len);
}

static void check_spans(const struct pl_cert *cert)
{
	const struct pl_cert_spans *spans = &cert->spans;

	require(spans->certificate.start == 0 && spans->certificate.len == cert->der_len);
	require_within(spans->tbs, spans->certificate);
	require_within(spans->serial, spans->tbs);
	require_within(spans->issuer, spans->tbs);
	require_within(spans->validity, spans->tbs);
	require_within(spans->subject, spans->tbs);
	require_within(spans->spki, spans->tbs);
	require_within(spans->key, spans->spki);
	if (spans->extensions.len)
		require_within(spans->extensions, spans->tbs);
	require(cert->subject && cert->issuer);
}

static void check_again(const struct pl_cert *cert)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf pem = PL_BUF_INIT;
	struct pl_cert_list list;

	pl_cert_pem(cert, &pem);
	require(pl_certs_parse(NULL, "again",
			       (struct pl_bytes){ (const uint8_t *)pem.data, pem.len }, &list,
			       &err));
	require(list.n == 1 && memcmp(list.items[0]->sha256, cert->sha256, 32) == 0);
	pl_cert_list_clear(&list);
	pl_buf_clear(&pem);
}

static bool check_tree(struct pl_bytes der)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_der_tree tree;
	bool ok = pl_der_tree(der, &tree, &err);
	size_t at = 0;

	require(ok == (err.kind == PL_ERROR_NONE));
	for (size_t i = 0; i < tree.n; i++) {
		const struct pl_der_item *item = &tree.items[i];

		require(item->type && item->start >= at);
		require(item->start + item->header + item->len <= der.len);
		at = item->start + item->header;
	}
	pl_der_tree_clear(&tree);
	pl_error_clear(&err);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_list list;

	if (pl_certs_parse(NULL, "fuzz", (struct pl_bytes){ data, size }, &list, &err)) {
		require(list.n > 0 && err.kind == PL_ERROR_NONE);
		for (size_t i = 0; i < list.n; i++) {
			check_spans(list.items[i]);
			check_again(list.items[i]);
			require(check_tree(
				(struct pl_bytes){ list.items[i]->der, list.items[i]->der_len }));
		}
	} else {
		require(list.n == 0 && err.text);
	}
	pl_cert_list_clear(&list);
	pl_error_clear(&err);
	check_tree((struct pl_bytes){ data, size });
	return 0;
}
