/* How does a person read a backtest on a terminal? */
#include <config.h>

#include "report/backtest_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define LABEL_MAX 26
#define GUTTER 2

static const enum pl_role roles[PL_GRADES] = {
	[PL_GRADE_AT_ONCE] = PL_ROLE_BAD, [PL_GRADE_DAYS] = PL_ROLE_BAD,
	[PL_GRADE_WEEKS] = PL_ROLE_BAD,   [PL_GRADE_MONTHS] = PL_ROLE_WARN,
	[PL_GRADE_YEARS] = PL_ROLE_WARN,  [PL_GRADE_DOUBT] = PL_ROLE_QUIET,
	[PL_GRADE_OPEN] = PL_ROLE_BREACH, [PL_GRADE_NEVER] = PL_ROLE_GOOD,
	[PL_GRADE_NONE] = PL_ROLE_QUIET,
};

struct text {
	struct pl_buf *out;
	const struct pl_backtest *backtest;
	const struct pl_style *style;
	size_t label; /* columns of the widest name */
};

static void title(struct text *t, const char *words)
{
	pl_buf_putc(t->out, '\n');
	pl_style_begin(t->style, t->out, PL_ROLE_TITLE);
	pl_style_text(t->style, t->out, words);
	pl_style_end(t->style, t->out, PL_ROLE_TITLE);
	pl_buf_putc(t->out, '\n');
}

static void put_label(struct text *t, const char *name)
{
	struct pl_buf cut = PL_BUF_INIT;
	size_t columns;

	pl_text_safe(&cut, name, strlen(name), LABEL_MAX);
	columns = pl_style_columns(t->style, pl_buf_str(&cut));
	pl_style_text(t->style, t->out, pl_buf_str(&cut));
	pl_buf_printf(t->out, "%*s", (int)(columns < t->label ? t->label - columns : 0) + GUTTER, "");
	pl_buf_clear(&cut);
}

static bool is_tested(const struct pl_backtest_row *row)
{
	return !row->subject->why_not;
}

static void set_label(struct text *t)
{
	for (size_t i = 0; i < t->backtest->n_rows; i++) {
		size_t columns = pl_style_columns(t->style, t->backtest->rows[i].subject->name);

		if (is_tested(&t->backtest->rows[i]) && columns > t->label)
			t->label = columns;
	}
	if (t->label > LABEL_MAX)
		t->label = LABEL_MAX;
}

static const char *length_or_dash(int64_t seconds, char out[PL_LENGTH_TEXT])
{
	return seconds == PL_TIME_NONE ? "-" : pl_length_short(seconds, out);
}

/* Builds cut off; in doubt; soonest, median, latest; longest. */
#define COLUMNS "%9s %6s %6s %6s %6s %7s "

static void put_sum(struct text *t, const struct pl_backtest_row *row)
{
	char soonest[PL_LENGTH_TEXT], median[PL_LENGTH_TEXT], latest[PL_LENGTH_TEXT],
		longest[PL_LENGTH_TEXT], share[48], doubt[24];
	struct pl_row_sum sum;

	pl_backtest_sum(t->backtest, row, &sum);
	put_label(t, row->subject->name);
	snprintf(doubt, sizeof(doubt), sum.doubt ? "%zu" : "-", sum.doubt);
	snprintf(share, sizeof(share), "%zu/%zu", sum.cut, sum.days);
	pl_buf_printf(t->out, COLUMNS "%5zu\n", share, doubt, length_or_dash(sum.soonest, soonest),
		      length_or_dash(sum.median, median), length_or_dash(sum.latest, latest),
		      sum.cut ? pl_length_short(sum.longest, longest) : "-", sum.times);
}

static void put_table(struct text *t)
{
	title(t, "Every possible build: how many were cut off later, and how soon");
	pl_buf_printf(t->out, "%*s" COLUMNS "%5s\n", (int)t->label + GUTTER, "", "builds", "in", "first",
		      "", "", "longest", "most");
	pl_buf_printf(t->out, "%*s" COLUMNS "%5s\n", (int)t->label + GUTTER, "", "cut off", "doubt",
		      "after", "median", "latest", "cut-off", "times");
	for (size_t i = 0; i < t->backtest->n_rows; i++) {
		if (is_tested(&t->backtest->rows[i]))
			put_sum(t, &t->backtest->rows[i]);
	}
}

/* Periods of as many days as make them fit, a column each. */
struct columns {
	size_t n, days;
};

static struct columns columns_of(const struct text *t)
{
	size_t width = pl_style_width(t->style), room = width - t->label - GUTTER;
	struct columns columns;

	if (width < t->label + GUTTER + 20)
		room = 20;
	columns.days = (t->backtest->days + room - 1) / room;
	columns.n = (t->backtest->days + columns.days - 1) / columns.days;
	return columns;
}

/* Where a column begins a year, or the first one, that is written above it. */
static void put_axis(struct text *t, const struct columns *columns)
{
	char *line = pl_malloc(columns->n + 8), year[8], last[8] = "";
	size_t free_from = 0;

	memset(line, ' ', columns->n + 7);
	for (size_t i = 0; i < columns->n; i++) {
		char day[PL_DAY_TEXT];

		pl_day_text(pl_backtest_day(t->backtest, i * columns->days), day);
		snprintf(year, sizeof(year), "%.4s", day);
		if (strcmp(year, last) == 0 || i < free_from)
			continue;
		memcpy(line + i, year, 4);
		free_from = i + 5;
		strcpy(last, year);
	}
	for (size_t end = columns->n + 7; end > 0 && line[end - 1] == ' '; end--)
		line[end - 1] = '\0';
	line[columns->n + 7] = '\0';
	pl_buf_printf(t->out, "%*s%s\n", (int)t->label + GUTTER, "", line);
	free(line);
}

static enum pl_grade worst_in(const struct text *t, const struct pl_backtest_row *row,
			      const struct columns *columns, size_t column)
{
	enum pl_grade worst = PL_GRADE_NONE;

	for (size_t i = 0; i < columns->days && column * columns->days + i < t->backtest->days; i++) {
		int64_t built = pl_backtest_day(t->backtest, column * columns->days + i);
		enum pl_grade grade = pl_backtest_grade(t->backtest, row, built);

		if (grade < worst)
			worst = grade;
	}
	return worst;
}

static void put_grade(const struct pl_style *style, struct pl_buf *out, enum pl_grade grade)
{
	const struct pl_grade_info *info = pl_grade_info(grade);

	pl_style_begin(style, out, roles[grade]);
	if (style->ascii)
		pl_buf_putc(out, info->ascii);
	else
		pl_buf_puts(out, info->symbol);
	pl_style_end(style, out, roles[grade]);
}

static void put_heat(struct text *t)
{
	struct columns columns = columns_of(t);
	bool used[PL_GRADES] = { false };
	char words[80];

	snprintf(words, sizeof(words), "When it was built, %zu day%s a column, and how long it lasted",
		 columns.days, columns.days == 1 ? "" : "s");
	title(t, words);
	put_axis(t, &columns);
	for (size_t i = 0; i < t->backtest->n_rows; i++) {
		const struct pl_backtest_row *row = &t->backtest->rows[i];

		if (!is_tested(row))
			continue;
		put_label(t, row->subject->name);
		for (size_t column = 0; column < columns.n; column++) {
			enum pl_grade grade = worst_in(t, row, &columns, column);

			put_grade(t->style, t->out, grade);
			used[grade] = true;
		}
		pl_buf_putc(t->out, '\n');
	}
	for (int i = 0; i < PL_GRADES; i++) {
		if (!used[i])
			continue;
		pl_buf_puts(t->out, "  ");
		put_grade(t->style, t->out, (enum pl_grade)i);
		pl_buf_printf(t->out, " %s\n", pl_grade_info((enum pl_grade)i)->words);
	}
}

static void put_wrapped(struct text *t, const char *text)
{
	struct pl_buf shown = PL_BUF_INIT;

	pl_buf_puts(&shown, "- ");
	pl_style_text(t->style, &shown, text);
	pl_text_wrap(t->out, pl_buf_str(&shown), pl_style_width(t->style), 2);
	pl_buf_putc(t->out, '\n');
	pl_buf_clear(&shown);
}

static void put_sentences(struct text *t)
{
	title(t, "Had it been shipped on the first day (--since DATE takes a later one)");
	for (size_t i = 0; i < t->backtest->n_rows; i++) {
		struct pl_buf sentence = PL_BUF_INIT;

		if (!is_tested(&t->backtest->rows[i]))
			continue;
		pl_backtest_sentence(&sentence, t->backtest, &t->backtest->rows[i]);
		put_wrapped(t, pl_buf_str(&sentence));
		pl_buf_clear(&sentence);
	}
}

static void put_untested(struct text *t)
{
	bool any = false;

	for (size_t i = 0; i < t->backtest->n_rows; i++) {
		const struct pl_subject *subject = t->backtest->rows[i].subject;
		char *words;

		if (!subject->why_not)
			continue;
		if (!any)
			title(t, "Not tested");
		any = true;
		words = pl_asprintf("%s: %s.", subject->name, subject->why_not);
		put_wrapped(t, words);
		free(words);
	}
}

static void put_grounds(struct text *t)
{
	struct pl_sentences grounds = { 0 };

	pl_backtest_grounds(t->backtest, &grounds);
	title(t, "What this rests on");
	for (size_t i = 0; i < grounds.n; i++)
		put_wrapped(t, grounds.items[i]);
	pl_sentences_clear(&grounds);
}

void pl_backtest_text(struct pl_buf *out, const struct pl_backtest *backtest,
		      const struct pl_style *style)
{
	struct text t = { .out = out, .backtest = backtest, .style = style };
	struct pl_buf headline = PL_BUF_INIT;

	pl_backtest_headline(&headline, backtest);
	pl_style_begin(style, out, PL_ROLE_TITLE);
	pl_style_text(style, out, pl_buf_str(&headline));
	pl_style_end(style, out, PL_ROLE_TITLE);
	pl_buf_putc(out, '\n');
	pl_buf_clear(&headline);
	set_label(&t);
	put_table(&t);
	put_heat(&t);
	put_sentences(&t);
	put_untested(&t);
	put_grounds(&t);
}
