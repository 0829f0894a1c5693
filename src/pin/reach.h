/* Which names a pattern is for, said without any client's own asterisks and switches. */
#ifndef PINLAB_PIN_REACH_H
#define PINLAB_PIN_REACH_H

#include "pin/client.h"

enum pl_below { PL_BELOW_NONE, PL_BELOW_ONE, PL_BELOW_ANY }; /* labels in front of the name */

struct pl_reach {
	const char *name; /* borrowed from the pattern */
	bool itself;
	enum pl_below below;
};

/* Nothing at all where the client never matches such a pattern. */
struct pl_reach pl_reach_of(const struct pl_client *client, const struct pl_rule *rule,
			    const struct pl_pattern *pattern);
/* Adds the patterns of another client for these names, as near as it can say them: where it cannot
 * stop at one label it covers all, and where it cannot leave out the name itself it covers it. */
void pl_reach_cover(const struct pl_client *client, const struct pl_reach *reach,
		    struct pl_rule *rule);

#endif
