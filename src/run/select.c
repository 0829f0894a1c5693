/* Which scenario files a command line means. */
#include <config.h>

#include "run/select.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "data/yaml.h"
#include "scenario/scenario.h"
#include "util/file.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"

#define FOLDERS_MAX 64 /* depth of a walk: a link to a folder above ends here */

struct picker {
	struct pl_selection *out;
	struct pl_map seen;
	const regex_t *pattern; /* or NULL */
	struct pl_error *err;
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

static bool is_wanted(const struct picker *p, const char *path)
{
	char *name;
	bool wanted;

	if (!p->pattern || regexec(p->pattern, path, 0, NULL, 0) == 0)
		return true;
	name = scenario_name(path);
	wanted = name && regexec(p->pattern, name, 0, NULL, 0) == 0;
	free(name);
	return wanted;
}

static void pick(struct picker *p, const char *path)
{
	if (pl_map_get(&p->seen, path) || !is_wanted(p, path))
		return;
	pl_map_set(&p->seen, path, p);
	*PL_PUSH(p->out->files, p->out->n, p->out->cap) = pl_strdup(path);
}

/* A file that cannot be told apart counts as a scenario: it is broken, and that is to be said. */
static bool is_other_kind(const char *path)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	enum pl_file_kind kind = pl_scenario_kind(path, &errors);

	pl_errors_clear(&errors);
	return kind == PL_FILE_HIERARCHY || kind == PL_FILE_PINS;
}

static bool walk(struct picker *p, const char *folder, size_t depth)
{
	char **names;
	size_t n;

	if (depth > FOLDERS_MAX)
		return pl_error_environment(p->err, folder,
					    "folders lie more than %d deep; "
					    "is a link going round?",
					    FOLDERS_MAX);
	if (!pl_dir_list(folder, &names, &n, p->err))
		return false;
	for (size_t i = 0; i < n && p->err->kind == PL_ERROR_NONE; i++) {
		char *path = pl_path_join(folder, names[i]);

		if (pl_is_dir(path)) {
			if (names[i][0] != '.')
				(void)!walk(p, path, depth + 1);
		} else if ((pl_ends_with(path, ".yaml") || pl_ends_with(path, ".yml")) &&
			   !is_other_kind(path)) {
			pick(p, path);
		}
		free(path);
	}
	pl_names_free(names, n);
	return p->err->kind == PL_ERROR_NONE;
}

static bool compile(const char *pattern, regex_t *out, struct pl_error *err)
{
	int code = regcomp(out, pattern, REG_EXTENDED | REG_NOSUB);
	char why[128];

	if (code == 0)
		return true;
	regerror(code, out, why, sizeof(why));
	return pl_error_usage(err, "--run '%s' is not an extended regular expression: %s", pattern,
			      why);
}

bool pl_select(const char *const *paths, size_t n, const char *pattern, struct pl_selection *out,
	       struct pl_error *err)
{
	struct picker p = { .out = out, .err = err };
	regex_t compiled;
	bool ok = true;

	if (pattern && !compile(pattern, &compiled, err))
		return false;
	p.pattern = pattern ? &compiled : NULL;
	for (size_t i = 0; ok && i < n; i++) {
		if (pl_is_dir(paths[i]))
			ok = walk(&p, paths[i], 0);
		else
			pick(&p, paths[i]);
	}
	if (pattern)
		regfree(&compiled);
	pl_map_clear(&p.seen);
	return ok;
}

void pl_selection_clear(struct pl_selection *selection)
{
	for (size_t i = 0; i < selection->n; i++)
		free(selection->files[i]);
	free(selection->files);
	*selection = (struct pl_selection)PL_SELECTION_INIT;
}
