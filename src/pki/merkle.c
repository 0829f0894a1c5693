/* Which tree do a log's entries make, and what proves it? */
#include <config.h>

#include "pki/merkle.h"

#include <string.h>

#include "pki/pki.h"
#include "util/buf.h"

void pl_merkle_leaf(const void *data, size_t len, struct pl_hash *out)
{
	struct pl_buf input = PL_BUF_INIT;

	/* RFC 6962 2.1: leaves and nodes can never be taken for each other. */
	pl_buf_putc(&input, 0x00);
	pl_buf_add(&input, data, len);
	pl_sha256(input.data, input.len, out->bytes);
	pl_buf_clear(&input);
}

static void join(const struct pl_hash *left, const struct pl_hash *right, struct pl_hash *out)
{
	uint8_t input[1 + 2 * sizeof(*left)] = { 0x01 };

	memcpy(input + 1, left->bytes, sizeof(left->bytes));
	memcpy(input + 1 + sizeof(left->bytes), right->bytes, sizeof(right->bytes));
	pl_sha256(input, sizeof(input), out->bytes);
}

/* The largest power of two below n; n > 1. */
static size_t split(size_t n)
{
	size_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

void pl_merkle_root(const struct pl_hash *leaves, size_t n, struct pl_hash *out)
{
	struct pl_hash left, right;
	size_t k;

	if (n == 0) {
		pl_sha256("", 0, out->bytes);
		return;
	}
	if (n == 1) {
		*out = leaves[0];
		return;
	}
	k = split(n);
	pl_merkle_root(leaves, k, &left);
	pl_merkle_root(leaves + k, n - k, &right);
	join(&left, &right, out);
}

static void add_root(struct pl_proof *proof, const struct pl_hash *leaves, size_t n)
{
	pl_merkle_root(leaves, n, &proof->items[proof->n++]);
}

/* PATH(m, D[n]) of RFC 6962 2.1.1 */
static void path(const struct pl_hash *leaves, size_t n, size_t at, struct pl_proof *proof)
{
	size_t k;

	if (n <= 1)
		return;
	k = split(n);
	if (at < k) {
		path(leaves, k, at, proof);
		add_root(proof, leaves + k, n - k);
	} else {
		path(leaves + k, n - k, at - k, proof);
		add_root(proof, leaves, k);
	}
}

void pl_merkle_inclusion(const struct pl_hash *leaves, size_t n, size_t at, struct pl_proof *out)
{
	out->n = 0;
	path(leaves, n, at, out);
}

/* SUBPROOF(m, D[n], b) of RFC 6962 2.1.2 */
static void subproof(const struct pl_hash *leaves, size_t n, size_t old, bool whole,
		     struct pl_proof *proof)
{
	size_t k;

	if (old == n) {
		if (!whole)
			add_root(proof, leaves, n);
		return;
	}
	k = split(n);
	if (old <= k) {
		subproof(leaves, k, old, whole, proof);
		add_root(proof, leaves + k, n - k);
	} else {
		subproof(leaves + k, n - k, old - k, false, proof);
		add_root(proof, leaves, k);
	}
}

void pl_merkle_consistency(const struct pl_hash *leaves, size_t n, size_t old,
			   struct pl_proof *out)
{
	out->n = 0;
	if (old > 0 && old < n)
		subproof(leaves, n, old, true, out);
}

static bool equal(const struct pl_hash *a, const struct pl_hash *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* RFC 9162 2.1.3.2: the way that RFC 6962's authors wrote down later. */
bool pl_merkle_included(const struct pl_hash *leaf, size_t at, size_t n,
			const struct pl_proof *proof, const struct pl_hash *root)
{
	size_t node = at, last = n - 1;
	struct pl_hash hash = *leaf;

	if (at >= n)
		return false;
	for (size_t i = 0; i < proof->n; i++) {
		if (last == 0)
			return false;
		if (node & 1 || node == last) {
			join(&proof->items[i], &hash, &hash);
			while (!(node & 1) && node) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			join(&hash, &proof->items[i], &hash);
		}
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && equal(&hash, root);
}

/* Both roots as the proof has them, from `first` on (RFC 9162 2.1.4.2). */
static bool fold(size_t node, size_t last, const struct pl_hash *first,
		 const struct pl_hash *items, size_t n, struct pl_hash *old, struct pl_hash *all)
{
	*old = *all = *first;
	for (size_t i = 0; i < n; i++) {
		if (last == 0)
			return false;
		if (node & 1 || node == last) {
			join(&items[i], old, old);
			join(&items[i], all, all);
			while (!(node & 1) && node) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			join(all, &items[i], all);
		}
		node >>= 1;
		last >>= 1;
	}
	return last == 0;
}

bool pl_merkle_consistent(size_t old, const struct pl_hash *old_root, size_t n,
			  const struct pl_hash *root, const struct pl_proof *proof)
{
	const struct pl_hash *items = proof->items, *first = old_root;
	struct pl_hash was, is;
	size_t node, last, left = proof->n;

	if (old == 0 || old > n)
		return false;
	if (old == n)
		return proof->n == 0 && equal(old_root, root);
	if (proof->n == 0)
		return false;
	/* A whole subtree is its own root, which the proof leaves out. */
	if ((old & (old - 1)) != 0) {
		first = items++;
		left--;
	}
	for (node = old - 1, last = n - 1; node & 1; node >>= 1)
		last >>= 1;
	return fold(node, last, first, items, left, &was, &is) && equal(&was, old_root) &&
	       equal(&is, root);
}
