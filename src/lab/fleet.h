/*
 * The fleet over a run: how many users have which version at any second, how
 * many of them reach their host, are cut off, locked out or read, and what that
 * adds up to. Exact: no sampling, no floating point, the same bits on every
 * machine; the cost is points x segments x versions, whatever the number of users.
 *
 * Meaning. Each user of a segment has a lag D, drawn from the segment's adoption curve, and a
 * quantile u in [0, 1), independent of it. A version is offered to him at R(u): its approval plus the
 * first stage whose share exceeds u. He has the newest version with R(u) + D <= t; a part never
 * updates and keeps the version of the start. Rarely used devices do so only at their contacts, one in each `seen-every`,
 * at a time within it that is uniform. Behind the pin, who is cut off installs nothing until he is
 * let in again, and then at once what is due. A step that lasts no time is no contact.
 *
 * A share is an int64 in units of 2^-62 of all users of the fleet.
 */
#ifndef PINLAB_LAB_FLEET_H
#define PINLAB_LAB_FLEET_H

#include "lab/fleet_def.h"
#include "lab/run.h"

#define PL_FLEET_ONE (INT64_C(1) << 62) /* all users */
#define PL_FLEET_NEVER INT64_MAX        /* a time that does not come */
#define PL_FLEET_ALL SIZE_MAX           /* instead of the index of a segment or version */

/* ---- the engine's own terms: no run, no model; tests fill these by hand ---- */

struct pl_fleet_segment {
	const char *name;
	unsigned share;     /* millionths of the fleet */
	const struct pl_curve_def *adoption;
	unsigned never;     /* millionths of the segment */
	enum pl_segment_store store;
	int64_t seen_every;
	size_t app;         /* whose versions it takes */
	size_t group;       /* column of `cells` */
};

/* One version of one app; of one app in the order in which they were built, the first is what
 * everybody has at the start. */
struct pl_fleet_version {
	const char *name;
	size_t app;
	const struct pl_stage *stages; /* `after` is the second at which it is offered, ascending; PL_FLEET_NEVER:
					* it is not. Shares are cumulative */
	size_t n_stages;
};

struct pl_fleet_minimum {
	size_t version; /* copies of its app that are older are told to update */
	int64_t from;
	enum pl_minimum_then then;
};

/* What a version is at a step, to the users of a group. */
enum { PL_FLEET_REFUSED = 1, PL_FLEET_READ = 2 };

struct pl_fleet_input {
	int64_t users;
	const struct pl_fleet_segment *segments; size_t n_segments;
	const struct pl_fleet_version *versions; size_t n_versions;
	const struct pl_fleet_minimum *minimums; size_t n_minimums;
	const int64_t *times; size_t n_times; /* of the steps, ascending; several may share a second */
	int64_t end;      /* after the last step */
	int64_t every;    /* further points so many seconds apart; 0: none */
	const int64_t *extra; size_t n_extra; /* and at these seconds, in any order */
	/* What was measured of the one app there is, by date; no rarely used devices behind the pin then. */
	const int64_t *measured_at; size_t n_measured; /* seconds, ascending, in the run */
	const int64_t *measured; /* [date * n_versions + version] shares, PL_FLEET_ONE on each date */
	size_t n_groups;
	const uint8_t *cells; /* [(step * n_groups + group) * n_versions + version] */
};

/* ---- results ---- */

struct pl_fleet_moment { /* shares of all users */
	int64_t users;   /* these are meant: all, a segment's, those on a version */
	int64_t refused; /* of them, cut off: by their pins or the chain */
	int64_t locked;  /* of them, let in but below the minimum version */
	int64_t read;    /* of them, read by a scripted attack */
};
static inline int64_t pl_fleet_reached(const struct pl_fleet_moment *moment)
{
	return moment->users - moment->refused - moment->locked;
}

/* From a step, or a second in between, to the next. */
struct pl_fleet_point {
	int64_t at, end;
	size_t step;             /* whose verdicts hold */
	bool begins;             /* it is that step's first point */
	struct pl_fleet_moment now; /* at `at` */
	int64_t lowest;          /* share that reaches its host, lowest in [at, end] */
	int64_t lowest_at;       /* the first second of that */
	int64_t most_read;       /* the highest share that is read in [at, end] */
};

/* Over the run. Times are seconds per user of the fleet in units of 2^-30: multiply by users for
 * user-seconds (pl_fleet_user_days). */
struct pl_fleet_total {
	int64_t refused_for, locked_for, read_for;
	int64_t never_returns; /* share that is cut off or locked out at the end and on no way back */
};
static inline int64_t pl_fleet_lost(const struct pl_fleet_total *total)
{
	return total->refused_for + total->locked_for;
}

struct pl_fleet {
	int64_t users;
	size_t n_segments, n_versions, n_points;
	const struct pl_fleet_segment *segments; /* owned by the fleet */
	const struct pl_fleet_version *versions;
	struct pl_fleet_point *points;
	struct pl_fleet_moment *by_segment; /* [point * n_segments + segment] */
	int64_t *lowest_of;      /* the same: what reaches its host, lowest in the point's time */
	int64_t *most_read_of;   /* the same: what is read, highest */
	int64_t *shares;         /* [(point * n_segments + segment) * n_versions + version], at the point's second */
	uint8_t *states;         /* the same: PL_FLEET_REFUSED, PL_FLEET_READ, PL_FLEET_LOCKED */
	struct pl_fleet_total *totals; /* [segment * n_versions + version] */
	int64_t *last_shares;         /* [segment * n_versions + version], at the end */
	struct pl_fleet_moment last;  /* at the end */
	int64_t lowest, lowest_at;    /* over the whole run */
	size_t lowest_point;
	void *own;               /* what the fleet keeps for itself */
};
enum { PL_FLEET_LOCKED = 4 };

/* Computes it. The input is copied as far as it is kept. */
PL_MUST_USE struct pl_fleet *pl_fleet_compute(const struct pl_fleet_input *input);
void pl_fleet_free(struct pl_fleet *fleet);

/* The fleet of a run whose model has one; `every`: further points so many seconds apart, 0 none. Reads
 * the run and changes nothing, so it may be asked at any time. NULL when the model has no fleet. */
PL_MUST_USE struct pl_fleet *pl_fleet_run(const struct pl_run *run, int64_t every);
/* The same with points at these seconds too, in any order; those outside the run are passed over. */
PL_MUST_USE struct pl_fleet *pl_fleet_run_at(const struct pl_run *run, int64_t every,
					     const int64_t *times, size_t n);

/* The same as if nothing had been measured: the forecast that a measurement is held against. */
PL_MUST_USE struct pl_fleet *pl_fleet_run_assumed(const struct pl_run *run, int64_t every,
						  const int64_t *times, size_t n);

/* One segment's or version's moment, PL_FLEET_ALL for all of them. */
struct pl_fleet_moment pl_fleet_moment_of(const struct pl_fleet *fleet, size_t point,
					  size_t segment, size_t version);
struct pl_fleet_total pl_fleet_total_of(const struct pl_fleet *fleet, size_t segment,
					size_t version);
/* The point whose time holds a second, its last one; the first or last point outside the run. */
size_t pl_fleet_point_at(const struct pl_fleet *fleet, int64_t at);
/* The first point of a step. */
size_t pl_fleet_point_of(const struct pl_fleet *fleet, size_t step);
/* What is in a segment, as the share of all users. */
int64_t pl_fleet_weight(const struct pl_fleet *fleet, size_t segment);

/* A share as users, rounded to the nearest. */
int64_t pl_fleet_users(const struct pl_fleet *fleet, int64_t share);
/* A time per user as days of all users, in thousandths. */
int64_t pl_fleet_user_days(const struct pl_fleet *fleet, int64_t time);
/* A part of a whole in millionths, rounded to the nearest: what is printed with four digits behind the
 * point of a percentage. */
int64_t pl_fleet_millionths(int64_t part, int64_t whole);

#endif
