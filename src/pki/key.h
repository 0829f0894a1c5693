/*
 * Keys: real ones, derived from the seed or read from a certificate (then
 * without a private half). Immutable and shared once made.
 */
#ifndef PINLAB_PKI_KEY_H
#define PINLAB_PKI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/error.h"

enum pl_key_alg {
	PL_KEY_P256,
	PL_KEY_P384,
	PL_KEY_ED25519,
	PL_KEY_RSA_2048,
	PL_KEY_RSA_3072,
	PL_KEY_RSA_4096,
	PL_KEY_OTHER, /* imported only: RSA of other sizes, P-521, DSA, ... */
	PL_KEY_ALGS
};

/* "ecdsa-p256", "ecdsa-p384", "ed25519", "rsa-2048", "rsa-3072", "rsa-4096", "other". */
const char *pl_key_alg_name(enum pl_key_alg alg);
PL_MUST_USE bool pl_key_alg_parse(const char *name, enum pl_key_alg *out); /* not "other" */

struct pl_key; /* opaque: holds a foreign handle */

enum pl_key_alg pl_key_algorithm(const struct pl_key *key);
struct pl_bytes pl_key_spki(const struct pl_key *key);  /* SubjectPublicKeyInfo DER, borrowed */
const uint8_t *pl_key_spki_sha256(const struct pl_key *key); /* 32 bytes, borrowed */
/*
 * A key of one's own, for life outside: from the system's generator, never from a
 * seed. The caller frees it.
 */
PL_MUST_USE struct pl_key *pl_key_generate(enum pl_key_alg alg, struct pl_error *err);
/*
 * The public key in a file's bytes: a certificate request (PKCS #10), whose signature
 * is checked, or a bare public key, in PEM or DER. Its SubjectPublicKeyInfo stays as it stands
 * there. It cannot sign. NULL with *err, and `file` in it, when there is none; a
 * private key is refused. The caller frees it.
 */
#define PL_PUBLIC_KEY_MAX (256u << 10)
PL_MUST_USE struct pl_key *pl_key_read_public(const char *file, struct pl_bytes data,
					      struct pl_error *err);
void pl_key_free(struct pl_key *key); /* NULL is fine; wipes what is private */

/* The private key as unencrypted PKCS#8 PEM; caller wipes and frees. */
PL_MUST_USE bool pl_key_private_pem(const struct pl_key *key, struct pl_buf *out, struct pl_error *err);

/* Whether the bytes begin as a private key in DER: PKCS #8 (encrypted or not),
 * SEC 1, PKCS #1. Whoever shows bytes asks first. */
PL_MUST_USE bool pl_key_is_private_der(struct pl_bytes data);
/* Or have one anywhere as PEM, whatever else there is. */
PL_MUST_USE bool pl_key_is_private(struct pl_bytes data);

#endif
