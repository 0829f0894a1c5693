/* Expectations: what the scenario's author wants, held against the run. */
#ifndef PINLAB_LAB_EXPECT_H
#define PINLAB_LAB_EXPECT_H

#include "lab/run.h"

/* One expectation against one row (AT) or one row's whole history. */
struct pl_check {
	const struct pl_expect *expect; /* borrowed */
	size_t step; /* where it was judged or first violated; SIZE_MAX: over the whole run */
	size_t row;         /* SIZE_MAX: no row was selected, which fails, or of the fleet: */
	char *subject;      /* "fleet x kiosks"; NULL: a row's */
	int attack;         /* -1: honest host */
	bool met;
	char *expected;     /* "survives", "breaks (pin-mismatch)", "down > 90d", "exposed < 6h" */
	char *actual;       /* "breaks-pin (pin-mismatch)", "down 12d" */
	char *cause, *fix;  /* of the fleet's, where it is not met; or NULL: lab/why.h tells a row's */
};

struct pl_checks {
	struct pl_check *items;
	size_t n, cap;
};

/* Judges every expectation of the model against the finished run. */
PL_MUST_USE bool pl_expect_all(const struct pl_run *run, struct pl_checks *out,
			       struct pl_error *err);
void pl_checks_clear(struct pl_checks *checks);

#endif
