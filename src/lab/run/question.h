/* One expectation under judgement: what the files that judge them share. */
#ifndef PINLAB_LAB_RUN_QUESTION_H
#define PINLAB_LAB_RUN_QUESTION_H

#include "lab/expect.h"

#define NO_STEP SIZE_MAX
#define NO_ROW SIZE_MAX

struct pl_question {
	const struct pl_run *run;
	const struct pl_expect *expect;
	int attack;      /* index into run->attacks, or -1 */
	int64_t end;     /* an open interval ends here */
	struct pl_checks *out;
};

/* The cell that is asked about; NULL: the row is not built yet. */
const struct pl_outcome *pl_question_cell(const struct pl_question *q, size_t step, size_t row);
/* Whether the outcome is all that is asked for. */
PL_MUST_USE bool pl_question_fits(const struct pl_expect *expect, const struct pl_outcome *outcome);
/* "breaks-pin (pin-mismatch)", as wanted and as it came; caller frees. */
PL_MUST_USE char *pl_question_wanted(const struct pl_question *q);
PL_MUST_USE char *pl_question_got(const struct pl_expect *expect, const struct pl_outcome *outcome);
/* Adds the answer for one row; takes both texts. */
void pl_question_add(const struct pl_question *q, size_t step, size_t row, bool met,
		     char *expected, char *actual);
/* The step that a time means: an event's own, else the last one at or before it; NO_STEP: it lies
 * before the run. */
PL_MUST_USE bool pl_question_step(const struct pl_run *run, const struct pl_when *when,
				  size_t *out, struct pl_error *err);

/* Judges a row's whole history: every kind but PL_EXPECT_AT. */
PL_MUST_USE bool pl_question_history(const struct pl_question *q, size_t row,
				     struct pl_error *err);

/* Judges what is asked of the fleet; `own`: the step of the event that asks, or NO_STEP. */
PL_MUST_USE bool pl_question_fleet(const struct pl_question *q, size_t own, struct pl_error *err);

#endif
