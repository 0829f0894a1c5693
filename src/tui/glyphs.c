/* Which ASCII character stands for a character of the screens? */
#include <config.h>

#include "tui/glyphs.h"

#include "util/compiler.h"

static const struct {
	uint32_t cp;
	char ascii;
} glyphs[] = {
	{ 0x2713, '+' }, /* ✓ */
	{ 0x2717, 'X' }, /* ✗ */
	{ 0x00b7, '.' }, /* · */
	{ 0x2026, '~' }, /* … */
	{ 0x2190, '<' }, /* ← */
	{ 0x2192, '>' }, /* → */
	{ 0x2191, '^' }, /* ↑ */
	{ 0x2193, 'v' }, /* ↓ */
	{ 0x25bc, 'v' }, /* ▼ */
	{ 0x25b6, '>' }, /* ▶ */
	{ 0x25cf, 'o' }, /* ● */
	{ 0x25cb, '-' }, /* ○ */
	{ 0x25c6, '@' }, /* ◆ */
	{ 0x2588, '#' }, /* █ */
	{ 0x2591, '.' }, /* ░ */
	{ 0x2593, '=' }, /* ▓ */
	{ 0x254e, ':' }, /* ╎ */
	{ 0x2504, '.' }, /* ┄ */
	{ 0x2260, '/' }, /* ≠ */
	{ 0x2500, '-' }, /* ─ */
	{ 0x2502, '|' }, /* │ */
	{ 0x250c, '+' }, /* ┌ */
	{ 0x2510, '+' }, /* ┐ */
	{ 0x2514, '+' }, /* └ */
	{ 0x2518, '+' }, /* ┘ */
	{ 0x251c, '+' }, /* ├ */
	{ 0x2524, '+' }, /* ┤ */
	{ 0x2501, '=' }, /* ━ */
	{ 0x2503, '|' }, /* ┃ */
	{ 0x250f, '*' }, /* ┏ */
	{ 0x2513, '*' }, /* ┓ */
	{ 0x2517, '*' }, /* ┗ */
	{ 0x251b, '*' }, /* ┛ */
	{ 0x00d7, 'x' }, /* × */
	{ 0x2019, '\'' },
	{ 0x2013, '-' },
	{ 0x2014, '-' },
};

char pl_glyph_ascii(uint32_t cp)
{
	if (cp >= 0x20 && cp < 0x7f)
		return (char)cp;
	for (size_t i = 0; i < PL_ARRAY_LEN(glyphs); i++)
		if (glyphs[i].cp == cp)
			return glyphs[i].ascii;
	return '?';
}

void pl_glyph_utf8(struct pl_buf *out, uint32_t cp)
{
	if (cp < 0x80) {
		pl_buf_putc(out, (char)cp);
	} else if (cp < 0x800) {
		pl_buf_putc(out, (char)(0xc0 | cp >> 6));
		pl_buf_putc(out, (char)(0x80 | (cp & 0x3f)));
	} else if (cp < 0x10000) {
		pl_buf_putc(out, (char)(0xe0 | cp >> 12));
		pl_buf_putc(out, (char)(0x80 | (cp >> 6 & 0x3f)));
		pl_buf_putc(out, (char)(0x80 | (cp & 0x3f)));
	} else {
		pl_buf_putc(out, (char)(0xf0 | cp >> 18));
		pl_buf_putc(out, (char)(0x80 | (cp >> 12 & 0x3f)));
		pl_buf_putc(out, (char)(0x80 | (cp >> 6 & 0x3f)));
		pl_buf_putc(out, (char)(0x80 | (cp & 0x3f)));
	}
}
