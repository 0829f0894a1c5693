/* Is the list server there? */
#include <config.h>

#include "lab/state/parts.h"

#include "util/time.h"

int64_t pl_world_list_outage(const struct pl_world *world, int64_t at)
{
	return at >= world->list_down_from && at < world->list_down_until ? world->list_down_until
									   : PL_TIME_NONE;
}
