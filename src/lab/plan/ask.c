/* What does one arrangement of a plan come to, over all its futures? */
#include <config.h>

#include "lab/plan/parts.h"

#include <stdlib.h>

#include "lab/fleet/wide.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Shares are sums of rounded parts; an exact 99.5 % must not fail for the last bit of them. */
#define SLACK (PL_FLEET_ONE >> 44)

static int by_submission(const void *a, const void *b)
{
	const struct pl_release_def *left = a, *right = b;

	return (left->submit > right->submit) - (left->submit < right->submit);
}

/* The fleet's releases, one of them submitted on another day. */
static void take_releases(struct pl_rearranged *with, int64_t submit)
{
	struct pl_fleet_def *fleet = &with->fleet;
	const struct pl_event *event;
	struct pl_release_def *release;

	fleet->releases = pl_memdup(fleet->releases, fleet->n_releases * sizeof(*fleet->releases));
	with->release = with->outlook->release;
	if (with->release == fleet->n_releases)
		return;
	release = &fleet->releases[with->release];
	event = release->event; /* two apps may have the same version */
	if (submit != PL_TIME_NONE)
		release->submit = submit;
	qsort(fleet->releases, fleet->n_releases, sizeof(*fleet->releases), by_submission);
	for (size_t i = 0; i < fleet->n_releases; i++)
		if (fleet->releases[i].event == event)
			with->release = i;
}

bool pl_rearrange(struct pl_rearranged *out, const struct pl_outlook *outlook,
		  const struct pl_arrangement *what, char **why_not)
{
	const struct pl_shift shift = { outlook->moved, what->move };

	*out = (struct pl_rearranged){
		.model = *outlook->future->model,
		.fleet = *outlook->future->model->fleet,
		.outlook = outlook,
	};
	pl_schedule_order(&outlook->schedule, what->move != PL_TIME_NONE ? &shift : NULL,
			  &out->order);
	out->model.events = out->order.events;
	out->model.fleet = &out->fleet;
	take_releases(out, what->submit);
	return !what->twist || what->twist->apply(out, why_not);
}

void pl_rearranged_end(struct pl_rearranged *with, const struct pl_arrangement *what)
{
	if (what->twist && what->twist->undo)
		what->twist->undo(with);
	free(with->fleet.releases);
	pl_order_clear(&with->order);
}

/* Whether an event of the plan names an attack. */
static bool is_attacked(const struct pl_model *model)
{
	for (size_t i = 0; i < model->n_events; i++)
		for (size_t j = 0; j < model->events[i]->kind->n_params; j++)
			if (model->events[i]->kind->params[j].type == PL_PARAM_ATTACK)
				return true;
	return false;
}

void pl_rearranged_hush(struct pl_rearranged *with)
{
	if (!is_attacked(&with->model))
		with->model.n_attacks = 0;
}

struct pl_run *pl_rearranged_run(struct pl_rearranged *with, struct pl_error *err)
{
	struct pl_run *run = pl_run_new(with->outlook->future->engine, &with->model, err);

	if (run && pl_run_all(run, err))
		return run;
	pl_run_free(run);
	return NULL;
}

static int64_t most_locked(const struct pl_fleet *fleet)
{
	int64_t most = 0;

	for (size_t i = 0; i < fleet->n_points; i++)
		if (fleet->points[i].now.locked > most)
			most = fleet->points[i].now.locked;
	return most;
}

/* One more future's fleet; the worst one stays. */
static void take_fleet(struct pl_forecast *out, const struct pl_fleet *fleet, unsigned target,
		       size_t future)
{
	bool keeps = fleet->lowest + SLACK >= pl_share_millionths(target);
	int64_t locked = most_locked(fleet);

	if (!keeps) {
		out->keeps = false;
		out->failing++;
	}
	if (fleet->lowest < out->lowest) {
		out->lowest = fleet->lowest;
		out->lowest_at = fleet->lowest_at;
		out->worst = future;
	}
	if (locked > out->locked)
		out->locked = locked;
}

/* The verdicts of one run, at every pace of its users. */
static void ask_paces(struct pl_rearranged *with, const struct pl_run *run, unsigned target,
		      size_t future, struct pl_forecast out[PL_PACES])
{
	struct pl_segment_def *written = with->fleet.segments;

	for (int pace = 0; pace < PL_PACES; pace++) {
		struct pl_fleet *fleet;

		with->fleet.segments = written;
		with->fleet.segments = pl_pace_segments(&with->fleet, (enum pl_pace)pace);
		fleet = pl_fleet_run(run, 0);
		take_fleet(&out[pace], fleet, target, future);
		pl_fleet_free(fleet);
		pl_pace_free(with->fleet.segments, with->fleet.n_segments);
	}
	with->fleet.segments = written;
}

static bool ask_future(struct pl_planner *planner, size_t future,
		       const struct pl_arrangement *what, struct pl_forecast out[PL_PACES],
		       char **why_not)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_rearranged with;
	struct pl_run *run;
	bool can = pl_rearrange(&with, &planner->outlooks[future], what, why_not);

	pl_rearranged_hush(&with);
	if (can && (run = pl_rearranged_run(&with, &err)) != NULL) {
		ask_paces(&with, run, planner->target->availability, future, out);
		pl_run_free(run);
		planner->runs++;
	} else {
		for (int pace = 0; pace < PL_PACES; pace++)
			out[pace].runs = out[pace].keeps = false;
		if (can && what->twist) {
			*why_not = pl_strdup(err.text);
			can = false;
		}
	}
	pl_error_clear(&err);
	pl_rearranged_end(&with, what);
	return can;
}

bool pl_planner_ask(struct pl_planner *planner, const struct pl_arrangement *what,
		    struct pl_forecast out[PL_PACES], char **why_not)
{
	for (int pace = 0; pace < PL_PACES; pace++)
		out[pace] = (struct pl_forecast){ .runs = true,
						  .keeps = true,
						  .lowest = INT64_MAX,
						  .lowest_at = PL_TIME_NONE };
	for (size_t i = 0; i < planner->n; i++)
		if (!ask_future(planner, i, what, out, why_not))
			return false;
	return true;
}

const struct pl_forecast *pl_planner_dates(struct pl_planner *planner, int64_t move,
					   int64_t submit)
{
	const int64_t key[] = { move, submit };
	struct pl_forecast *known = pl_map_get_n(&planner->known, key, sizeof(key));
	const struct pl_arrangement what = { .move = move, .submit = submit };

	if (known)
		return known;
	known = pl_calloc(PL_PACES, sizeof(*known));
	/* Dates alone are never refused: only twists are. */
	(void)!pl_planner_ask(planner, &what, known, NULL);
	pl_map_set_n(&planner->known, key, sizeof(key), known);
	return known;
}
