/* The real certificates that PINLAB_REAL_CERTS names: index.tsv and the files it lists. */
#ifndef PINLAB_TESTS_PKI_REAL_CERTS_H
#define PINLAB_TESTS_PKI_REAL_CERTS_H

#include "pki/chain.h"

struct real_cert {
	char *file, *type,
	    *parents; /* parents: files whose key verifies the signature, blank-separated */
	struct pl_cert *cert;
};

struct real_certs {
	struct pl_pki *pki;
	struct real_cert *items;
	size_t n, cap;
};

/* False when there are none; ends the program when a file cannot be read. */
bool real_load(struct real_certs *real);
void real_clear(struct real_certs *real);

/* True when the index says that `parent` signed `cert`. */
bool real_is_parent(const struct real_cert *cert, const struct real_cert *parent);

/* The certificate and everything above it but self-signed ones, nearest first. */
struct pl_chain *real_everything(const struct real_certs *real, size_t leaf);
/* The self-signed certificates above it. */
struct pl_chain *real_roots(const struct real_certs *real, size_t leaf);

/* Calls `visit` for each way from the leaf to a self-signed certificate: its
 * places in the list, leaf first. */
#define REAL_WAY_MAX 8
typedef void (*real_visit)(const struct real_certs *real, const size_t *way, size_t n, void *arg);
void real_ways(const struct real_certs *real, size_t leaf, real_visit visit, void *arg);

#endif
