/* Do adoption curves and their integrals agree with the closed forms, to more than nine digits? */
#include <config.h>

#include <math.h>
#include <stdlib.h>

#include "lab/fleet/curve.h"
#include "tests/tap.h"
#include "util/time.h"

#define ONE 4611686018427387904.0L /* 2^62 */

static long double worst;

static void differ(long double got, long double want)
{
	long double off = fabsl(got - want);

	if (off > worst)
		worst = off;
}

static long double wide(pl_wide value)
{
	return (long double)value / ONE;
}

/* top (1 - 2^(-a/h)), and its integrals by ordinary calculus. */
static void check_half_life(const struct pl_curve *curve, long double top, int64_t age)
{
	long double h = (long double)curve->half_life, a = (long double)age;
	long double c = h / logl(2.0L), part = -expm1l(-a / c);
	long double first = a - c * part;

	differ((long double)pl_curve_at(curve, age) / ONE, top * part);
	differ(wide(pl_curve_sum(curve, age)) / (a + h), top * first / (a + h));
	differ(wide(pl_curve_sum2(curve, age)) / (a + h) / (a + h),
	       top * (a * a / 2 - c * first) / (a + h) / (a + h));
}

static void test_half_life(int64_t half_life, unsigned never)
{
	struct pl_curve curve;
	char text[PL_DURATION_TEXT];

	worst = 0;
	pl_curve_half_life(&curve, half_life, PL_SHARE_WHOLE - pl_share_millionths(never));
	for (int64_t age = 1; age < 40 * half_life; age += 1 + age / 7)
		check_half_life(&curve, 1 - never / 1e6L, age);
	tap_ok(worst < 1e-15L, "half-life %s, %u ppm never: curve and both integrals to 1e-15",
	       pl_duration_format(half_life, text), never);
	if (worst >= 1e-15L)
		tap_note("off by %Lg", worst);
}

static void test_exp2(void)
{
	worst = 0;
	for (int64_t i = 0; i < 1000003; i += 97)
		differ((long double)pl_curve_exp2(i, 1000003) / ONE,
		       exp2l(-(long double)i / 1000003.0L));
	tap_ok(worst < 2e-18L, "2^-x: to 2e-18 everywhere between 0 and 1");
	if (worst >= 2e-18L)
		tap_note("off by %Lg", worst);
	tap_ok(pl_curve_exp2(0, 7) == PL_SHARE_WHOLE, "2^0 is exactly 1");
}

/* By the trapezium rule, which is exact for straight lines between the points. */
static void test_points(void)
{
	static const struct pl_curve_point points[] = {
		{ PL_DAY, 200000 }, { 7 * PL_DAY, 650000 }, { 30 * PL_DAY, 850000 },
	};
	struct pl_curve curve;
	long double sum = 0;

	worst = 0;
	pl_curve_points(&curve, points, 3);
	tap_ok(pl_curve_at(&curve, 0) == 0 && pl_curve_at(&curve, -5) == 0, "nothing before its time");
	tap_ok(pl_curve_at(&curve, PL_DAY) == pl_share_millionths(200000), "a point itself");
	tap_ok(pl_curve_at(&curve, 400 * PL_DAY) == curve.top, "level behind the last point");
	for (int64_t age = 0; age < 40 * PL_DAY; age += PL_HOUR) {
		long double now = (long double)pl_curve_at(&curve, age) / ONE;
		long double next = (long double)pl_curve_at(&curve, age + PL_HOUR) / ONE;

		differ(wide(pl_curve_sum(&curve, age)) / PL_DAY, sum / PL_DAY);
		sum += (now + next) / 2 * PL_HOUR;
	}
	tap_ok(worst < 1e-15L, "the integral over straight lines");
	worst = 0;
	for (int64_t age = PL_HOUR; age < 60 * PL_DAY; age += 5 * PL_HOUR) {
		/* Simpson's rule is exact for the parabolas in between, away from the points. */
		long double a = wide(pl_curve_sum(&curve, age));
		long double b = wide(pl_curve_sum(&curve, age + PL_HOUR / 2));
		long double c = wide(pl_curve_sum(&curve, age + PL_HOUR));
		long double step = wide(pl_curve_sum2(&curve, age + PL_HOUR) -
					pl_curve_sum2(&curve, age));

		differ(step / PL_HOUR / PL_HOUR, (a + 4 * b + c) / 6 / PL_HOUR);
	}
	tap_ok(worst < 1e-12L, "the second integral over straight lines");
	pl_curve_clear(&curve);
}

/* A contact every N seconds: the mean of the curve over the last N seconds. */
static void test_spread(void)
{
	struct pl_curve curve;
	long double c = 9 * PL_DAY / logl(2.0L), n = 30 * PL_DAY;

	worst = 0;
	pl_curve_half_life(&curve, 9 * PL_DAY, PL_SHARE_WHOLE);
	curve.spread = 30 * PL_DAY;
	for (int64_t age = PL_HOUR; age < 400 * PL_DAY; age += 7 * PL_HOUR) {
		long double a = (long double)age, b = a > n ? a - n : 0;
		long double high = a + c * expm1l(-a / c), low = b + c * expm1l(-b / c);

		differ((long double)pl_curve_seen(&curve, age) / ONE, (high - low) / n);
	}
	tap_ok(worst < 1e-15L, "rarely used: the mean of the curve between two contacts");
	tap_ok(pl_curve_seen(&curve, 100000 * PL_DAY) == curve.top, "in the end all that ever update");
}

static void test_presets(void)
{
	size_t n;
	const struct pl_curve_preset *const *all = pl_curve_presets(&n);

	for (size_t i = 0; i < n; i++) {
		bool rises = all[i]->points[0].age > 0;

		for (size_t j = 1; j < all[i]->n_points; j++)
			rises &= all[i]->points[j].age > all[i]->points[j - 1].age &&
				 all[i]->points[j].share >= all[i]->points[j - 1].share &&
				 all[i]->points[j].share <= 1000000;
		tap_ok(rises && pl_curve_preset_find(all[i]->name) == all[i],
		       "preset %s rises from age to age and is found", all[i]->name);
	}
	tap_ok(!pl_curve_preset_find("no-such"), "no preset of another name");
}

int main(void)
{
	test_exp2();
	test_half_life(1, 0);
	test_half_life(PL_HOUR, 60000);
	test_half_life(9 * PL_DAY, 0);
	test_half_life(9 * PL_DAY, 60000);
	test_half_life(90 * PL_DAY + 1, 333333);
	test_half_life(3 * 365 * PL_DAY, 1);
	test_points();
	test_spread();
	test_presets();
	return tap_done();
}
