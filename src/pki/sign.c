/* Who signed these bytes? */
#include <config.h>

#include "pki/sign.h"

#include "pki/internal.h"

/* ECDSA as in RFC 6979; the others draw nothing. */
static unsigned flags_of(const struct pl_key *key)
{
	bool ecdsa = key->alg == PL_KEY_P256 || key->alg == PL_KEY_P384;

	return ecdsa ? GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE : 0;
}

static gnutls_sign_algorithm_t algorithm_of(const struct pl_key *key)
{
	switch (key->alg) {
	case PL_KEY_P256:
		return GNUTLS_SIGN_ECDSA_SHA256;
	case PL_KEY_P384:
		return GNUTLS_SIGN_ECDSA_SHA384;
	case PL_KEY_ED25519:
		return GNUTLS_SIGN_EDDSA_ED25519;
	default:
		return GNUTLS_SIGN_RSA_SHA256;
	}
}

bool pl_sign(const struct pl_key *key, struct pl_bytes data, struct pl_buf *out,
	     struct pl_error *err)
{
	const gnutls_datum_t input = { (unsigned char *)data.data, (unsigned)data.len };
	struct pl_clock saved = pl_clock_set(0);
	gnutls_datum_t signature;
	int code = gnutls_privkey_sign_data2(key->priv, algorithm_of(key), flags_of(key), &input,
					     &signature);

	pl_clock_restore(saved);
	if (code < 0)
		return pl_pki_fail(err, "signing", code);
	pl_buf_add(out, signature.data, signature.size);
	gnutls_free(signature.data);
	return true;
}

bool pl_signature_is_by(const struct pl_key *key, struct pl_bytes data, struct pl_bytes signature)
{
	const gnutls_datum_t input = { (unsigned char *)data.data, (unsigned)data.len };
	const gnutls_datum_t mark = { (unsigned char *)signature.data, (unsigned)signature.len };
	struct pl_clock saved = pl_clock_set(0);
	int code = gnutls_pubkey_verify_data2(key->pub, algorithm_of(key), 0, &input, &mark);

	pl_clock_restore(saved);
	return code >= 0;
}
