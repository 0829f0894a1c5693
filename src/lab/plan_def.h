/*
 * A target as data: what a plan must keep while one of its events is free to
 * move. Part of the model (lab/model.h), which owns it; lab/plan.h says what
 * follows from it. Seconds UTC, shares in millionths.
 */
#ifndef PINLAB_LAB_PLAN_DEF_H
#define PINLAB_LAB_PLAN_DEF_H

#include <stdint.h>

#include "util/error.h"

struct pl_model;

struct pl_target_def {
	unsigned availability; /* so many users reach their host at every second, at least */
	char *move;            /* the id of the event that is free to move */
	int64_t from, by;      /* the days on which it may happen; PL_TIME_NONE: from the start, to
				* the end of the run */
	char *release;         /* the version whose submission matters; NULL: the last one that is
				* submitted before the event */
	struct pl_pos pos, move_pos, release_pos;
};

struct pl_target_def *pl_target_def_new(void);
void pl_target_def_free(struct pl_target_def *target); /* NULL is fine */

#endif
