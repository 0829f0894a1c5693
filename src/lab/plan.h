/*
 * Plans: may the event happen on the day that is written, from which day on,
 * and until when may the release that prepares it be submitted? One event is
 * moved day by day, and the same engine runs every arrangement, in every future
 * that the plan leaves open; its fleet says who reaches the host.
 *
 * A plan keeps its target when the share of users that reach their host is
 * never below it, at no second of the run, in no future.
 */
#ifndef PINLAB_LAB_PLAN_H
#define PINLAB_LAB_PLAN_H

#include "lab/fleet.h"
#include "lab/origin.h"
#include "lab/plan_def.h"
#include "lab/run.h"

enum pl_go { PL_GO, PL_GO_NOT, PL_GO_UNKNOWN };
const char *pl_go_name(enum pl_go go); /* "GO", "NO-GO", "UNKNOWN" */

/* How fast users take what is offered to them. */
enum pl_pace { PL_PACE_AS_SAID, PL_PACE_SLOWER, PL_PACE_FASTER, PL_PACES };
const char *pl_pace_words(enum pl_pace pace); /* "as said", "25 % slower", "25 % faster" */

/* One of the ways in which it may go: a variant of the scenario. */
struct pl_plan_future {
	const char *name;             /* "issuer=r12"; NULL: there is only one */
	const struct pl_model *model; /* with a fleet and a target */
	struct pl_engine *engine;
};

/* What one arrangement comes to; over all futures the worst. */
struct pl_forecast {
	bool runs;              /* in every future */
	bool keeps;             /* the target, in every future */
	int64_t lowest;         /* the share that reaches its host, lowest; in 2^-62 of all users */
	int64_t lowest_at;      /* the first second of that */
	size_t worst;           /* the future with that */
	size_t failing;         /* futures that do not keep it */
	int64_t locked;         /* the highest share below the minimum version, in 2^-62 */
};

/* Days, both included. */
struct pl_days {
	int64_t from, to;
};

/* The dates that follow from the target, at one pace of the users. */
struct pl_plan_dates {
	int64_t first_safe;     /* of the event; PL_TIME_NONE: none by then */
	struct pl_days *holes;  /* later days that do not keep the target */
	size_t n_holes, cap_holes;
	int64_t last_submit;    /* of the release, for the event as written; PL_TIME_NONE: none */
	int64_t no_return;      /* of the release, for the event at the best day that it may have;
				 * from then on no submission keeps the target */
};

/* Another way to go. */
struct pl_alternative {
	char *what;             /* "renew with the same key" */
	char *why_not;          /* it cannot be done here; NULL: it can */
	struct pl_forecast forecast;
	int64_t delay;          /* seconds that the event is put off */
	size_t attacks;         /* kinds of attack that get through to the newest version, and did
				 * not in the plan as written */
	char *price;            /* what else it costs, a clause; or NULL */
};

struct pl_plan_input {
	char *name, *value;
	enum pl_origin origin;
	char *source;           /* "rot.yaml:31", "adoption.csv", "automatic", or why */
};

struct pl_plan {
	enum pl_go go;
	char *why;              /* why it is UNKNOWN; NULL otherwise */
	const struct pl_model *model; /* of the worst future; borrowed */
	unsigned target;        /* millionths */
	int64_t users;
	char *event;            /* what moves: "renew api with a new key" */
	char *event_id;
	int64_t planned, from, by; /* seconds of the event; planned in the worst future */
	char *version;          /* of the release that prepares it; NULL: there is none */
	int64_t submit;         /* as written; PL_TIME_NONE without one */
	size_t n_futures;
	char **failing;         /* names of the futures that fail, as planned */
	size_t n_failing, cap_failing;
	struct pl_forecast forecast[PL_PACES]; /* of the plan as written */
	struct pl_plan_dates dates[PL_PACES];
	char *binds;            /* what holds it back, in sentences */
	struct pl_alternative *alternatives; /* those that keep the target first, cheaper first */
	size_t n_alternatives, cap_alternatives;
	struct pl_plan_input *inputs;
	size_t n_inputs, cap_inputs;
	struct pl_plan_point { /* the plan as written, in its worst future */
		int64_t at;
		int64_t reached; /* in 2^-62 of all users */
	} *curve;
	size_t n_curve, cap_curve;
	int64_t curve_end;      /* where its last point ends */
	size_t runs;            /* arrangements that were run for it */
};

/*
 * `futures` are the variants of one scenario, at least one. Says whether the plan could be
 * judged; a plan that fails its target can. Free with pl_plan_free either way.
 */
PL_MUST_USE struct pl_plan *pl_plan_make(const struct pl_plan_future *futures, size_t n,
					 struct pl_error *err);
void pl_plan_free(struct pl_plan *plan);

/* Users who do not reach their host at the worst second of a forecast. */
int64_t pl_plan_cut_off(const struct pl_plan *plan, const struct pl_forecast *forecast);

#endif
