/* What the files of the YAML reader share; none but yaml.c knows libyaml. */
#ifndef PINLAB_DATA_YAML_INTERNAL_H
#define PINLAB_DATA_YAML_INTERNAL_H

#include "data/doc.h"

/* What can be refused by looking at bytes alone, before any parsing: false
 * when something was, with at least one error. */
PL_MUST_USE bool pl_yaml_check(const struct pl_doc *doc, struct pl_errors *errors);

/* A refusal as libyaml tells it: lines and columns from 1, line 0 for none. */
struct pl_yaml_problem {
	const char *problem, *context;
	struct pl_pos at, context_at;
	const struct pl_node *open; /* the innermost open list or map, or NULL */
};

/* Says it in words that tell what to do. */
void pl_yaml_explain(struct pl_errors *errors, const struct pl_doc *doc,
		     const struct pl_yaml_problem *problem);

#endif
