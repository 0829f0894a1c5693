/* Which pins belong together, and who keeps them? */
#include <config.h>

#include "pin/pin.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/time.h"

struct pl_pinset *pl_pinset_new(void)
{
	struct pl_pinset *set = pl_calloc(1, sizeof(*set));

	pl_ref_init(&set->ref);
	set->made = PL_TIME_NONE;
	(void)pl_pinset_add_rule(set);
	return set;
}

struct pl_pinset *pl_pinset_ref(const struct pl_pinset *set)
{
	struct pl_pinset *shared = (struct pl_pinset *)set; /* the count is all that changes */

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_pin_clear(struct pl_pin *pin)
{
	free(pin->spelling);
	free(pin->origin);
	free(pin->subject);
	pl_cert_unref(pin->cert);
	*pin = (struct pl_pin){ .cert_expiry = PL_TIME_NONE };
}

static void clear_rule(struct pl_rule *rule)
{
	for (size_t i = 0; i < rule->n_covers; i++)
		free(rule->covers[i].name);
	free(rule->covers);
	free(rule->fault);
}

void pl_pinset_unref(struct pl_pinset *set)
{
	if (!set || !pl_ref_put(&set->ref))
		return;
	for (size_t i = 0; i < set->n; i++)
		pl_pin_clear(&set->pins[i]);
	for (size_t i = 0; i < set->n_rules; i++)
		clear_rule(&set->rules[i]);
	free(set->rules);
	free(set->pins);
	free(set->file);
	for (size_t i = 0; i < set->n_files; i++)
		free(set->files[i]);
	free(set->files);
	free(set);
}

struct pl_pin *pl_pinset_add(struct pl_pinset *set)
{
	struct pl_pin *pin = PL_PUSH(set->pins, set->n, set->cap);

	*pin = (struct pl_pin){ .cert_expiry = PL_TIME_NONE };
	return pin;
}

struct pl_rule *pl_pinset_add_rule(struct pl_pinset *set)
{
	struct pl_rule *rule = PL_PUSH(set->rules, set->n_rules, set->cap_rules);

	*rule = (struct pl_rule){ .expires = PL_TIME_NONE };
	return rule;
}

void pl_rule_cover(struct pl_rule *rule, const char *name, bool subdomains)
{
	rule->covers = pl_realloc(rule->covers, rule->n_covers + 1, sizeof(*rule->covers));
	rule->covers[rule->n_covers++] = (struct pl_pattern){
		.name = pl_strdup(name),
		.subdomains = subdomains,
	};
}

void pl_rule_copy(struct pl_rule *to, const struct pl_rule *from)
{
	*to = *from;
	to->covers = NULL;
	to->n_covers = 0;
	for (size_t i = 0; i < from->n_covers; i++) {
		pl_rule_cover(to, from->covers[i].name, from->covers[i].subdomains);
		to->covers[i].pos = from->covers[i].pos;
	}
	to->fault = pl_strdup(from->fault);
}

void pl_pin_copy(struct pl_pin *to, const struct pl_pin *from)
{
	*to = *from;
	to->spelling = pl_strdup(from->spelling);
	to->origin = pl_strdup(from->origin);
	to->subject = pl_strdup(from->subject);
	to->cert = pl_cert_ref(from->cert);
}

void pl_rule_fault(struct pl_rule *rule, struct pl_pos pos, const char *fmt, ...)
{
	va_list args;

	if (rule->fault)
		return;
	rule->fault_pos = pos;
	va_start(args, fmt);
	if (vasprintf(&rule->fault, fmt, args) < 0)
		rule->fault = pl_strdup(fmt);
	va_end(args);
}

char *pl_host_of_url(const char *url, size_t len)
{
	const char *end = url + len, *at = url, *mark = memmem(url, len, "://", 3);

	if (mark)
		at = mark + 3;
	for (const char *c = at; c < end && *c != '/' && *c != '?' && *c != '#'; c++) {
		if (*c == '@')
			at = c + 1;
	}
	len = 0;
	while (at + len < end && !strchr("/?#: \t\r\n", at[len]))
		len++;
	while (len > 0 && at[len - 1] == '.')
		len--;
	return len > 0 ? pl_strndup(at, len) : NULL;
}
