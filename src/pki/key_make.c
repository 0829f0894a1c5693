/*
 * Which key does a stream of bytes stand for? The only file with nettle in it:
 * GnuTLS has no way to make a key from given randomness, nor to compute the
 * public point of a given scalar.
 */
#include <config.h>

#include "pki/internal.h"

#include <gmp.h>
#include <nettle/bignum.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <nettle/rsa.h>
#include <string.h>

#include "util/mem.h"

static const unsigned rsa_bits[PL_KEY_ALGS] = {
	[PL_KEY_RSA_2048] = 2048,
	[PL_KEY_RSA_3072] = 3072,
	[PL_KEY_RSA_4096] = 4096,
};

/* Holds one number of a private key as the octets that GnuTLS imports. */
struct number {
	uint8_t octets[512];
	gnutls_datum_t datum;
};

static void set_number(struct number *out, size_t len, const mpz_t value)
{
	nettle_mpz_get_str_256(len, out->octets, value);
	out->datum = (gnutls_datum_t){ out->octets, (unsigned)len };
}

static int make_ecdsa(struct pl_stream *stream, gnutls_privkey_t priv, const struct ecc_curve *ecc,
		      gnutls_ecc_curve_t curve, size_t len)
{
	struct number x, y, k;
	struct ecc_scalar scalar;
	struct ecc_point point;
	mpz_t value, other;
	int code;

	mpz_inits(value, other, NULL);
	ecc_scalar_init(&scalar, ecc);
	ecc_point_init(&point, ecc);
	do {
		/* Out of range once in 2^32 tries: the stream simply goes on. */
		pl_stream_read(stream, k.octets, len);
		nettle_mpz_set_str_256_u(value, len, k.octets);
	} while (!ecc_scalar_set(&scalar, value));
	k.datum = (gnutls_datum_t){ k.octets, (unsigned)len };
	ecc_point_mul_g(&point, &scalar);
	ecc_point_get(&point, value, other);
	set_number(&x, len, value);
	set_number(&y, len, other);
	code = gnutls_privkey_import_ecc_raw(priv, curve, &x.datum, &y.datum, &k.datum);

	gnutls_memset(&k, 0, sizeof(k));
	ecc_scalar_clear(&scalar);
	ecc_point_clear(&point);
	mpz_clears(value, other, NULL);
	return code;
}

/* RFC 8410 section 7: the seed of Ed25519 is the key; GnuTLS derives the rest. */
static int make_ed25519(struct pl_stream *stream, gnutls_privkey_t priv)
{
	uint8_t blob[48] = { 0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
			     0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };
	const gnutls_datum_t datum = { blob, sizeof(blob) };
	gnutls_x509_privkey_t x509;
	int code;

	pl_stream_read(stream, blob + 16, 32);
	code = gnutls_x509_privkey_init(&x509);
	if (code < 0)
		return code;
	code = gnutls_x509_privkey_import_pkcs8(x509, &datum, GNUTLS_X509_FMT_DER, NULL,
						GNUTLS_PKCS_PLAIN);
	if (code >= 0)
		code = gnutls_privkey_import_x509(priv, x509, GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE);
	if (code < 0)
		gnutls_x509_privkey_deinit(x509);
	gnutls_memset(blob, 0, sizeof(blob));
	return code;
}

static void read_for_nettle(void *ctx, size_t len, uint8_t *out)
{
	pl_stream_read(ctx, out, len);
}

static int import_rsa(gnutls_privkey_t priv, const struct rsa_public_key *pub,
		      const struct rsa_private_key *key)
{
	struct number n, e, d, p, q, u, e1, e2;
	int code;

	set_number(&n, pub->size, pub->n);
	set_number(&e, 3, pub->e);
	set_number(&d, pub->size, key->d);
	set_number(&p, pub->size / 2, key->p);
	set_number(&q, pub->size / 2, key->q);
	set_number(&u, pub->size / 2, key->c);
	set_number(&e1, pub->size / 2, key->a);
	set_number(&e2, pub->size / 2, key->b);
	code = gnutls_privkey_import_rsa_raw(priv, &n.datum, &e.datum, &d.datum, &p.datum, &q.datum,
					     &u.datum, &e1.datum, &e2.datum);
	gnutls_memset(&d, 0, sizeof(d));
	gnutls_memset(&p, 0, sizeof(p));
	gnutls_memset(&q, 0, sizeof(q));
	gnutls_memset(&u, 0, sizeof(u));
	gnutls_memset(&e1, 0, sizeof(e1));
	gnutls_memset(&e2, 0, sizeof(e2));
	return code;
}

static int make_rsa(struct pl_stream *stream, gnutls_privkey_t priv, unsigned bits)
{
	struct rsa_private_key key;
	struct rsa_public_key pub;
	int code = GNUTLS_E_PK_GENERATION_ERROR;

	rsa_private_key_init(&key);
	rsa_public_key_init(&pub);
	mpz_set_ui(pub.e, 65537);
	if (rsa_generate_keypair(&pub, &key, stream, read_for_nettle, NULL, NULL, bits, 0))
		code = import_rsa(priv, &pub, &key);
	rsa_private_key_clear(&key);
	rsa_public_key_clear(&pub);
	return code;
}

static int make_private(struct pl_stream *stream, gnutls_privkey_t priv, enum pl_key_alg alg)
{
	switch (alg) {
	case PL_KEY_P256:
		return make_ecdsa(stream, priv, nettle_get_secp_256r1(), GNUTLS_ECC_CURVE_SECP256R1,
				  32);
	case PL_KEY_P384:
		return make_ecdsa(stream, priv, nettle_get_secp_384r1(), GNUTLS_ECC_CURVE_SECP384R1,
				  48);
	case PL_KEY_ED25519:
		return make_ed25519(stream, priv);
	case PL_KEY_RSA_2048:
	case PL_KEY_RSA_3072:
	case PL_KEY_RSA_4096:
		return make_rsa(stream, priv, rsa_bits[alg]);
	case PL_KEY_OTHER:
	case PL_KEY_ALGS:
		break;
	}
	return GNUTLS_E_UNKNOWN_PK_ALGORITHM;
}

/* RFC 5280 4.1: subjectPublicKey is the last field of the SEQUENCE. */
static struct pl_bytes key_bits(struct pl_bytes spki)
{
	struct pl_tlv outer = { 0 }, part = { 0 };
	size_t pos = 0, at;
	const char *why;

	if (!pl_tlv_next(spki, &pos, spki.len, &outer, &why, &at))
		return (struct pl_bytes){ NULL, 0 };
	for (pos = pl_tlv_content(&outer); pos < spki.len;) {
		if (!pl_tlv_next(spki, &pos, spki.len, &part, &why, &at))
			return (struct pl_bytes){ NULL, 0 };
	}
	if (!part.len)
		return (struct pl_bytes){ NULL, 0 };
	return (struct pl_bytes){ spki.data + pl_tlv_content(&part) + 1, part.len - 1 };
}

bool pl_key_fill_digests(struct pl_key *key)
{
	struct pl_bytes bits = key_bits(pl_key_spki(key));

	pl_sha256(key->spki, key->spki_len, key->spki_sha256);
	if (bits.len)
		pl_sha1(bits.data, bits.len, key->key_id);
	return bits.len > 0;
}

int pl_key_fill_public(struct pl_key *key)
{
	gnutls_datum_t der;
	int code = gnutls_pubkey_import_privkey(key->pub, key->priv, 0, 0);

	if (code < 0)
		return code;
	code = gnutls_pubkey_export2(key->pub, GNUTLS_X509_FMT_DER, &der);
	if (code < 0)
		return code;
	key->spki = pl_memdup(der.data, der.size);
	key->spki_len = der.size;
	gnutls_free(der.data);
	return pl_key_fill_digests(key) ? 0 : GNUTLS_E_ASN1_DER_ERROR;
}

struct pl_key *pl_key_begin(enum pl_key_alg alg, int *code)
{
	struct pl_key *key = pl_calloc(1, sizeof(*key));

	key->alg = alg;
	*code = gnutls_privkey_init(&key->priv);
	if (*code >= 0)
		*code = gnutls_pubkey_init(&key->pub);
	return key;
}

struct pl_key *pl_key_finish(struct pl_key *key, int code, struct pl_error *err)
{
	if (code >= 0)
		code = pl_key_fill_public(key);
	if (code >= 0)
		return key;
	pl_pki_fail(err, "making a key", code);
	pl_key_free(key);
	return NULL;
}

struct pl_key *pl_key_make(struct pl_stream *stream, enum pl_key_alg alg, struct pl_error *err)
{
	struct pl_clock saved = pl_clock_set(0);
	int code;
	struct pl_key *key = pl_key_begin(alg, &code);

	if (code >= 0)
		code = make_private(stream, key->priv, alg);
	key = pl_key_finish(key, code, err);
	pl_clock_restore(saved);
	return key;
}
