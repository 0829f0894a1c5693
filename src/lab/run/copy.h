/* Which cells of the last step hold at the next as well; only run/step.c includes this. */
#ifndef PINLAB_LAB_RUN_COPY_H
#define PINLAB_LAB_RUN_COPY_H

#include "lab/run.h"

/* Between the last step of a run and a world that follows. */
struct pl_copier {
	const struct pl_run *run;
	const struct pl_step *last;    /* NULL: there is none, or everything is judged anew */
	const struct pl_world *world;
	unsigned char *same;           /* [hosts * attacks] whether the attacker answers as before:
					* 0 unknown, 1 no, 2 yes; owned, or NULL */
};

void pl_copier_init(struct pl_copier *copier, const struct pl_run *run,
		    const struct pl_world *world);
void pl_copier_clear(struct pl_copier *copier);
/* True when nothing that the row's probes depend on is another than at the last step. */
PL_MUST_USE bool pl_copies_row(const struct pl_copier *copier, size_t row);
/* True when the row's host has changed, but neither what this attacker answers with nor how the
 * row's device and app see it. `honest` is the row's honest outcome now. */
PL_MUST_USE bool pl_copies_attack(struct pl_copier *copier, size_t row, size_t attack,
				  const struct pl_outcome *honest);

#endif
