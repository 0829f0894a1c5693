/* A page in a browser: one file, no scripts, the chart drawn inside. */
#include <config.h>

#include "report/page.h"

#include "report/html.h"
#include "util/mem.h"
#include "util/time.h"

#define WIDTH 720
#define HEIGHT 220
#define LEFT 48
#define BOTTOM 24
#define WHOLE 1000000

static const char style[] =
	"table{border-collapse:collapse;margin:.5rem 0}"
	"th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;"
	"border-bottom:1px solid #8884}"
	".verdict{font-size:1.4rem;font-weight:700;margin:.5rem 0;border-left:.4rem solid;"
	"padding-left:.75rem}"
	".good{border-color:#2a8f4f}.bad{border-color:#c0392b}.warn{border-color:#b7791f}"
	".curve{stroke:currentColor;stroke-width:1.5}.mark{stroke:#c0392b;stroke-dasharray:4 3}"
	".axis{stroke:#8888}.label{font-size:11px;fill:currentColor}";

static const char *class_of(enum pl_role role)
{
	return role == PL_ROLE_GOOD  ? "p class=\"verdict good\""
	       : role == PL_ROLE_BAD ? "p class=\"verdict bad\""
				     : "p class=\"verdict warn\"";
}

static void put_table(struct pl_buf *out, const struct pl_page_block *table)
{
	pl_buf_puts(out, "<table>\n");
	for (size_t i = 0; i < table->n_cells; i++) {
		if (i % table->columns == 0)
			pl_buf_puts(out, "<tr>");
		pl_html_element(out, i < table->columns ? "th scope=\"col\"" : "td",
				table->cells[i]);
		if ((i + 1) % table->columns == 0)
			pl_buf_puts(out, "</tr>\n");
	}
	pl_buf_puts(out, "</table>\n");
}

static double across(const struct pl_page_block *chart, int64_t at)
{
	int64_t from = chart->points[0].at, span = chart->end - from;

	return LEFT + (span > 0 ? (double)(at - from) / (double)span : 0) * (WIDTH - LEFT);
}

static double up(unsigned value)
{
	return 8 + (1 - (double)value / WHOLE) * (HEIGHT - BOTTOM - 8);
}

static void put_axes(struct pl_buf *out, const struct pl_page_block *chart)
{
	static const unsigned levels[] = { 0, WHOLE / 2, WHOLE };
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT];

	for (size_t i = 0; i < PL_ARRAY_LEN(levels); i++) {
		static const char *const words[] = { "0 %", "50 %", "100 %" };

		pl_svg_line(out, LEFT, up(levels[i]), WIDTH, up(levels[i]), "axis");
		pl_svg_text(out, LEFT - 6, up(levels[i]) + 4, "end", "label", words[i]);
	}
	pl_svg_line(out, LEFT, up(chart->mark), WIDTH, up(chart->mark), "mark");
	pl_time_format(chart->points[0].at, from);
	pl_time_format(chart->end, to);
	from[10] = to[10] = '\0'; /* the day */
	pl_svg_text(out, LEFT, HEIGHT - 6, "start", "label", from);
	pl_svg_text(out, WIDTH, HEIGHT - 6, "end", "label", to);
}

static void put_chart(struct pl_buf *out, const struct pl_page_block *chart)
{
	if (chart->n_points == 0)
		return;
	pl_html_element(out, "h2", chart->text);
	pl_svg_begin(out, WIDTH, HEIGHT, chart->text);
	put_axes(out, chart);
	for (size_t i = 0; i < chart->n_points; i++) {
		bool last = i + 1 == chart->n_points;
		const struct pl_chart_point *here = &chart->points[i];
		double x = across(chart, here->at), y = up(here->value);
		double to = across(chart, last ? chart->end : here[1].at);

		pl_svg_line(out, x, y, to, y, "curve");
		if (!last)
			pl_svg_line(out, to, y, to, up(here[1].value), "curve");
	}
	pl_svg_end(out);
}

static void put_block(struct pl_buf *out, const struct pl_page_block *block)
{
	switch (block->kind) {
	case PL_PAGE_VERDICT:
		pl_html_element(out, class_of(block->role), block->text);
		break;
	case PL_PAGE_HEADING:
		pl_html_element(out, "h2", block->text);
		break;
	case PL_PAGE_TEXT:
		pl_html_element(out, "p", block->text);
		break;
	case PL_PAGE_TABLE:
		put_table(out, block);
		break;
	case PL_PAGE_CHART:
		put_chart(out, block);
		break;
	}
	pl_buf_putc(out, '\n');
}

void pl_page_put_html(const struct pl_page *page, struct pl_buf *out)
{
	pl_html_begin(out, page->title, style);
	pl_html_element(out, "h1", page->title);
	for (size_t i = 0; i < page->n; i++)
		put_block(out, &page->blocks[i]);
	pl_html_end(out);
}
