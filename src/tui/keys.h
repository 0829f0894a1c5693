/*
 * The keys: one table from keys to actions, each with its help. The hint bar,
 * the help page, the palette and the manual's list are made from it.
 */
#ifndef PINLAB_TUI_KEYS_H
#define PINLAB_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

/* A key is a code point, a control code (Tab 9, Enter 13, Esc 27, Ctrl-R 18), or one of these. */
enum pl_in {
	PL_IN_BACKSPACE = 127,
	PL_IN_UP = 0x110000,
	PL_IN_DOWN,
	PL_IN_LEFT,
	PL_IN_RIGHT,
	PL_IN_HOME,
	PL_IN_END,
	PL_IN_PAGE_UP,
	PL_IN_PAGE_DOWN,
	PL_IN_BACK_TAB,
	PL_IN_DELETE,
	PL_IN_F1,
};
#define PL_IN_CTRL(c) ((c) & 0x1f)
#define PL_IN_TAB 9
#define PL_IN_ENTER 13
#define PL_IN_ESC 27

enum pl_action {
	PL_ACT_NONE,
	PL_ACT_UP, PL_ACT_DOWN, PL_ACT_LEFT, PL_ACT_RIGHT,
	PL_ACT_PAGE_UP, PL_ACT_PAGE_DOWN, PL_ACT_FIRST_ROW, PL_ACT_LAST_ROW,
	PL_ACT_FIRST_STEP, PL_ACT_LAST_STEP,
	PL_ACT_NEXT_PANE, PL_ACT_PREVIOUS_PANE, PL_ACT_OPEN,
	PL_ACT_STEP_BACK, PL_ACT_STEP_ON, PL_ACT_EVENT_BACK, PL_ACT_EVENT_ON, PL_ACT_NEXT_CHANGE,
	PL_ACT_EVENT, /* makes the event in `arg` happen */
	PL_ACT_ADD, PL_ACT_PALETTE, PL_ACT_UNDO, PL_ACT_REDO, PL_ACT_SAVE, PL_ACT_EXPECT,
	PL_ACT_ZOOM, PL_ACT_MOUSE, PL_ACT_THEME, PL_ACT_HELP, PL_ACT_BACK, PL_ACT_ESCAPE,
	PL_ACT_REPAINT, PL_ACT_SUSPEND, PL_ACT_INTERRUPT, PL_ACT_ANYWAY,
};

/* When a key does something. */
enum pl_when_key {
	PL_KEY_ALWAYS,
	PL_KEY_WITH_RUN,   /* there is a world to act on */
	PL_KEY_WITH_UNDO,
	PL_KEY_WITH_REDO,
	PL_KEY_IN_NOTICE,  /* the terminal is too small */
};

struct pl_key_row {
	int keys[3];            /* zero-terminated unless full */
	enum pl_action action;
	const char *arg; /* PL_ACT_EVENT: a standard event's name, or "release" and the like */
	enum pl_when_key when;
	const char *label; /* "r", "^R": as help and hints write it; NULL: in the label of the row
			      above */
	const char *help;       /* NULL: in the help of the row above */
	const char *hint;       /* one or two words for the hint bar; NULL: not shown there */
	int rank;               /* of the hint: the lower, the sooner shown */
};

/* A group of rows under one heading of the help page. */
struct pl_key_group {
	const char *title;
	const struct pl_key_row *rows;
	size_t n;
};
const struct pl_key_group *pl_key_groups(size_t *n);

/* The row of a key, or NULL. */
const struct pl_key_row *pl_key_find(int key);
/* "Tab", "^R", "x"; out needs 8 bytes. */
const char *pl_key_name(int key, char out[8]);
/* Reads one key of a script ("x", "<Tab>", "<C-r>", "<lt>") at *text and moves on; 0: nothing more
 * or unknown. */
int pl_key_parse(const char **text);

#endif
