/*
 * Exposure: when somebody really reads what an app sends. Attacks of the matrix
 * are what-ifs and expose nobody; a scripted attack that the app accepts does,
 * from its step to the step that ends it, exact to the second. And the trade-off
 * beside it: how long each row was cut off, and how many attacks it stopped.
 */
#ifndef PINLAB_LAB_EXPOSURE_H
#define PINLAB_LAB_EXPOSURE_H

#include "lab/run.h"

struct pl_exposure {
	size_t row;
	size_t attack;       /* index into run->attacks */
	int64_t from, to;    /* to is exclusive */
	int64_t detected_at; /* when it would have been noticed; PL_TIME_NONE: never */
};

struct pl_exposures {
	struct pl_exposure *items; /* by row, then by time */
	size_t n, cap;
};

/* The index of the attack that answers for the row's host at this step, or -1. */
int pl_run_attack_at(const struct pl_run *run, const struct pl_step *step, size_t row);
/* The outcome of the attack that reads the row at this step; NULL: nobody does. */
const struct pl_outcome *pl_run_reads(const struct pl_run *run, const struct pl_step *step,
				      size_t row);

/* Of the rows that are no controls. An open interval ends at `end`. */
void pl_run_exposures(const struct pl_run *run, int64_t end, struct pl_exposures *out);
void pl_exposures_clear(struct pl_exposures *exposures);

/* What a row cost and what it bought, over the time in which it existed. */
struct pl_tradeoff {
	int64_t lasted;   /* seconds */
	int64_t down;     /* of those: the honest host was refused */
	int64_t exposed;  /* of those: a scripted attack was accepted */
	size_t stopped;   /* attacks of the matrix that it refused whenever it reached the honest
			   * host, and did reach it at some time: being cut off stops nobody */
	int64_t stopped_for; /* attack-seconds of those in which it reached its host and refused
			      * them; stopped * lasted at most */
	size_t attacks;   /* of so many */
};
struct pl_tradeoff pl_run_tradeoff(const struct pl_run *run, size_t row, int64_t end);

/* Where a run's open intervals end: its until, else its clock. */
int64_t pl_run_end(const struct pl_run *run);

#endif
