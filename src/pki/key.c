/* What is there to know about a key that exists? */
#include <config.h>

#include "pki/key.h"

#include <stdlib.h>

#include "pki/internal.h"
#include "util/mem.h"
#include "util/text.h"

static const char *const names[PL_KEY_ALGS] = {
	[PL_KEY_P256] = "ecdsa-p256",   [PL_KEY_P384] = "ecdsa-p384",
	[PL_KEY_ED25519] = "ed25519",   [PL_KEY_RSA_2048] = "rsa-2048",
	[PL_KEY_RSA_3072] = "rsa-3072", [PL_KEY_RSA_4096] = "rsa-4096",
	[PL_KEY_OTHER] = "other",
};

const char *pl_key_alg_name(enum pl_key_alg alg)
{
	return names[alg];
}

bool pl_key_alg_parse(const char *name, enum pl_key_alg *out)
{
	for (size_t alg = 0; alg < PL_KEY_OTHER; alg++) {
		if (pl_streq(name, names[alg])) {
			*out = (enum pl_key_alg)alg;
			return true;
		}
	}
	return false;
}

enum pl_key_alg pl_key_algorithm(const struct pl_key *key)
{
	return key->alg;
}

struct pl_bytes pl_key_spki(const struct pl_key *key)
{
	return (struct pl_bytes){ key->spki, key->spki_len };
}

const uint8_t *pl_key_spki_sha256(const struct pl_key *key)
{
	return key->spki_sha256;
}

bool pl_key_private_pem(const struct pl_key *key, struct pl_buf *out, struct pl_error *err)
{
	struct pl_clock saved = pl_clock_set(0);
	gnutls_x509_privkey_t x509 = NULL;
	gnutls_datum_t pem = { NULL, 0 };
	int code = gnutls_privkey_export_x509(key->priv, &x509);

	if (code >= 0)
		code = gnutls_x509_privkey_export2_pkcs8(x509, GNUTLS_X509_FMT_PEM, NULL,
							 GNUTLS_PKCS_PLAIN, &pem);
	if (code >= 0)
		pl_buf_add(out, pem.data, pem.size);
	else
		pl_pki_fail(err, "writing a private key", code);
	if (pem.data) {
		gnutls_memset(pem.data, 0, pem.size);
		gnutls_free(pem.data);
	}
	gnutls_x509_privkey_deinit(x509);
	pl_clock_restore(saved);
	return code >= 0;
}

void pl_key_free(struct pl_key *key)
{
	if (!key)
		return;
	gnutls_privkey_deinit(key->priv);
	gnutls_pubkey_deinit(key->pub);
	free(key->spki);
	free(key);
}
