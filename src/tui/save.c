/* Where does a session go when it is saved? */
#include <config.h>

#include "tui/ui.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define KEPT_NAME "last-session.yaml"

/* Whatever they are called. */
static bool is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	if (!a || !b)
		return false;
	return pl_streq(a, b) || (stat(a, &one) == 0 && stat(b, &other) == 0 &&
				  one.st_dev == other.st_dev && one.st_ino == other.st_ino);
}

/* "dir/rotation.yaml" gives "rotation-session", a session's own file its own name. */
static char *stem_of(const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *base = slash ? slash + 1 : file;
	size_t len = strlen(base);
	char *stem, *name;

	if (pl_ends_with(base, ".yaml") || pl_ends_with(base, ".yml"))
		len = (size_t)(strrchr(base, '.') - base);
	stem = pl_strndup(base, len);
	if (pl_ends_with(stem, "session"))
		return stem;
	name = pl_asprintf("%s-session", stem);
	free(stem);
	return name;
}

/* The first name of its kind that no file has yet. */
static char *free_name(const char *folder, const char *stem)
{
	for (unsigned i = 1;; i++) {
		char *name = i > 1 ? pl_asprintf("%s-%u.yaml", stem, i)
				   : pl_asprintf("%s.yaml", stem);
		char *path = folder ? pl_path_join(folder, name) : pl_strdup(name);

		free(name);
		if (!pl_exists(path))
			return path;
		free(path);
	}
}

char *pl_ui_save_name(const struct pl_ui *ui)
{
	const char *from = ui->session->model->file;
	char *folder, *stem, *name;

	if (ui->saved_as)
		return pl_strdup(ui->saved_as);
	if (!from)
		return free_name(NULL, "session");
	folder = pl_path_dir(from);
	stem = stem_of(from);
	/* beside the file, unless that is not ours to write to */
	name = free_name(strchr(from, '/') && access(folder, W_OK) == 0 ? folder : NULL, stem);
	free(folder);
	free(stem);
	return name;
}

/* The file is told from others by what it is, the count comes first where room is short. */
static void say_saved(struct pl_ui *ui, const char *path, size_t n)
{
	const char *s = n == 1 ? "" : "s";
	char *text = pl_asprintf("saved %s with %zu expectation%s; replay: pinlab run %s", path, n,
				 s, path);

	if ((int)pl_text_columns(text) + 6 > ui->cols) {
		free(text);
		text = pl_asprintf("%zu expectation%s saved in %s", n, s, path);
	}
	pl_ui_say(ui, PL_SAY_OK, "%s", text);
	free(text);
}

static bool may_write(struct pl_ui *ui, const char *path, bool over)
{
	bool own = is_same_file(path, ui->session->model->file);

	if (over || !pl_exists(path) || is_same_file(path, ui->saved_as))
		return true;
	pl_ui_say(ui, PL_SAY_ERR,
		  own ? "%s is the file you opened; to overwrite it: save! %s"
		      : "%s exists; to overwrite it: save! %s",
		  path, path);
	return false;
}

static bool is_beside(const char *path, const char *file)
{
	char *there = pl_path_dir(path), *here = file ? pl_path_dir(file) : pl_strdup(".");
	bool same = is_same_file(there, here);

	free(there);
	free(here);
	return same;
}

/* What is shown belongs to the plan; otherwise only the plan is written, without verdicts.
 * Yields how many expectations that are. */
static size_t write_session(const struct pl_ui *ui, const char *path, struct pl_buf *out)
{
	struct pl_model model = *ui->session->model;

	model.elsewhere = !is_beside(path, model.file);
	return pl_plan_write(pl_session_plan(ui->session), &model,
			     pl_ui_pending(ui) ? NULL : ui->run, out);
}

bool pl_ui_save(struct pl_ui *ui, const char *path, bool over)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	char *name;
	size_t n;
	bool ok;

	if (pl_ui_pending(ui)) {
		pl_ui_say(ui, PL_SAY_NOTE, "still working; save again in a moment");
		return false;
	}
	name = path ? pl_strdup(path) : pl_ui_save_name(ui);
	if (!may_write(ui, name, over)) {
		free(name);
		return false;
	}
	n = write_session(ui, name, &text);
	ok = pl_file_write(name, text.data, text.len, 0644, &err);
	if (ok) {
		pl_session_saved(ui->session);
		say_saved(ui, name, n);
	} else {
		pl_ui_say(ui, PL_SAY_ERR, "%s", err.text ? err.text : "not saved");
	}
	/* the opened file is the author's still, even when he had it overwritten */
	if (ok && !is_same_file(name, ui->session->model->file)) {
		free(ui->saved_as);
		ui->saved_as = name;
		name = NULL;
	}
	free(name);
	pl_error_clear(&err);
	pl_buf_clear(&text);
	return ok;
}

/* $XDG_STATE_HOME/pinlab, else ~/.local/state/pinlab; NULL without either. */
static char *state_dir(void)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state && *state == '/')
		return pl_path_join(state, "pinlab");
	return home && *home == '/' ? pl_path_join(home, ".local/state/pinlab") : NULL;
}

bool pl_ui_autosave(struct pl_ui *ui, char **path, struct pl_error *err)
{
	struct pl_buf text = PL_BUF_INIT;
	char *dir = state_dir();
	bool ok;

	if (!dir)
		return pl_error_environment(
			err, NULL,
			"neither XDG_STATE_HOME nor HOME says where to keep the session");
	*path = pl_path_join(dir, KEPT_NAME);
	write_session(ui, *path, &text);
	ok = pl_dir_make(dir, 0700, err) && pl_file_write(*path, text.data, text.len, 0600, err);
	pl_buf_clear(&text);
	free(dir);
	return ok;
}

/* As the user would type it: a path below the home folder begins with "~". */
static char *short_path(const char *path)
{
	const char *home = getenv("HOME");
	size_t len = home ? strlen(home) : 0;

	if (len > 1 && strncmp(path, home, len) == 0 && path[len] == '/' && !strchr(path, ' '))
		return pl_asprintf("~%s", path + len);
	return pl_strdup(path);
}

void pl_ui_mention_kept(struct pl_ui *ui)
{
	char *dir = state_dir(), *path, *typed;

	if (!dir)
		return;
	path = pl_path_join(dir, KEPT_NAME);
	if (pl_exists(path) && !is_same_file(path, ui->session->model->file)) {
		typed = short_path(path);
		pl_ui_say(ui, PL_SAY_NOTE, "a session was kept: pinlab lab %s", typed);
		free(typed);
	}
	free(path);
	free(dir);
}
