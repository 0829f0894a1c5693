/* What does a run come to for a fleet, in users and days? */
#include <config.h>

#include "report/result_fleet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab/fleet.h"
#include "report/result.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/share.h"
#include "util/time.h"

/* A point a day is what a chart needs; a longer run gets one in a week or four. */
#define POINTS_MAX 1200

const char *pl_six_decimals(int64_t millionths, char out[PL_SIX_TEXT])
{
	snprintf(out, PL_SIX_TEXT, "%" PRId64 ".%06" PRId64, millionths / 1000000,
		 millionths % 1000000);
	return out;
}

const char *pl_three_decimals(int64_t thousandths, char out[PL_SIX_TEXT])
{
	snprintf(out, PL_SIX_TEXT, "%" PRId64 ".%03" PRId64, thousandths / 1000,
		 thousandths % 1000);
	return out;
}

const char *pl_result_cell_state_name(enum pl_result_cell_state state)
{
	static const char *const names[] = {
		[PL_CELL_REACHED] = "reached",
		[PL_CELL_CUT_OFF] = "cut-off",
		[PL_CELL_LOCKED_OUT] = "locked-out",
	};

	return names[state];
}

static int64_t spacing(int64_t length)
{
	if (length / PL_DAY <= POINTS_MAX)
		return PL_DAY;
	return length / PL_DAY <= POINTS_MAX * 7 ? 7 * PL_DAY : 28 * PL_DAY;
}

static void put_curve(struct pl_buf *out, const struct pl_curve_def *def)
{
	char length[PL_DURATION_TEXT], share[PL_SHARE_TEXT];

	if (def->preset) {
		pl_buf_printf(out, "%s", def->preset->name);
		return;
	}
	if (def->half_life > 0) {
		pl_buf_printf(out, "half-life %s", pl_duration_format(def->half_life, length));
		return;
	}
	for (size_t i = 0; i < def->n_points; i++) {
		unsigned part = def->points[i].share;

		pl_buf_printf(out, "%s%s after %s", i ? ", " : "",
			      part ? pl_share_words(part, share) : "0%",
			      pl_duration_format(def->points[i].age, length));
	}
}

static char *adoption_words(const struct pl_segment_def *def)
{
	struct pl_buf out = PL_BUF_INIT;
	char length[PL_DURATION_TEXT], share[PL_SHARE_TEXT];

	put_curve(&out, &def->adoption);
	if (def->never > 0)
		pl_buf_printf(&out, ", %s never", pl_share_words(def->never, share));
	if (def->seen_every > 0)
		pl_buf_printf(&out, ", seen every %s",
			      pl_duration_format(def->seen_every, length));
	if (def->store == PL_STORE_BEHIND_PIN)
		pl_buf_puts(&out, ", updates behind the pin");
	return pl_buf_take(&out);
}

static const char *strategy_of(const struct pl_model *model, size_t segment)
{
	const char *named = model->fleet->segments[segment].strategy;

	return named ? named : pl_fleet_strategy(model);
}

static void add_segments(struct pl_result_fleet *out, const struct pl_model *model)
{
	for (size_t i = 0; i < model->fleet->n_segments; i++) {
		const struct pl_segment_def *def = &model->fleet->segments[i];

		*PL_PUSH(out->segments, out->n_segments, out->cap_segments) =
			(struct pl_result_segment){
				.name = pl_result_text(def->name),
				.strategy = pl_result_text(strategy_of(model, i)),
				.device = pl_result_text(def->device ? def->device
								     : model->devices[0].name),
				.adoption = adoption_words(def),
				.assumed = def->adoption.preset,
				.share = def->share,
			};
	}
}

static const char *app_name(const struct pl_fleet *fleet, const struct pl_model *model, size_t app)
{
	for (size_t i = 0; i < fleet->n_segments; i++)
		if (fleet->segments[i].app == app)
			return strategy_of(model, i);
	return "";
}

static void add_versions(struct pl_result_fleet *out, const struct pl_fleet *fleet,
			 const struct pl_model *model)
{
	for (size_t i = 0; i < fleet->n_versions; i++)
		*PL_PUSH(out->versions, out->n_versions, out->cap_versions) =
			(struct pl_result_version){
				.strategy = pl_result_text(
					app_name(fleet, model, fleet->versions[i].app)),
				.version = pl_result_text(fleet->versions[i].name),
			};
}

static int64_t share_of_all(int64_t share)
{
	return pl_fleet_millionths(share, PL_FLEET_ONE);
}

static void add_cell(struct pl_result_point *to, const struct pl_fleet *fleet, size_t at,
		     size_t cell)
{
	size_t index = at * fleet->n_segments * fleet->n_versions + cell;
	uint8_t state = fleet->states[index];

	if (fleet->shares[index] == 0)
		return;
	*PL_PUSH(to->cells, to->n_cells, to->cap_cells) = (struct pl_result_cell){
		.segment = cell / fleet->n_versions,
		.version = cell % fleet->n_versions,
		.users = pl_fleet_users(fleet, fleet->shares[index]),
		.state = state & PL_FLEET_REFUSED  ? PL_CELL_CUT_OFF
			 : state & PL_FLEET_LOCKED ? PL_CELL_LOCKED_OUT
						   : PL_CELL_REACHED,
		.exposed = state & PL_FLEET_READ,
	};
}

static void add_points(struct pl_result_fleet *out, const struct pl_fleet *fleet)
{
	for (size_t i = 0; i < fleet->n_points; i++) {
		const struct pl_fleet_point *from = &fleet->points[i];
		struct pl_result_point *to = PL_PUSH(out->points, out->n_points, out->cap_points);
		int64_t most = share_of_all(from->most_read);

		*to = (struct pl_result_point){
			.at = from->at,
			.step = from->step,
			.availability = share_of_all(pl_fleet_reached(&from->now)),
			.exposure = share_of_all(from->now.read),
			.lowest = share_of_all(from->lowest),
		};
		for (size_t j = 0; j < fleet->n_segments * fleet->n_versions; j++)
			add_cell(to, fleet, i, j);
		out->exposure = most > out->exposure ? most : out->exposure;
	}
}

static void add_totals(struct pl_result_fleet *out, const struct pl_fleet *fleet)
{
	for (size_t i = 0; i < fleet->n_segments * fleet->n_versions; i++) {
		const struct pl_fleet_total *from = &fleet->totals[i];

		if (fleet->versions[i % fleet->n_versions].app !=
		    fleet->segments[i / fleet->n_versions].app)
			continue;
		*PL_PUSH(out->totals, out->n_totals, out->cap_totals) =
			(struct pl_result_fleet_total){
				.segment = i / fleet->n_versions,
				.version = i % fleet->n_versions,
				.share = share_of_all(fleet->last_shares[i]),
				.cut_off = pl_fleet_user_days(fleet, from->refused_for),
				.locked_out = pl_fleet_user_days(fleet, from->locked_for),
				.exposed = pl_fleet_user_days(fleet, from->read_for),
				.never_returns = share_of_all(from->never_returns),
			};
	}
}

/* The dates of a measurement, each once; caller frees. */
static int64_t *dates_of(const struct pl_adoption_def *def, size_t *n)
{
	int64_t *dates = pl_calloc(def->n + 1, sizeof(*dates));

	*n = 0;
	for (size_t i = 0; i < def->n; i++)
		if (*n == 0 || dates[*n - 1] != def->rows[i].date)
			dates[(*n)++] = def->rows[i].date;
	return dates;
}

static void add_forecasts(struct pl_result_fleet *out, const struct pl_fleet *fleet,
			  const struct pl_run *run)
{
	size_t n;
	int64_t *dates = dates_of(&run->model->fleet->adoption, &n);
	struct pl_fleet *assumed = pl_fleet_run_assumed(run, 0, dates, n);

	for (size_t i = 0; i < n; i++)
		for (size_t v = 0; v < fleet->n_versions; v++) {
			struct pl_fleet_moment forecast = pl_fleet_moment_of(
				assumed, pl_fleet_point_at(assumed, dates[i]), PL_FLEET_ALL, v);
			struct pl_fleet_moment measured = pl_fleet_moment_of(
				fleet, pl_fleet_point_at(fleet, dates[i]), PL_FLEET_ALL, v);

			if (forecast.users == 0 && measured.users == 0)
				continue;
			*PL_PUSH(out->forecasts, out->n_forecasts, out->cap_forecasts) =
				(struct pl_result_forecast){
					.at = dates[i],
					.version = v,
					.forecast = share_of_all(forecast.users),
					.measured = share_of_all(measured.users),
				};
		}
	pl_fleet_free(assumed);
	free(dates);
}

struct pl_result_fleet *pl_result_fleet_of(const struct pl_run *run)
{
	struct pl_result_fleet *out;
	struct pl_fleet *fleet;

	if (!run->model->fleet)
		return NULL;
	fleet = pl_fleet_run(run, spacing(run->model->until - run->model->start));
	out = pl_calloc(1, sizeof(*out));
	out->users = fleet->users;
	add_segments(out, run->model);
	add_versions(out, fleet, run->model);
	add_points(out, fleet);
	add_totals(out, fleet);
	out->measured = pl_result_text(run->model->fleet->adoption.file);
	if (out->measured)
		add_forecasts(out, fleet, run);
	out->availability = share_of_all(pl_fleet_reached(&fleet->last));
	out->lowest = share_of_all(fleet->lowest);
	out->lowest_at = fleet->lowest_at;
	out->lowest_step = fleet->points[fleet->lowest_point].step;
	pl_fleet_free(fleet);
	return out;
}

void pl_result_fleet_free(struct pl_result_fleet *fleet)
{
	if (!fleet)
		return;
	for (size_t i = 0; i < fleet->n_segments; i++) {
		free(fleet->segments[i].name);
		free(fleet->segments[i].strategy);
		free(fleet->segments[i].device);
		free(fleet->segments[i].adoption);
	}
	for (size_t i = 0; i < fleet->n_versions; i++) {
		free(fleet->versions[i].strategy);
		free(fleet->versions[i].version);
	}
	for (size_t i = 0; i < fleet->n_points; i++)
		free(fleet->points[i].cells);
	free(fleet->measured);
	free(fleet->forecasts);
	free(fleet->segments);
	free(fleet->versions);
	free(fleet->totals);
	free(fleet->points);
	free(fleet);
}

struct pl_result_fleet_total pl_result_fleet_sum(const struct pl_result_fleet *fleet,
						 size_t segment, size_t version)
{
	struct pl_result_fleet_total out = { .segment = segment, .version = version };

	for (size_t i = 0; i < fleet->n_totals; i++) {
		const struct pl_result_fleet_total *cell = &fleet->totals[i];

		if ((segment != SIZE_MAX && segment != cell->segment) ||
		    (version != SIZE_MAX && version != cell->version))
			continue;
		out.share += cell->share;
		out.cut_off += cell->cut_off;
		out.locked_out += cell->locked_out;
		out.exposed += cell->exposed;
		out.never_returns += cell->never_returns;
	}
	return out;
}
