/*
 * How high does a sum of moves rise within a slice? Where all go one way the answer is at an end. Else
 * the time is cut at every kink; between two of them all moves of one curve go on in one proportion, so
 * that few terms are left: a line, and what is left of each exponential. Where their slopes may have both
 * signs, the interval is halved, until a chord is as good as the curve.
 */
#include <config.h>

#include "lab/fleet/parts.h"

#include <stdlib.h>

#include "util/mem.h"

#define LN2 INT64_C(3196577161300663915) /* in 2^-62 */
#define TOLERANCE (INT64_C(1) << (PL_SHARE_BITS - 40))

/* What is still to come of the moves of one half-life, at a kink; less than 0: it lowers the sum. */
struct fading {
	const struct pl_curve *curve;
	int64_t left;
};

struct search {
	const struct pl_trend *trend;
	int64_t best, at;
	int64_t *kinks;
	size_t n, cap;
	/* Between two kinks: from `begin` on the sum is `base`, plus: */
	int64_t begin, base;
	struct fading *fading;
	size_t n_fading, cap_fading;
	int64_t rise;    /* what the straight ones add, */
	int64_t length;  /* over so many seconds */
	const struct pl_move **bent; /* those of neither kind */
	int8_t *bent_signs;
	size_t n_bent;
};

static void consider(struct search *search, int64_t sum, int64_t at)
{
	if (sum <= search->best)
		return;
	search->best = sum;
	search->at = at;
}

static bool is_bent(const struct pl_move *move)
{
	return !move->linear && (move->contact || move->ages->curve.spread > 0);
}

/* True while users move, from kink to kink. */
static bool is_moving(const struct pl_move *move, int64_t at)
{
	int64_t age = at - move->since;

	return move->linear || (age >= move->low && age < move->high);
}

static void add_fading(struct search *search, const struct pl_move *move, int sign, int64_t at)
{
	const struct pl_curve *curve = &move->ages->curve;
	int64_t left = pl_share_of(curve->top - pl_ages_share(move->ages, at - move->since),
				   move->mass);

	for (size_t i = 0; i < search->n_fading; i++)
		if (search->fading[i].curve->half_life == curve->half_life) {
			search->fading[i].left += sign * left;
			return;
		}
	*PL_PUSH(search->fading, search->n_fading, search->cap_fading) =
		(struct fading){ curve, sign * left };
}

/* Sorts the moves by how they go on between two kinks. */
static void begin(struct search *search, int64_t from, int64_t to)
{
	const struct pl_trend *trend = search->trend;

	search->begin = from;
	search->length = to - from;
	search->base = search->rise = 0;
	search->n_fading = search->n_bent = 0;
	for (size_t i = 0; i < trend->n; i++) {
		const struct pl_move *move = trend->moves[i];
		int64_t done = pl_move_done(move, from);

		search->base += trend->signs[i] * done;
		if (is_bent(move)) {
			search->bent[search->n_bent] = move;
			search->bent_signs[search->n_bent++] = trend->signs[i];
			search->base -= trend->signs[i] * done;
		} else if (is_moving(move, from) && !move->linear &&
			   move->ages->curve.half_life > 0) {
			add_fading(search, move, trend->signs[i], from);
		} else if (is_moving(move, from)) {
			search->rise += trend->signs[i] * (pl_move_done(move, to) - done);
		}
	}
}

/* Of each exponential, what is left at `at` of what was left at the kink. */
static int64_t remains(const struct search *search, const struct pl_curve *curve, int64_t at)
{
	int64_t age = at - search->begin, lives = age / curve->half_life;

	if (age == 0)
		return PL_SHARE_WHOLE;
	return lives > PL_SHARE_BITS
		       ? 0
		       : pl_curve_exp2(age % curve->half_life, curve->half_life) >> lives;
}

static int64_t signed_share(int64_t share, int64_t of)
{
	return share < 0 ? -pl_share_of(-share, of) : pl_share_of(share, of);
}

static int64_t value(const struct search *search, int64_t at)
{
	int64_t sum = search->base +
		      (int64_t)pl_wide_div((pl_wide)search->rise * (at - search->begin),
					   search->length);

	for (size_t i = 0; i < search->n_fading; i++)
		sum += signed_share(search->fading[i].left,
				    PL_SHARE_WHOLE -
					    remains(search, search->fading[i].curve, at));
	for (size_t i = 0; i < search->n_bent; i++)
		sum += search->bent_signs[i] * pl_move_done(search->bent[i], at);
	return sum;
}

/* An exponential's slope, in shares by `per` seconds. */
static int64_t slope(const struct fading *fading, int64_t remains, int64_t per)
{
	pl_wide slope = (pl_wide)signed_share(fading->left, remains) * per / fading->curve->half_life;

	return (int64_t)(slope * (LN2 >> 31) >> 31);
}

/* The least and the most that the slope can be between two seconds, in shares by the interval:
 * exponentials only get flatter. A unit more for each, for rounding. */
static void slopes(const struct search *search, int64_t from, int64_t to, pl_wide *least,
		   pl_wide *most)
{
	int64_t per = to - from;

	*least = *most = (pl_wide)search->rise * per / search->length;
	for (size_t i = 0; i < search->n_fading; i++) {
		const struct fading *fading = &search->fading[i];
		int64_t early = slope(fading, remains(search, fading->curve, from), per);
		int64_t late = slope(fading, remains(search, fading->curve, to), per);

		*least += early < late ? early : late;
		*most += early < late ? late : early;
	}
	*least -= (pl_wide)search->n_fading + 1;
	*most += (pl_wide)search->n_fading + 1;
}

/* By how much a chord over `width` seconds may be wrong: at most an eighth of the second derivative
 * times the square of the width. */
static int64_t fading_error(const struct search *search, int64_t width)
{
	int64_t sum = 0;

	for (size_t i = 0; i < search->n_fading; i++) {
		const struct fading *fading = &search->fading[i];
		int64_t left = fading->left < 0 ? -fading->left : fading->left, rate;

		if (width >= fading->curve->half_life) {
			sum += left;
			continue;
		}
		rate = (int64_t)((pl_wide)LN2 * width / fading->curve->half_life) + 1;
		sum += pl_share_of(pl_share_of(rate, rate), left) / 8 + 1;
	}
	return sum;
}

/* Contacts smooth a kink: its slope changes by no more than the steepest there is, over `spread`. */
static int64_t bent_error(const struct pl_move *move, int64_t width)
{
	const struct pl_curve *curve = &move->ages->curve;
	pl_wide steepest = (pl_wide)curve->top, error;

	if (width >= curve->spread)
		return move->mass;
	if (curve->half_life > 0)
		steepest = (pl_wide)curve->top * width / curve->half_life;
	for (size_t i = 1; curve->half_life == 0 && i < curve->n; i++) {
		const struct pl_curve_knot *to = &curve->knots[i];
		pl_wide rise = (pl_wide)(to->share - to[-1].share) * width / (to->age - to[-1].age);

		steepest = i == 1 || rise > steepest ? rise : steepest;
	}
	error = (steepest + 1) * width / curve->spread / 8 + 1;
	return error > PL_SHARE_WHOLE ? move->mass
				      : pl_share_of((int64_t)error, move->mass) + 1;
}

static int64_t chord_error(const struct search *search, int64_t width)
{
	int64_t sum = fading_error(search, width);

	for (size_t i = 0; i < search->n_bent; i++)
		sum += bent_error(search->bent[i], width);
	return sum;
}

/* True when the highest value of the interval is at one of its ends. */
static bool is_at_an_end(const struct search *search, int64_t from, int64_t to)
{
	pl_wide least, most;

	if (search->n_bent > 0)
		return false;
	slopes(search, from, to, &least, &most);
	return least >= 0 || most <= 0;
}

static void search_between(struct search *search, int64_t from, int64_t at_from, int64_t to,
			   int64_t at_to)
{
	int64_t highest = at_from > at_to ? at_from : at_to;
	int64_t middle = from + (to - from) / 2, at_middle;

	if (to - from < 2 ||
	    highest + chord_error(search, to - from) <= search->best + TOLERANCE ||
	    is_at_an_end(search, from, to))
		return;
	at_middle = value(search, middle);
	consider(search, at_middle, middle);
	search_between(search, from, at_from, middle, at_middle);
	search_between(search, middle, at_middle, to, at_to);
}

static void add_kink(struct search *search, int64_t at, int64_t from, int64_t to)
{
	if (at > from && at < to)
		*PL_PUSH(search->kinks, search->n, search->cap) = at;
}

/* Its begin and end, and where an end of its lags passes a point of the curve. */
static void add_contact_kinks(struct search *search, const struct pl_move *move, int64_t from,
			      int64_t to)
{
	const struct pl_curve *curve = &move->ages->curve;

	add_kink(search, move->since + move->first, from, to);
	add_kink(search, move->since + move->last, from, to);
	for (size_t i = 0; curve->half_life == 0 && i < curve->n; i++) {
		if (move->low > -curve->knots[curve->n - 1].age - curve->spread)
			add_kink(search, move->since + curve->knots[i].age - move->low, from, to);
		if (move->high != PL_FLEET_NEVER)
			add_kink(search, move->since + curve->knots[i].age - move->high, from, to);
	}
}

static void add_kinks(struct search *search, const struct pl_move *move, int64_t from, int64_t to)
{
	const struct pl_curve *curve;
	size_t n;

	if (move->linear)
		return;
	curve = &move->ages->curve;
	n = curve->half_life > 0 ? 1 : curve->n;
	if (move->contact) {
		add_contact_kinks(search, move, from, to);
		return;
	}
	add_kink(search, move->since + move->low, from, to);
	if (move->high != PL_FLEET_NEVER)
		add_kink(search, move->since + move->high, from, to);
	for (size_t i = 0; i < n; i++) {
		int64_t at = move->since + (curve->half_life > 0 ? 0 : curve->knots[i].age);

		add_kink(search, at, from, to);
		add_kink(search, at + curve->spread, from, to);
	}
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void find_kinks(struct search *search, int64_t from, int64_t to)
{
	for (size_t i = 0; i < search->trend->n; i++)
		add_kinks(search, search->trend->moves[i], from, to);
	*PL_PUSH(search->kinks, search->n, search->cap) = to;
	qsort(search->kinks, search->n, sizeof(*search->kinks), by_time);
}

static bool goes_both_ways(const struct pl_trend *trend)
{
	for (size_t i = 1; i < trend->n; i++)
		if (trend->signs[i] != trend->signs[0])
			return true;
	return false;
}

static int64_t total(const struct pl_trend *trend, int64_t at)
{
	int64_t sum = 0;

	for (size_t i = 0; i < trend->n; i++)
		sum += trend->signs[i] * pl_move_done(trend->moves[i], at);
	return sum;
}

static void search_all(struct search *search, int64_t from, int64_t to)
{
	int64_t left = from, at_left = 0;

	find_kinks(search, from, to);
	search->bent = pl_calloc(search->trend->n, sizeof(*search->bent));
	search->bent_signs = pl_calloc(search->trend->n, sizeof(*search->bent_signs));
	for (size_t i = 0; i < search->n; i++) {
		int64_t right = search->kinks[i], at_right;

		if (right == left)
			continue;
		at_right = total(search->trend, right);
		consider(search, at_right, right);
		begin(search, left, right);
		search_between(search, left, at_left, right, at_right);
		left = right;
		at_left = at_right;
	}
	free(search->bent);
	free(search->bent_signs);
	free(search->kinks);
	free(search->fading);
}

int64_t pl_trend_peak(const struct pl_trend *trend, int64_t from, int64_t to, int64_t *at)
{
	struct search search = { .trend = trend, .at = from };

	if (trend->n > 0 && to > from && goes_both_ways(trend))
		search_all(&search, from, to);
	else if (trend->n > 0 && to > from && trend->signs[0] > 0)
		consider(&search, total(trend, to), to);
	*at = search.at;
	return search.best;
}
