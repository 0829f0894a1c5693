/*
 * Whether PKCS #7, PKCS #12 and rows of certificates hold for any bytes: with a password
 * and without, what is read is whole certificates that lie in what was given or in what
 * it encrypts, and a password never makes less of a file.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whose files the corpus has. */
static bool ask(void *arg, const char *file, struct pl_buf *out, struct pl_error *err)
{
	unsigned *asked = arg;

	(void)err;
	require(strcmp(file, "fuzz") == 0);
	(*asked)++;
	pl_buf_puts(out, "geheim");
	return true;
}

static size_t read_with(struct pl_bytes data, const struct pl_password *password)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_list list;
	bool ok = pl_certs_read(NULL, "fuzz", data, password, &list, &err);
	size_t n = list.n;

	require(ok == (n > 0) && ok == (err.kind == PL_ERROR_NONE) && n <= PL_CERTS_MAX);
	for (size_t i = 0; i < n; i++) {
		require(list.items[i]->spans.certificate.len == list.items[i]->der_len);
		require(list.lines[i] > 0 && pl_cert_list_first(&list, i) <= i);
	}
	require(ok || err.text);
	pl_cert_list_clear(&list);
	pl_error_clear(&err);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pl_bytes bytes = { data, size };
	unsigned asked = 0;
	const struct pl_password password = { .ask = ask, .arg = &asked };
	size_t without = read_with(bytes, NULL), with = read_with(bytes, &password);

	/* Only who was asked can have seen more. */
	require(asked > 0 ? without == 0 : with == without);
	return 0;
}
