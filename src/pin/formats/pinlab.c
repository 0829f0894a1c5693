/* pinlab's own pin file: YAML with `kind: pins`, in the words of a scenario's strategies. */
#include <config.h>

#include <stdint.h>
#include <string.h>

#include "data/yaml.h"
#include "pin/formats/lines.h"
#include "pin/formats/list.h"
#include "util/text.h"
#include "util/time.h"

struct reading {
	struct pl_pinfile *out;
	struct pl_errors *errors;
	size_t rule; /* that the keys at hand are of */
};

static struct pl_pos at(const struct reading *in, const struct pl_node *node)
{
	return pl_pinfile_at(in->out, node->pos.line, node->pos.column);
}

static struct pl_rule *rule_of(const struct reading *in)
{
	return &in->out->set->rules[in->rule];
}

static bool is_text(struct reading *in, const struct pl_node *node, const char *wants)
{
	if (node->kind == PL_NODE_TEXT)
		return true;
	pl_errors_input(in->errors, at(in, node), "%s wanted, and this is %s", wants,
			pl_node_kind_words(node));
	return false;
}

/* One text, or a list of them. */
static void each(struct reading *in, const struct pl_node *node,
		 void (*visit)(struct reading *in, const struct pl_node *node))
{
	if (node->kind != PL_NODE_LIST) {
		visit(in, node);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		visit(in, node->items[i]);
}

static struct pl_pin *take_pin(struct reading *in, const struct pl_node *node)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_pin pin;

	if (!is_text(in, node, "a pin like sha256/..."))
		return NULL;
	if (!pl_pin_parse(&pin, node->text, at(in, node), &err)) {
		pl_errors_take(in->errors, &err);
		return NULL;
	}
	pl_pin_clear(&pin);
	return pl_pinfile_pin(in->out, in->rule, "", node->text, strlen(node->text), at(in, node),
			      in->errors);
}

static void first_pin(struct reading *in, const struct pl_node *node)
{
	(void)take_pin(in, node);
}

static void backup_pin(struct reading *in, const struct pl_node *node)
{
	struct pl_pin *pin = take_pin(in, node);

	if (pin)
		pin->backup = true;
}

static void listed(struct reading *in, const struct pl_node *node, enum pl_pin_list list)
{
	struct pl_pin *pin = take_pin(in, node);

	if (pin)
		pin->list = list;
}

static void leaf_pin(struct reading *in, const struct pl_node *node)
{
	listed(in, node, PL_LIST_LEAF);
}

static void ca_pin(struct reading *in, const struct pl_node *node)
{
	listed(in, node, PL_LIST_CA);
}

static void read_pins(struct reading *in, const struct pl_node *node)
{
	each(in, node, first_pin);
}

static void read_backup(struct reading *in, const struct pl_node *node)
{
	each(in, node, backup_pin);
}

static void read_leaf_pins(struct reading *in, const struct pl_node *node)
{
	rule_of(in)->leaf_list = rule_of(in)->written = true;
	each(in, node, leaf_pin);
}

static void read_ca_pins(struct reading *in, const struct pl_node *node)
{
	rule_of(in)->ca_list = rule_of(in)->written = true;
	each(in, node, ca_pin);
}

/* Yields 1 for true, 0 for false, -1 with an error. */
static int truth(struct reading *in, const struct pl_node *node)
{
	if (!is_text(in, node, "true or false"))
		return -1;
	if (pl_streq(node->text, "true") || pl_streq(node->text, "false"))
		return node->text[0] == 't';
	pl_errors_input(in->errors, at(in, node), "write true or false");
	return -1;
}

static void read_cover(struct reading *in, const struct pl_node *node)
{
	const struct pl_node *name, *switch_;
	int subdomains = 0;

	if (node->kind == PL_NODE_TEXT) {
		pl_rule_cover(rule_of(in), node->text, false);
		return;
	}
	name = node->kind == PL_NODE_MAP ? pl_node_get(node, "name", NULL) : NULL;
	switch_ = node->kind == PL_NODE_MAP ? pl_node_get(node, "subdomains", NULL) : NULL;
	if (!name || name->kind != PL_NODE_TEXT || node->n != 1u + (switch_ != NULL)) {
		pl_errors_input(in->errors, at(in, node), "a name, or a map like {name: "
				"example.test, subdomains: true}, is wanted here");
		return;
	}
	if (switch_)
		subdomains = truth(in, switch_);
	if (subdomains >= 0)
		pl_rule_cover(rule_of(in), name->text, subdomains > 0);
}

static void read_covers(struct reading *in, const struct pl_node *node)
{
	each(in, node, read_cover);
}

#define DAY_LEN 10 /* of 2027-03-01: midnight in a zone that the client decides on */

static void read_expires(struct reading *in, const struct pl_node *node)
{
	const char *why;

	if (!is_text(in, node, "a date like 2027-03-01"))
		return;
	if (pl_time_parse(node->text, &rule_of(in)->expires, &why))
		rule_of(in)->expires_day = strlen(node->text) == DAY_LEN;
	else
		pl_errors_input(in->errors, at(in, node), "\"%s\" is no date: %s", node->text, why);
}

static void read_on_expiry(struct reading *in, const struct pl_node *node)
{
	if (node->kind == PL_NODE_TEXT &&
	    (pl_streq(node->text, "open") || pl_streq(node->text, "closed")))
		rule_of(in)->closed = node->text[0] == 'c';
	else
		pl_errors_input(in->errors, at(in, node), "write open or closed");
}

static void read_report_only(struct reading *in, const struct pl_node *node)
{
	rule_of(in)->report_only = truth(in, node) == 1;
}

static void read_override(struct reading *in, const struct pl_node *node)
{
	rule_of(in)->override_user_cas = truth(in, node) == 1;
}

static void read_override_system(struct reading *in, const struct pl_node *node)
{
	rule_of(in)->override_system_cas = truth(in, node) == 1;
}

static void read_user_cas(struct reading *in, const struct pl_node *node)
{
	rule_of(in)->user_cas = truth(in, node) == 1;
}

static void read_no_system_cas(struct reading *in, const struct pl_node *node)
{
	rule_of(in)->no_system_cas = truth(in, node) == 1;
}

static void read_excluded(struct reading *in, const struct pl_node *node)
{
	rule_of(in)->excluded = truth(in, node) == 1;
}

static void read_refused(struct reading *in, const struct pl_node *node)
{
	if (is_text(in, node, "the reason for which the client refuses it"))
		pl_rule_fault(rule_of(in), at(in, node), "%s", node->text);
}

static void read_client(struct reading *in, const struct pl_node *node)
{
	const struct pl_client *client = node->kind == PL_NODE_TEXT ?
					 pl_client_find(node->text) : NULL;

	if (client)
		in->out->client = client;
	else
		pl_errors_input(in->errors, at(in, node), "this is the name of no client; `pinlab "
				"list clients` prints them");
}

/* Read by who asked what kind of file this is, or for people only. */
static void pass_over(struct reading *in, const struct pl_node *node)
{
	(void)in;
	(void)node;
}

static void read_rules(struct reading *in, const struct pl_node *node);

static const struct key {
	const char *name;
	void (*read)(struct reading *in, const struct pl_node *node);
	bool top_only;
} keys[] = {
	{ "pinlab", pass_over, true },       { "kind", pass_over, true },
	{ "name", pass_over, true },         { "about", pass_over, true },
	{ "client", read_client, true },     { "rules", read_rules, true },
	{ "covers", read_covers, false },    { "pins", read_pins, false },
	{ "backup", read_backup, false },    { "leaf-pins", read_leaf_pins, false },
	{ "ca-pins", read_ca_pins, false },  { "expires", read_expires, false },
	{ "on-expiry", read_on_expiry, false },
	{ "report-only", read_report_only, false },
	{ "override-user-cas", read_override, false },
	{ "override-system-cas", read_override_system, false },
	{ "trusts-user-cas", read_user_cas, false },
	{ "distrusts-system-cas", read_no_system_cas, false },
	{ "excluded", read_excluded, false },
	{ "refused", read_refused, false },
};

static void refuse_key(struct reading *in, const struct pl_node *node)
{
	const char *names[PL_ARRAY_LEN(keys)];
	const char *near;

	for (size_t i = 0; i < PL_ARRAY_LEN(keys); i++)
		names[i] = keys[i].name;
	near = pl_nearest(node->text, names, PL_ARRAY_LEN(keys));
	pl_errors_input(in->errors, at(in, node), "unknown key '%s'%s%s%s", node->text,
			near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static void read_map(struct reading *in, const struct pl_node *map, bool top)
{
	for (size_t i = 0; i < map->n; i++) {
		const struct key *key = NULL;

		for (size_t k = 0; k < PL_ARRAY_LEN(keys) && !key; k++) {
			if (pl_streq(keys[k].name, map->keys[i]->text) && (top || !keys[k].top_only))
				key = &keys[k];
		}
		if (key)
			key->read(in, map->items[i]);
		else if (!pl_starts_with(map->keys[i]->text, "x-"))
			refuse_key(in, map->keys[i]);
	}
}

static void read_rules(struct reading *in, const struct pl_node *node)
{
	for (size_t i = 0; node->kind == PL_NODE_LIST && i < node->n; i++) {
		struct reading inner = { in->out, in->errors, 0 };

		if (node->items[i]->kind != PL_NODE_MAP) {
			pl_errors_input(in->errors, at(in, node->items[i]),
					"a rule is a map with covers and pins");
			continue;
		}
		inner.rule = pl_pinfile_rule(in->out, at(in, node->items[i]), in->errors);
		if (inner.rule == SIZE_MAX)
			return;
		read_map(&inner, node->items[i], false);
	}
	if (node->kind != PL_NODE_LIST)
		pl_errors_input(in->errors, at(in, node), "rules is a list of maps");
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	struct pl_lines lines = pl_lines_of(text);
	bool ours = false, pins = false;

	(void)file;
	while (pl_lines_next(&lines)) {
		const char *at = lines.line;
		size_t len = lines.len;

		ours = ours || pl_begins_like(at, len, "pinlab:");
		if (pl_begins_like(at, len, "kind:")) {
			at += strlen("kind:");
			len -= strlen("kind:");
			pl_trim(&at, &len);
			pins = pl_begins_like(at, len, "pins") || pl_begins_like(at, len, "\"pins\"");
		}
	}
	return ours && pins;
}

static const char *text_at(const struct pl_node *map, const char *key)
{
	const struct pl_node *node = pl_node_get(map, key, NULL);

	return node && node->kind == PL_NODE_TEXT ? node->text : "";
}

static bool check_head(struct reading *in, const struct pl_node *root)
{
	if (root->kind != PL_NODE_MAP || !pl_streq(text_at(root, "pinlab"), "1") ||
	    !pl_streq(text_at(root, "kind"), "pins"))
		pl_errors_input(in->errors, at(in, root),
				"a pin file of pinlab begins with pinlab: 1 and kind: pins");
	return in->errors->n == 0;
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { out, errors, 0 };
	struct pl_doc *doc = pl_yaml_parse(out->file, text, errors);
	size_t before = errors->n;

	if (!doc)
		return false;
	if (check_head(&in, pl_doc_root(doc)))
		read_map(&in, pl_doc_root(doc), true);
	if (errors->n == before && out->set->n == 0 && out->set->n_rules == 1)
		pl_errors_input(errors, pl_pinfile_at(out, 1, 1),
				"there are no pins in this file; add pins: [sha256/...]");
	pl_doc_free(doc);
	return errors->n == before;
}

/* `there`: the list is written even when nothing is in it. */
static void put_list(const struct pl_pinset *set, size_t rule, const char *indent, const char *key,
		     enum pl_pin_list list, bool backup, bool there, struct pl_buf *out)
{
	bool begun = false;

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (pin->rule != rule || pin->list != list ||
		    (list == PL_LIST_ANY && pin->backup != backup))
			continue;
		if (!begun)
			pl_buf_printf(out, "%s%s:\n", indent, key);
		begun = true;
		pl_buf_printf(out, "%s  - ", indent);
		pl_yaml_scalar(out, pin->spelling);
		pl_buf_putc(out, '\n');
	}
	if (there && !begun)
		pl_buf_printf(out, "%s%s: []\n", indent, key);
}

static void put_covers(const struct pl_rule *rule, const char *indent, struct pl_buf *out)
{
	if (rule->n_covers > 0)
		pl_buf_printf(out, "%scovers:\n", indent);
	for (size_t i = 0; i < rule->n_covers; i++) {
		pl_buf_printf(out, "%s  - {name: ", indent);
		pl_yaml_scalar(out, rule->covers[i].name);
		pl_buf_printf(out, "%s}\n", rule->covers[i].subdomains ? ", subdomains: true" : "");
	}
}

static void put_terms(const struct pl_rule *rule, const char *indent, struct pl_buf *out)
{
	char time[PL_TIME_TEXT];

	if (rule->expires != PL_TIME_NONE)
		pl_buf_printf(out, "%sexpires: %s\n", indent,
			      rule->expires_day ? pl_time_format_short(rule->expires, time)
						: pl_time_format(rule->expires, time));
	if (rule->closed)
		pl_buf_printf(out, "%son-expiry: closed\n", indent);
	if (rule->report_only)
		pl_buf_printf(out, "%sreport-only: true\n", indent);
	if (rule->override_user_cas)
		pl_buf_printf(out, "%soverride-user-cas: true\n", indent);
	if (rule->override_system_cas)
		pl_buf_printf(out, "%soverride-system-cas: true\n", indent);
	if (rule->user_cas)
		pl_buf_printf(out, "%strusts-user-cas: true\n", indent);
	if (rule->no_system_cas)
		pl_buf_printf(out, "%sdistrusts-system-cas: true\n", indent);
	if (rule->excluded)
		pl_buf_printf(out, "%sexcluded: true\n", indent);
	if (rule->fault) {
		pl_buf_printf(out, "%srefused: ", indent);
		pl_yaml_scalar(out, rule->fault);
		pl_buf_putc(out, '\n');
	}
}

static void put_rule(const struct pl_pinset *set, size_t at, const char *indent, struct pl_buf *out)
{
	const struct pl_rule *rule = &set->rules[at];

	put_covers(rule, indent, out);
	put_terms(rule, indent, out);
	put_list(set, at, indent, "pins", PL_LIST_ANY, false, false, out);
	put_list(set, at, indent, "backup", PL_LIST_ANY, true, false, out);
	put_list(set, at, indent, "leaf-pins", PL_LIST_LEAF, false, rule->leaf_list, out);
	put_list(set, at, indent, "ca-pins", PL_LIST_CA, false, rule->ca_list, out);
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	(void)err;
	pl_buf_puts(out, "pinlab: 1\nkind: pins\n");
	put_rule(set, 0, "", out);
	if (set->n_rules > 1)
		pl_buf_puts(out, "rules:\n");
	for (size_t i = 1; i < set->n_rules; i++) {
		struct pl_buf rule = PL_BUF_INIT;

		put_rule(set, i, "    ", &rule);
		if (rule.len > 4)
			pl_buf_printf(out, "  - %s", pl_buf_str(&rule) + 4);
		else
			pl_buf_puts(out, "  - pins: []\n");
		pl_buf_clear(&rule);
	}
	return true;
}

const struct pl_pin_format pl_pin_format_pinlab = {
	.name = "pinlab",
	.summary = "pinlab's own YAML with kind: pins, in the words of a scenario's strategies",
	.client = "generic",
	.source = "pinlab's own",
	.names = (const char *const[]){ ".yaml", ".yml", NULL },
	.any_name = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
