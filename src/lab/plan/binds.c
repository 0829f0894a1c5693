/* Who holds a plan back, at which second, and why? */
#include <config.h>

#include "lab/plan/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

#define SHOWN 3 /* groups of users in one sentence */

/* Users of one segment on one version who do not reach their host. */
struct group {
	size_t segment, version;
	int64_t out; /* share of all users */
	bool locked;
};

static int by_size(const void *a, const void *b)
{
	const struct group *left = a, *right = b;

	if (left->out != right->out)
		return left->out > right->out ? -1 : 1;
	if (left->segment != right->segment)
		return left->segment < right->segment ? -1 : 1;
	return left->version < right->version ? -1 : 1;
}

/* The groups that are out at a point, largest first; caller frees. */
static struct group *groups_at(const struct pl_fleet *fleet, size_t point, size_t *n)
{
	struct group *groups = NULL;
	size_t cap = 0;

	*n = 0;
	for (size_t s = 0; s < fleet->n_segments; s++) {
		for (size_t v = 0; v < fleet->n_versions; v++) {
			struct pl_fleet_moment moment = pl_fleet_moment_of(fleet, point, s, v);

			if (moment.refused + moment.locked > 0)
				*PL_PUSH(groups, *n, cap) =
					(struct group){ s, v, moment.refused + moment.locked,
							moment.locked > moment.refused };
		}
	}
	if (*n > 0)
		qsort(groups, *n, sizeof(*groups), by_size);
	return groups;
}

/* Why the rows of a segment's version are refused at a step: the first such row's reason. */
static const struct pl_outcome *refusal(const struct pl_run *run, const struct pl_fleet *fleet,
					const struct group *group, size_t step)
{
	const struct pl_segment_def *segment = &run->model->fleet->segments[group->segment];
	const char *strategy = segment->strategy ? segment->strategy
						 : pl_fleet_strategy(run->model);

	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];
		const struct pl_outcome *outcome = pl_step_honest(run->steps[step], i);

		if (outcome && outcome->verdict == PL_BREAKS && !row->control &&
		    pl_streq(row->strategy->name, strategy) &&
		    pl_streq(row->version, fleet->versions[group->version].name) &&
		    (!segment->device || pl_streq(row->device, segment->device)))
			return outcome;
	}
	return NULL;
}

static void put_group(struct pl_buf *out, const struct pl_run *run, const struct pl_fleet *fleet,
		      const struct group *group, size_t step)
{
	const struct pl_outcome *outcome = refusal(run, fleet, group, step);
	char percent[PL_SHARE_TEXT];

	pl_buf_printf(out, "%s on version %s (%s of all", fleet->segments[group->segment].name,
		      fleet->versions[group->version].name,
		      pl_share_words((unsigned)pl_fleet_millionths(group->out, PL_FLEET_ONE), percent));
	if (group->locked)
		pl_buf_puts(out, ", below the minimum version)");
	else if (outcome)
		pl_buf_printf(out, ", %s)", pl_reason_info(outcome->reason)->name);
	else
		pl_buf_putc(out, ')');
}

/* "phones on version 1 (12.5% of all, pin-mismatch) and 2 smaller groups" */
static void put_groups(struct pl_buf *out, const struct pl_run *run, const struct pl_fleet *fleet)
{
	size_t point = pl_fleet_point_at(fleet, fleet->lowest_at);
	size_t step = fleet->points[point].step, n;
	struct group *groups = groups_at(fleet, point, &n);

	if (n == 0)
		pl_buf_puts(out, "nobody");
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		if (i > 0)
			pl_buf_puts(out, i + 1 == n ? " and " : ", ");
		put_group(out, run, fleet, &groups[i], step);
	}
	if (n > SHOWN)
		pl_buf_printf(out, " and %zu smaller group%s", n - SHOWN,
			      n - SHOWN == 1 ? "" : "s");
	free(groups);
}

/* "As planned, on 2027-03-01 (renew api with a new key) these are cut off: " */
static void put_moment(struct pl_buf *out, const struct pl_run *run, const struct pl_fleet *fleet)
{
	size_t point = pl_fleet_point_at(fleet, fleet->lowest_at);
	char date[PL_TIME_TEXT];

	pl_buf_printf(out, "As planned, on %s (%s) these are cut off: ",
		      pl_time_format_short(fleet->lowest_at, date),
		      run->steps[fleet->points[point].step]->title);
}

/* An arrangement of dates, run in the future where it is worst. */
struct view {
	struct pl_arrangement what;
	struct pl_rearranged with;
	struct pl_run *run;     /* NULL: it cannot happen */
	struct pl_fleet *fleet;
	struct pl_error err;
};

static void open_view(struct view *out, struct pl_planner *planner, int64_t move, int64_t every)
{
	size_t worst = pl_planner_dates(planner, move, PL_TIME_NONE)->worst;

	*out = (struct view){ .what = { .move = move, .submit = PL_TIME_NONE },
			      .err = PL_ERROR_INIT };
	/* Dates alone are never refused: only twists are. */
	(void)!pl_rearrange(&out->with, &planner->outlooks[worst], &out->what, NULL);
	pl_rearranged_hush(&out->with);
	out->run = pl_rearranged_run(&out->with, &out->err);
	if (out->run)
		out->fleet = pl_fleet_run(out->run, every);
}

static void close_view(struct view *view)
{
	pl_fleet_free(view->fleet);
	pl_run_free(view->run);
	pl_error_clear(&view->err);
	pl_rearranged_end(&view->with, &view->what);
}

/* Which futures do not keep the target with the plan as written. */
static void name_failing(struct pl_planner *planner, struct pl_plan *plan)
{
	for (size_t i = 0; planner->n > 1 && i < planner->n; i++) {
		struct pl_planner alone = { .outlooks = &planner->outlooks[i],
					    .n = 1,
					    .target = planner->target };
		const struct pl_arrangement what = { PL_TIME_NONE, PL_TIME_NONE, NULL };
		struct pl_forecast forecast[PL_PACES];

		(void)!pl_planner_ask(&alone, &what, forecast, NULL);
		if (!forecast[PL_PACE_AS_SAID].keeps)
			*PL_PUSH(plan->failing, plan->n_failing, plan->cap_failing) =
				pl_strdup(planner->outlooks[i].future->name);
	}
}

static void take_curve(struct pl_plan *plan, const struct pl_fleet *fleet)
{
	for (size_t i = 0; i < fleet->n_points; i++) {
		const struct pl_fleet_point *point = &fleet->points[i];

		*PL_PUSH(plan->curve, plan->n_curve, plan->cap_curve) =
			(struct pl_plan_point){ point->at, pl_fleet_reached(&point->now) };
		plan->curve_end = point->end;
	}
}

static void say_planned(struct pl_planner *planner, struct pl_plan *plan, struct pl_buf *out)
{
	struct view view;

	open_view(&view, planner, PL_TIME_NONE, PL_DAY);
	put_moment(out, view.run, view.fleet);
	put_groups(out, view.run, view.fleet);
	take_curve(plan, view.fleet);
	close_view(&view);
}

/* Why the day before the first safe one is none. */
static void say_before(struct pl_planner *planner, int64_t day, struct pl_buf *out)
{
	char date[PL_TIME_TEXT];
	struct view view;

	open_view(&view, planner, day, 0);
	pl_buf_printf(out, "; the day before the first safe one, %s, ",
		      pl_time_format_short(day, date));
	if (view.run) {
		pl_buf_puts(out, "it would be ");
		put_groups(out, view.run, view.fleet);
	} else {
		pl_buf_printf(out, "it cannot happen: %s", view.err.text);
	}
	close_view(&view);
}

void pl_plan_find_binds(struct pl_planner *planner, struct pl_plan *plan)
{
	const struct pl_plan_dates *dates = &plan->dates[PL_PACE_AS_SAID];
	struct pl_buf out = PL_BUF_INIT;

	name_failing(planner, plan);
	say_planned(planner, plan, &out);
	if (dates->first_safe == PL_TIME_NONE)
		pl_buf_puts(&out, "; no day up to the last one keeps the target");
	else if (dates->first_safe - PL_DAY >= planner->from &&
		 dates->first_safe != planner->planned)
		say_before(planner, dates->first_safe - PL_DAY, &out);
	plan->binds = pl_strdup(pl_buf_str(&out));
	pl_buf_clear(&out);
}
