/* The inside of the engine, for its own files. */
#ifndef PINLAB_LAB_ENGINE_PARTS_H
#define PINLAB_LAB_ENGINE_PARTS_H

#include "lab/engine.h"
#include "util/buf.h"
#include "util/map.h"

struct pl_outcome_block;
struct pl_forged;

void pl_forged_free(struct pl_forged *forged);

struct pl_engine {
	struct pl_pki *pki;
	enum pl_engine_mode mode;

	struct pl_map chains;  /* digests in order -> struct pl_chain */
	struct pl_map issued;  /* request -> struct pl_cert */
	struct pl_map forged;  /* inputs of a forgery -> struct pl_forged, which it owns */
	struct pl_map forged_by_digest; /* of its certificate -> the same */
	struct pl_map rogues;  /* purpose and permitted names -> struct pl_rogue */
	struct pl_map answers; /* what an OCSP answer says -> its bytes, struct pl_buf */
	struct pl_map details; /* text -> its one copy */
	struct pl_buf scratch; /* for keys of the maps above */
	struct pl_engine_slot slot; /* the judge's memos */

	/* Outcomes: a set by value, stored in blocks because there are many. */
	const struct pl_outcome **slots;
	size_t n_slots, n_outcomes;
	struct pl_outcome_block *blocks;

	struct pl_model *controls;

	/* The attackers' roots are asked for at every probe; their names only change with the
	 * model. */
	const struct pl_model *rogue_model;
	const struct pl_rogue *other_operator, *user_root;
};

#endif
