/*
 * How long does a fleet take: ten years of days, fifty versions, ten segments? Prints milliseconds
 * for the situations that differ: nothing broken, every old version cut off, a bad release in between,
 * staged roll-outs, updates behind the pin, rarely used devices.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lab/fleet.h"
#include "util/mem.h"
#include "util/time.h"

#define DAY PL_DAY
#define STEPS 3652
#define VERSIONS 50
#define SEGMENTS 10
#define ROUNDS 9

enum what { ALL_WELL, OLD_OUT, MIDDLE_OUT, STAGED, BEHIND, RARE, RARE_BEHIND };
static const char *const names[] = {
	"nothing is cut off", "versions older than three are cut off", "each fifth version is bad",
	"the same with seven phases", "updates behind the pin", "rarely used",
	"rarely used and behind the pin",
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double measure(const struct pl_fleet_input *input)
{
	double begin = now();
	struct pl_fleet *fleet = pl_fleet_compute(input);
	double took = now() - begin;

	if (fleet->points[0].now.users != PL_FLEET_ONE)
		abort();
	pl_fleet_free(fleet);
	return took;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const struct pl_fleet_input *input)
{
	double took[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++)
		took[i] = measure(input);
	qsort(took, ROUNDS, sizeof(*took), by_size);
	return took[ROUNDS / 2];
}

static void fill(struct pl_fleet_input *input, enum what what, uint8_t *cells,
		 struct pl_fleet_segment *segments, struct pl_fleet_version *versions,
		 struct pl_stage (*stages)[7], struct pl_curve_def *curves)
{
	static const unsigned shares[] = { 10000, 20000, 50000, 100000, 200000, 500000, 1000000 };
	bool staged = what == STAGED;

	for (size_t i = 0; i < SEGMENTS; i++) {
		curves[i] = (struct pl_curve_def){ .half_life = (int64_t)(3 + i) * DAY };
		segments[i] = (struct pl_fleet_segment){
			.name = "", .share = 100000, .adoption = &curves[i], .never = 50000,
			.store = what == BEHIND || what == RARE_BEHIND ? PL_STORE_BEHIND_PIN
								       : PL_STORE_OWN,
			.seen_every = what == RARE || what == RARE_BEHIND ? 30 * DAY : 0,
		};
	}
	for (size_t i = 0; i < VERSIONS; i++) {
		for (size_t j = 0; j < 7; j++)
			stages[i][j] = (struct pl_stage){
				.after = (int64_t)(i * 73 + (staged ? j : 0)) * DAY,
				.share = shares[staged ? j : 6],
			};
		versions[i] = (struct pl_fleet_version){ .name = "", .stages = stages[i],
							 .n_stages = staged ? 7 : 1 };
	}
	for (size_t i = 0; i < STEPS; i++)
		for (size_t j = 0; j < VERSIONS; j++) {
			bool out = what == ALL_WELL ? false
				 : what == MIDDLE_OUT || what == STAGED ? j % 5 == 2
						     : (j + 3) * 73 < i;

			cells[i * VERSIONS + j] = out ? PL_FLEET_REFUSED : 0;
		}
	input->segments = segments;
	input->versions = versions;
}

int main(void)
{
	static uint8_t cells[STEPS * VERSIONS];
	static int64_t times[STEPS];
	struct pl_fleet_segment segments[SEGMENTS];
	struct pl_fleet_version versions[VERSIONS];
	struct pl_stage stages[VERSIONS][7];
	struct pl_curve_def curves[SEGMENTS];
	struct pl_fleet_input input = {
		.users = 1000000, .n_segments = SEGMENTS, .n_versions = VERSIONS, .times = times,
		.n_times = STEPS, .end = STEPS * DAY, .n_groups = 1, .cells = cells,
	};

	for (size_t i = 0; i < STEPS; i++)
		times[i] = (int64_t)i * DAY;
	for (int what = ALL_WELL; what <= RARE_BEHIND; what++) {
		fill(&input, (enum what)what, cells, segments, versions, stages, curves);
		fflush(stdout);
		printf("%7.1f ms  %s\n", median(&input), names[what]);
	}
	return 0;
}
