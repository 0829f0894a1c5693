/* Which hierarchies and scenarios come with the program, by the names in their files. */
#include <config.h>

#include "cli/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "cli/places.h"
#include "data/yaml.h"
#include "run/select.h"
#include "util/error.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

/* A text of the file's own map; NULL when there is none. Caller frees. */
static char *file_text(const struct pl_doc *doc, const char *key)
{
	const struct pl_node *root = doc ? pl_doc_root(doc) : NULL;
	const struct pl_node *node =
		root && root->kind == PL_NODE_MAP ? pl_node_get(root, key, NULL) : NULL;

	return node && node->kind == PL_NODE_TEXT ? pl_strdup(node->text) : NULL;
}

/* "certs/letsencrypt-2020.yaml" is letsencrypt-2020. */
static char *bare_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');

	return pl_strndup(name, dot ? (size_t)(dot - name) : strlen(name));
}

static void add_file(struct pl_entries *out, const char *path, bool bare)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_read(path, &errors);
	char *name = file_text(doc, "name"), *about = file_text(doc, "about");

	if (bare)
		pl_entries_add(out, bare_name(path), about ? pl_strdup(about) : pl_strdup(""),
			       NULL);
	else
		pl_entries_add(out, pl_strdup(path), name ? pl_strdup(name) : pl_strdup(""),
			       about ? pl_strdup(about) : NULL);
	free(name);
	free(about);
	pl_doc_free(doc);
	pl_errors_clear(&errors);
}

static void fill_hierarchies(struct pl_entries *out)
{
	struct pl_error err = PL_ERROR_INIT;
	char *folder = pl_place_certs(), **names = NULL;
	size_t n = 0;

	if (!pl_dir_list(folder, &names, &n, &err))
		n = 0;
	for (size_t i = 0; i < n; i++) {
		char *path = pl_path_join(folder, names[i]);

		if (pl_ends_with(names[i], ".yaml"))
			add_file(out, path, true);
		free(path);
	}
	pl_names_free(names, n);
	pl_error_clear(&err);
	free(folder);
}

static void fill_scenarios(struct pl_entries *out)
{
	struct pl_selection files = PL_SELECTION_INIT;
	struct pl_error err = PL_ERROR_INIT;
	char *folder = pl_place_scenarios();
	const char *const paths[] = { folder };

	if (pl_select(paths, 1, NULL, &files, &err)) {
		for (size_t i = 0; i < files.n; i++)
			add_file(out, files.files[i], false);
	}
	pl_selection_clear(&files);
	pl_error_clear(&err);
	free(folder);
}

const struct pl_catalog pl_catalog_hierarchies = { .name = "hierarchies", .one = "hierarchy", .fill = fill_hierarchies };
const struct pl_catalog pl_catalog_scenarios = { .name = "scenarios", .one = "scenario", .fill = fill_scenarios };
