/* Plans: when is the rotation safe, until when may its release be submitted, what else is there? */
#include <config.h>

#include "lab/plan.h"

#include <string.h>

#include "tests/lab/build.h"
#include "util/share.h"

/*
 * Version 1 pins the leaf's key. Version 1.1, submitted on 2027-03-01 and reviewed for two days,
 * pins the backup key too. On 2027-06-01 the host takes its backup key: who still has version 1 is
 * cut off then. Half of the users update within ten days, so one in a hundred is left after
 * 10 log2 100 = 66.4 days.
 */
static struct pl_model *rotation(int64_t half_life)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_event *rotate = event_at("2027-06-01", "renew: host=api key=backup");
	struct pl_segment_def *users;
	struct pl_release_def *release;

	rotate->id = strdup("rotate");
	pl_model_add_event(model, rotate);
	model->until = at("2027-12-01");
	model->fleet = pl_calloc(1, sizeof(*model->fleet));
	model->fleet->users = 4000000;
	users = pl_fleet_add_segment(model->fleet, "phones");
	users->share = PL_SHARE_ALL;
	users->adoption.half_life = half_life;
	release = pl_fleet_add_release(model->fleet);
	release->event = event("release: strategy=leaf-spki version=1.1 pins=leaf.spki "
			       "backup=backup.spki");
	release->strategy = strdup("leaf-spki");
	release->version = strdup("1.1");
	release->submit = at("2027-03-01");
	release->review = 2 * PL_DAY;
	release->rollout.preset = pl_rollout_preset_find("instant");
	model->target = pl_target_def_new();
	model->target->availability = 990000;
	model->target->move = strdup("rotate");
	return model;
}

static void check(const struct pl_model *model)
{
	struct pl_errors errors = PL_ERRORS_INIT;

	if (!pl_model_check(model, &errors)) {
		printf("Bail out! %s\n", errors.items[0].text);
		exit(1);
	}
	pl_errors_clear(&errors);
}

static struct pl_plan *plan_of(const struct pl_model *model, struct pl_engine **engine)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_plan_future future = { .model = model };
	struct pl_plan *plan;

	check(model);
	future.engine = *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	plan = pl_plan_make(&future, 1, &err);
	must(plan != NULL, &err);
	return plan;
}

static void done(struct pl_plan *plan, struct pl_engine *engine, struct pl_model *model)
{
	pl_plan_free(plan);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* "2027-06-01" or "none"; static buffer. */
static const char *day(int64_t time)
{
	static char text[PL_TIME_TEXT];

	return time == PL_TIME_NONE ? "none" : pl_time_format_short(time, text);
}

/* Closed forms: offered on 2027-03-03; 66.4 days, three quarters or four thirds of that. */
static void test_dates(void)
{
	static const struct {
		const char *first, *submit, *no_return;
	} want[PL_PACES] = {
		[PL_PACE_AS_SAID] = { "2027-05-09", "2027-03-24", "2027-09-22" },
		[PL_PACE_SLOWER] = { "2027-05-31", "2027-03-02", "2027-08-31" },
		[PL_PACE_FASTER] = { "2027-04-26", "2027-04-06", "2027-10-05" },
	};
	struct pl_model *model = rotation(10 * PL_DAY);
	struct pl_engine *engine;
	struct pl_plan *plan = plan_of(model, &engine);

	tap_text(pl_go_name(plan->go), "GO", "a plan with enough time");
	tap_text(day(plan->planned), "2027-06-01", "planned for");
	tap_text(plan->version, "1.1", "prepared by");
	for (int pace = 0; pace < PL_PACES; pace++) {
		const struct pl_plan_dates *dates = &plan->dates[pace];

		printf("# users update %s\n", pl_pace_words((enum pl_pace)pace));
		tap_text(day(dates->first_safe), want[pace].first, "first safe date");
		tap_text(day(dates->last_submit), want[pace].submit, "last safe submission");
		tap_text(day(dates->no_return), want[pace].no_return, "point of no return");
		tap_int((long long)dates->n_holes, 0, "without holes");
	}
	/* 2^-9: ninety days of ten. */
	tap_int((long long)pl_plan_cut_off(plan, &plan->forecast[PL_PACE_AS_SAID]), 7813,
		"4,000,000 / 512 are still cut off");
	done(plan, engine, model);
}

static const struct pl_alternative *alternative(const struct pl_plan *plan, const char *what)
{
	for (size_t i = 0; i < plan->n_alternatives; i++)
		if (strstr(plan->alternatives[i].what, what))
			return &plan->alternatives[i];
	printf("Bail out! there is no alternative '%s'\n", what);
	exit(1);
}

static void test_too_soon(void)
{
	struct pl_model *model = rotation(30 * PL_DAY);
	struct pl_engine *engine;
	struct pl_plan *plan = plan_of(model, &engine);
	const struct pl_alternative *keep, *later, *sooner, *minimum;

	tap_text(pl_go_name(plan->go), "NO-GO", "a plan without enough time");
	tap_int((long long)pl_plan_cut_off(plan, &plan->forecast[PL_PACE_AS_SAID]), 500000,
		"three half-lives leave an eighth");
	tap_ok(strstr(plan->binds, "phones on version 1 (12.5% of all, pin-mismatch)"),
	       "who binds: %s", plan->binds);
	keep = alternative(plan, "keep the key");
	tap_ok(keep->forecast.keeps && !keep->why_not, "the same key cuts nobody off");
	later = alternative(plan, "put the event off to 2027-09-19");
	tap_ok(later->forecast.keeps && later->delay == 110 * PL_DAY, "200 days after the offer");
	sooner = alternative(plan, "submit version 1.1 sooner");
	tap_ok(sooner->why_not, "no day since the start is early enough");
	minimum = alternative(plan, "minimum version");
	tap_ok(!minimum->why_not && minimum->forecast.keeps,
	       "who must update at the next contact has done so by then");
	tap_ok(plan->alternatives[0].forecast.keeps, "what keeps the target comes first");
	done(plan, engine, model);
}

/* A preset is nobody's data: where the pace decides, the answer is open. */
static void test_unknown(void)
{
	struct pl_model *model = rotation(0);
	struct pl_engine *engine;
	struct pl_plan *plan;

	model->fleet->segments[0].adoption.preset = pl_curve_preset_find("automatic");
	model->target->availability = 920000;
	plan = plan_of(model, &engine);
	tap_text(pl_go_name(plan->go), "UNKNOWN", "a preset, and the pace decides");
	tap_ok(plan->why && strstr(plan->why, "automatic"), "why: %s", plan->why);
	done(plan, engine, model);
	model = rotation(0);
	model->fleet->segments[0].adoption.preset = pl_curve_preset_find("automatic");
	model->target->availability = 500000;
	plan = plan_of(model, &engine);
	tap_text(pl_go_name(plan->go), "GO", "a preset, and it holds at every pace");
	done(plan, engine, model);
}

/* Every future must hold. */
static void test_futures(void)
{
	struct pl_model *models[] = { rotation(10 * PL_DAY), rotation(30 * PL_DAY) };
	struct pl_plan_future futures[2];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_plan *plan;

	for (size_t i = 0; i < 2; i++)
		futures[i] = (struct pl_plan_future){ i ? "users=slow" : "users=fast", models[i],
						 pl_engine_new(1, PL_ENGINE_VERIFY) };
	plan = pl_plan_make(futures, 2, &err);
	must(plan != NULL, &err);
	tap_text(pl_go_name(plan->go), "NO-GO", "one of two futures fails");
	tap_int((long long)plan->n_failing, 1, "only one");
	tap_text(plan->failing[0], "users=slow", "it is named");
	tap_text(day(plan->dates[PL_PACE_AS_SAID].first_safe), "2027-09-19", "its date counts");
	pl_plan_free(plan);
	for (size_t i = 0; i < 2; i++) {
		pl_engine_free(futures[i].engine);
		pl_model_free(models[i]);
	}
}

/* As written is what each future writes: the second one rotates eight weeks earlier. */
static void test_futures_with_dates(void)
{
	struct pl_model *models[] = { rotation(10 * PL_DAY), rotation(10 * PL_DAY) };
	struct pl_plan_future futures[2];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_plan *plan;

	models[1]->events[0]->when.time = at("2027-04-06");
	for (size_t i = 0; i < 2; i++)
		futures[i] = (struct pl_plan_future){ i ? "day=april" : "day=june", models[i],
						 pl_engine_new(1, PL_ENGINE_VERIFY) };
	plan = pl_plan_make(futures, 2, &err);
	must(plan != NULL, &err);
	tap_text(pl_go_name(plan->go), "NO-GO", "in one future the event is too soon");
	tap_text(plan->n_failing == 1 ? plan->failing[0] : NULL, "day=april", "it is named");
	tap_text(day(plan->planned), "2027-04-06", "and its day is the one that is said");
	tap_text(day(plan->dates[PL_PACE_AS_SAID].first_safe), "2027-05-09", "the safe date stays");
	pl_plan_free(plan);
	models[1]->target->availability = 500000;
	plan = pl_plan_make(futures, 2, &err);
	tap_ok(!plan && strstr(err.text, "target differs"), "two targets are no plan: %s", err.text);
	pl_error_clear(&err);
	for (size_t i = 0; i < 2; i++) {
		pl_engine_free(futures[i].engine);
		pl_model_free(models[i]);
	}
}

/* The same where the futures submit the release on different days. */
static void test_futures_with_submissions(void)
{
	struct pl_model *models[] = { rotation(10 * PL_DAY), rotation(10 * PL_DAY) };
	struct pl_plan_future futures[2];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_plan *plan;

	models[1]->fleet->releases[0].submit = at("2027-05-01");
	for (size_t i = 0; i < 2; i++)
		futures[i] = (struct pl_plan_future){ i ? "submit=may" : "submit=march", models[i],
						 pl_engine_new(1, PL_ENGINE_VERIFY) };
	plan = pl_plan_make(futures, 2, &err);
	must(plan != NULL, &err);
	tap_text(pl_go_name(plan->go), "NO-GO", "in one future the release is too late");
	tap_text(plan->n_failing == 1 ? plan->failing[0] : NULL, "submit=may", "it is named");
	tap_text(day(plan->submit), "2027-05-01", "and its submission is the one that is said");
	tap_text(day(plan->dates[PL_PACE_AS_SAID].last_submit), "2027-03-24", "the last safe one");
	pl_plan_free(plan);
	for (size_t i = 0; i < 2; i++) {
		pl_engine_free(futures[i].engine);
		pl_model_free(models[i]);
	}
}

/* The old certificate ends with 2027-07-19: the event's best day is before its last one. */
static void test_no_return_before_a_hole(void)
{
	struct pl_model *model = rotation(10 * PL_DAY);
	struct pl_engine *engine;
	struct pl_plan *plan;

	model->hosts[0].renews = false;
	model->hosts[0].lifetime = 200 * PL_DAY;
	model->until = at("2027-08-20");
	plan = plan_of(model, &engine);
	tap_int((long long)plan->dates[PL_PACE_AS_SAID].n_holes, 1, "later days fail");
	tap_text(day(plan->dates[PL_PACE_AS_SAID].no_return), "2027-05-11",
		 "69 days before the last day that can be kept");
	done(plan, engine, model);
}

/* An attack in the script needs its attacker, wherever the event goes. */
static void test_attacked(void)
{
	struct pl_model *model = rotation(10 * PL_DAY);
	struct pl_engine *engine;
	struct pl_plan *plan;

	tap_ok(pl_model_add_attack(model, "own-ca"), "an attack that there is");
	pl_model_add_event(model, event_at("rotate + 3d", "attack: name=own-ca for=1d"));
	plan = plan_of(model, &engine);
	tap_text(pl_go_name(plan->go), "GO", "a plan with an attack in it");
	tap_text(day(plan->dates[PL_PACE_AS_SAID].first_safe), "2027-05-09", "its dates are the same");
	done(plan, engine, model);
}

/* Another app has a version of the same name, submitted later: that is not the one to change. */
static void test_two_apps(void)
{
	struct pl_model *model = rotation(10 * PL_DAY);
	struct pl_segment_def *pads;
	struct pl_release_def *release;
	struct pl_engine *engine;
	struct pl_plan *plan;

	tap_ok(pl_model_add_strategy(model, "leaf-key"), "a second app");
	model->fleet->segments[0].strategy = strdup("leaf-spki");
	model->fleet->segments[0].share = PL_SHARE_ALL / 2;
	pads = pl_fleet_add_segment(model->fleet, "pads");
	pads->strategy = strdup("leaf-key");
	pads->share = PL_SHARE_ALL / 2;
	pads->adoption.half_life = 10 * PL_DAY;
	release = pl_fleet_add_release(model->fleet);
	release->event = event("release: strategy=leaf-key version=1.1 pins=leaf.spki "
			       "backup=backup.spki");
	release->strategy = strdup("leaf-key");
	release->version = strdup("1.1");
	release->submit = at("2027-01-20");
	release->rollout.preset = pl_rollout_preset_find("instant");
	/* In the order of their submission. */
	struct pl_release_def first = model->fleet->releases[1];
	model->fleet->releases[1] = model->fleet->releases[0];
	model->fleet->releases[0] = first;
	plan = plan_of(model, &engine);
	tap_text(pl_go_name(plan->go), "GO", "two apps with a version of one name");
	tap_text(day(plan->submit), "2027-03-01", "the last one submitted prepares the event");
	done(plan, engine, model);
}

/* At noon of the last day it is still that day. */
static void test_last_day_at_noon(void)
{
	struct pl_model *model = rotation(10 * PL_DAY);
	struct pl_engine *engine;
	struct pl_plan *plan;

	model->events[0]->when.time = at("2027-05-08T12:00:00Z");
	model->target->by = at("2027-05-08");
	plan = plan_of(model, &engine);
	tap_text(pl_go_name(plan->go), "GO", "an event at noon of its last day");
	tap_text(day(plan->dates[PL_PACE_AS_SAID].first_safe), "2027-05-08T12:00:00Z",
		 "which is a day that it may have");
	tap_text(day(plan->by), "2027-05-08", "and is said as it was written");
	done(plan, engine, model);
}

/* What counts from the moved event goes with it, what does not stays. */
static void test_moved_along(void)
{
	struct pl_model *model = rotation(10 * PL_DAY);
	struct pl_engine *engine;
	struct pl_plan *plan;

	pl_model_add_event(model, event_at("rotate + 2d", "renew: host=api key=same"));
	pl_model_add_event(model, event_at("2027-07-01", "renew: host=api key=same"));
	plan = plan_of(model, &engine);
	tap_text(day(plan->dates[PL_PACE_AS_SAID].first_safe), "2027-05-09", "nothing else moves");
	done(plan, engine, model);
}

int main(void)
{
	test_dates();
	test_too_soon();
	test_unknown();
	test_futures();
	test_futures_with_dates();
	test_futures_with_submissions();
	test_no_return_before_a_hole();
	test_attacked();
	test_last_day_at_noon();
	test_two_apps();
	test_moved_along();
	pl_pki_shutdown();
	return tap_done();
}
