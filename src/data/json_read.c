/* What a JSON text says, as the same tree that YAML gives. */
#include <config.h>

#include "data/json.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "data/doc.h"
#include "util/text.h"

static bool add_number(struct pl_builder *builder, struct pl_pos pos, const json_t *value,
		       struct pl_error *err)
{
	char text[64];

	if (json_is_integer(value))
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else
		snprintf(text, sizeof(text), "%.17g", json_real_value(value));
	return pl_builder_text(builder, pos, text, strlen(text), false, err);
}

static bool add(struct pl_builder *builder, struct pl_pos pos, json_t *value, struct pl_error *err);

static bool add_array(struct pl_builder *builder, struct pl_pos pos, json_t *array,
		      struct pl_error *err)
{
	if (!pl_builder_open(builder, pos, PL_NODE_LIST, err))
		return false;
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (!add(builder, pos, json_array_get(array, i), err))
			return false;
	}
	pl_builder_close(builder);
	return true;
}

static bool add_object(struct pl_builder *builder, struct pl_pos pos, json_t *object,
		       struct pl_error *err)
{
	if (!pl_builder_open(builder, pos, PL_NODE_MAP, err))
		return false;
	for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
		const char *key = json_object_iter_key(at);

		if (!pl_builder_text(builder, pos, key, strlen(key), true, err) ||
		    !add(builder, pos, json_object_iter_value(at), err))
			return false;
	}
	pl_builder_close(builder);
	return true;
}

/* Recursion ends at the builder's limit on depth. */
static bool add(struct pl_builder *builder, struct pl_pos pos, json_t *value, struct pl_error *err)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return add_object(builder, pos, value, err);
	case JSON_ARRAY:
		return add_array(builder, pos, value, err);
	case JSON_STRING:
		return pl_builder_text(builder, pos, json_string_value(value),
				       json_string_length(value), true, err);
	case JSON_INTEGER:
	case JSON_REAL:
		return add_number(builder, pos, value, err);
	case JSON_TRUE:
		return pl_builder_text(builder, pos, "true", 4, false, err);
	case JSON_FALSE:
		return pl_builder_text(builder, pos, "false", 5, false, err);
	case JSON_NULL:
		break;
	}
	return pl_builder_text(builder, pos, "null", 4, false, err);
}

static void refuse(const struct pl_doc *doc, const json_error_t *error, struct pl_error *err)
{
	struct pl_pos pos = {
		.file = pl_doc_file(doc),
		.line = error->line > 0 ? error->line : 0,
		.column = error->column > 0 ? error->column : 1,
	};
	const char *line;
	size_t len;

	if (err->kind != PL_ERROR_NONE)
		return;
	pl_error_input(err, pos, "not valid JSON: %s; correct it here or just before", error->text);
	line = pl_doc_line(doc, pos.line, &len);
	if (line)
		pl_error_quote(err, line, len);
}

/* A value takes a byte at least, so a caller who allows many bytes allows as many values. */
static bool build(struct pl_doc *doc, json_t *value, size_t most, struct pl_error *err)
{
	struct pl_pos pos = { .file = pl_doc_file(doc), .line = 1, .column = 1 };
	struct pl_builder builder;
	bool ok;

	pl_builder_init(&builder, doc);
	if (most > builder.most)
		builder.most = most;
	ok = add(&builder, pos, value, err);
	pl_builder_clear(&builder);
	return ok;
}

struct pl_doc *pl_json_parse(const char *file, struct pl_bytes text, size_t limit,
			     struct pl_error *err)
{
	json_error_t error;
	struct pl_doc *doc;
	json_t *value;
	bool ok = false;

	if (text.len > limit) {
		pl_error_input(err, (struct pl_pos){ .file = file },
			       "larger than %zu bytes, which is the most that is read; split it",
			       limit);
		return NULL;
	}
	doc = pl_doc_new(file, text);
	text = pl_doc_text(doc);
	value = json_loadb((const char *)text.data, text.len,
			   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (value)
		ok = build(doc, value, limit, err);
	else
		refuse(doc, &error, err);
	json_decref(value);
	if (ok)
		return doc;
	pl_doc_free(doc);
	return NULL;
}
