/*
 * Whether lists of timestamps hold for any bytes, by themselves and inside a
 * certificate: what is read lies within what was given, and a certificate can be
 * taken back to what its logs signed.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/sct.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_within(struct pl_bytes inner, const uint8_t *data, size_t size)
{
	require(inner.len == 0 || (inner.data >= data && inner.data + inner.len <= data + size));
}

static void check_list(const struct pl_sct_list *list, const uint8_t *data, size_t size)
{
	require(list->n <= PL_SCTS_MAX);
	for (size_t i = 0; i < list->n; i++) {
		require_within(list->items[i].raw, data, size);
		require_within(list->items[i].extensions, data, size);
		require_within(list->items[i].signature, data, size);
	}
}

/* Taken back it is never larger, and whatever was signed is verified without a crash. */
static void check_cert(const struct pl_cert *cert)
{
	struct pl_precert precert;
	struct pl_sct_list list;
	const char *why = NULL;

	if (pl_cert_scts(cert, &list, &why))
		check_list(&list, cert->der, cert->der_len);
	else
		require(why && *why);
	require(pl_precert_of(cert, cert->spki_sha256, &precert, &why));
	require(precert.tbs.len <= cert->spans.tbs.len);
	if (list.n)
		require(!pl_sct_verify(&list.items[0], pl_cert_span(cert, cert->spans.spki),
				       &precert) ||
			list.items[0].known);
	pl_buf_clear(&precert.tbs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert *cert = pl_cert_parse(NULL, (struct pl_bytes){ data, size }, "fuzz", &err);
	struct pl_sct_list list;
	const char *why = NULL;

	if (pl_sct_list_read((struct pl_bytes){ data, size }, &list, &why))
		check_list(&list, data, size);
	else
		require(why && *why);
	if (cert)
		check_cert(cert);
	pl_cert_unref(cert);
	pl_error_clear(&err);
	return 0;
}
