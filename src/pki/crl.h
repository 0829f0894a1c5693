/*
 * Certificate revocation lists (RFC 5280 section 5): version 2, with authority
 * key identifier, CRL number and reason codes. Making one costs as much as its
 * bytes: GnuTLS's own call is quadratic in the entries and knows no reasons.
 */
#ifndef PINLAB_PKI_CRL_H
#define PINLAB_PKI_CRL_H

#include "pki/cert.h"

/* RFC 5280 5.3.1; the numbers are those of the extension. certificateHold is not among them: the
 * Baseline Requirements forbid it (7.2.2). */
enum pl_revoked_for {
	PL_REVOKED_UNSPECIFIED = 0,
	PL_REVOKED_KEY_COMPROMISE = 1,
	PL_REVOKED_CA_COMPROMISE = 2,
	PL_REVOKED_AFFILIATION_CHANGED = 3,
	PL_REVOKED_SUPERSEDED = 4,
	PL_REVOKED_CESSATION = 5,
	PL_REVOKED_PRIVILEGE_WITHDRAWN = 9,
};
/* "key-compromise"; NULL for a number that is none of these. */
const char *pl_revoked_for_name(enum pl_revoked_for reason);
/* Their names, NULL-terminated, in the order of the numbers. */
extern const char *const pl_revoked_for_names[];
PL_MUST_USE bool pl_revoked_for_parse(const char *name, enum pl_revoked_for *out);

struct pl_crl_entry {
	const struct pl_cert *cert;
	int64_t at; /* seconds UTC */
	enum pl_revoked_for reason;
};

struct pl_crl_request {
	const struct pl_cert *issuer;
	const struct pl_key *key;           /* the issuer's */
	const struct pl_crl_entry *entries; /* written in this order */
	size_t n;
	uint64_t number;                    /* CRL number, higher with every issue */
	int64_t this_update, next_update;   /* seconds UTC, 1970 to 9999 */
};

/* Appends the DER. The same request gives the same bytes. */
PL_MUST_USE bool pl_crl_make(struct pl_pki *pki, const struct pl_crl_request *request,
			     struct pl_buf *der, struct pl_error *err);
/* Appends the PEM block. */
void pl_crl_pem(struct pl_bytes der, struct pl_buf *out);

#endif
