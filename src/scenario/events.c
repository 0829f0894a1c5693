/* What shall happen, and when: the events of a scenario, one thing each. */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

static void read_at(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_event *event = target;
	struct pl_error err = PL_ERROR_INIT;

	if (!pl_decode_is(
		    decoder, node, PL_NODE_TEXT, "at",
		    "a date, an offset like +1d, or a date of the world like api.leaf.expiry - 7d"))
		return;
	pl_when_clear(&event->when);
	(void)!pl_when_parse(node->text, pl_decode_pos(decoder, node), &event->when, &err);
	pl_decode_take(decoder, &err);
}

void pl_decode_event_id(struct pl_decoder *decoder, const struct pl_node *node,
			struct pl_event *event)
{
	const struct pl_node *other;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "id", "a name") ||
	    !pl_decode_id(decoder, node, "an event"))
		return;
	if (pl_streq(node->text, "start")) {
		pl_decode_error(decoder, node->pos,
				"'start' is the beginning of the run; choose another id");
		return;
	}
	other = pl_map_set(&decoder->ids, node->text, (void *)(uintptr_t)node);
	if (other)
		pl_decode_error(decoder, node->pos,
				"the id '%s' is taken, at line %d; choose another", node->text,
				other->pos.line);
	free(event->id);
	event->id = pl_strdup(node->text);
}

static void read_id(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_event_id(decoder, node, target);
}

static void read_expect(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_event_expect(decoder, node, target);
}

static const struct pl_field event_fields[] = {
	{ .name = "at", .type = PL_FIELD_VALUE, .read = read_at, .def = "when",
	  .help = "a date, an offset from the event before, or a date of the world; "
		  "omitted: the same second" },
	{ .name = "id", .type = PL_FIELD_VALUE, .read = read_id, .def = "id",
	  .help = "a name for it, for other times and expectations" },
	{ .name = "expect", .type = PL_FIELD_VALUE, .read = read_expect, .def = "event-expect",
	  .help = "what must be so after it, per strategy" },
};
/* The event's own key stands beside these and is read apart. */
const struct pl_shape pl_shape_event = { "an event", event_fields, PL_ARRAY_LEN(event_fields) };

static const struct pl_field *own_field(const char *name)
{
	for (size_t i = 0; i < pl_shape_event.n; i++)
		if (strcmp(pl_shape_event.fields[i].name, name) == 0)
			return &pl_shape_event.fields[i];
	return NULL;
}

static void refuse_event(struct pl_decoder *decoder, const struct pl_node *key)
{
	const struct pl_event_kind *const *kinds;
	const char **names;
	const char *nearest;
	size_t n;

	kinds = pl_event_kinds(&n);
	names = pl_calloc(n + pl_shape_event.n, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = kinds[i]->name;
	for (size_t i = 0; i < pl_shape_event.n; i++)
		names[n + i] = pl_shape_event.fields[i].name;
	nearest = pl_nearest(key->text, names, n + pl_shape_event.n);
	if (nearest)
		pl_decode_error(decoder, key->pos, "no event '%s'; did you mean '%s'?",
				pl_decode_show(decoder, key->text), nearest);
	else
		pl_decode_error(decoder, key->pos,
				"no event '%s'; `pinlab list events` shows them all",
				pl_decode_show(decoder, key->text));
	free(names);
}

/* The key that says what happens, or NULL with an error. */
static const struct pl_node *find_action(struct pl_decoder *decoder, const struct pl_node *node,
					 const struct pl_node **value)
{
	const struct pl_node *action = NULL;
	bool refused = false;

	for (size_t i = 0; i < node->n; i++) {
		const struct pl_node *key = node->keys[i];

		if (own_field(key->text) || pl_decode_is_free(key->text))
			continue;
		if (!pl_event_kind_find(key->text)) {
			refuse_event(decoder, key);
			refused = true;
		} else if (action) {
			pl_decode_error(decoder, key->pos,
					"an event does one thing, and this one has '%s' already; "
					"make '%s' an event of its own",
					action->text, key->text);
		} else {
			action = key;
			*value = node->items[i];
		}
	}
	if (!action && !refused)
		pl_decode_error(decoder, node->pos,
				"this event does nothing; say what happens, for example "
				"renew: {key: same}");
	return action;
}

static const struct pl_param *find_param(const struct pl_event_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->n_params; i++)
		if (strcmp(kind->params[i].name, name) == 0)
			return &kind->params[i];
	return NULL;
}

static void refuse_param(struct pl_decoder *decoder, const struct pl_event_kind *kind,
			 const struct pl_node *key)
{
	const char *names[PL_PARAMS_MAX];
	struct pl_buf list = PL_BUF_INIT;
	const char *nearest;

	for (size_t i = 0; i < kind->n_params; i++) {
		names[i] = kind->params[i].name;
		pl_buf_printf(&list, "%s%s", i ? ", " : "", names[i]);
	}
	nearest = pl_nearest(key->text, names, kind->n_params);
	if (nearest)
		pl_decode_error(decoder, key->pos, "'%s' has no '%s'; did you mean '%s'?",
				kind->name, pl_decode_show(decoder, key->text), nearest);
	else if (kind->n_params == 0)
		pl_decode_error(decoder, key->pos, "'%s' takes nothing; remove '%s'", kind->name,
				pl_decode_show(decoder, key->text));
	else
		pl_decode_error(decoder, key->pos, "'%s' has no '%s'; it takes %s", kind->name,
				pl_decode_show(decoder, key->text), pl_buf_str(&list));
	pl_buf_clear(&list);
}

/* A list's items become one text, as the palette has it. */
static void set_list(struct pl_decoder *decoder, struct pl_event *event,
		     const struct pl_param *param, const struct pl_node *value)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	size_t before = decoder->count;

	for (size_t i = 0; i < value->n; i++)
		if (pl_decode_is(decoder, value->items[i], PL_NODE_TEXT, param->name,
				 pl_param_type_words(param->type)))
			pl_buf_printf(&text, "%s%s", i ? ", " : "", value->items[i]->text);
	if (decoder->count == before)
		(void)!pl_event_set(event, param->name, pl_buf_str(&text),
				    pl_decode_pos(decoder, value), &err);
	pl_decode_take(decoder, &err);
	pl_buf_clear(&text);
}

static void set_param(struct pl_decoder *decoder, struct pl_event *event,
		      const struct pl_param *param, const struct pl_node *value)
{
	struct pl_error err = PL_ERROR_INIT;

	if (pl_param_is_list(param->type) && value->kind == PL_NODE_LIST) {
		set_list(decoder, event, param, value);
		return;
	}
	if (!pl_decode_is(decoder, value, PL_NODE_TEXT, param->name,
			  pl_param_type_words(param->type)))
		return;
	(void)!pl_event_set(event, param->name, value->text, pl_decode_pos(decoder, value), &err);
	pl_decode_take(decoder, &err);
}

static bool says_nothing(const struct pl_node *node)
{
	return node->kind == PL_NODE_TEXT && !node->quoted && *node->text == '\0';
}

static void read_params(struct pl_decoder *decoder, struct pl_event *event,
			const struct pl_node *key, const struct pl_node *value)
{
	if (says_nothing(value))
		return;
	if (value->kind == PL_NODE_TEXT && event->kind->n_params > 0) {
		set_param(decoder, event, &event->kind->params[0], value);
	} else if (value->kind == PL_NODE_MAP) {
		for (size_t i = 0; i < value->n; i++) {
			const struct pl_param *param =
				find_param(event->kind, value->keys[i]->text);

			if (param)
				set_param(decoder, event, param, value->items[i]);
			else if (!pl_decode_is_free(value->keys[i]->text))
				refuse_param(decoder, event->kind, value->keys[i]);
		}
	} else {
		pl_decode_error(decoder, value->pos, "'%s' takes %s, not %s", key->text,
				event->kind->n_params ? "a map of its parameters" : "nothing",
				pl_node_kind_words(value));
	}
}

static struct pl_event *read_action(struct pl_decoder *decoder, const struct pl_node *node)
{
	const struct pl_node *key, *value = NULL;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *event;
	size_t before;

	key = find_action(decoder, node, &value);
	if (!key)
		return NULL;
	event = pl_event_new(pl_event_kind_find(key->text), pl_decode_pos(decoder, key));
	before = decoder->count;
	read_params(decoder, event, key, value);
	/* A parameter that could not be read is missing for a reason already given. */
	if (decoder->count == before)
		(void)!pl_event_complete(event, &err);
	pl_decode_take(decoder, &err);
	return event;
}

static void read_event(struct pl_decoder *decoder, const struct pl_node *node)
{
	struct pl_event *event;

	if (node->kind != PL_NODE_MAP) {
		pl_decode_error(decoder, node->pos,
				"an event is a map, not %s; write {at: 2026-03-01, renew: {key: "
				"same}}",
				pl_node_kind_words(node));
		return;
	}
	event = read_action(decoder, node);
	if (!event)
		return;
	for (size_t i = 0; i < pl_shape_event.n; i++) {
		const struct pl_field *field = &pl_shape_event.fields[i];
		const struct pl_node *value = pl_node_get(node, field->name, NULL);

		if (value)
			field->read(decoder, value, event);
	}
	pl_model_add_event(decoder->model, event);
}

/* Notes the id of the host that an event adds: an expectation may name it before its event is
 * read to the end. */
static void note_joining(struct pl_decoder *decoder, const struct pl_node *event)
{
	for (size_t i = 0; event->kind == PL_NODE_MAP && i < event->n; i++) {
		const struct pl_event_kind *kind = pl_event_kind_find(event->keys[i]->text);
		const struct pl_node *id = NULL;

		if (kind && kind->makes_host && event->items[i]->kind == PL_NODE_MAP)
			id = pl_node_get(event->items[i], kind->makes_host, NULL);
		if (id && id->kind == PL_NODE_TEXT)
			pl_map_set(&decoder->joining, id->text, (void *)(uintptr_t)id);
	}
}

void pl_decode_events(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)target;
	for (size_t i = 0; i < node->n; i++)
		note_joining(decoder, node->items[i]);
	for (size_t i = 0; i < node->n; i++)
		read_event(decoder, node->items[i]);
}
