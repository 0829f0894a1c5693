/*
 * Signed certificate timestamps: a log's promise to publish a certificate (RFC
 * 6962 3). Made over the precertificate, carried in the certificate, read from
 * any certificate, and checked against the log's key.
 */
#ifndef PINLAB_PKI_SCT_H
#define PINLAB_PKI_SCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/cert.h"
#include "pki/key.h"
#include "util/buf.h"
#include "util/error.h"

/* A certificate with more is refused: policies want five at most. */
#define PL_SCTS_MAX 64

struct pl_sct {
	bool known;            /* version 1; of any other only `raw` says something */
	uint8_t log_id[32];    /* SHA-256 of the log's SubjectPublicKeyInfo */
	uint64_t timestamp;    /* milliseconds since 1970, UTC */
	struct pl_bytes extensions;
	uint8_t hash, signer;  /* TLS 1.2 code points; 4 and 3: SHA-256 with ECDSA */
	struct pl_bytes signature;
	struct pl_bytes raw;   /* all of it */
};

struct pl_sct_list {
	struct pl_sct items[PL_SCTS_MAX]; /* spans of the bytes that were read */
	size_t n;
};

/* Reads a SignedCertificateTimestampList (RFC 6962 3.3). False when the bytes are
 * not exactly one; *why is a static clause. */
PL_MUST_USE bool pl_sct_list_read(struct pl_bytes bytes, struct pl_sct_list *out,
				  const char **why);
/* Those in the certificate; none is an empty list. The items point into the certificate. */
PL_MUST_USE bool pl_cert_scts(const struct pl_cert *cert, struct pl_sct_list *out,
			      const char **why);

/* What a log signs and hashes for a certificate: its signed part without the
 * list of timestamps or the poison, and whose key issued it. */
struct pl_precert {
	struct pl_buf tbs;
	uint8_t issuer_key_hash[32]; /* SHA-256 of the issuer's SubjectPublicKeyInfo */
};
/* `issuer_spki_sha256`: 32 bytes. Clear with pl_buf_clear(&out->tbs), also on failure. */
PL_MUST_USE bool pl_precert_of(const struct pl_cert *cert, const uint8_t *issuer_spki_sha256,
			       struct pl_precert *out, const char **why);

/* Appends one serialized timestamp, signed by the log's key (ECDSA P-256). */
PL_MUST_USE bool pl_sct_sign(struct pl_key *log, uint64_t timestamp,
			     const struct pl_precert *precert, struct pl_buf *out,
			     struct pl_error *err);
/* True when the log with that key, as SubjectPublicKeyInfo, signed it over this precertificate. */
PL_MUST_USE bool pl_sct_verify(const struct pl_sct *sct, struct pl_bytes log_spki,
			       const struct pl_precert *precert);

/* Appends the MerkleTreeLeaf of an entry without extensions (RFC 6962 3.4). */
void pl_log_leaf(uint64_t timestamp, const struct pl_precert *precert, struct pl_buf *out);

/* A signed tree head (RFC 6962 3.5), its signature as a TLS digitally-signed struct. */
PL_MUST_USE bool pl_tree_head_sign(struct pl_key *log, uint64_t timestamp, uint64_t size,
				   const uint8_t root[32], struct pl_buf *out,
				   struct pl_error *err);
PL_MUST_USE bool pl_tree_head_verify(struct pl_bytes log_spki, uint64_t timestamp, uint64_t size,
				     const uint8_t root[32], struct pl_bytes signed_head);

#endif
