/* What the readers of certificate files share; only files of pki/ include this. */
#ifndef PINLAB_PKI_CERT_READER_H
#define PINLAB_PKI_CERT_READER_H

#include "pki/cert.h"

struct pl_cert_reader {
	struct pl_pki *pki;
	const char *file;
	const struct pl_password *password; /* NULL: there is none */
	struct pl_cert_list *out;
	struct pl_error *err;
	int line;      /* where the DER begins that is read: of its BEGIN, 0 for a file of DER */
	size_t number; /* certificates met since that line */
};

/* The position that messages carry. */
struct pl_pos pl_cert_reader_pos(const struct pl_cert_reader *in);
/* Refuses, with the position; yields false. */
bool pl_cert_reader_refuse(struct pl_cert_reader *in, const char *fmt, ...) PL_PRINTF(2, 3);
/* Parses one certificate and appends it. False with the error set. */
PL_MUST_USE bool pl_cert_reader_add(struct pl_cert_reader *in, struct pl_bytes der);

/* Reads what a file of DER or a PEM block holds: certificates one after another, PKCS #7 or PKCS #12. */
PL_MUST_USE bool pl_cert_reader_der(struct pl_cert_reader *in, struct pl_bytes der);

/* PKCS #7, CMS: whether the bytes begin so, and the certificates of a SignedData. */
PL_MUST_USE bool pl_pkcs7_is(struct pl_bytes der);
PL_MUST_USE bool pl_pkcs7_read(struct pl_cert_reader *in, struct pl_bytes der);

/* PKCS #12, likewise; its password is asked for when its certificates are encrypted. */
PL_MUST_USE bool pl_pkcs12_is(struct pl_bytes der);
PL_MUST_USE bool pl_pkcs12_read(struct pl_cert_reader *in, struct pl_bytes der);

#endif
