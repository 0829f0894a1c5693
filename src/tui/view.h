/* From what the screen shows to a grid of cells: pure functions, one file per part of the screen.
 */
#ifndef PINLAB_TUI_VIEW_H
#define PINLAB_TUI_VIEW_H

#include "tui/tree.h"
#include "tui/ui.h"

struct pl_rect {
	int x, y, w, h; /* w or h 0: not shown */
};

enum pl_layout_kind {
	PL_LAYOUT_NOTICE, /* too small: says so */
	PL_LAYOUT_SINGLE, /* one pane at a time */
	PL_LAYOUT_FULL,
};

struct pl_layout {
	enum pl_layout_kind kind;
	struct pl_rect tree, matrix, why; /* why: its first line is the rule */
	struct pl_rect time;
	int title_y, message_y, hints_y;
};
void pl_layout_of(const struct pl_ui *ui, struct pl_layout *out);
/* Where the palette's box and its list lie. */
struct pl_rect pl_palette_rect(const struct pl_ui *ui, size_t items);

/* Where the matrix's columns lie within its rectangle. */
struct pl_columns {
	int name_x, name_w;
	int step_x, step_pitch; /* the symbol of column k is at step_x + k * pitch + pitch - 2 */
	size_t first_step, n_steps; /* shown ones */
	bool pending;               /* one more, not computed yet */
	int bar_x;                  /* between steps and attacks */
	int attack_x, attack_pitch; /* the symbol is at attack_x + k * pitch + 1 */
	size_t first_attack, n_attacks;
	int next_x;                 /* -1: not shown */
	int legend_x, legend_w;     /* w 0: not shown */
	int head_y;
	size_t first_row, n_rows;
};
void pl_columns_of(const struct pl_ui *ui, struct pl_rect at, struct pl_columns *out);

/* First of `shown` things out of `n` so that `selected` is among them, near the middle. */
size_t pl_window(size_t selected, size_t shown, size_t n);
/* The role and attributes of a state, and its symbol. */
struct pl_pen pl_state_pen(enum pl_state state);
uint32_t pl_state_cp(enum pl_state state);

/* What a run is called: its scenario's name or file. */
const char *pl_view_name(const struct pl_ui *ui);
/* "2027-08-03 09:00Z" in out. */
const char *pl_view_clock(int64_t time, char out[24]);
/* How far off a date is: "88d", "14y", "-3d". */
const char *pl_view_days(int64_t now, int64_t then, char out[16]);

/* The explanation as lines of text: made from pl_why, wrapped to `width`. */
struct pl_why_line {
	char *text;
	struct pl_pen pen;
	int indent;
};
struct pl_why_lines {
	struct pl_why_line *items;
	size_t n, cap;
};
void pl_why_lines(const struct pl_ui *ui, int width, struct pl_why_lines *out);
void pl_why_lines_clear(struct pl_why_lines *lines);
/* A paragraph under its label (or NULL), wrapped. */
void pl_why_add(struct pl_why_lines *lines, const char *label, const char *text, int width,
		struct pl_pen pen);

/* The certificate selected in the tree, while the tree has the focus; it
 * borrows from *tree, which the caller clears either way. */
PL_MUST_USE bool pl_view_node(const struct pl_ui *ui, struct pl_tree *tree, struct pl_node *out);
/* What there is to say about it. */
void pl_view_cert_lines(const struct pl_ui *ui, const struct pl_node *node, int width,
			struct pl_why_lines *out);

void pl_view_title(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_layout *layout);
void pl_view_tree(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at);
void pl_view_matrix(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at);
void pl_view_time(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at);
void pl_view_why(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at);
void pl_view_foot(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_layout *layout);
void pl_view_notice(const struct pl_ui *ui, struct pl_grid *grid);
void pl_view_help(const struct pl_ui *ui, struct pl_grid *grid);
void pl_view_palette(const struct pl_ui *ui, struct pl_grid *grid);
/* Lines of the help page at this width; for scrolling. */
size_t pl_help_lines(const struct pl_ui *ui);

/* The whole screen; the grid is made to fit the ui's size, in ASCII if it says so. */
void pl_view(const struct pl_ui *ui, struct pl_grid *out);

#endif
