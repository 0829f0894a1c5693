/* What if users take updates slower or faster than was said? */
#include <config.h>

#include "lab/plan/parts.h"

#include <stdlib.h>

#include "util/mem.h"

/* A quarter slower: what took three days takes four. A quarter faster: five take four. */
static const struct pace {
	const char *words;
	int64_t times, over;
} paces[PL_PACES] = {
	[PL_PACE_AS_SAID] = { "as said", 1, 1 },
	[PL_PACE_SLOWER] = { "25 % slower", 4, 3 },
	[PL_PACE_FASTER] = { "25 % faster", 4, 5 },
};

const char *pl_pace_words(enum pl_pace pace)
{
	return paces[pace].words;
}

static int64_t stretch(int64_t seconds, const struct pace *pace)
{
	return seconds * pace->times / pace->over;
}

static struct pl_curve_def stretched(const struct pl_curve_def *curve, const struct pace *pace)
{
	const struct pl_curve_point *points = curve->preset ? curve->preset->points
							    : curve->points;
	size_t n = curve->preset ? curve->preset->n_points : curve->n_points;
	struct pl_curve_def out = { .half_life = stretch(curve->half_life, pace) };

	if (curve->half_life > 0)
		return out;
	out.points = pl_memdup(points, n * sizeof(*points));
	out.n_points = out.cap_points = n;
	for (size_t i = 0; i < n; i++)
		out.points[i].age = stretch(points[i].age, pace);
	return out;
}

struct pl_segment_def *pl_pace_segments(const struct pl_fleet_def *fleet, enum pl_pace pace)
{
	struct pl_segment_def *segments =
		pl_memdup(fleet->segments, fleet->n_segments * sizeof(*segments));

	for (size_t i = 0; i < fleet->n_segments; i++)
		segments[i].adoption = stretched(&fleet->segments[i].adoption, &paces[pace]);
	return segments;
}

void pl_pace_free(struct pl_segment_def *segments, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(segments[i].adoption.points);
	free(segments);
}
