/* How does the lab begin and end? */
#include <config.h>

#include "tui/tui.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/loop.h"
#include "tui/signals.h"
#include "tui/view.h"
#include "util/text.h"

static const char *const theme_names[] = {
	[PL_THEME_AUTO] = "auto",
	[PL_THEME_DARK] = "dark",
	[PL_THEME_LIGHT] = "light",
	[PL_THEME_MONO] = "mono",
};

bool pl_theme_parse(const char *text, enum pl_theme *out)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(theme_names); i++) {
		if (strcmp(text, theme_names[i]) == 0) {
			*out = (enum pl_theme)i;
			return true;
		}
	}
	return false;
}

const char *pl_theme_name(enum pl_theme theme)
{
	return theme_names[theme];
}

/* The model, or its first error in *err. */
static struct pl_model *load(const struct pl_tui_options *options, struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = pl_tui_model(options, &errors);

	if (!model && errors.n)
		pl_error_move(err, &errors.items[0]);
	pl_errors_clear(&errors);
	return model;
}

/* The last words of a session that did not end by the user's own hand. */
static void keep(struct pl_ui *ui, char *text, size_t size)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = NULL;

	*text = '\0';
	if (!pl_session_dirty(ui->session))
		return;
	if (pl_ui_autosave(ui, &path, &err))
		snprintf(text, size, "pinlab: the session is kept in %s", path);
	else
		snprintf(text, size, "pinlab: the session could not be kept: %s",
			 err.text ? err.text : "");
	free(path);
	pl_error_clear(&err);
}

static int run(struct pl_ui *ui, const struct pl_tui_options *options, struct pl_error *err)
{
	struct pl_term *term;
	char words[512] = "";
	int signals, ended;

	signals = pl_signals_open(err);
	if (signals < 0)
		return PL_ERROR_ENVIRONMENT;
	term = pl_term_open(options, err);
	if (!term) {
		pl_signals_close();
		return (int)err->kind;
	}
	ui->ascii = pl_term_ascii(term);
	if (ui->theme == PL_THEME_AUTO)
		ui->theme = pl_term_theme(term);
	ended = pl_loop(ui, term, signals);
	if (ended)
		keep(ui, words, sizeof(words));
	pl_term_close(term);
	pl_signals_close();
	if (*words)
		fprintf(stderr, "%s\n", words);
	if (ui->fatal.kind != PL_ERROR_NONE) {
		pl_error_move(err, &ui->fatal);
		return (int)err->kind;
	}
	return ended ? 128 + ended : 0;
}

static void mention_variant(struct pl_ui *ui, const struct pl_model *model)
{
	if (model->variant)
		pl_ui_say(ui, PL_SAY_NOTE,
			  "variant %s, one of %zu; --variant picks",
			  model->variant, model->n_variants);
}

int pl_tui_main(const struct pl_tui_options *options, struct pl_error *err)
{
	struct pl_model *model;
	struct pl_ui ui;
	int code;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		pl_error_usage(err,
			       "the lab needs a terminal; pinlab matrix and pinlab run print text");
		return (int)err->kind;
	}
	model = load(options, err);
	if (!model)
		return (int)err->kind;
	pl_ui_init(&ui, model, options, true);
	mention_variant(&ui, model);
	pl_ui_mention_kept(&ui);
	code = run(&ui, options, err);
	pl_ui_clear(&ui);
	return code;
}

bool pl_tui_screen(const struct pl_tui_options *options, int cols, int rows, const char *keys,
		   struct pl_buf *out, struct pl_buf *roles, struct pl_error *err)
{
	struct pl_model *model;
	struct pl_grid grid;
	struct pl_ui ui;

	if (cols < 1 || rows < 1 || cols > 1000 || rows > 1000)
		return pl_error_usage(err, "a screen has 1 to 1000 columns and rows, not %dx%d",
				      cols, rows);
	model = load(options, err);
	if (!model)
		return false;
	pl_ui_init(&ui, model, options, false);
	mention_variant(&ui, model);
	pl_ui_resize(&ui, cols, rows);
	while (keys && *keys && ui.fatal.kind == PL_ERROR_NONE) {
		const char *at = keys;
		int key = pl_key_parse(&keys);

		if (key == 0) {
			pl_error_usage(err, "no key is called '%.*s'", (int)(keys - at), at);
			break;
		}
		if (pl_ui_key(&ui, key) == PL_WISH_QUIT)
			break;
	}
	if (ui.fatal.kind != PL_ERROR_NONE)
		pl_error_move(err, &ui.fatal);
	if (err->kind == PL_ERROR_NONE) {
		pl_view(&ui, &grid);
		pl_grid_dump(&grid, out);
		if (roles)
			pl_grid_dump_roles(&grid, roles);
		pl_grid_clear(&grid);
	}
	pl_ui_clear(&ui);
	return err->kind == PL_ERROR_NONE;
}
