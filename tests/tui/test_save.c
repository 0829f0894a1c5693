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
	tap_ok(pl_ui_save(&ui, path, false), "a new file is written");
	tap_ok(pl_file_write(other, "x", 1, 0644, &err), "another file is there");
	tap_ok(!pl_ui_save(&ui, other, false), "it is not overwritten");
	tap_has(ui.message, "save!", "and the way to do so is named");
	tap_ok(pl_ui_save(&ui, other, true), "save! overwrites it");
	tap_ok(!pl_ui_save(&ui, nowhere, false), "a folder that is not there is an error");
	tap_ok(ui.say == PL_SAY_ERR, "which is said");
	pl_ui_clear(&ui);
	unlink(path);
	unlink(other);
	free(path);
	free(other);
	free(nowhere);
	pl_error_clear(&err);
}

/* The opened file, with its author's comment and an expectation that will fail. */
static const char authored[] =
	"pinlab: 1\nstart: 2026-01-01\nhierarchy: default\n"
	"hosts: {api: {name: api.example.test, issuer: north-a1, lifetime: 90d}}\n"
	"devices: {phone: {trust: [north-root-1]}}\nstrategies: [leaf-spki]\nattacks: [other-ca]\n"
	"events:\n  # why this matters\n  - renew: {host: api, key: new}\n"
	"    expect: {leaf-spki: survives}\n";

static bool holds(const char *path, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf got = PL_BUF_INIT;
	bool same = pl_file_read(path, 1 << 20, &got, &err) && strcmp(pl_buf_str(&got), text) == 0;

	pl_buf_clear(&got);
	pl_error_clear(&err);
	return same;
}

/* What the line proposes after s. */
static void proposes(struct pl_ui *ui, const char *want, const char *why)
{
	char *line = pl_asprintf("save %s", want);

	lab_keys(ui, "s");
	tap_ok(ui->overlay == PL_OVERLAY_PALETTE, "s opens the line");
	tap_text(pl_buf_str(&ui->palette.line), line, why);
	free(line);
}

static void test_opened(void)
{
	char *file = in_folder("rot.yaml"), *session = in_folder("rot-session.yaml"),
	     *second = in_folder("rot-session-2.yaml"), *twisted = in_folder("./rot.yaml"), *keys;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_ui ui;

	tap_ok(pl_file_write(file, authored, strlen(authored), 0644, &err), "a scenario is there");
	if (!lab_open(&ui, file, false))
		return;
	proposes(&ui, session, "beside the opened file");
	tap_ok(holds(file, authored), "which is not touched");
	lab_keys(&ui, "<Enter>");
	tap_ok(holds(file, authored), "nor is it by saving");
	tap_ok(!pl_exists(twisted) || !pl_ui_save(&ui, twisted, false), "by whatever name");
	tap_has(ui.message, "the file you opened", "which is said");
	lab_keys(&ui, "R");
	proposes(&ui, session, "the session's own file again");
	lab_keys(&ui, "<Enter>");
	tap_ok(ui.say == PL_SAY_OK && !pl_session_dirty(ui.session), "which it may write over");
	tap_has(ui.message, "4 expectations", "with as many expectations as it says");
	pl_ui_clear(&ui);

	if (!lab_open(&ui, file, false))
		return;
	proposes(&ui, second, "another session's file is left alone");
	tap_ok(!pl_ui_save(&ui, session, false), "and not overwritten by name");
	keys = pl_asprintf(":save! %s<Enter>", file);
	lab_keys(&ui, "<Esc>");
	lab_keys(&ui, keys);
	tap_ok(!holds(file, authored), "save! and the opened file's name overwrites it");
	proposes(&ui, second, "but the next s does not");
	pl_ui_clear(&ui);

	if (!lab_open(&ui, session, false))
		return;
	proposes(&ui, second, "a session of a session has a name of the same kind");
	pl_ui_clear(&ui);
	unlink(file);
	unlink(session);
	free(keys);
	free(file);
	free(session);
	free(second);
	free(twisted);
	pl_error_clear(&err);
}

static void test_unwritable(void)
{
	char *sub = in_folder("theirs"), *file = pl_path_join(sub, "rot.yaml");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_ui ui;
	char *name;

	if (geteuid() == 0) {
		tap_skip("a folder of somebody else's", "root may write everywhere");
	} else if (tap_ok(pl_dir_make(sub, 0700, &err) &&
				  pl_file_write(file, authored, strlen(authored), 0644, &err) &&
				  chmod(sub, 0500) == 0 && lab_open(&ui, file, false),
			  "a scenario in a folder that cannot be written to opens")) {
		name = pl_ui_save_name(&ui);
		tap_text(name, "rot-session.yaml", "its session is saved here");
		free(name);
		pl_ui_clear(&ui);
		chmod(sub, 0700);
		unlink(file);
		rmdir(sub);
	}
	free(sub);
	free(file);
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
	pl_ui_mention_kept(&ui);
	tap_has(ui.message, path, "the next session says where");
	tap_has(ui.message, "pinlab lab ", "and how to open it");
	setenv("HOME", folder, 1);
	pl_ui_mention_kept(&ui);
	tap_has(ui.message, "pinlab lab ~/pinlab/last-session.yaml", "in few words");
	if (path)
		unlink(path);
	pl_ui_say(&ui, PL_SAY_NOTE, "before");
	pl_ui_mention_kept(&ui);
	tap_text(ui.message, "before", "and without one it says nothing");
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
	test_opened();
	test_unwritable();
	test_autosave();
	rmdir(folder);
	return tap_done();
}
