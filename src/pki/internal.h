/*
 * What the files of this room share and nobody else sees: GnuTLS's types, the
 * insides of struct pl_pki and struct pl_key, and small helpers. Only files of
 * pki/ and its tests include this.
 */
#ifndef PINLAB_PKI_INTERNAL_H
#define PINLAB_PKI_INTERNAL_H

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "pki/cert.h"
#include "pki/key.h"
#include "pki/pki.h"
#include "util/buf.h"
#include "util/error.h"
#include "util/map.h"

struct pl_keyring;

#define PL_FEATURE_STATUS_REQUEST 5 /* RFC 7633: the TLS extension that a certificate demands */

/* Handles cost 28 KB each, so only the issuers used last keep theirs. */
#define PL_ISSUER_HANDLES 4

struct pl_pki {
	uint64_t seed;
	struct pl_pki_counts *counts;
	struct pl_keyring *keyring;
	struct {
		struct pl_cert *cert; /* referenced */
		gnutls_x509_crt_t handle;
	} issuers[PL_ISSUER_HANDLES];
	size_t next_issuer;
	struct pl_map names; /* DER of a name: struct pl_name_text, owned */

	/* Memos of link.c and path.c; they own the values. */
	struct pl_map links;
	struct pl_map paths;
};

/* Frees what the two memos hold and clears the maps; called by pl_pki_free. */
void pl_pki_paths_clear(struct pl_pki *pki);

struct pl_key {
	enum pl_key_alg alg;
	gnutls_privkey_t priv;
	gnutls_pubkey_t pub;
	uint8_t *spki; /* DER */
	size_t spki_len;
	uint8_t spki_sha256[32];
	uint8_t key_id[20]; /* SHA-1 of the subjectPublicKey bits: RFC 5280 4.2.1.2, method 1 */
};

/* Sets *err to a failure of the library, with its words and number; yields false. */
bool pl_pki_fail(struct pl_error *err, const char *doing, int code);

/*
 * GnuTLS asks a process-wide hook for the time. The hook answers with a value
 * of the calling thread, and ends the program when none was set: the real
 * clock is never read. Every call that can ask (signing draws blinding bytes
 * whose generator looks at the clock; verifying and handshakes look at it for
 * its own sake) stands between these two:
 *     struct pl_clock saved = pl_clock_set(now);
 *     ...
 *     pl_clock_restore(saved);
 */
struct pl_clock {
	bool set;
	int64_t now;
};

void pl_clock_install(void); /* once per process, idempotent, thread-safe */
struct pl_clock pl_clock_set(int64_t now);
void pl_clock_restore(struct pl_clock saved);

/* The generator behind keys and serial numbers: HMAC-SHA256 in counter mode. */
struct pl_stream {
	uint8_t secret[32];
	uint64_t block;
	uint8_t ready[32];
	size_t left; /* unused bytes at the end of `ready` */
};

/* `alg` may be NULL; every part is length-prefixed, so no two streams share a label. */
void pl_stream_init(struct pl_stream *stream, uint64_t seed, const char *purpose, const char *name,
		    const char *alg);
void pl_stream_read(struct pl_stream *stream, uint8_t *out, size_t len);
void pl_stream_clear(struct pl_stream *stream); /* wipes */

/* Makes the key that the stream stands for; NULL with *err set. */
PL_MUST_USE struct pl_key *pl_key_make(struct pl_stream *stream, enum pl_key_alg alg,
				       struct pl_error *err);
/* Fills what is public from `priv`; a code of GnuTLS. */
PL_MUST_USE int pl_key_fill_public(struct pl_key *key);
/* A key to be made: its kind and two handles of the library, *code how that went. To be given to
 * pl_key_finish with the code of what made its private half: the key with its public half, or NULL
 * with *err. */
PL_MUST_USE struct pl_key *pl_key_begin(enum pl_key_alg alg, int *code);
PL_MUST_USE struct pl_key *pl_key_finish(struct pl_key *key, int code, struct pl_error *err);
/* Fills digest and key identifier from `spki`. False: it is none. */
PL_MUST_USE bool pl_key_fill_digests(struct pl_key *key);

struct pl_keyring *pl_keyring_new(uint64_t seed);
void pl_keyring_free(struct pl_keyring *ring); /* waits for its workers */
PL_MUST_USE struct pl_key *pl_keyring_get(struct pl_keyring *ring, const char *purpose,
					  const char *name, enum pl_key_alg alg,
					  struct pl_error *err);
void pl_keyring_prefetch(struct pl_keyring *ring, const char *purpose, const char *name,
			 enum pl_key_alg alg);
void pl_keyring_counts(struct pl_keyring *ring, uint64_t keys[PL_KEY_ALGS]);

/* One element of DER, at offsets of the whole. */
struct pl_tlv {
	size_t start, header, len; /* start of the tag, bytes of tag and length, of content */
	unsigned class_bits;       /* 0x00, 0x40, 0x80, 0xc0 */
	bool constructed;
	unsigned long tag;
};

/*
 * Reads the element at *pos, which must end by `end`, and moves *pos behind it.
 * Only definite lengths in their shortest form. False with *why (a static clause)
 * and *at (the byte).
 */
PL_MUST_USE bool pl_tlv_next(struct pl_bytes der, size_t *pos, size_t end, struct pl_tlv *out,
			     const char **why, size_t *at);
static inline size_t pl_tlv_content(const struct pl_tlv *tlv)
{
	return tlv->start + tlv->header;
}
static inline size_t pl_tlv_end(const struct pl_tlv *tlv)
{
	return tlv->start + tlv->header + tlv->len;
}
/* The first octet, for comparing with 0x30 and the like; 0x1f-forms never match. */
static inline unsigned pl_tlv_octet(const struct pl_tlv *tlv)
{
	return tlv->tag > 30 ? 0x1f : tlv->class_bits | (tlv->constructed ? 0x20 : 0) | tlv->tag;
}

/* First octets of what is written here. */
#define PL_DER_INTEGER 0x02u
#define PL_DER_BIT_STRING 0x03u
#define PL_DER_OCTET_STRING 0x04u
#define PL_DER_OID 0x06u
#define PL_DER_ENUMERATED 0x0au
#define PL_DER_UTC_TIME 0x17u
#define PL_DER_GENERALIZED_TIME 0x18u
#define PL_DER_SEQUENCE 0x30u
#define PL_DER_CONTEXT 0x80u     /* [n] IMPLICIT of a primitive type is this + n */
#define PL_DER_CONTEXT_OF 0xa0u  /* [n] EXPLICIT, or IMPLICIT of a constructed type */

/* Writing: each appends one element. A list is put into a buffer of its own and then wrapped,
 * which empties it, so that any number of elements costs as much as their bytes. */
void pl_der_put(struct pl_buf *out, unsigned octet, const void *content, size_t len);
void pl_der_wrap(struct pl_buf *out, unsigned octet, struct pl_buf *content);
void pl_der_put_number(struct pl_buf *out, unsigned octet, uint64_t number);
/* UTCTime through 2049 unless `generalized`. */
void pl_der_put_time(struct pl_buf *out, int64_t time, bool generalized);
/* The AlgorithmIdentifier of what pl_der_sign does with that key. */
void pl_der_put_algorithm(struct pl_buf *out, const struct pl_key *key);
/* SEQUENCE { tbs, algorithm, signature }; empties tbs. Deterministic; `now` is for GnuTLS. */
PL_MUST_USE bool pl_der_sign(struct pl_buf *out, const struct pl_key *key, struct pl_buf *tbs,
			     int64_t now, struct pl_error *err);

/* As pl_cert_parse, with the position that messages carry. */
PL_MUST_USE struct pl_cert *pl_cert_parse_at(struct pl_pki *pki, struct pl_bytes der,
					     struct pl_pos pos, struct pl_error *err);

/* A distinguished name as text. */
struct pl_name_text {
	char *text;        /* "C=US, O=..., CN=..." */
	char *common_name; /* the last CN, or NULL */
};

void pl_name_texts_clear(struct pl_map *names);

/* The steps of parsing; each fills fields of `cert` from the imported handle or
 * from the bytes. False when GnuTLS cannot read a part: *why says which. */
PL_MUST_USE bool pl_cert_fill_names(struct pl_cert *cert, gnutls_x509_crt_t crt,
				    struct pl_map *names, const char **why); /* names may be NULL */
PL_MUST_USE bool pl_cert_fill_dates(struct pl_cert *cert, gnutls_x509_crt_t crt, const char **why);
/* A key of an unknown kind is no reason to refuse: it can still be pinned. */
void pl_cert_fill_key(struct pl_cert *cert, gnutls_x509_crt_t crt);
PL_MUST_USE bool pl_cert_fill_extensions(struct pl_cert *cert, const char **why);

/* Writes "C=US, O=..., CN=..." as the subject, in that order. */
PL_MUST_USE bool pl_name_write(gnutls_x509_crt_t crt, const char *name, struct pl_error *err);

#endif
