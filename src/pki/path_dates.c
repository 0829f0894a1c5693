/* Is a path valid at this second? */
#include <config.h>

#include "pki/path.h"

static enum pl_fault expiry_of(const struct pl_path *path, size_t at)
{
	if (at == 0)
		return PL_FAULT_EXPIRED;
	return at == path->n - 1 ? PL_FAULT_ROOT_EXPIRED : PL_FAULT_ISSUER_EXPIRED;
}

/* A leaf that is its own anchor is first of all a leaf: its dates always count. */
static size_t dated(const struct pl_path *path, bool check_anchor_dates)
{
	return check_anchor_dates || path->n == 1 ? path->n : path->n - 1;
}

enum pl_fault pl_path_dates(const struct pl_path *path, int64_t now, bool check_anchor_dates,
			    size_t *at)
{
	size_t n = dated(path, check_anchor_dates);

	for (*at = 0; *at < n; (*at)++) {
		if (now < path->certs[*at]->not_before)
			return PL_FAULT_NOT_YET_VALID;
	}
	for (*at = 0; *at < n; (*at)++) {
		if (now > path->certs[*at]->not_after)
			return expiry_of(path, *at);
	}
	*at = 0;
	return PL_FAULT_NONE;
}
