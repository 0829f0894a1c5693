/* What the files behind state.h share. Nobody else includes this. */
#ifndef PINLAB_LAB_STATE_PARTS_H
#define PINLAB_LAB_STATE_PARTS_H

#include "lab/parts.h"
#include "lab/state.h"

/* One row's contact with whoever answers it. */
struct pl_contact {
	const struct pl_run *run;
	const struct pl_world *world;
	const struct pl_row *row;
	const struct pl_device *device;
	const struct pl_app_state *state;
	const struct pl_outcome *outcome; /* the honest host's, or the attacker's while he answers */
	bool attacked;                    /* somebody else answers */
	bool accepted;
	int64_t clock;                    /* the device's */
	struct pl_pinset *made;           /* what was noted now; the caller's to give up */
	struct pl_error *err;
};

/* Each changes *next, which began as the state, and says whether it did. */
bool pl_contact_first_use(struct pl_contact *contact, struct pl_app_state *next);
bool pl_contact_ticket(struct pl_contact *contact, struct pl_app_state *next);

/* True when both hold the same pins, in the same order. */
PL_MUST_USE bool pl_pinset_same(const struct pl_pinset *a, const struct pl_pinset *b);

#endif
