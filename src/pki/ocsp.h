/*
 * OCSP answers (RFC 6960), as the issuer itself signs them: about one
 * certificate, good, revoked or unknown. Made without GnuTLS's help, which can
 * only read them; read, and their signatures checked, by GnuTLS.
 */
#ifndef PINLAB_PKI_OCSP_H
#define PINLAB_PKI_OCSP_H

#include "pki/crl.h"

enum pl_ocsp_status { PL_OCSP_GOOD, PL_OCSP_REVOKED, PL_OCSP_UNKNOWN };

/* What an answer says. */
struct pl_ocsp_answer {
	enum pl_ocsp_status status;
	int64_t this_update, next_update; /* seconds UTC, 1970 to 9999; next is the first second
					   * in which it no longer counts */
	int64_t revoked_at;               /* PL_OCSP_REVOKED */
	enum pl_revoked_for reason;
};

/* Appends the DER of a whole OCSPResponse, signed with the issuer's key. The same request gives
 * the same bytes. */
PL_MUST_USE bool pl_ocsp_make(struct pl_pki *pki, const struct pl_cert *cert,
			      const struct pl_cert *issuer, const struct pl_key *key,
			      const struct pl_ocsp_answer *answer, struct pl_buf *der,
			      struct pl_error *err);
/*
 * Reads an answer that must be about `cert` and signed by `issuer` itself. False with *why, a
 * static clause. Whether it is fresh is the caller's question.
 */
PL_MUST_USE bool pl_ocsp_read(struct pl_bytes der, const struct pl_cert *cert,
			      const struct pl_cert *issuer, struct pl_ocsp_answer *out,
			      const char **why);

#endif
