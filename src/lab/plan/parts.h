/* What the files behind lab/plan.h share. */
#ifndef PINLAB_LAB_PLAN_PARTS_H
#define PINLAB_LAB_PLAN_PARTS_H

#include "lab/plan.h"
#include "lab/plan/schedule.h"
#include "util/map.h"

struct pl_planner;

/* A future as it is being planned with. */
struct pl_outlook {
	const struct pl_plan_future *future;
	struct pl_schedule schedule;
	size_t moved;    /* slot of the event that moves */
	size_t release;  /* index among the fleet's releases, n_releases: none prepares the event */
	const char *version; /* its; NULL without one */
};

/* A model with some of its parts exchanged; everything else is the original's. */
struct pl_rearranged {
	struct pl_model model;
	struct pl_fleet_def fleet;
	struct pl_order order;
	size_t release;  /* where the release that prepares the event is now; n_releases: none */
	const struct pl_outlook *outlook;
};

/* A change beyond dates, which an alternative makes: false when this model cannot have it, with
 * *why_not (caller frees). What it puts into the model it frees in `undo`. */
struct pl_twist {
	bool (*apply)(struct pl_rearranged *with, char **why_not);
	void (*undo)(struct pl_rearranged *with); /* or NULL */
};

/* An arrangement of the plan: dates of the event and of the release, PL_TIME_NONE as written. */
struct pl_arrangement {
	int64_t move, submit;
	const struct pl_twist *twist; /* or NULL */
};

struct pl_planner {
	struct pl_outlook *outlooks;
	size_t n;
	const struct pl_target_def *target; /* of the first future */
	size_t worst;             /* the future in which the plan as written is worst */
	int64_t planned, submit;  /* as written in that one; submit PL_TIME_NONE: no release */
	int64_t from, by;
	struct pl_map known;      /* (move, submit) to its forecasts */
	size_t runs;
};

/* What an arrangement comes to, at each pace; PL_PACES forecasts. With a twist, false and *why_not
 * (caller frees) where some future cannot have it. */
PL_MUST_USE bool pl_planner_ask(struct pl_planner *planner, const struct pl_arrangement *what,
				struct pl_forecast out[PL_PACES], char **why_not);
/* The same of dates alone, each asked once. Borrowed. */
const struct pl_forecast *pl_planner_dates(struct pl_planner *planner, int64_t move,
					   int64_t submit);

/* Bits of the attacks of the first future that get through to the release's version at the end. */
uint64_t pl_planner_attacks(const struct pl_planner *planner, const struct pl_arrangement *what);

/* The arrangement of one future, on its way to a run: begin, run, end. */
PL_MUST_USE bool pl_rearrange(struct pl_rearranged *out, const struct pl_outlook *outlook,
			      const struct pl_arrangement *what, char **why_not);
void pl_rearranged_end(struct pl_rearranged *with, const struct pl_arrangement *what);
/* Leaves the attacks out that nobody makes: what attackers could do moves no date. */
void pl_rearranged_hush(struct pl_rearranged *with);
PL_MUST_USE struct pl_run *pl_rearranged_run(struct pl_rearranged *with, struct pl_error *err);

/* The segments with their adoption at a pace; free with pl_pace_free. */
PL_MUST_USE struct pl_segment_def *pl_pace_segments(const struct pl_fleet_def *fleet,
						    enum pl_pace pace);
void pl_pace_free(struct pl_segment_def *segments, size_t n);

/* Fills the dates at one pace. */
void pl_plan_find_dates(struct pl_planner *planner, enum pl_pace pace, struct pl_plan_dates *out);
/* Fills binds, failing, curve. */
void pl_plan_find_binds(struct pl_planner *planner, struct pl_plan *plan);
void pl_plan_find_alternatives(struct pl_planner *planner, struct pl_plan *plan);
void pl_plan_find_inputs(const struct pl_model *model, struct pl_plan *plan);

#endif
