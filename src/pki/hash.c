/* What is the digest of these bytes? */
#include <config.h>

#include "pki/pki.h"

#include <gnutls/crypto.h>
#include <stdlib.h>

/* A null digest would be a wrong pin that looks like a right one, and the only
 * way to get here is a library that lacks the algorithm. */
static void digest(gnutls_digest_algorithm_t algorithm, const void *data, size_t len, uint8_t *out)
{
	if (gnutls_hash_fast(algorithm, len ? data : "", len, out) < 0)
		abort();
}

void pl_sha256(const void *data, size_t len, uint8_t out[32])
{
	digest(GNUTLS_DIG_SHA256, data, len, out);
}

void pl_sha1(const void *data, size_t len, uint8_t out[20])
{
	digest(GNUTLS_DIG_SHA1, data, len, out);
}

void pl_md5(const void *data, size_t len, uint8_t out[16])
{
	digest(GNUTLS_DIG_MD5, data, len, out);
}

void pl_sha512(const void *data, size_t len, uint8_t out[64])
{
	digest(GNUTLS_DIG_SHA512, data, len, out);
}
