/* How are written the names, ends and terms of pins? */
#include <config.h>

#include "scenario/emit.h"

#include "data/yaml.h"
#include "util/time.h"

static void emit_true(struct pl_flow *flow, const char *key, bool value)
{
	if (!value)
		return;
	pl_flow_key(flow, key);
	pl_buf_puts(flow->out, "true");
}

static void emit_covers(struct pl_flow *flow, const struct pl_rule_def *rule)
{
	struct pl_flow list, map;

	if (rule->n_covers == 0)
		return;
	pl_flow_key(flow, "covers");
	list = pl_flow_list(flow->out);
	for (size_t i = 0; i < rule->n_covers; i++) {
		if (!rule->covers[i].subdomains) {
			pl_flow_text(&list, NULL, rule->covers[i].name);
			continue;
		}
		pl_flow_key(&list, NULL);
		map = pl_flow_map(list.out);
		pl_flow_text(&map, "name", rule->covers[i].name);
		emit_true(&map, "subdomains", true);
		pl_flow_end(&map);
	}
	pl_flow_end(&list);
}

static void emit_pins(struct pl_flow *flow, const char *key, const struct pl_rule_def *rule,
		      bool backup, enum pl_pin_list list, bool always)
{
	struct pl_flow pins;
	size_t n = 0;

	for (size_t i = 0; i < rule->n_pins; i++)
		n += rule->pins[i].backup == backup && rule->pins[i].list == list;
	if (n == 0 && !always)
		return;
	pl_flow_key(flow, key);
	pins = pl_flow_list(flow->out);
	for (size_t i = 0; i < rule->n_pins; i++) {
		if (rule->pins[i].backup == backup && rule->pins[i].list == list)
			pl_flow_text(&pins, NULL, rule->pins[i].text);
	}
	pl_flow_end(&pins);
}

/* A midnight that was written as a time is no bare date. */
static void emit_expires(struct pl_flow *flow, const struct pl_rule_def *rule)
{
	char text[PL_TIME_TEXT];

	if (rule->expires_day)
		pl_flow_date(flow, "expires", rule->expires);
	else if (rule->expires != PL_TIME_NONE)
		pl_flow_text(flow, "expires", pl_time_format(rule->expires, text));
}

void pl_emit_terms(struct pl_flow *flow, const struct pl_rule_def *rule)
{
	emit_covers(flow, rule);
	emit_pins(flow, "pins", rule, false, PL_LIST_ANY, false);
	emit_pins(flow, "backup", rule, true, PL_LIST_ANY, false);
	emit_pins(flow, "leaf-pins", rule, false, PL_LIST_LEAF, rule->leaf_list);
	emit_pins(flow, "ca-pins", rule, false, PL_LIST_CA, rule->ca_list);
	emit_expires(flow, rule);
	if (rule->closed)
		pl_flow_text(flow, "on-expiry", "closed");
	emit_true(flow, "report-only", rule->report_only);
	emit_true(flow, "override-user-cas", rule->override_user_cas);
	emit_true(flow, "override-system-cas", rule->override_system_cas);
	emit_true(flow, "trusts-user-cas", rule->user_cas);
	emit_true(flow, "distrusts-system-cas", rule->no_system_cas);
	emit_true(flow, "excluded", rule->excluded);
	if (rule->fault)
		pl_flow_text(flow, "refused", rule->fault);
}

bool pl_terms_are_default(const struct pl_rule_def *rule)
{
	return rule->n_covers == 0 && rule->n_pins == 0 && !rule->leaf_list && !rule->ca_list &&
	       rule->expires == PL_TIME_NONE && !rule->closed && !rule->report_only &&
	       !rule->override_user_cas && !rule->override_system_cas && !rule->user_cas && !rule->no_system_cas &&
	       !rule->excluded && !rule->fault;
}

void pl_emit_rules(struct pl_flow *flow, const struct pl_strategy_def *strategy)
{
	struct pl_flow list, map;

	if (strategy->n_rules == 0)
		return;
	pl_flow_key(flow, "rules");
	list = pl_flow_list(flow->out);
	for (size_t i = 0; i < strategy->n_rules; i++) {
		pl_flow_key(&list, NULL);
		map = pl_flow_map(list.out);
		pl_emit_terms(&map, &strategy->rules[i]);
		pl_flow_end(&map);
	}
	pl_flow_end(&list);
}
