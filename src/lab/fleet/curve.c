/* How many users have taken a version that was offered to them so long ago? */
#include <config.h>

#include "lab/fleet/curve.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define LN2 INT64_C(3196577161300663915)     /* in 2^-62 */
#define INV_LN2 INT64_C(6653256548922161246) /* 1 / ln 2, in 2^-62 */

/* 2^(-i/16) and 2^(-i/256), in 2^-62. */
static const int64_t sixteenths[16] = {
	INT64_C(4611686018427387904), INT64_C(4416165660797809419), INT64_C(4228934724888366668),
	INT64_C(4049641766413219908), INT64_C(3877950241171266237), INT64_C(3713537873331429433),
	INT64_C(3556096050500581047), INT64_C(3405329244438597040), INT64_C(3260954456333195553),
	INT64_C(3122700685593301682), INT64_C(2990308421163830843), INT64_C(2863529154407056491),
	INT64_C(2742124912636209756), INT64_C(2625867812425724110), INT64_C(2514539631859660218),
	INT64_C(2407931400915394245),
};
static const int64_t fine[16] = {
	INT64_C(4611686018427387904), INT64_C(4599216278082138665), INT64_C(4586780255215411731),
	INT64_C(4574377858657036237), INT64_C(4562008997483360349), INT64_C(4549673581016584687),
	INT64_C(4537371518824097554), INT64_C(4525102720717811965), INT64_C(4512867096753504463),
	INT64_C(4500664557230155725), INT64_C(4488495012689292957), INT64_C(4476358373914334055),
	INT64_C(4464254551929933550), INT64_C(4452183458001330318), INT64_C(4440145003633697051),
	INT64_C(4428139100571491492),
};

/* The rest of the exponent is below 1/256: e^-x by its series, x < 0.0028, to the seventh power. */
static int64_t exp_small(int64_t x)
{
	int64_t sum = PL_SHARE_WHOLE;

	for (int i = 7; i > 0; i--)
		sum = PL_SHARE_WHOLE - pl_share_of(sum, x) / i;
	return sum;
}

int64_t pl_curve_exp2(int64_t part, int64_t whole)
{
	int64_t r = (int64_t)(((pl_wide)part << PL_SHARE_BITS) / whole);
	int64_t rest = r & ((INT64_C(1) << (PL_SHARE_BITS - 8)) - 1);
	int64_t out = exp_small(pl_share_of(rest, LN2));

	out = pl_share_of(out, sixteenths[(r >> (PL_SHARE_BITS - 4)) & 15]);
	return pl_share_of(out, fine[(r >> (PL_SHARE_BITS - 8)) & 15]);
}

void pl_curve_half_life(struct pl_curve *out, int64_t half_life, int64_t top)
{
	*out = (struct pl_curve){ .top = top, .half_life = half_life };
}

/* The integrals over a straight line from a knot, `x` seconds on. */
static pl_wide line_sum(const struct pl_curve_knot *from, const struct pl_curve_knot *to, int64_t x)
{
	pl_wide rise = (pl_wide)(to->share - from->share) * x;

	return (pl_wide)from->share * x + pl_wide_div(rise * x, 2 * (to->age - from->age));
}

static pl_wide line_sum2(const struct pl_curve_knot *from, const struct pl_curve_knot *to,
			 int64_t x)
{
	pl_wide rise = (pl_wide)(to->share - from->share) * x;

	return from->first * x + pl_wide_div((pl_wide)from->share * x * x, 2) +
	       pl_wide_div(pl_wide_div(rise * x, 2 * (to->age - from->age)) * x, 3);
}

void pl_curve_points(struct pl_curve *out, const struct pl_curve_point *points, size_t n)
{
	*out = (struct pl_curve){ .n = n + 1 };
	out->knots = pl_calloc(out->n, sizeof(*out->knots));
	for (size_t i = 1; i <= n; i++) {
		const struct pl_curve_knot *from = &out->knots[i - 1];
		struct pl_curve_knot *to = &out->knots[i];

		to->age = points[i - 1].age;
		to->share = pl_share_millionths(points[i - 1].share);
		to->first = from->first + line_sum(from, to, to->age - from->age);
		to->second = from->second + line_sum2(from, to, to->age - from->age);
	}
	out->top = out->knots[n].share;
}

void pl_curve_of(struct pl_curve *out, const struct pl_curve_def *def, unsigned never,
		 int64_t seen_every)
{
	const struct pl_curve_preset *preset = def->preset;

	if (preset)
		pl_curve_points(out, preset->points, preset->n_points);
	else if (def->half_life > 0)
		pl_curve_half_life(out, def->half_life,
				   PL_SHARE_WHOLE - pl_share_millionths(never));
	else
		pl_curve_points(out, def->points, def->n_points);
	out->spread = seen_every;
}

void pl_curve_clear(struct pl_curve *curve)
{
	free(curve->knots);
	*curve = (struct pl_curve){ 0 };
}

/* The last knot at or before an age. */
static size_t find_knot(const struct pl_curve *curve, int64_t age)
{
	size_t i = curve->n - 1;

	while (i > 0 && curve->knots[i].age > age)
		i--;
	return i;
}

static int64_t exponential_at(const struct pl_curve *curve, int64_t age)
{
	int64_t lives = age / curve->half_life;
	int64_t left = lives > PL_SHARE_BITS
			       ? 0
			       : pl_curve_exp2(age % curve->half_life, curve->half_life) >> lives;

	return pl_share_of(PL_SHARE_WHOLE - left, curve->top);
}

int64_t pl_curve_at(const struct pl_curve *curve, int64_t age)
{
	const struct pl_curve_knot *from, *to;
	size_t i;

	if (age <= 0)
		return 0;
	if (curve->half_life > 0)
		return exponential_at(curve, age);
	i = find_knot(curve, age);
	from = &curve->knots[i];
	if (i + 1 == curve->n)
		return from->share;
	to = from + 1;
	return from->share + (int64_t)pl_wide_div((pl_wide)(to->share - from->share) *
							  (age - from->age),
						  to->age - from->age);
}

/* What the integral of an exponential falls behind by: its half-life over ln 2, times `of`. */
static pl_wide behind(const struct pl_curve *curve, pl_wide of)
{
	return pl_wide_part(of * curve->half_life, INV_LN2);
}

pl_wide pl_curve_sum(const struct pl_curve *curve, int64_t age)
{
	const struct pl_curve_knot *from;
	size_t i;

	if (age <= 0)
		return 0;
	if (curve->half_life > 0)
		return (pl_wide)curve->top * age - behind(curve, exponential_at(curve, age));
	i = find_knot(curve, age);
	from = &curve->knots[i];
	if (i + 1 == curve->n)
		return from->first + (pl_wide)from->share * (age - from->age);
	return from->first + line_sum(from, from + 1, age - from->age);
}

pl_wide pl_curve_sum2(const struct pl_curve *curve, int64_t age)
{
	const struct pl_curve_knot *from;
	int64_t x;
	size_t i;

	if (age <= 0)
		return 0;
	if (curve->half_life > 0)
		return pl_wide_div((pl_wide)curve->top * age * age, 2) -
		       behind(curve, pl_curve_sum(curve, age));
	i = find_knot(curve, age);
	from = &curve->knots[i];
	x = age - from->age;
	if (i + 1 == curve->n)
		return from->second + from->first * x + pl_wide_div((pl_wide)from->share * x * x, 2);
	return from->second + line_sum2(from, from + 1, x);
}

/* The last contact lies anything up to `spread` back, each second as likely. */
int64_t pl_curve_seen(const struct pl_curve *curve, int64_t age)
{
	if (curve->spread == 0)
		return pl_curve_at(curve, age);
	return (int64_t)pl_wide_div(pl_curve_sum(curve, age) -
					    pl_curve_sum(curve, age - curve->spread),
				    curve->spread);
}

pl_wide pl_curve_seen_sum(const struct pl_curve *curve, int64_t age)
{
	if (curve->spread == 0)
		return pl_curve_sum(curve, age);
	return pl_wide_div(pl_curve_sum2(curve, age) - pl_curve_sum2(curve, age - curve->spread),
			   curve->spread);
}
