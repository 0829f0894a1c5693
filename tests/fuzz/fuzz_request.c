/*
 * Whether requests and public keys hold for any bytes: what is read is a key whose
 * octets stand in the input, or in its base64, and never a private one.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/key.h"
#include "pki/pki.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct pl_key *key, struct pl_bytes data)
{
	struct pl_bytes spki = pl_key_spki(key);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_key *again = pl_key_read_public("again", spki, &err);
	uint8_t digest[32];

	require(spki.len > 0 && spki.len <= data.len);
	pl_sha256(spki.data, spki.len, digest);
	require(memcmp(digest, pl_key_spki_sha256(key), 32) == 0);
	/* As it stands there, the key alone is the same key. */
	require(again && memcmp(pl_key_spki_sha256(again), digest, 32) == 0);
	pl_key_free(again);
	pl_error_clear(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pl_bytes bytes = { data, size };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_key *key = pl_key_read_public("fuzz", bytes, &err);

	require((key != NULL) == (err.kind == PL_ERROR_NONE));
	if (key) {
		require(!pl_key_is_private_der(bytes));
		check(key, bytes);
	}
	pl_key_free(key);
	pl_error_clear(&err);
	return 0;
}
