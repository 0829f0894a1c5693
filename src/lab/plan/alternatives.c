/* Which other ways are there, do they keep the target, and what do they cost? */
#include <config.h>

#include "lab/plan/parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* The moved event of an arrangement, as a copy of its own that may be written. */
static struct pl_event *own_event(struct pl_rearranged *with)
{
	struct pl_event **of_slot = &with->order.of_slot[with->outlook->moved];
	struct pl_event *old = *of_slot, *own;
	size_t at = 0;

	while (with->order.events[at] != old)
		at++;
	/* Its time may be a date of the world. */
	own = pl_event_at(old, with->outlook->schedule.slots[with->outlook->moved].at);
	with->order.events[at] = *of_slot = own;
	pl_event_unref(old);
	return own;
}

static bool reuses_key(const struct pl_event *event)
{
	return pl_streq(pl_event_text(event, "key"), pl_key_mode_name(PL_KEY_SAME));
}

static bool issues(const struct pl_event *event)
{
	for (size_t i = 0; i < event->kind->n_params; i++)
		if (event->kind->params[i].type == PL_PARAM_KEY)
			return true;
	return false;
}

static bool with_same_key(struct pl_rearranged *with, char **why_not)
{
	const struct pl_event *written = with->order.of_slot[with->outlook->moved];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *own;
	bool ok;

	if (!issues(written) || reuses_key(written)) {
		*why_not = pl_strdup(issues(written) ? "it keeps its key already"
						     : "the event issues no certificate");
		return false;
	}
	own = own_event(with); /* from here on `written` may be gone */
	ok = pl_event_set(own, "key", "same", own->pos, &err);
	if (!ok)
		*why_not = pl_strdup(err.text);
	pl_error_clear(&err);
	return ok;
}

/* The release that prepares the event; NULL with *why_not. */
static struct pl_release_def *preparing(struct pl_rearranged *with, char **why_not)
{
	if (with->release < with->fleet.n_releases)
		return &with->fleet.releases[with->release];
	*why_not = pl_strdup("no release prepares the event");
	return NULL;
}

/* The pins that the strategy's list has, "a, b"; caller frees. */
static char *pins_of(const struct pl_rearranged *with, const struct pl_release_def *release)
{
	const char *strategy = release->strategy ? release->strategy
						 : pl_fleet_strategy(&with->model);
	const struct pl_strategy_def *def = pl_model_strategy(&with->model, strategy);
	struct pl_buf out = PL_BUF_INIT;
	char *text;

	for (size_t i = 0; def && i < def->n_pins; i++)
		pl_buf_printf(&out, "%s%s", i > 0 ? ", " : "", def->pins[i]);
	text = pl_strdup(pl_buf_str(&out));
	pl_buf_clear(&out);
	return text;
}

#define ROOTS "roots.spki" /* every root of the host's operator */

static bool with_roots(struct pl_rearranged *with, char **why_not)
{
	struct pl_release_def *release = preparing(with, why_not);
	struct pl_error err = PL_ERROR_INIT;
	const char *written;
	char *pins, *more;
	bool ok;

	if (!release)
		return false;
	written = pl_event_text(release->event, "pins");
	pins = written ? pl_strdup(written) : pins_of(with, release);
	more = pl_asprintf("%s%s" ROOTS, pins, *pins ? ", " : "");
	release->event = pl_event_at(release->event, release->submit);
	ok = !strstr(pins, ROOTS) &&
	     pl_event_set(release->event, "pins", more, release->pos, &err);
	if (!ok)
		*why_not = pl_strdup(err.text ? err.text : "it pins the roots already");
	free(pins);
	free(more);
	pl_error_clear(&err);
	return ok;
}

static void without_roots(struct pl_rearranged *with)
{
	const struct pl_fleet_def *written = with->outlook->future->model->fleet;

	if (with->release < written->n_releases &&
	    with->fleet.releases[with->release].event !=
		    written->releases[with->outlook->release].event)
		pl_event_unref(with->fleet.releases[with->release].event);
}

static bool has_rarely_used(const struct pl_fleet_def *fleet)
{
	for (size_t i = 0; i < fleet->n_segments; i++)
		if (fleet->segments[i].seen_every > 0)
			return true;
	return false;
}

static bool with_minimum(struct pl_rearranged *with, char **why_not)
{
	struct pl_fleet_def *fleet = &with->fleet;
	const struct pl_release_def *release = preparing(with, why_not);
	struct pl_minimum_def *minimums;
	size_t stages;

	if (!release)
		return false;
	if (fleet->adoption.n > 0 && has_rarely_used(fleet)) {
		*why_not = pl_strdup("how rarely used devices go on from a measurement is not known");
		return false;
	}
	(void)pl_rollout_stages(&release->rollout, &stages);
	minimums = pl_calloc(fleet->n_minimums + 1, sizeof(*minimums));
	for (size_t i = 0; i < fleet->n_minimums; i++)
		minimums[i] = fleet->minimums[i];
	minimums[fleet->n_minimums] = (struct pl_minimum_def){
		.strategy = release->strategy,
		.version = release->version,
		.from = pl_release_offer(release, stages - 1),
		.then = PL_MINIMUM_UPDATE,
		.pos = release->pos,
	};
	fleet->minimums = minimums;
	if (minimums[fleet->n_minimums].from == PL_TIME_NONE) {
		*why_not = pl_strdup("the release is never offered to all");
		return false;
	}
	fleet->n_minimums++;
	return true;
}

static void without_minimum(struct pl_rearranged *with)
{
	if (with->fleet.minimums != with->outlook->future->model->fleet->minimums)
		free(with->fleet.minimums);
}

/* Ways that change more than a date. */
static const struct way {
	const char *what, *price;
	struct pl_twist twist;
} ways[] = {
	{ "keep the key", "a key that somebody copied stays good",
	  { .apply = with_same_key } },
	{ "pin the CA's roots too in that release", NULL,
	  { .apply = with_roots, .undo = without_roots } },
	{ "make it the minimum version once it is offered to all", NULL,
	  { .apply = with_minimum, .undo = without_minimum } },
};

static struct pl_alternative *add(struct pl_plan *plan, char *what)
{
	struct pl_alternative *out =
		PL_PUSH(plan->alternatives, plan->n_alternatives, plan->cap_alternatives);

	*out = (struct pl_alternative){ .what = what };
	return out;
}

static size_t count_bits(uint64_t bits)
{
	size_t n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

static void add_way(struct pl_planner *planner, struct pl_plan *plan, const struct way *way)
{
	const struct pl_arrangement what = { PL_TIME_NONE, PL_TIME_NONE, &way->twist };
	const struct pl_arrangement written = { PL_TIME_NONE, PL_TIME_NONE, NULL };
	struct pl_alternative *out = add(plan, pl_strdup(way->what));
	struct pl_forecast forecast[PL_PACES];

	if (!pl_planner_ask(planner, &what, forecast, &out->why_not))
		return;
	out->forecast = forecast[PL_PACE_AS_SAID];
	out->price = pl_strdup(way->price);
	out->attacks = count_bits(pl_planner_attacks(planner, &what) &
				  ~pl_planner_attacks(planner, &written));
}

/* The first later day of the event that keeps the target; PL_TIME_NONE: none. */
static int64_t later_day(struct pl_planner *planner)
{
	for (int64_t day = planner->planned + PL_DAY; day <= planner->by; day += PL_DAY)
		if (pl_planner_dates(planner, day, PL_TIME_NONE)[PL_PACE_AS_SAID].keeps)
			return day;
	return PL_TIME_NONE;
}

static void add_later(struct pl_planner *planner, struct pl_plan *plan)
{
	int64_t day = later_day(planner);
	char date[PL_TIME_TEXT];
	struct pl_alternative *out;

	if (day == PL_TIME_NONE) {
		out = add(plan, pl_strdup("put the event off"));
		out->why_not = pl_asprintf("no later day up to %s keeps the target",
					   pl_time_format_short(plan->by, date));
		return;
	}
	out = add(plan, pl_asprintf("put the event off to %s", pl_time_format_short(day, date)));
	out->forecast = pl_planner_dates(planner, day, PL_TIME_NONE)[PL_PACE_AS_SAID];
	out->delay = day - planner->planned;
}

static void add_sooner(struct pl_planner *planner, struct pl_plan *plan)
{
	int64_t day = plan->dates[PL_PACE_AS_SAID].last_submit;
	char date[PL_TIME_TEXT], words[PL_DURATION_TEXT];
	struct pl_alternative *out;

	if (planner->submit == PL_TIME_NONE || day >= planner->submit)
		return;
	out = add(plan, pl_asprintf("submit version %s sooner", plan->version));
	if (day == PL_TIME_NONE) {
		out->why_not = pl_strdup("no day of submission keeps the target");
		return;
	}
	free(out->what);
	out->what = pl_asprintf("submit version %s by %s", plan->version,
				pl_time_format_short(day, date));
	out->forecast = pl_planner_dates(planner, PL_TIME_NONE, day)[PL_PACE_AS_SAID];
	out->price = pl_asprintf("ready %s sooner",
				 pl_duration_words(planner->submit - day, words));
}

/* Those that cannot be done last; those that keep the target first; then by what users lose,
 * and by the delay. */
static int by_cost(const void *a, const void *b)
{
	const struct pl_alternative *left = a, *right = b;
	int64_t lost = (left->forecast.lowest < right->forecast.lowest) -
		       (left->forecast.lowest > right->forecast.lowest);

	if (!left->why_not != !right->why_not)
		return left->why_not ? 1 : -1;
	if (left->forecast.keeps != right->forecast.keeps)
		return left->forecast.keeps ? -1 : 1;
	if (left->attacks != right->attacks)
		return left->attacks < right->attacks ? -1 : 1;
	if (left->delay != right->delay)
		return left->delay < right->delay ? -1 : 1;
	return (int)lost;
}

void pl_plan_find_alternatives(struct pl_planner *planner, struct pl_plan *plan)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(ways); i++)
		add_way(planner, plan, &ways[i]);
	add_sooner(planner, plan);
	if (!plan->forecast[PL_PACE_AS_SAID].keeps)
		add_later(planner, plan);
	qsort(plan->alternatives, plan->n_alternatives, sizeof(*plan->alternatives), by_cost);
}
