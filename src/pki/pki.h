/*
 * The cryptography of one run: its seed, the keys derived from it, the memo of
 * checked signatures, and a count of what was really done. Everything that
 * makes or checks a key, certificate or signature takes one of these, so that
 * each signature is verified once per run.
 *
 * Threads: one engine thread calls everything; only pl_pki_prefetch lets
 * workers fill keys ahead of need.
 */
#ifndef PINLAB_PKI_PKI_H
#define PINLAB_PKI_PKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/key.h"
#include "util/error.h"

struct pl_pki;

struct pl_pki_counts {
	uint64_t keys[PL_KEY_ALGS];       /* keys generated, by algorithm */
	uint64_t certs_signed[PL_KEY_ALGS]; /* certificates built and signed, by the signer's algorithm */
	uint64_t certs_imported;          /* DER parsed by GnuTLS, re-imports of own ones included */
	uint64_t links[PL_KEY_ALGS];      /* signatures verified, by the signer's algorithm */
	uint64_t links_memo;              /* answered from the memo */
	uint64_t handshakes;
	uint64_t crls_signed, ocsp_signed; /* revocation lists and OCSP answers made */
};

/* Adds `more` to *sum, field by field. */
void pl_pki_counts_add(struct pl_pki_counts *sum, const struct pl_pki_counts *more);

/* Opens one run's cryptography; free with pl_pki_free. Never NULL. */
PL_MUST_USE struct pl_pki *pl_pki_new(uint64_t seed);
void pl_pki_free(struct pl_pki *pki);
const struct pl_pki_counts *pl_pki_counts(const struct pl_pki *pki); /* borrowed */

/*
 * The key of the stream (seed, purpose, name, algorithm), made when first
 * asked for and the same ever after: "host", "api#2", P-256. `name` carries the
 * generation. Borrowed; lives as long as pki.
 */
PL_MUST_USE struct pl_key *pl_pki_key(struct pl_pki *pki, const char *purpose, const char *name,
                                      enum pl_key_alg alg, struct pl_error *err);

/* Starts making a key on a worker thread, so that pl_pki_key need not wait; a hint. */
void pl_pki_prefetch(struct pl_pki *pki, const char *purpose, const char *name, enum pl_key_alg alg);

/* `len` bytes of the stream (seed, purpose, name): serial numbers and the like. */
void pl_pki_random(struct pl_pki *pki, const char *purpose, const char *name, uint8_t *out, size_t len);

/* SHA-256, through GnuTLS. */
void pl_sha256(const void *data, size_t len, uint8_t out[32]);
/* SHA-1, MD5 and SHA-512, for pins in these digests only. */
void pl_sha1(const void *data, size_t len, uint8_t out[20]);
void pl_md5(const void *data, size_t len, uint8_t out[16]);
void pl_sha512(const void *data, size_t len, uint8_t out[64]);

/* Wipes and frees what the library keeps for the process; for leak-free exits. */
void pl_pki_shutdown(void);

#endif
