/* What did a server present, as one shared value? */
#include <config.h>

#include "pki/chain.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

struct pl_chain *pl_chain_new(struct pl_cert *const *certs, size_t n)
{
	struct pl_chain *chain = pl_calloc(1, sizeof(*chain) + n * sizeof(*chain->certs));
	uint8_t *ids = pl_calloc(n + 1, 32);

	pl_ref_init(&chain->ref);
	chain->n = n;
	for (size_t i = 0; i < n; i++) {
		chain->certs[i] = pl_cert_ref(certs[i]);
		memcpy(ids + i * 32, certs[i]->sha256, 32);
	}
	pl_sha256(ids, n * 32, chain->id);
	free(ids);
	return chain;
}

struct pl_chain *pl_chain_ref(const struct pl_chain *chain)
{
	/* The count is the one part of a shared value that changes. */
	struct pl_chain *shared = (struct pl_chain *)(uintptr_t)chain;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_chain_unref(struct pl_chain *chain)
{
	if (!chain || !pl_ref_put(&chain->ref))
		return;
	for (size_t i = 0; i < chain->n; i++)
		pl_cert_unref(chain->certs[i]);
	free(chain);
}
