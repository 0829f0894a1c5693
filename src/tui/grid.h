/*
 * A screen before it reaches a terminal: a grid of cells, each one character
 * of width 1, a role (what it means, hence its colour) and attributes. Views
 * write it, tests read it, term.c copies it. Everything is clipped: writing
 * outside does nothing, at any size down to 1x1.
 */
#ifndef PINLAB_TUI_GRID_H
#define PINLAB_TUI_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/compiler.h"

/* What a character means; the theme turns it into a colour. */
enum pl_role {
	PL_ROLE_PLAIN,
	PL_ROLE_OK,     /* survives, blocked */
	PL_ROLE_PIN,    /* breaks-pin */
	PL_ROLE_BREACH, /* intercepted, detected, unenforced */
	PL_ROLE_WARN,   /* on backup, unsaved, pending */
	PL_ROLE_PATH,   /* breaks-chain, errors */
	PL_ROLE_QUIET,  /* rules, units, what is worth nothing */
	PL_ROLE_FOCUS,  /* heavy border, title */
	PL_ROLES
};
char pl_role_letter(enum pl_role role);

enum pl_attr { PL_ATTR_BOLD = 1, PL_ATTR_REVERSE = 2, PL_ATTR_UNDERLINE = 4 };

struct pl_glyph {
	uint32_t cp;
	uint8_t role;
	uint8_t attrs;
};

struct pl_grid {
	int cols, rows;
	struct pl_glyph *cells; /* rows of cols */
};

/* How the next text is drawn. */
struct pl_pen {
	enum pl_role role;
	unsigned attrs;
};
#define PL_PEN(r) ((struct pl_pen){ .role = (r) })
#define PL_PEN_WITH(r, a) ((struct pl_pen){ .role = (r), .attrs = (a) })

void pl_grid_init(struct pl_grid *grid, int cols, int rows); /* blanks */
void pl_grid_clear(struct pl_grid *grid);
/* The cell, or NULL outside; borrowed. */
struct pl_glyph *pl_grid_at(const struct pl_grid *grid, int x, int y);

void pl_grid_put(struct pl_grid *grid, int x, int y, uint32_t cp, struct pl_pen pen);
/* Writes text into at most `width` columns, cut with "…"; control, wide and
 * combining characters are shown escaped. Yields the columns used. */
int pl_grid_text(struct pl_grid *grid, int x, int y, int width, struct pl_pen pen,
		 const char *text);
int pl_grid_printf(struct pl_grid *grid, int x, int y, int width, struct pl_pen pen,
		   const char *fmt, ...) PL_PRINTF(6, 7);
/* As pl_grid_text, but what is too long loses its middle and keeps `tail` columns of its end. */
int pl_grid_text_middle(struct pl_grid *grid, int x, int y, int width, int tail, struct pl_pen pen,
			const char *text);
/* As above, ending at column x (exclusive). */
int pl_grid_right(struct pl_grid *grid, int x, int y, int width, struct pl_pen pen,
		  const char *text);
void pl_grid_fill(struct pl_grid *grid, int x, int y, int width, int height, uint32_t cp,
		  struct pl_pen pen);
/* Adds attributes to what is there. */
void pl_grid_mark(struct pl_grid *grid, int x, int y, int width, unsigned attrs);
/* A border, heavy when it has the focus, with a title in its upper and a note in its lower edge
 * (either may be NULL). */
void pl_grid_box(struct pl_grid *grid, int x, int y, int width, int height, bool focus,
		 const char *title, const char *note);

/* Replaces every character by its ASCII form, cell by cell. */
void pl_grid_to_ascii(struct pl_grid *grid);

/* The characters as UTF-8 lines without blanks at their ends. */
void pl_grid_dump(const struct pl_grid *grid, struct pl_buf *out);
/* The roles as lines of letters; a blank cell is a blank. */
void pl_grid_dump_roles(const struct pl_grid *grid, struct pl_buf *out);

#endif
