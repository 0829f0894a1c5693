/* Which tree has a log published so far? */
#include <config.h>

#include "lab/ct.h"

#include <stdlib.h>

#include "pki/sct.h"
#include "util/mem.h"

static void hash_entry(const struct pl_log_entry *entry, struct pl_hash *out)
{
	struct pl_precert precert;
	struct pl_buf leaf = PL_BUF_INIT;
	const char *why;

	/* The CA's own certificate could be read when it was made. */
	(void)!pl_precert_of(entry->cert, entry->issuer_spki, &precert, &why);
	pl_log_leaf((uint64_t)entry->at * 1000, &precert, &leaf);
	pl_merkle_leaf(leaf.data, leaf.len, out);
	pl_buf_clear(&leaf);
	pl_buf_clear(&precert.tbs);
}

static size_t count(const struct pl_world *world, size_t log)
{
	size_t n = 0;

	for (const struct pl_log_entry *entry = world->logged; entry; entry = entry->previous)
		n += entry->log == log;
	return n;
}

size_t pl_world_log_root(const struct pl_world *world, size_t log, struct pl_hash *root)
{
	size_t n = count(world, log), at = n;
	struct pl_hash *leaves = pl_calloc(n + 1, sizeof(*leaves));

	for (const struct pl_log_entry *entry = world->logged; entry; entry = entry->previous)
		if (entry->log == log)
			hash_entry(entry, &leaves[--at]);
	pl_merkle_root(leaves, n, root);
	free(leaves);
	return n;
}
