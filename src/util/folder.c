/* What folders hold, how they are made, and how paths are put together. */
#include <config.h>

#include "util/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/mem.h"

static bool make_one(const char *path, mode_t mode, struct pl_error *err)
{
	int number;

	if (mkdir(path, mode) == 0)
		return true;
	number = errno;
	/* Some systems complain of a read-only or forbidden parent before saying that it exists. */
	if (pl_is_dir(path))
		return true;
	if (number == EEXIST)
		return pl_error_environment(err, path,
					    "cannot make a folder: a file has this name");
	return pl_error_environment(err, path, "cannot make the folder: %s", strerror(number));
}

bool pl_dir_make(const char *path, mode_t mode, struct pl_error *err)
{
	char *copy = pl_strdup(path);
	bool ok = true;

	for (char *at = copy + (*copy == '/'); ok && *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		ok = make_one(copy, mode | S_IWUSR | S_IXUSR, err);
		*at = '/';
	}
	ok = ok && make_one(path, mode, err);
	free(copy);
	return ok;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool pl_dir_list(const char *path, char ***names, size_t *n, struct pl_error *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t cap = 0;
	int number;

	*names = NULL;
	*n = 0;
	if (!dir)
		return pl_error_environment(err, path, "cannot open the folder: %s",
					    strerror(errno));
	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			*PL_PUSH(*names, *n, cap) = pl_strdup(entry->d_name);
	}
	number = errno;
	closedir(dir);
	if (number != 0) {
		pl_names_free(*names, *n);
		*names = NULL;
		*n = 0;
		return pl_error_environment(err, path, "cannot read the folder: %s",
					    strerror(number));
	}
	if (*n > 0)
		qsort(*names, *n, sizeof(**names), compare_names);
	return true;
}

void pl_names_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

char *pl_path_join(const char *dir, const char *name)
{
	size_t len = strlen(dir);

	if (len == 0 || name[0] == '/')
		return pl_strdup(name);
	return pl_asprintf("%s%s%s", dir, dir[len - 1] == '/' ? "" : "/", name);
}

char *pl_path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return pl_strdup(".");
	while (slash > path && slash[-1] == '/')
		slash--;
	return pl_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}
