/* Which authorities may issue for a host, and how is one of them chosen? */
#include <config.h>

#include "lab/model.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

const char *pl_pool_mode_name(enum pl_pool_mode mode)
{
	static const char *const names[] = {
		[PL_POOL_ROUND_ROBIN] = "round-robin",
		[PL_POOL_RANDOM] = "random",
		[PL_POOL_FROZEN] = "frozen",
	};

	return names[mode];
}

void pl_pool_add(struct pl_pool *pool, const char *name, struct pl_pos pos)
{
	pool->names = pl_realloc(pool->names, pool->n + 1, sizeof(*pool->names));
	pool->pos = pl_realloc(pool->pos, pool->n + 1, sizeof(*pool->pos));
	pool->names[pool->n] = pl_strdup(name);
	pool->pos[pool->n++] = pos;
}

struct pl_pool pl_pool_copy(const struct pl_pool *from)
{
	struct pl_pool pool = { .mode = from->mode };

	if (from->n == 0)
		return pool;
	pool.names = pl_calloc(from->n, sizeof(*pool.names));
	for (pool.n = 0; pool.n < from->n; pool.n++)
		pool.names[pool.n] = pl_strdup(from->names[pool.n]);
	return pool;
}

bool pl_pool_has(const struct pl_pool *pool, const char *name)
{
	for (size_t i = 0; i < pool->n; i++)
		if (pl_streq(pool->names[i], name))
			return true;
	return false;
}

void pl_pool_clear(struct pl_pool *pool)
{
	for (size_t i = 0; i < pool->n; i++)
		free(pool->names[i]);
	free(pool->names);
	free(pool->pos);
	*pool = (struct pl_pool){ 0 };
}
