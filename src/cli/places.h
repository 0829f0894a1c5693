/* Where the data files are: hierarchies and bundled scenarios. */
#ifndef PINLAB_CLI_PLACES_H
#define PINLAB_CLI_PLACES_H

#include "util/compiler.h"

/* The folder of bundled hierarchies; of bundled scenarios. Caller frees. */
PL_MUST_USE char *pl_place_certs(void);
PL_MUST_USE char *pl_place_scenarios(void);

#endif
