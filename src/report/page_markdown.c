/* A page as Markdown, ready for a ticket. */
#include <config.h>

#include "report/page.h"

#include <string.h>

#include "util/text.h"

/* What Markdown would take for its own is escaped; line breaks end a table's row, so there are none. */
static void put(struct pl_buf *out, const char *text)
{
	struct pl_buf safe = PL_BUF_INIT;

	pl_text_safe(&safe, text, strlen(text), 0);
	for (const char *at = pl_buf_str(&safe); *at; at++) {
		if (strchr("\\`*_[]<>|#", *at))
			pl_buf_putc(out, '\\');
		pl_buf_putc(out, *at);
	}
	pl_buf_clear(&safe);
}

static void put_row(struct pl_buf *out, char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		pl_buf_puts(out, i == 0 ? "| " : " | ");
		put(out, cells[i]);
	}
	pl_buf_puts(out, " |\n");
}

static void put_table(struct pl_buf *out, const struct pl_page_block *table)
{
	for (size_t i = 0; i + table->columns <= table->n_cells; i += table->columns) {
		put_row(out, &table->cells[i], table->columns);
		for (size_t j = 0; i == 0 && j < table->columns; j++)
			pl_buf_puts(out, j + 1 == table->columns ? "|---|\n" : "|---");
	}
}

static void put_block(struct pl_buf *out, const struct pl_page_block *block)
{
	switch (block->kind) {
	case PL_PAGE_VERDICT:
		pl_buf_puts(out, "**");
		put(out, block->text);
		pl_buf_puts(out, "**\n");
		break;
	case PL_PAGE_HEADING:
		pl_buf_puts(out, "## ");
		put(out, block->text);
		pl_buf_putc(out, '\n');
		break;
	case PL_PAGE_TEXT:
		put(out, block->text);
		pl_buf_putc(out, '\n');
		break;
	case PL_PAGE_TABLE:
		put_table(out, block);
		break;
	case PL_PAGE_CHART: /* a line of text says nothing that the tables do not */
		return;
	}
	pl_buf_putc(out, '\n');
}

void pl_page_put_markdown(const struct pl_page *page, struct pl_buf *out)
{
	pl_buf_puts(out, "# ");
	put(out, page->title);
	pl_buf_puts(out, "\n\n");
	for (size_t i = 0; i < page->n; i++)
		put_block(out, &page->blocks[i]);
}
