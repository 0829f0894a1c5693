/*
 * The schema is JSON, it is the one that is shipped, every reference in it leads
 * to a definition, and it says what the tables of events and attacks say.
 */
#include <config.h>

#include "tests/scenario/files.h"
#include "tests/tap.h"
#include "data/json.h"
#include "lab/attack.h"
#include "lab/event.h"
#include "lab/strategy.h"
#include "util/text.h"

#define SHIPPED "scenarios/scenario.schema.json"
#define REF "#/definitions/"
#define LIMIT (1u << 20)

static const struct pl_node *at(const struct pl_node *node, const char *key)
{
	return node && node->kind == PL_NODE_MAP ? pl_node_get(node, key, NULL) : NULL;
}

/* How many references lead nowhere. */
static size_t dangling(const struct pl_node *node, const struct pl_node *definitions)
{
	size_t n = 0;

	for (size_t i = 0; i < node->n && node->kind != PL_NODE_TEXT; i++) {
		const struct pl_node *item = node->items[i];

		if (node->kind == PL_NODE_MAP && item->kind == PL_NODE_TEXT &&
		    pl_streq(node->keys[i]->text, "$ref") &&
		    (!pl_starts_with(item->text, REF) ||
		     !at(definitions, item->text + strlen(REF)))) {
			tap_note("%s leads nowhere", item->text);
			n++;
		}
		n += dangling(item, definitions);
	}
	return n;
}

static bool lists(const struct pl_node *list, const char *text)
{
	for (size_t i = 0; list && i < list->n; i++)
		if (pl_streq(list->items[i]->text, text))
			return true;
	return false;
}

/* The words of a closed list, beside which a variable may stand. */
static const struct pl_node *words_of(const struct pl_node *definitions, const char *name)
{
	const struct pl_node *any = at(at(definitions, name), "anyOf");

	return any && any->n ? at(any->items[0], "enum") : NULL;
}

static void says_what_the_tables_say(const struct pl_node *definitions)
{
	const struct pl_node *events = at(at(definitions, "event"), "properties");
	const struct pl_event_kind *const *kinds;
	const struct pl_strategy *const *strategies;
	const struct pl_attack *const *attacks;
	size_t n;

	kinds = pl_event_kinds(&n);
	for (size_t i = 0; i < n; i++)
		tap_ok(at(events, kinds[i]->name), "it knows the event %s", kinds[i]->name);
	strategies = pl_strategies(&n);
	for (size_t i = 0; i < n; i++)
		tap_ok(lists(words_of(definitions, "built-in"), strategies[i]->name),
		       "it knows the strategy %s", strategies[i]->name);
	attacks = pl_attacks(&n);
	for (size_t i = 0; i < n; i++)
		tap_ok(lists(words_of(definitions, "attack"), attacks[i]->name),
		       "it knows the attack %s", attacks[i]->name);
	tap_ok(lists(at(at(definitions, "scenario"), "required"), "start") &&
		       !lists(at(at(definitions, "scenario"), "required"), "devices"),
	       "it asks for what is required only");
	tap_ok(!lists(at(at(definitions, "scenario"), "required"), "hierarchy") &&
		       at(at(definitions, "scenario"), "anyOf"),
	       "and for a hierarchy or a shadow");
}

int main(void)
{
	struct pl_buf made = PL_BUF_INIT, shipped = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	char *path = source_path(SHIPPED);
	struct pl_doc *doc;

	pl_scenario_schema(&made);
	doc = pl_json_parse("schema",
			    (struct pl_bytes){ (const uint8_t *)pl_buf_str(&made), made.len },
			    LIMIT, &err);
	tap_ok(doc != NULL, "the schema is JSON");
	if (doc) {
		const struct pl_node *definitions = at(pl_doc_root(doc), "definitions");

		tap_ok(definitions && dangling(pl_doc_root(doc), definitions) == 0,
		       "every reference leads somewhere");
		says_what_the_tables_say(definitions);
	}
	if (getenv("PINLAB_UPDATE_GOLDEN"))
		tap_ok(pl_file_write(path, pl_buf_str(&made), made.len, 0644, &err),
		       "%s is written anew", SHIPPED);
	tap_ok(pl_file_read(path, LIMIT, &shipped, &err), "%s is there", SHIPPED);
	tap_ok(pl_streq(pl_buf_str(&made), pl_buf_str(&shipped)),
	       "and is this one; else write it anew: PINLAB_UPDATE_GOLDEN=1 "
	       "tests/scenario/test_schema");
	pl_doc_free(doc);
	pl_buf_clear(&made);
	pl_buf_clear(&shipped);
	pl_error_clear(&err);
	free(path);
	return tap_done();
}
