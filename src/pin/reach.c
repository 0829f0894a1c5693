/* Which names does a pattern reach, and how does another client say the same? */
#include <config.h>

#include "pin/reach.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

/* CertificatePinner's asterisks; before 4.3 two of them never cover anything. */
static struct pl_reach okhttp_reach(const struct pl_client *client, const char *name)
{
	if (pl_starts_with(name, "**."))
		return client->hosts.match == PL_HOSTS_OKHTTP
			? (struct pl_reach){ name + 3, true, PL_BELOW_ANY }
			: (struct pl_reach){ name + 3, false, PL_BELOW_NONE };
	if (pl_starts_with(name, "*."))
		return (struct pl_reach){ name + 2, false, PL_BELOW_ONE };
	return (struct pl_reach){ name, true, PL_BELOW_NONE };
}

struct pl_reach pl_reach_of(const struct pl_client *client, const struct pl_rule *rule,
			    const struct pl_pattern *pattern)
{
	struct pl_reach reach = { pattern->name, true, PL_BELOW_NONE };

	if (rule->only_covers)
		return reach;
	switch (client->hosts.match) {
	case PL_HOSTS_OKHTTP:
	case PL_HOSTS_OKHTTP_3: return okhttp_reach(client, pattern->name);
	case PL_HOSTS_ONE_LABEL: reach.below = pattern->subdomains ? PL_BELOW_ONE : PL_BELOW_NONE; break;
	case PL_HOSTS_DEEP: reach.below = pattern->subdomains ? PL_BELOW_ANY : PL_BELOW_NONE; break;
	default: break;
	}
	return reach;
}

static void cover_asterisk(struct pl_rule *rule, const char *asterisk, const char *name)
{
	char *pattern = pl_asprintf("%s%s", asterisk, name);

	pl_rule_cover(rule, pattern, false);
	free(pattern);
}

static void cover_okhttp(const struct pl_client *client, const struct pl_reach *reach,
			 struct pl_rule *rule)
{
	bool deep = client->hosts.match == PL_HOSTS_OKHTTP && reach->below == PL_BELOW_ANY;

	if (reach->itself && !deep)
		pl_rule_cover(rule, reach->name, false);
	if (deep)
		cover_asterisk(rule, "**.", reach->name);
	else if (reach->below != PL_BELOW_NONE)
		cover_asterisk(rule, "*.", reach->name);
}

void pl_reach_cover(const struct pl_client *client, const struct pl_reach *reach,
		    struct pl_rule *rule)
{
	if (!reach->itself && reach->below == PL_BELOW_NONE)
		return;
	switch (client->hosts.match) {
	case PL_HOSTS_OKHTTP:
	case PL_HOSTS_OKHTTP_3: cover_okhttp(client, reach, rule); break;
	case PL_HOSTS_ONE_LABEL:
	case PL_HOSTS_DEEP:
		pl_rule_cover(rule, reach->name, reach->below != PL_BELOW_NONE);
		break;
	default:
		if (reach->itself)
			pl_rule_cover(rule, reach->name, false);
	}
}
