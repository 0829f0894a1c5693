/*
 * Do the screens look as they did when somebody last looked at them? Each
 * golden holds the characters and, below, one letter per cell for its role, so
 * that a new colour scheme changes none and a wrong meaning does.
 * With PINLAB_UPDATE set they are written anew: look at the difference.
 */
#include <config.h>

#include "../tui/world.h"

#include "tui/glyphs.h"
#include "util/compiler.h"
#include "util/mem.h"
#include "util/text.h"

static const struct {
	const char *name, *keys;
	int cols, rows;
} scenes[] = {
	{ "start", "", 80, 24 },
	{ "story", "rRBw<Down><Down>", 80, 24 },
	{ "story", "rRBw<Down><Down>", 120, 40 },
	{ "story", "rRBw<Down><Down>", 200, 50 },
	{ "story", "rRBw<Down><Down>", 60, 20 },
	{ "story", "rRBw<Down><Down>", 40, 10 },
	{ "story", "rRBw<Down><Down>", 20, 5 },
	{ "story", "rRBw<Down><Down>", 1, 1 },
	{ "past", "rRBw[[<Down>", 80, 24 },
	{ "attack", "R<Down><Down><Down><Right><Right>", 80, 24 },
	{ "root-expired", "X", 80, 24 },
	{ "tree", "K<Tab><Tab><Tab><Down><Down><Down>", 80, 24 },
	{ "tree", "K<Tab><Tab><Tab><Down><Down><Down>", 60, 20 },
	{ "why", "R<Enter>", 80, 24 },
	{ "help", "?", 80, 24 },
	{ "help", "?", 120, 40 },
	{ "help", "?", 60, 20 },
	{ "palette", ":ren", 80, 24 },
	{ "palette", ":ren", 60, 20 },
	{ "ask", ":compromise<Enter>", 80, 24 },
};

#define PARTING "---- what each cell means ----\n"

static char *golden_path(size_t i, bool ascii)
{
	const char *top = getenv("PINLAB_SRCDIR");

	return pl_asprintf("%s/tests/screens/%s-%dx%d%s.txt", top ? top : ".", scenes[i].name,
			   scenes[i].cols, scenes[i].rows, ascii ? "-ascii" : "");
}

static void render(size_t i, bool ascii, struct pl_buf *out)
{
	struct pl_buf text = PL_BUF_INIT, roles = PL_BUF_INIT;
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, false))
		return;
	pl_ui_resize(&ui, scenes[i].cols, scenes[i].rows);
	lab_keys(&ui, scenes[i].keys);
	ui.ascii = ascii;
	lab_screen(&ui, &text, &roles);
	pl_buf_puts(out, pl_buf_str(&text));
	pl_buf_puts(out, PARTING);
	pl_buf_puts(out, pl_buf_str(&roles));
	pl_buf_clear(&text);
	pl_buf_clear(&roles);
	pl_ui_clear(&ui);
}

/* The first line in which two texts differ, for a person to read. */
static void note_difference(const char *got, const char *want)
{
	size_t start = 0, at = 0;
	int line = 1;

	while (got[at] && got[at] == want[at]) {
		if (got[at] == '\n') {
			start = at + 1;
			line++;
		}
		at++;
	}
	tap_note("line %d", line);
	tap_note("wanted %.*s", (int)strcspn(want + start, "\n"), want + start);
	tap_note("got    %.*s", (int)strcspn(got + start, "\n"), got + start);
}

static void compare(size_t i, bool ascii)
{
	struct pl_buf got = PL_BUF_INIT, want = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	char *path = golden_path(i, ascii);

	render(i, ascii, &got);
	if (getenv("PINLAB_UPDATE")) {
		tap_ok(pl_file_write(path, got.data, got.len, 0644, &err), "%s is written", path);
	} else if (!pl_file_read(path, 1 << 20, &want, &err)) {
		tap_ok(false, "%s is there", path);
	} else {
		bool same = strcmp(pl_buf_str(&got), pl_buf_str(&want)) == 0;

		tap_ok(same, "%s at %dx%d%s looks as it should", scenes[i].name, scenes[i].cols,
		       scenes[i].rows, ascii ? " in ASCII" : "");
		if (!same)
			note_difference(pl_buf_str(&got), pl_buf_str(&want));
	}
	pl_error_clear(&err);
	pl_buf_clear(&got);
	pl_buf_clear(&want);
	free(path);
}

/* One golden is the image of the other. */
static void compare_forms(size_t i)
{
	struct pl_buf utf8 = PL_BUF_INIT, ascii = PL_BUF_INIT, mapped = PL_BUF_INIT;
	const char *at;

	render(i, false, &utf8);
	render(i, true, &ascii);
	for (at = pl_buf_str(&utf8); *at;) {
		uint32_t cp;

		at += pl_utf8_next(at, strlen(at), &cp);
		pl_buf_putc(&mapped, cp == '\n' ? '\n' : pl_glyph_ascii(cp));
	}
	tap_ok(strcmp(pl_buf_str(&mapped), pl_buf_str(&ascii)) == 0,
	       "%s at %dx%d has one layout in both forms", scenes[i].name, scenes[i].cols,
	       scenes[i].rows);
	pl_buf_clear(&utf8);
	pl_buf_clear(&ascii);
	pl_buf_clear(&mapped);
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(scenes); i++) {
		compare(i, false);
		compare(i, true);
		compare_forms(i);
	}
	return tap_done();
}
