/* What the author wants to be so: after one event, and over the whole run. */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "lab/attack.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static void read_verdict(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;
	const char *names[PL_VERDICTS];
	enum pl_state state;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "verdict",
			  "survives, breaks, blocked or intercepted"))
		return;
	if (pl_verdict_parse(node->text, &expect->verdict)) {
		expect->has_verdict = true;
		return;
	}
	if (pl_state_parse(node->text, &state)) {
		pl_decode_error(decoder, node->pos,
				"'%s' is a state, not a verdict; write {state: %s}", node->text,
				node->text);
		return;
	}
	for (int verdict = 0; verdict < PL_VERDICTS; verdict++)
		names[verdict] = pl_verdict_name((enum pl_verdict)verdict);
	pl_decode_unknown(decoder, node->pos, "verdict", node->text, names, PL_VERDICTS);
}

static void read_state(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;
	const char *names[PL_STATES];

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "state", "a state like breaks-pin"))
		return;
	expect->has_state = pl_state_parse(node->text, &expect->state);
	if (expect->has_state)
		return;
	for (int state = 0; state < PL_STATES; state++)
		names[state] = pl_state_info((enum pl_state)state)->name;
	pl_decode_unknown(decoder, node->pos, "state", node->text, names, PL_STATES);
}

static void read_reason(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;
	const char *names[PL_REASONS];

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "reason", "a reason like pin-mismatch"))
		return;
	expect->has_reason = pl_reason_parse(node->text, &expect->reason);
	if (expect->has_reason)
		return;
	for (int reason = 0; reason < PL_REASONS; reason++)
		names[reason] = pl_reason_info((enum pl_reason)reason)->name;
	pl_decode_unknown(decoder, node->pos, "reason", node->text, names, PL_REASONS);
}

/* A name out of one of the model's lists; both arrays have `n` entries of `size` bytes
 * that begin with the name. */
static void read_listed(struct pl_decoder *decoder, const struct pl_node *node, const char *what,
			const void *list, size_t n, size_t size, bool bad, char **out)
{
	const char **names;
	bool found = bad;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, what, "a name"))
		return;
	names = pl_calloc(n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++) {
		names[i] = *(char *const *)((const char *)list + i * size);
		found = found || strcmp(names[i], node->text) == 0;
	}
	if (found) {
		free(*out);
		*out = pl_strdup(node->text);
	} else {
		pl_decode_unknown(decoder, node->pos, what, node->text, names, n);
	}
	free(names);
}

_Static_assert(offsetof(struct pl_strategy_def, name) == 0 &&
		       offsetof(struct pl_device_def, name) == 0 &&
		       offsetof(struct pl_host_def, id) == 0,
	       "read_listed reads the name at the front");

void pl_decode_claim_strategy(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	const struct pl_model *model = decoder->model;

	read_listed(decoder, node, "strategy", model->strategies, model->n_strategies,
		    sizeof(*model->strategies), decoder->bad_strategies,
		    &((struct pl_expect *)target)->strategy);
}

static void read_device(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	const struct pl_model *model = decoder->model;

	read_listed(decoder, node, "device", model->devices, model->n_devices,
		    sizeof(*model->devices), false, &((struct pl_expect *)target)->device);
}

/* Those of the file, and those that join in its events. */
static void read_host(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	const struct pl_model *model = decoder->model;

	if (node->kind == PL_NODE_TEXT && pl_map_get(&decoder->joining, node->text))
		(void)!pl_decode_text(decoder, node, "host",
				      &((struct pl_expect *)target)->host);
	else
		read_listed(decoder, node, "host", model->hosts, model->n_hosts,
			    sizeof(*model->hosts), false, &((struct pl_expect *)target)->host);
}

/* The number of names with this one. */
static size_t add_once(const char **names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (pl_streq(names[i], name))
			return n;
	names[n] = name;
	return n + 1;
}

static void read_client(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	const struct pl_model *model = decoder->model;
	const char **names = pl_calloc(model->n_strategies + 1, sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < model->n_strategies; i++)
		n = add_once(names, n, model->strategies[i].client->name);
	read_listed(decoder, node, "client", names, n, sizeof(*names),
		    decoder->bad_strategies, &((struct pl_expect *)target)->client);
	free(names);
}

static void read_version(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)!pl_decode_text(decoder, node, "version", &((struct pl_expect *)target)->version);
}

static void read_pin(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)!pl_decode_text(decoder, node, "pin", &((struct pl_expect *)target)->pin);
}

void pl_decode_claim_attack(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	const struct pl_model *model = decoder->model;
	const char **names = pl_calloc(model->n_attacks + 1, sizeof(*names));

	for (size_t i = 0; i < model->n_attacks; i++)
		names[i] = model->attacks[i]->name;
	read_listed(decoder, node, "attack", names, model->n_attacks, sizeof(*names),
		    decoder->bad_attacks, &((struct pl_expect *)target)->attack);
	free(names);
}

/* `never`, `always` and `eventually` take a verdict or a state. */
static bool take_what(struct pl_expect *expect, const char *text)
{
	if (pl_verdict_parse(text, &expect->verdict))
		return expect->has_verdict = true;
	return expect->has_state = pl_state_parse(text, &expect->state);
}

static void read_what(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		      enum pl_expect_kind kind, struct pl_expect *expect)
{
	expect->kind = kind;
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "a verdict or a state") ||
	    take_what(expect, node->text))
		return;
	pl_decode_error(decoder, node->pos,
			"'%s' is neither a verdict nor a state; write %s: breaks, %s: "
			"intercepted or the like",
			pl_decode_show(decoder, node->text), name, name);
}

static void read_never(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_what(decoder, node, "never", PL_EXPECT_NEVER, target);
}

static void read_always(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_what(decoder, node, "always", PL_EXPECT_ALWAYS, target);
}

static void read_eventually(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_what(decoder, node, "eventually", PL_EXPECT_EVENTUALLY, target);
}

const char *pl_decode_compare(const char *text, enum pl_compare *compare)
{
	static const struct {
		const char *sign;
		enum pl_compare compare;
	} signs[] = { /* the longer ones first */
		{ ">=", PL_MORE_EQUAL }, { "<=", PL_LESS_EQUAL }, { "==", PL_EQUAL },
		{ ">", PL_MORE }, { "<", PL_LESS }, { "=", PL_EQUAL }, { "", PL_EQUAL },
	};
	size_t i = 0;

	while (!pl_starts_with(text, signs[i].sign))
		i++;
	*compare = signs[i].compare;
	text += strlen(signs[i].sign);
	return text + strspn(text, " ");
}

static bool parse_comparison(const char *text, enum pl_compare *compare, int64_t *duration,
			     const char **why)
{
	text = pl_decode_compare(text, compare);
	/* Nothing is nothing in any unit. */
	return pl_duration_parse(strcmp(text, "0") == 0 ? "0s" : text, duration, why);
}

static void read_comparison(struct pl_decoder *decoder, const struct pl_node *node,
			    const char *name, struct pl_expect *expect)
{
	const char *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name,
			  "a comparison like \"> 90d\" or \"= 0s\""))
		return;
	if (!parse_comparison(node->text, &expect->compare, &expect->duration, &why))
		pl_decode_error(decoder, node->pos,
				"'%s' is not a comparison like \"> 90d\" or \"= 0s\": %s",
				pl_decode_show(decoder, node->text), why);
}

static void read_down(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;

	expect->kind = PL_EXPECT_DOWN;
	read_comparison(decoder, node, "down", expect);
}

static void read_exposed(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;

	expect->kind = PL_EXPECT_EXPOSED;
	read_comparison(decoder, node, "exposed", expect);
}

/* Dates of the world exist when their time comes; ids exist in the file or never. */
static void check_id(struct pl_decoder *decoder, struct pl_pos pos, const char *id)
{
	const struct pl_model *model = decoder->model;
	const char **ids;
	size_t n = 0;

	if (pl_map_get(&decoder->ids, id))
		return;
	ids = pl_calloc(model->n_events + 1, sizeof(*ids));
	for (size_t i = 0; i < model->n_events; i++)
		if (model->events[i]->id)
			ids[n++] = model->events[i]->id;
	pl_decode_unknown(decoder, pos, "event with the id", id, ids, n);
	free(ids);
}

void pl_decode_moment(struct pl_decoder *decoder, struct pl_pos pos, const char *text,
		      struct pl_expect *expect)
{
	struct pl_error err = PL_ERROR_INIT;

	pl_when_clear(&expect->at);
	(void)!pl_when_parse(text, pos, &expect->at, &err);
	pl_decode_take(decoder, &err);
	if (expect->at.kind == PL_WHEN_RELATIVE && !pl_when_is_of_world(&expect->at))
		check_id(decoder, pos, expect->at.ref);
	else if (expect->at.kind == PL_WHEN_AFTER)
		pl_decode_error(decoder, pos,
				"there is no event before this to count from; write a date or an "
				"event's id");
}

static void read_at(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;

	expect->kind = PL_EXPECT_AT;
	if (pl_decode_is(decoder, node, PL_NODE_TEXT, "at", "a date or an event's id"))
		pl_decode_moment(decoder, pl_decode_pos(decoder, node), node->text, expect);
}

/* "2d of rotation" */
static void read_within(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;
	const char *of, *why;
	char *length;

	expect->kind = PL_EXPECT_WITHIN;
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "within", "a time like 2d of rotation"))
		return;
	of = strstr(node->text, " of ");
	length = pl_strndup(node->text, of ? (size_t)(of - node->text) : 0);
	if (!of)
		pl_decode_error(decoder, node->pos,
				"'%s' says not what it counts from; write a duration and an "
				"event's id or a date, like 2d of rotation",
				pl_decode_show(decoder, node->text));
	else if (!pl_duration_parse(length, &expect->duration, &why))
		pl_decode_error(decoder, node->pos, "'%s' is not a duration like 2d: %s",
				pl_decode_show(decoder, length), why);
	else
		pl_decode_moment(decoder, pl_decode_pos(decoder, node), of + strlen(" of "), expect);
	free(length);
}

#define WHAT_FIELDS \
	{ .name = "verdict", .type = PL_FIELD_VALUE, .read = read_verdict, .def = "verdict", \
	  .help = "survives or breaks; of an attack blocked or intercepted" }, \
	{ .name = "state", .type = PL_FIELD_VALUE, .read = read_state, .def = "state", \
	  .help = "the finer word" }, \
	{ .name = "reason", .type = PL_FIELD_VALUE, .read = read_reason, .def = "reason", \
	  .help = "why" }, \
	{ .name = "pin", .type = PL_FIELD_VALUE, .read = read_pin, .def = "text", \
	  .help = "the matched pin, as written or as the expression it came from" }, \
	{ .name = "client", .type = PL_FIELD_VALUE, .read = read_client, .def = "client", \
	  .help = "of rows with it" }, \
	{ .name = "device", .type = PL_FIELD_VALUE, .read = read_device, .def = "id", \
	  .help = "of rows on it" }, \
	{ .name = "host", .type = PL_FIELD_VALUE, .read = read_host, .def = "id", \
	  .help = "of rows that ask for it" }, \
	{ .name = "version", .type = PL_FIELD_VALUE, .read = read_version, .def = "version", \
	  .help = "of rows with that app version: 1 at the start, one more with each release of it" }

static const struct pl_field expect_fields[] = { WHAT_FIELDS };
const struct pl_shape pl_shape_expect = { "an expectation", expect_fields,
					  PL_ARRAY_LEN(expect_fields) };

static const struct pl_field claim_fields[] = {
	{ .name = "never", .type = PL_FIELD_VALUE, .read = read_never, .def = "never",
	  .help = "a verdict or state that no step may have" },
	{ .name = "down", .type = PL_FIELD_VALUE, .read = read_down, .def = "comparison",
	  .help = "how long the longest interval of it lasts, like \"> 90d\"; of breaks if "
		  "nothing else is said, of exposure with an attack" },
	{ .name = "exposed", .type = PL_FIELD_VALUE, .read = read_exposed, .def = "comparison",
	  .help = "how long the longest interval lasts in which a scripted attack reads the row, "
		  "like \"0\" or \"< 6h\"" },
	{ .name = "always", .type = PL_FIELD_VALUE, .read = read_always, .def = "never",
	  .help = "a verdict or state that every step must have" },
	{ .name = "eventually", .type = PL_FIELD_VALUE, .read = read_eventually, .def = "never",
	  .help = "a verdict or state that some step must have" },
	{ .name = "within", .type = PL_FIELD_VALUE, .read = read_within, .def = "within",
	  .help = "how soon it must be so, like 2d of rotation" },
	{ .name = "at", .type = PL_FIELD_VALUE, .read = read_at, .def = "when",
	  .help = "when it must be so" },
	{ .name = "fleet", .type = PL_FIELD_VALUE, .read = pl_decode_fleet_claim,
	  .def = "fleet-claim",
	  .help = "what must be so of the fleet, like {availability: \">= 99.5%\"}" },
	{ .name = "strategy", .type = PL_FIELD_VALUE, .read = pl_decode_claim_strategy, .def = "label",
	  .help = "of rows with it" },
	{ .name = "attack", .type = PL_FIELD_VALUE, .read = pl_decode_claim_attack, .def = "attack",
	  .help = "when somebody else answers; without it the honest host" },
	WHAT_FIELDS
};
const struct pl_shape pl_shape_claim = { "an expectation", claim_fields,
					 PL_ARRAY_LEN(claim_fields) };

static bool verdict_accepts(enum pl_verdict verdict)
{
	return verdict == PL_SURVIVES || verdict == PL_INTERCEPTED;
}

/* What no row can ever answer is a slip of the pen, not an expectation. */
static void check_sense(struct pl_decoder *decoder, const struct pl_node *node,
			const struct pl_expect *expect)
{
	bool known = expect->has_verdict || expect->has_state;
	bool attack = expect->attack || expect->kind == PL_EXPECT_EXPOSED;
	enum pl_verdict verdict = expect->has_verdict || !expect->has_state ?
		expect->verdict : pl_state_info(expect->state)->verdict;

	if (!known && !expect->has_reason && !expect->pin)
		pl_decode_error(decoder, node->pos,
				"this expects nothing; add a verdict, state, reason or pin");
	else if (known && attack && (verdict == PL_SURVIVES || verdict == PL_BREAKS))
		pl_decode_error(decoder, node->pos,
				"an attack is blocked or intercepted; only the honest host %s",
				pl_verdict_name(verdict));
	else if (known && !attack && (verdict == PL_BLOCKED || verdict == PL_INTERCEPTED))
		pl_decode_error(decoder, node->pos,
				"the honest host survives or breaks; '%s' is for an attack, below "
				"attacks:",
				pl_verdict_name(verdict));
	else if (expect->has_verdict && expect->has_state &&
		 pl_state_info(expect->state)->verdict != verdict)
		pl_decode_error(decoder, node->pos, "the state %s has the verdict %s, never %s",
				pl_state_info(expect->state)->name,
				pl_verdict_name(pl_state_info(expect->state)->verdict),
				pl_verdict_name(verdict));
	else if (known && expect->has_reason &&
		 pl_reason_accepts(expect->reason) != verdict_accepts(verdict))
		pl_decode_error(decoder, node->pos, "%s is never the reason of %s",
				pl_reason_info(expect->reason)->name, pl_verdict_name(verdict));
}

/* One expectation of one strategy: a verdict, or a map. */
static void read_row(struct pl_decoder *decoder, const struct pl_node *node, const char *strategy,
		     const char *attack, struct pl_event *event)
{
	struct pl_expect *expect = pl_event_add_expect(event);
	size_t before = decoder->count;

	expect->kind = PL_EXPECT_AT;
	expect->strategy = pl_strdup(strategy);
	expect->attack = pl_strdup(attack);
	expect->pos = pl_decode_pos(decoder, node);
	if (node->kind == PL_NODE_TEXT)
		read_verdict(decoder, node, expect);
	else
		pl_decode_map(decoder, node, &pl_shape_expect, expect);
	if (decoder->count == before)
		check_sense(decoder, node, expect);
}

static void read_rows(struct pl_decoder *decoder, const struct pl_node *key,
		      const struct pl_node *node, const char *attack, struct pl_event *event)
{
	struct pl_expect found = { 0 };

	pl_decode_claim_strategy(decoder, key, &found);
	if (found.strategy && node->kind == PL_NODE_LIST && node->n > 0) {
		for (size_t i = 0; i < node->n; i++)
			read_row(decoder, node->items[i], key->text, attack, event);
	} else if (found.strategy) {
		read_row(decoder, node, key->text, attack, event);
	}
	pl_expect_clear(&found);
}

static void read_attacks(struct pl_decoder *decoder, const struct pl_node *node,
			 struct pl_event *event)
{
	if (!pl_decode_is(decoder, node, PL_NODE_MAP, "attacks",
			  "a map from attacks to strategies"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct pl_node *value = node->items[i];
		struct pl_expect found = { 0 };

		if (pl_decode_is_free(node->keys[i]->text))
			continue;
		pl_decode_claim_attack(decoder, node->keys[i], &found);
		if (found.attack && pl_decode_is(decoder, value, PL_NODE_MAP, node->keys[i]->text,
						 "a map from strategies to verdicts"))
			for (size_t j = 0; j < value->n; j++)
				if (!pl_decode_is_free(value->keys[j]->text))
					read_rows(decoder, value->keys[j], value->items[j],
						  found.attack, event);
		pl_expect_clear(&found);
	}
}

static void read_fleet_claim(struct pl_decoder *decoder, const struct pl_node *node,
			     struct pl_event *event)
{
	struct pl_expect *expect = pl_event_add_expect(event);

	expect->pos = pl_decode_pos(decoder, node);
	pl_decode_fleet_claim(decoder, node, expect);
	if (expect->timed)
		pl_decode_error(decoder, node->pos,
				"this is asked at its own event; remove at, or ask under the "
				"scenario's own expect");
}

static void read_fleet(struct pl_decoder *decoder, const struct pl_node *node,
		       struct pl_event *event)
{
	if (node->kind != PL_NODE_LIST) {
		read_fleet_claim(decoder, node, event);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		read_fleet_claim(decoder, node->items[i], event);
}

void pl_decode_event_expect(struct pl_decoder *decoder, const struct pl_node *node,
			    struct pl_event *event)
{
	if (!pl_decode_is(decoder, node, PL_NODE_MAP, "expect",
			  "a map from strategies to verdicts"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		if (pl_decode_is_free(node->keys[i]->text))
			continue;
		if (strcmp(node->keys[i]->text, "attacks") == 0)
			read_attacks(decoder, node->items[i], event);
		else if (strcmp(node->keys[i]->text, "fleet") == 0)
			read_fleet(decoder, node->items[i], event);
		else
			read_rows(decoder, node->keys[i], node->items[i], NULL, event);
	}
}

/* The first of the table, each an expectation of its own. */
#define CLAIM_KINDS 8

/* How many of them the map has. */
static size_t count_kinds(const struct pl_node *node)
{
	size_t n = 0;

	for (size_t i = 0; i < CLAIM_KINDS; i++)
		n += pl_node_get(node, claim_fields[i].name, NULL) != NULL;
	return n;
}

/* What lasts is an outage, or an interception, unless it says. */
static void set_default(struct pl_expect *expect)
{
	bool lasts = expect->kind == PL_EXPECT_DOWN || expect->kind == PL_EXPECT_EXPOSED;
	bool attack = expect->attack || expect->kind == PL_EXPECT_EXPOSED;

	if (!lasts || expect->has_verdict || expect->has_state || expect->has_reason)
		return;
	expect->has_verdict = true;
	expect->verdict = attack ? PL_INTERCEPTED : PL_BREAKS;
}

/* Rows have nothing to do with what is asked of a fleet. */
static void check_alone(struct pl_decoder *decoder, const struct pl_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (strcmp(node->keys[i]->text, "fleet") != 0 &&
		    !pl_decode_is_free(node->keys[i]->text))
			pl_decode_error(decoder, node->keys[i]->pos,
					"'%s' stands inside the braces of fleet, or not at all",
					node->keys[i]->text);
}

static void read_claim(struct pl_decoder *decoder, const struct pl_node *node)
{
	struct pl_expect *expect;
	size_t before = decoder->count;
	size_t kinds = node->kind == PL_NODE_MAP ? count_kinds(node) : 1;

	if (kinds != 1) {
		pl_decode_error(decoder, node->pos,
				kinds ? "'never', 'always', 'eventually', 'within', 'down', "
					"'exposed', 'at' and 'fleet' are expectations of their own; "
					"write one of them in each"
				      : "this expectation says no time; add never, always, "
					"eventually, within, down, exposed, at or fleet");
		return;
	}
	expect = pl_model_add_expect(decoder->model);
	expect->pos = pl_decode_pos(decoder, node);
	pl_decode_map(decoder, node, &pl_shape_claim, expect);
	set_default(expect);
	if (decoder->count == before && expect->kind == PL_EXPECT_FLEET)
		check_alone(decoder, node);
	else if (decoder->count == before)
		check_sense(decoder, node, expect);
}

void pl_decode_claims(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)target;
	for (size_t i = 0; i < node->n; i++)
		read_claim(decoder, node->items[i]);
}
