/* Is the list server there? */
#include <config.h>

#include "lab/state/parts.h"

#include "lab/revocation.h"
#include "util/time.h"

int64_t pl_world_list_outage(const struct pl_world *world, int64_t at)
{
	for (size_t i = 0; i < world->n_outages; i++) {
		const struct pl_outage *outage = &world->outages[i];

		if (outage->what == PL_OUTAGE_LIST && outage->from <= at && at < outage->until)
			return outage->until;
	}
	return PL_TIME_NONE;
}
