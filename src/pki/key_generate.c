/* A key that nobody can make again: from the system's generator, not from a seed. */
#include <config.h>

#include "pki/internal.h"
#include "util/mem.h"

static const struct {
	gnutls_pk_algorithm_t algorithm;
	unsigned bits;
} kinds[PL_KEY_ALGS] = {
	[PL_KEY_P256] = { GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1) },
	[PL_KEY_P384] = { GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1) },
	[PL_KEY_ED25519] = { GNUTLS_PK_EDDSA_ED25519, 0 },
	[PL_KEY_RSA_2048] = { GNUTLS_PK_RSA, 2048 },
	[PL_KEY_RSA_3072] = { GNUTLS_PK_RSA, 3072 },
	[PL_KEY_RSA_4096] = { GNUTLS_PK_RSA, 4096 },
};

struct pl_key *pl_key_generate(enum pl_key_alg alg, struct pl_error *err)
{
	struct pl_key *key;
	/* The library's generator looks at a clock only to seed itself anew from time to time. */
	struct pl_clock saved = pl_clock_set(0);
	int code;

	pl_clock_install();
	key = pl_key_begin(alg, &code);
	if (code >= 0)
		code = gnutls_privkey_generate(key->priv, kinds[alg].algorithm, kinds[alg].bits, 0);
	key = pl_key_finish(key, code, err);
	pl_clock_restore(saved);
	return key;
}
