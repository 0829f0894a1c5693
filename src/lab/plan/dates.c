/* From which day on may the event happen, and until when may the release be submitted? */
#include <config.h>

#include "lab/plan/parts.h"

#include "util/mem.h"
#include "util/time.h"

/* The first day of the event at its own time of day that is not before `from`. */
static int64_t first_day(int64_t planned, int64_t from)
{
	int64_t days = (planned - from) / PL_DAY;

	if (planned - days * PL_DAY < from)
		days--;
	return planned - days * PL_DAY;
}

static bool keeps(struct pl_planner *planner, int64_t move, int64_t submit, enum pl_pace pace)
{
	return pl_planner_dates(planner, move, submit)[pace].keeps;
}

static void add_hole(struct pl_plan_dates *out, int64_t day)
{
	struct pl_days *last = out->n_holes > 0 ? &out->holes[out->n_holes - 1] : NULL;

	if (last && last->to + PL_DAY == day)
		last->to = day;
	else
		*PL_PUSH(out->holes, out->n_holes, out->cap_holes) = (struct pl_days){ day, day };
}

static void find_first(struct pl_planner *planner, enum pl_pace pace, struct pl_plan_dates *out)
{
	out->first_safe = PL_TIME_NONE;
	for (int64_t day = first_day(planner->planned, planner->from); day <= planner->by;
	     day += PL_DAY) {
		if (keeps(planner, day, PL_TIME_NONE, pace)) {
			if (out->first_safe == PL_TIME_NONE)
				out->first_safe = day;
		} else if (out->first_safe != PL_TIME_NONE) {
			add_hole(out, day);
		}
	}
}

/* The last day of submission, at its own time of day, that keeps the target. Earlier days may fail
 * again (a release captures what there is), so the first one from behind is the answer. */
static int64_t last_submit(struct pl_planner *planner, int64_t move, enum pl_pace pace)
{
	int64_t start = planner->outlooks[0].future->model->start;
	int64_t event = move != PL_TIME_NONE ? move : planner->planned;
	int64_t day = first_day(planner->submit, event);

	for (day -= day > event ? PL_DAY : 0; day >= start; day -= PL_DAY)
		if (keeps(planner, move, day, pace))
			return day;
	return PL_TIME_NONE;
}

/* The last day of submission with which some day of the event keeps the target. That is mostly the
 * event's last day, but not where something else ends before. */
static int64_t no_return(struct pl_planner *planner, enum pl_pace pace)
{
	int64_t first = first_day(planner->planned, planner->from);
	int64_t day = first_day(planner->planned, planner->by - PL_DAY + 1);
	int64_t best = last_submit(planner, day, pace);

	for (day -= PL_DAY; day >= first && day > best; day -= PL_DAY)
		if (best == PL_TIME_NONE ? keeps(planner, day, PL_TIME_NONE, pace)
					 : day >= best + PL_DAY &&
						   keeps(planner, day, best + PL_DAY, pace))
			best = last_submit(planner, day, pace);
	return best;
}

void pl_plan_find_dates(struct pl_planner *planner, enum pl_pace pace, struct pl_plan_dates *out)
{
	find_first(planner, pace, out);
	out->last_submit = out->no_return = PL_TIME_NONE;
	if (planner->submit == PL_TIME_NONE)
		return;
	out->last_submit = last_submit(planner, PL_TIME_NONE, pace);
	out->no_return = no_return(planner, pace);
}
