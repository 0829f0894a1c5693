/* How does a person read a backtest in a browser? */
#include <config.h>

#include "report/backtest_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define LABEL 190.0
#define MAP 800.0
#define ROW 20.0
#define AXIS 18.0
#define LETTER 8.0 /* a rectangle this wide has room for one */

static const char style[] =
	".at-once,.days,.weeks{fill:var(--bad)}.months{fill:var(--warn)}.years{fill:var(--warn)}"
	".doubt,.none{fill:var(--none)}.unenforced{fill:var(--breach)}.never{fill:var(--good)}"
	".cut-off{fill:var(--bad)}.fine{fill:var(--good)}.down{fill:var(--warn)}"
	".unknown,.depends,.gap{fill:var(--none)}"
	"svg rect{stroke:var(--paper);stroke-width:.6}"
	"svg text.in{fill:var(--on);font-weight:600}svg text.on-none{fill:var(--on-none)}"
	"details{margin:.5rem 0}summary{cursor:pointer}"
	"ul.key{list-style:none;padding:0;columns:2}ul.key svg{width:1.2rem;height:1.2rem;"
	"display:inline-block;vertical-align:middle;margin-right:.4rem}";

struct page {
	struct pl_buf *out;
	const struct pl_backtest *backtest;
};

static double x_of(const struct page *page, int64_t time)
{
	const struct pl_history *history = page->backtest->history;

	return LABEL + MAP * (double)(time - history->from) / (double)(history->until - history->from);
}

static bool is_tested(const struct pl_backtest_row *row)
{
	return !row->subject->why_not;
}

static bool is_pale(enum pl_grade grade)
{
	return grade == PL_GRADE_DOUBT || grade == PL_GRADE_NONE;
}

/* Years along the top, a line down from each. */
static void put_axis(const struct page *page, double height)
{
	const struct pl_history *history = page->backtest->history;
	struct pl_civil civil;

	pl_time_to_civil(history->from, &civil);
	for (int year = civil.year; year < 10000; year++) {
		struct pl_civil first = { .year = year, .month = 1, .day = 1 };
		char text[16];
		int64_t at;

		if (!pl_time_from_civil(&first, &at) || at >= history->until)
			break;
		if (at < history->from)
			continue;
		snprintf(text, sizeof(text), "%d", year);
		pl_svg_line(page->out, x_of(page, at), 4, x_of(page, at), height, "year");
		pl_svg_text(page->out, x_of(page, at) + 3, 12, "start", "quiet", text);
	}
}

static void put_days(struct pl_buf *title, const struct page *page, size_t from, size_t to)
{
	char first[PL_DAY_TEXT], last[PL_DAY_TEXT];

	pl_buf_printf(title, "built %s to %s",
		      pl_day_text(pl_backtest_day(page->backtest, from), first),
		      pl_day_text(pl_backtest_day(page->backtest, to - 1), last));
}

/* Days of one grade, side by side. */
static void put_run(const struct page *page, const struct pl_backtest_row *row, double y,
		    enum pl_grade grade, size_t from, size_t to)
{
	const struct pl_grade_info *info = pl_grade_info(grade);
	double x = x_of(page, pl_backtest_day(page->backtest, from));
	double width = x_of(page, pl_backtest_day(page->backtest, to)) - x;
	struct pl_buf title = PL_BUF_INIT;

	pl_buf_printf(&title, "%s, ", row->subject->name);
	put_days(&title, page, from, to);
	pl_buf_printf(&title, ": %s", info->words);
	pl_svg_rect(page->out, x, y, width, ROW - 3, info->name, pl_buf_str(&title));
	if (width >= LETTER)
		pl_svg_text(page->out, x + width / 2, y + ROW - 8, "middle",
			    is_pale(grade) ? "on-none" : "in", info->symbol);
	pl_buf_clear(&title);
}

static void put_map_row(const struct page *page, const struct pl_backtest_row *row, double y)
{
	size_t days = page->backtest->days, from = 0;
	enum pl_grade last = PL_GRADES;

	pl_svg_text(page->out, LABEL - 8, y + ROW - 8, "end", "label", row->subject->name);
	for (size_t day = 0; day < days; day++) {
		enum pl_grade grade = pl_backtest_grade(page->backtest, row,
							pl_backtest_day(page->backtest, day));

		if (grade == last)
			continue;
		if (last != PL_GRADES)
			put_run(page, row, y, last, from, day);
		last = grade;
		from = day;
	}
	put_run(page, row, y, last, from, days);
}

static void put_key(const struct page *page)
{
	pl_buf_puts(page->out, "<ul class=\"key\">\n");
	for (int i = 0; i < PL_GRADES; i++) {
		const struct pl_grade_info *info = pl_grade_info((enum pl_grade)i);

		pl_buf_puts(page->out, "<li>");
		pl_svg_begin(page->out, 16, 16, info->name);
		pl_svg_rect(page->out, 0, 0, 16, 16, info->name, NULL);
		pl_svg_text(page->out, 8, 12, "middle", is_pale((enum pl_grade)i) ? "on-none" : "in",
			    info->symbol);
		pl_svg_end(page->out);
		pl_html_text(page->out, info->words);
		pl_buf_puts(page->out, "</li>\n");
	}
	pl_buf_puts(page->out, "</ul>\n");
}

static void put_map(const struct page *page)
{
	const struct pl_backtest *backtest = page->backtest;
	double y = AXIS, height = AXIS;

	for (size_t i = 0; i < backtest->n_rows; i++)
		height += is_tested(&backtest->rows[i]) ? ROW : 0;
	pl_html_element(page->out, "h2", "When it was built, and how long it lasted");
	pl_svg_begin(page->out, LABEL + MAP + 4, height,
		     "a row for each strategy, days of building from left to right");
	put_axis(page, height);
	for (size_t i = 0; i < backtest->n_rows; i++) {
		if (!is_tested(&backtest->rows[i]))
			continue;
		put_map_row(page, &backtest->rows[i], y);
		y += ROW;
	}
	pl_svg_end(page->out);
	put_key(page);
}

/* One kind of build: what became of it, along time. */
static void put_build(const struct page *page, const struct pl_backtest_row *row,
		      const struct pl_builds *builds, double y)
{
	const struct pl_story *story = &page->backtest->stories[builds->story];
	char from[PL_DAY_TEXT], until[PL_DAY_TEXT];

	pl_svg_text(page->out, LABEL - 8, y + ROW - 8, "end", "label", pl_day_text(builds->from, from));
	for (size_t i = 0; i < story->n; i++) {
		const struct pl_stretch *stretch = &story->stretches[i];
		int64_t begin = stretch->from > builds->from ? stretch->from : builds->from;
		struct pl_buf title = PL_BUF_INIT;

		if (stretch->until <= builds->from)
			continue;
		pl_buf_printf(&title, "%s built on %s: %s", row->subject->name,
			      pl_day_text(builds->from, from), pl_lot_name(stretch->lot));
		pl_buf_printf(&title, ", %s to ", pl_day_text(begin, from));
		pl_buf_puts(&title, pl_day_text(stretch->until, until));
		if (stretch->outcome && stretch->lot == PL_LOT_CUT)
			pl_buf_printf(&title, " (%s)", pl_reason_info(stretch->outcome->reason)->name);
		pl_svg_rect(page->out, x_of(page, begin), y, x_of(page, stretch->until) - x_of(page, begin),
			    ROW - 3, pl_lot_name(stretch->lot), pl_buf_str(&title));
		if (stretch->lot == PL_LOT_CUT && x_of(page, stretch->until) - x_of(page, begin) >= LETTER)
			pl_svg_text(page->out, (x_of(page, stretch->until) + x_of(page, begin)) / 2,
				    y + ROW - 8, "middle", "in", pl_grade_info(PL_GRADE_AT_ONCE)->symbol);
		pl_buf_clear(&title);
	}
}

/* A picture with more of them shows no more, and a page is to be opened. */
#define RECTS_DRAWN 2000

static const struct pl_story *known_story(const struct page *page, const struct pl_builds *builds)
{
	const struct pl_story *story = &page->backtest->stories[builds->story];

	return story->why_not ? NULL : story;
}

struct drawn {
	size_t known, step, n; /* builds; every so many is drawn; so many are */
};

static struct drawn choose(const struct page *page, const struct pl_backtest_row *row)
{
	struct drawn drawn = { 0 };
	size_t rects = 0;

	for (size_t i = 0; i < row->n_builds; i++) {
		const struct pl_story *story = known_story(page, &row->builds[i]);

		rects += story ? story->n : 0;
		drawn.known += story != NULL;
	}
	drawn.step = rects / RECTS_DRAWN + 1;
	drawn.n = (drawn.known + drawn.step - 1) / drawn.step;
	return drawn;
}

static void put_matrix(const struct page *page, const struct pl_backtest_row *row)
{
	struct drawn drawn = choose(page, row);
	size_t known = 0;
	double y = AXIS;

	pl_buf_puts(page->out, "<details><summary>");
	pl_html_text(page->out, row->subject->name);
	pl_buf_printf(page->out, ": %zu different build%s", drawn.known, drawn.known == 1 ? "" : "s");
	if (drawn.step > 1)
		pl_buf_printf(page->out, ", one in %zu is drawn", drawn.step);
	pl_buf_puts(page->out, "</summary>\n");
	pl_svg_begin(page->out, LABEL + MAP + 4, AXIS + (double)drawn.n * ROW,
		     "a row for each build, time from left to right");
	put_axis(page, AXIS + (double)drawn.n * ROW);
	for (size_t i = 0; i < row->n_builds; i++) {
		if (!known_story(page, &row->builds[i]) || known++ % drawn.step != 0)
			continue;
		put_build(page, row, &row->builds[i], y);
		y += ROW;
	}
	pl_svg_end(page->out);
	pl_buf_puts(page->out, "</details>\n");
}

static void put_matrices(const struct page *page)
{
	pl_html_element(page->out, "h2", "Each build by itself");
	pl_html_element(page->out, "p class=\"quiet\"",
			"A row for each different build, from its day on. Red with a cross: its pins refused the host. "
			"Pale: not known, or no valid certificate is known.");
	for (size_t i = 0; i < page->backtest->n_rows; i++) {
		if (is_tested(&page->backtest->rows[i]))
			put_matrix(page, &page->backtest->rows[i]);
	}
}

static void put_cell(const struct page *page, int64_t seconds)
{
	char text[PL_LENGTH_TEXT];

	pl_html_element(page->out, "td class=\"n\"",
			seconds == PL_TIME_NONE ? "" : pl_length_short(seconds, text));
}

static void put_table_row(const struct page *page, const struct pl_backtest_row *row)
{
	struct pl_row_sum sum;
	char text[48];

	pl_backtest_sum(page->backtest, row, &sum);
	pl_buf_puts(page->out, "<tr>");
	pl_html_element(page->out, "td", row->subject->name);
	snprintf(text, sizeof(text), "%zu of %zu", sum.cut, sum.days);
	pl_html_element(page->out, "td class=\"n\"", text);
	snprintf(text, sizeof(text), "%zu", sum.doubt);
	pl_html_element(page->out, "td class=\"n\"", text);
	put_cell(page, sum.soonest);
	put_cell(page, sum.median);
	put_cell(page, sum.latest);
	put_cell(page, sum.cut ? sum.longest : PL_TIME_NONE);
	snprintf(text, sizeof(text), "%zu", sum.times);
	pl_html_element(page->out, "td class=\"n\"", text);
	pl_buf_puts(page->out, "</tr>\n");
}

static void put_table(const struct page *page)
{
	pl_html_element(page->out, "h2", "Every possible build");
	pl_buf_puts(page->out,
		    "<div class=\"scroll\"><table>\n<thead><tr><th>Pins</th><th class=\"n\">Builds cut off "
		    "later</th><th class=\"n\">in doubt</th><th class=\"n\">soonest after</th>"
		    "<th class=\"n\">median</th><th class=\"n\">latest</th><th class=\"n\">longest "
		    "cut-off</th><th class=\"n\">times at most</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < page->backtest->n_rows; i++) {
		if (is_tested(&page->backtest->rows[i]))
			put_table_row(page, &page->backtest->rows[i]);
	}
	pl_buf_puts(page->out, "</tbody></table></div>\n");
}

static void put_sentences(const struct page *page)
{
	pl_html_element(page->out, "h2", "Had it been shipped on the first day");
	pl_buf_puts(page->out, "<ul>\n");
	for (size_t i = 0; i < page->backtest->n_rows; i++) {
		struct pl_buf sentence = PL_BUF_INIT;

		if (!is_tested(&page->backtest->rows[i]))
			continue;
		pl_backtest_sentence(&sentence, page->backtest, &page->backtest->rows[i]);
		pl_html_element(page->out, "li", pl_buf_str(&sentence));
		pl_buf_clear(&sentence);
	}
	pl_buf_puts(page->out, "</ul>\n");
}

static void put_grounds(const struct page *page)
{
	struct pl_sentences grounds = { 0 };

	pl_backtest_grounds(page->backtest, &grounds);
	pl_html_element(page->out, "h2", "What this rests on");
	pl_buf_puts(page->out, "<ul>\n");
	for (size_t i = 0; i < grounds.n; i++)
		pl_html_element(page->out, "li", grounds.items[i]);
	for (size_t i = 0; i < page->backtest->n_rows; i++) {
		const struct pl_subject *subject = page->backtest->rows[i].subject;
		char *words;

		if (!subject->why_not)
			continue;
		words = pl_asprintf("Not tested: %s, for %s.", subject->name, subject->why_not);
		pl_html_element(page->out, "li", words);
		free(words);
	}
	pl_buf_puts(page->out, "</ul>\n");
	pl_sentences_clear(&grounds);
}

void pl_backtest_html(struct pl_buf *out, const struct pl_backtest *backtest, int64_t at)
{
	const struct page page = { .out = out, .backtest = backtest };
	struct pl_buf headline = PL_BUF_INIT;
	char *title = pl_asprintf("Backtest of %s", backtest->history->host), day[PL_DAY_TEXT];

	pl_html_begin(out, title, style);
	pl_html_element(out, "h1", title);
	pl_backtest_headline(&headline, backtest);
	pl_buf_printf(&headline, "; as of %s", pl_day_text(at, day));
	pl_html_element(out, "p class=\"quiet\"", pl_buf_str(&headline));
	put_table(&page);
	put_map(&page);
	put_sentences(&page);
	put_matrices(&page);
	put_grounds(&page);
	pl_html_end(out);
	pl_buf_clear(&headline);
	free(title);
}
