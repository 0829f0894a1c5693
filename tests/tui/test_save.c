/* Is a session saved where and only where it should be, and does it replay? */
#include <config.h>

#include "world.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lab/expect.h"
#include "scenario/scenario.h"
#include "util/mem.h"

static char folder[] = "/tmp/pinlab-save-XXXXXX";

static char *in_folder(const char *name)
{
	return pl_path_join(folder, name);
}

/* Runs the file as `pinlab run` does and counts what was not met. */
static void replay(const char *path, size_t *checks, size_t *unmet)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error err = PL_ERROR_INIT;
	char *certs = certs_dir();
	struct pl_model *model = pl_scenario_load(path, certs, &errors);
	struct pl_engine *engine = pl_engine_new(model ? model->seed : 1, PL_ENGINE_VERIFY);
	struct pl_run *run = model ? pl_run_new(engine, model, &err) : NULL;
	struct pl_checks all = { 0 };

	*checks = *unmet = 0;
	if (run && pl_run_all(run, &err) && pl_expect_all(run, &all, &err)) {
		*checks = all.n;
		for (size_t i = 0; i < all.n; i++)
			*unmet += !all.items[i].met;
	} else {
		tap_note("%s", errors.n ? errors.items[0].text : err.text ? err.text : "no run");
		*unmet = 999;
	}
	pl_checks_clear(&all);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
	free(certs);
}

static const struct {
	const char *keys;
	const char *why;
} stories[] = {
	{ "r", "a renewal" },
	{ "rRBwX", "five events" },
	{ "R>>e", "a renewal, two changes by themselves, and an expectation of the last" },
	{ "e>", "an expectation of the start" },
	{ "ew", "an expectation that the same second undid" },
	{ "rRw<Left><Left>B", "a past that was replaced" },
	{ "xuX>", "an undone event" },
	{ "KvRd", "a theft, a release, a renewal, a distrust" },
	{ "a:compromise", "nothing but an open palette" },
};

static void test_stories(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(stories); i++) {
		char *path = in_folder("story.yaml");
		size_t checks, unmet;
		struct pl_ui ui;

		if (!lab_open(&ui, NULL, false))
			return;
		lab_keys(&ui, stories[i].keys);
		tap_ok(pl_ui_save(&ui, path, true), "%s is saved", stories[i].why);
		tap_ok(!pl_session_dirty(ui.session), "and then there is nothing to save");
		replay(path, &checks, &unmet);
		tap_int((long long)unmet, 0, "replayed, all its expectations are met");
		tap_ok(checks > 0 || pl_session_undos(ui.session) == 0, "and there are some");
		pl_ui_clear(&ui);
		unlink(path);
		free(path);
	}
}

static void test_where(void)
{
	char *path = in_folder("mine.yaml"), *other = in_folder("other.yaml"),
	     *nowhere = in_folder("no/such/folder.yaml");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, false))
		return;
	lab_keys(&ui, "r");
	tap_ok(!pl_ui_save(&ui, NULL, false), "a session without a file needs a name");
	tap_has(ui.message, "save FILE", "and says so");
	tap_ok(pl_ui_save(&ui, path, false), "a new file is written");
	tap_ok(pl_file_write(other, "x", 1, 0644, &err), "another file is there");
	tap_ok(!pl_ui_save(&ui, other, false), "it is not overwritten");
	tap_has(ui.message, "save!", "and the way to do so is named");
	tap_ok(pl_ui_save(&ui, other, true), "save! overwrites it");
	tap_ok(!pl_ui_save(&ui, nowhere, false), "a folder that is not there is an error");
	tap_ok(ui.say == PL_SAY_ERR, "which is said");
	pl_ui_clear(&ui);
	if (!lab_open(&ui, path, false))
		return;
	lab_keys(&ui, "R");
	tap_ok(pl_ui_save(&ui, NULL, false), "a session goes back to the file it came from");
	pl_ui_clear(&ui);
	unlink(path);
	unlink(other);
	free(path);
	free(other);
	free(nowhere);
	pl_error_clear(&err);
}

static void test_autosave(void)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = NULL;
	struct stat status;
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, false))
		return;
	lab_keys(&ui, "rR");
	setenv("XDG_STATE_HOME", folder, 1);
	tap_ok(pl_ui_autosave(&ui, &path, &err), "a session that is cut off is kept");
	tap_has(path, "/pinlab/last-session.yaml", "in the user's state folder");
	tap_ok(path && stat(path, &status) == 0 && (status.st_mode & 077) == 0,
	       "for nobody else to read");
	if (path)
		unlink(path);
	free(path);
	path = in_folder("pinlab");
	rmdir(path);
	free(path);
	path = NULL;
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	tap_ok(!pl_ui_autosave(&ui, &path, &err), "without a home there is nowhere to keep it");
	tap_has(err.text, "HOME", "which is said");
	free(path);
	pl_error_clear(&err);
	pl_ui_clear(&ui);
}

int main(void)
{
	if (!mkdtemp(folder)) {
		tap_skip("saving", "no temporary folder");
		return tap_done();
	}
	test_stories();
	test_where();
	test_autosave();
	rmdir(folder);
	return tap_done();
}
