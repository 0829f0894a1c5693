/* What does a run say about the versions of a fleet's apps: when they are offered, and whom each
 * step refuses or lets be read? */
#include <config.h>

#include "lab/fleet.h"

#include <stdlib.h>

#include "lab/exposure.h"
#include "lab/fleet/wide.h"
#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

#define NOWHERE SIZE_MAX

struct group {
	size_t app;
	const char *device;
};

struct reading {
	const struct pl_run *run;
	const struct pl_model *model;
	const char **apps; /* strategies */
	size_t n_apps;
	struct group *groups;
	size_t n_groups;
	struct pl_fleet_segment *segments;
	struct pl_fleet_version *versions;
	size_t n_versions, cap_versions;
	struct pl_stage **stages; /* [n_versions] owned */
	struct pl_fleet_minimum *minimums;
	size_t n_minimums;
	int64_t *times;
	uint8_t *cells;
	int64_t *measured_at, *measured;
	size_t n_measured;
};

static size_t app_of(struct reading *reading, const char *strategy)
{
	for (size_t i = 0; i < reading->n_apps; i++)
		if (pl_streq(reading->apps[i], strategy))
			return i;
	reading->apps[reading->n_apps] = strategy;
	return reading->n_apps++;
}

static size_t group_of(struct reading *reading, size_t app, const char *device)
{
	for (size_t i = 0; i < reading->n_groups; i++)
		if (reading->groups[i].app == app && pl_streq(reading->groups[i].device, device))
			return i;
	reading->groups[reading->n_groups] = (struct group){ app, device };
	return reading->n_groups++;
}

static void read_segments(struct reading *reading)
{
	const struct pl_fleet_def *def = reading->model->fleet;

	reading->apps = pl_calloc(def->n_segments + 1, sizeof(*reading->apps));
	reading->groups = pl_calloc(def->n_segments + 1, sizeof(*reading->groups));
	reading->segments = pl_calloc(def->n_segments + 1, sizeof(*reading->segments));
	for (size_t i = 0; i < def->n_segments; i++) {
		const struct pl_segment_def *from = &def->segments[i];
		const char *device = from->device ? from->device : reading->model->devices[0].name;
		const char *strategy =
			from->strategy ? from->strategy : pl_fleet_strategy(reading->model);
		size_t app = app_of(reading, strategy);

		reading->segments[i] = (struct pl_fleet_segment){
			.name = from->name,
			.share = from->share,
			.adoption = &from->adoption,
			.never = from->never,
			.store = from->store,
			.seen_every = from->seen_every,
			.app = app,
			.group = group_of(reading, app, device),
		};
	}
}

static size_t find_version(const struct reading *reading, size_t app, const char *name)
{
	for (size_t i = 0; i < reading->n_versions; i++)
		if (reading->versions[i].app == app && pl_streq(reading->versions[i].name, name))
			return i;
	return NOWHERE;
}

static const struct pl_release_def *find_release(const struct pl_model *model, const char *strategy,
						 const char *version)
{
	for (size_t i = 0; i < model->fleet->n_releases; i++)
		if (pl_streq(model->fleet->releases[i].strategy, strategy) &&
		    pl_streq(model->fleet->releases[i].version, version))
			return &model->fleet->releases[i];
	return NULL;
}

/* A version of which the fleet says nothing is offered to everybody once it is built. */
static void add_version(struct reading *reading, size_t app, const struct pl_row *row)
{
	const struct pl_release_def *release =
		find_release(reading->model, reading->apps[app], row->version);
	struct pl_fleet_version *version =
		PL_PUSH(reading->versions, reading->n_versions, reading->cap_versions);
	struct pl_stage *stages;
	size_t n = 1;
	const struct pl_stage *from = release ? pl_rollout_stages(&release->rollout, &n) : NULL;

	stages = pl_calloc(n, sizeof(*stages));
	for (size_t i = 0; i < n; i++) {
		int64_t at = release ? pl_release_offer(release, i)
				     : reading->run->steps[row->built]->at;

		stages[i].after = at == PL_TIME_NONE ? PL_FLEET_NEVER : at;
		stages[i].share = from ? from[i].share : PL_SHARE_ALL;
	}
	*version = (struct pl_fleet_version){
		.name = row->version, .app = app, .stages = stages, .n_stages = n,
	};
	reading->stages = pl_realloc(reading->stages, reading->n_versions, sizeof(*reading->stages));
	reading->stages[reading->n_versions - 1] = stages;
}

static void read_versions(struct reading *reading)
{
	const struct pl_run *run = reading->run;

	for (size_t app = 0; app < reading->n_apps; app++)
		for (size_t i = 0; i < run->n_rows; i++)
			if (!run->rows[i]->control &&
			    pl_streq(run->rows[i]->strategy->name, reading->apps[app]) &&
			    find_version(reading, app, run->rows[i]->version) == NOWHERE)
				add_version(reading, app, run->rows[i]);
}

/* A minimum that is not built yet is not in force either. */
static void read_minimums(struct reading *reading)
{
	const struct pl_fleet_def *def = reading->model->fleet;

	reading->minimums = pl_calloc(def->n_minimums + 1, sizeof(*reading->minimums));
	for (size_t i = 0; i < def->n_minimums; i++) {
		const struct pl_minimum_def *from = &def->minimums[i];
		const char *strategy =
			from->strategy ? from->strategy : pl_fleet_strategy(reading->model);
		size_t version =
			find_version(reading, app_of(reading, strategy), from->version);

		if (version != NOWHERE)
			reading->minimums[reading->n_minimums++] = (struct pl_fleet_minimum){
				.version = version, .from = from->from, .then = from->then,
			};
	}
}

/* Where a row's verdict goes among those of a step. */
static size_t cell_of(const struct reading *reading, const struct pl_row *row)
{
	for (size_t i = 0; i < reading->n_groups && !row->control; i++) {
		size_t app = reading->groups[i].app;

		if (pl_streq(reading->apps[app], row->strategy->name) &&
		    pl_streq(reading->groups[i].device, row->device))
			return i * reading->n_versions + find_version(reading, app, row->version);
	}
	return NOWHERE;
}

/* An app that needs several hosts is cut off when one of them refuses it, and read when one of
 * its connections is. */
static void read_cells(struct reading *reading)
{
	const struct pl_run *run = reading->run;
	size_t width = reading->n_groups * reading->n_versions;
	size_t *cell = pl_calloc(run->n_rows + 1, sizeof(*cell));

	for (size_t i = 0; i < run->n_rows; i++)
		cell[i] = cell_of(reading, run->rows[i]);
	reading->times = pl_calloc(run->n_steps, sizeof(*reading->times));
	reading->cells = pl_calloc(run->n_steps * width + 1, sizeof(*reading->cells));
	for (size_t i = 0; i < run->n_steps; i++) {
		const struct pl_step *step = run->steps[i];

		reading->times[i] = step->at;
		for (size_t j = 0; j < step->n_rows; j++) {
			uint8_t *to = reading->cells + i * width + cell[j];

			if (cell[j] == NOWHERE)
				continue;
			if (pl_step_honest(step, j)->verdict != PL_SURVIVES)
				*to |= PL_FLEET_REFUSED;
			if (pl_run_reads(run, step, j))
				*to |= PL_FLEET_READ;
		}
	}
	free(cell);
}

static void count_date(struct reading *reading, const struct pl_adoption_row *rows, size_t n)
{
	int64_t *shares = reading->measured + reading->n_measured * reading->n_versions;
	int64_t sum = 0, above = 0, all = 0;

	for (size_t i = 0; i < n; i++)
		all += rows[i].users;
	for (size_t v = reading->n_versions; v-- > 0;) {
		int64_t upto;

		for (size_t i = 0; i < n; i++)
			sum += pl_streq(rows[i].version, reading->versions[v].name) ? rows[i].users
										    : 0;
		upto = (int64_t)(((pl_wide)sum << PL_SHARE_BITS) / all);
		shares[v] = upto - above;
		above = upto;
	}
	reading->measured_at[reading->n_measured++] = rows[0].date;
}

/* Versions that are not built yet have no users, so that what was counted later is not known yet. */
static void read_measured(struct reading *reading)
{
	const struct pl_adoption_def *def = &reading->model->fleet->adoption;
	int64_t end = pl_run_end(reading->run);

	reading->measured_at = pl_calloc(def->n + 1, sizeof(*reading->measured_at));
	reading->measured =
		pl_calloc(def->n * reading->n_versions + 1, sizeof(*reading->measured));
	for (size_t i = 0, n; i < def->n && def->rows[i].date < end; i += n) {
		for (n = 1; i + n < def->n && def->rows[i + n].date == def->rows[i].date; n++)
			;
		count_date(reading, def->rows + i, n);
	}
}

static struct pl_fleet *compute(const struct reading *reading, int64_t every, const int64_t *extra,
				size_t n_extra)
{
	const struct pl_run *run = reading->run;
	int64_t end = pl_run_end(run), last = run->steps[run->n_steps - 1]->at;
	struct pl_fleet_input input = {
		.users = reading->model->fleet->users,
		.segments = reading->segments,
		.n_segments = reading->model->fleet->n_segments,
		.versions = reading->versions,
		.n_versions = reading->n_versions,
		.minimums = reading->minimums,
		.n_minimums = reading->n_minimums,
		.times = reading->times,
		.n_times = run->n_steps,
		.end = end < last ? last : end,
		.every = every,
		.extra = extra,
		.n_extra = n_extra,
		.measured_at = reading->measured_at,
		.n_measured = reading->n_measured,
		.measured = reading->measured,
		.n_groups = reading->n_groups,
		.cells = reading->cells,
	};

	return pl_fleet_compute(&input);
}

static void clear(struct reading *reading)
{
	for (size_t i = 0; i < reading->n_versions; i++)
		free(reading->stages[i]);
	free(reading->stages);
	free(reading->apps);
	free(reading->groups);
	free(reading->segments);
	free(reading->versions);
	free(reading->minimums);
	free(reading->times);
	free(reading->measured_at);
	free(reading->measured);
	free(reading->cells);
}

struct pl_fleet *pl_fleet_run(const struct pl_run *run, int64_t every)
{
	return pl_fleet_run_at(run, every, NULL, 0);
}

static struct pl_fleet *run_fleet(const struct pl_run *run, int64_t every, const int64_t *times,
				  size_t n, bool measured)
{
	struct reading reading = { .run = run, .model = run->model };
	struct pl_fleet *fleet;

	if (!run->model->fleet)
		return NULL;
	read_segments(&reading);
	read_versions(&reading);
	read_minimums(&reading);
	read_cells(&reading);
	if (measured)
		read_measured(&reading);
	fleet = compute(&reading, every, times, n);
	clear(&reading);
	return fleet;
}

struct pl_fleet *pl_fleet_run_at(const struct pl_run *run, int64_t every, const int64_t *times,
				 size_t n)
{
	return run_fleet(run, every, times, n, true);
}

struct pl_fleet *pl_fleet_run_assumed(const struct pl_run *run, int64_t every, const int64_t *times,
				      size_t n)
{
	return run_fleet(run, every, times, n, false);
}
