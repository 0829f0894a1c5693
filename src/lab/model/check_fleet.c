/* Can a fleet be what its scenario says? */
#include <config.h>

#include "lab/model.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lab/model/check.h"
#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

#define LONGEST (PL_FLEET_YEARS_MAX * 365 * PL_DAY)

static bool is_length(const struct pl_checker *checker, struct pl_pos pos, const char *who,
		      const char *what, int64_t length)
{
	if (length >= 0 && length <= LONGEST)
		return true;
	pl_errors_input(checker->errors, pos, "%s: %s is longer than %d years; make it shorter", who,
			what, PL_FLEET_YEARS_MAX);
	return false;
}

static const char *strategy_of(const struct pl_model *model, const char *named)
{
	return named ? named : pl_fleet_strategy(model);
}

static void check_strategy(const struct pl_checker *checker, struct pl_pos pos, const char *who,
			   const char *strategy)
{
	const struct pl_model *model = checker->model;
	const char **names;

	if (!strategy || pl_model_strategy(model, strategy))
		return;
	names = pl_calloc(model->n_strategies + 1, sizeof(*names));
	for (size_t i = 0; i < model->n_strategies; i++)
		names[i] = model->strategies[i].name;
	pl_check_unknown(checker, pos, who, "strategy", strategy, names, model->n_strategies);
	free(names);
}

static void check_device(const struct pl_checker *checker, const struct pl_segment_def *def)
{
	const struct pl_model *model = checker->model;
	const char **names = pl_calloc(model->n_devices + 1, sizeof(*names));
	bool found = !def->device;

	for (size_t i = 0; i < model->n_devices; i++) {
		names[i] = model->devices[i].name;
		found = found || pl_streq(names[i], def->device);
	}
	if (!found)
		pl_check_unknown(checker, def->pos, def->name, "device", def->device, names,
				 model->n_devices);
	free(names);
}

static void check_points(const struct pl_checker *checker, const struct pl_segment_def *def)
{
	const struct pl_curve_point *points = def->adoption.points;
	size_t n = def->adoption.n_points;
	char share[PL_SHARE_TEXT], age[PL_DURATION_TEXT];

	if (points[0].age < 1)
		pl_errors_input(checker->errors, def->pos,
				"%s: nobody has a version before it is offered; begin the points "
				"after 0s",
				def->name);
	for (size_t i = 1; i < n; i++) {
		if (points[i].age <= points[i - 1].age)
			pl_errors_input(checker->errors, def->pos,
					"%s: the points stand in the order of their ages, and %s is "
					"there twice or too late",
					def->name, pl_duration_format(points[i].age, age));
		else if (points[i].share < points[i - 1].share)
			pl_errors_input(checker->errors, def->pos,
					"%s: adoption falls to %s at %s, and nobody goes back to an "
					"older version; make the points rise",
					def->name, pl_share_words(points[i].share, share),
					pl_duration_format(points[i].age, age));
	}
	(void)!is_length(checker, def->pos, def->name, "the last point", points[n - 1].age);
}

/* The share that has updated in the end, as the curve says it. */
static unsigned reaches(const struct pl_curve_def *def)
{
	if (def->preset)
		return def->preset->points[def->preset->n_points - 1].share;
	return def->n_points ? def->points[def->n_points - 1].share : 0;
}

static void check_curve(const struct pl_checker *checker, const struct pl_segment_def *def)
{
	const struct pl_curve_def *curve = &def->adoption;
	char share[PL_SHARE_TEXT], never[PL_SHARE_TEXT];

	if ((curve->preset != NULL) + (curve->half_life > 0) + (curve->n_points > 0) != 1) {
		pl_errors_input(checker->errors, def->pos,
				"%s: how it updates is said by one of half-life, points and preset",
				def->name);
		return;
	}
	if (curve->n_points > 0)
		check_points(checker, def);
	if (curve->half_life > 0)
		(void)!is_length(checker, def->pos, def->name, "half-life", curve->half_life);
	if (reaches(curve) > PL_SHARE_ALL - def->never)
		pl_errors_input(checker->errors, def->pos,
				"%s: %s update by the curve, and %s never do, which is more than "
				"all; points count all users of the segment",
				def->name, pl_share_words(reaches(curve), share),
				pl_share_words(def->never, never));
}

/* True when the releases are of several apps. */
static bool are_several(const struct pl_fleet_def *fleet)
{
	for (size_t i = 1; i < fleet->n_releases; i++)
		if (!pl_streq(fleet->releases[i].strategy, fleet->releases[0].strategy))
			return true;
	return false;
}

static void check_segment(const struct pl_checker *checker, const struct pl_segment_def *def)
{
	if (!def->strategy && are_several(checker->model->fleet))
		pl_errors_input(checker->errors, def->pos,
				"whose app does %s have? There are releases of several; name one "
				"under 'strategy'",
				def->name);
	check_device(checker, def);
	check_strategy(checker, def->pos, def->name, def->strategy);
	check_curve(checker, def);
	(void)!is_length(checker, def->pos, def->name, "seen-every", def->seen_every);
}

static void check_segments(const struct pl_checker *checker)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;
	char share[PL_SHARE_TEXT];
	unsigned long sum = 0;

	for (size_t i = 0; i < fleet->n_segments; i++) {
		check_segment(checker, &fleet->segments[i]);
		sum += fleet->segments[i].share;
		for (size_t j = 0; j < i; j++)
			if (pl_streq(fleet->segments[i].name, fleet->segments[j].name))
				pl_errors_input(checker->errors, fleet->segments[i].pos,
						"another segment is named '%s' already; names are "
						"unique",
						fleet->segments[i].name);
	}
	if (fleet->n_segments == 0 || fleet->n_segments > PL_FLEET_SEGMENTS_MAX)
		pl_errors_input(checker->errors, fleet->pos,
				"the fleet has %zu segments; it takes 1 to %d", fleet->n_segments,
				PL_FLEET_SEGMENTS_MAX);
	else if (sum != PL_SHARE_ALL)
		pl_errors_input(checker->errors, fleet->segments[fleet->n_segments - 1].pos,
				"the segments are %s of the users together; make their shares add up "
				"to 100%%",
				pl_share_words((unsigned)sum, share));
}

static void check_stages(const struct pl_checker *checker, const struct pl_release_def *def)
{
	size_t n;
	const struct pl_stage *stages = pl_rollout_stages(&def->rollout, &n);
	char share[PL_SHARE_TEXT];

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (stages[i].after <= stages[i - 1].after ||
			      stages[i].share <= stages[i - 1].share))
			pl_errors_input(checker->errors, def->pos,
					"%s: the stages of a roll-out rise, in time and in share, and "
					"%s does not",
					def->version, pl_share_words(stages[i].share, share));
		if (!is_length(checker, def->pos, def->version, "a stage", stages[i].after))
			return;
	}
}

static void check_version(const struct pl_checker *checker, const struct pl_release_def *def,
			  size_t at)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;

	if (pl_streq(def->version, fleet->version ? fleet->version : "1"))
		pl_errors_input(checker->errors, def->pos,
				"%s is the version that everybody has at the start; give this "
				"release another",
				def->version);
	for (size_t i = 0; i < at; i++)
		if (pl_streq(fleet->releases[i].version, def->version) &&
		    pl_streq(fleet->releases[i].strategy, def->strategy))
			pl_errors_input(checker->errors, def->pos,
					"%s is released twice; give one of the two another version",
					def->version);
}

static void check_release(const struct pl_checker *checker, const struct pl_release_def *def)
{
	const struct pl_model *model = checker->model;
	char start[PL_TIME_TEXT];

	if (def->submit < model->start)
		pl_errors_input(checker->errors, def->pos,
				"%s is submitted before the start of the scenario, %s, when there is "
				"nothing to build it from; put start earlier",
				def->version, pl_time_format_short(model->start, start));
	if (pl_model_strategy(model, def->strategy) && !pl_fleet_has_strategy(model, def->strategy))
		pl_errors_input(checker->errors, def->pos,
				"%s is a version of %s, whose app no segment has; name the strategy "
				"in a segment",
				def->version, def->strategy);
	for (size_t i = 0; i < def->n_rejected; i++)
		(void)!is_length(checker, def->pos, def->version, "rejected", def->rejected[i]);
	(void)!is_length(checker, def->pos, def->version, "review", def->review);
	(void)!is_length(checker, def->pos, def->version, "the pause", def->rollout.pause_for);
	check_stages(checker, def);
}

static const struct pl_release_def *find_release(const struct pl_fleet_def *fleet,
						 const char *strategy, const char *version)
{
	for (size_t i = 0; i < fleet->n_releases; i++)
		if (pl_streq(fleet->releases[i].version, version) &&
		    pl_streq(fleet->releases[i].strategy, strategy))
			return &fleet->releases[i];
	return NULL;
}

static void check_minimum(const struct pl_checker *checker, const struct pl_minimum_def *def)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;
	const char *strategy = strategy_of(checker->model, def->strategy);
	const struct pl_release_def *release = find_release(fleet, strategy, def->version);
	const char **names;

	if (!def->strategy && are_several(fleet))
		pl_errors_input(checker->errors, def->pos,
				"whose minimum version is this? There are releases of several apps; "
				"name one under 'strategy'");
	check_strategy(checker, def->pos, "minimum-version", def->strategy);
	if (release && def->from < release->submit)
		pl_errors_input(checker->errors, def->pos,
				"the minimum version %s is not even submitted then; move from",
				def->version);
	if (release)
		return;
	names = pl_calloc(fleet->n_releases + 1, sizeof(*names));
	for (size_t i = 0; i < fleet->n_releases; i++)
		names[i] = fleet->releases[i].version;
	pl_check_unknown(checker, def->pos, "minimum-version", "release", def->version, names,
			 fleet->n_releases);
	free(names);
}

static bool has_version(const struct pl_fleet_def *fleet, const char *version)
{
	if (pl_streq(version, fleet->version ? fleet->version : "1"))
		return true;
	for (size_t i = 0; i < fleet->n_releases; i++)
		if (pl_streq(fleet->releases[i].version, version))
			return true;
	return false;
}

static void check_claim_version(const struct pl_checker *checker, const struct pl_expect *expect)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;
	const char **names = pl_calloc(fleet->n_releases + 1, sizeof(*names));

	names[0] = fleet->version ? fleet->version : "1";
	for (size_t i = 0; i < fleet->n_releases; i++)
		names[i + 1] = fleet->releases[i].version;
	if (!has_version(fleet, expect->version))
		pl_check_unknown(checker, expect->pos, "the expectation", "version",
				 expect->version, names, fleet->n_releases + 1);
	free(names);
}

static void check_claim_segment(const struct pl_checker *checker, const struct pl_expect *expect)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;
	const char **names = pl_calloc(fleet->n_segments + 1, sizeof(*names));
	bool found = false;

	for (size_t i = 0; i < fleet->n_segments; i++) {
		names[i] = fleet->segments[i].name;
		found = found || pl_streq(names[i], expect->segment);
	}
	if (!found)
		pl_check_unknown(checker, expect->pos, "the expectation", "segment",
				 expect->segment, names, fleet->n_segments);
	free(names);
}

void pl_check_fleet_claim(const struct pl_checker *checker, const struct pl_expect *expect,
			  bool own)
{
	bool total = expect->measure == PL_FLEET_LOST ||
		     expect->measure == PL_FLEET_NEVER_RETURNS;

	if (!checker->model->fleet) {
		pl_errors_input(checker->errors, expect->pos,
				"there is no fleet of which this could be so; add one under fleet");
		return;
	}
	if (expect->version)
		check_claim_version(checker, expect);
	if (expect->segment)
		check_claim_segment(checker, expect);
	if (own && total)
		pl_errors_input(checker->errors, expect->pos,
				"%s is what the whole run comes to; ask for it under the scenario's "
				"own expect",
				pl_fleet_measure_name(expect->measure));
	else if (!own && !expect->timed && !total && expect->version)
		pl_errors_input(checker->errors, expect->pos,
				"who has a version changes all the time; say at which moment with at");
}

static void check_end(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;

	if (model->until == PL_TIME_NONE)
		pl_errors_input(checker->errors, model->fleet->pos,
				"what a fleet loses depends on how long it is looked at; write until");
	else
		(void)!is_length(checker, model->fleet->pos, "the fleet", "the run",
				 model->until - model->start);
}

void pl_check_fleet(const struct pl_checker *checker)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;

	if (!fleet)
		return;
	check_end(checker);
	if (fleet->users < 1 || fleet->users > PL_FLEET_USERS_MAX)
		pl_errors_input(checker->errors, fleet->pos,
				"a fleet has 1 to %" PRId64 " users", PL_FLEET_USERS_MAX);
	check_segments(checker);
	if (fleet->n_releases > PL_FLEET_RELEASES_MAX)
		pl_errors_input(checker->errors, fleet->pos, "a fleet has at most %d releases",
				PL_FLEET_RELEASES_MAX);
	for (size_t i = 0; i < fleet->n_releases && i < PL_FLEET_RELEASES_MAX; i++) {
		check_version(checker, &fleet->releases[i], i);
		check_release(checker, &fleet->releases[i]);
	}
	for (size_t i = 0; i < fleet->n_minimums; i++)
		check_minimum(checker, &fleet->minimums[i]);
}
