/* Shares of a whole, in millionths: "50%", "33.3333%". */
#ifndef PINLAB_UTIL_SHARE_H
#define PINLAB_UTIL_SHARE_H

#include <stdbool.h>

#include "util/compiler.h"

#define PL_SHARE_ALL 1000000

/* More than 0% to 100%, with up to four digits behind the point; false with *why, a clause. */
PL_MUST_USE bool pl_share_parse(const char *text, unsigned *out, const char **why);
#define PL_SHARE_TEXT 20
/* "50%", without zeros behind the point. */
const char *pl_share_words(unsigned share, char out[PL_SHARE_TEXT]);

#endif
