/* Which strategies does a scenario compare: built-in ones by name, and its own as maps? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "lab/strategy.h"
#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

static void read_expression(struct pl_decoder *decoder, const struct pl_node *node,
			    struct pl_strategy_def *def, bool backup)
{
	struct pl_error err = PL_ERROR_INIT;

	if (pl_decode_is(decoder, node, PL_NODE_TEXT, backup ? "backup" : "pins",
			      "pins like leaf.spki or sha256/...")) {
		if (pl_pin_expression_check(node->text, node->pos, &err))
			pl_strategy_def_pin(def, node->text, pl_decode_pos(decoder, node), backup);
		pl_decode_take(decoder, &err);
	}
}

static void read_expressions(struct pl_decoder *decoder, const struct pl_node *node,
			     struct pl_strategy_def *def, bool backup)
{
	if (node->kind != PL_NODE_LIST) {
		read_expression(decoder, node, def, backup);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		read_expression(decoder, node->items[i], def, backup);
}

/* The file is read last, when the client is known. */
static void read_pins(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	if (node->kind != PL_NODE_MAP)
		read_expressions(decoder, node, target, false);
}

static void read_backup(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_expressions(decoder, node, target, true);
}

static void read_client(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_strategy_def *def = target;
	const struct pl_client *client;
	const struct pl_client *const *all;
	const char **names;
	size_t n;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "client", "a client's name like okhttp"))
		return;
	client = pl_client_find(node->text);
	if (client) {
		def->client = client;
		return;
	}
	all = pl_clients(&n);
	names = pl_calloc(n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_decode_unknown(decoder, node->pos, "client", node->text, names, n);
	free(names);
}

/* It is read before the rest, because it decides what the rest is added to. */
static void read_name(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)decoder;
	(void)node;
	(void)target;
}

static struct pl_rule_def *terms(void *target)
{
	return &((struct pl_strategy_def *)target)->terms;
}

static void read_covers(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_covers(decoder, node, terms(target));
}

static void read_leaf_pins(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_rule_pins(decoder, node, "leaf-pins", terms(target), false, PL_LIST_LEAF);
}

static void read_ca_pins(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_rule_pins(decoder, node, "ca-pins", terms(target), false, PL_LIST_CA);
}

static void read_expires(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_expires(decoder, node, terms(target));
}

static void read_on_expiry(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_on_expiry(decoder, node, terms(target));
}

static void read_share(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_strategy_def *def = target;
	const char *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "share", "a share like 10%"))
		return;
	if (!pl_share_parse(node->text, &def->share, &why))
		pl_decode_error(decoder, node->pos, "'%s' is no share: %s",
				pl_decode_show(decoder, node->text), why);
}

static void read_rules(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_rules(decoder, node, target);
}

static const struct pl_field strategy_fields[] = {
	{ .name = "name", .type = PL_FIELD_VALUE, .required = true, .read = read_name,
	  .def = "label",
	  .help = "a built-in strategy's, or one of your own" },
	{ .name = "as", .type = PL_FIELD_VALUE, .read = read_name, .def = "label",
	  .help = "the built-in strategy that it is, under a name of its own" },
	{ .name = "client", .type = PL_FIELD_VALUE, .read = read_client, .def = "client",
	  .help = "the software that compares; generic if omitted" },
	{ .name = "pins", .type = PL_FIELD_VALUE, .read = read_pins, .def = "pins",
	  .help = "expressions like leaf.spki, issuer.spki, authority(r3).spki, literals, or "
		  "{file: ...}" },
	{ .name = "backup", .type = PL_FIELD_TEXTS, .read = read_backup,
	  .help = "pins that count as backups" },
	{ .name = "host", .type = PL_FIELD_ID, .offset = offsetof(struct pl_strategy_def, host),
	  .help = "the only host it is for" },
	{ .name = "covers", .type = PL_FIELD_VALUE, .read = read_covers, .def = "covers",
	  .help = "the names that its pins are for; every host if omitted" },
	{ .name = "leaf-pins", .type = PL_FIELD_TEXTS, .read = read_leaf_pins,
	  .help = "the list for the leaf, of clients that have one for each" },
	{ .name = "ca-pins", .type = PL_FIELD_TEXTS, .read = read_ca_pins,
	  .help = "the list for what stands above the leaf" },
	{ .name = "expires", .type = PL_FIELD_VALUE, .read = read_expires, .def = "date",
	  .help = "from when on its pins are no longer enforced" },
	{ .name = "on-expiry", .type = PL_FIELD_CHOICE, .choices = pl_words_of_on_expiry,
	  .read = read_on_expiry, .help = "closed: the client refuses from then on" },
	{ .name = "report-only", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_strategy_def, terms.report_only),
	  .help = "a mismatch is reported and nothing is refused" },
	{ .name = "override-user-cas", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_strategy_def, terms.override_user_cas),
	  .help = "not enforced below roots that the user installed" },
	{ .name = "override-system-cas", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_strategy_def, terms.override_system_cas),
	  .help = "not enforced below roots of the device's own store" },
	{ .name = "trusts-user-cas", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_strategy_def, terms.user_cas),
	  .help = "roots that the user installed are trusted, though pins count" },
	{ .name = "distrusts-system-cas", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_strategy_def, terms.no_system_cas),
	  .help = "roots of the device's own store are not trusted" },
	{ .name = "refused", .type = PL_FIELD_TEXT, .offset = offsetof(struct pl_strategy_def, terms.fault),
	  .help = "the client refuses to load it, for this reason" },
	{ .name = "rules", .type = PL_FIELD_LIST, .read = read_rules, .def = "rule-list",
	  .help = "further entries, each for names of its own" },
	{ .name = "channels", .type = PL_FIELD_LIST, .read = read_name, .def = "strategy-maps",
	  .help = "ways past its pins, like a web view: each with a name, a share and pins of its "
		  "own" },
	{ .name = "share", .type = PL_FIELD_VALUE, .read = read_share, .def = "share",
	  .help = "of a channel: how much of the app's traffic takes it" },
	{ .name = "refetch", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_strategy_def, memory.refetch),
	  .help = "trust on first use: takes whatever it is shown at every change, unasked" },
	{ .name = "refresh", .type = PL_FIELD_DURATION,
	  .offset = offsetof(struct pl_strategy_def, memory.refresh),
	  .help = "its pins come in a signed list, fetched so often; 1d for dynamic" },
	{ .name = "fresh-for", .type = PL_FIELD_DURATION,
	  .offset = offsetof(struct pl_strategy_def, memory.fresh_for),
	  .help = "for how long a list is good after its last refresh; 30d if omitted" },
	{ .name = "rollback-protection", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_strategy_def, memory.rollback_protection),
	  .help = "refuses a list older than its own; true if omitted" },
	{ .name = "first-start", .type = PL_FIELD_CHOICE, .choices = pl_words_of_first_start,
	  .read = pl_decode_first_start,
	  .help = "before its first list: embedded pins (default), unpinned, or refuse" },
	{ .name = "on-stale", .type = PL_FIELD_CHOICE, .choices = pl_words_of_on_stale,
	  .read = pl_decode_on_stale,
	  .help = "with a list that is too old: refuse (default), or its embedded pins" },
	{ .name = "list-channel", .type = PL_FIELD_CHOICE, .choices = pl_words_of_list_channel,
	  .read = pl_decode_list_channel,
	  .help = "where the list comes from: own (a server apart, default), or behind-pin" },
	{ .name = "session-tickets", .type = PL_FIELD_DURATION,
	  .offset = offsetof(struct pl_strategy_def, memory.session_tickets),
	  .help = "for how long a resumed session spares the look at certificate and pins; at "
		  "most 7d" },
};
const struct pl_shape pl_shape_strategy = { "a strategy", strategy_fields,
					    PL_ARRAY_LEN(strategy_fields) };

static const struct pl_strategy *built_in(const char *name)
{
	const struct pl_strategy *const *all;
	size_t n;

	all = pl_strategies(&n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

static void refuse_strategy(struct pl_decoder *decoder, const struct pl_node *node)
{
	const struct pl_strategy *const *all;
	const char **names;
	size_t n;

	all = pl_strategies(&n);
	names = pl_calloc(n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_decode_unknown(decoder, node->pos, "built-in strategy", node->text, names, n);
	free(names);
}

/* False with an error when the name cannot stand among the others; else it is taken. */
static bool take_name(struct pl_decoder *decoder, const struct pl_node *node)
{
	const struct pl_node *other = pl_map_get(&decoder->strategies, node->text);

	if (other)
		pl_decode_error(decoder, node->pos,
				"the strategy '%s' is listed twice; the first is at line %d; give "
				"this one a name of its own",
				other->text, other->pos.line);
	else if (strcmp(node->text, "attacks") == 0)
		pl_decode_error(decoder, node->pos,
				"a strategy cannot be called 'attacks': expectations use the word");
	else if (pl_decode_is_free(node->text))
		pl_decode_error(decoder, node->pos,
				"a strategy's name cannot begin with x-: such keys are skipped");
	else
		pl_map_set(&decoder->strategies, node->text, (void *)(uintptr_t)node);
	return pl_map_get(&decoder->strategies, node->text) == node;
}

static void read_named(struct pl_decoder *decoder, const struct pl_node *node)
{
	struct pl_strategy_def *def;

	if (!built_in(node->text))
		refuse_strategy(decoder, node);
	else if (take_name(decoder, node)) {
		def = pl_model_add_strategy(decoder->model, node->text);
		def->pos = pl_decode_pos(decoder, node);
	}
}

/* A built-in strategy under another name, so that two of them can be compared. */
static struct pl_strategy_def *begin_as(struct pl_decoder *decoder, const struct pl_node *name,
					const struct pl_node *as, const struct pl_node *pins)
{
	if (!pl_decode_is(decoder, as, PL_NODE_TEXT, "as", "a built-in strategy's name"))
		return NULL;
	if (!built_in(as->text)) {
		refuse_strategy(decoder, as);
		return NULL;
	}
	if (!pins)
		return pl_model_add_strategy_as(decoder->model, name->text, as->text);
	pl_decode_error(decoder, pins->pos,
			"'%s' has pins of its own; remove either 'as' or 'pins'", as->text);
	return NULL;
}

/* Anything but an empty list under this key. */
static bool has_pins(const struct pl_node *item, const char *key)
{
	const struct pl_node *pins = pl_node_get(item, key, NULL);

	return pins && !(pins->kind == PL_NODE_LIST && pins->n == 0);
}

/* What a pin file says itself. */
static const char *const of_pin_files[] = {
	"backup", "covers", "leaf-pins", "ca-pins", "expires", "on-expiry", "report-only",
	"override-user-cas", "override-system-cas", "trusts-user-cas", "excluded", "refused", "rules",
};

static void read_pin_file(struct pl_decoder *decoder, const struct pl_node *item,
			  struct pl_strategy_def *def)
{
	const struct pl_node *pins = pl_node_get(item, "pins", NULL), *key;
	size_t before = decoder->count;

	if (!pins || pins->kind != PL_NODE_MAP)
		return;
	for (size_t i = 0; i < PL_ARRAY_LEN(of_pin_files); i++) {
		if (pl_node_get(item, of_pin_files[i], &key))
			pl_decode_error(decoder, key->pos, "the pin file says '%s' itself; remove it "
					"here, or write the pins out", of_pin_files[i]);
	}
	if (decoder->count == before)
		pl_decode_pin_file(decoder, pins, def,
				   pl_node_get(item, "client", NULL) != NULL);
}

static bool has_other_pins(const struct pl_node *item)
{
	const struct pl_node *rules = pl_node_get(item, "rules", NULL);
	bool any = has_pins(item, "leaf-pins") || has_pins(item, "ca-pins");

	/* What is no list or no map is told where it is read. */
	if (rules && rules->kind != PL_NODE_LIST)
		return true;
	for (size_t i = 0; rules && i < rules->n && !any; i++)
		any = rules->items[i]->kind != PL_NODE_MAP || has_pins(rules->items[i], "pins") ||
		      has_other_pins(rules->items[i]);
	return any;
}

/* The definition that a map's keys go to, or NULL with an error. */
static struct pl_strategy_def *begin_own(struct pl_decoder *decoder, const struct pl_node *item,
					 const struct pl_node *name)
{
	const struct pl_node *pins = pl_node_get(item, "pins", NULL);
	const struct pl_node *as = pl_node_get(item, "as", NULL);

	if (!pl_decode_is(decoder, name, PL_NODE_TEXT, "name", "a name") ||
	    !pl_decode_label(decoder, name, "a strategy") || !take_name(decoder, name))
		return NULL;
	if (as)
		return begin_as(decoder, name, as, pins);
	if (built_in(name->text) && !pins)
		return pl_model_add_strategy(decoder->model, name->text);
	if (built_in(name->text)) {
		pl_decode_error(decoder, pins->pos,
				"'%s' is a built-in strategy with pins of its own; give this one "
				"another name, or remove its pins",
				name->text);
		return NULL;
	}
	if (has_pins(item, "pins") || has_other_pins(item))
		return pl_model_add_custom(decoder->model, name->text);
	pl_decode_error(decoder, name->pos, "'%s' has no pins and is no built-in strategy; add "
			"pins: [leaf.spki] or rules with pins", pl_decode_show(decoder, name->text));
	return NULL;
}

/* "ios.web-view": true when no other strategy has that name. */
static bool take_channel(struct pl_decoder *decoder, const struct pl_node *name, const char *full)
{
	if (pl_map_get(&decoder->strategies, full)) {
		pl_decode_error(decoder, name->pos, "there is a strategy '%s' already", full);
		return false;
	}
	pl_map_set(&decoder->strategies, full, (void *)(uintptr_t)name);
	return true;
}

/* Yields the channel's share, 0 with an error. */
static unsigned read_channel(struct pl_decoder *decoder, const struct pl_node *item,
			     const char *parent)
{
	const struct pl_node *name =
		item->kind == PL_NODE_MAP ? pl_node_get(item, "name", NULL) : NULL;
	struct pl_strategy_def *def;
	unsigned share = 0;
	char *full;

	if (!name || !pl_node_get(item, "share", NULL) || pl_node_get(item, "channels", NULL)) {
		pl_decode_error(decoder, item->pos,
				"a channel is a map with name and share, and no channels of its "
				"own, like {name: web-view, share: 10%%, pins: []}");
		return 0;
	}
	if (!pl_decode_is(decoder, name, PL_NODE_TEXT, "name", "a name") ||
	    !pl_decode_label(decoder, name, "a channel"))
		return 0;
	full = pl_asprintf("%s.%s", parent, name->text);
	if (take_channel(decoder, name, full)) {
		def = pl_model_add_custom(decoder->model, full);
		def->pos = pl_decode_pos(decoder, name);
		def->channel_of = pl_strdup(parent);
		pl_decode_map(decoder, item, &pl_shape_strategy, def);
		read_pin_file(decoder, item, def);
		share = def->share;
	}
	free(full);
	return share;
}

/* What takes no channel stays with the app itself. */
static void read_channels(struct pl_decoder *decoder, const struct pl_node *node)
{
	size_t parent = decoder->model->n_strategies - 1;
	char *name = pl_strdup(decoder->model->strategies[parent].name);
	uint64_t sum = 0;

	for (size_t i = 0; node->kind == PL_NODE_LIST && i < node->n; i++)
		sum += read_channel(decoder, node->items[i], name);
	if (sum >= PL_SHARE_ALL)
		pl_decode_error(decoder, node->pos,
				"the channels of %s take all of its traffic; leave something for "
				"the app itself", name);
	else if (sum > 0)
		decoder->model->strategies[parent].share = PL_SHARE_ALL - (unsigned)sum;
	free(name);
}

static void read_own(struct pl_decoder *decoder, const struct pl_node *item)
{
	const struct pl_node *channels;
	const struct pl_node *name =
		item->kind == PL_NODE_MAP ? pl_node_get(item, "name", NULL) : NULL;
	struct pl_strategy_def *def = NULL;
	struct pl_strategy_def unused = { .terms = { .expires = PL_TIME_NONE } };

	if (name)
		def = begin_own(decoder, item, name);
	if (def) {
		def->pos = pl_decode_pos(decoder, name);
		pl_decode_map(decoder, item, &pl_shape_strategy, def);
		read_pin_file(decoder, item, def);
		if (def->share)
			pl_decode_error(decoder, pl_node_get(item, "share", NULL)->pos,
					"only an entry of 'channels' has a share; the rest is the "
					"app's own");
		channels = pl_node_get(item, "channels", NULL);
		if (channels)
			read_channels(decoder, channels);
		return;
	}
	/* Without a place to go to, the rest is still checked by its shape. */
	if (!name)
		pl_decode_map(decoder, item, &pl_shape_strategy, &unused);
	free(unused.host);
	pl_rule_def_clear(&unused.terms);
	for (size_t i = 0; i < unused.n_rules; i++)
		pl_rule_def_clear(&unused.rules[i]);
	free(unused.rules);
	for (size_t i = 0; i < unused.n_pins; i++)
		free(unused.pins[i]);
	for (size_t i = 0; i < unused.n_backups; i++)
		free(unused.backups[i]);
	free(unused.pins);
	free(unused.pin_pos);
	free(unused.backups);
	free(unused.backup_pos);
}

void pl_decode_strategies(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	size_t before = decoder->count;

	(void)target;
	for (size_t i = 0; i < node->n; i++) {
		if (node->items[i]->kind == PL_NODE_TEXT)
			read_named(decoder, node->items[i]);
		else
			read_own(decoder, node->items[i]);
	}
	if (node->n == 0)
		pl_decode_error(decoder, node->pos,
				"'strategies' is empty; name at least one, or leave the key out");
	decoder->bad_strategies = decoder->count != before;
}

/* The first lesson's. */
void pl_default_strategies(struct pl_model *model)
{
	static const char *const names[] = {
		"leaf-cert",         "leaf-spki", "leaf-spki+backup",
		"intermediate-spki", "root-spki", "root-spki+backup",
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++)
		(void)pl_model_add_strategy(model, names[i]);
}
