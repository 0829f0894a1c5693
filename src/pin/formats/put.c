/* Which rules of a set become entries of a file? */
#include <config.h>

#include "pin/formats/put.h"

#include <strings.h>

size_t pl_put_pins(const struct pl_pinset *set, size_t rule)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += set->pins[i].rule == rule;
	return n;
}

bool pl_put_has(const struct pl_pinset *set, size_t rule)
{
	const struct pl_rule *at = &set->rules[rule];

	return at->written || at->n_covers > 0 || pl_put_pins(set, rule) > 0;
}

static bool is_repeated(const struct pl_pinset *set, size_t rule, const char *name)
{
	for (size_t i = 0; i < rule; i++) {
		for (size_t j = 0; j < set->rules[i].n_covers; j++) {
			if (strcasecmp(set->rules[i].covers[j].name, name) == 0)
				return true;
		}
	}
	return false;
}

bool pl_put_once(const struct pl_pinset *set, const char *format, struct pl_error *err)
{
	for (size_t i = 0; i < set->n_rules; i++) {
		const struct pl_rule *rule = &set->rules[i];

		for (size_t j = 0; j < rule->n_covers; j++) {
			if (is_repeated(set, i, rule->covers[j].name))
				return pl_error_input(err, rule->pos, "%.80s stands in two rules, and "
						      "%s has one entry for a name; join them",
						      rule->covers[j].name, format);
		}
	}
	return true;
}
