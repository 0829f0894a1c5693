/* Where is a hierarchy, by its bare name or its path, and how is its file read? */
#include <config.h>

#include "scenario/file.h"

#include <stdlib.h>
#include <string.h>

#include "data/yaml.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define SUFFIX ".yaml"

static void skip_text(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	char *text = NULL;

	(void)target;
	(void)!pl_decode_text(decoder, node, "a text", &text);
	free(text);
}

/* A hierarchy in a file of its own: the head around the shape that can also stand inline. */
static void read_hierarchy_file(struct pl_decoder *decoder, const struct pl_node *root)
{
	static const struct pl_field head[] = {
		{ .name = "pinlab", .type = PL_FIELD_VALUE, .required = true,
		  .read = pl_decode_skip, .help = "1" },
		{ .name = "kind", .type = PL_FIELD_VALUE, .read = pl_decode_skip,
		  .help = "hierarchy" },
		{ .name = "name", .type = PL_FIELD_VALUE, .read = skip_text,
		  .help = "what it is called" },
		{ .name = "about", .type = PL_FIELD_VALUE, .read = skip_text,
		  .help = "a sentence" },
	};
	struct pl_field fields[PL_ARRAY_LEN(head) + 8];
	struct pl_shape shape = { pl_shape_hierarchy.what, fields, PL_ARRAY_LEN(head) };

	memcpy(fields, head, sizeof(head));
	for (size_t i = 0; i < pl_shape_hierarchy.n && shape.n < PL_ARRAY_LEN(fields); i++)
		fields[shape.n++] = pl_shape_hierarchy.fields[i];
	pl_decode_map(decoder, root, &shape, decoder->model);
}

bool pl_hierarchy_read(struct pl_model *model, const char *path, const char *certs_dir,
		       struct pl_errors *errors)
{
	struct pl_doc *doc = pl_yaml_read(path, errors);
	enum pl_file_kind kind;
	struct pl_reading reading;

	if (!doc)
		return false;
	pl_reading_begin(&reading, model, doc, certs_dir);
	if (pl_decode_head(&reading.decoder, pl_doc_root(doc), &kind)) {
		if (kind == PL_FILE_HIERARCHY)
			read_hierarchy_file(&reading.decoder, pl_doc_root(doc));
		else
			pl_decode_error(&reading.decoder, pl_doc_root(doc)->pos,
					"this is no hierarchy; a hierarchy has kind: hierarchy");
	}
	return pl_reading_finish(&reading, errors);
}

/* Caller frees; NULL when there is no such file. */
char *pl_hierarchy_find(const char *name, const char *relative_to, const char *certs_dir)
{
	char *path, *file, *dir;

	if (strchr(name, '/')) {
		dir = pl_path_dir(relative_to ? relative_to : ".");
		path = pl_path_join(dir, name);
		free(dir);
	} else {
		file = pl_asprintf("%s" SUFFIX, name);
		path = pl_path_join(certs_dir, file);
		free(file);
	}
	if (pl_exists(path) && !pl_is_dir(path))
		return path;
	free(path);
	return NULL;
}

/* What certs_dir holds, without the suffix; the array and its texts are the caller's. */
static char **list_hierarchies(const char *certs_dir, size_t *n)
{
	struct pl_error err = PL_ERROR_INIT;
	char **names = NULL;
	size_t kept = 0;

	if (!pl_dir_list(certs_dir, &names, n, &err))
		*n = 0;
	pl_error_clear(&err);
	for (size_t i = 0; i < *n; i++) {
		if (pl_ends_with(names[i], SUFFIX)) {
			names[i][strlen(names[i]) - strlen(SUFFIX)] = '\0';
			names[kept++] = names[i];
		} else {
			free(names[i]);
		}
	}
	*n = kept;
	return names;
}

char *pl_hierarchy_missing(const char *name, const char *certs_dir)
{
	struct pl_buf list = PL_BUF_INIT;
	const char *nearest;
	char **names, *text;
	size_t n;

	if (strchr(name, '/') || pl_ends_with(name, SUFFIX))
		return pl_asprintf("no hierarchy file '%s'; %s", name,
				   strchr(name, '/')
					   ? "the path is relative to the file that names it"
					   : "for a file of your own write its path with a slash, "
					     "like ./mine.yaml");
	names = list_hierarchies(certs_dir, &n);
	nearest = pl_nearest(name, (const char *const *)names, n);
	for (size_t i = 0; i < n; i++)
		pl_buf_printf(&list, "%s%s", i ? ", " : "", names[i]);
	if (nearest)
		text = pl_asprintf("no hierarchy '%s'; did you mean '%s'?", name, nearest);
	else
		text = pl_asprintf("no hierarchy '%s' in %s; there is %s", name, certs_dir,
				   n ? pl_buf_str(&list) : "none at all");
	pl_buf_clear(&list);
	pl_names_free(names, n);
	return text;
}

bool pl_hierarchy_load(struct pl_model *model, const char *name, const char *relative_to,
		       const char *certs_dir, struct pl_errors *errors)
{
	char *path = pl_hierarchy_find(name, relative_to, certs_dir), *text;
	bool ok;

	if (!path) {
		text = pl_hierarchy_missing(name, certs_dir);
		pl_errors_input(errors, (struct pl_pos){ .file = relative_to }, "%s", text);
		free(text);
		return false;
	}
	ok = pl_hierarchy_read(model, path, certs_dir, errors);
	free(path);
	return ok;
}
