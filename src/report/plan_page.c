/* What does a plan say on one page? */
#include <config.h>

#include "report/plan.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

/* A date, or the word for none; caller frees. */
static char *date_or(int64_t time, const char *none)
{
	char date[PL_TIME_TEXT];

	return pl_strdup(time == PL_TIME_NONE ? none : pl_time_format_short(time, date));
}

static char *share(int64_t part)
{
	char percent[PL_SHARE_TEXT];

	return pl_strdup(pl_share_words((unsigned)pl_fleet_millionths(part, PL_FLEET_ONE), percent));
}

static char *users(int64_t count)
{
	char text[PL_GROUPED_TEXT];

	return pl_strdup(pl_grouped(count, text));
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* "NO-GO: renew api with a new key on 2027-03-01 cuts off 1,240,000 of 4,000,000 users", or, where
 * something else does, "NO-GO: with ... on 2027-03-01, 9 of 10 users are cut off on 2026-12-01". */
static char *verdict_words(const struct pl_plan *plan)
{
	const struct pl_forecast *forecast = &plan->forecast[PL_PACE_AS_SAID];
	char *out = users(pl_plan_cut_off(plan, forecast)), *all = users(plan->users);
	char date[PL_TIME_TEXT], worst[PL_TIME_TEXT], *words;

	(void)pl_time_format_short(plan->planned, date);
	if (forecast->lowest == PL_FLEET_ONE || forecast->lowest_at == plan->planned)
		words = pl_asprintf("%s: %s on %s cuts off %s of %s users", pl_go_name(plan->go),
				    plan->event, date, out, all);
	else
		words = pl_asprintf("%s: with %s on %s, %s of %s users are cut off on %s",
				    pl_go_name(plan->go), plan->event, date, out, all,
				    pl_time_format_short(forecast->lowest_at, worst));
	free(out);
	free(all);
	return words;
}

static enum pl_role role_of(enum pl_go go)
{
	return go == PL_GO ? PL_ROLE_GOOD : go == PL_GO_NOT ? PL_ROLE_BAD : PL_ROLE_WARN;
}

static void put_verdict(struct pl_page *page, const struct pl_plan *plan)
{
	char percent[PL_SHARE_TEXT];
	char *lowest = share(plan->forecast[PL_PACE_AS_SAID].lowest);

	pl_page_verdict(page, role_of(plan->go), verdict_words(plan));
	pl_page_text(page, pl_asprintf("At the worst second %s of the users reach the host; the "
				       "target is %s at every second.",
				       lowest, pl_share_words(plan->target, percent)));
	free(lowest);
	if (plan->why)
		pl_page_text(page, pl_asprintf("Unknown, because %s.", plan->why));
	if (plan->n_futures > 1 && plan->n_failing == 0)
		pl_page_text(page, pl_asprintf("It holds in all %zu futures.", plan->n_futures));
	if (plan->n_failing > 0) {
		struct pl_buf names = PL_BUF_INIT;

		for (size_t i = 0; i < plan->n_failing; i++)
			pl_buf_printf(&names, "%s%s", i > 0 ? "; " : "", plan->failing[i]);
		pl_page_text(page, pl_asprintf("It fails in %zu of %zu futures: %s.",
					       plan->n_failing, plan->n_futures,
					       pl_buf_str(&names)));
		pl_buf_clear(&names);
	}
}

static void put_binds(struct pl_page *page, const struct pl_plan *plan)
{
	pl_page_heading(page, "What binds");
	pl_page_text(page, pl_asprintf("%s.", plan->binds));
}

/* "2027-02-03, not 2027-03-01 to 2027-03-04"; caller frees. */
static char *first_words(const struct pl_plan_dates *dates)
{
	struct pl_buf out = PL_BUF_INIT;
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT], *words = date_or(dates->first_safe, "none");

	pl_buf_puts(&out, words);
	free(words);
	for (size_t i = 0; i < dates->n_holes && i < 3; i++) {
		pl_buf_printf(&out, ", not %s",
			      pl_time_format_short(dates->holes[i].from, from));
		if (dates->holes[i].to != dates->holes[i].from)
			pl_buf_printf(&out, " to %s", pl_time_format_short(dates->holes[i].to, to));
	}
	if (dates->n_holes > 3)
		pl_buf_puts(&out, ", and more gaps");
	words = pl_strdup(pl_buf_str(&out));
	pl_buf_clear(&out);
	return words;
}

static void put_dates(struct pl_page *page, const struct pl_plan *plan)
{
	static const char *const heads[] = { "users", "target", "cut off", "last submission",
					     "no return", "first safe date", NULL };

	pl_page_heading(page, "Dates");
	pl_page_table(page, heads);
	for (int pace = 0; pace < PL_PACES; pace++) {
		const struct pl_plan_dates *dates = &plan->dates[pace];
		const struct pl_forecast *forecast = &plan->forecast[pace];
		const char *none = plan->version ? "none" : "no release";

		pl_page_cell(page, pl_strdup(pl_pace_words((enum pl_pace)pace)));
		pl_page_cell(page, pl_strdup(forecast->keeps ? "kept" : "missed"));
		pl_page_cell(page, users(pl_plan_cut_off(plan, forecast)));
		pl_page_cell(page, date_or(dates->last_submit, none));
		pl_page_cell(page, date_or(dates->no_return, none));
		pl_page_cell(page, first_words(dates));
	}
	if (plan->version)
		pl_page_text(page, pl_asprintf("Last submission: of version %s, with the event on "
					       "its day. No return: submitted later than that, "
					       "it keeps the target on no day that the event "
					       "may have. First safe date: of the event, with the "
					       "release as planned.",
					       plan->version));
}

static char *costs_of(const struct pl_alternative *alternative)
{
	struct pl_buf out = PL_BUF_INIT;
	char text[PL_DURATION_TEXT], *words;

	if (alternative->delay > 0)
		pl_buf_printf(&out, "%s later", pl_duration_words(alternative->delay, text));
	if (alternative->forecast.locked > 0) {
		words = share(alternative->forecast.locked);
		pl_buf_printf(&out, "%s%s of the users locked out until they update",
			      out.len > 0 ? "; " : "", words);
		free(words);
	}
	if (alternative->attacks > 0)
		pl_buf_printf(&out, "%s%zu more attack%s get%s through", out.len > 0 ? "; " : "",
			      alternative->attacks, plural(alternative->attacks),
			      alternative->attacks == 1 ? "s" : "");
	if (alternative->price)
		pl_buf_printf(&out, "%s%s", out.len > 0 ? "; " : "", alternative->price);
	words = pl_strdup(out.len > 0 ? pl_buf_str(&out) : "nothing more");
	pl_buf_clear(&out);
	return words;
}

static void put_alternatives(struct pl_page *page, const struct pl_plan *plan)
{
	static const char *const heads[] = { "instead", "target", "cut off", "costs", NULL };

	pl_page_heading(page, "Other ways, those that keep the target first");
	pl_page_table(page, heads);
	for (size_t i = 0; i < plan->n_alternatives; i++) {
		const struct pl_alternative *alternative = &plan->alternatives[i];
		bool can = !alternative->why_not;

		pl_page_cell(page, pl_strdup(alternative->what));
		pl_page_cell(page, pl_strdup(!can ? "-"
					     : alternative->forecast.keeps ? "kept"
									   : "missed"));
		pl_page_cell(page, can ? users(pl_plan_cut_off(plan, &alternative->forecast))
				       : pl_strdup("-"));
		pl_page_cell(page, can ? costs_of(alternative)
				       : pl_asprintf("not possible: %s", alternative->why_not));
	}
}

static void put_inputs(struct pl_page *page, const struct pl_plan *plan)
{
	static const char *const heads[] = { "input", "origin", "from", "value", NULL };

	pl_page_heading(page, "What it rests on");
	pl_page_table(page, heads);
	for (size_t i = 0; i < plan->n_inputs; i++) {
		const struct pl_plan_input *input = &plan->inputs[i];

		pl_page_cell(page, pl_strdup(input->name));
		pl_page_cell(page, pl_strdup(pl_origin_name(input->origin)));
		pl_page_cell(page, pl_strdup(input->source));
		pl_page_cell(page, pl_strdup(input->value));
	}
}

/* A row of the comparison: what both plans say. */
static void compare(struct pl_page *page, const char *what, char *left, char *right)
{
	bool same = pl_streq(left, right);

	pl_page_cell(page, pl_strdup(what));
	pl_page_cell(page, left);
	pl_page_cell(page, same ? pl_strdup("the same") : right);
	if (same)
		free(right);
}

static void put_comparison(struct pl_page *page, const struct pl_plan *plan,
			   const struct pl_plan *other)
{
	static const char *const heads[] = { "", "this plan", "the other", NULL };
	const struct pl_forecast *mine = &plan->forecast[PL_PACE_AS_SAID];
	const struct pl_forecast *theirs = &other->forecast[PL_PACE_AS_SAID];
	const struct pl_plan_dates *here = &plan->dates[PL_PACE_AS_SAID];
	const struct pl_plan_dates *there = &other->dates[PL_PACE_AS_SAID];

	pl_page_heading(page, "Held against the other plan");
	pl_page_table(page, heads);
	compare(page, "file", pl_strdup(plan->model->file), pl_strdup(other->model->file));
	compare(page, "verdict", pl_strdup(pl_go_name(plan->go)),
		pl_strdup(pl_go_name(other->go)));
	compare(page, "the event", pl_strdup(plan->event), pl_strdup(other->event));
	compare(page, "on", date_or(plan->planned, "none"), date_or(other->planned, "none"));
	compare(page, "users cut off", users(pl_plan_cut_off(plan, mine)),
		users(pl_plan_cut_off(other, theirs)));
	compare(page, "lowest share that reaches the host", share(mine->lowest),
		share(theirs->lowest));
	compare(page, "users below a minimum version", share(mine->locked),
		share(theirs->locked));
	compare(page, "first safe date", first_words(here), first_words(there));
	compare(page, "last safe submission", date_or(here->last_submit, "none"),
		date_or(there->last_submit, "none"));
	compare(page, "point of no return", date_or(here->no_return, "none"),
		date_or(there->no_return, "none"));
}

static void put_chart(struct pl_page *page, const struct pl_plan *plan)
{
	struct pl_page_block *chart;

	if (plan->n_curve == 0)
		return;
	chart = pl_page_chart(page, pl_strdup("Share of the users that reach the host"),
			      plan->target, plan->curve_end);
	for (size_t i = 0; i < plan->n_curve; i++)
		pl_chart_add(chart, plan->curve[i].at,
			     (unsigned)pl_fleet_millionths(plan->curve[i].reached, PL_FLEET_ONE));
}

void pl_plan_page(const struct pl_plan *plan, const struct pl_plan *other, struct pl_page *out)
{
	const char *name = plan->model->name ? plan->model->name : plan->model->file;

	pl_page_title(out, pl_asprintf("Plan: %s", name ? name : "without a name"));
	put_verdict(out, plan);
	put_binds(out, plan);
	put_dates(out, plan);
	put_chart(out, plan);
	if (other)
		put_comparison(out, plan, other);
	put_alternatives(out, plan);
	put_inputs(out, plan);
	pl_page_heading(out, "Signed off");
	pl_page_text(out, pl_strdup("name, date: ________________________________"));
}
