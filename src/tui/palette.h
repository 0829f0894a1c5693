/*
 * The palette: one line in which every command and every event can be typed,
 * with a list that narrows as one types. It then asks for each parameter that
 * the event needs and was not given. It only collects words; ui.c acts on them.
 */
#ifndef PINLAB_TUI_PALETTE_H
#define PINLAB_TUI_PALETTE_H

#include "lab/event.h"
#include "lab/world.h"
#include "util/buf.h"

enum pl_command {
	PL_CMD_NONE,
	PL_CMD_SAVE, PL_CMD_SAVE_OVER, PL_CMD_QUIT, PL_CMD_THEME, PL_CMD_EXPECT, PL_CMD_GOTO,
	PL_CMD_UNDO, PL_CMD_REDO, PL_CMD_HELP, PL_CMD_MOUSE,
};

/* One line of the list. Strings are borrowed from tables or from the world. */
struct pl_item {
	const char *name;
	const char *help;
	const char *key;                   /* label of the key that does it, or NULL */
	enum pl_command command;
	const char *standard;              /* a standard event, ready to run */
	const struct pl_event_kind *event; /* an event with parameters */
};

struct pl_items {
	struct pl_item *items;
	size_t n, cap;
};
void pl_items_clear(struct pl_items *items);

struct pl_palette {
	struct pl_buf line;
	bool events_only;
	size_t selected;
	struct pl_event *event;  /* being completed, or NULL */
	const struct pl_param *asked; /* the parameter that is asked for */
	char *at;                /* its time as typed ("+30d"), or NULL */
};

/* What Enter came to. */
enum pl_palette_done {
	PL_PALETTE_MORE,     /* another parameter is asked for */
	PL_PALETTE_COMMAND,
	PL_PALETTE_STANDARD,
	PL_PALETTE_EVENT,
	PL_PALETTE_ERROR,
};
struct pl_palette_answer {
	enum pl_command command;
	char *arg;               /* rest of a command's line, or NULL; owned */
	const char *standard;
	struct pl_event *event;  /* complete; owned */
	char *at;                /* owned, or NULL */
};

void pl_palette_open(struct pl_palette *palette, bool events_only, const char *text);
void pl_palette_close(struct pl_palette *palette);
/* What fits the line now: commands and events, or values of the asked parameter. */
void pl_palette_match(const struct pl_palette *palette, const struct pl_model *model,
		      const struct pl_world *world, struct pl_items *out);
/* The values that a parameter of this event can have here and that contain `line`,
 * what is most likely meant first. */
void pl_palette_values(const struct pl_param *param, const struct pl_event *event,
		       const struct pl_model *model, const struct pl_world *world, const char *line,
		       struct pl_items *out);
/* False, with the choices named, when the event is about what is not there. */
PL_MUST_USE bool pl_palette_check(const struct pl_event *event, const struct pl_model *model,
				  const struct pl_world *world, struct pl_error *err);
/* Opens it with an event's line, to be corrected; `at` may be NULL. */
void pl_palette_reopen(struct pl_palette *palette, const struct pl_event *event, const char *at);
void pl_palette_type(struct pl_palette *palette, int key);
void pl_palette_move(struct pl_palette *palette, int by, size_t n);
/* Tab: the selected name becomes the line. */
void pl_palette_complete(struct pl_palette *palette, const struct pl_items *items);
enum pl_palette_done pl_palette_enter(struct pl_palette *palette, const struct pl_items *items,
                                      struct pl_palette_answer *out, struct pl_error *err);

#endif
