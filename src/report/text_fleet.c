/* What does the run come to for the fleet: how many users, for how long, on which version? */
#include <config.h>

#include "report/text_parts.h"

#include <inttypes.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

#define LABEL 14 /* columns of what a line is about */

static const char *percent(int64_t millionths, char out[PL_SHARE_TEXT])
{
	return millionths ? pl_share_words((unsigned)millionths, out) : "0%";
}

static int64_t count(const struct pl_result_fleet *fleet, int64_t millionths)
{
	/* At most 10^17: fits. */
	return (fleet->users * millionths + PL_SHARE_ALL / 2) / PL_SHARE_ALL;
}

static void put_label(struct pl_buf *out, const struct pl_style *style, const char *label,
		      size_t width)
{
	size_t used = pl_style_columns(style, label);

	pl_buf_puts(out, "  ");
	pl_style_text(style, out, label);
	do
		pl_buf_putc(out, ' ');
	while (++used < width);
}

static void put_availability(struct pl_buf *out, const struct pl_result *result,
			     const struct pl_style *style)
{
	const struct pl_result_fleet *fleet = result->fleet;
	const struct pl_result_step *step = &result->steps[fleet->lowest_step];
	char low[PL_SHARE_TEXT], last[PL_SHARE_TEXT], date[PL_TIME_TEXT];

	put_label(out, style, "availability", LABEL);
	if (fleet->lowest == PL_SHARE_ALL)
		pl_buf_puts(out, "100% throughout");
	else
		pl_buf_printf(out, "lowest %s on %s (step %zu, %s), %s at the end",
			      percent(fleet->lowest, low),
			      pl_time_format_short(fleet->lowest_at, date), step->index,
			      pl_result_step_word(step), percent(fleet->availability, last));
	pl_buf_putc(out, '\n');
}

static void put_sums(struct pl_buf *out, const struct pl_result_fleet *fleet,
		     const struct pl_style *style)
{
	struct pl_result_fleet_total sum = pl_result_fleet_sum(fleet, SIZE_MAX, SIZE_MAX);
	char days[PL_SIX_TEXT], share[PL_SHARE_TEXT];

	put_label(out, style, "lost", LABEL);
	pl_buf_printf(out, "%s user-days", pl_three_decimals(sum.cut_off + sum.locked_out, days));
	if (sum.locked_out > 0)
		pl_buf_printf(out, ", of them %s locked out",
			      pl_three_decimals(sum.locked_out, days));
	pl_buf_putc(out, '\n');
	put_label(out, style, "never return", LABEL);
	pl_buf_printf(out, "%s, %" PRId64 " users\n", percent(sum.never_returns, share),
		      count(fleet, sum.never_returns));
	if (fleet->exposure == 0)
		return;
	put_label(out, style, "exposed", LABEL);
	pl_buf_printf(out, "%s user-days, at most %s at once\n",
		      pl_three_decimals(sum.exposed, days), percent(fleet->exposure, share));
}

static void put_row(struct pl_buf *out, const struct pl_style *style, const char *label,
		    size_t width, const struct pl_result_fleet_total *sum)
{
	char share[PL_SHARE_TEXT], never[PL_SHARE_TEXT], days[PL_SIX_TEXT];

	put_label(out, style, label, width);
	pl_buf_printf(out, "%9s  %20s  %12s\n", percent(sum->share, share),
		      pl_three_decimals(sum->cut_off + sum->locked_out, days),
		      percent(sum->never_returns, never));
}

static bool are_several(const struct pl_result_fleet *fleet)
{
	for (size_t i = 1; i < fleet->n_versions; i++)
		if (!pl_streq(fleet->versions[i].strategy, fleet->versions[0].strategy))
			return true;
	return false;
}

static char *version_words(const struct pl_result_fleet *fleet, size_t at)
{
	const struct pl_result_version *version = &fleet->versions[at];

	return are_several(fleet) ? pl_asprintf("%s v%s", version->strategy, version->version)
				  : pl_asprintf("v%s", version->version);
}

static size_t widest(const struct pl_result_fleet *fleet, const struct pl_style *style)
{
	size_t width = LABEL;

	for (size_t i = 0; i < fleet->n_versions + fleet->n_segments; i++) {
		char *words = i < fleet->n_versions
				      ? version_words(fleet, i)
				      : pl_strdup(fleet->segments[i - fleet->n_versions].name);
		size_t used = pl_style_columns(style, words) + 1;

		width = used > width ? used : width;
		free(words);
	}
	return width;
}

static void put_rows(struct pl_buf *out, const struct pl_result_fleet *fleet,
		     const struct pl_style *style)
{
	size_t width = widest(fleet, style);

	put_label(out, style, "", width);
	pl_buf_puts(out, "at the end       lost, user-days  never return\n");
	for (size_t i = 0; i < fleet->n_versions; i++) {
		struct pl_result_fleet_total sum = pl_result_fleet_sum(fleet, SIZE_MAX, i);
		char *words = version_words(fleet, i);

		put_row(out, style, words, width, &sum);
		free(words);
	}
	for (size_t i = 0; fleet->n_segments > 1 && i < fleet->n_segments; i++) {
		struct pl_result_fleet_total sum = pl_result_fleet_sum(fleet, i, SIZE_MAX);

		put_row(out, style, fleet->segments[i].name, width, &sum);
	}
}

/* What the numbers rest on. */
static void put_adoption(struct pl_buf *out, const struct pl_result_fleet *fleet,
			 const struct pl_style *style)
{
	for (size_t i = 0; i < fleet->n_segments; i++) {
		const struct pl_result_segment *segment = &fleet->segments[i];

		put_label(out, style, i ? "" : "adoption", LABEL);
		pl_style_text(style, out, segment->name);
		pl_buf_puts(out, ": ");
		pl_style_text(style, out, segment->adoption);
		pl_buf_puts(out, segment->assumed ? " (assumed, nobody's data)\n" : "\n");
	}
}

/* How far the assumptions were off, on the last date. */
static void put_forecast(struct pl_buf *out, const struct pl_result_fleet *fleet,
			 const struct pl_style *style)
{
	int64_t last = fleet->n_forecasts ? fleet->forecasts[fleet->n_forecasts - 1].at : 0;
	char date[PL_TIME_TEXT], forecast[PL_SHARE_TEXT], measured[PL_SHARE_TEXT];

	if (!fleet->measured)
		return;
	put_label(out, style, "measured", LABEL);
	pl_style_text(style, out, fleet->measured);
	pl_buf_printf(out, ", until %s\n", pl_time_format_short(last, date));
	for (size_t i = 0; i < fleet->n_forecasts; i++) {
		const struct pl_result_forecast *of = &fleet->forecasts[i];
		char *words;

		if (of->at != last)
			continue;
		words = version_words(fleet, of->version);
		put_label(out, style, "", LABEL);
		pl_style_text(style, out, words);
		pl_buf_printf(out, ": %s, forecast was %s\n", percent(of->measured, measured),
			      percent(of->forecast, forecast));
		free(words);
	}
}

void pl_text_fleet(struct pl_buf *out, const struct pl_result *result,
		   const struct pl_style *style)
{
	const struct pl_result_fleet *fleet = result->fleet;

	if (!fleet)
		return;
	pl_buf_printf(out, "\nfleet of %" PRId64 " users\n", fleet->users);
	put_availability(out, result, style);
	put_sums(out, fleet, style);
	put_adoption(out, fleet, style);
	put_forecast(out, fleet, style);
	put_rows(out, fleet, style);
}
