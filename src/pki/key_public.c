/* Whose public key is in this request, or in this file? */
#include <config.h>

#include "pki/key.h"

#include <stdlib.h>
#include <string.h>

#include "pki/ber.h"
#include "pki/internal.h"
#include "util/mem.h"
#include "util/text.h"

struct reader {
	const char *file;
	struct pl_error *err;
};

static bool refuse(const struct reader *in, const char *text)
{
	return pl_error_input(in->err, (struct pl_pos){ .file = in->file }, "%s", text);
}

/* RFC 2986 4.1: version, subject, subjectPKInfo, attributes. */
static bool spki_of_request(struct pl_bytes der, struct pl_bytes *out)
{
	struct pl_ber skipped, spki;

	if (!pl_ber_enter(&der, PL_DER_SEQUENCE) || !pl_ber_enter(&der, PL_DER_SEQUENCE) ||
	    !pl_ber_take(&der, PL_DER_INTEGER, &skipped) ||
	    !pl_ber_take(&der, PL_DER_SEQUENCE, &skipped) ||
	    !pl_ber_take(&der, PL_DER_SEQUENCE, &spki))
		return false;
	*out = spki.whole;
	return true;
}

/* RFC 5280 4.1: algorithm, subjectPublicKey. */
static bool is_spki(struct pl_bytes der)
{
	struct pl_ber part;

	return pl_ber_enter(&der, PL_DER_SEQUENCE) && pl_ber_take(&der, PL_DER_SEQUENCE, &part) &&
	       pl_ber_take(&der, PL_DER_BIT_STRING, &part) && der.len == 0;
}

/* Whoever made the request has the key: else the pin would be of somebody else's. */
static bool check_request(const struct reader *in, struct pl_bytes der)
{
	const gnutls_datum_t data = { (uint8_t *)(uintptr_t)der.data, (unsigned)der.len };
	gnutls_x509_crq_t request;
	int code = gnutls_x509_crq_init(&request);

	if (code < 0)
		return pl_pki_fail(in->err, "reading a request", code);
	code = gnutls_x509_crq_import(request, &data, GNUTLS_X509_FMT_DER);
	if (code < 0)
		refuse(in, "this certificate request cannot be read; make it anew");
	else if ((code = gnutls_x509_crq_verify(request, 0)) < 0)
		refuse(in, "this request is not signed by its own key; it is damaged, or somebody "
			   "else's");
	gnutls_x509_crq_deinit(request);
	return code >= 0;
}

static struct pl_key *new_public(const struct reader *in, struct pl_bytes spki)
{
	const gnutls_datum_t data = { (uint8_t *)(uintptr_t)spki.data, (unsigned)spki.len };
	struct pl_key *key = pl_calloc(1, sizeof(*key));
	int code = gnutls_pubkey_init(&key->pub);

	key->alg = PL_KEY_OTHER;
	key->spki = pl_memdup(spki.data, spki.len);
	key->spki_len = spki.len;
	if (code >= 0)
		code = gnutls_pubkey_import(key->pub, &data, GNUTLS_X509_FMT_DER);
	if (code >= 0 && pl_key_fill_digests(key))
		return key;
	refuse(in, "the public key cannot be read; get it again from its source");
	pl_key_free(key);
	return NULL;
}

static struct pl_key *read_der(const struct reader *in, struct pl_bytes der)
{
	struct pl_bytes spki = der;

	if (is_spki(der))
		return new_public(in, der);
	if (pl_key_is_private_der(der)) {
		refuse(in, "this is a private key, and it was not read; its request (.csr) or its "
			   "public key is enough");
		return NULL;
	}
	if (!spki_of_request(der, &spki)) {
		refuse(in, "neither a certificate request nor a public key");
		return NULL;
	}
	return check_request(in, der) ? new_public(in, spki) : NULL;
}

/* From behind BEGIN to END, without the ends of lines. */
static struct pl_key *read_block(const struct reader *in, const char *text, size_t len)
{
	struct pl_buf plain = PL_BUF_INIT;
	size_t room = len / 4 * 3 + 3;
	uint8_t *der = pl_malloc(room);
	struct pl_key *key = NULL;

	for (size_t i = 0; i < len; i++) {
		if (text[i] != '\n' && text[i] != '\r' && text[i] != ' ' && text[i] != '\t')
			pl_buf_putc(&plain, text[i]);
	}
	if (pl_base64_decode(pl_buf_str(&plain), plain.len, der, &room))
		key = read_der(in, (struct pl_bytes){ der, room });
	else
		refuse(in, "its block is not valid base64; get the file again from its source");
	pl_buf_clear(&plain);
	free(der);
	return key;
}

static struct pl_key *read_pem(const struct reader *in, const char *text, size_t len)
{
	static const char *const labels[] = { "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST",
					      "PUBLIC KEY" };

	for (size_t i = 0; i < PL_ARRAY_LEN(labels); i++) {
		char *begin = pl_asprintf("-----BEGIN %s-----", labels[i]);
		const char *at = memmem(text, len, begin, strlen(begin)), *end = NULL;

		if (at) {
			at += strlen(begin);
			end = memmem(at, (size_t)(text + len - at), "-----END ", 9);
		}
		free(begin);
		if (end)
			return read_block(in, at, (size_t)(end - at));
	}
	refuse(in, memmem(text, len, "PRIVATE KEY-----", 16)
			   ? "this is a private key, and it was not read; its request (.csr) or its "
			     "public key is enough"
			   : "neither a certificate request nor a public key; wanted is PEM or DER");
	return NULL;
}

struct pl_key *pl_key_read_public(const char *file, struct pl_bytes data, struct pl_error *err)
{
	const struct reader in = { file, err };
	struct pl_clock saved = pl_clock_set(0);
	struct pl_bytes at = data;
	struct pl_ber whole;
	struct pl_key *key;

	pl_clock_install();
	if (pl_ber_take(&at, PL_DER_SEQUENCE, &whole))
		key = read_der(&in, data);
	else
		key = read_pem(&in, (const char *)data.data, data.len);
	pl_clock_restore(saved);
	return key;
}
