/* Host names as configuration files have them. */
#ifndef PINLAB_PIN_FORMATS_NAMES_H
#define PINLAB_PIN_FORMATS_NAMES_H

#include "pin/format.h"

/* Appends the text without blanks and control characters at its ends, as Java's trim() does. */
void pl_name_trim(const char *text, struct pl_buf *out);
/* Says that a name is none, where no client would; `instead` is what to write for an asterisk. */
void pl_name_remark(struct pl_pinfile *out, struct pl_pos pos, const char *name,
		    const char *instead);

#endif
