/* Apple's XML property lists, as the same tree that YAML gives. */
#ifndef PINLAB_DATA_PLIST_H
#define PINLAB_DATA_PLIST_H

#include "data/node.h"
#include "util/buf.h"

/*
 * Reads one property list, with or without <plist> around it. A string is
 * quoted TEXT; true, false, integer, real and date are TEXT that is not; data
 * is such a text too, "data:" and its base64 without blanks. A node stands
 * where its text does, an empty one at its tag. Refused with position and
 * remedy: the binary and the old text form, a key without a value, a repeated
 * key, an element that is none of a property list, and what data/xml.h refuses.
 * NULL when anything was wrong; errors gains at least one.
 */
PL_MUST_USE struct pl_doc *pl_plist_parse(const char *file, struct pl_bytes text,
					  struct pl_errors *errors);

/* True when the node is <true/>. */
PL_MUST_USE bool pl_plist_is_true(const struct pl_node *node);

#endif
