/* The ASCII form of every character the screens use: one table, so that both forms have the same
 * layout. */
#ifndef PINLAB_TUI_GLYPHS_H
#define PINLAB_TUI_GLYPHS_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

/* One ASCII character for any code point; '?' for what is in no table. */
char pl_glyph_ascii(uint32_t cp);

/* Appends one code point as UTF-8. */
void pl_glyph_utf8(struct pl_buf *out, uint32_t cp);

#endif
