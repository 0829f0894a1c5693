/* When did things happen, where is now, and how long does the served certificate last? */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>

#include "util/text.h"
#include "util/time.h"

#define DOT 0x00b7

struct scale {
	int x, width;
	int64_t from, to;
};

static int place(const struct scale *scale, int64_t time)
{
	if (time < scale->from)
		return scale->x;
	if (time >= scale->to)
		return scale->x + scale->width - 1;
	return scale->x + (int)((double)(time - scale->from) / (double)(scale->to - scale->from) *
				scale->width);
}

/* The first host's certificate that is served, or NULL. */
static const struct pl_cert *served(const struct pl_step *step)
{
	for (size_t i = 0; i < step->world->n_hosts; i++)
		if (step->world->hosts[i]->served && step->world->hosts[i]->served->full->n)
			return step->world->hosts[i]->served->full->certs[0];
	return NULL;
}

/* From the start to the end of what is known: the run, and the certificate served last. */
static struct scale scale_of(const struct pl_run *run, struct pl_rect at)
{
	const struct pl_cert *last = served(run->steps[run->n_steps - 1]);
	struct scale scale = { at.x + 1, at.w - 2, run->steps[0]->at, run->now + 1 };

	if (last && last->not_after + PL_DAY > scale.to)
		scale.to = last->not_after + PL_DAY;
	if (scale.to - scale.from < 90 * PL_DAY)
		scale.to = scale.from + 90 * PL_DAY;
	scale.to += (scale.to - scale.from) / 40;
	return scale;
}

static bool next_unit(int64_t *time, bool years)
{
	struct pl_civil civil;

	pl_time_to_civil(*time, &civil);
	civil = (struct pl_civil){ .year = civil.year, .month = civil.month, .day = 1 };
	if (years || civil.month == 12)
		civil = (struct pl_civil){ .year = civil.year + 1, .month = 1, .day = 1 };
	else
		civil.month++;
	return pl_time_from_civil(&civil, time);
}

static bool is_free(const struct pl_grid *grid, int x, int y, int width)
{
	for (int i = 0; i < width; i++)
		if (!pl_grid_at(grid, x + i, y) || pl_grid_at(grid, x + i, y)->cp != DOT)
			return false;
	return true;
}

/* Months by their letters, years by two digits; what would touch a step or its neighbour is left
 * out. */
static void calendar(struct pl_grid *grid, const struct scale *scale, int y)
{
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t span = scale->to - scale->from;
	bool years = span / (30 * PL_DAY) > scale->width / 2;
	int letters = span / (30 * PL_DAY) * 8 < scale->width ? 3 : 1;
	int free_from = scale->x;

	for (int64_t time = scale->from; next_unit(&time, years) && time < scale->to;) {
		struct pl_civil civil;
		int x = place(scale, time);

		pl_time_to_civil(time, &civil);
		if (x < free_from || x + 3 > scale->x + scale->width ||
		    !is_free(grid, x, y, civil.month == 1 ? 3 : letters))
			continue;
		if (civil.month == 1)
			pl_grid_printf(grid, x, y, 4, PL_PEN(PL_ROLE_QUIET),
				       years ? "%02d" : "'%02d", civil.year % 100);
		else
			pl_grid_printf(grid, x, y, 3, PL_PEN(PL_ROLE_QUIET), "%.*s", letters,
				       months[civil.month - 1]);
		free_from = x + (civil.month == 1 ? 4 : letters + 1);
	}
}

static void steps(const struct pl_ui *ui, struct pl_grid *grid, const struct scale *scale, int y)
{
	const struct pl_run *run = ui->run;

	for (size_t s = 0; s < run->n_steps; s++) {
		int x = place(scale, run->steps[s]->at);
		bool event = run->steps[s]->kind == PL_STEP_EVENT;

		pl_grid_put(grid, x, y,
			    event    ? (uint32_t)('0' + (int)(s % 10))
			    : s == 0 ? '0'
				     : 0x25cf,
			    PL_PEN(event ? PL_ROLE_PLAIN : PL_ROLE_QUIET));
	}
	pl_grid_put(grid, place(scale, pl_ui_now(ui)), y, 0x25bc,
		    PL_PEN_WITH(PL_ROLE_FOCUS, PL_ATTR_BOLD));
}

/* The life of the certificate that is served at the cursor. */
static void life(const struct pl_ui *ui, struct pl_grid *grid, const struct scale *scale, int y)
{
	const struct pl_step *step = pl_ui_step(ui);
	const struct pl_cert *cert = served(step);
	int from, to, now;
	char text[160], end[PL_TIME_TEXT];

	if (!cert)
		return;
	from = place(scale, cert->not_before);
	to = place(scale, cert->not_after);
	now = place(scale, pl_ui_now(ui));
	for (int x = from; x <= to; x++)
		pl_grid_put(grid, x, y, x <= now ? 0x2588 : 0x2591,
			    PL_PEN(x <= now ? PL_ROLE_PLAIN : PL_ROLE_QUIET));
	pl_time_format(cert->not_after, end);
	snprintf(text, sizeof(text), "%s, served until %.10s", pl_cert_label(cert), end);
	/* beside the bar, on the side that has the room */
	if (to + 2 + (int)pl_text_columns(text) < scale->x + scale->width)
		pl_grid_text(grid, to + 2, y, scale->x + scale->width - to - 2,
			     PL_PEN(PL_ROLE_QUIET), text);
	else
		pl_grid_right(grid, from - 1, y, from - 2, PL_PEN(PL_ROLE_QUIET), text);
}

void pl_view_time(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	struct scale scale;

	if (!ui->run || at.w < 8 || at.h < 1)
		return;
	scale = scale_of(ui->run, at);
	pl_grid_fill(grid, scale.x, at.y, scale.width, 1, DOT, PL_PEN(PL_ROLE_QUIET));
	steps(ui, grid, &scale, at.y);
	calendar(grid, &scale, at.y);
	if (at.h > 1)
		life(ui, grid, &scale, at.y + 1);
}
