/* How well a verdict is known, as a condition on expectations. */
#ifndef PINLAB_RUN_EVIDENCE_H
#define PINLAB_RUN_EVIDENCE_H

#include "lab/expect.h"

/*
 * An expectation that rests on a rule known less well than `least` is not met:
 * that of a step by the step's outcome, one over the whole run by every outcome
 * of its row.
 */
void pl_checks_demand(const struct pl_run *run, enum pl_evidence least, struct pl_checks *checks);

#endif
