/*
 * Judging one probe: links and paths, path policy, pins, possession, in that
 * order (or in the client's own). Pure apart from the engine's memos.
 */
#ifndef PINLAB_LAB_JUDGE_H
#define PINLAB_LAB_JUDGE_H

#include "lab/engine.h"
#include "lab/outcome.h"
#include "lab/run.h"

struct pl_probe {
	const struct pl_world *world;
	const struct pl_row *row;
	const struct pl_host *host;      /* whom the client means: its first name is asked for */
	const struct pl_device *device;
	const struct pl_chain *presented;
	const struct pl_key *key;        /* what the answering side signs with */
	const struct pl_paths *vouched;  /* the only paths there are, whose structure and signatures
					  * somebody else vouches for; NULL: they are looked for */
	const struct pl_cert *user_root; /* installed on the device for this probe, or NULL */
	bool late_clock;                 /* the device's clock is past the end of the pins */
	enum pl_dating dating;           /* when the presented leaf was issued */
	const struct pl_pinset *forged;  /* pins that the attacker made the app fetch, or NULL */
	bool attack;                     /* somebody else answers: blocked or intercepted */
};

/* NULL only with *err. The state of an attack is BLOCKED or INTERCEPTED here;
 * pl_judge_moot turns BLOCKED into MOOT where the honest host is refused too. */
PL_MUST_USE const struct pl_outcome *pl_judge(struct pl_engine *engine,
					      const struct pl_probe *probe, struct pl_error *err);
PL_MUST_USE const struct pl_outcome *pl_judge_moot(struct pl_engine *engine,
						   const struct pl_outcome *attack,
						   const struct pl_outcome *honest);

/* The honest host's and one attack's outcome of a row in a world. */
PL_MUST_USE const struct pl_outcome *pl_judge_honest(struct pl_engine *engine,
						     const struct pl_world *world,
						     const struct pl_row *row,
						     struct pl_error *err);
PL_MUST_USE const struct pl_outcome *
pl_judge_attack(struct pl_engine *engine, const struct pl_world *world, const struct pl_row *row,
		const struct pl_attack *attack, const struct pl_outcome *honest,
		struct pl_error *err);

#endif
