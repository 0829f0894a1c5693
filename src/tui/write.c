/* How does a session look as a scenario file that replays it? */
#include <config.h>

#include "tui/session.h"

#include <stdlib.h>

#include "lab/expect.h"
#include "scenario/scenario.h"
#include "util/mem.h"
#include "util/text.h"

/* A mark as an expectation over the whole run; its strings stay the mark's. */
static struct pl_expect mark_expect(const struct pl_mark *mark)
{
	return (struct pl_expect){
		.kind = PL_EXPECT_AT,
		.strategy = mark->strategy,
		.client = mark->client,
		.device = mark->device,
		.host = mark->host,
		.version = mark->version,
		.attack = mark->attack,
		.has_state = true,
		.state = mark->state,
		.has_reason = true,
		.reason = mark->reason,
		.at = { .kind = PL_WHEN_AT, .time = mark->at },
	};
}

static const struct pl_step *step_at(const struct pl_run *run, int64_t at)
{
	size_t s = 0;

	while (s + 1 < run->n_steps && run->steps[s + 1]->at <= at)
		s++;
	return run->steps[s];
}

static bool same_row(const struct pl_mark *mark, const struct pl_row *row)
{
	return pl_streq(mark->strategy, row->strategy->name) &&
	       pl_streq(mark->client, row->client->name) && pl_streq(mark->device, row->device) &&
	       pl_streq(mark->host, row->host) && pl_streq(mark->version, row->version);
}

static const struct pl_outcome *outcome_of(const struct pl_run *run, const struct pl_step *step,
					   size_t row, const char *attack)
{
	if (!attack)
		return pl_step_honest(step, row);
	for (size_t a = 0; a < run->n_attacks; a++)
		if (pl_streq(run->attacks[a]->name, attack))
			return pl_step_attack(run, step, row, a);
	return NULL;
}

/* A mark names a second; what happened later in that second, or replaced it, may have undone it. */
static bool still_true(const struct pl_mark *mark, const struct pl_run *run)
{
	const struct pl_step *step = step_at(run, mark->at);

	for (size_t row = 0; row < run->n_rows; row++) {
		const struct pl_outcome *outcome;

		if (!same_row(mark, run->rows[row]))
			continue;
		outcome = outcome_of(run, step, row, mark->attack);
		return outcome && outcome->state == mark->state && outcome->reason == mark->reason;
	}
	return false;
}

/* A file's whole-run expectations were about its own story. Those that the
 * session's story no longer meets are left out, so that what is saved replays. */
static bool still_met(const struct pl_checks *checks, const struct pl_expect *expect)
{
	for (size_t i = 0; i < checks->n; i++)
		if (checks->items[i].expect == expect && !checks->items[i].met)
			return false;
	return true;
}

size_t pl_plan_write(const struct pl_plan *plan, const struct pl_model *model,
		     const struct pl_run *run, struct pl_buf *out)
{
	struct pl_model view = *model;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_checks checks = { 0 };
	struct pl_expect *expects = pl_calloc(view.n_expects + plan->n_marks + 1, sizeof(*expects));
	size_t n = 0, written;
	bool judged = run && pl_expect_all(run, &checks, &err);

	for (size_t i = 0; i < view.n_expects; i++)
		if (!run || (judged && still_met(&checks, &view.expects[i])))
			expects[n++] = view.expects[i];
	for (size_t i = 0; i < plan->n_marks; i++)
		if (!run || still_true(plan->marks[i], run))
			expects[n++] = mark_expect(plan->marks[i]);
	view.events = plan->events;
	view.n_events = plan->n;
	view.until = plan->until;
	view.expects = expects;
	view.n_expects = n;
	written = pl_scenario_write(&view, run, out);
	pl_checks_clear(&checks);
	pl_error_clear(&err);
	free(expects);
	return written;
}
