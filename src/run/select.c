/* Which scenario files a command line means. */
#include <config.h>

#include "run/select.h"

#include <ctype.h>
#include <regex.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/yaml.h"
#include "scenario/scenario.h"
#include "util/file.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"

#define FOLDERS_MAX 64   /* depth of a walk */
#define PATTERN_MAX 256 /* bytes: the library's own time and memory grow with it */
#define BOUNDS_MAX 2    /* repetitions like {2,9} in a pattern: nested ones multiply */
#define BOUND_MAX 99    /* the largest number in one */

struct picker {
	struct pl_selection *out;
	struct pl_map seen;    /* paths */
	struct pl_map folders; /* devices and inodes */
	const regex_t *pattern; /* or NULL */
};

/* The scenario's name, when the file can be read at all; caller frees. */
static char *scenario_name(const char *path)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_read(path, &errors);
	const struct pl_node *root = doc ? pl_doc_root(doc) : NULL, *name = NULL;
	char *text = NULL;

	if (root && root->kind == PL_NODE_MAP)
		name = pl_node_get(root, "name", NULL);
	if (name && name->kind == PL_NODE_TEXT)
		text = pl_strdup(name->text);
	pl_doc_free(doc);
	pl_errors_clear(&errors);
	return text;
}

/* Only what can be read twice is looked into: from a pipe the run itself wants to read. */
static bool is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_wanted(const struct picker *p, const char *path)
{
	char *name;
	bool wanted;

	if (!p->pattern || regexec(p->pattern, path, 0, NULL, 0) == 0)
		return true;
	name = is_regular(path) ? scenario_name(path) : NULL;
	wanted = name && regexec(p->pattern, name, 0, NULL, 0) == 0;
	free(name);
	return wanted;
}

static void take(struct picker *p, const char *path)
{
	if (pl_map_get(&p->seen, path))
		return;
	pl_map_set(&p->seen, path, p);
	*PL_PUSH(p->out->files, p->out->n, p->out->cap) = pl_strdup(path);
}

static void pick(struct picker *p, const char *path)
{
	if (is_wanted(p, path))
		take(p, path);
}

/* A file that cannot be told apart counts as a scenario: it is broken, and that is to be said. */
static bool is_other_kind(const char *path)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	enum pl_file_kind kind = pl_scenario_kind(path, &errors);

	pl_errors_clear(&errors);
	return kind == PL_FILE_HIERARCHY || kind == PL_FILE_PINS || kind == PL_FILE_PART;
}

/* True the first time: links may lead to one folder by many ways, and round in circles. */
static bool enter_folder(struct picker *p, const char *folder)
{
	struct stat st;
	char *key;
	bool first;

	if (stat(folder, &st) != 0)
		return true;
	key = pl_asprintf("%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	first = !pl_map_get(&p->folders, key);
	pl_map_set(&p->folders, key, p);
	free(key);
	return first;
}

/* What is there and no regular file holds no scenario, and a pipe would never
 * end; what cannot be looked at is picked, so that running it says why. */
static bool is_scenario(const char *path)
{
	struct stat st;

	if (!pl_ends_with(path, ".yaml") && !pl_ends_with(path, ".yml"))
		return false;
	return (stat(path, &st) != 0 || S_ISREG(st.st_mode)) && !is_other_kind(path);
}

static void walk(struct picker *p, const char *folder, size_t depth)
{
	struct pl_error err = PL_ERROR_INIT;
	char **names;
	size_t n;

	if (!enter_folder(p, folder))
		return;
	/* Running a folder is an error with its reason; the others are run all the same. */
	if (depth > FOLDERS_MAX || !pl_dir_list(folder, &names, &n, &err)) {
		take(p, folder);
		pl_error_clear(&err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		char *path = pl_path_join(folder, names[i]);

		if (pl_is_dir(path)) {
			if (names[i][0] != '.')
				walk(p, path, depth + 1);
		} else if (is_scenario(path)) {
			pick(p, path);
		}
		free(path);
	}
	pl_names_free(names, n);
}

/* Bounds in a pattern, and the largest number in them. */
static size_t count_bounds(const char *pattern, unsigned long *largest)
{
	size_t n = 0;

	*largest = 0;
	for (const char *at = pattern; *at; at++) {
		if (*at == '\\' && at[1]) {
			at++;
		} else if (*at == '{' && (isdigit((unsigned char)at[1]) || at[1] == ',')) {
			n++;
			while (at[1] && at[1] != '}') {
				unsigned long number = strtoul(at + 1, NULL, 10);

				*largest = number > *largest ? number : *largest;
				at++;
			}
		}
	}
	return n;
}

static bool compile(const char *pattern, regex_t *out, struct pl_error *err)
{
	unsigned long largest;
	char why[128];
	int code;

	if (strlen(pattern) > PATTERN_MAX)
		return pl_error_usage(err, "--run takes a pattern of %d bytes at most; shorten it",
				      PATTERN_MAX);
	if (count_bounds(pattern, &largest) > BOUNDS_MAX || largest > BOUND_MAX)
		return pl_error_usage(err,
				      "--run takes %d bounds like {2,9} at most, up to %d; "
				      "write * or + instead",
				      BOUNDS_MAX, BOUND_MAX);
	code = regcomp(out, pattern, REG_EXTENDED | REG_NOSUB);
	if (code == 0)
		return true;
	regerror(code, out, why, sizeof(why));
	return pl_error_usage(err, "--run '%s' is not an extended regular expression: %s", pattern,
			      why);
}

bool pl_select(const char *const *paths, size_t n, const char *pattern, struct pl_selection *out,
	       struct pl_error *err)
{
	struct picker p = { .out = out };
	regex_t compiled;

	if (pattern && !compile(pattern, &compiled, err))
		return false;
	p.pattern = pattern ? &compiled : NULL;
	for (size_t i = 0; i < n; i++) {
		if (pl_is_dir(paths[i]))
			walk(&p, paths[i], 0);
		else
			pick(&p, paths[i]);
	}
	if (pattern)
		regfree(&compiled);
	pl_map_clear(&p.seen);
	pl_map_clear(&p.folders);
	return true;
}

void pl_selection_clear(struct pl_selection *selection)
{
	for (size_t i = 0; i < selection->n; i++)
		free(selection->files[i]);
	free(selection->files);
	*selection = (struct pl_selection)PL_SELECTION_INIT;
}
