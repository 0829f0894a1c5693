/*
 * A fleet of everything that can be asked of one, printed to the last bit: a test
 * compares the output of several compilers and levels of optimization.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>

#include "lab/fleet.h"
#include "util/mem.h"
#include "util/time.h"

#define DAY PL_DAY
#define STEPS 400
#define VERSIONS 12
#define SEGMENTS 5

static const struct pl_curve_point line[] = {
	{ 12345, 1 }, { 10 * DAY, 333333 }, { 40 * DAY + 7, 899999 },
};
static const struct pl_curve_def curves[SEGMENTS] = {
	{ .half_life = 9 * DAY },
	{ .points = (struct pl_curve_point *)(uintptr_t)line, .n_points = 3 },
	{ .half_life = 100001 },
	{ .half_life = 70 * DAY },
	{ .points = (struct pl_curve_point *)(uintptr_t)line, .n_points = 3 },
};

static void print(const struct pl_fleet *fleet)
{
	for (size_t i = 0; i < fleet->n_points; i++) {
		const struct pl_fleet_point *point = &fleet->points[i];

		printf("%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
		       " %" PRId64 "\n",
		       point->at, point->now.refused, point->now.locked, point->now.read,
		       point->lowest, point->lowest_at, point->most_read);
	}
	for (size_t i = 0; i < fleet->n_segments * fleet->n_versions; i++)
		printf("%zu %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", i,
		       fleet->totals[i].refused_for, fleet->totals[i].locked_for,
		       fleet->totals[i].read_for, fleet->totals[i].never_returns,
		       fleet->last_shares[i]);
}

int main(void)
{
	struct pl_fleet_segment segments[SEGMENTS];
	struct pl_fleet_version versions[VERSIONS];
	struct pl_stage stages[VERSIONS][2];
	int64_t times[STEPS];
	uint8_t cells[STEPS * VERSIONS];
	struct pl_fleet_minimum minimum = { 6, 200 * DAY + 1, PL_MINIMUM_UPDATE };
	struct pl_fleet_input input = {
		.users = 123456789, .segments = segments, .n_segments = SEGMENTS,
		.versions = versions, .n_versions = VERSIONS, .minimums = &minimum,
		.n_minimums = 1, .times = times, .n_times = STEPS, .end = 401 * DAY,
		.n_groups = 1, .cells = cells, .every = 3 * DAY + 1,
	};
	struct pl_fleet *fleet;

	for (size_t i = 0; i < SEGMENTS; i++)
		segments[i] = (struct pl_fleet_segment){
			.name = "", .share = 200000, .adoption = &curves[i], .never = 30000,
			.store = i % 2 ? PL_STORE_BEHIND_PIN : PL_STORE_OWN,
			.seen_every = i > 2 ? (int64_t)i * 7 * DAY + 11 : 0,
		};
	for (size_t i = 0; i < VERSIONS; i++) {
		int64_t at = (int64_t)i * 31 * DAY + 5;

		stages[i][0] = (struct pl_stage){ at, 123456 };
		stages[i][1] = (struct pl_stage){ at + 40 * DAY, 1000000 };
		versions[i] = (struct pl_fleet_version){ .name = "", .stages = stages[i],
							 .n_stages = 2 };
	}
	for (size_t i = 0; i < STEPS; i++) {
		times[i] = (int64_t)i * DAY;
		for (size_t j = 0; j < VERSIONS; j++)
			cells[i * VERSIONS + j] =
				(uint8_t)((i / 29 + j * 5) % 7 == 0 ? PL_FLEET_REFUSED
					  : (i / 17 + j) % 11 == 0  ? PL_FLEET_READ
								    : 0);
	}
	fleet = pl_fleet_compute(&input);
	print(fleet);
	pl_fleet_free(fleet);
	return 0;
}
