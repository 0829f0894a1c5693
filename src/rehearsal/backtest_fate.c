/* How long did a build of that day last, and how often was it cut off? */
#include <config.h>

#include "rehearsal/backtest.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/time.h"

/* One walk through what happened after the build. */
struct walk {
	struct pl_fate *fate;
	bool cut;       /* not seen to work since it was cut off */
	int64_t lasted; /* seconds, of this cut-off */
	bool counted;   /* its pins once counted, or refused */
	bool open;
};

static void walk_cut(struct walk *walk, const struct pl_stretch *stretch, int64_t from)
{
	struct pl_fate *fate = walk->fate;

	if (!walk->cut) {
		walk->cut = true;
		walk->lasted = 0;
		fate->cuts++;
	}
	if (fate->first_cut == PL_TIME_NONE) {
		fate->first_cut = from;
		fate->cut = stretch;
	}
	walk->counted = true;
	walk->lasted += stretch->until - from;
	fate->cut_for += stretch->until - from;
	if (walk->lasted > fate->longest)
		fate->longest = walk->lasted;
}

static void walk_on(struct walk *walk, const struct pl_stretch *stretch, int64_t from)
{
	switch (stretch->lot) {
	case PL_LOT_CUT:
		walk_cut(walk, stretch, from);
		break;
	case PL_LOT_FINE:
		walk->counted = true;
		walk->cut = false;
		break;
	case PL_LOT_OPEN:
		walk->open = true;
		walk->cut = false;
		break;
	case PL_LOT_UNKNOWN:
	case PL_LOT_DEPENDS:
		if (walk->fate->doubt != PL_TIME_NONE)
			break;
		walk->fate->doubt = from;
		walk->fate->doubt_lot = stretch->lot;
		break;
	default: /* nobody connected, or nobody knows: what was cut off still is */
		break;
	}
}

static const struct pl_builds *find_build(const struct pl_backtest_row *row, int64_t built)
{
	size_t low = 0, high = row->n_builds;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (row->builds[middle].until <= built)
			low = middle + 1;
		else
			high = middle;
	}
	return low < row->n_builds && row->builds[low].from <= built ? &row->builds[low] : NULL;
}

bool pl_backtest_fate(const struct pl_backtest *backtest, const struct pl_backtest_row *row,
		      int64_t built, struct pl_fate *out)
{
	const struct pl_builds *builds = find_build(row, built);
	struct walk walk = { .fate = out };

	*out = (struct pl_fate){
		.built = built,
		.first_cut = PL_TIME_NONE,
		.doubt = PL_TIME_NONE,
		.story = builds ? &backtest->stories[builds->story] : NULL,
	};
	if (!out->story || out->story->why_not)
		return false;
	for (size_t i = 0; i < out->story->n; i++) {
		const struct pl_stretch *stretch = &out->story->stretches[i];

		if (stretch->until > built)
			walk_on(&walk, stretch, stretch->from > built ? stretch->from : built);
	}
	out->open = walk.open && !walk.counted;
	return true;
}

void pl_fate_cut_offs(const struct pl_fate *fate, struct pl_cut_off **out, size_t *n)
{
	const struct pl_story *story = fate->story;
	struct pl_cut_off *last = NULL;
	size_t cap = 0;

	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < story->n; i++) {
		const struct pl_stretch *stretch = &story->stretches[i];
		int64_t from = stretch->from > fate->built ? stretch->from : fate->built;

		if (stretch->until <= fate->built)
			continue;
		if (stretch->lot == PL_LOT_FINE || stretch->lot == PL_LOT_OPEN) {
			if (last)
				last->open = false;
			last = NULL;
		}
		if (stretch->lot != PL_LOT_CUT)
			continue;
		if (!last) {
			last = PL_PUSH(*out, *n, cap);
			*last = (struct pl_cut_off){ .from = from, .first = stretch, .open = true };
		}
		last->known += stretch->until - from;
		last->until = stretch->until;
	}
}

static const struct pl_grade_info grades[PL_GRADES] = {
	[PL_GRADE_AT_ONCE] = { 'X', "\xe2\x9c\x97", "at-once", "refused from the day it was built" },
	[PL_GRADE_DAYS] = { 'd', "d", "days", "cut off within a week" },
	[PL_GRADE_WEEKS] = { 'w', "w", "weeks", "cut off within 30 days" },
	[PL_GRADE_MONTHS] = { 'm', "m", "months", "cut off within a year" },
	[PL_GRADE_YEARS] = { 'y', "y", "years", "cut off later than that" },
	[PL_GRADE_DOUBT] = { '?', "?", "doubt", "not known whether it was cut off" },
	[PL_GRADE_OPEN] = { 'u', "u", "unenforced", "its pins never count" },
	[PL_GRADE_NEVER] = { '+', "\xe2\x9c\x93", "never", "never cut off" },
	[PL_GRADE_NONE] = { '-', "\xc2\xb7", "none", "not known what could have been pinned" },
};

const struct pl_grade_info *pl_grade_info(enum pl_grade grade)
{
	return &grades[grade];
}

enum pl_grade pl_backtest_grade(const struct pl_backtest *backtest,
				const struct pl_backtest_row *row, int64_t built)
{
	struct pl_fate fate;
	int64_t lasted;

	if (!pl_backtest_fate(backtest, row, built, &fate))
		return PL_GRADE_NONE;
	if (fate.doubt != PL_TIME_NONE && (fate.first_cut == PL_TIME_NONE || fate.doubt < fate.first_cut))
		return PL_GRADE_DOUBT;
	if (fate.first_cut == PL_TIME_NONE)
		return fate.open ? PL_GRADE_OPEN : PL_GRADE_NEVER;
	lasted = fate.first_cut - built;
	if (lasted == 0)
		return PL_GRADE_AT_ONCE;
	if (lasted < 7 * PL_DAY)
		return PL_GRADE_DAYS;
	if (lasted < 30 * PL_DAY)
		return PL_GRADE_WEEKS;
	return lasted < 365 * PL_DAY ? PL_GRADE_MONTHS : PL_GRADE_YEARS;
}

static int by_length(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

void pl_backtest_sum(const struct pl_backtest *backtest, const struct pl_backtest_row *row,
		     struct pl_row_sum *out)
{
	int64_t *lasted = pl_calloc(backtest->days + 1, sizeof(*lasted));

	*out = (struct pl_row_sum){ .soonest = PL_TIME_NONE, .median = PL_TIME_NONE,
				    .latest = PL_TIME_NONE };
	for (size_t day = 0; day < backtest->days; day++) {
		int64_t built = pl_backtest_day(backtest, day);
		struct pl_fate fate;

		if (!pl_backtest_fate(backtest, row, built, &fate)) {
			out->unknown++;
			continue;
		}
		out->days++;
		if (fate.first_cut != PL_TIME_NONE)
			lasted[out->cut++] = fate.first_cut - built;
		else
			out->doubt += fate.doubt != PL_TIME_NONE;
		if (fate.longest > out->longest)
			out->longest = fate.longest;
		if (fate.cuts > out->times)
			out->times = fate.cuts;
	}
	qsort(lasted, out->cut, sizeof(*lasted), by_length);
	if (out->cut > 0) {
		out->soonest = lasted[0];
		out->median = lasted[out->cut / 2];
		out->latest = lasted[out->cut - 1];
	}
	free(lasted);
}
