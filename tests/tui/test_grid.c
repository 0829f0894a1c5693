/* Does a grid hold what was written, whatever was written and wherever? */
#include <config.h>

#include "tui/grid.h"

#include <stdlib.h>

#include "../tap.h"
#include "tui/glyphs.h"

/* What a text looks like in a field of a width. */
static const struct {
	const char *text;
	int width;
	const char *shown;
	const char *why;
} texts[] = {
	{ "leaf-spki", 20, "leaf-spki", "a text that fits is shown whole" },
	{ "leaf-spki", 9, "leaf-spki", "a text that fits exactly is shown whole" },
	{ "leaf-spki", 8, "leaf-sp…", "a text that is too long is cut with an ellipsis" },
	{ "leaf-spki", 1, "…", "in one column only the ellipsis is left" },
	{ "leaf-spki", 0, "", "in no column nothing is" },
	{ "a\nb", 20, "a\\u{A}b", "a line end cannot move the cursor" },
	{ "a\033[31mb", 20, "a\\u{1B}[31mb", "an escape cannot change the colour" },
	{ "中x", 20, "\\u{4E2D}x", "a wide character is shown escaped" },
	{ "e\xcc\x81", 20, "e\\u{301}", "a combining mark is shown escaped" },
	{ "\xe2\x80\xae" "abc", 20, "\\u{202E}abc", "a direction mark is shown escaped" },
	{ "\xff!", 20, "\\xFF!", "an invalid byte is shown escaped" },
	{ "Ünïcode", 20, "Ünïcode", "letters of one column are shown as they are" },
	{ "\n\n", 6, "\\u{A}…", "an escape is never cut in two" },
};

static void test_texts(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(texts); i++) {
		struct pl_buf out = PL_BUF_INIT;
		struct pl_grid grid;
		char *want;

		pl_grid_init(&grid, 30, 1);
		pl_grid_text(&grid, 0, 0, texts[i].width, PL_PEN(PL_ROLE_PLAIN), texts[i].text);
		pl_grid_dump(&grid, &out);
		pl_buf_puts(&out, "");
		want = malloc(strlen(texts[i].shown) + 2);
		sprintf(want, "%s\n", texts[i].shown);
		tap_text(pl_buf_str(&out), want, texts[i].why);
		free(want);
		pl_buf_clear(&out);
		pl_grid_clear(&grid);
	}
}

/* Two CAs of one operator differ at the end of their names. */
static void test_middle(void)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_grid grid;

	pl_grid_init(&grid, 40, 3);
	pl_grid_text_middle(&grid, 0, 0, 12, 6, PL_PEN(PL_ROLE_PLAIN), "Northlight TLS A1");
	pl_grid_text_middle(&grid, 0, 1, 12, 6, PL_PEN(PL_ROLE_PLAIN), "R3");
	pl_grid_text_middle(&grid, 0, 2, 12, 6, PL_PEN(PL_ROLE_PLAIN), "Nörthlight TLS A1");
	pl_grid_dump(&grid, &out);
	tap_text(pl_buf_str(&out), "North…TLS A1\nR3\nNörthlight …\n",
		 "a long name loses its middle, or its end when it is not plain");
	pl_buf_clear(&out);
	pl_grid_clear(&grid);
}

/* Boxes of any size at any place touch nothing outside; the sanitizers would say. */
static void test_clipping(void)
{
	for (int cols = 1; cols < 12; cols++) {
		for (int at = -15; at < 15; at++) {
			struct pl_grid grid;

			pl_grid_init(&grid, cols, 5);
			pl_grid_box(&grid, at, at, 9, 4, at % 2 == 0, "a title", "a note");
			pl_grid_text(&grid, at, 2, 30, PL_PEN(PL_ROLE_OK), "beyond every edge");
			pl_grid_right(&grid, at, 3, 30, PL_PEN(PL_ROLE_OK), "beyond every edge");
			pl_grid_mark(&grid, at, at, 30, PL_ATTR_REVERSE);
			pl_grid_clear(&grid);
		}
	}
	tap_ok(true, "whatever lies outside the grid is dropped");
	{
		struct pl_grid grid;

		pl_grid_init(&grid, 0, -3);
		tap_ok(grid.cols == 1 && grid.rows == 1, "a grid has at least one cell");
		tap_ok(pl_grid_at(&grid, 1, 0) == NULL && pl_grid_at(&grid, 0, -1) == NULL,
		       "there is no cell outside");
		pl_grid_clear(&grid);
	}
}

static void test_box(void)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_grid grid;

	pl_grid_init(&grid, 14, 6);
	pl_grid_box(&grid, 0, 0, 14, 3, true, "CA", NULL);
	pl_grid_box(&grid, 0, 3, 14, 3, false, "CA", "tab");
	pl_grid_dump(&grid, &out);
	tap_text(pl_buf_str(&out),
		 "┏━ CA ━━━━━━━┓\n"
		 "┃            ┃\n"
		 "┗━━━━━━━━━━━━┛\n"
		 "┌─ CA ───────┐\n"
		 "│            │\n"
		 "└────── tab ─┘\n",
		 "the focus is a heavy border, not a colour");
	pl_buf_reset(&out);
	pl_grid_to_ascii(&grid);
	pl_grid_dump(&grid, &out);
	tap_text(pl_buf_str(&out),
		 "*= CA =======*\n"
		 "|            |\n"
		 "*============*\n"
		 "+- CA -------+\n"
		 "|            |\n"
		 "+------ tab -+\n",
		 "in ASCII the focus is still seen, and nothing moved");
	pl_buf_clear(&out);
	pl_grid_clear(&grid);
}

static void test_roles(void)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_grid grid;
	bool seen[128] = { false };
	bool unique = true;

	pl_grid_init(&grid, 8, 1);
	pl_grid_put(&grid, 0, 0, 0x2713, PL_PEN(PL_ROLE_OK));
	pl_grid_put(&grid, 2, 0, 0x2717, PL_PEN(PL_ROLE_PIN));
	pl_grid_put(&grid, 4, 0, '!', PL_PEN(PL_ROLE_BREACH));
	pl_grid_dump_roles(&grid, &out);
	tap_text(pl_buf_str(&out), "o x i\n", "the second layer says what each cell means");
	for (int role = 0; role < PL_ROLES; role++) {
		int letter = pl_role_letter(role);

		unique &= letter > ' ' && letter < 127 && !seen[letter];
		seen[letter & 127] = true;
	}
	tap_ok(unique, "every role has a letter of its own");
	pl_buf_clear(&out);
	pl_grid_clear(&grid);
}

static const struct {
	uint32_t cp;
	char ascii;
} forms[] = {
	{ 0x2713, '+' }, { 0x2717, 'X' }, { 0x2026, '~' }, { 0x2588, '#' }, { 0x2591, '.' },
	{ 0x25bc, 'v' }, { 0x00b7, '.' }, { 0x2190, '<' }, { 0x254e, ':' }, { 'b', 'b' },
	{ '#', '#' },    { 0x00fc, '?' }, { 0x4e2d, '?' }, { 7, '?' },
};

static void test_glyphs(void)
{
	bool all = true;

	for (size_t i = 0; i < PL_ARRAY_LEN(forms); i++)
		tap_ok(pl_glyph_ascii(forms[i].cp) == forms[i].ascii, "U+%04X is %c in ASCII",
		       (unsigned)forms[i].cp, forms[i].ascii);
	for (uint32_t cp = 0; cp < 0x3000; cp++)
		all &= pl_glyph_ascii(cp) >= 0x20 && pl_glyph_ascii(cp) < 0x7f;
	tap_ok(all, "the ASCII form of anything is one printable character");
}

int main(void)
{
	test_texts();
	test_middle();
	test_clipping();
	test_box();
	test_roles();
	test_glyphs();
	return tap_done();
}
