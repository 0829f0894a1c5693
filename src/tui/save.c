/* Where does a session go when it is saved? */
#include <config.h>

#include "tui/ui.h"

#include <stdlib.h>
#include <string.h>

#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

/* What is shown belongs to the plan; otherwise only the plan is written, without verdicts. */
static void write_session(const struct pl_ui *ui, struct pl_buf *out)
{
	pl_plan_write(pl_session_plan(ui->session), ui->session->model,
		      pl_ui_pending(ui) ? NULL : ui->run, out);
}

bool pl_ui_save(struct pl_ui *ui, const char *path, bool over)
{
	const char *from = ui->session->model->file;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	bool ok;

	if (!path)
		path = from;
	if (!path) {
		pl_ui_say(ui, PL_SAY_ERR, "save needs a name: save FILE");
		return false;
	}
	if (pl_ui_pending(ui)) {
		pl_ui_say(ui, PL_SAY_NOTE, "still working; save again in a moment");
		return false;
	}
	if (!over && pl_exists(path) && !pl_streq(path, from)) {
		pl_ui_say(
			ui, PL_SAY_ERR,
			"%s exists and the session was not loaded from it; save! %s overwrites it",
			path, path);
		return false;
	}
	write_session(ui, &text);
	ok = pl_file_write(path, text.data, text.len, 0644, &err);
	if (ok) {
		pl_session_saved(ui->session);
		pl_ui_say(ui, PL_SAY_OK, "saved %s; replay it with: pinlab run %s", path, path);
	} else {
		pl_ui_say(ui, PL_SAY_ERR, "%s", err.text ? err.text : "not saved");
	}
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
	*path = pl_path_join(dir, "last-session.yaml");
	write_session(ui, &text);
	ok = pl_dir_make(dir, 0700, err) && pl_file_write(*path, text.data, text.len, 0600, err);
	pl_buf_clear(&text);
	free(dir);
	return ok;
}
