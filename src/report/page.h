/*
 * Pages: what is said to a person in headings, sentences, tables and one chart,
 * so that one text serves a terminal, a ticket (Markdown) and a browser (HTML).
 */
#ifndef PINLAB_REPORT_PAGE_H
#define PINLAB_REPORT_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "report/style.h"
#include "util/buf.h"

enum pl_block_of { PL_PAGE_VERDICT, PL_PAGE_HEADING, PL_PAGE_TEXT, PL_PAGE_TABLE, PL_PAGE_CHART };

/* A line over time: steps, each value up to the next point's time. */
struct pl_chart_point {
	int64_t at;
	unsigned value; /* millionths */
};

struct pl_page_block {
	enum pl_block_of kind;
	enum pl_role role;       /* of a verdict */
	char *text;              /* of a verdict, heading, text; the caption of a chart */
	char **cells;            /* of a table, row by row, the first row its heads */
	size_t n_cells, cap_cells, columns;
	struct pl_chart_point *points;
	size_t n_points, cap_points;
	unsigned mark;           /* a level that the chart draws across, millionths */
	int64_t end;             /* where the chart's line ends */
};

struct pl_page {
	char *title;
	struct pl_page_block *blocks;
	size_t n, cap;
};

#define PL_PAGE_INIT { 0 }

/* Takes over the text of the title. */
void pl_page_title(struct pl_page *page, char *title);
void pl_page_verdict(struct pl_page *page, enum pl_role role, char *text); /* takes over */
void pl_page_heading(struct pl_page *page, const char *text);
void pl_page_text(struct pl_page *page, char *text); /* takes over */
/* A table with these heads, NULL-terminated; its rows follow cell by cell. */
void pl_page_table(struct pl_page *page, const char *const *heads);
void pl_page_cell(struct pl_page *page, char *text); /* takes over; NULL is an empty cell */
struct pl_page_block *pl_page_chart(struct pl_page *page, char *caption, unsigned mark,
				    int64_t end); /* takes over */
void pl_chart_add(struct pl_page_block *chart, int64_t at, unsigned value);
void pl_page_clear(struct pl_page *page);

void pl_page_put_text(const struct pl_page *page, const struct pl_style *style,
		      struct pl_buf *out);
void pl_page_put_markdown(const struct pl_page *page, struct pl_buf *out);
void pl_page_put_html(const struct pl_page *page, struct pl_buf *out);

#endif
