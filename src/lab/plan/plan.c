/* May the plan go ahead? */
#include <config.h>

#include "lab/plan/parts.h"

#include <stdlib.h>

#include "lab/fleet/wide.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

const char *pl_go_name(enum pl_go go)
{
	static const char *const names[] = { "GO", "NO-GO", "UNKNOWN" };

	return names[go];
}

struct pl_target_def *pl_target_def_new(void)
{
	struct pl_target_def *target = pl_calloc(1, sizeof(*target));

	target->from = target->by = PL_TIME_NONE;
	return target;
}

void pl_target_def_free(struct pl_target_def *target)
{
	if (!target)
		return;
	free(target->move);
	free(target->release);
	free(target);
}

/* The release that prepares the event: the one that the target names, else the last one that is
 * submitted before it. */
static size_t preparing(const struct pl_model *model, const struct pl_target_def *target,
			int64_t planned)
{
	const struct pl_fleet_def *fleet = model->fleet;
	size_t found = fleet->n_releases;

	for (size_t i = 0; i < fleet->n_releases; i++) {
		const struct pl_release_def *release = &fleet->releases[i];

		if (target->release ? pl_streq(release->version, target->release)
				    : release->submit <= planned)
			found = i;
	}
	return found;
}

static bool read_outlook(struct pl_outlook *out, const struct pl_plan_future *future,
			 struct pl_error *err)
{
	const struct pl_model *model = future->model;
	struct pl_run *run = pl_run_new(future->engine, model, err);
	bool ok = run && pl_schedule_read(&out->schedule, run, err);

	out->future = future;
	if (ok) {
		out->moved = pl_schedule_find(&out->schedule, model->target->move);
		out->release = preparing(model, model->target,
					 out->schedule.slots[out->moved].at);
		if (out->release < model->fleet->n_releases)
			out->version = model->fleet->releases[out->release].version;
	}
	pl_run_free(run);
	return ok;
}

static int64_t last_day(const struct pl_model *model, const struct pl_schedule *schedule)
{
	int64_t by = model->target->by;

	/* A day lasts until its end, whatever the event's time of day. */
	if (by != PL_TIME_NONE && by % PL_DAY == 0)
		by += PL_DAY - 1;
	if (by != PL_TIME_NONE)
		return model->until != PL_TIME_NONE && by >= model->until ? model->until - 1 : by;
	return model->until != PL_TIME_NONE ? model->until - 1
					    : schedule->slots[schedule->n - 1].at;
}

/* One plan has one target, whatever a sweep puts in. */
static bool same_target(const struct pl_target_def *a, const struct pl_target_def *b,
			struct pl_error *err)
{
	if (a->availability == b->availability && pl_streq(a->move, b->move) &&
	    a->from == b->from && a->by == b->by && pl_streq(a->release, b->release))
		return true;
	return pl_error_input(err, b->pos, "the target differs between the variants: a plan has "
					   "one; choose it with --set");
}

/* A plan that leaves its own days out is none. */
static bool in_time(const struct pl_planner *planner, const struct pl_outlook *outlook,
		    struct pl_error *err)
{
	int64_t at = outlook->schedule.slots[outlook->moved].at;
	char date[PL_TIME_TEXT], end[PL_TIME_TEXT];

	if (at < planner->from)
		return pl_error_input(err, planner->target->pos,
				      "%s is on %s, before the target's from, %s; change one of "
				      "them", planner->target->move, pl_time_format_short(at, date),
				      pl_time_format_short(planner->from, end));
	if (at > planner->by)
		return pl_error_input(err, planner->target->pos,
				      "%s is on %s, after the target's by, %s; change one of them",
				      planner->target->move, pl_time_format_short(at, date),
				      pl_time_format_short(planner->target->by, end));
	return true;
}

static bool begin(struct pl_planner *planner, const struct pl_plan_future *futures, size_t n,
		  struct pl_error *err)
{
	const struct pl_outlook *first;
	const struct pl_model *model = futures[0].model;

	*planner = (struct pl_planner){ .target = model->target, .submit = PL_TIME_NONE };
	planner->outlooks = pl_calloc(n, sizeof(*planner->outlooks));
	for (size_t i = 0; i < n; i++) {
		planner->n++;
		if (!same_target(planner->target, futures[i].model->target, err) ||
		    !read_outlook(&planner->outlooks[i], &futures[i], err))
			return false;
	}
	first = &planner->outlooks[0];
	planner->from = model->target->from != PL_TIME_NONE ? model->target->from : model->start;
	planner->by = last_day(model, &first->schedule);
	for (size_t i = 0; i < n; i++)
		if (!in_time(planner, &planner->outlooks[i], err))
			return false;
	return true;
}

/* Futures may differ in the days on which they say that the event and the release are: as written
 * is what each says itself, and the worst one's days are shown. */
static void take_worst(struct pl_planner *planner)
{
	const struct pl_outlook *worst;
	const struct pl_fleet_def *fleet;

	planner->worst = pl_planner_dates(planner, PL_TIME_NONE, PL_TIME_NONE)->worst;
	worst = &planner->outlooks[planner->worst];
	fleet = worst->future->model->fleet;
	planner->planned = worst->schedule.slots[worst->moved].at;
	if (worst->release < fleet->n_releases)
		planner->submit = fleet->releases[worst->release].submit;
}

static void free_value(void *value, void *arg)
{
	(void)arg;
	free(value);
}

static void finish(struct pl_planner *planner)
{
	for (size_t i = 0; i < planner->n; i++)
		pl_schedule_clear(&planner->outlooks[i].schedule);
	free(planner->outlooks);
	pl_map_each(&planner->known, free_value, NULL);
	pl_map_clear(&planner->known);
}

/* What the plan says itself. */
static void describe(const struct pl_planner *planner, struct pl_plan *plan)
{
	const struct pl_outlook *worst = &planner->outlooks[planner->worst];
	const struct pl_model *model = worst->future->model;
	const struct pl_event *event = worst->schedule.slots[worst->moved].event;

	plan->model = model;
	plan->target = planner->target->availability;
	plan->users = model->fleet->users;
	plan->event_id = pl_strdup(event->id);
	/* A future may choose what the event is about, so its title is the worst one's. */
	plan->event = pl_event_title(event);
	plan->planned = planner->planned;
	plan->from = planner->from;
	plan->by = planner->target->by != PL_TIME_NONE ? planner->target->by : planner->by;
	plan->submit = planner->submit;
	if (planner->submit != PL_TIME_NONE)
		plan->version = pl_strdup(worst->version);
	plan->n_futures = planner->n;
}

/* The segment whose adoption is nobody's own statement in one of the futures, or NULL. */
static const struct pl_segment_def *guessed(const struct pl_planner *planner)
{
	for (size_t i = 0; i < planner->n; i++) {
		const struct pl_fleet_def *fleet = planner->outlooks[i].future->model->fleet;

		for (size_t j = 0; !fleet->adoption.file && j < fleet->n_segments; j++)
			if (fleet->segments[j].adoption.preset)
				return &fleet->segments[j];
	}
	return NULL;
}

static void decide(const struct pl_planner *planner, struct pl_plan *plan)
{
	const struct pl_segment_def *segment = guessed(planner);
	bool keeps = plan->forecast[PL_PACE_AS_SAID].keeps;

	plan->go = keeps ? PL_GO : PL_GO_NOT;
	for (int pace = 0; segment && pace < PL_PACES; pace++) {
		if (plan->forecast[pace].keeps == keeps)
			continue;
		plan->go = PL_GO_UNKNOWN;
		plan->why = pl_asprintf("how fast %s update is only assumed (preset %s), and "
					"if they are %s the target is %s",
					segment->name, segment->adoption.preset->name,
					pl_pace_words((enum pl_pace)pace),
					keeps ? "missed" : "kept");
		return;
	}
}

static void make(struct pl_planner *planner, struct pl_plan *plan)
{
	const struct pl_forecast *forecast;

	take_worst(planner);
	describe(planner, plan);
	forecast = pl_planner_dates(planner, PL_TIME_NONE, PL_TIME_NONE);
	for (int pace = 0; pace < PL_PACES; pace++) {
		plan->forecast[pace] = forecast[pace];
		pl_plan_find_dates(planner, (enum pl_pace)pace, &plan->dates[pace]);
	}
	decide(planner, plan);
	pl_plan_find_binds(planner, plan);
	pl_plan_find_alternatives(planner, plan);
	pl_plan_find_inputs(plan->model, plan);
	plan->runs = planner->runs;
}

struct pl_plan *pl_plan_make(const struct pl_plan_future *futures, size_t n, struct pl_error *err)
{
	struct pl_planner planner;
	struct pl_plan *plan = NULL;

	if (begin(&planner, futures, n, err)) {
		plan = pl_calloc(1, sizeof(*plan));
		make(&planner, plan);
	}
	finish(&planner);
	return plan;
}

static void free_alternative(struct pl_alternative *alternative)
{
	free(alternative->what);
	free(alternative->why_not);
	free(alternative->price);
}

static void free_input(struct pl_plan_input *input)
{
	free(input->name);
	free(input->value);
	free(input->source);
}

void pl_plan_free(struct pl_plan *plan)
{
	if (!plan)
		return;
	for (int pace = 0; pace < PL_PACES; pace++)
		free(plan->dates[pace].holes);
	for (size_t i = 0; i < plan->n_alternatives; i++)
		free_alternative(&plan->alternatives[i]);
	for (size_t i = 0; i < plan->n_inputs; i++)
		free_input(&plan->inputs[i]);
	for (size_t i = 0; i < plan->n_failing; i++)
		free(plan->failing[i]);
	free(plan->alternatives);
	free(plan->inputs);
	free(plan->failing);
	free(plan->curve);
	free(plan->binds);
	free(plan->why);
	free(plan->event);
	free(plan->event_id);
	free(plan->version);
	free(plan);
}

int64_t pl_plan_cut_off(const struct pl_plan *plan, const struct pl_forecast *forecast)
{
	pl_wide out = (pl_wide)(PL_FLEET_ONE - forecast->lowest) * plan->users;

	return (int64_t)((out + PL_FLEET_ONE / 2) >> PL_SHARE_BITS);
}
