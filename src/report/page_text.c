/* A page on a terminal. */
#include <config.h>

#include "report/page.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

#define GAP 2 /* columns between the columns of a table */

static void put_wrapped(const struct pl_style *style, struct pl_buf *out, const char *text,
			size_t indent)
{
	struct pl_buf safe = PL_BUF_INIT;

	pl_style_text(style, &safe, text);
	pl_text_wrap(out, pl_buf_str(&safe), pl_style_width(style), indent);
	pl_buf_putc(out, '\n');
	pl_buf_clear(&safe);
}

static void put_role(const struct pl_style *style, struct pl_buf *out, enum pl_role role,
		     const char *text)
{
	pl_style_begin(style, out, role);
	pl_style_text(style, out, text);
	pl_style_end(style, out, role);
	pl_buf_putc(out, '\n');
}

/* The columns that each column of the table needs; caller frees. */
static size_t *widths_of(const struct pl_style *style, const struct pl_page_block *table)
{
	size_t *widths = pl_calloc(table->columns, sizeof(*widths));

	for (size_t i = 0; i < table->n_cells; i++) {
		size_t width = pl_style_columns(style, table->cells[i]);

		if (width > widths[i % table->columns])
			widths[i % table->columns] = width;
	}
	return widths;
}

#define LEAST 20 /* columns; where less is left for a long text, it gets lines of its own */

/* The last column is wrapped below itself. */
static void put_last(const struct pl_style *style, struct pl_buf *out, const char *text,
		     size_t column)
{
	struct pl_buf safe = PL_BUF_INIT, lines = PL_BUF_INIT;
	size_t width = pl_style_width(style);

	pl_style_text(style, &safe, text);
	if (column + LEAST > width && column + pl_style_columns(style, text) > width) {
		column = 4;
		while (out->len > 0 && out->data[out->len - 1] == ' ')
			out->len--;
		pl_buf_puts(out, "\n    ");
	}
	pl_text_wrap(&lines, pl_buf_str(&safe), width - column, 0);
	for (const char *at = pl_buf_str(&lines); *at; at++) {
		pl_buf_putc(out, *at);
		for (size_t i = 0; *at == '\n' && i < column; i++)
			pl_buf_putc(out, ' ');
	}
	pl_buf_clear(&lines);
	pl_buf_clear(&safe);
}

static void put_table(const struct pl_style *style, struct pl_buf *out,
		      const struct pl_page_block *table)
{
	size_t *widths = widths_of(style, table);

	for (size_t i = 0; i < table->n_cells; i++) {
		size_t at = i % table->columns, column = 0;
		bool head = i < table->columns;

		for (size_t j = 0; j < at; j++)
			column += widths[j] + GAP;
		if (head)
			pl_style_begin(style, out, PL_ROLE_QUIET);
		if (at + 1 == table->columns)
			put_last(style, out, table->cells[i], column);
		else
			pl_style_text(style, out, table->cells[i]);
		if (head)
			pl_style_end(style, out, PL_ROLE_QUIET);
		if (at + 1 == table->columns) {
			pl_buf_putc(out, '\n');
			continue;
		}
		for (size_t j = pl_style_columns(style, table->cells[i]); j < widths[at] + GAP; j++)
			pl_buf_putc(out, ' ');
	}
	free(widths);
}

void pl_page_put_text(const struct pl_page *page, const struct pl_style *style, struct pl_buf *out)
{
	for (size_t i = 0; i < page->n; i++) {
		const struct pl_page_block *block = &page->blocks[i];

		switch (block->kind) {
		case PL_PAGE_VERDICT:
			put_role(style, out, block->role, block->text);
			break;
		case PL_PAGE_HEADING:
			pl_buf_putc(out, '\n');
			put_role(style, out, PL_ROLE_TITLE, block->text);
			break;
		case PL_PAGE_TEXT:
			put_wrapped(style, out, block->text, 0);
			break;
		case PL_PAGE_TABLE:
			put_table(style, out, block);
			break;
		case PL_PAGE_CHART: /* for a browser */
			break;
		}
	}
}
