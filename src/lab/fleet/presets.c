/* Which curves and roll-outs have a name? */
#include <config.h>

#include "lab/fleet_def.h"

#include "util/compiler.h"
#include "util/text.h"
#include "util/time.h"

#define PERCENT 10000u

/*
 * Nobody publishes how present-day apps are adopted; these are assumptions in the shape of the
 * few small samples that there are. "neglected" goes through neurons.dk's measurement of about
 * 10,000 installs (October 2015): 15.5% after a day, 42.1% after 7, 56.8% after 30.
 */
static const struct pl_curve_point automatic[] = {
	{ PL_DAY, 20 * PERCENT },       { 7 * PL_DAY, 65 * PERCENT },
	{ 14 * PL_DAY, 75 * PERCENT },  { 30 * PL_DAY, 85 * PERCENT },
	{ 90 * PL_DAY, 93 * PERCENT },  { 180 * PL_DAY, 95 * PERCENT },
	{ 365 * PL_DAY, 97 * PERCENT },
};
static const struct pl_curve_point automatic_phased[] = {
	{ PL_DAY, 1 * PERCENT },        { 7 * PL_DAY, 45 * PERCENT },
	{ 14 * PL_DAY, 70 * PERCENT },  { 30 * PL_DAY, 83 * PERCENT },
	{ 90 * PL_DAY, 92 * PERCENT },  { 180 * PL_DAY, 95 * PERCENT },
	{ 365 * PL_DAY, 97 * PERCENT },
};
static const struct pl_curve_point neglected[] = {
	{ PL_DAY, 18 * PERCENT },       { 7 * PL_DAY, 42 * PERCENT },
	{ 14 * PL_DAY, 50 * PERCENT },  { 30 * PL_DAY, 57 * PERCENT },
	{ 90 * PL_DAY, 64 * PERCENT },  { 180 * PL_DAY, 68 * PERCENT },
	{ 365 * PL_DAY, 72 * PERCENT },
};
static const struct pl_curve_point managed[] = {
	{ PL_DAY, 60 * PERCENT },      { 7 * PL_DAY, 97 * PERCENT },
	{ 14 * PL_DAY, 99 * PERCENT }, { 30 * PL_DAY, 995000 },
	{ 90 * PL_DAY, 100 * PERCENT },
};
static const struct pl_curve_point embedded[] = {
	{ PL_DAY, 5 * PERCENT },        { 7 * PL_DAY, 30 * PERCENT },
	{ 14 * PL_DAY, 45 * PERCENT },  { 30 * PL_DAY, 60 * PERCENT },
	{ 90 * PL_DAY, 80 * PERCENT },  { 180 * PL_DAY, 88 * PERCENT },
	{ 365 * PL_DAY, 92 * PERCENT },
};

#define CURVE(id, text, list)                                                                      \
	static const struct pl_curve_preset curve_##list = {                                       \
		.name = (id), .summary = (text), .points = (list), .n_points = PL_ARRAY_LEN(list), \
	}
CURVE("automatic", "a consumer app with automatic updates: 65% after a week, 3% never", automatic);
CURVE("automatic-phased", "the same through Apple's phased release, which is in the curve then",
      automatic_phased);
CURVE("neglected", "an app that people rarely update: 57% after a month, 28% not within a year",
      neglected);
CURVE("managed", "a fleet whose owner updates it: 97% after a week", managed);
CURVE("embedded", "devices updated over the air: 60% after a month, 8% never", embedded);

static const struct pl_curve_preset *const curves[] = {
	&curve_automatic, &curve_automatic_phased, &curve_neglected, &curve_managed, &curve_embedded,
};

const struct pl_curve_preset *const *pl_curve_presets(size_t *n)
{
	*n = PL_ARRAY_LEN(curves);
	return curves;
}

const struct pl_curve_preset *pl_curve_preset_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(curves); i++)
		if (pl_streq(curves[i]->name, name))
			return curves[i];
	return NULL;
}

static const struct pl_stage instant[] = { { 0, 100 * PERCENT } };
/* App Store Connect help, "Release a version update in phases": days 1 to 7, of users with
 * automatic updates. */
static const struct pl_stage apple[] = {
	{ 0, 1 * PERCENT },           { PL_DAY, 2 * PERCENT },      { 2 * PL_DAY, 5 * PERCENT },
	{ 3 * PL_DAY, 10 * PERCENT }, { 4 * PL_DAY, 20 * PERCENT }, { 5 * PL_DAY, 50 * PERCENT },
	{ 6 * PL_DAY, 100 * PERCENT },
};
/* Google Play lets developers raise the fraction as they like; these are habits of their tools. */
static const struct pl_stage google_6d[] = {
	{ 0, 2 * PERCENT },           { PL_DAY, 5 * PERCENT },      { 2 * PL_DAY, 10 * PERCENT },
	{ 3 * PL_DAY, 20 * PERCENT }, { 4 * PL_DAY, 50 * PERCENT }, { 5 * PL_DAY, 100 * PERCENT },
};
static const struct pl_stage google_15d[] = {
	{ 0, 1 * PERCENT },
	{ 3 * PL_DAY + 18 * PL_HOUR, 5 * PERCENT },
	{ 7 * PL_DAY + 12 * PL_HOUR, 20 * PERCENT },
	{ 11 * PL_DAY + 6 * PL_HOUR, 50 * PERCENT },
	{ 15 * PL_DAY, 100 * PERCENT },
};

#define ROLLOUT(id, text, list)                                                                    \
	static const struct pl_rollout_preset rollout_##list = {                                   \
		.name = (id), .summary = (text), .stages = (list), .n_stages = PL_ARRAY_LEN(list), \
	}
ROLLOUT("instant", "everybody is offered it once it is approved", instant);
ROLLOUT("apple-7d", "Apple's phased release: 1, 2, 5, 10, 20, 50, 100% on seven days", apple);
ROLLOUT("google-6d", "Google Play, raised daily: 2, 5, 10, 20, 50, 100%", google_6d);
ROLLOUT("google-15d", "Google Play, raised evenly over 15 days: 1, 5, 20, 50, 100%", google_15d);

static const struct pl_rollout_preset *const rollouts[] = {
	&rollout_instant, &rollout_apple, &rollout_google_6d, &rollout_google_15d,
};

const struct pl_rollout_preset *const *pl_rollout_presets(size_t *n)
{
	*n = PL_ARRAY_LEN(rollouts);
	return rollouts;
}

const struct pl_rollout_preset *pl_rollout_preset_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rollouts); i++)
		if (pl_streq(rollouts[i]->name, name))
			return rollouts[i];
	return NULL;
}
