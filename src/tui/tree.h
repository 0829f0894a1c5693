/* The CA hierarchy of a world as lines: authorities below their issuers, hosts below theirs. */
#ifndef PINLAB_TUI_TREE_H
#define PINLAB_TUI_TREE_H

#include "lab/world.h"

enum pl_node_kind { PL_NODE_CA, PL_NODE_SERVED, PL_NODE_STAGED };

struct pl_node {
	enum pl_node_kind kind;
	const char *label;                  /* borrowed from the world */
	const struct pl_cert *cert;         /* borrowed */
	const struct pl_authority *authority;
	const struct pl_host *host;         /* leaves only */
	const char *status;                 /* "trusted", "issuing", "expired", ... */
	bool bad;                           /* the status is a fault */
	int depth;                          /* 0: a root */
	uint32_t open;                      /* bit d: a line at depth d goes on below */
	bool last;                          /* no brother follows */
	bool seen;                          /* its children hang below another certificate of it */
};

struct pl_tree {
	struct pl_node *items;
	size_t n, cap;
};

/* Borrows from the world. */
void pl_tree_build(const struct pl_world *world, struct pl_tree *out);
void pl_tree_clear(struct pl_tree *tree);

#endif
