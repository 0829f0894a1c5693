/* A rehearsal: a shadow, its known future, and what becomes of the pins in it. */
#ifndef PINLAB_REHEARSAL_REHEARSE_H
#define PINLAB_REHEARSAL_REHEARSE_H

#include "rehearsal/runway.h"

struct pl_rehearsal {
	const struct pl_shadow_input *input; /* borrowed */
	struct pl_model *model;
	struct pl_shadow_map map;
	struct pl_future future;
	struct pl_runway runway;
};

/* `until` PL_TIME_NONE: two years. The standard events are not tried yet. False with errors. */
PL_MUST_USE bool pl_rehearse(struct pl_engine *engine, const struct pl_shadow_input *input,
			     int64_t until, struct pl_rehearsal *out, struct pl_errors *errors);
/*
 * The standard events against one host, each from a fresh first second, into `matrix` and the
 * runway's lanes; its rows are those of that host. Clear the matrix before the next host.
 */
PL_MUST_USE bool pl_rehearse_standard(struct pl_engine *engine, struct pl_rehearsal *rehearsal,
				      size_t host, struct pl_matrix *matrix, struct pl_error *err);
void pl_rehearsal_clear(struct pl_rehearsal *rehearsal);

/* As people call it: "api.example.com", with the kind of its chain where several answer for the
 * name: "api.example.com (RSA)". Caller frees. */
char *pl_rehearsal_host_words(const struct pl_rehearsal *rehearsal, const char *id);

#endif
