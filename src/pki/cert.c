/* What does this one certificate say? */
#include <config.h>

#include "pki/cert.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "util/mem.h"

static void free_subtrees(struct pl_subtrees *trees)
{
	for (size_t i = 0; i < trees->n_dns; i++)
		free(trees->dns[i]);
	free(trees->dns);
	free(trees->ip);
}

static void free_cert(struct pl_cert *cert)
{
	free(cert->der);
	free(cert->subject);
	free(cert->issuer);
	free(cert->common_name);
	for (size_t i = 0; i < cert->n_dns; i++)
		free(cert->dns[i]);
	free(cert->dns);
	free(cert->ips);
	free_subtrees(&cert->permitted);
	free_subtrees(&cert->excluded);
	free(cert->ski);
	free(cert->aki);
	free(cert);
}

struct pl_cert *pl_cert_ref(const struct pl_cert *cert)
{
	/* The count is the one part of a shared value that changes. */
	struct pl_cert *shared = (struct pl_cert *)(uintptr_t)cert;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_cert_unref(struct pl_cert *cert)
{
	if (cert && pl_ref_put(&cert->ref))
		free_cert(cert);
}

/* What the bytes alone answer: spans, digests, serial number. */
static bool fill_bytes(struct pl_cert *cert, const char **why, size_t *at)
{
	const struct pl_cert_spans *spans = &cert->spans;
	struct pl_bytes part;

	if (!pl_der_spans((struct pl_bytes){ cert->der, cert->der_len }, &cert->spans, why, at))
		return false;
	*at = spans->serial.start;
	*why = "the serial number is empty or longer than 32 octets";
	if (spans->serial.len == 0 || spans->serial.len > sizeof(cert->serial))
		return false;
	cert->serial_len = spans->serial.len;
	memcpy(cert->serial, cert->der + spans->serial.start, cert->serial_len);

	cert->subject_der = pl_cert_span(cert, spans->subject);
	cert->issuer_der = pl_cert_span(cert, spans->issuer);
	cert->self_issued = pl_bytes_equal(cert->subject_der, cert->issuer_der);
	pl_sha256(cert->der, cert->der_len, cert->sha256);
	part = pl_cert_span(cert, spans->spki);
	pl_sha256(part.data, part.len, cert->spki_sha256);
	part = pl_cert_span(cert, spans->key);
	pl_sha256(part.data, part.len, cert->key_sha256);
	return true;
}

/* GnuTLS decides whether it is a certificate and interprets its fields. */
static bool fill_fields(struct pl_pki *pki, struct pl_cert *cert, const char **why)
{
	const gnutls_datum_t der = { cert->der, (unsigned)cert->der_len };
	gnutls_x509_crt_t crt;
	bool ok = false;

	*why = "GnuTLS refuses it as a certificate";
	if (gnutls_x509_crt_init(&crt) < 0)
		return false;
	if (gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) >= 0) {
		cert->version = gnutls_x509_crt_get_version(crt);
		pl_cert_fill_key(cert, crt);
		ok = pl_cert_fill_names(cert, crt, pki ? &pki->names : NULL, why) &&
		     pl_cert_fill_dates(cert, crt, why) && pl_cert_fill_extensions(cert, why);
	}
	gnutls_x509_crt_deinit(crt);
	return ok;
}

struct pl_cert *pl_cert_parse_at(struct pl_pki *pki, struct pl_bytes der, struct pl_pos pos,
				 struct pl_error *err)
{
	struct pl_cert *cert;
	const char *why;
	size_t at;

	if (der.len > PL_CERT_MAX) {
		pl_error_input(err, pos, "the certificate has %zu bytes; %u is the limit", der.len,
			       PL_CERT_MAX);
		return NULL;
	}
	cert = pl_calloc(1, sizeof(*cert));
	pl_ref_init(&cert->ref);
	cert->path_len = -1;
	cert->der = pl_memdup(der.data, der.len);
	cert->der_len = der.len;
	if (!fill_bytes(cert, &why, &at)) {
		pl_error_input(err, pos,
			       "this certificate cannot be read: %s (byte %zu); get it again "
			       "from its source",
			       why, at);
	} else if (!fill_fields(pki, cert, &why)) {
		pl_error_input(err, pos,
			       "this certificate cannot be read: %s; get it again from its source",
			       why);
	} else {
		if (pki)
			pki->counts->certs_imported++;
		return cert;
	}
	free_cert(cert);
	return NULL;
}

struct pl_cert *pl_cert_parse(struct pl_pki *pki, struct pl_bytes der, const char *where,
			      struct pl_error *err)
{
	return pl_cert_parse_at(pki, der, (struct pl_pos){ .file = where }, err);
}
