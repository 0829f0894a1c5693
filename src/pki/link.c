/* Was this certificate signed with that key? */
#include <config.h>

#include "pki/path.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "pki/internal.h"

#define OID_TEXT 128
#define OID_RSASSA_PSS "1.2.840.113549.1.1.10"

/* The memo's values; NULL means not asked yet. */
#define LINK_BAD ((void *)(uintptr_t)1)
#define LINK_GOOD ((void *)(uintptr_t)2)

struct signature {
	gnutls_sign_algorithm_t algorithm;
	gnutls_datum_t bits;
};

/* "1.2.840.10045.4.3.2" of an OBJECT IDENTIFIER's content (X.690 8.19). */
static bool oid_text(const uint8_t *data, size_t len, char out[OID_TEXT])
{
	unsigned long value = 0;
	size_t used = 0;

	if (len == 0 || data[len - 1] & 0x80)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (value > ULONG_MAX >> 8)
			return false;
		value = value << 7 | (data[i] & 0x7f);
		if (data[i] & 0x80)
			continue;
		if (used == 0) {
			unsigned long first = value < 80 ? value / 40 : 2;

			used =
			    (size_t)snprintf(out, OID_TEXT, "%lu.%lu", first, value - first * 40);
		} else {
			used += (size_t)snprintf(out + used, OID_TEXT - used, ".%lu", value);
		}
		if (used >= OID_TEXT)
			return false;
		value = 0;
	}
	return true;
}

/* Algorithm and signature follow the signed part (RFC 5280 4.1). */
static bool read_signature(const struct pl_cert *cert, struct signature *out)
{
	struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = cert->spans.tbs.start + cert->spans.tbs.len, inner, at;
	struct pl_tlv algorithm, oid, bits;
	char text[OID_TEXT];
	const char *why;

	if (!pl_tlv_next(der, &pos, der.len, &algorithm, &why, &at) ||
	    !pl_tlv_next(der, &pos, der.len, &bits, &why, &at))
		return false;
	inner = pl_tlv_content(&algorithm);
	if (!pl_tlv_next(der, &inner, pl_tlv_end(&algorithm), &oid, &why, &at) ||
	    pl_tlv_octet(&oid) != 0x06 ||
	    !oid_text(der.data + pl_tlv_content(&oid), oid.len, text))
		return false;
	/* A signature is whole octets: the count of unused bits is 0. */
	if (pl_tlv_octet(&bits) != 0x03 || bits.len < 2 || der.data[pl_tlv_content(&bits)] != 0)
		return false;
	out->algorithm = gnutls_oid_to_sign(text);
	if (strcmp(text, OID_RSASSA_PSS) == 0)
		out->algorithm = GNUTLS_SIGN_RSA_PSS_SHA256; /* whichever hash: see verify_pss */
	out->bits.data = cert->der + pl_tlv_content(&bits) + 1;
	out->bits.size = (unsigned)(bits.len - 1);
	return out->algorithm != GNUTLS_SIGN_UNKNOWN;
}

static bool import(const struct pl_cert *cert, gnutls_x509_crt_t *out)
{
	gnutls_datum_t der = { cert->der, (unsigned)cert->der_len };

	if (gnutls_x509_crt_init(out) != 0) {
		*out = NULL;
		return false;
	}
	return gnutls_x509_crt_import(*out, &der, GNUTLS_X509_FMT_DER) == 0;
}

/* RSA-PSS carries hash and salt length in parameters that only the library's
 * certificate verifier reads and holds against those of the key (RFC 4055 3.3). */
static bool verify_pss(const struct pl_cert *cert, const struct pl_cert *issuer)
{
	const unsigned refused = GNUTLS_CERT_SIGNATURE_FAILURE | GNUTLS_CERT_SIGNER_NOT_FOUND |
				 GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE;
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_CA_SIGN |
			       GNUTLS_VERIFY_ALLOW_BROKEN |
			       GNUTLS_VERIFY_IGNORE_UNKNOWN_CRIT_EXTENSIONS;
	gnutls_x509_crt_t subject = NULL, signer = NULL;
	unsigned status = refused;
	bool ok;

	ok = import(cert, &subject) && import(issuer, &signer) &&
	     gnutls_x509_crt_verify(subject, &signer, 1, flags, &status) == 0 &&
	     !(status & refused);
	if (subject)
		gnutls_x509_crt_deinit(subject);
	if (signer)
		gnutls_x509_crt_deinit(signer);
	return ok;
}

/* Weak algorithms are a judgement of their own (weak-crypto), not a bad signature. */
static bool verify_plain(const struct pl_cert *cert, const struct pl_cert *issuer,
			 const struct signature *signature)
{
	const unsigned flags = GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
	gnutls_datum_t spki = { issuer->der + issuer->spans.spki.start,
				(unsigned)issuer->spans.spki.len };
	gnutls_datum_t tbs = { cert->der + cert->spans.tbs.start, (unsigned)cert->spans.tbs.len };
	gnutls_pubkey_t key;
	bool ok;

	if (gnutls_pubkey_init(&key) != 0)
		return false;
	ok = gnutls_pubkey_import(key, &spki, GNUTLS_X509_FMT_DER) == 0 &&
	     gnutls_pubkey_verify_data2(key, signature->algorithm, flags, &tbs,
					&signature->bits) >= 0;
	gnutls_pubkey_deinit(key);
	return ok;
}

static bool verify(const struct pl_cert *cert, const struct pl_cert *issuer)
{
	struct pl_clock saved = pl_clock_set(0);
	struct signature signature;
	bool ok = false;

	if (read_signature(cert, &signature)) {
		if (signature.algorithm == GNUTLS_SIGN_RSA_PSS_SHA256)
			ok = verify_pss(cert, issuer);
		else
			ok = verify_plain(cert, issuer, &signature);
	}
	pl_clock_restore(saved);
	return ok;
}

bool pl_link_ok(struct pl_pki *pki, const struct pl_cert *cert, const struct pl_cert *issuer)
{
	uint8_t key[64];
	void *known;
	bool ok;

	memcpy(key, cert->sha256, 32);
	memcpy(key + 32, issuer->spki_sha256, 32);
	known = pl_map_get_n(&pki->links, key, sizeof(key));
	if (known) {
		pki->counts->links_memo++;
		return known == LINK_GOOD;
	}
	pki->counts->links[issuer->alg]++;
	ok = verify(cert, issuer);
	pl_map_set_n(&pki->links, key, sizeof(key), ok ? LINK_GOOD : LINK_BAD);
	return ok;
}
