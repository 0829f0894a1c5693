/*
 * A small bounded DER walker: where in a certificate the bytes lie that pins
 * cover. Minimal lengths only; nothing is copied. libtasn1 is its oracle in tests.
 */
#ifndef PINLAB_PKI_DER_H
#define PINLAB_PKI_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/error.h"

struct pl_span {
	size_t start, len; /* bytes */
};

struct pl_cert_spans {
	struct pl_span certificate;
	struct pl_span tbs;
	struct pl_span serial; /* content octets */
	struct pl_span issuer, validity, subject;
	struct pl_span spki;   /* SubjectPublicKeyInfo, with its header */
	struct pl_span key;    /* content of subjectPublicKey without the unused-bits octet */
	struct pl_span extensions; /* the SEQUENCE, len 0 when absent */
};

/* False when the bytes are not one whole certificate; *why is a static sentence, *at the byte. */
PL_MUST_USE bool pl_der_spans(struct pl_bytes der, struct pl_cert_spans *out, const char **why,
			      size_t *at);

/* One element of the tree that `inspect` shows, made by libtasn1 where it is a
 * certificate and by the walker otherwise. Flat, in depth-first order. */
struct pl_der_item {
	int depth;
	size_t start, header, len; /* start of the tag, bytes of tag and length, bytes of content */
	const char *type;          /* static: "SEQUENCE", "OBJECT IDENTIFIER", ... */
	char *name;                /* field in RFC 5280's words, or NULL */
	char *value;               /* text form, or NULL */
};

struct pl_der_tree {
	struct pl_der_item *items;
	size_t n, cap;
	bool is_certificate;
};

PL_MUST_USE bool pl_der_tree(struct pl_bytes der, struct pl_der_tree *out, struct pl_error *err);
void pl_der_tree_clear(struct pl_der_tree *tree);

#endif
