/* Choosing scenarios by their tags: 'incident and not (slow or ios)'. */
#ifndef PINLAB_RUN_TAGS_H
#define PINLAB_RUN_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/select.h"

/* False with a usage error that names the column when the expression makes no sense. */
PL_MUST_USE bool pl_tags_check(const char *expression, struct pl_error *err);
/* Whether a scenario with these tags is meant; the expression has been checked. */
PL_MUST_USE bool pl_tags_match(const char *expression, const char *const *tags, size_t n);

/* Keeps the files whose scenarios are meant. What cannot be read is kept, so that running it says
 * why. NULL: all of them. */
PL_MUST_USE bool pl_select_tags(struct pl_selection *files, const char *expression,
				struct pl_error *err);
/* When some scenarios have `focus: true`, keeps only those; yields how many were left out. */
size_t pl_select_focus(struct pl_selection *files);

#endif
