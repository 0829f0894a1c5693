/* Who is named in a certificate, from when to when, and with which key? */
#include <config.h>

#include "pki/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/time.h"

/* GnuTLS writes RFC 4514 without blanks; people read names with them. */
static char *spaced(const gnutls_datum_t *text)
{
	struct pl_buf buf = PL_BUF_INIT;

	pl_buf_puts(&buf, "");
	for (unsigned i = 0; i < text->size; i++) {
		pl_buf_putc(&buf, (char)text->data[i]);
		if (text->data[i] == '\\' && i + 1 < text->size)
			pl_buf_putc(&buf, (char)text->data[++i]);
		else if (text->data[i] == ',')
			pl_buf_putc(&buf, ' ');
	}
	return pl_buf_take(&buf);
}

typedef int (*get_name)(gnutls_x509_crt_t crt, gnutls_datum_t *out, unsigned flags);

static char *name_text(gnutls_x509_crt_t crt, get_name get)
{
	gnutls_datum_t text;
	char *out;
	int code = get(crt, &text, GNUTLS_X509_DN_FLAG_COMPAT); /* the certificate's own order */

	if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		return pl_strdup("");
	if (code < 0)
		return NULL;
	out = spaced(&text);
	gnutls_free(text.data);
	return out;
}

/* A name with a NUL inside must not end there: CN=bank.example\0.evil.example. */
static char *common_name(gnutls_x509_crt_t crt)
{
	char text[256], *last = NULL;
	size_t len;

	for (unsigned i = 0;; i++) {
		len = sizeof(text);
		if (gnutls_x509_crt_get_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, i, 0, text,
						  &len) < 0)
			return last;
		free(last);
		last = memchr(text, 0, len) ? NULL : pl_strndup(text, len);
	}
}

bool pl_cert_fill_names(struct pl_cert *cert, gnutls_x509_crt_t crt, const char **why)
{
	*why = "its subject or issuer name cannot be decoded";
	cert->subject = name_text(crt, gnutls_x509_crt_get_dn3);
	if (!cert->subject)
		return false;
	cert->issuer = cert->self_issued ? pl_strdup(cert->subject)
					 : name_text(crt, gnutls_x509_crt_get_issuer_dn3);
	cert->common_name = common_name(crt);
	return cert->issuer;
}

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
	return fill_date(cert, &from, gnutls_x509_crt_get_activation_time(crt), &cert->not_before) &&
	       fill_date(cert, &to, gnutls_x509_crt_get_expiration_time(crt), &cert->not_after);
}

static enum pl_key_alg lab_algorithm(int pk, unsigned bits)
{
	if (pk == GNUTLS_PK_EDDSA_ED25519)
		return PL_KEY_ED25519;
	if (pk == GNUTLS_PK_ECDSA)
		return bits == 256 ? PL_KEY_P256 : bits == 384 ? PL_KEY_P384 : PL_KEY_OTHER;
	if (pk == GNUTLS_PK_RSA)
		return bits == 2048 ? PL_KEY_RSA_2048 :
		       bits == 3072 ? PL_KEY_RSA_3072 :
		       bits == 4096 ? PL_KEY_RSA_4096 :
				      PL_KEY_OTHER;
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
	cert->sig_hash = name ? hash_strength(gnutls_sign_get_hash_algorithm(sign)) : PL_SIG_UNKNOWN;
	snprintf(cert->sig_words, sizeof(cert->sig_words), "%s", name ? name : "unknown algorithm");
}
