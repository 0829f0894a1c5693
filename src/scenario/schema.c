/* What is the JSON Schema (draft-07) of our files? The tables of keys, said in its words. */
#include <config.h>

#include "scenario/scenario.h"

#include <string.h>

#include "lab/event.h"
#include "scenario/decode.h"
#include "scenario/schema_def.h"
#include "util/text.h"

#define DRAFT "http://json-schema.org/draft-07/schema#"

/* What YAML reads as a boolean is one to an editor. */
static void write_word(struct pl_json *json, const char *word)
{
	if (pl_streq(word, "true") || pl_streq(word, "false"))
		pl_json_bool(json, NULL, *word == 't');
	else
		pl_json_text(json, NULL, word);
}

static void write_enum(struct pl_json *json, const char *const *words)
{
	pl_json_array(json, "enum");
	for (size_t i = 0; words[i]; i++)
		write_word(json, words[i]);
	pl_json_end(json);
}

/* What is written between these may also be a variable. */
static void or_variable_begin(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_json_object(json, NULL);
}

static void or_variable_end(struct pl_json *json)
{
	pl_json_end(json);
	pl_schema_ref(json, NULL, "variable");
	pl_json_end(json);
}

static void write_choices(struct pl_json *json, const char *const *words)
{
	or_variable_begin(json);
	write_enum(json, words);
	or_variable_end(json);
}

static void free_keys(struct pl_json *json)
{
	pl_json_object(json, "patternProperties");
	pl_json_object(json, "^x-");
	pl_json_end(json);
	pl_json_end(json);
}

/* A reference with a description beside it: draft-07 ignores what stands beside a bare one. */
static void all_of(struct pl_json *json, const char *name)
{
	pl_json_array(json, "allOf");
	pl_schema_ref(json, NULL, name);
	pl_json_end(json);
}

static const struct {
	const struct pl_shape *shape;
	const char *def;
} shapes[] = {
	{ &pl_shape_incident, "incident" },
	{ &pl_shape_shadow, "shadow" },
	{ &pl_shape_shadow_pins, "shadow-pins" },
	{ &pl_shape_target, "target" },
	{ &pl_shape_log, "log" },
	{ &pl_shape_operator, "operator" },
	{ &pl_shape_channel, "channel" },
	{ &pl_shape_authority, "authority" },
	{ &pl_shape_certificate, "certificate" },
	{ &pl_shape_trust, "trust" },
	{ &pl_shape_hierarchy, "hierarchy-map" },
	{ &pl_shape_host, "host" },
	{ &pl_shape_issuer, "issuer-pool" },
	{ &pl_shape_node, "node" },
	{ &pl_shape_renews, "renews" },
	{ &pl_shape_hpkp, "hpkp" },
	{ &pl_shape_crypto, "crypto" },
	{ &pl_shape_device, "device" },
	{ &pl_shape_strategy, "strategy" },
	{ &pl_shape_rule, "rule" },
	{ &pl_shape_pattern, "pattern" },
	{ &pl_shape_pin_file, "pin-file" },
	{ &pl_shape_expect, "expect" },
	{ &pl_shape_claim, "claim" },
	{ &pl_shape_fleet, "fleet" },
	{ &pl_shape_segment, "segment" },
	{ &pl_shape_fleet_release, "release" },
	{ &pl_shape_pause, "pause" },
	{ &pl_shape_minimum, "minimum" },
	{ &pl_shape_fleet_claim, "fleet-claim" },
	{ &pl_shape_scenario, "scenario" },
	{ &pl_shape_part, "part" },
};

static const char *shape_def(const struct pl_shape *shape)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(shapes); i++)
		if (shapes[i].shape == shape)
			return shapes[i].def;
	return "text";
}

/* A list of texts, or one text. */
static void write_texts(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "text");
	pl_json_object(json, NULL);
	pl_json_text(json, "type", "array");
	pl_schema_ref(json, "items", "text");
	pl_json_end(json);
	pl_json_end(json);
}

static void write_value(struct pl_json *json, const struct pl_field *field)
{
	switch (field->type) {
	case PL_FIELD_TEXT:
		all_of(json, "text");
		break;
	case PL_FIELD_ID:
		all_of(json, field->def ? field->def : "id");
		break;
	case PL_FIELD_DATE:
		all_of(json, "date");
		break;
	case PL_FIELD_DURATION:
		all_of(json, "duration");
		break;
	case PL_FIELD_OFFSET:
		all_of(json, "offset");
		break;
	case PL_FIELD_BOOL:
		or_variable_begin(json);
		pl_json_text(json, "type", "boolean");
		or_variable_end(json);
		break;
	case PL_FIELD_DEPTH:
	case PL_FIELD_SEED:
		or_variable_begin(json);
		pl_json_text(json, "type", "integer");
		pl_json_int(json, "minimum", 0);
		or_variable_end(json);
		break;
	case PL_FIELD_ALG:
		all_of(json, "algorithm");
		break;
	case PL_FIELD_CHOICE:
		write_choices(json, field->choices);
		break;
	case PL_FIELD_TEXTS:
		write_texts(json);
		break;
	case PL_FIELD_NAMED:
		pl_json_text(json, "type", "object");
		free_keys(json);
		pl_schema_ref(json, "additionalProperties", shape_def(field->shape));
		break;
	case PL_FIELD_LIST:
	case PL_FIELD_VALUE:
		all_of(json, field->shape ? shape_def(field->shape) : field->def);
		break;
	}
}

static void write_properties(struct pl_json *json, const struct pl_shape *shape)
{
	for (size_t i = 0; i < shape->n; i++) {
		const struct pl_field *field = &shape->fields[i];

		pl_json_object(json, field->name);
		pl_json_text(json, "description", field->help);
		write_value(json, field);
		pl_json_end(json);
	}
}

/* Those that are always required, or those that one other key makes unnecessary. */
static size_t write_names(struct pl_json *json, const struct pl_shape *shape, const char *unless)
{
	size_t n = 0;

	pl_json_array(json, "required");
	for (size_t i = 0; i < shape->n; i++) {
		const struct pl_field *field = &shape->fields[i];

		if (!field->required || (field->unless && !unless) || (!field->unless && unless))
			continue;
		pl_json_text(json, NULL, field->name);
		n++;
	}
	pl_json_end(json);
	return n;
}

static const char *alternative(const struct pl_shape *shape)
{
	for (size_t i = 0; i < shape->n; i++)
		if (shape->fields[i].unless)
			return shape->fields[i].unless;
	return NULL;
}

static size_t write_required(struct pl_json *json, const struct pl_shape *shape)
{
	const char *unless = alternative(shape);
	size_t n = 0;

	for (size_t i = 0; i < shape->n; i++)
		n += shape->fields[i].required;
	if (n == 0)
		return 0;
	write_names(json, shape, NULL);
	if (!unless)
		return n;
	pl_json_array(json, "anyOf");
	pl_json_object(json, NULL);
	write_names(json, shape, unless);
	pl_json_end(json);
	pl_json_object(json, NULL);
	pl_json_array(json, "required");
	pl_json_text(json, NULL, unless);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_end(json);
	return n;
}

/* Without a required key an entry may be empty: `harbour:` is `harbour: {}`. */
static void write_shape(struct pl_json *json, const struct pl_shape *shape)
{
	if (write_required(json, shape)) {
		pl_json_text(json, "type", "object");
	} else {
		pl_json_array(json, "type");
		pl_json_text(json, NULL, "object");
		pl_json_text(json, NULL, "null");
		pl_json_end(json);
	}
	pl_json_object(json, "properties");
	write_properties(json, shape);
	pl_json_end(json);
	free_keys(json);
	pl_json_bool(json, "additionalProperties", false);
}

static void write_param(struct pl_json *json, const struct pl_param *param)
{
	pl_json_object(json, param->name);
	pl_json_text(json, "description", param->help);
	if (param->type == PL_PARAM_CHOICE)
		write_choices(json, param->choices);
	else if (param->type == PL_PARAM_DURATION)
		all_of(json, "duration");
	else if (param->type == PL_PARAM_OFFSET)
		all_of(json, "offset");
	else if (param->type == PL_PARAM_DATE)
		all_of(json, "date");
	else if (param->type == PL_PARAM_ATTACK)
		all_of(json, "attack");
	else if (pl_param_is_list(param->type))
		write_texts(json);
	else
		all_of(json, "parameter");
	pl_json_end(json);
}

static bool is_required(const struct pl_event_kind *kind, size_t from)
{
	for (size_t i = from; i < kind->n_params; i++)
		if (kind->params[i].required)
			return true;
	return false;
}

/* A map of its parameters; nothing, when none is required; the first one alone,
 * when the others are not. */
static void write_event_value(struct pl_json *json, const struct pl_event_kind *kind)
{
	pl_json_object(json, kind->name);
	pl_json_text(json, "description", kind->summary);
	pl_json_array(json, "anyOf");
	pl_json_object(json, NULL);
	pl_json_text(json, "type", "object");
	pl_json_object(json, "properties");
	for (size_t i = 0; i < kind->n_params; i++)
		write_param(json, &kind->params[i]);
	pl_json_end(json);
	free_keys(json);
	pl_json_bool(json, "additionalProperties", false);
	if (is_required(kind, 0)) {
		pl_json_array(json, "required");
		for (size_t i = 0; i < kind->n_params; i++)
			if (kind->params[i].required)
				pl_json_text(json, NULL, kind->params[i].name);
		pl_json_end(json);
	}
	pl_json_end(json);
	if (!is_required(kind, 0)) {
		pl_json_object(json, NULL);
		pl_json_text(json, "type", "null");
		pl_json_end(json);
	}
	if (kind->n_params > 0 && !is_required(kind, 1))
		pl_schema_ref(json, NULL, "text");
	pl_json_end(json);
	pl_json_end(json);
}

static void write_event(struct pl_json *json)
{
	const struct pl_event_kind *const *kinds;
	size_t n;

	kinds = pl_event_kinds(&n);
	pl_json_text(json, "type", "object");
	pl_json_object(json, "properties");
	write_properties(json, &pl_shape_event);
	for (size_t i = 0; i < n; i++)
		write_event_value(json, kinds[i]);
	pl_json_end(json);
	free_keys(json);
	pl_json_bool(json, "additionalProperties", false);
	pl_json_array(json, "oneOf");
	for (size_t i = 0; i < n; i++) {
		pl_json_object(json, NULL);
		pl_json_array(json, "required");
		pl_json_text(json, NULL, kinds[i]->name);
		pl_json_end(json);
		pl_json_end(json);
	}
	pl_json_end(json);
}

/* A hierarchy's file: the shape that may also stand inline, with the head of a file. */
static void write_hierarchy_file(struct pl_json *json)
{
	pl_json_text(json, "type", "object");
	pl_json_object(json, "properties");
	pl_schema_ref(json, "pinlab", "format");
	pl_json_object(json, "kind");
	pl_json_text(json, "const", "hierarchy");
	pl_json_end(json);
	pl_schema_ref(json, "name", "text");
	pl_schema_ref(json, "about", "text");
	write_properties(json, &pl_shape_hierarchy);
	pl_json_end(json);
	pl_json_array(json, "required");
	pl_json_text(json, NULL, "pinlab");
	for (size_t i = 0; i < pl_shape_hierarchy.n; i++)
		if (pl_shape_hierarchy.fields[i].required)
			pl_json_text(json, NULL, pl_shape_hierarchy.fields[i].name);
	pl_json_end(json);
	free_keys(json);
	pl_json_bool(json, "additionalProperties", false);
}

static void write_definition(struct pl_json *json, const struct pl_schema_def *def)
{
	bool varies = pl_schema_varies(def->name), any_of = pl_schema_is_any_of(def->name);

	if (!varies && !any_of) {
		def->write(json);
		return;
	}
	pl_json_array(json, "anyOf");
	pl_json_object(json, NULL);
	def->write(json);
	pl_json_end(json);
	if (varies)
		pl_schema_ref(json, NULL, "variable");
	if (any_of)
		pl_schema_ref(json, NULL, "any-of");
	pl_json_end(json);
}

static void write_definitions(struct pl_json *json)
{
	const struct pl_schema_def *defs;
	size_t n;

	defs = pl_schema_defs(&n);
	pl_json_object(json, "definitions");
	for (size_t i = 0; i < n; i++) {
		pl_json_object(json, defs[i].name);
		write_definition(json, &defs[i]);
		pl_json_end(json);
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(shapes); i++) {
		pl_json_object(json, shapes[i].def);
		write_shape(json, shapes[i].shape);
		pl_json_end(json);
	}
	pl_json_object(json, "event");
	write_event(json);
	pl_json_end(json);
	pl_json_object(json, "hierarchy");
	write_hierarchy_file(json);
	pl_json_end(json);
	pl_json_end(json);
}

static void when_kind(struct pl_json *json, const char *kind)
{
	pl_json_object(json, "if");
	pl_json_object(json, "properties");
	pl_json_object(json, "kind");
	pl_json_text(json, "const", kind);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_array(json, "required");
	pl_json_text(json, NULL, "kind");
	pl_json_end(json);
	pl_json_end(json);
	pl_schema_ref(json, "then", kind);
}

/* Editors are given one schema for every kind of file; `kind` decides. */
void pl_scenario_schema(struct pl_buf *out)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "$schema", DRAFT);
	pl_json_text(json, "title", "pinlab scenario, hierarchy or part, format 1");
	when_kind(json, "hierarchy");
	pl_json_object(json, "else");
	when_kind(json, "part");
	pl_schema_ref(json, "else", "scenario");
	pl_json_end(json);
	write_definitions(json);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}
