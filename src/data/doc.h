/*
 * How readers build a document; only this room's files include it. A builder
 * turns a flat run of texts, opens and closes into the tree; the document owns
 * the tree, in an arena that is freed as one. It never judges what keys mean.
 */
#ifndef PINLAB_DATA_DOC_H
#define PINLAB_DATA_DOC_H

#include "data/node.h"
#include "util/buf.h"
#include "util/map.h"

/* Copies both. */
PL_MUST_USE struct pl_doc *pl_doc_new(const char *file, struct pl_bytes text);
/* Line and column of a byte of the document's text. */
PL_MUST_USE struct pl_pos pl_doc_pos(const struct pl_doc *doc, size_t offset);
/* The copied text, NUL-terminated beyond its length. */
PL_MUST_USE struct pl_bytes pl_doc_text(const struct pl_doc *doc);

struct pl_builder_frame {
	struct pl_node *node; /* the list or map that is open */
	struct pl_node **keys, **items;
	size_t n_keys, n_items;
	size_t keys_cap, items_cap;
	struct pl_map *index; /* once there are many keys */
};

struct pl_builder {
	struct pl_doc *doc; /* borrowed */
	struct pl_builder_frame frames[PL_DATA_MAX_DEPTH];
	size_t depth;
	size_t nodes, most; /* values so far, and how many there may be */
};

void pl_builder_init(struct pl_builder *builder, struct pl_doc *doc);
void pl_builder_clear(struct pl_builder *builder);

/* The list or map that is open, or NULL. */
PL_MUST_USE const struct pl_node *pl_builder_innermost(const struct pl_builder *builder);
/* True when the next thing added is a key of the innermost map. */
PL_MUST_USE bool pl_builder_wants_key(const struct pl_builder *builder);
/* The key of this name in the innermost map, or NULL. */
PL_MUST_USE const struct pl_node *pl_builder_key(const struct pl_builder *builder,
						 const char *text);

/* Each adds to the innermost list or map, or sets the root. A limit that is
 * exceeded is an error. */
PL_MUST_USE bool pl_builder_text(struct pl_builder *builder, struct pl_pos pos, const char *text,
				 size_t len, bool quoted, struct pl_error *err);
PL_MUST_USE bool pl_builder_open(struct pl_builder *builder, struct pl_pos pos,
				 enum pl_node_kind kind, struct pl_error *err);
void pl_builder_close(struct pl_builder *builder);

#endif
