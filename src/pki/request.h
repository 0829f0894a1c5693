/* Certificate requests (PKCS #10, RFC 2986), as an authority wants them. */
#ifndef PINLAB_PKI_REQUEST_H
#define PINLAB_PKI_REQUEST_H

#include "pki/key.h"

#define PL_REQUEST_NAMES_MAX 100 /* what public authorities put into one certificate */

/* Whether a certificate can be asked for this name: a DNS name, its first label
 * perhaps "*", or an IP address. False with a usage error. */
PL_MUST_USE bool pl_request_check_name(const char *name, struct pl_error *err);

/* Appends a request in PEM for these names (all checked, at least one), signed by the key. */
PL_MUST_USE bool pl_request_write(const struct pl_key *key, const char *const *names, size_t n,
				  struct pl_buf *out, struct pl_error *err);

#endif
