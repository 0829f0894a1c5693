/* Text files walked line by line; for the readers of formats. */
#ifndef PINLAB_PIN_FORMATS_LINES_H
#define PINLAB_PIN_FORMATS_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "pin/format.h"

struct pl_lines {
	const char *at, *end; /* what is still to be read */
	const char *line;     /* the line at hand, without its end: CR LF, LF or CR */
	size_t len;
	int number;           /* from 1 */
};

static inline struct pl_lines pl_lines_of(struct pl_bytes text)
{
	const char *start = (const char *)text.data;

	return (struct pl_lines){ .at = start, .end = start + text.len };
}

/* The next line; false at the end. */
PL_MUST_USE bool pl_lines_next(struct pl_lines *lines);
/* The position of a character of the line at hand. */
PL_MUST_USE struct pl_pos pl_lines_pos(const struct pl_lines *lines, const struct pl_pinfile *out,
				       const char *at);
/* The column, from 1 and in code points (far to the right in bytes), of `at` in a line. */
PL_MUST_USE int pl_column_of(const char *line, const char *at);

/* Cuts blanks at both ends. */
void pl_trim(const char **text, size_t *len);
/* True when `text` begins so, whatever the case of its letters. */
PL_MUST_USE bool pl_begins_like(const char *text, size_t len, const char *prefix);

#endif
