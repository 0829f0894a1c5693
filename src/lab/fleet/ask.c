/* What does a computed fleet say about a segment, a version, a second, in users and days? */
#include <config.h>

#include "lab/fleet.h"
#include "lab/fleet/wide.h"
#include "util/time.h"

static void add(struct pl_fleet_moment *moment, uint8_t state, int64_t share)
{
	moment->users += share;
	moment->refused += state & PL_FLEET_REFUSED ? share : 0;
	moment->locked += state & PL_FLEET_LOCKED ? share : 0;
	moment->read += state & PL_FLEET_READ ? share : 0;
}

struct pl_fleet_moment pl_fleet_moment_of(const struct pl_fleet *fleet, size_t point,
					  size_t segment, size_t version)
{
	struct pl_fleet_moment out = { 0 };

	for (size_t i = 0; i < fleet->n_segments; i++) {
		size_t row = (point * fleet->n_segments + i) * fleet->n_versions;

		if (segment != PL_FLEET_ALL && segment != i)
			continue;
		for (size_t j = 0; j < fleet->n_versions; j++)
			if (version == PL_FLEET_ALL || version == j)
				add(&out, fleet->states[row + j], fleet->shares[row + j]);
	}
	return out;
}

struct pl_fleet_total pl_fleet_total_of(const struct pl_fleet *fleet, size_t segment,
					size_t version)
{
	struct pl_fleet_total out = { 0 };

	for (size_t i = 0; i < fleet->n_segments * fleet->n_versions; i++) {
		const struct pl_fleet_total *cell = &fleet->totals[i];

		if ((segment != PL_FLEET_ALL && segment != i / fleet->n_versions) ||
		    (version != PL_FLEET_ALL && version != i % fleet->n_versions))
			continue;
		out.refused_for += cell->refused_for;
		out.locked_for += cell->locked_for;
		out.read_for += cell->read_for;
		out.never_returns += cell->never_returns;
	}
	return out;
}

size_t pl_fleet_point_at(const struct pl_fleet *fleet, int64_t at)
{
	size_t after = 0, end = fleet->n_points;

	while (after < end) {
		size_t middle = after + (end - after) / 2;

		if (fleet->points[middle].at <= at)
			after = middle + 1;
		else
			end = middle;
	}
	return after ? after - 1 : 0;
}

size_t pl_fleet_point_of(const struct pl_fleet *fleet, size_t step)
{
	size_t i = 0;

	while (i + 1 < fleet->n_points &&
	       !(fleet->points[i].begins && fleet->points[i].step == step))
		i++;
	return i;
}

int64_t pl_fleet_weight(const struct pl_fleet *fleet, size_t segment)
{
	return fleet->by_segment[segment].users;
}

int64_t pl_fleet_users(const struct pl_fleet *fleet, int64_t share)
{
	return (int64_t)pl_wide_div((pl_wide)share * fleet->users, PL_FLEET_ONE);
}

int64_t pl_fleet_user_days(const struct pl_fleet *fleet, int64_t time)
{
	return (int64_t)pl_wide_div((pl_wide)time * fleet->users * 1000,
				    (pl_wide)PL_DAY << 30);
}

int64_t pl_fleet_millionths(int64_t part, int64_t whole)
{
	return whole > 0 ? (int64_t)pl_wide_div((pl_wide)part * 1000000, whole) : 0;
}
