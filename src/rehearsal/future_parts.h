/* What the files behind future.h share. */
#ifndef PINLAB_REHEARSAL_FUTURE_PARTS_H
#define PINLAB_REHEARSAL_FUTURE_PARTS_H

#include "rehearsal/future.h"

/* A future that is being put together; everything is borrowed. */
struct pl_future_making {
	const struct pl_facts *facts;
	const struct pl_model *model;
	int64_t at; /* the rehearsal's first second */
	struct pl_shadow_map *map;
	struct pl_future *out;
};

/* One more date in its place, unless it lies outside of the rehearsal or is there already; takes
 * its text and operator. */
void pl_future_add_date(struct pl_future_making *m, const struct pl_future_date *date);
/* An issuer's end, and those of what stands above it. */
void pl_future_add_ends(struct pl_future_making *m, const char *authority);
/* The variants: who issues, and the dates on which that changes. */
void pl_future_add_issuers(struct pl_future_making *m);

/* Whether the rules of the public web bind who issues for the host. */
PL_MUST_USE bool pl_future_is_public(const struct pl_future_making *m,
				     const struct pl_host_def *host);
/* An authority as people call it: what is in its subject, not in the model. The caller frees. */
PL_MUST_USE char *pl_future_ca_words(const struct pl_model *model, const char *authority);
/* The known CA that an authority of the model is; NULL: none. */
const struct pl_known_ca *pl_future_known_ca(const struct pl_future_making *m,
					     const char *authority);

#endif
