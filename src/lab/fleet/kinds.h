/* The users of a fleet by kind; only lab/fleet includes this. */
#ifndef PINLAB_LAB_FLEET_KINDS_H
#define PINLAB_LAB_FLEET_KINDS_H

#include "lab/fleet/parts.h"

struct pl_kinds {
	struct pl_ages *ages; /* [n_segments] */
	size_t n_segments;
	struct pl_kind *items;
	size_t n, cap;
};

/* One kind for each segment and interval of quantiles in which everything is offered at the same
 * seconds. */
void pl_kinds_make(struct pl_kinds *kinds, const struct pl_fleet_input *input);
/* Tables by age, where all of `times` and all offers lie on one grid. */
void pl_kinds_tabulate(struct pl_kinds *kinds, const int64_t *times, size_t n);
void pl_kinds_clear(struct pl_kinds *kinds);

/* Users as they were counted, between the first and the last date. */
void pl_measured_pass(const struct pl_fleet_input *input, const struct pl_slice *slice,
		      size_t segment, int64_t weight, int64_t *shares, struct pl_moves *moves);
/* Makes kinds go on from the last date, where all of an app's users are as they were counted. */
void pl_measured_go_on(struct pl_kinds *kinds, const struct pl_fleet_input *input);

#endif
