/* Files read whole within a limit, and written whole or not at all. */
#ifndef PINLAB_UTIL_FILE_H
#define PINLAB_UTIL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "util/buf.h"
#include "util/error.h"

/* Reads a file into *out (NUL-terminated beyond its length). Larger than
 * `limit` bytes, a directory or unreadable: an error that says so. "-" is
 * standard input. */
PL_MUST_USE bool pl_file_read(const char *path, size_t limit, struct pl_buf *out,
			      struct pl_error *err);

/* Writes to a temporary name beside `path`, syncs and renames; on failure
 * nothing is left behind. `mode` is the permission, e.g. 0600 or 0644. "-" is
 * standard output; a device, a pipe or standard output by another name is
 * written to as it is (util/draft.h). */
PL_MUST_USE bool pl_file_write(const char *path, const void *data, size_t len, mode_t mode,
			       struct pl_error *err);

/* The same for a file that must not be there: nothing is ever overwritten, no link
 * followed to what is, and no device written to. */
PL_MUST_USE bool pl_file_create(const char *path, const void *data, size_t len, mode_t mode,
				struct pl_error *err);

/* What is wrong, and what to do, for an errno of opening or writing: a clause. */
const char *pl_file_reason(int number);

/* Makes a folder (mode 0700 or as given) and its parents; existing is fine. */
PL_MUST_USE bool pl_dir_make(const char *path, mode_t mode, struct pl_error *err);

/* The names in a folder, sorted bytewise, without . and ..; free with pl_names_free. */
PL_MUST_USE bool pl_dir_list(const char *path, char ***names, size_t *n, struct pl_error *err);
void pl_names_free(char **names, size_t n);

PL_MUST_USE bool pl_is_dir(const char *path);
PL_MUST_USE bool pl_exists(const char *path);
/* Caller frees. pl_path_join("a", "b") is "a/b"; an absolute b wins. */
PL_MUST_USE char *pl_path_join(const char *dir, const char *name);
PL_MUST_USE char *pl_path_dir(const char *path); /* "." when there is no slash */

#endif
