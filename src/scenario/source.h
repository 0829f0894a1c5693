/*
 * A scenario's text on its way to models: what it includes is put together,
 * variables take their values, and of each choice one is made. What comes out is
 * a tree of nodes like the one that a reader makes, positions of the original
 * files included. Only this room's files include this.
 */
#ifndef PINLAB_SCENARIO_SOURCE_H
#define PINLAB_SCENARIO_SOURCE_H

#include "data/node.h"
#include "scenario/scenario.h"

#define PL_INCLUDE_DEPTH 8
#define PL_INCLUDE_MAX 32

struct pl_nodes_block;

/* Nodes that stand for what was written, and their texts. */
struct pl_nodes {
	struct pl_nodes_block *blocks;
};

/* Zeroed memory that lives as long as the tree. */
PL_MUST_USE void *pl_nodes_alloc(struct pl_nodes *tree, size_t size);
PL_MUST_USE struct pl_node *pl_nodes_text(struct pl_nodes *tree, struct pl_pos pos, const char *text);
/* A list or map with room for `n` members, and none yet. */
PL_MUST_USE struct pl_node *pl_nodes_branch(struct pl_nodes *tree, enum pl_node_kind kind,
					 struct pl_pos pos, size_t n);
void pl_nodes_clear(struct pl_nodes *tree);

struct pl_variable {
	const char *name, *value; /* of a node or of the settings */
	struct pl_pos pos;
};

/* One choice: a sweep's variable, or one place with `any-of`. */
struct pl_choice {
	char *name;                 /* "key", "issuer", "api.issuer" where that is not enough */
	const struct pl_node *place;/* the map with any-of; NULL: a sweep's */
	const struct pl_node *list; /* what there is to choose from: texts */
	const char *fixed;          /* chosen by the settings; NULL: each in turn */
	struct pl_pos pos;
};

struct pl_source {
	char *file;
	struct pl_doc **docs; /* the file's own first */
	size_t n_docs, cap_docs;
	struct pl_nodes tree;
	const struct pl_node *root; /* with everything that is included */
	const struct pl_settings *settings; /* borrowed; or NULL */
	struct pl_variable *vars;
	size_t n_vars, cap_vars;
	struct pl_choice *axes;
	size_t n_axes, cap_axes;
	size_t n_variants;
	char **names; /* [n_variants] */
	struct pl_errors *errors; /* borrowed, while it is being opened */
};

/* An error with the line quoted from whichever of the files it is in. */
void pl_source_error(const struct pl_source *source, struct pl_pos pos, const char *fmt, ...)
	PL_PRINTF(3, 4);
/* "unknown WHAT 'WORD'; did you mean ..." */
void pl_source_unknown(const struct pl_source *source, struct pl_pos pos, const char *what,
		       const char *word, const char *const *names, size_t n);

/* Puts together what the root includes: sets `root`. */
void pl_source_include(struct pl_source *source);
/* Reads `vars` of one file, which win over those known already. */
void pl_source_vars(struct pl_source *source, const struct pl_node *node);
/* False with an error when the key cannot be a variable's name. */
PL_MUST_USE bool pl_source_is_name(const struct pl_source *source, const struct pl_node *key);
/* What the settings say about a variable; NULL: nothing. Borrowed. */
const char *pl_source_setting(const struct pl_source *source, const char *name);
/* Reads `sweep` and finds every `any-of`: sets `axes` and `n_variants`. */
void pl_source_axes(struct pl_source *source, const struct pl_node *sweep);
/* Lets the settings decide about variables and sweeps. */
void pl_source_settle(struct pl_source *source);
/* Which of an axis's values a variant has. */
PL_MUST_USE size_t pl_source_choice(const struct pl_source *source, size_t variant, size_t axis);
/* The tree of one variant; what is made new lives in `tree`. NULL with errors. */
PL_MUST_USE const struct pl_node *pl_source_resolve(const struct pl_source *source, size_t variant,
						    struct pl_nodes *tree,
						    struct pl_errors *errors);
/* The text with its variables in place, in `tree`; the same pointer when it has none; NULL with
 * an error. */
PL_MUST_USE const char *pl_source_expand(const struct pl_source *source, size_t variant,
					 const struct pl_node *node, struct pl_nodes *tree);

#endif
