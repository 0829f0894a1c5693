/* How is a map read by the table of its keys, and how does each refusal read? */
#include <config.h>

#include "scenario/decode.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

#define SHOWN_COLUMNS 60
#define LISTED_NAMES 16

/* The list of errors stops growing at PL_ERRORS_MAX and counts on. */
static void keep(struct pl_decoder *decoder, struct pl_error *err)
{
	for (size_t i = 0; i < decoder->n_docs; i++) {
		size_t len;
		const char *line = pl_doc_line(decoder->docs[i], err->line, &len);

		if (line && pl_streq(err->file, pl_doc_file(decoder->docs[i])))
			pl_error_quote(err, line, len);
	}
	decoder->count++;
	pl_errors_take(decoder->errors, err);
}

void pl_decode_error(struct pl_decoder *decoder, struct pl_pos pos, const char *fmt, ...)
{
	struct pl_error err = PL_ERROR_INIT;
	va_list args;

	va_start(args, fmt);
	pl_error_input_v(&err, pos, fmt, args);
	va_end(args);
	keep(decoder, &err);
}

void pl_decode_take(struct pl_decoder *decoder, struct pl_error *err)
{
	if (err->kind != PL_ERROR_NONE)
		keep(decoder, err);
}

const char *pl_decode_show(struct pl_decoder *decoder, const char *text)
{
	pl_buf_reset(&decoder->shown);
	pl_text_safe(&decoder->shown, text, strlen(text), SHOWN_COLUMNS);
	return pl_buf_str(&decoder->shown);
}

static void list_names(struct pl_buf *out, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n && i < LISTED_NAMES; i++)
		pl_buf_printf(out, "%s%s", i ? ", " : "", names[i]);
	if (n > LISTED_NAMES)
		pl_buf_puts(out, ", ...");
}

void pl_decode_unknown(struct pl_decoder *decoder, struct pl_pos pos, const char *what,
		       const char *word, const char *const *candidates, size_t n)
{
	const char *nearest = pl_nearest(word, candidates, n);
	struct pl_buf names = PL_BUF_INIT;

	list_names(&names, candidates, n);
	if (nearest)
		pl_decode_error(decoder, pos, "no %s '%s'; did you mean '%s'?", what,
				pl_decode_show(decoder, word), nearest);
	else if (n)
		pl_decode_error(decoder, pos, "no %s '%s'; there is %s", what,
				pl_decode_show(decoder, word), pl_buf_str(&names));
	else
		pl_decode_error(decoder, pos, "no %s '%s': there is none at all", what,
				pl_decode_show(decoder, word));
	pl_buf_clear(&names);
}

struct pl_pos pl_decode_pos(const struct pl_decoder *decoder, const struct pl_node *node)
{
	return (struct pl_pos){
		.file = pl_model_file(decoder->model, node->pos.file),
		.line = node->pos.line,
		.column = node->pos.column,
	};
}

static bool is_absent(const struct pl_node *node)
{
	return node->kind == PL_NODE_TEXT && !node->quoted && *node->text == '\0';
}

bool pl_decode_is(struct pl_decoder *decoder, const struct pl_node *node, enum pl_node_kind kind,
		  const char *name, const char *wanted)
{
	if (node->kind == kind && !is_absent(node))
		return true;
	if (is_absent(node))
		pl_decode_error(decoder, node->pos, "'%s' has no value; it takes %s", name, wanted);
	else
		pl_decode_error(decoder, node->pos, "'%s' takes %s, not %s", name, wanted,
				pl_node_kind_words(node));
	return false;
}

bool pl_decode_is_free(const char *key)
{
	return pl_starts_with(key, "x-");
}

static bool is_plain(enum pl_field_type type)
{
	return type <= PL_FIELD_ALG;
}

static void read_named(struct pl_decoder *decoder, const struct pl_field *field,
		       const struct pl_node *node)
{
	if (!pl_decode_is(decoder, node, PL_NODE_MAP, field->name,
			  "a map from names to what they are"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		void *target;

		if (pl_decode_is_free(node->keys[i]->text) ||
		    !pl_decode_id(decoder, node->keys[i], field->shape->what))
			continue;
		target = field->add(decoder, node->keys[i], node->items[i]);
		if (target)
			pl_decode_map(decoder, node->items[i], field->shape, target);
	}
}

static void read_field(struct pl_decoder *decoder, const struct pl_field *field,
		       const struct pl_node *node, void *target)
{
	if (field->type == PL_FIELD_NAMED)
		read_named(decoder, field, node);
	else if (is_plain(field->type))
		pl_decode_plain(decoder, field, node, target);
	else if (field->type != PL_FIELD_LIST ||
		 pl_decode_is(decoder, node, PL_NODE_LIST, field->name, "a list"))
		field->read(decoder, node, target);
}

static bool has_field(const struct pl_shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->n; i++)
		if (strcmp(shape->fields[i].name, name) == 0)
			return true;
	return false;
}

static void refuse_key(struct pl_decoder *decoder, const struct pl_node *key,
		       const struct pl_shape *shape)
{
	const char **names = pl_calloc(shape->n, sizeof(*names));
	struct pl_buf list = PL_BUF_INIT;
	const char *nearest;

	for (size_t i = 0; i < shape->n; i++)
		names[i] = shape->fields[i].name;
	nearest = pl_nearest(key->text, names, shape->n);
	list_names(&list, names, shape->n);
	if (nearest)
		pl_decode_error(decoder, key->pos, "unknown key '%s'; did you mean '%s'?",
				pl_decode_show(decoder, key->text), nearest);
	else
		pl_decode_error(decoder, key->pos,
				"unknown key '%s'; %s has %s; keys of your own begin with x-",
				pl_decode_show(decoder, key->text), shape->what, pl_buf_str(&list));
	pl_buf_clear(&list);
	free(names);
}

void pl_decode_map(struct pl_decoder *decoder, const struct pl_node *node,
		   const struct pl_shape *shape, void *target)
{
	char *wanted = NULL;

	/* An entry without keys is one with every default. */
	if (is_absent(node)) {
		static const struct pl_node none = { .kind = PL_NODE_MAP };
		struct pl_node empty = none;

		empty.pos = node->pos;
		pl_decode_map(decoder, &empty, shape, target);
		return;
	}
	if (node->kind != PL_NODE_MAP) {
		wanted = pl_asprintf("%s is a map of its keys, not %s", shape->what,
				     pl_node_kind_words(node));
		pl_decode_error(decoder, node->pos, "%s; write {%s: ...}", wanted,
				shape->fields[0].name);
		free(wanted);
		return;
	}
	for (size_t i = 0; i < shape->n; i++) {
		const struct pl_field *field = &shape->fields[i];
		const struct pl_node *key, *value = pl_node_get(node, field->name, &key);

		if (value)
			read_field(decoder, field, value, target);
		else if (field->required &&
			 !(field->unless && pl_node_get(node, field->unless, NULL)))
			pl_decode_error(decoder, node->pos, "%s needs '%s': %s", shape->what,
					field->name, field->help);
	}
	for (size_t i = 0; i < node->n; i++)
		if (!has_field(shape, node->keys[i]->text) &&
		    !pl_decode_is_free(node->keys[i]->text))
			refuse_key(decoder, node->keys[i], shape);
}
