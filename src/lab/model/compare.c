/* How does an expectation hold a number against its limit? */
#include <config.h>

#include "lab/model.h"

bool pl_compare_holds(enum pl_compare compare, int64_t value, int64_t limit)
{
	switch (compare) {
	case PL_LESS:
		return value < limit;
	case PL_LESS_EQUAL:
		return value <= limit;
	case PL_MORE:
		return value > limit;
	case PL_MORE_EQUAL:
		return value >= limit;
	default:
		return value == limit;
	}
}

const char *pl_compare_sign(enum pl_compare compare)
{
	static const char *const signs[] = {
		[PL_LESS] = "<",        [PL_LESS_EQUAL] = "<=", [PL_MORE] = ">",
		[PL_MORE_EQUAL] = ">=", [PL_EQUAL] = "=",
	};

	return signs[compare];
}
