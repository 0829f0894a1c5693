/* For which names, until when and on what terms do pins count? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "lab/strategy.h"
#include "util/time.h"

const char *const pl_words_of_on_expiry[] = { "open", "closed", NULL };

#define DAY_LEN 10 /* of 2027-03-01 */

/* A bare date is 00:00 in a zone that the client decides on. */
void pl_decode_expires(struct pl_decoder *decoder, const struct pl_node *node,
		       struct pl_rule_def *rule)
{
	if (pl_decode_date(decoder, node, "expires", &rule->expires))
		rule->expires_day = strlen(node->text) == DAY_LEN;
}

void pl_decode_on_expiry(struct pl_decoder *decoder, const struct pl_node *node,
			 struct pl_rule_def *rule)
{
	rule->closed = pl_decode_choice(decoder, node, "on-expiry", pl_words_of_on_expiry) == 1;
}

/* A name on its way into a rule. */
struct pattern {
	char *name;
	bool subdomains;
};

static const struct pl_field pattern_fields[] = {
	{ .name = "name", .type = PL_FIELD_TEXT, .required = true,
	  .offset = offsetof(struct pattern, name), .help = "as the client's own rules want it" },
	{ .name = "subdomains", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pattern, subdomains),
	  .help = "the client's switch for names below it" },
};
const struct pl_shape pl_shape_pattern = { "a name", pattern_fields,
					   PL_ARRAY_LEN(pattern_fields) };

static void read_cover(struct pl_decoder *decoder, const struct pl_node *node,
		       struct pl_rule_def *rule)
{
	struct pattern pattern = { 0 };

	if (node->kind == PL_NODE_MAP)
		pl_decode_map(decoder, node, &pl_shape_pattern, &pattern);
	else if (pl_decode_is(decoder, node, PL_NODE_TEXT, "covers",
			      "names, or maps like {name: example.test, subdomains: true}"))
		pl_rule_def_cover(rule, node->text, false);
	if (pattern.name)
		pl_rule_def_cover(rule, pattern.name, pattern.subdomains);
	free(pattern.name);
}

void pl_decode_covers(struct pl_decoder *decoder, const struct pl_node *node,
		      struct pl_rule_def *rule)
{
	if (node->kind != PL_NODE_LIST) {
		read_cover(decoder, node, rule);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		read_cover(decoder, node->items[i], rule);
}

static void read_pin(struct pl_decoder *decoder, const struct pl_node *node, const char *key,
		     struct pl_rule_def *rule, bool backup, enum pl_pin_list list)
{
	struct pl_error err = PL_ERROR_INIT;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, key, "pins like leaf.spki or sha256/..."))
		return;
	if (pl_pin_expression_check(node->text, node->pos, &err))
		pl_rule_def_pin(rule, node->text, pl_decode_pos(decoder, node), backup, list);
	pl_decode_take(decoder, &err);
}

void pl_decode_rule_pins(struct pl_decoder *decoder, const struct pl_node *node, const char *key,
			 struct pl_rule_def *rule, bool backup, enum pl_pin_list list)
{
	rule->leaf_list = rule->leaf_list || list == PL_LIST_LEAF;
	rule->ca_list = rule->ca_list || list == PL_LIST_CA;
	if (node->kind != PL_NODE_LIST) {
		read_pin(decoder, node, key, rule, backup, list);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		read_pin(decoder, node->items[i], key, rule, backup, list);
}

static void read_covers(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_covers(decoder, node, target);
}

static void read_pins(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_rule_pins(decoder, node, "pins", target, false, PL_LIST_ANY);
}

static void read_backup(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_rule_pins(decoder, node, "backup", target, true, PL_LIST_ANY);
}

static void read_leaf_pins(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_rule_pins(decoder, node, "leaf-pins", target, false, PL_LIST_LEAF);
}

static void read_ca_pins(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_rule_pins(decoder, node, "ca-pins", target, false, PL_LIST_CA);
}

static void read_expires(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_expires(decoder, node, target);
}

static void read_on_expiry(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_on_expiry(decoder, node, target);
}

static const struct pl_field rule_fields[] = {
	{ .name = "covers", .type = PL_FIELD_VALUE, .read = read_covers, .def = "covers",
	  .help = "the names that it is for; every host if omitted" },
	{ .name = "pins", .type = PL_FIELD_TEXTS, .read = read_pins,
	  .help = "as of a strategy; an entry without any may still win over others" },
	{ .name = "backup", .type = PL_FIELD_TEXTS, .read = read_backup,
	  .help = "pins that count as backups" },
	{ .name = "leaf-pins", .type = PL_FIELD_TEXTS, .read = read_leaf_pins,
	  .help = "the list for the leaf" },
	{ .name = "ca-pins", .type = PL_FIELD_TEXTS, .read = read_ca_pins,
	  .help = "the list for what stands above it" },
	{ .name = "expires", .type = PL_FIELD_VALUE, .read = read_expires, .def = "date",
	  .help = "from when on its pins are no longer enforced" },
	{ .name = "on-expiry", .type = PL_FIELD_CHOICE, .choices = pl_words_of_on_expiry,
	  .read = read_on_expiry, .help = "closed: the client refuses from then on" },
	{ .name = "report-only", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_rule_def, report_only),
	  .help = "a mismatch is reported and nothing is refused" },
	{ .name = "override-user-cas", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_rule_def, override_user_cas),
	  .help = "not enforced below roots that the user installed" },
	{ .name = "override-system-cas", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_rule_def, override_system_cas),
	  .help = "not enforced below roots of the device's own store" },
	{ .name = "trusts-user-cas", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_rule_def, user_cas),
	  .help = "roots that the user installed are trusted, though pins count" },
	{ .name = "distrusts-system-cas", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_rule_def, no_system_cas),
	  .help = "roots of the device's own store are not trusted" },
	{ .name = "excluded", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_rule_def, excluded),
	  .help = "takes its names out of the other entries" },
	{ .name = "refused", .type = PL_FIELD_TEXT, .offset = offsetof(struct pl_rule_def, fault),
	  .help = "the client refuses to load it, for this reason" },
};
const struct pl_shape pl_shape_rule = { "a rule", rule_fields, PL_ARRAY_LEN(rule_fields) };

void pl_decode_rules(struct pl_decoder *decoder, const struct pl_node *node,
		     struct pl_strategy_def *strategy)
{
	for (size_t i = 0; i < node->n; i++) {
		struct pl_rule_def *rule;

		if (!pl_decode_is(decoder, node->items[i], PL_NODE_MAP, "rules", "maps of rules"))
			continue;
		rule = pl_strategy_def_rule(strategy);
		rule->pos = pl_decode_pos(decoder, node->items[i]);
		pl_decode_map(decoder, node->items[i], &pl_shape_rule, rule);
	}
}
