/* The CSV report: what happens to the fleet over time, a line per second, segment and version. */
#include <config.h>

#include "report/formats.h"

#include <inttypes.h>
#include <string.h>

#include "util/time.h"

/* RFC 4180: quoted where it has to be. */
static void put_field(struct pl_buf *out, const char *text)
{
	if (!text)
		return;
	if (!strpbrk(text, ",\"\r\n")) {
		pl_buf_puts(out, text);
		return;
	}
	pl_buf_putc(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			pl_buf_putc(out, '"');
		pl_buf_putc(out, *text);
	}
	pl_buf_putc(out, '"');
}

static void put_begin(struct pl_report_state *state)
{
	pl_buf_puts(state->out, "file,variant,time,step,segment,strategy,version,users,reached,"
				"cut off,locked out,exposed\n");
}

static void put_users(struct pl_buf *out, bool counts, int64_t users)
{
	pl_buf_printf(out, ",%" PRId64, counts ? users : 0);
}

static void put_cell(struct pl_report_state *state, const struct pl_result *result,
		     const struct pl_result_point *point, const struct pl_result_cell *cell)
{
	const struct pl_result_version *version = &result->fleet->versions[cell->version];
	char at[PL_TIME_TEXT];

	put_field(state->out, result->file);
	pl_buf_putc(state->out, ',');
	put_field(state->out, result->variant);
	pl_buf_printf(state->out, ",%s,", pl_time_format(point->at, at));
	put_field(state->out, pl_result_step_word(&result->steps[point->step]));
	pl_buf_putc(state->out, ',');
	put_field(state->out, result->fleet->segments[cell->segment].name);
	pl_buf_putc(state->out, ',');
	put_field(state->out, version->strategy);
	pl_buf_putc(state->out, ',');
	put_field(state->out, version->version);
	put_users(state->out, true, cell->users);
	put_users(state->out, cell->state == PL_CELL_REACHED, cell->users);
	put_users(state->out, cell->state == PL_CELL_CUT_OFF, cell->users);
	put_users(state->out, cell->state == PL_CELL_LOCKED_OUT, cell->users);
	put_users(state->out, cell->exposed, cell->users);
	pl_buf_putc(state->out, '\n');
}

static void put_result(struct pl_report_state *state, const struct pl_result *result)
{
	for (size_t i = 0; result->fleet && i < result->fleet->n_points; i++) {
		const struct pl_result_point *point = &result->fleet->points[i];

		for (size_t j = 0; j < point->n_cells; j++)
			put_cell(state, result, point, &point->cells[j]);
	}
}

const struct pl_report_format pl_format_csv = {
	.name = "csv",
	.summary = "the fleet over time: users by second, segment and version",
	.begin = put_begin,
	.result = put_result,
};
