/* Which users of a fleet are alike: of one segment, and offered everything at the same seconds? */
#include <config.h>

#include "lab/fleet/kinds.h"

#include <stdlib.h>

#include "util/mem.h"

#define ALL_MILLIONTHS 1000000u
#define TABLE_MAX 20000

/* The quantiles at which some version of the app reaches further users, ascending, with the end. */
struct cuts {
	unsigned *items;
	size_t n, cap;
};

static void cut(struct cuts *cuts, unsigned at)
{
	size_t i = cuts->n;

	for (size_t j = 0; j < cuts->n; j++)
		if (cuts->items[j] == at)
			return;
	*PL_PUSH(cuts->items, cuts->n, cuts->cap) = at;
	for (; i > 0 && cuts->items[i - 1] > at; i--)
		cuts->items[i] = cuts->items[i - 1];
	cuts->items[i] = at;
}

static void find_cuts(const struct pl_fleet_input *input, size_t app, struct cuts *out)
{
	cut(out, ALL_MILLIONTHS);
	for (size_t i = 0; i < input->n_versions; i++) {
		const struct pl_fleet_version *version = &input->versions[i];

		for (size_t j = 0; version->app == app && j < version->n_stages; j++)
			if (version->stages[j].share < ALL_MILLIONTHS)
				cut(out, version->stages[j].share);
	}
}

/* When a version is offered to the users just above a quantile. */
static int64_t offered(const struct pl_fleet_version *version, unsigned quantile)
{
	for (size_t i = 0; i < version->n_stages; i++)
		if (version->stages[i].share > quantile)
			return version->stages[i].after;
	return PL_FLEET_NEVER;
}

/* Only the newest is installed: an older one that comes later, or at once with it, is not. */
static void add_offer(struct pl_kind *kind, size_t version, int64_t since)
{
	if (since == PL_FLEET_NEVER)
		return;
	while (kind->n > 1 && kind->since[kind->n - 1] >= since)
		kind->n--;
	kind->since[kind->n] = since;
	kind->version[kind->n] = version;
	kind->n++;
}

static void add_offers(struct pl_kind *kind, const struct pl_fleet_input *input, size_t app,
		       unsigned quantile)
{
	kind->since = pl_calloc(input->n_versions + 1, sizeof(*kind->since));
	kind->version = pl_calloc(input->n_versions + 1, sizeof(*kind->version));
	for (size_t i = 0; i < input->n_versions; i++) {
		if (input->versions[i].app != app)
			continue;
		if (kind->n == 0) {
			kind->since[0] = INT64_MIN;
			kind->version[0] = i;
			kind->n = 1;
		} else {
			add_offer(kind, i, offered(&input->versions[i], quantile));
		}
	}
}

static bool is_forced(const struct pl_fleet_input *input, size_t app)
{
	for (size_t i = 0; i < input->n_minimums; i++)
		if (input->minimums[i].then == PL_MINIMUM_UPDATE &&
		    input->versions[input->minimums[i].version].app == app)
			return true;
	return false;
}

static void add_kind(struct pl_kinds *kinds, const struct pl_fleet_input *input, size_t segment,
		     unsigned quantile, int64_t mass)
{
	const struct pl_fleet_segment *of = &input->segments[segment];
	struct pl_kind *kind = PL_PUSH(kinds->items, kinds->n, kinds->cap);

	*kind = (struct pl_kind){
		.segment = segment,
		.mass = mass,
		.ages = &kinds->ages[segment],
		.stays = of->store == PL_STORE_BEHIND_PIN,
	};
	kind->stateful = kind->stays || is_forced(input, of->app);
	add_offers(kind, input, of->app, quantile);
	if (!kind->stateful)
		return;
	*PL_PUSH(kind->lags, kind->n_lags, kind->cap_lags) =
		(struct pl_lags){ .high = PL_FLEET_NEVER, .version = kind->version[0] };
}

/* `begin` and `size`: of the segment among all users, in millionths. Shares of a whole are
 * differences of rounded sums, so that they are the whole together. */
static void add_kinds(struct pl_kinds *kinds, const struct pl_fleet_input *input, size_t segment,
		      unsigned begin)
{
	const struct pl_fleet_segment *of = &input->segments[segment];
	int64_t start = pl_share_millionths(begin);
	int64_t all = pl_share_millionths(begin + of->share) - start, before = 0;
	struct cuts cuts = { 0 };

	find_cuts(input, of->app, &cuts);
	for (size_t i = 0; i < cuts.n; i++) {
		int64_t upto = pl_share_of(all, pl_share_millionths(cuts.items[i]));

		add_kind(kinds, input, segment, i ? cuts.items[i - 1] : 0, upto - before);
		before = upto;
	}
	free(cuts.items);
}

void pl_kinds_make(struct pl_kinds *kinds, const struct pl_fleet_input *input)
{
	unsigned begin = 0;

	*kinds = (struct pl_kinds){ .n_segments = input->n_segments };
	kinds->ages = pl_calloc(input->n_segments + 1, sizeof(*kinds->ages));
	for (size_t i = 0; i < input->n_segments; i++) {
		const struct pl_fleet_segment *of = &input->segments[i];

		pl_curve_of(&kinds->ages[i].curve, of->adoption, of->never, of->seen_every);
		add_kinds(kinds, input, i, begin);
		begin += of->share;
	}
}

static int64_t common(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static void tabulate(struct pl_ages *ages, int64_t unit, size_t n)
{
	ages->unit = unit;
	ages->n = n;
	ages->share = pl_calloc(n, sizeof(*ages->share));
	ages->sum = pl_calloc(n, sizeof(*ages->sum));
	for (size_t i = 0; i < n; i++) {
		ages->share[i] = pl_curve_seen(&ages->curve, (int64_t)i * unit);
		ages->sum[i] = pl_curve_seen_sum(&ages->curve, (int64_t)i * unit);
	}
}

void pl_kinds_tabulate(struct pl_kinds *kinds, const int64_t *times, size_t n)
{
	int64_t unit = 0, length = times[n - 1] - times[0];

	for (size_t i = 1; i < n; i++)
		unit = common(unit, times[i] - times[0]);
	for (size_t i = 0; i < kinds->n; i++)
		for (size_t j = 1; j < kinds->items[i].n; j++)
			if (kinds->items[i].since[j] < times[n - 1])
				unit = common(unit, llabs(kinds->items[i].since[j] - times[0]));
	/* Worth it where most ages are asked for. */
	if (unit == 0 || unit > UINT32_MAX || length / unit >= TABLE_MAX || length / unit > 4 * (int64_t)n)
		return;
	for (size_t i = 0; i < kinds->n_segments; i++)
		tabulate(&kinds->ages[i], unit, (size_t)(length / unit) + 1);
}

/* The place of an age in the table, or n. Short divisions are what a fleet spends its time with. */
static size_t place_of(const struct pl_ages *ages, int64_t age)
{
	uint32_t unit = (uint32_t)ages->unit, place;

	if (unit == 0 || age > UINT32_MAX)
		return ages->n;
	place = (uint32_t)age / unit;
	return place < ages->n && place * unit == (uint32_t)age ? place : ages->n;
}

int64_t pl_ages_share(const struct pl_ages *ages, int64_t age)
{
	size_t place;

	if (age <= 0)
		return 0;
	if (age == PL_FLEET_NEVER)
		return ages->curve.top;
	place = place_of(ages, age);
	return place < ages->n ? ages->share[place] : pl_curve_seen(&ages->curve, age);
}

pl_wide pl_ages_sum(const struct pl_ages *ages, int64_t age)
{
	size_t place;

	if (age <= 0)
		return 0;
	place = place_of(ages, age);
	return place < ages->n ? ages->sum[place] : pl_curve_seen_sum(&ages->curve, age);
}

void pl_kinds_clear(struct pl_kinds *kinds)
{
	for (size_t i = 0; i < kinds->n; i++) {
		free(kinds->items[i].since);
		free(kinds->items[i].version);
		free(kinds->items[i].lags);
		pl_rare_clear(&kinds->items[i]);
	}
	for (size_t i = 0; i < kinds->n_segments; i++) {
		pl_curve_clear(&kinds->ages[i].curve);
		free(kinds->ages[i].share);
		free(kinds->ages[i].sum);
	}
	free(kinds->items);
	free(kinds->ages);
	*kinds = (struct pl_kinds){ 0 };
}
