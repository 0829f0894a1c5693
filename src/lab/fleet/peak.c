/*
 * How high does a sum of moves rise within a slice? Where all go one way the answer is at an end.
 * Else the time is cut at every kink, and between two kinks a chord with a bound on its curvature
 * tells which parts cannot hold the peak.
 */
#include <config.h>

#include "lab/fleet/parts.h"

#include <stdlib.h>

#include "util/mem.h"

#define LN2 INT64_C(3196577161300663915)            /* in 2^-62 */
#define TOLERANCE (INT64_C(1) << (PL_SHARE_BITS - 40))

struct search {
	const struct pl_trend *trend;
	int64_t best, at;
	int64_t *kinks;
	size_t n, cap;
};

static int64_t value(const struct pl_trend *trend, int64_t at)
{
	int64_t sum = 0;

	for (size_t i = 0; i < trend->n; i++)
		sum += trend->signs[i] * pl_move_done(trend->moves[i], at);
	return sum;
}

static void consider(struct search *search, int64_t sum, int64_t at)
{
	if (sum <= search->best)
		return;
	search->best = sum;
	search->at = at;
}

/* By how much a chord over `width` seconds may be wrong: at most an eighth of the second
 * derivative times the square of the width. */
static int64_t exponential_error(const struct pl_curve *curve, int64_t width)
{
	int64_t rate, other;

	if (width >= curve->half_life)
		return PL_SHARE_WHOLE;
	rate = other = (int64_t)((pl_wide)LN2 * width / curve->half_life) + 1;
	/* A kink that contacts smooth has the slope on one side and none on the other. */
	if (curve->spread > 0 && width >= curve->spread)
		return PL_SHARE_WHOLE;
	if (curve->spread > 0 && ((pl_wide)width << PL_SHARE_BITS) / curve->spread > other)
		other = (int64_t)(((pl_wide)width << PL_SHARE_BITS) / curve->spread);
	return pl_share_of(pl_share_of(rate, other), curve->top) / 8 + 1;
}

/* Contacts smooth the kinks of straight lines into parabolas. */
static int64_t spread_error(const struct pl_curve *curve, int64_t width)
{
	pl_wide worst = 0;

	if (width >= curve->spread)
		return PL_SHARE_WHOLE;
	for (size_t i = 1; i < curve->n; i++) {
		const struct pl_curve_knot *to = &curve->knots[i];
		pl_wide rise = (pl_wide)(to->share - to[-1].share) * width / (to->age - to[-1].age);

		worst = rise > worst ? rise : worst;
	}
	worst = worst * width / curve->spread / 8 + 1;
	return worst > PL_SHARE_WHOLE ? PL_SHARE_WHOLE : (int64_t)worst;
}

static int64_t chord_error(const struct pl_trend *trend, int64_t width)
{
	int64_t sum = 0;

	for (size_t i = 0; i < trend->n; i++) {
		const struct pl_move *move = trend->moves[i];
		const struct pl_curve *curve = &move->ages->curve;
		int64_t error = 0;

		if (curve->half_life > 0)
			error = exponential_error(curve, width);
		else if (curve->spread > 0)
			error = spread_error(curve, width);
		sum += pl_share_of(error, move->mass) + 1;
	}
	return sum;
}

static void search_between(struct search *search, int64_t from, int64_t at_from, int64_t to,
			   int64_t at_to)
{
	int64_t highest = at_from > at_to ? at_from : at_to;
	int64_t middle = from + (to - from) / 2, at_middle;

	if (to - from < 2 ||
	    highest + chord_error(search->trend, to - from) <= search->best + TOLERANCE)
		return;
	at_middle = value(search->trend, middle);
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
	const struct pl_curve *curve = &move->ages->curve;
	size_t n = curve->half_life > 0 ? 1 : curve->n;

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

int64_t pl_trend_peak(const struct pl_trend *trend, int64_t from, int64_t to, int64_t *at)
{
	struct search search = { .trend = trend, .at = from };
	int64_t left = from, at_left = 0;

	if (trend->n > 0 && to > from && !goes_both_ways(trend)) {
		if (trend->signs[0] > 0)
			consider(&search, value(trend, to), to);
	} else if (trend->n > 0 && to > from) {
		find_kinks(&search, from, to);
		for (size_t i = 0; i < search.n; i++) {
			int64_t right = search.kinks[i], at_right;

			if (right == left)
				continue;
			at_right = value(trend, right);
			consider(&search, at_right, right);
			search_between(&search, left, at_left, right, at_right);
			left = right;
			at_left = at_right;
		}
	}
	free(search.kinks);
	*at = search.at;
	return search.best;
}
