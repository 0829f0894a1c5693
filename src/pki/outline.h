/*
 * Certificates that are not at hand, as those know them who only heard of
 * them: a log's search tells of names, dates and perhaps digests. An outline
 * stands in a path beside real certificates. It has no bytes, so nothing can be
 * verified with it, and what is not known of it matches no pin.
 */
#ifndef PINLAB_PKI_OUTLINE_H
#define PINLAB_PKI_OUTLINE_H

#include "pki/cert.h"

/* What is known; NULL: not. Everything is copied. */
struct pl_outline {
	const char *subject, *issuer, *common_name; /* text; a subject is needed */
	const uint8_t *sha256, *spki_sha256, *key_sha256; /* 32 bytes each */
	const uint8_t *serial;
	size_t serial_len;
	int64_t not_before, not_after;
	const char *const *dns;
	size_t n_dns;
	bool ca;
};

/* Never NULL. */
PL_MUST_USE struct pl_cert *pl_cert_outline(const struct pl_outline *known);

/* True when it is one. */
static inline bool pl_cert_is_outline(const struct pl_cert *cert)
{
	return cert->der_len == 0;
}

/* Half of a certificate, made for logs only (RFC 6962 3.1): its key is the certificate's, its
 * bytes are not. */
PL_MUST_USE bool pl_cert_is_precertificate(const struct pl_cert *cert);

#endif
