/*
 * The terminal: the only room's corner with curses in it. It copies grids to
 * the screen, gives bytes to nobody (the loop reads them itself), and puts
 * everything back at the end, at a suspend, and on a fault.
 */
#ifndef PINLAB_TUI_TERM_H
#define PINLAB_TUI_TERM_H

#include "tui/grid.h"
#include "tui/tui.h"
#include "util/error.h"

struct pl_term;

/* NULL with *err when there is no terminal that a screen can be drawn on. */
PL_MUST_USE struct pl_term *pl_term_open(const struct pl_tui_options *options,
					 struct pl_error *err);
void pl_term_close(struct pl_term *term);

/* True when the locale or the options forbid anything but ASCII. */
PL_MUST_USE bool pl_term_ascii(const struct pl_term *term);
/* What AUTO comes to on this terminal. */
enum pl_theme pl_term_theme(const struct pl_term *term);
/* The size, asked anew; curses is told. */
void pl_term_size(struct pl_term *term, int *cols, int *rows);
void pl_term_mouse(struct pl_term *term, bool on);
void pl_term_draw(struct pl_term *term, const struct pl_grid *grid, enum pl_theme theme);
/* The next drawing repaints everything. */
void pl_term_repaint(struct pl_term *term);
/* Gives the terminal to the shell, and takes it back. */
void pl_term_leave(struct pl_term *term);
void pl_term_enter(struct pl_term *term);

#endif
