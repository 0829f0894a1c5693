/* Do the bytes of many terminals mean the keys that were pressed? */
#include <config.h>

#include "tui/input.h"

#include <stdlib.h>

#include "../tap.h"
#include "tui/keys.h"
#include "util/compiler.h"

static const struct {
	const char *bytes;
	int keys[6]; /* zero-terminated */
	const char *why;
} rows[] = {
	{ "r", { 'r' }, "a letter" },
	{ "\033[A\033[B", { PL_IN_UP, PL_IN_DOWN }, "arrows in normal mode" },
	{ "\033OA\033OD", { PL_IN_UP, PL_IN_LEFT }, "arrows in application mode" },
	{ "\033[1;2C", { PL_IN_RIGHT }, "an arrow with Shift is an arrow" },
	{ "\033[H\033[F", { PL_IN_HOME, PL_IN_END }, "Home and End of xterm" },
	{ "\033[1~\033[4~",
	  { PL_IN_HOME, PL_IN_END },
	  "Home and End of the Linux console and tmux" },
	{ "\033[7~\033[8~", { PL_IN_HOME, PL_IN_END }, "Home and End of rxvt" },
	{ "\033[5~\033[6~", { PL_IN_PAGE_UP, PL_IN_PAGE_DOWN }, "pages" },
	{ "\033[Z", { PL_IN_BACK_TAB }, "Shift-Tab" },
	{ "\033OP\033[11~\033[[A", { PL_IN_F1, PL_IN_F1, PL_IN_F1 }, "F1 of three terminals" },
	{ "\177\b", { PL_IN_BACKSPACE, PL_IN_BACKSPACE }, "both bytes of Backspace" },
	{ "\r\n", { PL_IN_ENTER, PL_IN_ENTER }, "both bytes of Enter" },
	{ "\003\022", { PL_IN_CTRL('c'), PL_IN_CTRL('r') }, "control keys" },
	{ "\303\251", { 0xe9 }, "a character of two bytes" },
	{ "\377q", { 'q' }, "an invalid byte is nothing" },
	{ "\033", { PL_IN_ESC }, "a lone Esc" },
	{ "\033\033", { PL_IN_ESC, PL_IN_ESC }, "two Escs" },
	{ "\033x", { 0 }, "Alt and a key never act" },
	{ "\033[1;9Zr", { PL_IN_BACK_TAB, 'r' }, "what follows a sequence is read" },
	{ "\033[?62;4cr", { 'r' }, "a late answer of the terminal is swallowed whole" },
	{ "\033]11;rgb:0/0/0\007r", { 'r' }, "a late colour report is swallowed whole" },
	{ "\033P>|xterm\033\\r", { 'r' }, "a late name of the terminal is swallowed whole" },
	{ "\033[Ir", { 'r' }, "a focus report is swallowed" },
	{ "\033[99999999999999999999~r", { 'r' }, "a number without end does no harm" },
	{ "\033[<0;5;7m", { 0 }, "the release of a mouse button does nothing" },
	{ "\033[<35;5;7M", { 0 }, "moving the mouse does nothing" },
};

static void test_keys(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_input whole = { 0 }, bytewise = { 0 };
		struct pl_input_event event;
		size_t n = 0, m = 0;
		bool same = true;

		pl_input_push(&whole, rows[i].bytes, strlen(rows[i].bytes));
		while (pl_input_next(&whole, true, &event))
			same &= event.kind == PL_INPUT_KEY && n < PL_ARRAY_LEN(rows[i].keys) &&
				event.key == rows[i].keys[n++];
		tap_ok(same && rows[i].keys[n] == 0, "%s", rows[i].why);
		same = true;
		for (size_t b = 0; rows[i].bytes[b]; b++) {
			pl_input_push(&bytewise, rows[i].bytes + b, 1);
			while (pl_input_next(&bytewise, rows[i].bytes[b + 1] == '\0', &event))
				same &= m < PL_ARRAY_LEN(rows[i].keys) &&
					event.key == rows[i].keys[m++];
		}
		tap_ok(same && rows[i].keys[m] == 0, "%s, byte by byte", rows[i].why);
		pl_input_clear(&whole);
		pl_input_clear(&bytewise);
	}
}

static void test_mouse(void)
{
	static const char bytes[] = "\033[<0;301;7M\033[<65;1;1Mr";
	struct pl_input input = { 0 };
	struct pl_input_event event = { 0 };

	pl_input_push(&input, bytes, strlen(bytes));
	tap_ok(pl_input_next(&input, false, &event) && event.kind == PL_INPUT_MOUSE,
	       "a press is a press");
	tap_ok(event.x == 300 && event.y == 6 && event.button == 0,
	       "beyond column 223 too, counted from 0");
	tap_ok(pl_input_next(&input, false, &event) && event.kind == PL_INPUT_MOUSE &&
		       event.button == 65,
	       "the wheel is a button");
	tap_ok(pl_input_next(&input, false, &event) && event.key == 'r',
	       "keys between reports stay whole");
	tap_ok(!pl_input_next(&input, false, &event), "and nothing is left");
	pl_input_clear(&input);
}

static void test_paste(void)
{
	static const char bytes[] = "\033[200~q\033[Aq\033[201~r";
	struct pl_input input = { 0 };
	struct pl_input_event event = { 0 };
	bool paste = false, key = false;

	for (size_t b = 0; bytes[b]; b++) {
		pl_input_push(&input, bytes + b, 1);
		while (pl_input_next(&input, false, &event)) {
			if (event.kind == PL_INPUT_PASTE) {
				paste = true;
				tap_text(event.text, "q\033[Aq",
					 "pasted text comes in one piece and never as keys");
				free(event.text);
			} else {
				key = event.key == 'r';
			}
		}
	}
	tap_ok(paste && key, "what follows a paste is typed");
	pl_input_clear(&input);
}

static void test_waiting(void)
{
	struct pl_input input = { 0 };
	struct pl_input_event event;

	pl_input_push(&input, "\033", 1);
	tap_ok(!pl_input_next(&input, false, &event) && pl_input_waiting(&input),
	       "an Esc waits for what may follow");
	tap_ok(pl_input_next(&input, true, &event) && event.key == PL_IN_ESC, "until nothing does");
	tap_ok(!pl_input_waiting(&input), "then nothing waits");
	pl_input_clear(&input);
}

int main(void)
{
	test_keys();
	test_mouse();
	test_paste();
	test_waiting();
	return tap_done();
}
