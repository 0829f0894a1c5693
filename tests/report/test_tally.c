/* The exit code follows from what was counted: 4 before 3 before 1, 5 for nothing. */
#include <config.h>

#include <stdlib.h>

#include "tests/report/sample.h"
#include "tests/tap.h"

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
	return tap_done();
}
