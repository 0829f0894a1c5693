/*
 * What the screen shows and where the user is in it. Keys change it (ui.c);
 * views draw it and never change it (view*.c). It knows no terminal.
 */
#ifndef PINLAB_TUI_UI_H
#define PINLAB_TUI_UI_H

#include "tui/engine_thread.h"
#include "tui/grid.h"
#include "tui/keys.h"
#include "tui/palette.h"
#include "tui/session.h"
#include "tui/tui.h"

enum pl_pane { PL_PANE_TREE, PL_PANE_HONEST, PL_PANE_ATTACKS, PL_PANE_WHY, PL_PANES };
enum pl_overlay { PL_OVERLAY_NONE, PL_OVERLAY_HELP, PL_OVERLAY_PALETTE };
enum pl_say { PL_SAY_OK, PL_SAY_NOTE, PL_SAY_WARN, PL_SAY_ERR };

/* What the loop has to do for the user, beyond drawing. */
enum pl_wish { PL_WISH_NOTHING, PL_WISH_REPAINT, PL_WISH_SUSPEND, PL_WISH_QUIT };

/* Something the user wants to happen, waiting for what was asked for before it. */
struct pl_wanted {
	const char *text;        /* an event's text from a table, ">" for the next change; or */
	struct pl_event *event;  /* owned */
};

struct pl_ui {
	struct pl_session *session; /* owned */
	struct pl_worker *worker;   /* owned */
	const struct pl_run *run;   /* the newest that came; NULL before the first */
	unsigned long run_plan;     /* whose it is */
	bool run_done;              /* false: more steps of it will come */
	unsigned long done_plan;    /* the last plan whose run came whole; 0: none yet */
	struct pl_error fatal;      /* not even step 0 could be made */
	struct pl_wanted *queue;    /* typed faster than the engine is */
	size_t n_queue, cap_queue;

	int cols, rows;
	enum pl_pane focus;
	bool zoom, anyway;
	size_t step;                /* the cursor: a point in time, the selected column */
	bool follow;                /* the cursor goes to the last step when a run comes */
	size_t back_to;             /* where `step` goes once undo or redo is computed; 0: nowhere */
	size_t row;                 /* among the shown rows */
	bool on_attack;             /* the selected cell is an attack's */
	size_t attack;
	size_t node;                /* of the tree */
	int scroll;                 /* of the explanation or the help */

	enum pl_overlay overlay;
	struct pl_palette palette;
	enum pl_say say;
	char *message;
	bool leaving;               /* q was pressed */
	bool ascii, mouse;
	enum pl_theme theme;
	int at_line;                /* --at FILE:LINE: until the first run comes; 0: none */
	unsigned long typed_plan;   /* the plan whose last event was typed; 0: none */
	char *saved_as;             /* the session file that this session wrote last, or NULL */
};

/* Takes the model over. `threaded`: as in pl_worker_new. */
void pl_ui_init(struct pl_ui *ui, struct pl_model *model, const struct pl_tui_options *options,
		bool threaded);
void pl_ui_clear(struct pl_ui *ui);
void pl_ui_resize(struct pl_ui *ui, int cols, int rows);
/* Takes what the engine has finished. */
void pl_ui_results(struct pl_ui *ui);
/* Back to the last plan whose run came whole, what was asked for since is forgotten. False
 * when there is no way back: no run was whole yet, or it is the present plan's own. */
PL_MUST_USE bool pl_ui_reject(struct pl_ui *ui);
enum pl_wish pl_ui_key(struct pl_ui *ui, int key);
/* A press at a cell: button 0 left, 64 and 65 the wheel. */
enum pl_wish pl_ui_click(struct pl_ui *ui, int x, int y, int button);
/* Pasted text never acts: it goes into the palette's line when that is open. */
void pl_ui_paste(struct pl_ui *ui, const char *text);
void pl_ui_say(struct pl_ui *ui, enum pl_say say, const char *fmt, ...) PL_PRINTF(3, 4);

/* Asked by views. */
PL_MUST_USE bool pl_ui_pending(const struct pl_ui *ui); /* the engine is at work */
PL_MUST_USE bool pl_ui_too_small(const struct pl_ui *ui);
PL_MUST_USE bool pl_ui_key_works(const struct pl_ui *ui, const struct pl_key_row *row);
size_t pl_ui_shown_rows(const struct pl_run *run);
/* Index in run->rows of the k-th shown row. */
size_t pl_ui_row_index(const struct pl_run *run, size_t k);
const struct pl_step *pl_ui_step(const struct pl_ui *ui); /* NULL without a run */
/* The outcome in the selected cell, or NULL. */
const struct pl_outcome *pl_ui_outcome(const struct pl_ui *ui);
/* The clock at the cursor. */
int64_t pl_ui_now(const struct pl_ui *ui);
/* The first step from `from` on at which the row no longer reaches the host; SIZE_MAX: none. */
size_t pl_ui_next_break(const struct pl_run *run, size_t row, size_t from);

/* Selects the cell that a line of the scenario is about. */
void pl_ui_open_at(struct pl_ui *ui, int line);

/*
 * The file that saving proposes: what this session wrote before; else, beside the
 * opened file or here, a name that is still free. Caller frees.
 */
PL_MUST_USE char *pl_ui_save_name(const struct pl_ui *ui);
/* Saving: to `path` (NULL: the proposed one). Only `over` overwrites a file that this
 * session has not written. Says what happened. */
PL_MUST_USE bool pl_ui_save(struct pl_ui *ui, const char *path, bool over);
/* Says that a session that was cut off is kept, and how to open it, where there is one. */
void pl_ui_mention_kept(struct pl_ui *ui);
/* Writes the session to the user's state folder; *path is where, caller frees. */
PL_MUST_USE bool pl_ui_autosave(struct pl_ui *ui, char **path, struct pl_error *err);

#endif
