/* What does a plan say to a program? */
#include <config.h>

#include "report/plan.h"

#include "data/json.h"
#include "util/share.h"

static void put_share(struct pl_json *json, const char *key, int64_t share)
{
	char words[PL_SHARE_TEXT];

	pl_json_text(json, key,
		     pl_share_words((unsigned)pl_fleet_millionths(share, PL_FLEET_ONE), words));
}

static void put_forecast(struct pl_json *json, const struct pl_plan *plan,
			 const struct pl_forecast *forecast)
{
	pl_json_bool(json, "runs", forecast->runs);
	pl_json_bool(json, "keepsTarget", forecast->keeps);
	if (!forecast->runs)
		return;
	put_share(json, "lowestAvailability", forecast->lowest);
	pl_json_time(json, "lowestAt", forecast->lowest_at);
	pl_json_int(json, "usersCutOff", pl_plan_cut_off(plan, forecast));
	put_share(json, "mostLockedOut", forecast->locked);
	pl_json_int(json, "failingFutures", (int64_t)forecast->failing);
}

static void put_paces(struct pl_json *json, const struct pl_plan *plan)
{
	pl_json_array(json, "paces");
	for (int pace = 0; pace < PL_PACES; pace++) {
		const struct pl_plan_dates *dates = &plan->dates[pace];

		pl_json_object(json, NULL);
		pl_json_text(json, "users", pl_pace_words((enum pl_pace)pace));
		put_forecast(json, plan, &plan->forecast[pace]);
		pl_json_time(json, "firstSafeDate", dates->first_safe);
		pl_json_array(json, "unsafeLater");
		for (size_t i = 0; i < dates->n_holes; i++) {
			pl_json_object(json, NULL);
			pl_json_time(json, "from", dates->holes[i].from);
			pl_json_time(json, "to", dates->holes[i].to);
			pl_json_end(json);
		}
		pl_json_end(json);
		pl_json_time(json, "lastSafeSubmission", dates->last_submit);
		pl_json_time(json, "pointOfNoReturn", dates->no_return);
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_alternatives(struct pl_json *json, const struct pl_plan *plan)
{
	pl_json_array(json, "alternatives");
	for (size_t i = 0; i < plan->n_alternatives; i++) {
		const struct pl_alternative *alternative = &plan->alternatives[i];

		pl_json_object(json, NULL);
		pl_json_text(json, "what", alternative->what);
		pl_json_bool(json, "possible", !alternative->why_not);
		if (alternative->why_not) {
			pl_json_text(json, "why", alternative->why_not);
		} else {
			put_forecast(json, plan, &alternative->forecast);
			pl_json_int(json, "delaySeconds", alternative->delay);
			pl_json_int(json, "moreAttacks", (int64_t)alternative->attacks);
			pl_json_text(json, "price", alternative->price);
		}
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_inputs(struct pl_json *json, const struct pl_plan *plan)
{
	pl_json_array(json, "inputs");
	for (size_t i = 0; i < plan->n_inputs; i++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "name", plan->inputs[i].name);
		pl_json_text(json, "value", plan->inputs[i].value);
		pl_json_text(json, "origin", pl_origin_name(plan->inputs[i].origin));
		pl_json_text(json, "source", plan->inputs[i].source);
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_plan(struct pl_json *json, const char *key, const struct pl_plan *plan)
{
	char words[PL_SHARE_TEXT];

	pl_json_object(json, key);
	pl_json_text(json, "file", plan->model->file);
	pl_json_text(json, "name", plan->model->name);
	pl_json_text(json, "verdict", pl_go_name(plan->go));
	pl_json_text(json, "why", plan->why);
	pl_json_text(json, "target", pl_share_words(plan->target, words));
	pl_json_int(json, "users", plan->users);
	pl_json_text(json, "event", plan->event_id);
	pl_json_text(json, "title", plan->event);
	pl_json_time(json, "planned", plan->planned);
	pl_json_time(json, "from", plan->from);
	pl_json_time(json, "by", plan->by);
	pl_json_text(json, "release", plan->version);
	pl_json_time(json, "submit", plan->submit);
	pl_json_int(json, "futures", (int64_t)plan->n_futures);
	pl_json_array(json, "failingFutures");
	for (size_t i = 0; i < plan->n_failing; i++)
		pl_json_text(json, NULL, plan->failing[i]);
	pl_json_end(json);
	pl_json_text(json, "binds", plan->binds);
	put_paces(json, plan);
	put_alternatives(json, plan);
	put_inputs(json, plan);
	pl_json_end(json);
}

void pl_plan_json(const struct pl_plan *plan, const struct pl_plan *other, struct pl_buf *out)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "pinlab", PACKAGE_VERSION);
	pl_json_text(json, "facts", pl_facts_edition(plan->model->facts));
	pl_json_int(json, "format", 1);
	put_plan(json, "plan", plan);
	if (other)
		put_plan(json, "other", other);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}
