/* A chain: certificates in the order a server presents them, leaf first. Immutable, shared. */
#ifndef PINLAB_PKI_CHAIN_H
#define PINLAB_PKI_CHAIN_H

#include "pki/cert.h"

struct pl_chain {
	struct pl_ref ref;
	uint8_t id[32]; /* SHA-256 over the certificates' SHA-256s: equal chains, equal ids */
	size_t n;
	struct pl_cert *certs[];
};

/* Takes new references on the certificates. n may be 0. */
PL_MUST_USE struct pl_chain *pl_chain_new(struct pl_cert *const *certs, size_t n);
struct pl_chain *pl_chain_ref(const struct pl_chain *chain); /* NULL is fine */
void pl_chain_unref(struct pl_chain *chain);

#endif
