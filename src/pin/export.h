/* Pins written as a file of another client. */
#ifndef PINLAB_PIN_EXPORT_H
#define PINLAB_PIN_EXPORT_H

#include "pin/differ.h"
#include "pin/format.h"

/*
 * Appends the file's text: canonical spellings, in the order of the pins; for
 * `host` only, or with NULL for every name that they are for. What the format cannot say is
 * a loss. False with *err: pins that cannot be read or told, a client that would not
 * load the result; nothing is ever made up to please it.
 */
PL_MUST_USE bool pl_pins_write(const struct pl_pin_format *format, const struct pl_pin_side *from,
			       const char *host, struct pl_buf *out, struct pl_pin_losses *losses,
			       struct pl_error *err);

#endif
