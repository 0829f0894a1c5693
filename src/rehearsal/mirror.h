/* Whether a shadow comes to what the real certificates come to at its first second. */
#ifndef PINLAB_REHEARSAL_MIRROR_H
#define PINLAB_REHEARSAL_MIRROR_H

#include "rehearsal/runway.h"

/*
 * Judges the real chains with the real pins and notes every lane in which that is another state
 * than the shadow's. Nothing is compared where a chain's root is not among the files, for then the
 * real path is not known. False with *err.
 */
PL_MUST_USE bool pl_shadow_mirrors(struct pl_engine *engine, const struct pl_shadow_input *input,
				   const struct pl_model *model, const struct pl_runway *runway,
				   struct pl_shadow_map *map, struct pl_error *err);

#endif
