/* How does a run grow by events, shrink again, and split? */
#include <config.h>

#include "lab/run.h"

#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

void pl_run_push(struct pl_run *run, struct pl_step *step)
{
	*PL_PUSH(run->steps, run->n_steps, run->cap_steps) = step;
	pl_run_pass(run, pl_world_ref(step->after));
}

void pl_run_pass(struct pl_run *run, struct pl_world *world)
{
	pl_world_unref(run->world);
	run->world = world;
	run->now = world->now;
}

static bool start(struct pl_run *run, struct pl_error *err)
{
	struct pl_world *world = pl_world_start(run->engine, run->model, err);
	struct pl_step *step;

	if (!world)
		return false;
	if (!pl_run_first_rows(run, world, err)) {
		pl_world_unref(world);
		return false;
	}
	step = pl_step_judge(run, PL_STEP_START, world, pl_strdup("start"), NULL, err);
	if (step)
		pl_run_push(run, step);
	return step;
}

struct pl_run *pl_run_new(struct pl_engine *engine, const struct pl_model *model,
			  struct pl_error *err)
{
	struct pl_run *run = pl_calloc(1, sizeof(*run));

	run->engine = engine;
	run->model = model;
	run->now = model->start;
	run->n_attacks = model->n_attacks;
	run->attacks = pl_memdup(model->attacks, model->n_attacks * sizeof(*model->attacks));
	if (start(run, err))
		return run;
	pl_run_free(run);
	return NULL;
}

struct pl_run *pl_run_clone(const struct pl_run *run)
{
	struct pl_run *clone = pl_memdup(run, sizeof(*run));

	clone->rows = pl_memdup(run->rows, run->n_rows * sizeof(*run->rows));
	clone->cap_rows = run->n_rows;
	for (size_t i = 0; i < run->n_rows; i++)
		pl_ref_get(&run->rows[i]->ref);
	clone->steps = pl_memdup(run->steps, run->n_steps * sizeof(*run->steps));
	clone->cap_steps = run->n_steps;
	for (size_t i = 0; i < run->n_steps; i++)
		pl_ref_get(&run->steps[i]->ref);
	clone->attacks = pl_memdup(run->attacks, run->n_attacks * sizeof(*run->attacks));
	pl_world_ref(run->world);
	return clone;
}

static void drop_steps(struct pl_run *run, size_t n)
{
	while (run->n_steps > n)
		pl_step_unref(run->steps[--run->n_steps]);
}

static void drop_rows(struct pl_run *run, size_t n)
{
	while (run->n_rows > n)
		pl_row_unref(run->rows[--run->n_rows]);
}

void pl_run_free(struct pl_run *run)
{
	if (!run)
		return;
	drop_steps(run, 0);
	drop_rows(run, 0);
	free(run->steps);
	free(run->rows);
	free(run->attacks);
	pl_world_unref(run->world);
	free(run);
}

void pl_run_rewind(struct pl_run *run, size_t n)
{
	if (n < 1 || n > run->n_steps)
		return;
	drop_steps(run, n);
	drop_rows(run, run->steps[n - 1]->n_rows);
	pl_run_pass(run, pl_world_ref(run->steps[n - 1]->after));
}

/* What a failing event gives back. */
struct before {
	size_t n_steps, n_rows;
	struct pl_world *world;
};

static struct before remember(const struct pl_run *run)
{
	return (struct before){ run->n_steps, run->n_rows, pl_world_ref(run->world) };
}

static bool settle(struct pl_run *run, const struct before *before, bool ok)
{
	if (ok) {
		pl_world_unref(before->world);
		return true;
	}
	drop_steps(run, before->n_steps);
	drop_rows(run, before->n_rows);
	pl_run_pass(run, before->world);
	return false;
}

static bool in_time(const struct pl_run *run, const struct pl_event *event, int64_t at,
		    struct pl_error *err)
{
	char then[PL_TIME_TEXT], until[PL_TIME_TEXT];

	if (run->model->until == PL_TIME_NONE || at < run->model->until)
		return true;
	return pl_error_input(err, event->pos,
			      "%s happens at %s, and the run ends before %s; put until later",
			      event->kind->name, pl_time_format_short(at, then),
			      pl_time_format_short(run->model->until, until));
}

static struct pl_change *begin_change(struct pl_run *run, const struct pl_event *event, int64_t at)
{
	struct pl_change *change = pl_change_begin(run->engine, run->model, run->world);

	change->world->now = at;
	change->pos = event->pos;
	return change;
}

/* Events that move the clock say how far, and may change the world before it moves. */
static bool move_clock(struct pl_run *run, const struct pl_event *event, int64_t *at,
		       struct pl_error *err)
{
	struct pl_change *change = begin_change(run, event, *at);
	struct pl_world *world;
	char *note;

	if (!event->kind->begin(change, event, at, err) || !in_time(run, event, *at, err)) {
		pl_change_drop(change);
		return false;
	}
	world = pl_change_finish(change, &note);
	free(note);
	pl_run_pass(run, world);
	return pl_run_advance(run, *at, false, err);
}

static void meet(struct pl_run *run, const struct pl_event *event, const struct pl_world *world)
{
	const char *like = pl_event_text(event, "like");

	pl_run_meet_host(run, world, pl_event_text(event, event->kind->makes_host),
			 like ? like : run->model->hosts[0].id);
}

static bool add_step(struct pl_run *run, enum pl_step_kind kind, const struct pl_event *event,
		     struct pl_world *world, char *note, struct pl_error *err)
{
	struct pl_step *step;

	if (world->version > run->world->version &&
	    !pl_run_release(run, world, event, err)) {
		pl_world_unref(world);
		free(note);
		return false;
	}
	if (event->kind->makes_host)
		meet(run, event, world);
	step = pl_step_judge(run, kind, world, pl_event_title(event), note, err);
	if (!step)
		return false;
	step->event = pl_event_ref(event);
	step->id = pl_strdup(event->id);
	pl_run_push(run, step);
	return true;
}

bool pl_run_happen(struct pl_run *run, enum pl_step_kind kind, const struct pl_event *event,
		   int64_t at, struct pl_error *err)
{
	struct pl_change *change = begin_change(run, event, at);
	struct pl_world *world;
	char *note;

	if (event->kind->apply && !event->kind->apply(change, event, err)) {
		pl_change_drop(change);
		return false;
	}
	world = pl_change_finish(change, &note);
	return add_step(run, kind, event, world, note, err);
}

bool pl_run_event(struct pl_run *run, const struct pl_event *event, struct pl_error *err)
{
	struct before before = remember(run);
	int64_t at;
	bool ok = pl_run_resolve(run, &event->when, &at, err) && in_time(run, event, at, err) &&
		  pl_run_advance(run, at, true, err);

	/* The second that a moving event starts at has been visited; from there its own begins. */
	if (ok && event->kind->begin) {
		if (run->now < at)
			pl_run_pass(run, pl_world_at(run->world, at));
		ok = move_clock(run, event, &at, err);
	}
	ok = ok && pl_run_happen(run, PL_STEP_EVENT, event, at, err);
	return settle(run, &before, ok);
}

bool pl_run_until(struct pl_run *run, int64_t until, struct pl_error *err)
{
	struct before before = remember(run);
	bool ok = pl_run_advance(run, until - 1, true, err);

	if (ok && run->now < until - 1)
		pl_run_pass(run, pl_world_at(run->world, until - 1));
	return settle(run, &before, ok);
}

bool pl_run_all(struct pl_run *run, struct pl_error *err)
{
	for (size_t i = 0; i < run->model->n_events; i++)
		if (!pl_run_event(run, run->model->events[i], err))
			return false;
	return run->model->until == PL_TIME_NONE || pl_run_until(run, run->model->until, err);
}

const struct pl_step *pl_run_step_of(const struct pl_run *run, const char *event_id)
{
	for (size_t i = 0; i < run->n_steps; i++)
		if (run->steps[i]->id && pl_streq(run->steps[i]->id, event_id))
			return run->steps[i];
	return NULL;
}
