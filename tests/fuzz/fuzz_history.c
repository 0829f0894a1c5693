/*
 * Whether a past holds that anybody may have exported: read as JSON, as CSV or by
 * what it looks like, laid out, and tested with a strategy.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>

#include "rehearsal/backtest.h"
#include "tests/fuzz/require.h"
#include "util/time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stretches follow each other and fill the past from the story's first build on. */
static void check_story(const struct pl_history *history, const struct pl_story *story)
{
	if (story->why_not)
		return;
	require(story->n > 0 && story->stretches[0].from == history->spans[story->from_span].from);
	for (size_t i = 0; i < story->n; i++)
		require(story->stretches[i].from < story->stretches[i].until &&
			story->stretches[i].until == (i + 1 < story->n ? story->stretches[i + 1].from
								       : history->until));
}

static void test(struct pl_engine *engine, const struct pl_history *history)
{
	char *names[] = { (char[]){ "leaf-spki" }, (char[]){ "root-spki+backup" }, NULL };
	struct pl_subjects subjects = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_backtest *backtest;

	require(pl_subjects_built_in(&subjects, names, &err));
	backtest = pl_backtest_run(engine, history, &subjects, &err);
	for (size_t i = 0; backtest && i < backtest->n_stories; i++)
		check_story(history, &backtest->stories[i]);
	pl_backtest_free(backtest);
	pl_subjects_clear(&subjects);
	pl_error_clear(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A few years are enough: every day of a longer past costs time and tells nothing new. */
	const struct pl_history_question question = { .since = PL_TIME_NONE, .until = PL_TIME_NONE,
						      .at = INT64_C(1767225600) };
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_history *history = pl_history_new(pl_engine_pki(engine), pl_facts_standard());
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_bytes text = { data, size };

	if (pl_history_is_export("input", text) && pl_history_add_export(history, "input", text, &errors) &&
	    pl_history_settle(history, &question, &err) && history->until - history->from < 4000 * PL_DAY)
		test(engine, history);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
	pl_history_free(history);
	pl_engine_free(engine);
	return 0;
}
