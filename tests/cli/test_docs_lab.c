/* Is what the README and the man page show of the lab what the lab shows? */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/expect.h"
#include "lab/world.h"
#include "scenario/scenario.h"
#include "tests/tap.h"
#include "tui/keys.h"
#include "tui/tui.h"
#include "util/file.h"
#include "util/mem.h"

#define DOC_MAX (1u << 20)

struct docs {
	char *certs, *scenarios;
	struct pl_buf readme, page;
};

static bool read_doc(const char *source, const char *name, struct pl_buf *out)
{
	char *path = pl_path_join(source, name);
	struct pl_error err = PL_ERROR_INIT;
	bool ok = pl_file_read(path, DOC_MAX, out, &err);

	if (!ok)
		tap_note("%s", err.text);
	pl_error_clear(&err);
	free(path);
	return ok;
}

static struct pl_tui_options options_of(const struct docs *docs)
{
	return (struct pl_tui_options){
		.certs_dir = docs->certs,
		.scenarios_dir = docs->scenarios,
		.theme = PL_THEME_MONO,
		.utf8 = true,
	};
}

/* Lines without the blanks at their ends, which no editor keeps. */
static char *trimmed(const char *text, size_t len)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			while (out.len && out.data[out.len - 1] == ' ')
				out.data[--out.len] = '\0';
		pl_buf_putc(&out, text[i]);
	}
	return pl_buf_take(&out);
}

/* The block behind "<!-- screen 80x24: KEYS -->"; caller frees both. */
static bool find_screen(const char *readme, int *cols, int *rows, char **keys, char **block)
{
	const char *mark = strstr(readme, "<!-- screen "), *colon, *end, *from, *to;

	if (!mark || sscanf(mark, "<!-- screen %dx%d:", cols, rows) != 2)
		return false;
	colon = strchr(mark, ':');
	end = strstr(mark, " -->");
	from = strstr(mark, "```text\n");
	if (!colon || !end || colon + 2 > end || !from)
		return false;
	from += strlen("```text\n");
	to = strstr(from, "```");
	if (!to)
		return false;
	*keys = pl_strndup(colon + 2, (size_t)(end - colon - 2));
	*block = trimmed(from, (size_t)(to - from));
	return true;
}

static void test_screen(const struct docs *docs)
{
	const struct pl_tui_options options = options_of(docs);
	char *keys = NULL, *block = NULL, *got;
	struct pl_buf screen = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	int cols, rows;

	if (!tap_ok(find_screen(pl_buf_str(&docs->readme), &cols, &rows, &keys, &block), "README.md shows a screen"))
		return;
	tap_ok(pl_tui_screen(&options, cols, rows, keys, &screen, NULL, &err), "its keys %s are keys", keys);
	if (screen.len && screen.data[screen.len - 1] != '\n')
		pl_buf_putc(&screen, '\n');
	got = trimmed(pl_buf_str(&screen), screen.len);
	if (!tap_ok(strcmp(got, block) == 0, "it is the screen of %dx%d after them", cols, rows))
		for (const char *at = got; *at; at += strcspn(at, "\n") + 1)
			tap_note("%.*s", (int)strcspn(at, "\n"), at);
	pl_error_clear(&err);
	pl_buf_clear(&screen);
	free(got);
	free(keys);
	free(block);
}

static void same_names(const struct pl_model *bare, const struct pl_model *file)
{
	tap_int((long long)bare->n_strategies, (long long)file->n_strategies,
		"as many strategies");
	for (size_t i = 0; i < bare->n_strategies && i < file->n_strategies; i++)
		tap_text(bare->strategies[i].name, file->strategies[i].name, "the strategy");
	tap_int((long long)bare->n_attacks, (long long)file->n_attacks, "as many attacks");
	for (size_t i = 0; i < bare->n_attacks && i < file->n_attacks; i++)
		tap_text(bare->attacks[i]->name, file->attacks[i]->name, "the attack");
}

static bool same_store(const struct pl_device *a, const struct pl_device *b)
{
	bool same = strcmp(a->name, b->name) == 0 && a->n_trust == b->n_trust;

	for (size_t i = 0; same && i < a->n_trust; i++)
		same = a->trust[i].cert == b->trust[i].cert;
	return same;
}

static void same_world(const struct pl_model *bare, const struct pl_model *file)
{
	struct pl_engine *engine = pl_engine_new(file->seed, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_world *a = pl_world_start(engine, bare, &err);
	struct pl_world *b = pl_world_start(engine, file, &err);

	if (tap_ok(a && b, "both worlds begin")) {
		tap_ok(a->n_hosts == b->n_hosts && a->hosts[0]->presented == b->hosts[0]->presented,
		       "the same host with the same certificates");
		tap_ok(a->hosts[0]->renews && b->hosts[0]->renews &&
			       a->hosts[0]->renew_before == b->hosts[0]->renew_before &&
			       a->hosts[0]->renew_key == b->hosts[0]->renew_key,
		       "and the same automation");
		tap_ok(a->n_devices == b->n_devices && same_store(a->devices[0], b->devices[0]),
		       "on the same device with the same store");
	}
	pl_world_unref(a);
	pl_world_unref(b);
	pl_engine_free(engine);
	pl_error_clear(&err);
}

/* In a terminal the first lesson waits for its events; without one they have happened. */
static void test_lesson(const struct docs *docs)
{
	const struct pl_tui_options options = options_of(docs);
	struct pl_errors errors = PL_ERRORS_INIT;
	char *path = pl_path_join(docs->scenarios, "lessons/first.yaml");
	struct pl_model *bare = pl_tui_model(&options, &errors);
	struct pl_model *file = pl_scenario_load(path, docs->certs, &errors);

	if (tap_ok(bare && file, "the bare lab and the first lesson's file load")) {
		tap_text(bare->name, file->name, "they have one name");
		tap_int(bare->start, file->start, "and begin in the same second");
		tap_ok(bare->n_events == 0 && file->n_events == 5,
		       "in the lab the events are the user's");
		same_names(bare, file);
		same_world(bare, file);
	}
	pl_model_free(bare);
	pl_model_free(file);
	pl_errors_clear(&errors);
	free(path);
}

/* The tour of the README, key by key, ends in a file that replays. */
static void test_tour(const struct docs *docs)
{
	static const char keys[] = "Rj<Enter><Enter>uwXs<Enter>";
	const struct pl_tui_options options = options_of(docs);
	char folder[] = "/tmp/pinlab-tour.XXXXXX";
	struct pl_buf screen = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_checks checks = { 0 };
	struct pl_model *model = NULL;
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_run *run = NULL;
	size_t met = 0;

	tap_ok(mkdtemp(folder) && chdir(folder) == 0, "there is a folder to save in");
	tap_ok(pl_tui_screen(&options, 80, 24, keys, &screen, NULL, &err), "the keys of the tour are keys");
	tap_has(pl_buf_str(&screen), "pinlab run session.yaml", "the tour ends with the line that replays it");
	if (!err.text)
		model = pl_scenario_load("session.yaml", docs->certs, &errors);
	tap_ok(model && model->n_events == 2, "session.yaml has what was not undone: the swap and the root's end");
	if (model)
		run = pl_run_new(engine, model, &err);
	if (run && pl_run_all(run, &err) && pl_expect_all(run, &checks, &err))
		for (size_t i = 0; i < checks.n; i++)
			met += checks.items[i].met;
	tap_ok(checks.n > 0 && met == checks.n, "all of its %zu expectations are met", checks.n);
	if (err.text)
		tap_note("%s", err.text);
	pl_checks_clear(&checks);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
	pl_buf_clear(&screen);
	unlink("session.yaml");
	tap_ok(chdir("/") == 0 && rmdir(folder) == 0, "nothing else was written");
}

static void test_keys(const struct docs *docs)
{
	size_t n_groups;
	const struct pl_key_group *groups = pl_key_groups(&n_groups);
	const char *page = pl_buf_str(&docs->page);

	for (size_t g = 0; g < n_groups; g++) {
		for (size_t r = 0; r < groups[g].n; r++) {
			const struct pl_key_row *row = &groups[g].rows[r];
			char *line;

			if (!row->label || !row->help)
				continue;
			line = pl_asprintf("\n%s\n", row->help);
			tap_ok(strstr(page, line), "pinlab.1 has the key %s: %s", row->label, row->help);
			free(line);
		}
	}
}

int main(void)
{
	const char *source = getenv("PINLAB_SRCDIR");
	struct docs docs = { .readme = PL_BUF_INIT, .page = PL_BUF_INIT };

	if (!source)
		source = ".";
	docs.certs = pl_path_join(source, "certs");
	docs.scenarios = pl_path_join(source, "scenarios");
	if (tap_ok(read_doc(source, "README.md", &docs.readme), "README.md is there"))
		test_screen(&docs);
	if (tap_ok(read_doc(source, "docs/pinlab.1", &docs.page), "docs/pinlab.1 is there"))
		test_keys(&docs);
	test_lesson(&docs);
	test_tour(&docs);
	pl_buf_clear(&docs.readme);
	pl_buf_clear(&docs.page);
	free(docs.certs);
	free(docs.scenarios);
	return tap_done();
}
