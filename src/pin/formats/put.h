/* What the writers of formats share: which rules are to be written. */
#ifndef PINLAB_PIN_FORMATS_PUT_H
#define PINLAB_PIN_FORMATS_PUT_H

#include "pin/format.h"

/* How many pins a rule has. */
size_t pl_put_pins(const struct pl_pinset *set, size_t rule);
/* True when the rule is an entry: it has pins, names or was written down. */
PL_MUST_USE bool pl_put_has(const struct pl_pinset *set, size_t rule);
/* For a format that has one entry for a name: false with an error when two rules have the same. */
PL_MUST_USE bool pl_put_once(const struct pl_pinset *set, const char *format, struct pl_error *err);

#endif
