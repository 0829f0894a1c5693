/* What the files behind state.h share. Nobody else includes this. */
#ifndef PINLAB_LAB_STATE_PARTS_H
#define PINLAB_LAB_STATE_PARTS_H

#include "lab/parts.h"
#include "lab/state.h"

/* One row's contact with whoever answers it. */
struct pl_contact {
	const struct pl_run *run;
	const struct pl_world *world;
	const struct pl_row *row;
	const struct pl_device *device;
	const struct pl_app_state *state;
	const struct pl_outcome *outcome; /* the honest host's, or the attacker's while he answers */
	bool attacked;                    /* somebody else answers */
	bool accepted;
	int64_t clock;                    /* the device's */
	struct pl_pinset *made;           /* what was noted now; the caller's to give up */
	struct pl_error *err;
};

/* Each changes *next, which began as the state, and says whether it did. */
bool pl_contact_first_use(struct pl_contact *contact, struct pl_app_state *next);
bool pl_contact_list(struct pl_contact *contact, struct pl_app_state *next);
bool pl_contact_header(struct pl_contact *contact, struct pl_app_state *next);
bool pl_contact_ticket(struct pl_contact *contact, struct pl_app_state *next);

/* The operator of a row's app publishes what the world's keys ask for, if that is new. */
PL_MUST_USE bool pl_list_publish(const struct pl_run *run, struct pl_world *world,
				 const struct pl_row *row, struct pl_error *err);
/* Lets a refresh between `before` and the world's second happen; true when it changed *next. */
bool pl_fetch_due(const struct pl_world *world, const struct pl_row *row, int64_t before,
		  struct pl_app_state *next);
/* The second of the next refresh that would change something; PL_TIME_NONE: none. */
int64_t pl_fetch_next(const struct pl_world *world, const struct pl_row *row,
		      const struct pl_app_state *state);
PL_MUST_USE bool pl_fetch_is_stale(const struct pl_strategy_def *strategy,
				   const struct pl_app_state *state, int64_t now, int64_t skew);
/* Until when the list server is down at a second (exclusive); PL_TIME_NONE: it is not. */
int64_t pl_world_list_outage(const struct pl_world *world, int64_t at);

/* A state with these contents takes the place of one in a world that is not shared yet. */
void pl_state_set(struct pl_world *world, size_t at, const struct pl_app_state *next);

/* True when both hold the same pins, in the same order. */
PL_MUST_USE bool pl_pinset_same(const struct pl_pinset *a, const struct pl_pinset *b);

#endif
