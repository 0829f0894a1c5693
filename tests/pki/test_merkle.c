/* Does a log's tree have RFC 6962's roots, and do its proofs prove that and nothing else? */
#include <config.h>

#include <string.h>

#include "pki/merkle.h"
#include "tests/tap.h"
#include "util/compiler.h"
#include "util/text.h"

#define LEAVES 130

/* The eight entries and roots that implementations of RFC 6962 hand on to each other. */
static const struct {
	const char *entry;
	size_t len;
	const char *root; /* with all before it */
} known[] = {
	{ "", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
	{ "\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
	{ "\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
	{ "\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
	{ "\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
	{ "\x40\x41\x42\x43", 4,
	  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
	{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8,
	  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
	{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
	  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
};

static void test_known(void)
{
	struct pl_hash leaves[PL_ARRAY_LEN(known)], root;
	char hex[65], name[60];

	pl_merkle_root(NULL, 0, &root);
	tap_text(pl_hex(root.bytes, 32, hex),
		 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		 "the empty tree is the hash of nothing");
	for (size_t i = 0; i < PL_ARRAY_LEN(known); i++) {
		pl_merkle_leaf(known[i].entry, known[i].len, &leaves[i]);
		pl_merkle_root(leaves, i + 1, &root);
		snprintf(name, sizeof(name), "the root of %zu known entries", i + 1);
		tap_text(pl_hex(root.bytes, 32, hex), known[i].root, name);
	}
}

static void fill(struct pl_hash leaves[LEAVES])
{
	for (size_t i = 0; i < LEAVES; i++) {
		uint8_t entry = (uint8_t)i;

		pl_merkle_leaf(&entry, 1, &leaves[i]);
	}
}

/* How many of a proof's possible changes are noticed: each hash, one less, one more. */
static bool notices_inclusion(const struct pl_hash *leaf, size_t at, size_t n,
			      const struct pl_proof *proof, const struct pl_hash *root)
{
	struct pl_proof bad = *proof;

	for (size_t i = 0; i < proof->n; i++) {
		bad.items[i].bytes[7] ^= 1;
		if (pl_merkle_included(leaf, at, n, &bad, root))
			return false;
		bad.items[i].bytes[7] ^= 1;
	}
	bad.items[bad.n++] = *leaf;
	if (pl_merkle_included(leaf, at, n, &bad, root))
		return false;
	bad.n = proof->n ? proof->n - 1 : 0;
	return proof->n == 0 || !pl_merkle_included(leaf, at, n, &bad, root);
}

static bool inclusion_holds(const struct pl_hash *leaves, size_t n)
{
	struct pl_hash root;
	struct pl_proof proof;

	pl_merkle_root(leaves, n, &root);
	for (size_t at = 0; at < n; at++) {
		pl_merkle_inclusion(leaves, n, at, &proof);
		if (!pl_merkle_included(&leaves[at], at, n, &proof, &root) ||
		    !notices_inclusion(&leaves[at], at, n, &proof, &root))
			return false;
		/* Neither another leaf nor another place has this proof. */
		if (n > 1 && (pl_merkle_included(&leaves[(at + 1) % n], at, n, &proof, &root) ||
			      pl_merkle_included(&leaves[at], (at + 1) % n, n, &proof, &root)))
			return false;
		if (pl_merkle_included(&leaves[at], n, n, &proof, &root))
			return false;
	}
	return true;
}

static bool notices_consistency(size_t old, const struct pl_hash *before, size_t n,
				const struct pl_hash *after, const struct pl_proof *proof)
{
	struct pl_hash other = *before;
	struct pl_proof bad = *proof;

	for (size_t i = 0; i < proof->n; i++) {
		bad.items[i].bytes[31] ^= 0x80;
		if (pl_merkle_consistent(old, before, n, after, &bad))
			return false;
		bad.items[i].bytes[31] ^= 0x80;
	}
	bad.items[bad.n++] = *before;
	other.bytes[0] ^= 1;
	return !pl_merkle_consistent(old, before, n, after, &bad) &&
	       !pl_merkle_consistent(old, &other, n, after, proof) &&
	       !pl_merkle_consistent(old, before, n, &other, proof);
}

static bool consistency_holds(const struct pl_hash *leaves, size_t n)
{
	struct pl_hash before, after;
	struct pl_proof proof;

	pl_merkle_root(leaves, n, &after);
	for (size_t old = 1; old <= n; old++) {
		pl_merkle_root(leaves, old, &before);
		pl_merkle_consistency(leaves, n, old, &proof);
		if (!pl_merkle_consistent(old, &before, n, &after, &proof) ||
		    !notices_consistency(old, &before, n, &after, &proof))
			return false;
	}
	return !pl_merkle_consistent(0, &before, n, &after, &proof) &&
	       !pl_merkle_consistent(n + 1, &before, n, &after, &proof);
}

static void test_proofs(void)
{
	struct pl_hash leaves[LEAVES];
	size_t included = 0, consistent = 0;

	fill(leaves);
	for (size_t n = 1; n <= LEAVES; n++) {
		included += inclusion_holds(leaves, n);
		consistent += consistency_holds(leaves, n);
	}
	tap_ok(included == LEAVES, "every leaf of every tree of 1 to %d is proved, and only there",
	       LEAVES);
	tap_ok(consistent == LEAVES,
	       "every tree of 1 to %d is proved to begin with each before it, and only with those",
	       LEAVES);
}

/* A log that rewrote its past cannot prove that the new tree begins with the old. */
static void test_rewritten(void)
{
	struct pl_hash leaves[LEAVES], before, after;
	struct pl_proof proof;

	fill(leaves);
	pl_merkle_root(leaves, 50, &before);
	leaves[17] = leaves[18];
	pl_merkle_root(leaves, 100, &after);
	pl_merkle_consistency(leaves, 100, 50, &proof);
	tap_ok(!pl_merkle_consistent(50, &before, 100, &after, &proof),
	       "a log that replaced an entry is found out");
}

int main(void)
{
	test_known();
	test_proofs();
	test_rewritten();
	return tap_done();
}
