/*
 * One tree of positioned nodes for every structured input. Every value stays
 * text; the field's type decides. A document owns its nodes and its text;
 * positions borrow the document's file name.
 */
#ifndef PINLAB_DATA_NODE_H
#define PINLAB_DATA_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

enum pl_node_kind { PL_NODE_TEXT, PL_NODE_LIST, PL_NODE_MAP };

struct pl_node {
	enum pl_node_kind kind;
	struct pl_pos pos;
	const char *text;      /* TEXT: NUL-terminated, no NUL inside */
	bool quoted;           /* TEXT: written in quotes (a quoted "" is not "absent") */
	size_t n;              /* LIST, MAP: members */
	struct pl_node **keys; /* MAP: TEXT nodes */
	struct pl_node **items;
	const struct pl_map *index; /* MAP: for pl_node_get; NULL in a small map */
};

struct pl_map;
struct pl_doc; /* owns everything */

const struct pl_node *pl_doc_root(const struct pl_doc *doc);
const char *pl_doc_file(const struct pl_doc *doc);
/* The text of a line (from 1), without its newline; NULL when there is none. */
const char *pl_doc_line(const struct pl_doc *doc, int line, size_t *len);
void pl_doc_free(struct pl_doc *doc);
/* Adds an error about a place in this document, with its line quoted. */
void pl_doc_error(struct pl_errors *errors, const struct pl_doc *doc, struct pl_pos pos,
		  const char *fmt, ...) PL_PRINTF(4, 5);

/* The value under `key` of a map, or NULL; *key_node (may be NULL) is the key's node. */
const struct pl_node *pl_node_get(const struct pl_node *map, const char *key,
				  const struct pl_node **key_node);
/* "text", "a list", "a map": for messages. */
const char *pl_node_kind_words(const struct pl_node *node);

/* Limits on every reader; exceeding one is a plain sentence with a position.
 * Depth counts lists and maps within each other. */
#define PL_DATA_MAX_BYTES (4u << 20)
#define PL_DATA_MAX_DEPTH 64
#define PL_DATA_MAX_NODES 200000

#endif
