/* Which files a run is about: paths as given, folders walked, a pattern on file and name. */
#ifndef PINLAB_RUN_SELECT_H
#define PINLAB_RUN_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

struct pl_selection {
	char **files; /* as given, or FOLDER/NAME; each once */
	size_t n, cap;
};

#define PL_SELECTION_INIT { 0 }

/*
 * A file is selected as given; a folder is walked for *.yaml and *.yml, sorted
 * bytewise, each folder once, and files of another kind in it are passed over. A
 * folder that cannot be read is selected itself: running it says why. `pattern` (POSIX
 * extended, or NULL) must be found in the file's path or in its scenario's
 * name. A broken pattern is a usage error.
 */
PL_MUST_USE bool pl_select(const char *const *paths, size_t n, const char *pattern,
			   struct pl_selection *out, struct pl_error *err);
void pl_selection_clear(struct pl_selection *selection);

#endif
