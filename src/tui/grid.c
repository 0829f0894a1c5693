/* How does a screen look, cell by cell, before any terminal is involved? */
#include <config.h>

#include "tui/grid.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/glyphs.h"
#include "util/mem.h"
#include "util/text.h"

#define ELLIPSIS 0x2026

static const char role_letters[PL_ROLES] = {
	[PL_ROLE_PLAIN] = '.',
	[PL_ROLE_OK] = 'o',
	[PL_ROLE_PIN] = 'x',
	[PL_ROLE_BREACH] = 'i',
	[PL_ROLE_WARN] = 'b',
	[PL_ROLE_PATH] = 'p',
	[PL_ROLE_QUIET] = 'q',
	[PL_ROLE_FOCUS] = 'f',
};

char pl_role_letter(enum pl_role role)
{
	return role_letters[role];
}

void pl_grid_init(struct pl_grid *grid, int cols, int rows)
{
	grid->cols = cols < 1 ? 1 : cols;
	grid->rows = rows < 1 ? 1 : rows;
	grid->cells = pl_calloc((size_t)grid->cols * (size_t)grid->rows, sizeof(*grid->cells));
	pl_grid_fill(grid, 0, 0, grid->cols, grid->rows, ' ', PL_PEN(PL_ROLE_PLAIN));
}

void pl_grid_clear(struct pl_grid *grid)
{
	free(grid->cells);
	*grid = (struct pl_grid){ 0 };
}

struct pl_glyph *pl_grid_at(const struct pl_grid *grid, int x, int y)
{
	if (x < 0 || y < 0 || x >= grid->cols || y >= grid->rows)
		return NULL;
	return &grid->cells[(size_t)y * (size_t)grid->cols + (size_t)x];
}

void pl_grid_put(struct pl_grid *grid, int x, int y, uint32_t cp, struct pl_pen pen)
{
	struct pl_glyph *cell = pl_grid_at(grid, x, y);

	if (cell)
		*cell = (struct pl_glyph){ cp, (uint8_t)pen.role, (uint8_t)pen.attrs };
}

/* The next thing to show of a text: one column per character, so that a
 * hostile name can neither move the cursor nor break the layout. */
static size_t next_shown(const char *text, char shown[24], uint32_t *cp)
{
	size_t len = strlen(text);
	size_t used = pl_utf8_next(text, len, cp);

	shown[0] = '\0';
	if (used == 0) {
		snprintf(shown, 24, "\\x%02X", (unsigned)(unsigned char)*text);
		return 1;
	}
	if (*cp < 0x20 || (*cp >= 0x7f && *cp < 0xa0) || pl_utf8_columns(*cp) != 1 ||
	    (*cp >= 0x200b && *cp <= 0x200f) || (*cp >= 0x2028 && *cp <= 0x202e) ||
	    (*cp >= 0x2066 && *cp <= 0x2069))
		snprintf(shown, 24, "\\u{%X}", (unsigned)*cp);
	return used;
}

int pl_grid_text(struct pl_grid *grid, int x, int y, int width, struct pl_pen pen, const char *text)
{
	int at = 0;

	if (width <= 0)
		return 0;
	while (*text) {
		char shown[24];
		uint32_t cp;
		size_t used = next_shown(text, shown, &cp);
		int columns = shown[0] ? (int)strlen(shown) : 1;

		if (at + columns > width) {
			int mark = at < width ? at : width - 1;

			pl_grid_put(grid, x + mark, y, ELLIPSIS, pen);
			return mark + 1;
		}
		if (shown[0])
			for (int i = 0; i < columns; i++)
				pl_grid_put(grid, x + at + i, y, (unsigned char)shown[i], pen);
		else
			pl_grid_put(grid, x + at, y, cp, pen);
		at += columns;
		text += used;
	}
	return at;
}

int pl_grid_printf(struct pl_grid *grid, int x, int y, int width, struct pl_pen pen,
		   const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return pl_grid_text(grid, x, y, width, pen, text);
}

int pl_grid_text_middle(struct pl_grid *grid, int x, int y, int width, int tail, struct pl_pen pen,
			const char *text)
{
	int columns = (int)pl_text_columns(text);
	struct pl_buf cut = PL_BUF_INIT;
	int used;

	/* only plain text is cut by bytes */
	if (columns <= width || columns != (int)strlen(text) || width < tail + 3)
		return pl_grid_text(grid, x, y, width, pen, text);
	pl_buf_add(&cut, text, (size_t)(width - tail - 1));
	pl_buf_puts(&cut, "…");
	pl_buf_puts(&cut, text + columns - tail);
	used = pl_grid_text(grid, x, y, width, pen, pl_buf_str(&cut));
	pl_buf_clear(&cut);
	return used;
}

int pl_grid_right(struct pl_grid *grid, int x, int y, int width, struct pl_pen pen,
		  const char *text)
{
	int columns = (int)pl_text_columns(text);

	if (columns > width)
		columns = width;
	return pl_grid_text(grid, x - columns, y, columns, pen, text);
}

void pl_grid_fill(struct pl_grid *grid, int x, int y, int width, int height, uint32_t cp,
		  struct pl_pen pen)
{
	for (int row = y; row < y + height; row++)
		for (int column = x; column < x + width; column++)
			pl_grid_put(grid, column, row, cp, pen);
}

void pl_grid_mark(struct pl_grid *grid, int x, int y, int width, unsigned attrs)
{
	for (int column = x; column < x + width; column++) {
		struct pl_glyph *cell = pl_grid_at(grid, column, y);

		if (cell)
			cell->attrs |= (uint8_t)attrs;
	}
}

/* Corners clockwise from the upper left, then the horizontal and vertical line. */
static const uint32_t light_box[6] = { 0x250c, 0x2510, 0x2518, 0x2514, 0x2500, 0x2502 };
static const uint32_t heavy_box[6] = { 0x250f, 0x2513, 0x251b, 0x2517, 0x2501, 0x2503 };

void pl_grid_box(struct pl_grid *grid, int x, int y, int width, int height, bool focus,
		 const char *title, const char *note)
{
	const uint32_t *line = focus ? heavy_box : light_box;
	struct pl_pen pen = PL_PEN(focus ? PL_ROLE_FOCUS : PL_ROLE_QUIET);
	struct pl_pen name = PL_PEN(focus ? PL_ROLE_FOCUS : PL_ROLE_PLAIN);
	int right = x + width - 1, bottom = y + height - 1;

	if (width < 2 || height < 2)
		return;
	pl_grid_fill(grid, x + 1, y, width - 2, 1, line[4], pen);
	pl_grid_fill(grid, x + 1, bottom, width - 2, 1, line[4], pen);
	pl_grid_fill(grid, x, y + 1, 1, height - 2, line[5], pen);
	pl_grid_fill(grid, right, y + 1, 1, height - 2, line[5], pen);
	pl_grid_put(grid, x, y, line[0], pen);
	pl_grid_put(grid, right, y, line[1], pen);
	pl_grid_put(grid, right, bottom, line[2], pen);
	pl_grid_put(grid, x, bottom, line[3], pen);
	if (title && width > 6) {
		int used = pl_grid_text(grid, x + 3, y, width - 6, name, title);

		pl_grid_put(grid, x + 2, y, ' ', name);
		pl_grid_put(grid, x + 3 + used, y, ' ', name);
	}
	if (note && width > 6) {
		int used = pl_grid_right(grid, right - 2, bottom, width - 6, PL_PEN(PL_ROLE_QUIET),
					 note);

		pl_grid_put(grid, right - 2, bottom, ' ', pen);
		pl_grid_put(grid, right - 3 - used, bottom, ' ', pen);
	}
}

void pl_grid_to_ascii(struct pl_grid *grid)
{
	for (size_t i = 0; i < (size_t)grid->cols * (size_t)grid->rows; i++)
		grid->cells[i].cp = (unsigned char)pl_glyph_ascii(grid->cells[i].cp);
}

/* The cells of a line, and how many are left without the blanks at its end. */
static const struct pl_glyph *line_of(const struct pl_grid *grid, int y, int *n)
{
	const struct pl_glyph *cells = grid->cells + (size_t)y * (size_t)grid->cols;

	*n = grid->cols;
	while (*n > 0 && cells[*n - 1].cp == ' ')
		--*n;
	return cells;
}

void pl_grid_dump(const struct pl_grid *grid, struct pl_buf *out)
{
	for (int y = 0; y < grid->rows; y++) {
		int n;
		const struct pl_glyph *cells = line_of(grid, y, &n);

		for (int x = 0; x < n; x++)
			pl_glyph_utf8(out, cells[x].cp);
		pl_buf_putc(out, '\n');
	}
}

void pl_grid_dump_roles(const struct pl_grid *grid, struct pl_buf *out)
{
	for (int y = 0; y < grid->rows; y++) {
		int n;
		const struct pl_glyph *cells = line_of(grid, y, &n);

		for (int x = 0; x < n; x++)
			pl_buf_putc(out, cells[x].cp == ' ' ? ' ' : pl_role_letter(cells[x].role));
		pl_buf_putc(out, '\n');
	}
}
