/*
 * The tree of a log (RFC 6962 2.1): hashes of entries in the order in which they
 * came, and proofs that an entry is in it or that a larger tree contains a smaller.
 */
#ifndef PINLAB_PKI_MERKLE_H
#define PINLAB_PKI_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/compiler.h"

struct pl_hash {
	uint8_t bytes[32];
};

/* Proofs of a tree of less than 2^64 entries have no more. */
#define PL_PROOF_MAX 65
struct pl_proof {
	struct pl_hash items[PL_PROOF_MAX];
	size_t n;
};

/* The hash of one entry; `data` is its MerkleTreeLeaf. */
void pl_merkle_leaf(const void *data, size_t len, struct pl_hash *out);
/* The root over n leaves; of none it is the hash of nothing. */
void pl_merkle_root(const struct pl_hash *leaves, size_t n, struct pl_hash *out);

/* That leaf `at` is in the tree of n leaves; at < n. */
void pl_merkle_inclusion(const struct pl_hash *leaves, size_t n, size_t at, struct pl_proof *out);
PL_MUST_USE bool pl_merkle_included(const struct pl_hash *leaf, size_t at, size_t n,
				    const struct pl_proof *proof, const struct pl_hash *root);

/* That the tree of n leaves begins with the tree of its first `old`; 0 < old <= n. */
void pl_merkle_consistency(const struct pl_hash *leaves, size_t n, size_t old,
			   struct pl_proof *out);
PL_MUST_USE bool pl_merkle_consistent(size_t old, const struct pl_hash *old_root, size_t n,
				      const struct pl_hash *root, const struct pl_proof *proof);

#endif
