/* Which rules of a set are for this host, and until when? */
#include <config.h>

#include "pin/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/time.h"


/* The rule that a set has from the start is no entry until something stands in it. */
static bool is_there(const struct pl_pinset *set, size_t rule)
{
	if (set->rules[rule].written || set->rules[rule].n_covers > 0)
		return true;
	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == rule)
			return true;
	}
	return false;
}

/*
 * Most specific and first up the tree come to the same: an exact name, then
 * the longest parent that includes what is below it; parents that do not are
 * passed over by both.
 */
bool pl_rules_select(const struct pl_client *client, const struct pl_pinset *set,
		     const char *host, bool *applies)
{
	bool all = client->hosts.select == PL_SELECT_UNION, any = false;
	size_t best = set->n_rules, best_fit = 0;

	for (size_t i = 0; i < set->n_rules; i++) {
		size_t fit = is_there(set, i) ? pl_host_fit(&client->hosts, &set->rules[i], host)
					      : 0;

		applies[i] = all && fit > 0;
		any = any || fit > 0;
		if (fit > best_fit) {
			best = i;
			best_fit = fit;
		}
	}
	if (!all && any)
		applies[best] = true;
	return any;
}

bool pl_client_trusts_user_cas(const struct pl_client *client, const struct pl_pinset *set,
			       const char *host)
{
	const struct pl_rule *rest = &set->rules[0];
	bool *applies, trusts = false;

	if (!client->chain.ignores_user_cas)
		return true;
	applies = pl_calloc(set->n_rules, sizeof(*applies));
	if (!pl_rules_select(client, set, host, applies))
		trusts = rest->n_covers == 0 && rest->user_cas;
	for (size_t i = 0; i < set->n_rules; i++) {
		const struct pl_rule *rule = &set->rules[i];
		bool overrides = client->local.rule == PL_LOCAL_BY_RULE && rule->override_user_cas;

		trusts = trusts || (applies[i] && (overrides || rule->user_cas));
	}
	free(applies);
	return trusts;
}

bool pl_client_trusts_system_cas(const struct pl_client *client, const struct pl_pinset *set,
				 const char *host)
{
	const struct pl_rule *rest = &set->rules[0];
	bool *applies, trusts = true;

	if (client->local.rule == PL_LOCAL_ENFORCED || !client->local.before_pins)
		return true;
	applies = pl_calloc(set->n_rules, sizeof(*applies));
	if (!pl_rules_select(client, set, host, applies))
		trusts = rest->n_covers > 0 || !rest->no_system_cas;
	for (size_t i = 0; i < set->n_rules; i++)
		trusts = trusts && !(applies[i] && set->rules[i].no_system_cas);
	free(applies);
	return trusts;
}

int64_t pl_client_rule_end(const struct pl_client *client, const struct pl_pinset *set,
			   const struct pl_rule *rule, int64_t zone)
{
	const struct pl_expiry_rules *rules = &client->expiry;
	int64_t end = rule->expires;

	if (rules->kind == PL_EXPIRY_LIST_AGE)
		return set->made == PL_TIME_NONE ? PL_TIME_NONE : set->made + rules->max_age;
	if (rules->kind == PL_EXPIRY_NONE || end == PL_TIME_NONE)
		return PL_TIME_NONE;
	if (!rule->expires_day && rules->time_of_day == PL_TIME_OF_DAY_SPOILS)
		return PL_TIME_NONE;
	if (rules->time_of_day == PL_TIME_OF_DAY_DROPPED)
		end -= (end % PL_DAY + PL_DAY) % PL_DAY;
	if (rules->device_zone && (rule->expires_day || rules->time_of_day == PL_TIME_OF_DAY_DROPPED))
		end -= zone;
	return end + rules->after;
}
