/* What does a log sign, and was it that log? */
#include <config.h>

#include "pki/sct.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "pki/sct_parts.h"

/* RFC 5246 7.4.1.4.1 */
#define TLS_SHA256 4
#define TLS_ECDSA 3

/* RFC 6962 3.2 and 3.5 */
enum signature_type { CERTIFICATE_TIMESTAMP = 0, TREE_HASH = 1 };
#define SCT_V1 0
#define PRECERT_ENTRY 1
#define TIMESTAMPED_ENTRY 0

void pl_put_number(struct pl_buf *out, uint64_t number, int octets)
{
	for (int i = octets - 1; i >= 0; i--)
		pl_buf_putc(out, (char)(number >> 8 * i & 0xff));
}

static void put_vector(struct pl_buf *out, struct pl_bytes bytes, int octets)
{
	pl_put_number(out, bytes.len, octets);
	if (bytes.len)
		pl_buf_add(out, bytes.data, bytes.len);
}

static struct pl_bytes bytes_of(const struct pl_buf *buf)
{
	return (struct pl_bytes){ (const uint8_t *)buf->data, buf->len };
}

/* The part that the signature and the tree's leaf share. */
static void put_entry(struct pl_buf *out, uint64_t timestamp, const struct pl_precert *precert,
		      struct pl_bytes extensions)
{
	pl_put_number(out, timestamp, 8);
	pl_put_number(out, PRECERT_ENTRY, 2);
	pl_buf_add(out, precert->issuer_key_hash, sizeof(precert->issuer_key_hash));
	put_vector(out, bytes_of(&precert->tbs), 3);
	put_vector(out, extensions, 2);
}

void pl_sct_signed_part(uint64_t timestamp, const struct pl_precert *precert,
			struct pl_bytes extensions, struct pl_buf *out)
{
	pl_put_number(out, SCT_V1, 1);
	pl_put_number(out, CERTIFICATE_TIMESTAMP, 1);
	put_entry(out, timestamp, precert, extensions);
}

void pl_log_leaf(uint64_t timestamp, const struct pl_precert *precert, struct pl_buf *out)
{
	pl_put_number(out, SCT_V1, 1);
	pl_put_number(out, TIMESTAMPED_ENTRY, 1);
	put_entry(out, timestamp, precert, (struct pl_bytes){ NULL, 0 });
}

/* The moment only feeds the library's clock; RFC 6979 takes no randomness from it. */
bool pl_log_sign(struct pl_key *log, struct pl_bytes data, struct pl_buf *out,
		 struct pl_error *err)
{
	const gnutls_datum_t input = { (unsigned char *)data.data, (unsigned)data.len };
	struct pl_clock saved = pl_clock_set(0);
	gnutls_datum_t signature;
	int code = gnutls_privkey_sign_data(log->priv, GNUTLS_DIG_SHA256,
					    GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE, &input, &signature);

	pl_clock_restore(saved);
	if (code < 0)
		return pl_pki_fail(err, "signing for a log", code);
	pl_put_number(out, TLS_SHA256, 1);
	pl_put_number(out, TLS_ECDSA, 1);
	put_vector(out, (struct pl_bytes){ signature.data, signature.size }, 2);
	gnutls_free(signature.data);
	return true;
}

bool pl_log_signed(struct pl_bytes spki, struct pl_bytes data, struct pl_bytes signature)
{
	const gnutls_datum_t key = { (unsigned char *)spki.data, (unsigned)spki.len };
	const gnutls_datum_t input = { (unsigned char *)data.data, (unsigned)data.len };
	const gnutls_datum_t sig = { (unsigned char *)signature.data, (unsigned)signature.len };
	struct pl_clock saved;
	gnutls_pubkey_t pub;
	int code;

	if (gnutls_pubkey_init(&pub) < 0)
		return false;
	saved = pl_clock_set(0);
	code = gnutls_pubkey_import(pub, &key, GNUTLS_X509_FMT_DER);
	if (code >= 0)
		code = gnutls_pubkey_verify_data2(pub, GNUTLS_SIGN_ECDSA_SHA256, 0, &input, &sig);
	pl_clock_restore(saved);
	gnutls_pubkey_deinit(pub);
	return code >= 0;
}

bool pl_sct_sign(struct pl_key *log, uint64_t timestamp, const struct pl_precert *precert,
		 struct pl_buf *out, struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT;
	bool ok;

	pl_sct_signed_part(timestamp, precert, (struct pl_bytes){ NULL, 0 }, &data);
	pl_put_number(out, SCT_V1, 1);
	pl_buf_add(out, pl_key_spki_sha256(log), 32);
	pl_put_number(out, timestamp, 8);
	pl_put_number(out, 0, 2);
	ok = pl_log_sign(log, bytes_of(&data), out, err);
	pl_buf_clear(&data);
	return ok;
}

bool pl_sct_verify(const struct pl_sct *sct, struct pl_bytes log_spki,
		   const struct pl_precert *precert)
{
	struct pl_buf data = PL_BUF_INIT;
	uint8_t id[32];
	bool ok;

	pl_sha256(log_spki.data, log_spki.len, id);
	if (!sct->known || sct->hash != TLS_SHA256 || sct->signer != TLS_ECDSA ||
	    memcmp(id, sct->log_id, sizeof(id)) != 0)
		return false;
	pl_sct_signed_part(sct->timestamp, precert, sct->extensions, &data);
	ok = pl_log_signed(log_spki, bytes_of(&data), sct->signature);
	pl_buf_clear(&data);
	return ok;
}

static void put_tree_head(struct pl_buf *out, uint64_t timestamp, uint64_t size,
			  const uint8_t root[32])
{
	pl_put_number(out, SCT_V1, 1);
	pl_put_number(out, TREE_HASH, 1);
	pl_put_number(out, timestamp, 8);
	pl_put_number(out, size, 8);
	pl_buf_add(out, root, 32);
}

bool pl_tree_head_sign(struct pl_key *log, uint64_t timestamp, uint64_t size,
		       const uint8_t root[32], struct pl_buf *out, struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT;
	bool ok;

	put_tree_head(&data, timestamp, size, root);
	ok = pl_log_sign(log, bytes_of(&data), out, err);
	pl_buf_clear(&data);
	return ok;
}

bool pl_tree_head_verify(struct pl_bytes log_spki, uint64_t timestamp, uint64_t size,
			 const uint8_t root[32], struct pl_bytes signed_head)
{
	struct pl_buf data = PL_BUF_INIT;
	size_t len;
	bool ok;

	if (signed_head.len < 4 || signed_head.data[0] != TLS_SHA256 ||
	    signed_head.data[1] != TLS_ECDSA)
		return false;
	len = (size_t)signed_head.data[2] << 8 | signed_head.data[3];
	if (len != signed_head.len - 4)
		return false;
	put_tree_head(&data, timestamp, size, root);
	ok = pl_log_signed(log_spki, bytes_of(&data),
			   (struct pl_bytes){ signed_head.data + 4, len });
	pl_buf_clear(&data);
	return ok;
}
