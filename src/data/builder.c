/* How a run of texts, opens and closes becomes a tree. */
#include <config.h>

#include "data/doc.h"
#include "data/doc_internal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define SMALL_MAP 16 /* up to here comparing every key is faster than hashing */

void pl_builder_init(struct pl_builder *builder, struct pl_doc *doc)
{
	memset(builder, 0, sizeof(*builder));
	builder->doc = doc;
	builder->most = PL_DATA_MAX_NODES;
}

void pl_builder_clear(struct pl_builder *builder)
{
	for (size_t i = 0; i < PL_DATA_MAX_DEPTH; i++) {
		free(builder->frames[i].keys);
		free(builder->frames[i].items);
	}
	memset(builder, 0, sizeof(*builder));
}

static struct pl_builder_frame *innermost(const struct pl_builder *builder)
{
	if (builder->depth == 0)
		return NULL;
	return (struct pl_builder_frame *)&builder->frames[builder->depth - 1];
}

const struct pl_node *pl_builder_innermost(const struct pl_builder *builder)
{
	const struct pl_builder_frame *frame = innermost(builder);

	return frame ? frame->node : NULL;
}

bool pl_builder_wants_key(const struct pl_builder *builder)
{
	const struct pl_builder_frame *frame = innermost(builder);

	return frame && frame->node->kind == PL_NODE_MAP && frame->n_keys == frame->n_items;
}

const struct pl_node *pl_builder_key(const struct pl_builder *builder, const char *text)
{
	const struct pl_builder_frame *frame = innermost(builder);

	if (!frame)
		return NULL;
	if (frame->index) {
		uintptr_t found = (uintptr_t)pl_map_get(frame->index, text);

		return found ? frame->keys[found - 1] : NULL;
	}
	for (size_t i = 0; i < frame->n_keys; i++) {
		if (strcmp(frame->keys[i]->text, text) == 0)
			return frame->keys[i];
	}
	return NULL;
}

/* The first of several equal keys stays the one that is found. */
static void index_key(struct pl_builder_frame *frame, size_t i)
{
	if (!pl_map_get(frame->index, frame->keys[i]->text))
		pl_map_set(frame->index, frame->keys[i]->text, (void *)(uintptr_t)(i + 1));
}

static void add_key(struct pl_builder *builder, struct pl_builder_frame *frame,
		    struct pl_node *key)
{
	*PL_PUSH(frame->keys, frame->n_keys, frame->keys_cap) = key;
	if (frame->index) {
		index_key(frame, frame->n_keys - 1);
		return;
	}
	if (frame->n_keys <= SMALL_MAP)
		return;
	frame->index = pl_calloc(1, sizeof(*frame->index));
	pl_doc_own_index(builder->doc, frame->index);
	for (size_t i = 0; i < frame->n_keys; i++)
		index_key(frame, i);
}

static void attach(struct pl_builder *builder, struct pl_node *node)
{
	struct pl_builder_frame *frame = innermost(builder);

	if (!frame)
		builder->doc->root = node;
	else if (pl_builder_wants_key(builder))
		add_key(builder, frame, node);
	else
		*PL_PUSH(frame->items, frame->n_items, frame->items_cap) = node;
}

static struct pl_node *new_node(struct pl_builder *builder, struct pl_pos pos,
				enum pl_node_kind kind, struct pl_error *err)
{
	struct pl_node *node;

	if (builder->nodes == builder->most) {
		pl_error_input(err, pos, "more than %zu values; split the file", builder->most);
		return NULL;
	}
	builder->nodes++;
	node = pl_doc_alloc(builder->doc, sizeof(*node));
	node->kind = kind;
	node->pos = pos;
	return node;
}

bool pl_builder_text(struct pl_builder *builder, struct pl_pos pos, const char *text, size_t len,
		     bool quoted, struct pl_error *err)
{
	struct pl_node *node = new_node(builder, pos, PL_NODE_TEXT, err);
	char *copy;

	if (!node)
		return false;
	copy = pl_doc_alloc(builder->doc, len + 1);
	if (len > 0)
		memcpy(copy, text, len);
	node->text = copy;
	node->quoted = quoted;
	attach(builder, node);
	return true;
}

bool pl_builder_open(struct pl_builder *builder, struct pl_pos pos, enum pl_node_kind kind,
		     struct pl_error *err)
{
	struct pl_builder_frame *frame;
	struct pl_node *node;

	if (builder->depth == PL_DATA_MAX_DEPTH)
		return pl_error_input(err, pos, "nested deeper than %d levels; flatten it",
				      PL_DATA_MAX_DEPTH);
	if (pl_builder_wants_key(builder))
		return pl_error_input(err, pos, "a key must be text, not %s",
				      kind == PL_NODE_LIST ? "a list" : "a map");
	node = new_node(builder, pos, kind, err);
	if (!node)
		return false;
	attach(builder, node);
	frame = &builder->frames[builder->depth++];
	frame->node = node;
	frame->index = NULL;
	frame->n_keys = frame->n_items = 0;
	return true;
}

static struct pl_node **keep(struct pl_doc *doc, struct pl_node **nodes, size_t n)
{
	struct pl_node **copy;

	if (n == 0)
		return NULL;
	copy = pl_doc_alloc(doc, n * sizeof(*copy));
	return memcpy(copy, nodes, n * sizeof(*copy));
}

void pl_builder_close(struct pl_builder *builder)
{
	struct pl_builder_frame *frame = &builder->frames[--builder->depth];
	struct pl_node *node = frame->node;

	node->n = frame->n_items;
	node->keys = keep(builder->doc, frame->keys, frame->n_keys);
	node->items = keep(builder->doc, frame->items, frame->n_items);
	node->index = frame->index;
}
