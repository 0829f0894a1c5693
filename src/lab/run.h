/*
 * A run: the steps of one model, each with its world and every verdict after
 * it. Grown step by step; a clone shares all steps, so undo, branching and
 * what-ifs cost nothing. Steps, worlds and outcomes are immutable.
 */
#ifndef PINLAB_LAB_RUN_H
#define PINLAB_LAB_RUN_H

#include "lab/attack.h"
#include "lab/engine.h"
#include "lab/model.h"
#include "lab/outcome.h"
#include "lab/strategy.h"
#include "lab/world.h"

struct pl_row { /* immutable, shared between clones */
	struct pl_ref ref;
	char *id;                /* "ios x api x phone": axes with one value left out */
	const struct pl_strategy_def *strategy; /* borrowed: the model's, a control's from the engine */
	const struct pl_client *client;
	char *device;
	char *host;              /* id of the host as the user knows it, never of a twin */
	char *version;           /* "1", "2", ... or as its release names it */
	unsigned build;          /* of this app, from 1 */
	struct pl_pinset *pins;
	size_t built;            /* index of the step from which on it exists */
	bool control;
	/* Their places in every world of the run; a private CA's row has its twin's. */
	size_t host_at, device_at;
	size_t state_at;         /* of what its app remembers; SIZE_MAX: it remembers nothing */
};

enum pl_step_kind {
	PL_STEP_START,
	PL_STEP_EVENT,
	PL_STEP_RELEASE, /* one of the fleet's */
	PL_STEP_AUTOMATION,
	PL_STEP_CLOCK,
	PL_STEP_ATTACK_END
};
/* "start", "event", "release", "renewal", "clock", "attack-end" */
const char *pl_step_kind_name(enum pl_step_kind kind);

struct pl_step {
	struct pl_ref ref;
	size_t index;
	int64_t at;
	enum pl_step_kind kind;
	struct pl_event *event;  /* PL_STEP_EVENT, PL_STEP_RELEASE; referenced */
	char *id;                /* of the event, or NULL */
	char *title;             /* "renew api with a new key", "clock: api.example.test expires" */
	char *note;              /* or NULL */
	struct pl_world *world;  /* by which everything is judged */
	struct pl_world *after;  /* the same, as contact left what apps remember */
	size_t n_rows;           /* rows that exist at this step: the run's first n_rows */
	const struct pl_outcome **honest;  /* [n_rows] */
	const struct pl_outcome **attacks; /* [n_rows * n_attacks], row-major */
};

/* A run that would have more is refused before it begins to move. */
#define PL_RUN_STEPS_MAX 50000

struct pl_run {
	struct pl_engine *engine;      /* borrowed */
	const struct pl_model *model;  /* borrowed; must not change what steps already used */
	struct pl_row **rows;          /* shown rows first is not promised; see control */
	size_t n_rows, cap_rows;
	struct pl_step **steps;        size_t n_steps, cap_steps;
	const struct pl_attack **attacks; size_t n_attacks;
	bool thorough;                 /* judges every cell of each step anew, for tests of the
					* shortcuts; false unless set after pl_run_new */
	int64_t now;                   /* clock, at least the last step's */
	struct pl_world *world;        /* at the clock; what changed since then shows in no cell */
};

/* Step 0: builds the world, the apps, and judges. Controls are checked at every step: a wrong one
 * is an error. */
PL_MUST_USE struct pl_run *pl_run_new(struct pl_engine *engine, const struct pl_model *model,
				      struct pl_error *err);
PL_MUST_USE struct pl_run *pl_run_clone(const struct pl_run *run);
void pl_run_free(struct pl_run *run);

/* Moves the clock to the event's time with automation and edges on the way,
 * applies it and judges. On error the run is as before the event. */
PL_MUST_USE bool pl_run_event(struct pl_run *run, const struct pl_event *event,
			      struct pl_error *err);
/* Automation and edges up to, not including, `until`. */
PL_MUST_USE bool pl_run_until(struct pl_run *run, int64_t until, struct pl_error *err);
/* All events of the model, then its until. */
PL_MUST_USE bool pl_run_all(struct pl_run *run, struct pl_error *err);
/* Drops the steps after the first n (n >= 1); the clock goes back to the last one's. */
void pl_run_rewind(struct pl_run *run, size_t n);

/* The second that a `when` means after the run's last step. */
PL_MUST_USE bool pl_run_resolve(const struct pl_run *run, const struct pl_when *when, int64_t *out,
				struct pl_error *err);
/* Next second (after now, up to `limit`) at which automation acts or a date changes side;
 * PL_TIME_NONE: none. */
int64_t pl_run_next_date(const struct pl_run *run, int64_t limit);

/* NULL: the row is not built yet. */
const struct pl_outcome *pl_step_honest(const struct pl_step *step, size_t row);
const struct pl_outcome *pl_step_attack(const struct pl_run *run, const struct pl_step *step,
					size_t row, size_t attack);
/* When the host's owner knows of the attacker's certificate at the latest, PL_TIME_NONE: never or
 * he got nobody. A what-if begins at its step, a scripted attack when it began. */
int64_t pl_step_detected(const struct pl_run *run, const struct pl_step *step, size_t row,
			 size_t attack);
/* The step of the event with this id, or NULL. */
const struct pl_step *pl_run_step_of(const struct pl_run *run, const char *event_id);
/* The seconds in which row's step holds: from its own time to the next step's (or `end`). */
int64_t pl_step_end(const struct pl_run *run, size_t step, int64_t end);

#endif
