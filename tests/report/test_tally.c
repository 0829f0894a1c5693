/* The exit code follows from what was counted: 4 before 3 before 1, 5 for nothing. */
#include <config.h>

#include <stdlib.h>

#include "tests/report/sample.h"
#include "tests/tap.h"
#include "util/mem.h"

static const struct {
	bool environment, input, unmet, met;
	int code;
	const char *why;
} rows[] = {
	{ false, false, false, true, 0, "all met" },
	{ false, false, true, true, 1, "one is not met" },
	{ false, true, true, true, 3, "an input error outranks an unmet expectation" },
	{ true, true, true, true, 4, "the environment outranks everything" },
	{ true, false, false, false, 4, "the environment alone" },
	{ false, true, false, false, 3, "an input error outranks that nothing was expected" },
	{ false, false, false, false, 5, "nothing was expected" },
};

static void add_check(struct pl_result *result, bool met)
{
	*PL_PUSH(result->checks, result->n_checks, result->cap_checks) =
		(struct pl_result_check){ .met = met, .row = PL_INDEX_NONE, .attack = -1 };
}

static void add_error(struct pl_result *result, bool environment)
{
	struct pl_error err = PL_ERROR_INIT;

	if (environment)
		pl_error_environment(&err, "x", "gone");
	else
		pl_error_input(&err, (struct pl_pos){ "x", 1, 1 }, "wrong");
	pl_result_take_error(result, &err);
}

/* One file of two variants; + met, - not met, ! an error. */
static const struct {
	const char *marks[2]; /* of each variant; NULL: there is none */
	bool known_bad, skip;
	size_t unmet, known, fixed, skipped;
	int code;
	const char *why;
} marked[] = {
	{ { "+-", NULL }, true, false, 0, 1, 0, 0, 0, "what is known to be bad is not red" },
	{ { "++", NULL }, true, false, 0, 0, 1, 0, 1, "until all of it is met" },
	{ { "+", "-" }, true, false, 0, 1, 0, 0, 0, "in every variant" },
	{ { "-", "+" }, true, false, 0, 1, 0, 0, 0, "whichever comes last" },
	{ { "+", "+" }, true, false, 0, 0, 1, 0, 1, "then it is red once" },
	{ { "!", NULL }, true, false, 0, 0, 0, 0, 3, "what is broken is not fixed" },
	{ { "", NULL }, true, false, 0, 0, 0, 0, 5, "nor what expects nothing" },
	{ { "+", "-" }, false, false, 1, 0, 0, 0, 1, "one variant suffices to be red" },
	{ { "", NULL }, false, true, 0, 0, 0, 1, 5, "all is skipped" },
};

static void test_marks(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(marked); i++) {
		struct pl_tally tally = { 0 };

		for (size_t k = 0; k < 2 && marked[i].marks[k]; k++) {
			struct pl_result result = { .variant_at = k };

			result.more = k == 0 && marked[i].marks[1];
			result.known_bad = marked[i].known_bad ? pl_strdup("why") : NULL;
			result.skip = marked[i].skip ? pl_strdup("why") : NULL;
			for (const char *at = marked[i].marks[k]; *at; at++) {
				if (*at == '!')
					add_error(&result, false);
				else
					add_check(&result, *at == '+');
			}
			pl_tally_add(&tally, &result);
			pl_result_clear(&result);
		}
		tap_ok(tally.unmet == marked[i].unmet && tally.known == marked[i].known &&
			       tally.fixed == marked[i].fixed &&
			       tally.skipped == marked[i].skipped && tally.files == 1,
		       "%s: counts", marked[i].why);
		tap_int(pl_tally_exit(&tally), marked[i].code, marked[i].why);
	}
}

int main(void)
{
	struct pl_tally none = { 0 };

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_result result = PL_RESULT_INIT;
		struct pl_tally tally = { 0 };

		if (rows[i].environment)
			add_error(&result, true);
		if (rows[i].input)
			add_error(&result, false);
		if (rows[i].unmet)
			add_check(&result, false);
		if (rows[i].met)
			add_check(&result, true);
		pl_tally_add(&tally, &result);
		tap_int(pl_tally_exit(&tally), rows[i].code, rows[i].why);
		pl_result_clear(&result);
	}
	tap_int(pl_tally_exit(&none), 5, "nothing was selected");
	test_marks();
	return tap_done();
}
