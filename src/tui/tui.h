/*
 * The lab on a terminal: the CA hierarchy, the matrix of strategies by steps
 * and attacks, the time line, and why the selected cell is as it is.
 */
#ifndef PINLAB_TUI_TUI_H
#define PINLAB_TUI_TUI_H

#include <stdbool.h>

#include "lab/model.h"
#include "scenario/scenario.h"
#include "util/buf.h"
#include "util/error.h"

enum pl_theme { PL_THEME_AUTO, PL_THEME_DARK, PL_THEME_LIGHT, PL_THEME_MONO };
PL_MUST_USE bool pl_theme_parse(const char *text, enum pl_theme *out); /* "dark", "light", "mono" */
const char *pl_theme_name(enum pl_theme theme);

struct pl_tui_options {
	const char *scenario;   /* a path, or NULL: the first lesson's world */
	const char *at;         /* FILE:LINE to open at, or NULL */
	const struct pl_settings *settings; /* of the scenario's variables; or NULL */
	const char *variant;    /* which of a scenario's several; NULL: the first */
	const char *certs_dir;  /* where hierarchies are found */
	const char *scenarios_dir; /* where the lessons are; may be NULL */
	bool all;               /* every strategy and every attack */
	enum pl_theme theme;
	bool ascii, utf8;       /* override the locale */
	bool mouse;             /* on from the start */
};

/*
 * The model that the options mean: the scenario's, or the first lesson's (six
 * strategies, three attacks; with `all` every one), for commands that show
 * the same world without a terminal. NULL when something is wrong.
 */
PL_MUST_USE struct pl_model *pl_tui_model(const struct pl_tui_options *options,
					  struct pl_errors *errors);

/*
 * The lab, until the user leaves it. Yields the exit code; with *err set, that
 * of the error. Needs a terminal at both ends (else a usage error).
 */
int pl_tui_main(const struct pl_tui_options *options, struct pl_error *err);

/*
 * The screen as text, without a terminal, after these keys ("r", "<Tab>",
 * "<C-r>"; what is none of these types itself). For tests, documents and
 * reports of trouble. `roles`, unless NULL, gets one letter per cell for what
 * it means.
 */
PL_MUST_USE bool pl_tui_screen(const struct pl_tui_options *options, int cols, int rows,
			       const char *keys, struct pl_buf *out, struct pl_buf *roles,
			       struct pl_error *err);

#endif
