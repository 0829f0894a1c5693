/* How is it called where a number comes from? */
#include <config.h>

#include "lab/origin.h"

const char *pl_origin_name(enum pl_origin origin)
{
	static const char *const names[PL_ORIGINS] = {
		[PL_ORIGIN_MEASURED] = "measured",
		[PL_ORIGIN_WRITTEN] = "written",
		[PL_ORIGIN_PRESET] = "preset",
		[PL_ORIGIN_ASSUMED] = "assumed",
	};

	return names[origin];
}
