/* From when to when is a certificate valid, and with which key? */
#include <config.h>

#include "pki/internal.h"

#include <stdio.h>
#include <string.h>

#include "util/time.h"

/* RFC 5280 4.1.2.5: the last moment that can be written means "no end"; GnuTLS
 * answers a number of its own for it. */
static const char no_end[] = "99991231235959Z";

/* Years before 1970 are before every clock of ours: the first second stands for them. */
static bool before_1970(const uint8_t *text, const struct pl_tlv *tlv)
{
	if (tlv->tag == 23)
		return tlv->len >= 2 && text[0] >= '5' && text[0] <= '6';
	return tlv->len >= 4 && memcmp(text, "1970", 4) < 0;
}

static bool fill_date(const struct pl_cert *cert, const struct pl_tlv *tlv, time_t read,
		      int64_t *out)
{
	const uint8_t *text = cert->der + pl_tlv_content(tlv);

	if (tlv->len == sizeof(no_end) - 1 && memcmp(text, no_end, tlv->len) == 0)
		*out = PL_TIME_MAX;
	else if (before_1970(text, tlv))
		*out = PL_TIME_MIN;
	else if (read == (time_t)-1)
		return false;
	else
		*out = read;
	return *out >= PL_TIME_MIN && *out <= PL_TIME_MAX;
}

bool pl_cert_fill_dates(struct pl_cert *cert, gnutls_x509_crt_t crt, const char **why)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = cert->spans.validity.start, end = pos + cert->spans.validity.len, at;
	struct pl_tlv validity, from, to;

	if (!pl_tlv_next(der, &pos, end, &validity, why, &at))
		return false;
	pos = pl_tlv_content(&validity);
	if (!pl_tlv_next(der, &pos, end, &from, why, &at) ||
	    !pl_tlv_next(der, &pos, end, &to, why, &at))
		return false;
	*why = "a date of its validity cannot be decoded";
	return fill_date(cert, &from, gnutls_x509_crt_get_activation_time(crt),
			 &cert->not_before) &&
	       fill_date(cert, &to, gnutls_x509_crt_get_expiration_time(crt), &cert->not_after);
}

static enum pl_key_alg lab_algorithm(int pk, unsigned bits)
{
	if (pk == GNUTLS_PK_EDDSA_ED25519)
		return PL_KEY_ED25519;
	if (pk == GNUTLS_PK_ECDSA)
		return bits == 256 ? PL_KEY_P256 : bits == 384 ? PL_KEY_P384 : PL_KEY_OTHER;
	if (pk == GNUTLS_PK_RSA)
		return bits == 2048   ? PL_KEY_RSA_2048
		       : bits == 3072 ? PL_KEY_RSA_3072
		       : bits == 4096 ? PL_KEY_RSA_4096
				      : PL_KEY_OTHER;
	return PL_KEY_OTHER;
}

static void key_words(struct pl_cert *cert, int pk, unsigned bits)
{
	char *out = cert->key_words;
	size_t room = sizeof(cert->key_words);

	/* GnuTLS knows the NIST curves only, and there the size names the curve. */
	if (pk == GNUTLS_PK_ECDSA)
		snprintf(out, room, "EC secp%ur1", bits);
	else if (pk == GNUTLS_PK_EDDSA_ED25519 || pk == GNUTLS_PK_EDDSA_ED448)
		snprintf(out, room, "%s", pk == GNUTLS_PK_EDDSA_ED448 ? "Ed448" : "Ed25519");
	else if (pk > GNUTLS_PK_UNKNOWN)
		snprintf(out, room, "%s %u", gnutls_pk_get_name(pk), bits);
	else
		snprintf(out, room, "unknown algorithm");
}

static enum pl_sig_hash hash_strength(gnutls_digest_algorithm_t hash)
{
	switch (hash) {
	case GNUTLS_DIG_UNKNOWN:
	case GNUTLS_DIG_NULL:
		return PL_SIG_UNKNOWN;
	case GNUTLS_DIG_MD2:
	case GNUTLS_DIG_MD5:
		return PL_SIG_MD5;
	case GNUTLS_DIG_SHA1:
	case GNUTLS_DIG_RMD160:
		return PL_SIG_SHA1;
	default:
		return PL_SIG_SHA2;
	}
}

void pl_cert_fill_key(struct pl_cert *cert, gnutls_x509_crt_t crt)
{
	unsigned bits = 0;
	int pk = gnutls_x509_crt_get_pk_algorithm(crt, &bits);
	int sign = gnutls_x509_crt_get_signature_algorithm(crt);
	const char *name = sign > 0 ? gnutls_sign_get_name(sign) : NULL;

	cert->alg = lab_algorithm(pk, bits);
	cert->key_bits = bits;
	key_words(cert, pk, bits);
	cert->sig_hash =
		name ? hash_strength(gnutls_sign_get_hash_algorithm(sign)) : PL_SIG_UNKNOWN;
	snprintf(cert->sig_words, sizeof(cert->sig_words), "%s", name ? name : "unknown algorithm");
}
