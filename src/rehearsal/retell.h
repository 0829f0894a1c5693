/* Sentences about the lab's keys, in terms of the pins that they stand for. */
#ifndef PINLAB_REHEARSAL_RETELL_H
#define PINLAB_REHEARSAL_RETELL_H

#include "rehearsal/shadow.h"

/*
 * A sentence of lab/why.h about a row with these pins, where each digest is that of the pin file
 * instead of the lab's, and digests that only the lab has are left out. Caller frees; NULL
 * stays NULL.
 */
char *pl_shadow_retell(const struct pl_shadow_map *map, const struct pl_pinset *lab,
		       const char *text);

#endif
