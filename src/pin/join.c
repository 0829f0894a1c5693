/*
 * What do rules come to that one client adds up and another chooses among? For
 * OkHttp and Apple's systems every rule that covers a host counts; elsewhere
 * the most specific one alone, so that it has to hold the pins of all.
 */
#include <config.h>

#include "pin/join.h"

#include <stdlib.h>
#include <string.h>

#include "pin/parts.h"
#include "util/mem.h"

static bool same_pin(const struct pl_pin *a, const struct pl_pin *b)
{
	return a->form == b->form && a->hash == b->hash && a->list == b->list &&
	       memcmp(a->digest, b->digest, pl_pin_hash_len(a->hash)) == 0;
}

static bool has_pin(const struct pl_pinset *set, size_t rule, const struct pl_pin *pin)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == rule && same_pin(&set->pins[i], pin))
			return true;
	}
	return false;
}

static void copy_pin(struct pl_pinset *set, size_t at, size_t rule)
{
	struct pl_pin copy = set->pins[at];

	copy.rule = rule;
	copy.spelling = pl_strdup(copy.spelling);
	copy.origin = pl_strdup(copy.origin);
	copy.subject = pl_strdup(copy.subject);
	copy.cert = pl_cert_ref(copy.cert);
	*pl_pinset_add(set) = copy;
}

/* The pins of one rule count for the names of the other too. */
static void add_pins(struct pl_pinset *set, size_t from, size_t to)
{
	size_t n = set->n;

	for (size_t i = 0; i < n; i++) {
		if (set->pins[i].rule == from && !has_pin(set, to, &set->pins[i]))
			copy_pin(set, i, to);
	}
}

static void drop_pins(struct pl_pinset *set, size_t rule)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == rule)
			pl_pin_clear(&set->pins[i]);
		else
			set->pins[kept++] = set->pins[i];
	}
	set->n = kept;
}

static struct pl_pattern *find_name(const struct pl_client *client, const struct pl_rule *rule,
				    const char *name)
{
	for (size_t i = 0; i < rule->n_covers; i++) {
		if (pl_host_same(&client->hosts, rule->covers[i].name, name))
			return &rule->covers[i];
	}
	return NULL;
}

/* An entry that has nothing any more is none. */
static void empty_rule(struct pl_pinset *set, size_t at)
{
	struct pl_rule *rule = &set->rules[at];

	drop_pins(set, at);
	for (size_t i = 0; i < rule->n_covers; i++)
		free(rule->covers[i].name);
	free(rule->covers);
	free(rule->fault);
	*rule = (struct pl_rule){ .expires = rule->expires };
}

/* One name has one entry: the later one becomes part of the earlier. */
static void merge(const struct pl_client *client, struct pl_pinset *set, size_t into, size_t from)
{
	for (size_t i = 0; i < set->rules[from].n_covers; i++) {
		const struct pl_pattern *name = &set->rules[from].covers[i];
		struct pl_pattern *known = find_name(client, &set->rules[into], name->name);

		if (known)
			known->subdomains = known->subdomains || name->subdomains;
		else
			pl_rule_cover(&set->rules[into], name->name, name->subdomains);
	}
	add_pins(set, from, into);
	empty_rule(set, from);
}

static bool share_a_name(const struct pl_client *client, const struct pl_rule *a,
			 const struct pl_rule *b)
{
	for (size_t i = 0; i < b->n_covers; i++) {
		if (find_name(client, a, b->covers[i].name))
			return true;
	}
	return false;
}

static bool covers_any(const struct pl_client *client, const struct pl_rule *wide,
		       const struct pl_rule *narrow)
{
	for (size_t i = 0; wide->n_covers > 0 && i < narrow->n_covers; i++) {
		if (pl_host_fit(&client->hosts, wide, narrow->covers[i].name) > 0)
			return true;
	}
	return false;
}

void pl_rules_join(const struct pl_client *client, struct pl_pinset *set)
{
	for (size_t i = 0; i < set->n_rules; i++) {
		for (size_t j = i + 1; j < set->n_rules; j++) {
			if (share_a_name(client, &set->rules[i], &set->rules[j]))
				merge(client, set, i, j);
		}
	}
	for (size_t i = 0; i < set->n_rules; i++) {
		for (size_t j = 0; j < set->n_rules; j++) {
			if (i != j && covers_any(client, &set->rules[j], &set->rules[i]))
				add_pins(set, j, i);
		}
	}
}
