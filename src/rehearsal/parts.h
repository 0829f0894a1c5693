/* What the files behind check.h share; only this room includes it. */
#ifndef PINLAB_REHEARSAL_PARTS_H
#define PINLAB_REHEARSAL_PARTS_H

#include "rehearsal/gate.h"
#include "rehearsal/lint.h"

/* Which names are asked for, and which chains answer. False with *err beyond the limit. */
PL_MUST_USE bool pl_gate_find_targets(struct pl_gate *check, struct pl_error *err);
/* Which certificate has each pin. */
void pl_gate_find_matches(struct pl_gate *check);
/* Which refusals rest on a root that nobody gave. */
void pl_gate_find_unsure(struct pl_gate *check);
/* Which standard events each cell and each pin survives, and the first that is fatal. False with
 * *err when the machine fails, never for what a chain is. */
PL_MUST_USE bool pl_gate_find_future(struct pl_gate *check, struct pl_error *err);
/* Every rule of lint, and the verdicts as findings. */
void pl_gate_lint(struct pl_gate *check);

#endif
