/* What the files behind lab/fleet.h share: users of one kind, and how they move between versions.
 * Nobody else includes this. */
#ifndef PINLAB_LAB_FLEET_PARTS_H
#define PINLAB_LAB_FLEET_PARTS_H

#include "lab/fleet.h"
#include "lab/fleet/curve.h"

/* A curve with its values by age, where all times of a fleet lie on one grid. */
struct pl_ages {
	struct pl_curve curve;
	int64_t unit;   /* seconds between two ages of the table; 0: there is none */
	size_t n;
	int64_t *share; /* [n] pl_curve_seen */
	pl_wide *sum;   /* [n] pl_curve_seen_sum */
};
int64_t pl_ages_share(const struct pl_ages *ages, int64_t age);
pl_wide pl_ages_sum(const struct pl_ages *ages, int64_t age);

/* Lags between two, and what becomes of users who have them. */
struct pl_lags {
	int64_t low, high; /* high PL_FLEET_NEVER: the rest of those who update */
	size_t version;    /* they have it now */
	bool held;         /* cut off from updates until it is let in again */
};

/* Users of one segment who are offered everything at the same seconds. */
struct pl_kind {
	size_t segment;
	int64_t mass; /* share of all users */
	const struct pl_ages *ages;
	/* From since[i] on, version[i] is the newest one offered; ascending. since[0] lies before
	 * everything. */
	int64_t *since;
	size_t *version;
	size_t n;
	size_t settled;  /* all who update have version[settled] or a newer one */
	bool stays;      /* behind the pin */
	bool stateful;   /* what they did counts: `lags` */
	struct pl_lags *lags;
	size_t n_lags, cap_lags;
	struct pl_phase *phases; /* stateful and rarely used: see rare.c */
	size_t n_phases;
	int64_t *now; /* of those, by version */
};

/* Users who go from one version to another while time passes: those whose lag lies between two,
 * each when it has passed since an offer. */
struct pl_move {
	const struct pl_ages *ages;
	int64_t mass;
	int64_t since;     /* the offer */
	int64_t low, high; /* lags */
	int64_t begin;     /* of its slice: who had moved before is not counted */
	size_t segment, from, to;
	/* Of those who move at a contact, which is at since + phase, for phases from first to last:
	 * low and high are offsets to the phase then, see rare.c. */
	bool contact;
	int64_t first, last;
	/* Of those who were counted: `mass` moves from begin to last, evenly. */
	bool linear;
};
struct pl_moves {
	struct pl_move *items;
	size_t n, cap;
};

/* The time between two points: the same verdicts throughout. */
struct pl_slice {
	int64_t from, to;
	const uint8_t *states; /* [segment * n_versions + version] */
	const struct pl_fleet_version *versions;
	size_t n_versions;
	const struct pl_fleet_minimum *minimums; /* those that make copies update */
	size_t n_minimums;
};
static inline uint8_t pl_slice_state(const struct pl_slice *slice, size_t segment, size_t version)
{
	return slice->states[segment * slice->n_versions + version];
}
static inline bool pl_slice_is_out(const struct pl_slice *slice, size_t segment, size_t version)
{
	return pl_slice_state(slice, segment, version) & (PL_FLEET_REFUSED | PL_FLEET_LOCKED);
}
/* What a copy has after its host may have made it update: `version`, or `newest`, which is
 * offered to it. */
size_t pl_slice_forced(const struct pl_slice *slice, size_t segment, size_t version,
		       size_t newest);

/* Share of all users that moved from the slice's begin to `at`; grows. */
int64_t pl_move_done(const struct pl_move *move, int64_t at);
/* Its integral from `from` to `to`, in shares times seconds. */
pl_wide pl_move_sum(const struct pl_move *move, int64_t from, int64_t to);

/* Shares by version at the slice's begin, added to [version], and every move in it that touches
 * a version which is not simply reached. The kind goes on to the slice's end. */
void pl_kind_pass(struct pl_kind *kind, const struct pl_slice *slice, int64_t *shares,
		  struct pl_moves *moves);
/* Shares at a second after the last slice; of them those that are out and on no way back. */
void pl_kind_end(const struct pl_kind *kind, const struct pl_slice *last, int64_t at,
		 int64_t *shares, int64_t *never);

/* Rarely used devices whose history counts: cut at these seconds. */
void pl_rare_begin(struct pl_kind *kind, const int64_t *times, size_t n);
void pl_rare_clear(struct pl_kind *kind);
void pl_rare_pass(struct pl_kind *kind, const struct pl_slice *slice, int64_t *shares,
		  struct pl_moves *moves);
void pl_rare_end(const struct pl_kind *kind, const struct pl_slice *last, int64_t *shares,
		 int64_t *never);
/* pl_move_done and pl_move_sum of a move at a contact, the latter from its slice's begin. */
int64_t pl_contact_done(const struct pl_move *move, int64_t at);
pl_wide pl_contact_sum(const struct pl_move *move, int64_t to);

/* The last offer at or before a second. */
size_t pl_kind_offer_at(const struct pl_kind *kind, int64_t at);
/* What users with these lags do when they are in touch: `due` by their lag, `newest` of all that is
 * offered to them. */
void pl_kind_contact(const struct pl_kind *kind, const struct pl_slice *slice, size_t due,
		     size_t newest, struct pl_lags *lags);
/* Whether those who are out at the end get in by updates that are still to reach them. */
bool pl_kind_comes_back(const struct pl_kind *kind, const struct pl_slice *last,
			const struct pl_lags *lags);

/* The same of those whose history counts. */
void pl_lags_pass(struct pl_kind *kind, const struct pl_slice *slice, int64_t *shares,
		  struct pl_moves *moves);
void pl_lags_end(const struct pl_kind *kind, const struct pl_slice *last, int64_t *shares,
		 int64_t *never);

/* Moves as they raise or lower a sum: +1, -1. */
struct pl_trend {
	const struct pl_move **moves;
	int8_t *signs;
	size_t n, cap;
};
/* The highest value that the sum of the moves has above its begin, from `from` to `to`, and the
 * first second of it. Exact to 2^-40. */
int64_t pl_trend_peak(const struct pl_trend *trend, int64_t from, int64_t to, int64_t *at);

#endif
