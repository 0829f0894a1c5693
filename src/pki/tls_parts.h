/* What the files of a TLS server share; only pki/ includes it. */
#ifndef PINLAB_PKI_TLS_PARTS_H
#define PINLAB_PKI_TLS_PARTS_H

#include <gnutls/ocsp.h>

#include "pki/internal.h"
#include "pki/tls_faces.h"

/* A face as GnuTLS wants it. */
struct pl_tls_shown {
	char **names; /* owned */
	size_t n_names;
	gnutls_pcert_st *certs;
	size_t n_certs; /* imported so far */
	gnutls_privkey_t key; /* borrowed */
	gnutls_ocsp_data_st staple; /* owns its bytes; of no size: none */
	unsigned share;
};

struct pl_tls_faces {
	struct pl_ref ref;
	int64_t now;
	gnutls_certificate_credentials_t credentials; /* one for all: see on_wanted */
	gnutls_priority_t priority;
	struct pl_tls_shown *shown;
	size_t n;
};

/* GnuTLS asks this for the certificate; the session tells which. */
int pl_tls_session_shows(gnutls_session_t session, const struct gnutls_cert_retr_st *info,
			 gnutls_pcert_st **certs, unsigned *n, gnutls_ocsp_data_st **staples,
			 unsigned *n_staples, gnutls_privkey_t *key, unsigned *flags);

#endif
