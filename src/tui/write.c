/* How does a session look as a scenario file that replays it? */
#include <config.h>

#include "tui/session.h"

#include <stdlib.h>

#include "lab/expect.h"
#include "scenario/scenario.h"
#include "util/mem.h"

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

/* A file's whole-run expectations were about its own story. Those that the
 * session's story no longer meets are left out, so that what is saved replays. */
static bool still_met(const struct pl_checks *checks, const struct pl_expect *expect)
{
	for (size_t i = 0; i < checks->n; i++)
		if (checks->items[i].expect == expect && !checks->items[i].met)
			return false;
	return true;
}

void pl_plan_write(const struct pl_plan *plan, const struct pl_model *model, const struct pl_run *run, struct pl_buf *out)
{
	struct pl_model view = *model;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_checks checks = { 0 };
	struct pl_expect *expects = pl_calloc(view.n_expects + plan->n_marks + 1, sizeof(*expects));
	size_t n = 0;
	bool judged = run && pl_expect_all(run, &checks, &err);

	for (size_t i = 0; i < view.n_expects; i++)
		if (!run || (judged && still_met(&checks, &view.expects[i])))
			expects[n++] = view.expects[i];
	for (size_t i = 0; i < plan->n_marks; i++)
		expects[n++] = mark_expect(plan->marks[i]);
	view.events = plan->events;
	view.n_events = plan->n;
	view.until = plan->until;
	view.expects = expects;
	view.n_expects = n;
	pl_scenario_write(&view, run, out);
	pl_checks_clear(&checks);
	pl_error_clear(&err);
	free(expects);
}
