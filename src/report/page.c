/* How does a page come together? */
#include <config.h>

#include "report/page.h"

#include <stdlib.h>

#include "util/mem.h"

static struct pl_page_block *add(struct pl_page *page, enum pl_block_of kind, char *text)
{
	struct pl_page_block *block = PL_PUSH(page->blocks, page->n, page->cap);

	*block = (struct pl_page_block){ .kind = kind, .text = text };
	return block;
}

void pl_page_title(struct pl_page *page, char *title)
{
	free(page->title);
	page->title = title;
}

void pl_page_verdict(struct pl_page *page, enum pl_role role, char *text)
{
	add(page, PL_PAGE_VERDICT, text)->role = role;
}

void pl_page_heading(struct pl_page *page, const char *text)
{
	add(page, PL_PAGE_HEADING, pl_strdup(text));
}

void pl_page_text(struct pl_page *page, char *text)
{
	add(page, PL_PAGE_TEXT, text);
}

void pl_page_table(struct pl_page *page, const char *const *heads)
{
	struct pl_page_block *table = add(page, PL_PAGE_TABLE, NULL);

	for (; heads[table->columns]; table->columns++)
		pl_page_cell(page, pl_strdup(heads[table->columns]));
}

void pl_page_cell(struct pl_page *page, char *text)
{
	struct pl_page_block *table = &page->blocks[page->n - 1];

	*PL_PUSH(table->cells, table->n_cells, table->cap_cells) = text ? text : pl_strdup("");
}

struct pl_page_block *pl_page_chart(struct pl_page *page, char *caption, unsigned mark, int64_t end)
{
	struct pl_page_block *chart = add(page, PL_PAGE_CHART, caption);

	chart->mark = mark;
	chart->end = end;
	return chart;
}

void pl_chart_add(struct pl_page_block *chart, int64_t at, unsigned value)
{
	*PL_PUSH(chart->points, chart->n_points, chart->cap_points) =
		(struct pl_chart_point){ at, value };
}

void pl_page_clear(struct pl_page *page)
{
	for (size_t i = 0; i < page->n; i++) {
		struct pl_page_block *block = &page->blocks[i];

		for (size_t j = 0; j < block->n_cells; j++)
			free(block->cells[j]);
		free(block->cells);
		free(block->points);
		free(block->text);
	}
	free(page->blocks);
	free(page->title);
	*page = (struct pl_page)PL_PAGE_INIT;
}
