/* Host patterns of the clients' kinds; only files of pin/ and their tests include this. */
#ifndef PINLAB_PIN_HOST_H
#define PINLAB_PIN_HOST_H

#include "pin/client.h"

/* Why a client refuses the pattern when it loads it: a static clause, or NULL. */
const char *pl_host_pattern_fault(enum pl_host_match match, const char *pattern);
PL_MUST_USE bool pl_host_covers(enum pl_host_match match, const char *pattern, const char *host);

#endif
