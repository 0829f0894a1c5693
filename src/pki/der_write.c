/* How is DER written: element by element, each list in a buffer of its own before it is wrapped? */
#include <config.h>

#include "pki/internal.h"

#include <string.h>

#include "util/time.h"

#define TIME_2050 INT64_C(2524608000)

/* X.690 10.1: the shortest form of a length. */
static void put_length(struct pl_buf *out, size_t len)
{
	int octets = 0;

	if (len < 0x80) {
		pl_buf_putc(out, (char)len);
		return;
	}
	for (size_t left = len; left; left >>= 8)
		octets++;
	pl_buf_putc(out, (char)(0x80 | octets));
	while (octets-- > 0)
		pl_buf_putc(out, (char)(len >> (8 * octets) & 0xff));
}

void pl_der_put(struct pl_buf *out, unsigned octet, const void *content, size_t len)
{
	pl_buf_putc(out, (char)octet);
	put_length(out, len);
	if (len)
		pl_buf_add(out, content, len);
}

void pl_der_wrap(struct pl_buf *out, unsigned octet, struct pl_buf *content)
{
	pl_der_put(out, octet, content->data, content->len);
	pl_buf_clear(content);
}

void pl_der_put_number(struct pl_buf *out, unsigned octet, uint64_t number)
{
	uint8_t bytes[9] = { 0 };
	size_t first = 0;

	for (int i = 0; i < 8; i++)
		bytes[1 + i] = (uint8_t)(number >> (56 - 8 * i));
	/* X.690 8.3.2: no octet too many; the top bit is the sign. */
	while (first < 8 && bytes[first] == 0 && !(bytes[first + 1] & 0x80))
		first++;
	pl_der_put(out, octet, bytes + first, sizeof(bytes) - first);
}

void pl_der_put_time(struct pl_buf *out, int64_t time, bool generalized)
{
	char text[PL_TIME_TEXT], digits[PL_TIME_TEXT];
	size_t n = 0;

	/* RFC 5280 4.1.2.5 and 5.1.2.4: UTCTime through 2049. */
	generalized |= time >= TIME_2050;
	pl_time_format(time, text);
	for (const char *c = text; *c; c++)
		if (!strchr("-:T", *c))
			digits[n++] = *c;
	if (generalized)
		pl_der_put(out, PL_DER_GENERALIZED_TIME, digits, n);
	else
		pl_der_put(out, PL_DER_UTC_TIME, digits + 2, n - 2);
}

#define OID_AND_NULL(oid) "\x30\x0d\x06\x09" oid "\x05\x00"

/* RFC 5758 3.2, RFC 8410 3, RFC 4055 5: which way of signing goes with which key. */
static const struct {
	const char *der;
	size_t len;
	gnutls_sign_algorithm_t algorithm;
	unsigned flags;
} ways[PL_KEY_ALGS] = {
	[PL_KEY_P256] = { "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02", 12,
			  GNUTLS_SIGN_ECDSA_SHA256, GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE },
	[PL_KEY_P384] = { "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03", 12,
			  GNUTLS_SIGN_ECDSA_SHA384, GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE },
	[PL_KEY_ED25519] = { "\x30\x05\x06\x03\x2b\x65\x70", 7, GNUTLS_SIGN_EDDSA_ED25519, 0 },
	[PL_KEY_RSA_2048] = { OID_AND_NULL("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), 15,
			      GNUTLS_SIGN_RSA_SHA256, 0 },
	[PL_KEY_RSA_3072] = { OID_AND_NULL("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), 15,
			      GNUTLS_SIGN_RSA_SHA256, 0 },
	[PL_KEY_RSA_4096] = { OID_AND_NULL("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), 15,
			      GNUTLS_SIGN_RSA_SHA256, 0 },
};

void pl_der_put_algorithm(struct pl_buf *out, const struct pl_key *key)
{
	pl_buf_add(out, ways[key->alg].der, ways[key->alg].len);
}

bool pl_der_sign(struct pl_buf *out, const struct pl_key *key, struct pl_buf *tbs, int64_t now,
		 struct pl_error *err)
{
	const gnutls_datum_t data = { (uint8_t *)tbs->data, (unsigned)tbs->len };
	struct pl_clock saved = pl_clock_set(now);
	struct pl_buf body = PL_BUF_INIT, bits = PL_BUF_INIT;
	gnutls_datum_t signature = { NULL, 0 };
	int code = gnutls_privkey_sign_data2(key->priv, ways[key->alg].algorithm,
					     ways[key->alg].flags, &data, &signature);

	pl_clock_restore(saved);
	if (code >= 0) {
		pl_buf_putc(&bits, '\0'); /* no unused bits */
		pl_buf_add(&bits, signature.data, signature.size);
		pl_buf_add(&body, tbs->data, tbs->len);
		pl_der_put_algorithm(&body, key);
		pl_der_wrap(&body, PL_DER_BIT_STRING, &bits);
		pl_der_wrap(out, PL_DER_SEQUENCE, &body);
	}
	pl_buf_clear(tbs);
	gnutls_free(signature.data);
	return code >= 0 || pl_pki_fail(err, "signing an answer about revocation", code);
}
