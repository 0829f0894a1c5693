/*
 * Is a fleet what becomes of its users one by one? Each situation is computed, and lived through by
 * a grid of devices that know nothing but the rules: a lag, a quantile of the roll-out, and for
 * rarely used ones the time of a contact. Closed forms hold to 1e-9.
 */
#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "lab/fleet.h"
#include "lab/fleet/curve.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/time.h"

#define ONE 4611686018427387904.0L /* 2^62 */
#define SECOND 1073741824.0L       /* 2^30 */
#define DAY PL_DAY
#define SEGMENTS 3
#define VERSIONS 5
#define STEPS 24
#define LAGS 301
#define PHASES 41
#define QUANTILES 100

struct situation {
	const char *name;
	struct pl_fleet_segment segments[SEGMENTS];
	size_t n_segments;
	size_t n_versions; /* of one app */
	struct {
		struct pl_stage stages[8];
		size_t n;
	} versions[VERSIONS];
	struct pl_fleet_minimum minimums[2];
	size_t n_minimums;
	struct {
		int64_t at;
		const char *states; /* a letter per version: . reached, x refused, r read, X both */
	} steps[STEPS];
	size_t n_steps;
	int64_t end, every;
};

static const struct pl_curve_def nine_days = { .half_life = 9 * DAY };
static const struct pl_curve_def three_days = { .half_life = 3 * DAY };
static struct pl_curve_point line[] = { { 10 * DAY, 500000 }, { 40 * DAY, 900000 } };
static const struct pl_curve_def lines = { .points = line, .n_points = 2 };
static struct pl_curve_point second[] = { { 1, 1000000 } };
static const struct pl_curve_def at_once = { .points = second, .n_points = 1 };

#define ALL_AT(day) { .stages = { { (day) * DAY, 1000000 } }, .n = 1 }
#define APPLE(day)                                                                                 \
	{ .stages = { { (day) * DAY, 10000 }, { ((day) + 1) * DAY, 20000 },                        \
		      { ((day) + 2) * DAY, 50000 }, { ((day) + 3) * DAY, 100000 },                 \
		      { ((day) + 4) * DAY, 200000 }, { ((day) + 5) * DAY, 500000 },                \
		      { ((day) + 6) * DAY, 1000000 } }, .n = 7 }
#define ONE_SEGMENT(...) .segments = { { .name = "all", .share = 1000000, __VA_ARGS__ } }, .n_segments = 1

static const struct situation situations[] = {
	{
		.name = "a rotation ten days after the release",
		ONE_SEGMENT(.adoption = &nine_days),
		.n_versions = 2, .versions = { { .n = 0 }, ALL_AT(10) },
		.steps = { { 0, ".." }, { 10 * DAY, ".." }, { 20 * DAY, "x." } }, .n_steps = 3,
		.end = 100 * DAY,
	},
	{
		.name = "a part never updates",
		ONE_SEGMENT(.adoption = &nine_days, .never = 60000),
		.n_versions = 2, .versions = { { .n = 0 }, ALL_AT(10) },
		.steps = { { 0, ".." }, { 20 * DAY, "x." }, { 50 * DAY, "r." } }, .n_steps = 3,
		.end = 100 * DAY, .every = DAY,
	},
	{
		.name = "points, and a release that is bad until it is fixed",
		ONE_SEGMENT(.adoption = &lines, .never = 100000),
		.n_versions = 3, .versions = { { .n = 0 }, ALL_AT(5), ALL_AT(12) },
		.steps = { { 0, "..." }, { 5 * DAY, ".x." }, { 12 * DAY, ".x." }, { 30 * DAY, "..." } },
		.n_steps = 4, .end = 60 * DAY,
	},
	{
		.name = "Apple's phases, a second release in the middle of them",
		ONE_SEGMENT(.adoption = &three_days, .never = 30000),
		.n_versions = 3, .versions = { { .n = 0 }, APPLE(3), APPLE(8) },
		.steps = { { 0, "..." }, { 7 * DAY, "x.." }, { 11 * DAY, "xx." }, { 25 * DAY, "X.." } },
		.n_steps = 4, .end = 40 * DAY, .every = 5 * DAY,
	},
	{
		.name = "phases alone: who is offered it has it",
		ONE_SEGMENT(.adoption = &at_once),
		.n_versions = 2, .versions = { { .n = 0 }, APPLE(3) },
		.steps = { { 0, ".." }, { 5 * DAY + 1, "x." } }, .n_steps = 2,
		.end = 20 * DAY,
	},
	{
		.name = "behind the pin: who is cut off stays so",
		ONE_SEGMENT(.adoption = &nine_days, .never = 50000, .store = PL_STORE_BEHIND_PIN),
		.n_versions = 2, .versions = { { .n = 0 }, ALL_AT(10) },
		.steps = { { 0, ".." }, { 20 * DAY, "x." } }, .n_steps = 2,
		.end = 100 * DAY, .every = 7 * DAY,
	},
	{
		.name = "behind the pin, let in for a while and cut off again",
		ONE_SEGMENT(.adoption = &nine_days, .store = PL_STORE_BEHIND_PIN),
		.n_versions = 3, .versions = { { .n = 0 }, ALL_AT(10), ALL_AT(33) },
		.steps = { { 0, "..." }, { 15 * DAY, "x.." }, { 30 * DAY, "..." }, { 36 * DAY, "xx." },
			   { 36 * DAY, "..." }, { 36 * DAY, "xx." }, { 50 * DAY, "x.." },
			   { 60 * DAY, "xx." } },
		.n_steps = 8, .end = 100 * DAY, .every = 9 * DAY,
	},
	{
		.name = "behind the pin, and the new version is the broken one, staged",
		ONE_SEGMENT(.adoption = &three_days, .store = PL_STORE_BEHIND_PIN),
		.n_versions = 4, .versions = { { .n = 0 }, APPLE(2), APPLE(6), ALL_AT(30) },
		.steps = { { 0, "...." }, { 4 * DAY, ".x.." }, { 16 * DAY, "...." }, { 18 * DAY, ".xx." },
			   { 33 * DAY, "...." } },
		.n_steps = 5, .end = 50 * DAY, .every = 2 * DAY,
	},
	{
		.name = "rarely used: a contact every thirty days meets two rotations at once",
		ONE_SEGMENT(.adoption = &nine_days, .never = 20000, .seen_every = 30 * DAY),
		.n_versions = 3, .versions = { { .n = 0 }, ALL_AT(10), ALL_AT(25) },
		.steps = { { 0, "..." }, { 20 * DAY, "x.." }, { 40 * DAY, "xx." } }, .n_steps = 3,
		.end = 150 * DAY, .every = 10 * DAY,
	},
	{
		.name = "rarely used, by points, a bad release in the middle",
		ONE_SEGMENT(.adoption = &lines, .never = 100000, .seen_every = 17 * DAY),
		.n_versions = 3, .versions = { { .n = 0 }, ALL_AT(3), ALL_AT(31) },
		.steps = { { 0, "..." }, { 9 * DAY, ".x." }, { 70 * DAY, "..." } }, .n_steps = 3,
		.end = 90 * DAY, .every = 10 * DAY,
	},
	{
		.name = "a minimum that locks out",
		ONE_SEGMENT(.adoption = &nine_days, .never = 60000),
		.n_versions = 3, .versions = { { .n = 0 }, ALL_AT(10), ALL_AT(20) },
		.minimums = { { .version = 1, .from = 31 * DAY + 7, .then = PL_MINIMUM_LOCK } },
		.n_minimums = 1,
		.steps = { { 0, "..." }, { 50 * DAY, "x.." } }, .n_steps = 2, .end = 80 * DAY,
	},
	{
		.name = "a minimum that makes copies update",
		ONE_SEGMENT(.adoption = &nine_days, .never = 60000),
		.n_versions = 3, .versions = { { .n = 0 }, APPLE(10), ALL_AT(40) },
		.minimums = { { .version = 1, .from = 13 * DAY + 7, .then = PL_MINIMUM_UPDATE } },
		.n_minimums = 1,
		.steps = { { 0, "..." }, { 12 * DAY, "x.." }, { 15 * DAY, "..." }, { 45 * DAY, "xx." } },
		.n_steps = 4, .end = 80 * DAY, .every = 3 * DAY,
	},
	{
		.name = "a minimum that makes copies update, behind the pin",
		ONE_SEGMENT(.adoption = &nine_days, .never = 60000, .store = PL_STORE_BEHIND_PIN),
		.n_versions = 3, .versions = { { .n = 0 }, APPLE(10), ALL_AT(40) },
		.minimums = { { .version = 1, .from = 13 * DAY + 7, .then = PL_MINIMUM_UPDATE } },
		.n_minimums = 1,
		.steps = { { 0, "..." }, { 12 * DAY, "x.." }, { 15 * DAY, ".x." }, { 30 * DAY, "..." },
			   { 45 * DAY, "xx." } },
		.n_steps = 5, .end = 80 * DAY, .every = 3 * DAY,
	},
	{
		.name = "rarely used and behind the pin",
		ONE_SEGMENT(.adoption = &nine_days, .never = 20000, .seen_every = 30 * DAY,
			    .store = PL_STORE_BEHIND_PIN),
		.n_versions = 3, .versions = { { .n = 0 }, ALL_AT(10), ALL_AT(25) },
		.steps = { { 0, "..." }, { 20 * DAY, "x.." }, { 40 * DAY, "xx." }, { 57 * DAY, "x.." },
			   { 95 * DAY, "..." }, { 110 * DAY, "xx." } },
		.n_steps = 6, .end = 150 * DAY, .every = 10 * DAY,
	},
	{
		.name = "rarely used, and made to update",
		ONE_SEGMENT(.adoption = &lines, .never = 100000, .seen_every = 12 * DAY),
		.n_versions = 3, .versions = { { .n = 0 }, APPLE(10), ALL_AT(40) },
		.minimums = { { .version = 1, .from = 13 * DAY + 7, .then = PL_MINIMUM_UPDATE } },
		.n_minimums = 1,
		.steps = { { 0, "..." }, { 12 * DAY, "x.." }, { 15 * DAY, "..." }, { 45 * DAY, "xx." } },
		.n_steps = 4, .end = 80 * DAY, .every = 3 * DAY,
	},
	{
		.name = "three segments at once",
		.segments = {
			{ .name = "phones", .share = 700000, .adoption = &three_days, .never = 20000 },
			{ .name = "kiosks", .share = 200001, .adoption = &lines, .never = 100000,
			  .store = PL_STORE_BEHIND_PIN },
			{ .name = "drawers", .share = 99999, .adoption = &nine_days,
			  .seen_every = 45 * DAY },
		},
		.n_segments = 3,
		.n_versions = 4, .versions = { { .n = 0 }, APPLE(2), APPLE(20), ALL_AT(45) },
		.steps = { { 0, "...." }, { 5 * DAY, ".r.." }, { 25 * DAY, "x..." }, { 32 * DAY, ".xr." },
			   { 47 * DAY, "xx.." } },
		.n_steps = 5, .end = 90 * DAY, .every = 4 * DAY,
	},
};

/* ---- the devices ---- */

struct device {
	const struct situation *of;
	const struct pl_fleet_segment *segment;
	long double lag;   /* seconds; infinite: never */
	unsigned quantile; /* millionths */
	long double phase; /* of its contacts */
	size_t version;
};

struct tally { /* in devices' weights */
	long double users[STEPS * 40][SEGMENTS][VERSIONS];
	long double refused_for, locked_for, read_for, never;
};

static size_t step_at(const struct situation *of, long double at)
{
	size_t i = 0;

	/* The last step of a second is the one that lasts. */
	while (i + 1 < of->n_steps && of->steps[i + 1].at <= at)
		i++;
	return i;
}

static bool is(const struct situation *of, size_t step, size_t version, const char *letters)
{
	return strchr(letters, of->steps[step].states[version]);
}

static long double offered(const struct device *device, size_t version)
{
	const struct situation *of = device->of;

	if (version == 0)
		return 0;
	for (size_t i = 0; i < of->versions[version].n; i++)
		if (of->versions[version].stages[i].share > device->quantile)
			return of->versions[version].stages[i].after;
	return INFINITY;
}

static bool is_below(const struct situation *of, long double at, size_t version, bool forced)
{
	for (size_t i = 0; i < of->n_minimums; i++)
		if (version < of->minimums[i].version && at >= of->minimums[i].from &&
		    (!forced || of->minimums[i].then == PL_MINIMUM_UPDATE))
			return true;
	return false;
}

/* Installs what a device in touch installs. */
static void touch(struct device *device, long double at)
{
	const struct situation *of = device->of;
	size_t step = step_at(of, at), newest = 0;

	if (device->segment->store == PL_STORE_BEHIND_PIN && is(of, step, device->version, "xX"))
		return;
	for (size_t i = 1; i < of->n_versions; i++) {
		if (offered(device, i) + device->lag <= at && i > device->version)
			device->version = i;
		if (offered(device, i) <= at)
			newest = i;
	}
	if (!isinf(device->lag) && is_below(of, at, device->version, true) &&
	    !is(of, step, device->version, "xX") && !is_below(of, at, newest, true))
		device->version = newest;
}

/* The next second at which something may happen to the device. */
static long double next_time(const struct device *device, long double at)
{
	const struct situation *of = device->of;
	long double next = of->end;

	for (size_t i = 0; i < of->n_steps; i++)
		if (of->steps[i].at > at && of->steps[i].at < next)
			next = of->steps[i].at;
	for (size_t i = 0; i < of->n_minimums; i++)
		if (of->minimums[i].from > at && of->minimums[i].from < next)
			next = of->minimums[i].from;
	if (device->segment->seen_every > 0) {
		long double every = device->segment->seen_every;
		long double contact = device->phase + every * (floorl((at - device->phase) / every) + 1);

		return contact < next ? contact : next;
	}
	for (size_t i = 1; i < of->n_versions; i++) {
		long double offer = offered(device, i), due = offer + device->lag;

		next = due > at && due < next ? due : next;
		next = offer > at && offer < next ? offer : next;
	}
	return next;
}

static bool is_contact(const struct device *device, long double at)
{
	long double every = device->segment->seen_every;

	return every == 0 || fabsl(remainderl(at - device->phase, every)) < 1e-3L;
}

static bool is_out(const struct situation *of, long double at, size_t step, size_t version)
{
	return is(of, step, version, "xX") || is_below(of, at, version, false);
}

/* By nothing but the passing of time after the end. */
static bool returns(struct device device)
{
	const struct situation *of = device.of;
	size_t step = of->n_steps - 1;

	for (size_t i = 1; i < of->n_versions; i++) {
		if (i <= device.version || isinf(device.lag) || isinf(offered(&device, i)))
			continue;
		if (device.segment->store == PL_STORE_BEHIND_PIN &&
		    is(of, step, device.version, "xX"))
			return false;
		device.version = i;
		if (!is_out(of, of->end, step, i))
			return true;
	}
	return false;
}

static void live(struct device device, size_t segment, long double weight,
		 const struct pl_fleet *fleet, struct tally *tally)
{
	const struct situation *of = device.of;
	long double at = of->steps[0].at;
	size_t point = 0;

	while (at < of->end) {
		long double next;
		size_t step = step_at(of, at);

		if (is_contact(&device, at))
			touch(&device, at);
		next = next_time(&device, at);
		for (; point < fleet->n_points && fleet->points[point].at < next; point++)
			tally->users[point][segment][device.version] += weight;
		if (is(of, step, device.version, "xX"))
			tally->refused_for += weight * (next - at);
		else if (is_below(of, at, device.version, false))
			tally->locked_for += weight * (next - at);
		if (is(of, step, device.version, "rX"))
			tally->read_for += weight * (next - at);
		at = next;
	}
	if (is_out(of, of->end, of->n_steps - 1, device.version) && !returns(device))
		tally->never += weight;
}

/* The lag that a part of those who update does not exceed. */
static long double lag_of(const struct pl_fleet_segment *segment, long double part)
{
	const struct pl_curve_def *def = segment->adoption;
	long double share = part * def->points[def->half_life ? 0 : def->n_points - 1].share, age = 0;
	unsigned before = 0;

	for (size_t i = 0; i < def->n_points; i++) {
		long double width = def->points[i].age - age;

		if (share <= def->points[i].share)
			return age + width * (share - before) / (def->points[i].share - before);
		age = def->points[i].age;
		before = def->points[i].share;
	}
	return age;
}

static void live_all(const struct situation *of, const struct pl_fleet *fleet, struct tally *tally)
{
	for (size_t s = 0; s < of->n_segments; s++) {
		const struct pl_fleet_segment *segment = &of->segments[s];
		const struct pl_curve_def *def = segment->adoption;
		long double top = def->half_life ? 1 - segment->never / 1e6L
						 : def->points[def->n_points - 1].share / 1e6L;
		size_t phases = segment->seen_every ? PHASES : 1;
		bool staged = false;

		for (size_t i = 1; i < of->n_versions; i++)
			staged |= of->versions[i].n > 1;
		for (size_t q = 0; q < (staged ? QUANTILES : 1); q++)
			for (size_t p = 0; p < phases; p++)
				for (size_t l = 0; l <= LAGS; l++) {
					long double part = (l + 0.5L) / LAGS;
					struct device device = {
						.of = of,
						.segment = segment,
						.quantile = (unsigned)(q * 10000 + 5000),
						.phase = floorl((p + 0.5L) / phases * segment->seen_every),
						.lag = l == LAGS ? INFINITY
						       : def->half_life
							       ? -log2l(1 - part) * def->half_life
							       : lag_of(segment, part),
					};
					long double weight =
						segment->share / 1e6L / phases / (staged ? QUANTILES : 1);

					weight *= l == LAGS ? 1 - top : top / LAGS;
					live(device, s, weight, fleet, tally);
				}
	}
}

/* ---- the comparison ---- */

static struct pl_fleet *compute(const struct situation *of)
{
	struct pl_fleet_version versions[VERSIONS];
	uint8_t cells[STEPS * VERSIONS] = { 0 };
	int64_t times[STEPS];
	struct pl_fleet_input input = {
		.users = 1000000,
		.segments = of->segments,
		.n_segments = of->n_segments,
		.versions = versions,
		.n_versions = of->n_versions,
		.minimums = of->minimums,
		.n_minimums = of->n_minimums,
		.times = times,
		.n_times = of->n_steps,
		.end = of->end,
		.every = of->every,
		.n_groups = 1,
		.cells = cells,
	};

	for (size_t i = 0; i < of->n_versions; i++)
		versions[i] = (struct pl_fleet_version){
			.name = "", .stages = of->versions[i].stages, .n_stages = of->versions[i].n,
		};
	for (size_t i = 0; i < of->n_steps; i++) {
		times[i] = of->steps[i].at;
		for (size_t j = 0; j < of->n_versions; j++)
			cells[i * of->n_versions + j] =
				(is(of, i, j, "xX") ? PL_FLEET_REFUSED : 0) |
				(is(of, i, j, "rX") ? PL_FLEET_READ : 0);
	}
	return pl_fleet_compute(&input);
}

static void compare_shares(const struct situation *of, const struct pl_fleet *fleet,
			   const struct tally *tally, long double grain)
{
	long double worst = 0;
	size_t worst_at = 0;
	bool whole = true;

	for (size_t p = 0; p < fleet->n_points; p++) {
		int64_t sum = 0;

		for (size_t i = 0; i < of->n_segments * of->n_versions; i++) {
			size_t s = i / of->n_versions, v = i % of->n_versions;
			int64_t share = fleet->shares[p * of->n_segments * of->n_versions + i];
			long double off = fabsl((long double)share / ONE - tally->users[p][s][v]);

			/* Of several steps in one second only the last one lasts. */
			if (fleet->points[p].end > fleet->points[p].at && off > worst) {
				worst = off;
				worst_at = p;
			}
			whole &= share >= 0;
			sum += share;
		}
		whole &= sum == PL_FLEET_ONE;
	}
	tap_ok(whole, "%s: no share is negative and all are exactly the whole", of->name);
	tap_ok(worst < grain, "%s: shares by segment and version, point by point", of->name);
	if (worst >= grain)
		tap_note("off by %Lg at point %zu (day %Lg), the grain is %Lg", worst, worst_at,
			 fleet->points[worst_at].at / 86400.0L, grain);
}

static void compare_total(const char *name, const char *what, long double got, long double want,
			  long double grain)
{
	tap_ok(fabsl(got - want) < grain, "%s: %s", name, what);
	if (fabsl(got - want) >= grain)
		tap_note("computed %.9Lg, lived %.9Lg, the grain is %Lg", got, want, grain);
}

/* The lowest may not be above what is seen when the points lie close. */
static void compare_lowest(const struct situation *of, const struct pl_fleet *fleet)
{
	struct situation close = *of;
	struct pl_fleet *fine;
	int64_t lowest = INT64_MAX;

	close.every = PL_HOUR;
	fine = compute(&close);
	for (size_t i = 0; i < fine->n_points; i++)
		if (pl_fleet_reached(&fine->points[i].now) < lowest)
			lowest = pl_fleet_reached(&fine->points[i].now);
	tap_ok(fleet->lowest <= lowest + (1 << 22) && lowest - fleet->lowest < PL_FLEET_ONE / 200,
	       "%s: the lowest is below every hour's, and not by far", of->name);
	if (fleet->lowest > lowest + (1 << 22) || lowest - fleet->lowest >= PL_FLEET_ONE / 200)
		tap_note("lowest %.9Lg, close %.9Lg", fleet->lowest / ONE, lowest / ONE);
	tap_ok(llabs(fine->lowest - fleet->lowest) < (INT64_C(1) << 23),
	       "%s: the lowest does not depend on the points", of->name);
	if (llabs(fine->lowest - fleet->lowest) >= (INT64_C(1) << 23))
		tap_note("%.15Lg and %.15Lg", fleet->lowest / ONE, fine->lowest / ONE);
	compare_total(of->name, "the time lost does not depend on the points",
		      pl_fleet_total_of(fine, PL_FLEET_ALL, PL_FLEET_ALL).refused_for / SECOND,
		      pl_fleet_total_of(fleet, PL_FLEET_ALL, PL_FLEET_ALL).refused_for / SECOND, 1e-4L);
	pl_fleet_free(fine);
}

static void test_situation(const struct situation *of)
{
	struct pl_fleet *fleet = compute(of);
	struct tally *tally = pl_calloc(1, sizeof(*tally));
	struct pl_fleet_total total = pl_fleet_total_of(fleet, PL_FLEET_ALL, PL_FLEET_ALL);
	bool rare = false, staged = false;
	long double grain;

	for (size_t i = 0; i < of->n_segments; i++)
		rare |= of->segments[i].seen_every > 0;
	for (size_t i = 1; i < of->n_versions; i++)
		staged |= of->versions[i].n > 1;
	grain = 1.01L / LAGS + (rare ? 1.01L / PHASES : 0) + (staged ? 0.001L : 0);
	live_all(of, fleet, tally);
	compare_shares(of, fleet, tally, grain);
	compare_total(of->name, "time cut off", total.refused_for / SECOND / DAY,
		      tally->refused_for / DAY, grain * (of->end / DAY) / 2);
	compare_total(of->name, "time locked out", total.locked_for / SECOND / DAY,
		      tally->locked_for / DAY, grain * (of->end / DAY) / 2);
	compare_total(of->name, "time read", total.read_for / SECOND / DAY, tally->read_for / DAY,
		      grain * (of->end / DAY) / 2);
	compare_total(of->name, "never returns", total.never_returns / ONE, tally->never, grain);
	compare_lowest(of, fleet);
	free(tally);
	pl_fleet_free(fleet);
}

/* ---- closed forms ---- */

static void near(long double got, long double want, const char *name)
{
	tap_ok(fabsl(got - want) <= 1e-9L * (1 + fabsl(want)), "%s", name);
	if (fabsl(got - want) > 1e-9L * (1 + fabsl(want)))
		tap_note("computed %.15Lg, the formula says %.15Lg", got, want);
}

/* Released on day 10, rotated on day 20: who has not updated by t is cut off. */
static void test_own_store(void)
{
	const struct situation *of = &situations[1];
	struct pl_fleet *fleet = compute(of);
	struct pl_fleet_total total = pl_fleet_total_of(fleet, 0, 0);
	long double h = 9 * DAY, c = h / logl(2), never = 0.06L, end = of->end;
	long double left = (1 - never) * exp2l(-10 * DAY / h);
	long double until = (1 - never) * exp2l(-40 * DAY / h);

	near(fleet->points[20].now.refused / ONE, left + never, "own store: cut off at the rotation");
	near(fleet->lowest / ONE, 1 - left - never, "own store: the lowest availability");
	tap_ok(fleet->lowest_at == 20 * DAY, "own store: it is lowest at the rotation");
	near(total.refused_for / SECOND, c * (left - until) + never * 30 * DAY,
	     "own store: user-seconds lost");
	near(total.read_for / SECOND, c * (until - (1 - never) * exp2l(-90 * DAY / h)) + never * 50 * DAY,
	     "own store: user-seconds read");
	tap_ok(total.never_returns == 0, "own store: nobody is out at the end");
	near(fleet->last.read / ONE, (1 - never) * exp2l(-(end - 10 * DAY) / h) + never,
	     "own store: read at the end");
	pl_fleet_free(fleet);
}

static void test_behind_pin(void)
{
	const struct situation *of = &situations[5];
	struct pl_fleet *fleet = compute(of);
	struct pl_fleet_total total = pl_fleet_total_of(fleet, PL_FLEET_ALL, PL_FLEET_ALL);
	long double left = 0.95L * exp2l(-10.0L / 9) + 0.05L;

	near(total.refused_for / SECOND, left * 80 * DAY, "behind the pin: nobody comes back");
	near(total.never_returns / ONE, left, "behind the pin: all who are cut off are never let in");
	near(fleet->last.refused / ONE, left, "behind the pin: as many at the end");
	pl_fleet_free(fleet);
}

/* The share that Apple's phases have reached, for users who install at once. */
static void test_phases(void)
{
	const struct situation *of = &situations[4];
	struct pl_fleet *fleet = compute(of);

	near(fleet->points[1].now.refused / ONE, 0.95L, "phases: 5% are offered it on the third day");
	near(fleet->last.refused / ONE, 0, "phases: all are on the seventh");
	near(pl_fleet_total_of(fleet, 0, 0).refused_for / SECOND / DAY, 0.95L + 0.9L + 0.8L + 0.5L - 0.95L / 2 / DAY,
	     "phases: user-days lost on the way");
	pl_fleet_free(fleet);
}

/* Contacts every N: the mean over the last N of who was due. */
static void test_rare(void)
{
	const struct situation *of = &situations[8];
	struct pl_fleet *fleet = compute(of);
	long double c = 9 * DAY / logl(2.0L), n = 30 * DAY, t = 50 * DAY;
	long double old = expm1l(-(t - n) / c) - expm1l(-t / c);
	size_t point = pl_fleet_point_at(fleet, 60 * DAY);

	near(fleet->shares[point * 3] / ONE, 0.02L + 0.98L * c * old / n,
	     "rarely used: on the oldest version after sixty days");
	pl_fleet_free(fleet);
}

/* An age is found to the second, in which a half-life of days moves less than a millionth. */
static void about(long double got, long double want, const char *name)
{
	tap_ok(fabsl(got - want) <= 1e-6L * (1 + fabsl(want)), "%s", name);
	if (fabsl(got - want) > 1e-6L * (1 + fabsl(want)))
		tap_note("computed %.15Lg, the formula says %.15Lg", got, want);
}

/* 10% on the new version on day 12, 50% on day 20; half-life nine days, a twentieth never. */
static void test_measured(enum pl_segment_store store)
{
	static const struct pl_stage at_10[] = { { 10 * DAY, 1000000 } };
	const int64_t counts[] = { PL_FLEET_ONE / 10 * 9, PL_FLEET_ONE - PL_FLEET_ONE / 10 * 9,
				   PL_FLEET_ONE / 2, PL_FLEET_ONE / 2 };
	const int64_t dates[] = { 12 * DAY, 20 * DAY }, times[] = { 0, 16 * DAY, 30 * DAY };
	const int64_t extra[] = { 11 * DAY, 20 * DAY + 1, 29 * DAY };
	const uint8_t cells[] = { 0, 0, PL_FLEET_READ, 0, PL_FLEET_REFUSED, 0 };
	const struct pl_fleet_segment segment = {
		.name = "all", .share = 1000000, .adoption = &nine_days, .never = 50000, .store = store,
	};
	const struct pl_fleet_version versions[] = {
		{ .name = "1" }, { .name = "2", .stages = at_10, .n_stages = 1 },
	};
	const struct pl_fleet_input input = {
		.users = 1000, .segments = &segment, .n_segments = 1, .versions = versions,
		.n_versions = 2, .times = times, .n_times = 3, .end = 60 * DAY, .extra = extra,
		.n_extra = 3, .measured_at = dates, .n_measured = 2, .measured = counts,
		.n_groups = 1, .cells = cells,
	};
	struct pl_fleet *fleet = pl_fleet_compute(&input);
	long double day_11 = fleet->shares[pl_fleet_point_at(fleet, 11 * DAY) * 2 + 1] / ONE;
	long double day_16 = fleet->shares[pl_fleet_point_at(fleet, 16 * DAY) * 2 + 1] / ONE;
	long double day_20 = fleet->shares[pl_fleet_point_at(fleet, 20 * DAY + 1) * 2 + 1] / ONE;
	long double day_29 = fleet->shares[pl_fleet_point_at(fleet, 29 * DAY) * 2 + 1] / ONE;
	struct pl_fleet_total total = pl_fleet_total_of(fleet, 0, 0);

	near(day_11, 0.95L * (1 - exp2l(-1 / 9.0L)), "measured: before it, as assumed");
	near(day_16, 0.3L, "measured: half-way between two counts");
	about(day_20, 0.5L, "measured: behind the last count from there on");
	about(day_29, 0.725L, "measured: half of the rest in a half-life");
	about(total.read_for / SECOND / DAY,
	     (0.7L + 0.5L) / 2 * 4 + 10 * 0.05L +
		     0.45L * 9 / logl(2.0L) * (1 - exp2l(-10 / 9.0L)),
	     "measured: user-days read, straight and then by the curve");
	about(fleet->lowest / ONE, 1 - 0.05L - 0.45L * exp2l(-10 / 9.0L),
	     "measured: the lowest availability");
	about(total.never_returns / ONE,
	     store == PL_STORE_OWN ? 0.05L : 0.05L + 0.45L * exp2l(-10 / 9.0L),
	     "measured: who never returns");
	pl_fleet_free(fleet);
}

/* Offered to a tenth at once, to half on day 4, to all on day 20. */
static void test_paused_and_halted(void)
{
	struct pl_stage stages[] = { { 0, 100000 }, { 4 * DAY, 500000 }, { 20 * DAY, 1000000 } };
	struct pl_release_def release = {
		.rollout = { .stages = stages, .n_stages = 3, .halt_at = PL_TIME_NONE },
	};

	tap_int(pl_release_offer(&release, 1), 4 * DAY, "a stage as written");
	release.rollout.pause_at = 2 * DAY;
	release.rollout.pause_for = 7 * DAY;
	tap_int(pl_release_offer(&release, 0), 0, "before a pause");
	tap_int(pl_release_offer(&release, 1), 11 * DAY, "a pause puts it off");
	release.rollout.halt_at = 12 * DAY;
	tap_int(pl_release_offer(&release, 1), 11 * DAY, "a halt behind it");
	release.rollout.halt_at = 5 * DAY;
	tap_int(pl_release_offer(&release, 0), 0, "a halt takes back nothing");
	tap_ok(pl_release_offer(&release, 1) == PL_TIME_NONE,
	       "nobody more is offered it after a halt, the ones that a pause put off included");
}

static void test_units(void)
{
	struct pl_fleet fleet = { .users = 4000000 };

	tap_int(pl_fleet_users(&fleet, PL_FLEET_ONE / 4), 1000000, "a share as users");
	tap_int(pl_fleet_user_days(&fleet, (int64_t)(DAY * SECOND / 2)), 2000000000,
		"half a day each of four million are two million user-days, in thousandths");
	tap_int(pl_fleet_millionths(1, 3), 333333, "a third in millionths");
	tap_int(pl_fleet_millionths(1, 0), 0, "a part of nobody");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(situations) / sizeof(*situations); i++)
		test_situation(&situations[i]);
	test_own_store();
	test_behind_pin();
	test_phases();
	test_rare();
	test_measured(PL_STORE_OWN);
	test_measured(PL_STORE_BEHIND_PIN);
	test_paused_and_halted();
	test_units();
	return tap_done();
}
