/* How text for people looks: width, symbols or ASCII, colour or not. */
#ifndef PINLAB_REPORT_STYLE_H
#define PINLAB_REPORT_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/reason.h"
#include "util/buf.h"

struct pl_style {
	bool color;
	bool ascii;   /* the locale is not UTF-8 */
	size_t width; /* columns; 0: 80 */
};

/* What a colour repeats; meaning is never in the colour alone. */
enum pl_role {
	PL_ROLE_PLAIN,
	PL_ROLE_GOOD,
	PL_ROLE_BAD,
	PL_ROLE_BREACH,
	PL_ROLE_WARN,
	PL_ROLE_QUIET,
	PL_ROLE_TITLE
};

void pl_style_begin(const struct pl_style *style, struct pl_buf *out, enum pl_role role);
void pl_style_end(const struct pl_style *style, struct pl_buf *out, enum pl_role role);
/* Appends the text, safe for a terminal and in ASCII where the style asks for it. */
void pl_style_text(const struct pl_style *style, struct pl_buf *out, const char *text);
void pl_style_symbol(const struct pl_style *style, struct pl_buf *out, enum pl_state state);
size_t pl_style_width(const struct pl_style *style);
/* Columns that pl_style_text needs for the text. */
size_t pl_style_columns(const struct pl_style *style, const char *text);

#endif
