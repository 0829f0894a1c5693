/* What the two formats of Android's Network Security Configuration share. */
#ifndef PINLAB_PIN_FORMATS_NSC_H
#define PINLAB_PIN_FORMATS_NSC_H

#include "pin/format.h"

/*
 * Reads a configuration; `trustkit`: as TrustKit-Android does, with its own
 * element. Each domain-config becomes a rule with what it inherits; what the
 * platform refuses when it loads the file becomes a fault of the rule where it
 * stands, or of the first rule.
 */
PL_MUST_USE bool pl_nsc_read(struct pl_pinfile *out, struct pl_bytes text, bool trustkit,
			     struct pl_errors *errors);
/* Writes a set that the client loads, with names; see pl_pin_format. */
void pl_nsc_write(const struct pl_pinset *set, bool trustkit, struct pl_buf *out);

/* True for a file with such an element, and for the compiled XML of an APK. */
PL_MUST_USE bool pl_nsc_is(struct pl_bytes text);
/* True when TrustKit's own element is in it. */
PL_MUST_USE bool pl_nsc_has_trustkit(struct pl_bytes text);

#endif
