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

#define GAP_MAX (31 * PL_DAY) /* between two dates; what lies in between is a straight line */

static struct pl_pos row_pos(const struct pl_adoption_def *def, size_t row)
{
	return (struct pl_pos){ def->pos.file, def->rows[row].line, 1 };
}

/* The version was not there before its release was built. */
static void check_counted_version(const struct pl_checker *checker, size_t at)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;
	const struct pl_adoption_def *def = &fleet->adoption;
	const struct pl_adoption_row *row = &def->rows[at];
	const char **names = pl_calloc(fleet->n_releases + 1, sizeof(*names));
	char submit[PL_TIME_TEXT];

	names[0] = fleet->version ? fleet->version : "1";
	for (size_t i = 0; i < fleet->n_releases; i++)
		names[i + 1] = fleet->releases[i].version;
	if (!has_version(fleet, row->version))
		pl_check_unknown(checker, row_pos(def, at), "the measurement", "version",
				 row->version, names, fleet->n_releases + 1);
	for (size_t i = 0; i < fleet->n_releases; i++)
		if (pl_streq(fleet->releases[i].version, row->version) && row->users > 0 &&
		    fleet->releases[i].submit >= row->date)
			pl_errors_input(checker->errors, row_pos(def, at),
					"%s has users before it is submitted, on %s; correct the "
					"date or the release",
					row->version,
					pl_time_format_short(fleet->releases[i].submit, submit));
	free(names);
}

static bool has_row(const struct pl_adoption_def *def, size_t from, size_t n, const char *version)
{
	for (size_t i = from; i < from + n; i++)
		if (pl_streq(def->rows[i].version, version))
			return true;
	return false;
}

static size_t rows_of_date(const struct pl_adoption_def *def, size_t from)
{
	size_t n = 1;

	while (from + n < def->n && def->rows[from + n].date == def->rows[from].date)
		n++;
	return n;
}

static int64_t users_of(const struct pl_adoption_def *def, size_t from, size_t n)
{
	int64_t sum = 0;

	for (size_t i = from; i < from + n; i++)
		sum += def->rows[i].users;
	return sum;
}

/* Nobody loses half of his users in a month and says nothing of it. */
static void check_sum(const struct pl_checker *checker, size_t before, size_t from, size_t n)
{
	const struct pl_adoption_def *def = &checker->model->fleet->adoption;
	int64_t sum = users_of(def, from, n);
	int64_t last = from ? users_of(def, before, from - before) : sum;

	if (sum == 0)
		pl_errors_input(checker->errors, row_pos(def, from),
				"nobody was active on that date; leave it out");
	else if (last > 0 && (sum > 2 * last || last > 2 * sum))
		pl_errors_input(checker->errors, row_pos(def, from),
				"the versions of that date have %" PRId64 " users together, those of the "
				"date before %" PRId64 "; a version seems to be missing",
				sum, last);
}

/* A version that is there before and after is there on the dates between. */
static void check_gaps(const struct pl_checker *checker, size_t before, size_t from, size_t n)
{
	const struct pl_adoption_def *def = &checker->model->fleet->adoption;
	char date[PL_TIME_TEXT], last[PL_TIME_TEXT];

	for (size_t i = from; i < from + n; i++)
		if (has_row(def, from, i - from, def->rows[i].version))
			pl_errors_input(checker->errors, row_pos(def, i),
					"%s is there twice on that date; keep one of the two",
					def->rows[i].version);
	if (from == 0)
		return;
	if (def->rows[from].date - def->rows[before].date > GAP_MAX)
		pl_errors_input(checker->errors, row_pos(def, from),
				"nothing was measured between %s and %s; more than 31 days would be "
				"made up",
				pl_time_format_short(def->rows[before].date, last),
				pl_time_format_short(def->rows[from].date, date));
	for (size_t i = before; i < from; i++)
		if (!has_row(def, from, n, def->rows[i].version) &&
		    has_row(def, from + n, def->n - from - n, def->rows[i].version))
			pl_errors_input(checker->errors, row_pos(def, from),
					"%s is missing on %s, and is there before and after; write 0 "
					"if nobody had it",
					def->rows[i].version,
					pl_time_format_short(def->rows[from].date, date));
}

static void check_dates(const struct pl_checker *checker, size_t from)
{
	const struct pl_model *model = checker->model;
	const struct pl_adoption_def *def = &model->fleet->adoption;
	int64_t date = def->rows[from].date;

	if (from > 0 && date < def->rows[from - 1].date)
		pl_errors_input(checker->errors, row_pos(def, from),
				"the dates are not in order; sort the rows by date");
	if (date < model->start || (model->until != PL_TIME_NONE && date >= model->until))
		pl_errors_input(checker->errors, row_pos(def, from),
				"that date lies outside the scenario, which begins with start and ends "
				"before until");
}

static bool forces_updates(const struct pl_fleet_def *fleet)
{
	for (size_t i = 0; i < fleet->n_minimums; i++)
		if (fleet->minimums[i].then == PL_MINIMUM_UPDATE)
			return true;
	return false;
}

static void check_adoption(const struct pl_checker *checker)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;
	const struct pl_adoption_def *def = &fleet->adoption;
	size_t before = 0;

	for (size_t i = 0; i < fleet->n_segments && def->n > 0; i++) {
		const struct pl_segment_def *segment = &fleet->segments[i];

		if (segment->seen_every > 0 && segment->store == PL_STORE_BEHIND_PIN)
			pl_errors_input(checker->errors, segment->pos,
					"%s: how rarely used devices with updates behind the pin go on "
					"from a measurement is not known; remove seen-every or adoption",
					segment->name);
		else if (segment->seen_every > 0 && forces_updates(fleet))
			pl_errors_input(checker->errors, segment->pos,
					"%s: how rarely used devices that must update go on from a "
					"measurement is not known; remove seen-every, adoption, or then: "
					"update",
					segment->name);
		if (!pl_streq(strategy_of(checker->model, segment->strategy),
			      strategy_of(checker->model, fleet->segments[0].strategy)))
			pl_errors_input(checker->errors, segment->pos,
					"a measurement is of one app, and the segments have several; "
					"remove adoption");
	}
	for (size_t i = 0, n; i < def->n; before = i, i += n) {
		n = rows_of_date(def, i);
		check_dates(checker, i);
		check_gaps(checker, before, i, n);
		check_sum(checker, before, i, n);
		for (size_t j = i; j < i + n; j++)
			check_counted_version(checker, j);
	}
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
	check_adoption(checker);
}
