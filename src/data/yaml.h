/* Reads the strict YAML subset of pinlab's files; the only file that knows libyaml is yaml.c. */
#ifndef PINLAB_DATA_YAML_H
#define PINLAB_DATA_YAML_H

#include "data/node.h"
#include "util/buf.h"

/*
 * Parses `text`; `file` is the name for messages and is copied. Refused, each
 * with position and remedy: anchors, aliases, tags, merge keys, repeated keys
 * (with the first one's line), several documents, NUL in text, UTF-16, invalid
 * UTF-8, Unicode line separators, more than 8 directives, and what exceeds the
 * limits of data/node.h. NULL when anything was wrong; errors gains at least one.
 */
PL_MUST_USE struct pl_doc *pl_yaml_parse(const char *file, struct pl_bytes text,
					 struct pl_errors *errors);
/* As above, from a file ("-": standard input). */
PL_MUST_USE struct pl_doc *pl_yaml_read(const char *file, struct pl_errors *errors);

/* Appends `text` as a YAML scalar that reads back as the same text: plain where
 * that is safe, double-quoted otherwise (also for what looks like a number, a
 * boolean or null to other readers). */
void pl_yaml_scalar(struct pl_buf *out, const char *text);

#endif
