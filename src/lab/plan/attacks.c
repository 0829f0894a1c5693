/* Which attacks get through to the version that a plan ships? */
#include <config.h>

#include "lab/plan/parts.h"

#include <stdlib.h>

#include "util/text.h"

/* Bits of the attacks that some row of the version accepts at the end of the run. */
static uint64_t accepted(const struct pl_run *run, const char *version)
{
	const struct pl_step *last = run->steps[run->n_steps - 1];
	uint64_t bits = 0;

	for (size_t row = 0; row < last->n_rows; row++) {
		if (run->rows[row]->control || !pl_streq(run->rows[row]->version, version))
			continue;
		for (size_t i = 0; i < run->n_attacks; i++) {
			const struct pl_outcome *outcome = pl_step_attack(run, last, row, i);

			if (outcome && outcome->verdict == PL_INTERCEPTED)
				bits |= UINT64_C(1) << i;
		}
	}
	return bits;
}

uint64_t pl_planner_attacks(const struct pl_planner *planner, const struct pl_arrangement *what)
{
	const struct pl_outlook *first = &planner->outlooks[0];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_rearranged with;
	char *why_not = NULL;
	uint64_t bits = 0;

	if (first->version && pl_rearrange(&with, first, what, &why_not)) {
		struct pl_run *run = pl_rearranged_run(&with, &err);

		bits = run ? accepted(run, first->version) : 0;
		pl_run_free(run);
	}
	if (first->version)
		pl_rearranged_end(&with, what);
	free(why_not);
	pl_error_clear(&err);
	return bits;
}
