/*
 * An adoption curve: which share of a segment's users has taken what was offered
 * to them a number of seconds ago. Fixed point, no libm: the same bits anywhere.
 */
#ifndef PINLAB_LAB_FLEET_CURVE_H
#define PINLAB_LAB_FLEET_CURVE_H

#include <stddef.h>
#include <stdint.h>

#include "lab/fleet/wide.h"
#include "lab/model.h"

struct pl_curve_knot {
	int64_t age, share; /* share in 2^-62 */
	pl_wide first, second; /* the first and second integral from 0 up to here */
};

struct pl_curve {
	int64_t top;       /* the share that takes it at some time */
	int64_t half_life; /* seconds; 0: by knots */
	struct pl_curve_knot *knots; /* the first one is (0, 0) */
	size_t n;
	int64_t spread;    /* seconds between two contacts, at a time that is uniform; 0: always on */
};

/* Half of `top` after one half-life, half of the rest after the next. */
void pl_curve_half_life(struct pl_curve *out, int64_t half_life, int64_t top);
/* Straight lines from (0, 0) through the points; level behind the last one, which is the top. */
void pl_curve_points(struct pl_curve *out, const struct pl_curve_point *points, size_t n);
/* The curve of a definition. */
void pl_curve_of(struct pl_curve *out, const struct pl_curve_def *def, unsigned never,
		 int64_t seen_every);
void pl_curve_clear(struct pl_curve *curve);

/* The share at an age: 0 below 0. Off by less than 2^-58. Without the spread. */
int64_t pl_curve_at(const struct pl_curve *curve, int64_t age);
/* Its integral from 0, in shares times seconds, and that one's. */
pl_wide pl_curve_sum(const struct pl_curve *curve, int64_t age);
pl_wide pl_curve_sum2(const struct pl_curve *curve, int64_t age);

/* The share that has it installed, contacts being `spread` apart, and its integral. */
int64_t pl_curve_seen(const struct pl_curve *curve, int64_t age);
pl_wide pl_curve_seen_sum(const struct pl_curve *curve, int64_t age);

/* 2^(-part/whole), for 0 <= part < whole. */
int64_t pl_curve_exp2(int64_t part, int64_t whole);

#endif
