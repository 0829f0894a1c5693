/* How does a scenario's text become the trees that models are read from? */
#include <config.h>

#include "scenario/source.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/yaml.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

#define SHOWN_COLUMNS 60
#define LISTED_NAMES 16

struct pl_nodes_block {
	struct pl_nodes_block *next;
	max_align_t data[];
};

void *pl_nodes_alloc(struct pl_nodes *tree, size_t size)
{
	struct pl_nodes_block *block = pl_calloc(1, sizeof(*block) + size);

	block->next = tree->blocks;
	tree->blocks = block;
	return block->data;
}

struct pl_node *pl_nodes_text(struct pl_nodes *tree, struct pl_pos pos, const char *text)
{
	struct pl_node *node = pl_nodes_alloc(tree, sizeof(*node));
	char *copy = pl_nodes_alloc(tree, strlen(text) + 1);

	strcpy(copy, text);
	*node = (struct pl_node){ .kind = PL_NODE_TEXT, .pos = pos, .text = copy, .quoted = true };
	return node;
}

struct pl_node *pl_nodes_branch(struct pl_nodes *tree, enum pl_node_kind kind, struct pl_pos pos,
			     size_t n)
{
	struct pl_node *node = pl_nodes_alloc(tree, sizeof(*node));

	*node = (struct pl_node){ .kind = kind, .pos = pos };
	node->keys = pl_nodes_alloc(tree, (n + 1) * sizeof(struct pl_node *));
	node->items = pl_nodes_alloc(tree, (n + 1) * sizeof(struct pl_node *));
	return node;
}

void pl_nodes_clear(struct pl_nodes *tree)
{
	while (tree->blocks) {
		struct pl_nodes_block *next = tree->blocks->next;

		free(tree->blocks);
		tree->blocks = next;
	}
}

static void quote(const struct pl_source *source, struct pl_error *err)
{
	for (size_t i = 0; i < source->n_docs; i++) {
		const char *line;
		size_t len;

		if (!pl_streq(pl_doc_file(source->docs[i]), err->file))
			continue;
		line = pl_doc_line(source->docs[i], err->line, &len);
		if (line)
			pl_error_quote(err, line, len);
		return;
	}
}

void pl_source_error(const struct pl_source *source, struct pl_pos pos, const char *fmt, ...)
{
	struct pl_error err = PL_ERROR_INIT;
	va_list args;

	va_start(args, fmt);
	pl_error_input_v(&err, pos, fmt, args);
	va_end(args);
	quote(source, &err);
	pl_errors_take(source->errors, &err);
}

void pl_source_unknown(const struct pl_source *source, struct pl_pos pos, const char *what,
		       const char *word, const char *const *names, size_t n)
{
	const char *nearest = pl_nearest(word, names, n);
	struct pl_buf shown = PL_BUF_INIT, list = PL_BUF_INIT;

	pl_text_safe(&shown, word, strlen(word), SHOWN_COLUMNS);
	for (size_t i = 0; i < n && i < LISTED_NAMES; i++)
		pl_buf_printf(&list, "%s%s", i ? ", " : "", names[i]);
	if (nearest)
		pl_source_error(source, pos, "no %s '%s'; did you mean '%s'?", what,
				pl_buf_str(&shown), nearest);
	else if (n)
		pl_source_error(source, pos, "no %s '%s'; there is %s", what, pl_buf_str(&shown),
				pl_buf_str(&list));
	else
		pl_source_error(source, pos, "no %s '%s': there is none at all; declare it under "
				"vars:", what, pl_buf_str(&shown));
	pl_buf_clear(&shown);
	pl_buf_clear(&list);
}

/* "issuer=r10 key=same"; caller frees. */
static char *variant_name(const struct pl_source *source, size_t variant)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_nodes tree = { 0 };

	for (size_t i = 0; i < source->n_axes; i++) {
		const struct pl_choice *axis = &source->axes[i];
		const char *value = axis->fixed;

		if (!value)
			value = pl_source_expand(
				source, variant,
				axis->list->items[pl_source_choice(source, variant, i)], &tree);
		pl_buf_printf(&out, "%s%s=%s", i ? " " : "", axis->name, value ? value : "");
	}
	pl_nodes_clear(&tree);
	return pl_buf_take(&out);
}

static void name_variants(struct pl_source *source)
{
	if (source->n_variants < 2)
		return;
	source->names = pl_calloc(source->n_variants, sizeof(*source->names));
	for (size_t i = 0; i < source->n_variants; i++)
		source->names[i] = variant_name(source, i);
}

static struct pl_source *open_doc(struct pl_doc *doc, const char *file,
				  const struct pl_settings *settings, struct pl_errors *errors)
{
	struct pl_source *source;
	size_t before = errors->n + errors->dropped;

	if (!doc)
		return NULL;
	source = pl_calloc(1, sizeof(*source));
	source->file = pl_strdup(file);
	source->settings = settings;
	source->errors = errors;
	source->n_variants = 1;
	*PL_PUSH(source->docs, source->n_docs, source->cap_docs) = doc;
	source->root = pl_doc_root(doc);
	if (source->root->kind == PL_NODE_MAP) {
		pl_source_include(source);
		pl_source_axes(source, pl_node_get(source->root, "sweep", NULL));
		pl_source_settle(source);
	}
	if (errors->n + errors->dropped == before)
		name_variants(source);
	source->errors = NULL;
	if (errors->n + errors->dropped == before)
		return source;
	pl_source_free(source);
	return NULL;
}

struct pl_source *pl_source_open(const char *path, const struct pl_settings *settings,
				 struct pl_errors *errors)
{
	return open_doc(pl_yaml_read(path, errors), path, settings, errors);
}

struct pl_source *pl_source_parse(const char *file, struct pl_bytes text,
				  const struct pl_settings *settings, struct pl_errors *errors)
{
	return open_doc(pl_yaml_parse(file, text, errors), file, settings, errors);
}

void pl_source_free(struct pl_source *source)
{
	if (!source)
		return;
	for (size_t i = 0; source->names && i < source->n_variants; i++)
		free(source->names[i]);
	free(source->names);
	for (size_t i = 0; i < source->n_axes; i++)
		free(source->axes[i].name);
	free(source->axes);
	free(source->vars);
	for (size_t i = 0; i < source->n_docs; i++)
		pl_doc_free(source->docs[i]);
	free(source->docs);
	pl_nodes_clear(&source->tree);
	free(source->file);
	free(source);
}

size_t pl_source_variants(const struct pl_source *source)
{
	return source->n_variants;
}

const char *pl_source_variant(const struct pl_source *source, size_t i)
{
	return source->names ? source->names[i] : NULL;
}

size_t pl_source_find(const struct pl_source *source, const char *variant)
{
	for (size_t i = 0; source->names && i < source->n_variants; i++)
		if (pl_streq(source->names[i], variant))
			return i;
	return SIZE_MAX;
}

bool pl_source_has(const struct pl_source *source, const char *variable)
{
	for (size_t i = 0; i < source->n_vars; i++)
		if (pl_streq(source->vars[i].name, variable))
			return true;
	for (size_t i = 0; i < source->n_axes; i++)
		if (!source->axes[i].place && pl_streq(source->axes[i].name, variable))
			return true;
	return false;
}
