/* What did each row cost its users, and what did it buy them: the two sides, side by side? */
#include <config.h>

#include "report/text_parts.h"

#include "util/text.h"
#include "util/time.h"

#define INTERVALS_MAX 12 /* more are counted */

static size_t widest_row(const struct pl_result *result, const struct pl_style *style)
{
	size_t widest = 0;

	for (size_t i = 0; i < result->n_rows; i++) {
		size_t width = pl_style_columns(style, result->rows[i].id);

		widest = width > widest ? width : widest;
	}
	return widest;
}

static void put_padded(struct pl_buf *out, const struct pl_style *style, const char *text,
		       size_t width)
{
	size_t used = pl_style_columns(style, text);

	pl_style_text(style, out, text);
	for (; used < width; used++)
		pl_buf_putc(out, ' ');
}

/* "51 days of 181 days (28%)" */
static void lost_words(const struct pl_result_tradeoff *row, struct pl_buf *out)
{
	char down[PL_DURATION_TEXT], all[PL_DURATION_TEXT];
	int64_t percent = row->lasted ? row->down * 100 / row->lasted : 0;

	pl_duration_words(row->down, down);
	pl_duration_words(row->lasted, all);
	if (row->down == 0)
		pl_buf_printf(out, "nothing of %s", all);
	else if (percent == 0)
		pl_buf_printf(out, "%s of %s (under 1%%)", down, all);
	else
		pl_buf_printf(out, "%s of %s (%d%%)", down, all, (int)percent);
}

static void put_row(struct pl_buf *out, const struct pl_result *result,
		    const struct pl_result_tradeoff *row, const struct pl_style *style,
		    size_t first, size_t second)
{
	struct pl_buf lost = PL_BUF_INIT;
	char length[PL_DURATION_TEXT];

	lost_words(row, &lost);
	pl_buf_puts(out, "  ");
	put_padded(out, style, result->rows[row->row].id, first);
	pl_buf_puts(out, "  ");
	put_padded(out, style, pl_buf_str(&lost), second);
	pl_buf_printf(out, "  %zu of %zu", row->stopped, row->attacks);
	if (row->stopped && row->stopped_for < (int64_t)row->stopped * row->lasted)
		pl_buf_printf(out, " for %d%% of the time",
			      (int)(row->stopped_for * 100 / ((int64_t)row->stopped * row->lasted)));
	if (row->exposed)
		pl_buf_printf(out, ", read for %s", pl_duration_words(row->exposed, length));
	pl_buf_putc(out, '\n');
	pl_buf_clear(&lost);
}

static size_t widest_loss(const struct pl_result *result, const struct pl_style *style)
{
	size_t widest = pl_style_columns(style, "availability lost");

	for (size_t i = 0; i < result->n_tradeoff; i++) {
		struct pl_buf lost = PL_BUF_INIT;
		size_t width;

		lost_words(&result->tradeoff[i], &lost);
		width = pl_style_columns(style, pl_buf_str(&lost));
		widest = width > widest ? width : widest;
		pl_buf_clear(&lost);
	}
	return widest;
}

/* "leaf-spki  own-ca reads it from 2027-02-20 for 6 hours; nobody notices" */
static void put_interval(struct pl_buf *out, const struct pl_result *result,
			 const struct pl_result_exposure *exposure, const struct pl_style *style,
			 size_t first)
{
	char from[PL_TIME_TEXT], length[PL_DURATION_TEXT], seen[PL_TIME_TEXT];
	struct pl_buf line = PL_BUF_INIT;

	pl_buf_printf(&line, "%s from %s for %s; ", result->attacks[exposure->attack].name,
		      pl_time_format_short(exposure->from, from),
		      pl_duration_words(exposure->to - exposure->from, length));
	if (exposure->detected == PL_TIME_NONE)
		pl_buf_puts(&line, "nobody notices");
	else
		pl_buf_printf(&line, "noticed %s", pl_time_format_short(exposure->detected, seen));
	pl_buf_puts(out, "  ");
	put_padded(out, style, result->rows[exposure->row].id, first);
	pl_buf_puts(out, "  ");
	pl_style_text(style, out, pl_buf_str(&line));
	pl_buf_putc(out, '\n');
	pl_buf_clear(&line);
}

static bool takes_time(const struct pl_result *result)
{
	for (size_t i = 0; i < result->n_tradeoff; i++)
		if (result->tradeoff[i].lasted > 0)
			return true;
	return false;
}

void pl_text_tradeoff(struct pl_buf *out, const struct pl_result *result,
		      const struct pl_style *style)
{
	size_t first = widest_row(result, style), second = widest_loss(result, style);

	if (!takes_time(result))
		return;
	pl_buf_puts(out, "\ntrade-off\n  ");
	put_padded(out, style, "", first + 2);
	put_padded(out, style, "availability lost", second + 2);
	pl_buf_puts(out, "attacks stopped\n");
	for (size_t i = 0; i < result->n_tradeoff; i++)
		put_row(out, result, &result->tradeoff[i], style, first, second);
	if (result->n_exposure == 0)
		return;
	pl_buf_puts(out, "\nexposure\n");
	for (size_t i = 0; i < result->n_exposure && i < INTERVALS_MAX; i++)
		put_interval(out, result, &result->exposure[i], style, first);
	if (result->n_exposure > INTERVALS_MAX)
		pl_buf_printf(out, "  and %zu more\n", result->n_exposure - INTERVALS_MAX);
}
