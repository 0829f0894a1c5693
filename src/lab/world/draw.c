/* Which authority of a pool issues a host's next certificate? */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

/* From the stream of this host and this certificate, so that no other host's draws move it. */
static size_t draw(struct pl_change *change, const struct pl_host *host)
{
	char *name = pl_asprintf("%s#%u", host->id, host->issued + 1);
	uint8_t bytes[8];
	uint64_t number = 0;

	pl_pki_random(pl_engine_pki(change->engine), "pool", name, bytes, sizeof(bytes));
	free(name);
	for (size_t i = 0; i < sizeof(bytes); i++)
		number = number << 8 | bytes[i];
	return (size_t)(number % host->pool.n);
}

static size_t first_choice(struct pl_change *change, const struct pl_host *host)
{
	if (host->pool.mode == PL_POOL_FROZEN)
		return 0;
	return host->pool.mode == PL_POOL_RANDOM ? draw(change, host)
						 : host->issued % host->pool.n;
}

bool pl_world_can_issue(const struct pl_world *world, const struct pl_authority *authority)
{
	struct pl_error err = PL_ERROR_INIT;
	bool can = authority &&
		   pl_world_issuing(world, authority, (struct pl_pos){ 0 }, &err) != NULL;

	pl_error_clear(&err);
	return can;
}

/* A member that cannot issue now is passed over for the one behind it. */
const struct pl_authority *pl_change_draw(struct pl_change *change, const struct pl_host *host)
{
	const struct pl_authority *wanted = NULL;
	size_t at;

	if (host->pool.n == 0)
		return pl_world_authority(change->world, host->issuer);
	at = first_choice(change, host);
	for (size_t i = 0; i < host->pool.n; i++) {
		const char *name = host->pool.names[(at + i) % host->pool.n];
		const struct pl_authority *member = pl_world_authority(change->world, name);

		if (pl_world_can_issue(change->world, member))
			return member;
		wanted = wanted ? wanted : member;
	}
	return wanted;
}

bool pl_host_may_issue(const struct pl_host *host, const char *authority)
{
	if (host->pool.n > 0)
		return pl_pool_has(&host->pool, authority);
	return pl_streq(host->issuer, authority);
}
