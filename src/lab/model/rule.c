/* What does one entry of a client's configuration say? */
#include <config.h>

#include "lab/model.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/time.h"

struct pl_rule_def *pl_strategy_def_rule(struct pl_strategy_def *strategy)
{
	struct pl_rule_def *rule = PL_PUSH(strategy->rules, strategy->n_rules, strategy->cap_rules);

	*rule = (struct pl_rule_def){ .expires = PL_TIME_NONE };
	return rule;
}

void pl_strategy_def_read(struct pl_strategy_def *strategy, const char *file, const char *format,
			  const struct pl_pinset *set)
{
	free(strategy->pin_file);
	free(strategy->pin_format);
	pl_pinset_unref(strategy->pin_set);
	strategy->pin_file = pl_strdup(file);
	strategy->pin_format = pl_strdup(format);
	strategy->pin_set = pl_pinset_ref(set);
}

void pl_rule_def_pin(struct pl_rule_def *rule, const char *expression, struct pl_pos pos,
		     bool backup, enum pl_pin_list list)
{
	*PL_PUSH(rule->pins, rule->n_pins, rule->cap_pins) = (struct pl_pin_def){
		.text = pl_strdup(expression),
		.backup = backup,
		.list = list,
		.pos = pos,
	};
}

void pl_rule_def_cover(struct pl_rule_def *rule, const char *name, bool subdomains)
{
	rule->covers = pl_realloc(rule->covers, rule->n_covers + 1, sizeof(*rule->covers));
	rule->covers[rule->n_covers++] = (struct pl_pattern){
		.name = pl_strdup(name),
		.subdomains = subdomains,
	};
}

void pl_rule_def_clear(struct pl_rule_def *rule)
{
	for (size_t i = 0; i < rule->n_covers; i++)
		free(rule->covers[i].name);
	for (size_t i = 0; i < rule->n_pins; i++)
		free(rule->pins[i].text);
	free(rule->covers);
	free(rule->pins);
	free(rule->fault);
	*rule = (struct pl_rule_def){ .expires = PL_TIME_NONE };
}
