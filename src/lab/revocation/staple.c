/* Which OCSP answer does a server staple? */
#include <config.h>

#include "lab/revocation.h"

#include "lab/parts.h"
#include "util/time.h"

struct pl_status pl_host_staple(const struct pl_world *world, const struct pl_host *host,
				const struct pl_cert *leaf, int64_t at)
{
	const struct pl_authority *issuer = pl_world_issuer_of(world, leaf);
	const struct pl_status none = { .there = false };
	const struct pl_outage *outage;

	while (host->staples && issuer && at >= host->loaded) {
		int64_t asked = at - (at - host->loaded) % PL_STAPLE_EVERY;

		outage = pl_channel_outage(world, issuer, PL_CHANNEL_OCSP, asked);
		if (!outage)
			return pl_channel_says(world, issuer, leaf, PL_CHANNEL_OCSP, asked);
		at = outage->from - 1;
	}
	return none;
}

int64_t pl_host_asks(const struct pl_world *world, const struct pl_host *host,
		     const struct pl_cert *leaf, int64_t at)
{
	const struct pl_authority *issuer = pl_world_issuer_of(world, leaf);
	const struct pl_outage *outage;

	while (issuer && at < PL_TIME_MAX - PL_STAPLE_EVERY) {
		if (at < host->loaded)
			at = host->loaded;
		at += (PL_STAPLE_EVERY - (at - host->loaded) % PL_STAPLE_EVERY) % PL_STAPLE_EVERY;
		outage = pl_channel_outage(world, issuer, PL_CHANNEL_OCSP, at);
		if (!outage)
			return at;
		at = outage->until;
	}
	return PL_TIME_MAX;
}
