/* How is an export made and read back? */
#include <config.h>

#include "tests/interop/exported.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "tests/interop/command.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define STEP_JSON_MAX (64u << 20)

static bool read_step(struct exported *out, const char *steps, const char *name)
{
	struct exported_step *step = PL_PUSH(out->steps, out->n, out->cap);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	char *file;

	*step = (struct exported_step){ .dir = pl_path_join(steps, name) };
	file = pl_path_join(step->dir, "step.json");
	if (pl_file_read(file, STEP_JSON_MAX, &text, &err))
		step->doc = pl_json_parse(file, (struct pl_bytes){ (const uint8_t *)text.data, text.len },
					  STEP_JSON_MAX, &err);
	if (step->doc)
		step->root = pl_doc_root(step->doc);
	else
		tap_ok(false, "%s is read: %s", file, err.text);
	pl_error_clear(&err);
	pl_buf_clear(&text);
	free(file);
	return step->root;
}

static bool read_steps(struct exported *out)
{
	char *folder = pl_path_join(out->dir, "out/steps");
	struct pl_error err = PL_ERROR_INIT;
	char **names = NULL;
	size_t n = 0;
	bool ok = pl_dir_list(folder, &names, &n, &err);

	for (size_t i = 0; ok && i < n; i++)
		ok = read_step(out, folder, names[i]);
	pl_names_free(names, n);
	pl_error_clear(&err);
	free(folder);
	return ok && out->n > 0;
}

bool exported_make(struct exported *out, const char *scenario)
{
	char dir[] = "/tmp/pinlab-interop-XXXXXX";
	char *into;
	struct pl_buf said = PL_BUF_INIT;
	bool ok;

	*out = (struct exported){ 0 };
	if (!mkdtemp(dir))
		return tap_ok(false, "a temporary folder can be made");
	out->dir = pl_strdup(dir);
	into = pl_path_join(dir, "out");
	ok = command_run((const char *[]){ getenv("PINLAB"), "export", "--with-keys", scenario, into, NULL },
			 60, &said) == 0 && read_steps(out);
	if (!ok) {
		tap_ok(false, "%s is exported", scenario);
		tap_note("%s", pl_buf_str(&said));
	}
	pl_buf_clear(&said);
	free(into);
	return ok;
}

void exported_clear(struct exported *exported)
{
	if (exported->dir)
		command_run((const char *[]){ "rm", "-rf", exported->dir, NULL }, 60, NULL);
	for (size_t i = 0; i < exported->n; i++) {
		pl_doc_free(exported->steps[i].doc);
		free(exported->steps[i].dir);
	}
	free(exported->steps);
	free(exported->dir);
	*exported = (struct exported){ 0 };
}

const char *exported_text(const struct pl_node *map, const char *key)
{
	const struct pl_node *node = map ? pl_node_get(map, key, NULL) : NULL;

	if (!node || node->kind != PL_NODE_TEXT || (!node->quoted && strcmp(node->text, "null") == 0))
		return NULL;
	return node->text;
}

int64_t exported_time(const struct pl_node *map, const char *key)
{
	const char *text = exported_text(map, key), *why;
	int64_t time = PL_TIME_NONE;

	return text && pl_time_parse(text, &time, &why) ? time : PL_TIME_NONE;
}

const struct pl_node *exported_row(const struct exported_step *step, const char *strategy)
{
	const struct pl_node *rows = pl_node_get(step->root, "rows", NULL);

	for (size_t i = 0; rows && i < rows->n; i++) {
		if (pl_streq(exported_text(rows->items[i], "strategy"), strategy))
			return rows->items[i];
	}
	return NULL;
}

char *exported_path(const struct exported_step *step, const char *file)
{
	return pl_path_join(step->dir, file);
}

static void add_folder(const char *folder, char ***files, size_t *n, size_t *cap)
{
	struct pl_error err = PL_ERROR_INIT;
	char **names = NULL;
	size_t count = 0;

	if (!pl_dir_list(folder, &names, &count, &err))
		tap_ok(false, "%s is listed: %s", folder, err.text);
	for (size_t i = 0; i < count; i++) {
		char *path = pl_path_join(folder, names[i]);

		if (pl_is_dir(path))
			add_folder(path, files, n, cap);
		else if (pl_ends_with(path, ".yaml"))
			*PL_PUSH(*files, *n, *cap) = pl_strdup(path);
		free(path);
	}
	pl_names_free(names, count);
	pl_error_clear(&err);
}

char **exported_scenarios(size_t *n)
{
	char *folder = pl_path_join(getenv("PINLAB_SRCDIR"), "scenarios");
	char **files = NULL;
	size_t cap = 0;

	*n = 0;
	add_folder(folder, &files, n, &cap);
	free(folder);
	return files;
}
