/*
 * Where the data files are. In this order:
 *   1. $PINLAB_DATA_DIR, when it is set: a folder with certs/ and scenarios/.
 *   2. The source tree, when the program lies in a build tree: its folder has a
 *      config.status, whose line `srcdir='...'` says where.
 *   3. The folder that `make install` filled; when it is not there, the same
 *      folder beside the program's own, for a tree that was moved.
 * Systems without /proc/self/exe know only the first and the installed one.
 */
#include <config.h>

#include "cli/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define EXE_MAX 4096

/* The folder that the program lies in, or NULL. */
static char *program_folder(void)
{
	char exe[EXE_MAX];
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (len <= 0)
		return NULL;
	exe[len] = '\0';
	return pl_path_dir(exe);
}

/* srcdir of a config.status, relative to its folder or absolute; NULL: there is none. */
static char *configured_source(const char *folder)
{
	char *path = pl_path_join(folder, "config.status"), *source = NULL;
	FILE *file = fopen(path, "r");
	char line[EXE_MAX];

	while (file && !source && fgets(line, sizeof(line), file)) {
		char *end;

		if (!pl_starts_with(line, "srcdir='"))
			continue;
		end = strchr(line + 8, '\'');
		if (end) {
			*end = '\0';
			source = pl_path_join(folder, line + 8);
		}
	}
	if (file)
		fclose(file);
	free(path);
	return source;
}

/* PREFIX/share/pinlab of a program in PREFIX/bin, when it exists; else NULL. */
static char *moved_folder(const char *folder)
{
	char *path = pl_path_join(folder, "../share/" PACKAGE);

	if (pl_is_dir(path))
		return path;
	free(path);
	return NULL;
}

static char *data_folder(void)
{
	const char *given = getenv("PINLAB_DATA_DIR");
	char *folder, *found;

	if (given && given[0])
		return pl_strdup(given);
	folder = program_folder();
	found = folder ? configured_source(folder) : NULL;
	if (!found && folder && !pl_is_dir(PKGDATADIR))
		found = moved_folder(folder);
	free(folder);
	return found ? found : pl_strdup(PKGDATADIR);
}

static char *place(const char *name)
{
	char *folder = data_folder(), *path = pl_path_join(folder, name);

	free(folder);
	return path;
}

char *pl_place_certs(void)
{
	return place("certs");
}

char *pl_place_scenarios(void)
{
	return place("scenarios");
}
