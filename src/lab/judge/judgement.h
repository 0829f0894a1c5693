/* A probe under judgement, as the files that judge it share it. Nobody else includes this. */
#ifndef PINLAB_LAB_JUDGE_JUDGEMENT_H
#define PINLAB_LAB_JUDGE_JUDGEMENT_H

#include "lab/judge/parts.h"
#include "lab/state.h"

struct pl_judgement {
	struct pl_engine *engine;
	const struct pl_probe *probe;
	struct pl_view view;
	bool possesses;
	unsigned usages;             /* DANE: which of them are asked about */
	struct pl_path_verdict path; /* chosen, or the first failed one */
	const struct pl_path *compared; /* with the pins: the chosen one, or the client's own */
	struct pl_pin_answer pins;
	struct pl_memory memory; /* by what this row judges */
	struct pl_outcome out;
	char words[160];
	struct pl_error *err;
};

/* Walks the paths that the view considers, until one is accepted. False with *err. */
PL_MUST_USE bool pl_judgement_walk(struct pl_judgement *j);
/* Asks the client about its pins and the path at hand. False with *err. */
PL_MUST_USE bool pl_judgement_compare(struct pl_judgement *j);
/* Says why not: `detail` is borrowed; NULL or "" for none. */
void pl_judgement_refuse(struct pl_judgement *j, enum pl_reason reason,
			 const struct pl_cert *about, const char *detail);
/* The reason that follows from path, possession and pins, in the order in which they are reported.
 */
void pl_judgement_decide(struct pl_judgement *j);
/* The same where nobody looks at the chain. False with *err. */
PL_MUST_USE bool pl_judgement_decide_unchecked(struct pl_judgement *j);
/* True when the client loads its pins and, whatever the path, has some that count for this host. */
PL_MUST_USE bool pl_judgement_is_pinned(const struct pl_judgement *j);

/* For clients whose pinned certificates are anchors. False with *err. */
PL_MUST_USE bool pl_judge_anchored(struct pl_judgement *j);
/* For clients whose records say what is asked of the chain. False with *err. */
PL_MUST_USE bool pl_judge_dane(struct pl_judgement *j);

#endif
