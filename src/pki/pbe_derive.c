/* Which key does PKCS #12 derive from a password? */
#include <config.h>

#include "pki/pbe.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

#define BLOCK_MAX 128 /* octets that SHA-384 and SHA-512 take at a time */
#define HASH_MAX 64

struct derivation {
	gnutls_hash_hd_t hash;
	size_t block, digest;   /* octets */
	uint32_t iterations;
	uint8_t *input;         /* the diversifier, then salt and password, each filled to whole blocks */
	size_t len;
};

/* RFC 7292 B.1: UTF-16 with the high octet first, and a zero at the end. */
bool pl_pbe_password(struct pl_bytes utf8, bool none, struct pl_pbe_password *out)
{
	const char *at = (const char *)utf8.data;
	size_t left = utf8.len;

	*out = (struct pl_pbe_password){ .utf8 = utf8 };
	while (left > 0) {
		uint32_t cp;
		size_t used = pl_utf8_next(at, left, &cp);

		if (used == 0)
			return false;
		if (cp > 0xffff) {
			uint32_t high = 0xd800 + ((cp - 0x10000) >> 10);

			pl_buf_putc(&out->bmp, (char)(high >> 8));
			pl_buf_putc(&out->bmp, (char)(high & 0xff));
			cp = 0xdc00 + ((cp - 0x10000) & 0x3ff);
		}
		pl_buf_putc(&out->bmp, (char)(cp >> 8));
		pl_buf_putc(&out->bmp, (char)(cp & 0xff));
		at += used;
		left -= used;
	}
	if (!none)
		pl_buf_add(&out->bmp, "\0", 2);
	return true;
}

void pl_pbe_password_clear(struct pl_pbe_password *password)
{
	if (password->bmp.data)
		gnutls_memset(password->bmp.data, 0, password->bmp.cap);
	pl_buf_clear(&password->bmp);
}

/* Steps 2 and 3: the text again and again until it fills whole blocks; nothing stays nothing. */
static size_t repeat(uint8_t *out, struct pl_bytes text, size_t block)
{
	size_t len = (text.len + block - 1) / block * block;

	for (size_t i = 0; i < len; i++)
		out[i] = text.data[i % text.len];
	return len;
}

static void fill(struct derivation *run, enum pl_pbe_purpose purpose, struct pl_bytes bmp,
		 struct pl_bytes salt)
{
	run->input = pl_calloc(1, 3 * run->block + salt.len + bmp.len);
	memset(run->input, (int)purpose, run->block);
	run->len = run->block;
	run->len += repeat(run->input + run->len, salt, run->block);
	run->len += repeat(run->input + run->len, bmp, run->block);
}

/* Step 6A: the hash of the hash of the hash. */
static bool digest(struct derivation *run, uint8_t out[HASH_MAX])
{
	if (gnutls_hash(run->hash, run->input, run->len) < 0)
		return false;
	gnutls_hash_output(run->hash, out);
	for (uint32_t i = 1; i < run->iterations; i++) {
		if (gnutls_hash(run->hash, out, run->digest) < 0)
			return false;
		gnutls_hash_output(run->hash, out);
	}
	return true;
}

/* Steps 6B and 6C: each block of the input grows by the digest and one. */
static void advance(struct derivation *run, const uint8_t hash[HASH_MAX])
{
	for (size_t at = run->block; at < run->len; at += run->block) {
		unsigned carry = 1;

		for (size_t i = run->block; i-- > 0;) {
			carry += run->input[at + i] + hash[i % run->digest];
			run->input[at + i] = (uint8_t)carry;
			carry >>= 8;
		}
	}
}

static bool produce(struct derivation *run, uint8_t *out, size_t len)
{
	uint8_t hash[HASH_MAX];
	bool ok = true;

	while (ok && len > 0) {
		size_t part = len < run->digest ? len : run->digest;

		ok = digest(run, hash);
		if (ok)
			memcpy(out, hash, part);
		out += part;
		len -= part;
		if (ok && len > 0)
			advance(run, hash);
	}
	gnutls_memset(hash, 0, sizeof(hash));
	return ok;
}

bool pl_pbe_derive(gnutls_digest_algorithm_t hash, enum pl_pbe_purpose purpose, struct pl_bytes bmp,
		   struct pl_bytes salt, uint32_t iterations, uint8_t *out, size_t len)
{
	bool wide = hash == GNUTLS_DIG_SHA384 || hash == GNUTLS_DIG_SHA512;
	struct derivation run = {
		.block = wide ? BLOCK_MAX : BLOCK_MAX / 2,
		.digest = gnutls_hash_get_len(hash),
		.iterations = iterations,
	};
	bool ok;

	if (gnutls_hash_init(&run.hash, hash) < 0)
		return false;
	fill(&run, purpose, bmp, salt);
	ok = produce(&run, out, len);
	gnutls_hash_deinit(run.hash, NULL);
	gnutls_memset(run.input, 0, run.len);
	free(run.input);
	return ok;
}
