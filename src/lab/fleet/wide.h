/*
 * Exact arithmetic for shares: a share of users is an int64 in units of 2^-62,
 * and what is summed over seconds is twice as wide. Integers only, so that every
 * compiler and machine computes the same.
 */
#ifndef PINLAB_LAB_FLEET_WIDE_H
#define PINLAB_LAB_FLEET_WIDE_H

#include <stdint.h>

/* 128 bits: a share times seconds, or times seconds squared. */
__extension__ typedef __int128 pl_wide;

#define PL_SHARE_BITS 62
#define PL_SHARE_WHOLE (INT64_C(1) << PL_SHARE_BITS)

/* Rounded to the nearest; the divisor is positive. */
static inline pl_wide pl_wide_div(pl_wide a, pl_wide by)
{
	return a >= 0 ? (a + by / 2) / by : -((-a + by / 2) / by);
}

/* The part of `of` that a share is, rounded to the nearest; both at least 0. */
static inline int64_t pl_share_of(int64_t share, int64_t of)
{
	return (int64_t)(((pl_wide)share * of + (PL_SHARE_WHOLE >> 1)) >> PL_SHARE_BITS);
}

/* The same of something wide, where the product would not fit. */
static inline pl_wide pl_wide_part(pl_wide of, int64_t share)
{
	pl_wide high = of >> PL_SHARE_BITS, low = of & (PL_SHARE_WHOLE - 1);

	return high * share + ((low * share + (PL_SHARE_WHOLE >> 1)) >> PL_SHARE_BITS);
}

/* Millionths as a share. */
static inline int64_t pl_share_millionths(unsigned millionths)
{
	return (int64_t)pl_wide_div((pl_wide)PL_SHARE_WHOLE * millionths, 1000000);
}

#endif
