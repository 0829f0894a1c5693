/* On what terms do a strategy's pins count? */
#include <config.h>

#include "lab/strategy.h"

#include "util/time.h"

void pl_strategy_terms(const struct pl_rule_def *from, struct pl_rule *to)
{
	for (size_t i = 0; i < from->n_covers; i++)
		pl_rule_cover(to, from->covers[i].name, from->covers[i].subdomains);
	to->only_covers = from->only_covers;
	to->leaf_list = from->leaf_list;
	to->ca_list = from->ca_list;
	to->written = from->written || from->leaf_list || from->ca_list;
	to->expires = from->expires;
	to->expires_day = from->expires_day;
	to->closed = from->closed;
	to->report_only = from->report_only;
	to->override_user_cas = from->override_user_cas;
	to->override_system_cas = from->override_system_cas;
	to->user_cas = from->user_cas;
	to->no_system_cas = from->no_system_cas;
	to->excluded = from->excluded;
	to->pos = from->pos;
	if (from->fault)
		pl_rule_fault(to, from->fault_pos.file ? from->fault_pos : from->pos, "%s",
			      from->fault);
}

static int64_t end_of(const struct pl_client *client, const struct pl_rule_def *def, int64_t zone)
{
	const struct pl_pinset undated = { .made = PL_TIME_NONE };
	const struct pl_rule rule = { .expires = def->expires, .expires_day = def->expires_day };
	int64_t end = pl_client_rule_end(client, &undated, &rule, zone);

	return end == PL_TIME_NONE ? def->expires : end;
}

/* Of a pin file the first of its rules' ends. */
static int64_t end_of_file(const struct pl_strategy_def *strategy, int64_t zone)
{
	int64_t first = PL_TIME_NONE;

	for (size_t i = 0; i < strategy->pin_set->n_rules; i++) {
		const struct pl_rule *rule = &strategy->pin_set->rules[i];
		int64_t end = pl_client_rule_end(strategy->client, strategy->pin_set, rule, zone);

		end = end == PL_TIME_NONE ? rule->expires : end;
		if (end != PL_TIME_NONE && (first == PL_TIME_NONE || end < first))
			first = end;
	}
	return first;
}

int64_t pl_strategy_end(const struct pl_strategy_def *strategy, int64_t zone)
{
	int64_t first;

	if (strategy->pin_set)
		return end_of_file(strategy, zone);
	first = end_of(strategy->client, &strategy->terms, zone);

	for (size_t i = 0; i < strategy->n_rules; i++) {
		int64_t end = end_of(strategy->client, &strategy->rules[i], zone);

		if (end != PL_TIME_NONE && (first == PL_TIME_NONE || end < first))
			first = end;
	}
	return first;
}
