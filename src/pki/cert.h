/*
 * Certificates: exact DER and the fields that decisions need, parsed once by
 * GnuTLS. Immutable, reference counted, readable as plain fields; nobody
 * outside pki/ writes them. Spans point into the DER: pins are hashes of those
 * bytes and never of a re-encoding.
 */
#ifndef PINLAB_PKI_CERT_H
#define PINLAB_PKI_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/der.h"
#include "pki/key.h"
#include "pki/pki.h"
#include "util/buf.h"
#include "util/error.h"
#include "util/ref.h"

/* Subtrees of a name constraints extension (RFC 5280 4.2.1.10). */
struct pl_subtrees {
	char **dns;      /* as written, without a leading dot unless there was one */
	size_t n_dns;
	struct pl_ip_net {
		uint8_t addr[16], mask[16];
		size_t len; /* 4 or 16 */
	} *ip;
	size_t n_ip;
	bool other; /* of kinds not kept here; directoryName is read again from the bytes */
};

enum pl_sig_hash { PL_SIG_SHA2, PL_SIG_SHA1, PL_SIG_MD5, PL_SIG_UNKNOWN };

enum pl_key_usage_bit { /* RFC 5280 4.2.1.3 */
	PL_KU_DIGITAL_SIGNATURE = 1,
	PL_KU_KEY_ENCIPHERMENT = 2,
	PL_KU_KEY_CERT_SIGN = 4,
	PL_KU_CRL_SIGN = 8,
	PL_KU_OTHER = 16,
};

enum pl_purpose_bit { /* extended key usage */
	PL_EKU_SERVER = 1,
	PL_EKU_CLIENT = 2,
	PL_EKU_ANY = 4,
	PL_EKU_OTHER = 8,
};

/* What is not known of a certificate that is not at hand (pki/outline.h). */
enum pl_unknown_bit {
	PL_UNKNOWN_CERTIFICATE = 1, /* the digest of the whole */
	PL_UNKNOWN_SPKI = 2,
	PL_UNKNOWN_KEY = 4,
	PL_UNKNOWN_BYTES = 8,       /* the bytes, and with them every other digest */
};

struct pl_cert {
	struct pl_ref ref;
	unsigned unknown;        /* enum pl_unknown_bit; 0: a certificate with all its bytes */

	uint8_t *der;
	size_t der_len;
	struct pl_cert_spans spans;

	uint8_t sha256[32];      /* whole certificate */
	uint8_t spki_sha256[32]; /* SubjectPublicKeyInfo */
	uint8_t key_sha256[32];  /* bits of subjectPublicKey, without the unused-bits octet */

	char *subject;           /* text in certificate order, "C=US, O=Let's Encrypt, CN=R3" */
	char *issuer;
	char *common_name;       /* last CN of the subject, or NULL */
	struct pl_bytes subject_der; /* into der */
	struct pl_bytes issuer_der;
	bool self_issued;        /* subject equals issuer, bytewise */

	uint8_t serial[32];      /* content octets */
	size_t serial_len;
	int64_t not_before, not_after; /* seconds UTC, both inclusive */
	int version;             /* 1 or 3 */

	enum pl_key_alg alg;
	unsigned key_bits;
	char key_words[32];      /* "RSA 1024", "EC secp256r1", "Ed25519" */
	enum pl_sig_hash sig_hash;
	char sig_words[48];

	bool has_basic_constraints, is_ca;
	int path_len;            /* -1: none */
	bool has_key_usage;
	unsigned key_usage;      /* enum pl_key_usage_bit */
	bool has_eku;
	unsigned eku;            /* enum pl_purpose_bit */
	bool must_staple;        /* its TLS features demand a stapled OCSP answer (RFC 7633) */
	bool unknown_critical;   /* a critical extension that nobody here understands */

	bool has_san;
	char **dns;              /* dNSName values as written */
	size_t n_dns;
	struct pl_ip {
		uint8_t addr[16];
		size_t len;      /* 4 or 16 */
	} *ips;
	size_t n_ips;

	bool has_constraints;
	struct pl_subtrees permitted, excluded;

	uint8_t *ski, *aki;      /* key identifiers, NULL when absent */
	size_t ski_len, aki_len;
};

/* Parses one certificate; `where` is for messages. Trailing bytes, non-minimal
 * lengths and over PL_CERT_MAX bytes are refused. Counted in pki (may be NULL). */
#define PL_CERT_MAX (256u << 10)
PL_MUST_USE struct pl_cert *pl_cert_parse(struct pl_pki *pki, struct pl_bytes der,
					  const char *where, struct pl_error *err);

struct pl_cert *pl_cert_ref(const struct pl_cert *cert); /* NULL is fine */
void pl_cert_unref(struct pl_cert *cert);

static inline struct pl_bytes pl_cert_span(const struct pl_cert *cert, struct pl_span span)
{
	return (struct pl_bytes){ cert->der + span.start, span.len };
}

/* What to issue. Strings and keys are borrowed for the call. */
struct pl_cert_request {
	const char *subject;         /* "C=US, O=..., CN=..."; a comma inside a value is "\," */
	struct pl_key *subject_key;
	const struct pl_cert *issuer; /* NULL: self-signed with subject_key */
	struct pl_key *issuer_key;    /* NULL: subject_key */
	const char *serial_name;     /* the stream of the serial number; unique per certificate */
	int64_t not_before, not_after;
	bool ca;
	int path_len;                /* -1: none; only with ca */
	bool must_staple;            /* TLS feature status_request (RFC 7633) */
	bool ca_server_eku;          /* a CA limited to serverAuth (and clientAuth) */
	const char *const *dns;      /* subjectAltName; a text that is an IP address becomes iPAddress */
	size_t n_dns;
	const struct pl_subtrees *permitted; /* critical name constraints, or NULL */
	/* Certificate Transparency (RFC 6962): each log's key signs a timestamp of the
	 * precertificate, and the list is the last extension. */
	struct pl_key *const *logs;
	size_t n_logs;
	int64_t logged_after;        /* the timestamps: seconds after notBefore */
	bool poison;                 /* the precertificate itself, which no client accepts */
};

/* Whether a certificate can bear the subject; an error at `pos` with what a good one looks like. */
PL_MUST_USE bool pl_subject_check(const char *subject, struct pl_pos pos, struct pl_error *err);

/*
 * Issues a certificate: SKI, AKI, key usage, EKU (leaves: serverAuth), SAN and
 * basic constraints as RFC 5280 wants them; a 16-octet serial with its top bit
 * clear and its first octet not zero; deterministic signature. The same request
 * gives the same bytes in any process. GnuTLS writes all of the last day of 9999
 * as its last second, which is how RFC 5280 says "no end".
 */
PL_MUST_USE struct pl_cert *pl_cert_issue(struct pl_pki *pki, const struct pl_cert_request *request,
					  struct pl_error *err);

/*
 * Where the password of a container comes from; asked at most once for each file, and
 * only when its certificates are encrypted. Appends to *out, which the reader wipes. False
 * with *err when there is none.
 */
struct pl_password {
	bool (*ask)(void *arg, const char *file, struct pl_buf *out, struct pl_error *err);
	void *arg;
};

/*
 * Reads every certificate of a file's bytes, in the file's order and with its
 * repetitions: PEM (any text around the blocks), DER (one, or several in a row),
 * PKCS #7, PKCS #12. PL_CERTS_MAX at most. Messages carry the line of the block.
 * `password` may be NULL.
 */
#define PL_CERTS_MAX 1000
#define PL_CERT_FILE_MAX (8u << 20)
struct pl_cert_list {
	struct pl_cert **items;
	int *lines; /* line of each BEGIN, 1 for DER */
	size_t n, cap;
	bool with_key; /* a PKCS #12 has a private key beside them, which nobody decrypted */
};
PL_MUST_USE bool pl_certs_read(struct pl_pki *pki, const char *file, struct pl_bytes data,
			       const struct pl_password *password, struct pl_cert_list *out,
			       struct pl_error *err);
/* The same without a password. */
PL_MUST_USE bool pl_certs_parse(struct pl_pki *pki, const char *file, struct pl_bytes data,
				struct pl_cert_list *out, struct pl_error *err);
/* Whether the bytes are a container in DER rather than a certificate or text. */
PL_MUST_USE bool pl_certs_is_bundle(struct pl_bytes data);
/* The index of the first certificate in the list that equals this one; its own when it is that. */
size_t pl_cert_list_first(const struct pl_cert_list *list, size_t index);
/* Refuses what holds no certificate for a reason of its own, with a remedy:
 * text in UTF-16, a Java key store, a private key in DER. pl_certs_parse has asked already. */
PL_MUST_USE bool pl_certs_check_kind(const char *file, struct pl_bytes data,
				     struct pl_error *err);
void pl_cert_list_clear(struct pl_cert_list *list);

/* Appends the PEM block. */
void pl_cert_pem(const struct pl_cert *cert, struct pl_buf *out);

#endif
