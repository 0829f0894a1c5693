/* Does the screen say what is so, at every size? */
#include <config.h>

#include "lab/attack.h"
#include "world.h"

#include "tui/glyphs.h"
#include "util/compiler.h"
#include "util/text.h"

/* Keys, and what must then be seen; `not`: must not. */
static const struct {
	const char *keys;
	int cols, rows;
	const char *want, *not;
	const char *why;
} rows[] = {
	{ "", 80, 24, "0 start", NULL, "the selected step's name is written out at the start" },
	{ "", 80, 24, "api.example", NULL, "the host hangs in the tree" },
	{ "", 80, 24, "survives: pin-match", NULL,
	  "the verdict of the selected cell stands over its explanation" },
	{ "", 80, 24, NULL, "undo", "hints name no key that does nothing" },
	{ "r", 80, 24, "u undo", NULL, "after an action undo is offered" },
	{ "R", 80, 24, "renew api with a new key", NULL, "a new step's name is written out" },
	{ "R", 80, 24, "[✗]", NULL, "the selected cell has brackets" },
	{ "R", 80, 24, "first lesson*", NULL, "what is not saved has a star" },
	{ "Ru", 80, 24, NULL, "first lesson*", "after undo it is as it was saved" },
	{ "Ru", 80, 24, "undone: renew api with a new key", NULL, "undo says what it undid" },
	{ "Ru<C-r>", 80, 24, "renew api with a new key", NULL, "redo brings it back" },
	{ "u", 80, 24, "nothing to undo", NULL, "undo without anything says so" },
	{ "Rr<Left>", 80, 24, "▼1", NULL, "the cursor is a point in time" },
	{ "Rr<Left>", 80, 24, "╎", NULL, "what lies beyond it is set apart" },
	{ "Rr<Left>w", 80, 24, "it replaced the rest, u goes back", NULL,
	  "acting in the past says what it replaced" },
	{ "RrBw<Home>", 80, 24, "0 start", NULL, "Home is the first step" },
	{ "RrBw[[", 80, 24, "▼2", NULL, "[ goes from event to event" },
	{ "<Right>", 80, 24, "1 other-ca", NULL,
	  "right of the last step are the attacks, the selected one by name" },
	{ "<Right>", 80, 24, "against other-ca", NULL, "and explained" },
	{ "<Right><Right>", 80, 24, "2 own-ca", NULL, "one further is the next attack" },
	{ "<Right><Left>", 80, 24, "leaf-cert at 0", NULL, "and back" },
	{ "<Down>", 80, 24, ">leaf-spki ", NULL, "the selected row has a mark" },
	{ "R<Enter>", 80, 24, "match", NULL, "Enter shows the whole explanation" },
	{ "<Tab><Tab><Tab>", 80, 24, ">", NULL, "Tab reaches the tree" },
	{ "<Tab><Tab><Tab><Down>", 80, 24, "pinned nobody here", NULL,
	  "and a certificate is explained" },
	{ "<Tab><Tab><Tab>", 80, 24, "pinned root-spki (root.spki), root-spki+backup (root.spki)",
	  NULL, "with who pins it" },
	{ "R", 80, 24, "# blocked ! intercepted - moot", NULL, "every symbol on the screen is explained" },
	{ "R", 80, 24, "✗ pin refused  p chain refused", NULL, "in words that can be told apart" },
	{ "R", 60, 20, "- moot", NULL, "in few of them on a small screen" },
	{ "R", 120, 40, "- moot", NULL, "and on a large one" },
	{ "R", 60, 20, "step 1/1", NULL, "a small screen keeps the step's number" },
	{ "R", 60, 20, "breaks-pin: pin-mismatch", NULL, "and the reason" },
	{ "R<Down><Right>", 80, 24, "Who is read: 1 other-ca, at 1 renew", NULL,
	  "an attack's column has a digit, which is no key" },
	{ "R<Down>1230", 80, 24, "Who survives: 1 renew", NULL, "and does nothing" },
	{ "?<PgDn><PgDn><PgDn>", 80, 24, "pinlab run FILE replays it.", NULL,
	  "the help's last words can be read" },
	{ "?<PgDn><PgDn><PgDn>", 80, 24, "◆ is where a pin", "…", "and nothing in it is cut" },
	{ "?", 80, 24, "Help: every key", NULL, "? opens the help" },
	{ "?<Esc>", 80, 24, NULL, "Help: every key", "any key closes it" },
	{ ":", 80, 24, "save", NULL, ": lists the commands" },
	{ ":swap", 80, 24, "swap-intermediate", NULL, "and narrows them" },
	{ ":xyzzy", 80, 24, "nothing fits", NULL, "or says that nothing fits" },
	{ ":xyzzy<Enter>", 80, 24, "there is no command or event", NULL,
	  "and Enter says so again" },
	{ "acomp", 80, 24, "compromise", NULL, "a lists events" },
	{ "asave", 80, 24, NULL, ">save", "but no commands" },
	{ ":compromise<Enter>", 80, 24, "compromise what =", NULL,
	  "a missing parameter is asked for" },
	{ ":compromise<Enter><Enter>", 80, 24, "day 0", NULL, "and then it happens" },
	{ ":renew key=rsa-2048<Enter>", 80, 24, "rsa-2048 key", NULL, "parameters can be typed" },
	{ ":renew key=nonsense<Enter>", 80, 24, "err:", NULL, "a wrong one is explained" },
	{ ":goto 0<Enter>", 80, 24, "▼0", NULL, "goto takes a step" },
	{ "Rr:goto 2027-05-01<Enter>", 80, 24, "▼2", NULL, "or a date" },
	{ "Rr:goto 9<Enter>", 80, 24, "there is no step 9; the steps are 0 to 2", NULL,
	  "a step that is not there is refused, and the range said" },
	{ "Rr:goto 2026-01-01<Enter>", 80, 24, "before the start", NULL, "so is a date before all" },
	{ ":goto 2027-06-11<Enter>", 80, 24, "2027-06-11 00:00Z  day 41", NULL,
	  "a date ahead moves the clock there" },
	{ ":goto 2027-06-11<Enter>", 80, 24, "wait 41 days; u takes it back", NULL,
	  "as a step that can be undone" },
	{ ":goto 2027-06-11<Enter>u", 80, 24, "day 0  step 0/0", NULL, "and is" },
	{ "Rr<Home>:goto 2027-06-11<Enter>", 80, 24, "step 3/3", NULL,
	  "after all that has happened, wherever the cursor was" },
	{ "R<Enter>", 120, 40,
	  "rule   generic compares its pins with the whole path, anchor included (pinlab's own model)",
	  NULL, "the rule names the client and what it does" },
	{ ":attack<Enter>", 80, 24, "stolen-leaf-key", "user-ca",
	  "only attacks that have a column are offered" },
	{ ":attack user-ca<Enter>", 80, 24,
	  "no attack 'user-ca' here: other-ca, own-ca, stolen-leaf-key", NULL,
	  "another one is refused, with the choices" },
	{ ":cross-sign of=nobody by=north-root-2<Enter>", 120, 24,
	  "no authority 'nobody' here: north-a1, north-root-1, north-root-2", NULL,
	  "so is an authority that is not there" },
	{ ":cross-sign of=nobody by=north-root-2<Enter>", 80, 24,
	  ":cross-sign of=nobody by=north-root-2_", NULL, "and the line stays to be corrected" },
	{ ":cross-sign of=north-a1 by=north-a1<Enter>", 80, 24,
	  ":cross-sign of=north-a1 by=north-a1_", NULL,
	  "also when only the engine finds what is wrong" },
	{ ":cross-sign<Enter>", 80, 24, ">north-a1", NULL,
	  "what is cross-signed is first of all the host's own CA" },
	{ ":cross-sign<Enter><Enter>", 80, 24, ">north-root-2", NULL,
	  "by a root that has not signed it yet" },
	{ ":cross-sign<Enter><Enter><Enter>", 80, 24, "north-root-2 cross-signs north-a1", NULL,
	  "which is possible" },
	{ ":swap-intermediate to=north-a2<Enter>", 80, 24, "Who survives: 1 swap north-a1 for north-a2",
	  NULL, "an event that is typed has the name" },
	{ "w", 80, 24, "Who survives: 1 swap north-a1 for north-a2", NULL, "that its key gives it" },
	{ ":renew key=new<Enter>", 80, 24, "renew api with a new key", NULL, "whatever was left out" },
	{ ":theme nonsense<Enter>", 80, 24, "no theme", NULL, "a wrong theme is refused" },
	{ ":theme light<Enter>", 80, 24, "theme light", NULL, "a right one is taken" },
	{ "q", 80, 24, "press q again", NULL, "q asks" },
	{ "Rq", 80, 24, "not saved", NULL, "and warns of what is not saved" },
	{ "z", 80, 24, NULL, "CA hierarchy", "z shows one pane alone" },
	{ "zz", 80, 24, "CA hierarchy", NULL, "and again all" },
	{ ">", 80, 24, "renewal: api", NULL, "> goes on to the next change" },
	{ "X", 80, 24, "breaks-chain", NULL, "with the root gone no path is valid" },
	{ "", 120, 40, "sha256/", NULL, "with room digests are whole" },
	{ "", 80, 24, NULL, "sha256/", "without, they are short" },
	{ "", 60, 20, NULL, "CA hierarchy", "a small terminal shows one pane" },
	{ "<Tab><Tab><Tab>", 60, 20, "CA hierarchy", NULL, "and Tab the next" },
	{ "R", 40, 10, "needs 60 columns by 20 rows", NULL, "a smaller one says what is missing" },
	{ "R", 40, 10, "up 3 of 6", NULL, "and how things stand" },
	{ "i", 40, 10, "Who survives", NULL, "i draws what fits" },
	{ "q", 20, 5, "press q again", NULL, "q works at any size" },
};

static void test_screens(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_buf out = PL_BUF_INIT;
		struct pl_ui ui;
		bool good;

		if (!lab_open(&ui, NULL, false))
			return;
		pl_ui_resize(&ui, rows[i].cols, rows[i].rows);
		lab_keys(&ui, rows[i].keys);
		lab_screen(&ui, &out, NULL);
		good = (!rows[i].want || strstr(pl_buf_str(&out), rows[i].want)) &&
		       (!rows[i].not || !strstr(pl_buf_str(&out), rows[i].not));
		if (!tap_ok(good, "%s", rows[i].why))
			tap_note("keys %s: wanted %s, unwanted %s, in\n%s", rows[i].keys,
				 rows[i].want ? rows[i].want : "-", rows[i].not ? rows[i].not : "-",
				 pl_buf_str(&out));
		pl_buf_clear(&out);
		pl_ui_clear(&ui);
	}
}

/* With everything there are more attacks than columns. */
static void test_all(void)
{
	char *certs = certs_dir();
	struct pl_tui_options options = { .certs_dir = certs, .all = true };
	struct pl_buf out = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	char want[80];
	size_t n;

	(void)pl_attacks(&n);
	snprintf(want, sizeof(want), "1 self-signed  2 user-ca  3 other-ca  %zu more", n - 3);
	tap_ok(pl_tui_screen(&options, 80, 24, "R", &out, NULL, &err), "all has a screen");
	tap_has(pl_buf_str(&out), want,
		"which names the attacks that fit and says that there are more");
	tap_has(pl_buf_str(&out), "- moot", "and explains the symbols");
	pl_buf_reset(&out);
	tap_ok(pl_tui_screen(&options, 80, 24, "R<Right><Right><Right><Right><Right><Right><Right>",
			     &out, NULL, &err),
	       "the attacks can be walked through");
	tap_has(pl_buf_str(&out), "Who is read: 7 ", "with the selected one in the title");
	tap_has(pl_buf_str(&out), "│┃ 7 ", "and first among the names");
	pl_error_clear(&err);
	pl_buf_clear(&out);
	free(certs);
}

/* What is said at the foot is said whole, at the smallest full size. */
static void test_messages(void)
{
	static const char *const keys[] = { "",	 "r",  "Rr<Left>r", "Ru",      "Ru<C-r>", "u",
					    "[", "r]", "e",	    "m",       "t",	  "q",
					    "Rq", ":goto 99<Enter>",   ":goto 1999-01-01<Enter>",
					    ">", "X",  "<C-c>",	    ":theme x<Enter>" };

	for (size_t i = 0; i < PL_ARRAY_LEN(keys); i++) {
		struct pl_ui ui;

		if (!lab_open(&ui, NULL, false))
			return;
		lab_keys(&ui, keys[i]);
		tap_ok(!ui.message || pl_text_columns(ui.message) <= 80 - 2 - 6,
		       "the message after '%s' fits: %s", keys[i], ui.message ? ui.message : "-");
		pl_ui_clear(&ui);
	}
}

/* A line of a scenario opens the cell it is about. */
static void test_open_at(void)
{
	const char *top = getenv("PINLAB_SRCDIR");
	char *file = pl_path_join(top ? top : ".", "scenarios/lessons/first.yaml");
	struct pl_buf text = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_ui ui;
	const char *found;
	int line = 1;

	tap_ok(pl_file_read(file, 1 << 20, &text, &err), "there is a first lesson");
	found = strstr(pl_buf_str(&text), "intermediate-spki: {verdict: intercepted");
	for (const char *at = pl_buf_str(&text); found && at < found; at++)
		line += *at == '\n';
	if (tap_ok(found != NULL, "which expects an interception") && lab_open(&ui, file, false)) {
		pl_ui_open_at(&ui, line);
		tap_ok(ui.on_attack && strcmp(ui.run->attacks[ui.attack]->name, "own-ca") == 0,
		       "its line opens the attack's column");
		tap_text(ui.run->rows[pl_ui_row_index(ui.run, ui.row)]->strategy->name,
			 "intermediate-spki", "in the strategy's row");
		tap_int((long long)ui.step, 1, "at the event's step");
		pl_ui_open_at(&ui, 1);
		tap_int((long long)ui.step, 0, "a line before all events opens the start");
		pl_ui_open_at(&ui, 100000);
		tap_int((long long)ui.step, (long long)ui.run->n_steps - 1,
			"a line after them the last event");
		pl_ui_clear(&ui);
	}
	pl_error_clear(&err);
	pl_buf_clear(&text);
	free(file);
}

/* The symbol of a cell and its role never say different things. */
static bool roles_agree(const struct pl_ui *ui)
{
	struct pl_layout layout;
	struct pl_columns c;
	struct pl_grid grid;
	bool good = true;

	pl_layout_of(ui, &layout);
	pl_columns_of(ui, layout.matrix, &c);
	pl_view(ui, &grid);
	for (size_t k = 0; k < c.n_rows; k++) {
		for (size_t s = c.first_step; s < c.first_step + c.n_steps && s < ui->run->n_steps;
		     s++) {
			const struct pl_outcome *outcome = pl_step_honest(
				ui->run->steps[s], pl_ui_row_index(ui->run, c.first_row + k));
			const struct pl_glyph *cell =
				pl_grid_at(&grid,
					   c.step_x + (int)(s - c.first_step) * c.step_pitch +
						   c.step_pitch - 2,
					   c.head_y + 1 + (int)k);

			good &= outcome && cell && cell->cp == pl_state_cp(outcome->state) &&
				cell->role == pl_state_pen(outcome->state).role;
		}
		for (size_t a = c.first_attack; a < c.first_attack + c.n_attacks; a++) {
			const struct pl_outcome *outcome =
				pl_step_attack(ui->run, pl_ui_step(ui),
					       pl_ui_row_index(ui->run, c.first_row + k), a);
			const struct pl_glyph *cell = pl_grid_at(
				&grid, c.attack_x + (int)(a - c.first_attack) * c.attack_pitch + 1,
				c.head_y + 1 + (int)k);

			good &= outcome && cell && cell->cp == pl_state_cp(outcome->state) &&
				cell->role == pl_state_pen(outcome->state).role;
		}
	}
	pl_grid_clear(&grid);
	return good;
}

static void test_roles(void)
{
	static const struct {
		int cols, rows;
	} sizes[] = { { 80, 24 }, { 120, 40 }, { 200, 50 }, { 60, 20 } };
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, false))
		return;
	lab_keys(&ui, "rRBwX<Left><Down>");
	for (size_t i = 0; i < PL_ARRAY_LEN(sizes); i++) {
		pl_ui_resize(&ui, sizes[i].cols, sizes[i].rows);
		tap_ok(roles_agree(&ui), "at %dx%d every cell's colour says what its symbol says",
		       sizes[i].cols, sizes[i].rows);
	}
	pl_ui_clear(&ui);
}

/* Both forms have the same layout: one is the image of the other. */
static void test_ascii(void)
{
	static const char *const keys[] = { "rRw", "?", ":re", "<Tab><Tab>", "X<Enter>" };
	struct pl_buf utf8 = PL_BUF_INIT, ascii = PL_BUF_INIT, mapped = PL_BUF_INIT;

	for (size_t i = 0; i < PL_ARRAY_LEN(keys); i++) {
		struct pl_ui ui;
		const char *at;

		if (!lab_open(&ui, NULL, false))
			return;
		lab_keys(&ui, keys[i]);
		lab_screen(&ui, &utf8, NULL);
		ui.ascii = true;
		lab_screen(&ui, &ascii, NULL);
		pl_buf_reset(&mapped);
		at = pl_buf_str(&utf8);
		while (*at) {
			uint32_t cp;
			size_t used = pl_utf8_next(at, strlen(at), &cp);

			pl_buf_putc(&mapped, cp == '\n' ? '\n' : pl_glyph_ascii(cp));
			at += used;
		}
		tap_text(pl_buf_str(&ascii), pl_buf_str(&mapped),
			 "the ASCII screen is the UTF-8 screen, character by character");
		tap_ok(!strchr(pl_buf_str(&ascii), '?') || strchr(pl_buf_str(&utf8), '?'),
		       "and no character is without a form");
		pl_ui_clear(&ui);
	}
	pl_buf_clear(&utf8);
	pl_buf_clear(&ascii);
	pl_buf_clear(&mapped);
}

/* From 1x1 up, with every overlay; the sanitizers watch. */
static void test_sizes(void)
{
	static const char *const keys[] = { "rRw",    "<Tab>", ":re",   "<Esc>?",
					    "<Esc>i", "z",     "<Tab>", "<Enter>" };
	struct pl_buf out = PL_BUF_INIT;
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, false))
		return;
	for (size_t i = 0; i < PL_ARRAY_LEN(keys); i++) {
		lab_keys(&ui, keys[i]);
		for (int cols = 1; cols <= 220; cols += cols < 10 ? 1 : 7)
			for (int lines = 1; lines <= 66; lines += lines < 8 ? 1 : 5) {
				pl_ui_resize(&ui, cols, lines);
				lab_screen(&ui, &out, NULL);
			}
		tap_ok(true, "every size from 1x1 to 220x66 is drawn after %s", keys[i]);
	}
	pl_ui_resize(&ui, 0, 0);
	tap_ok(ui.cols > 0 && ui.rows > 0, "a terminal that says 0x0 changes nothing");
	pl_buf_clear(&out);
	pl_ui_clear(&ui);
}

/* Undo and redo of everything lead through the same screens. */
static void test_there_and_back(void)
{
	static const char keys[] = "rRBwWoxd>";
	struct pl_buf before[sizeof(keys)] = { PL_BUF_INIT }, now = PL_BUF_INIT;
	struct pl_ui ui;
	size_t n = sizeof(keys) - 1;
	bool back = true, forth = true;

	if (!lab_open(&ui, NULL, false))
		return;
	for (size_t i = 0; i < n; i++) {
		char one[2] = { keys[i], '\0' };

		pl_ui_say(&ui, PL_SAY_OK, "the same");
		lab_screen(&ui, &before[i], NULL);
		lab_keys(&ui, one);
	}
	n = pl_session_undos(ui.session);
	tap_ok(n >= 8, "the standard events can follow one another");
	for (size_t i = n; i-- > 0;) {
		lab_keys(&ui, "u");
		back &= pl_session_undos(ui.session) == i;
	}
	lab_keys(&ui, "<Home>");
	pl_ui_say(&ui, PL_SAY_OK, "the same");
	lab_screen(&ui, &now, NULL);
	/* redo is offered now and was not then; that is the only difference */
	tap_ok(back && strncmp(pl_buf_str(&now), pl_buf_str(&before[0]), 900) == 0,
	       "undoing everything leads back to the first screen");
	for (size_t i = 0; i < n; i++) {
		lab_keys(&ui, "<C-r>");
		forth &= pl_session_undos(ui.session) == i + 1 && !pl_ui_pending(&ui);
	}
	tap_ok(forth, "and everything can be done again");
	for (size_t i = 0; i < sizeof(keys); i++)
		pl_buf_clear(&before[i]);
	pl_buf_clear(&now);
	pl_ui_clear(&ui);
}

/* Clicks land on the cell that was drawn there. */
static void test_mouse(void)
{
	struct pl_buf before = PL_BUF_INIT, now = PL_BUF_INIT;
	struct pl_buf roles = PL_BUF_INIT, now_roles = PL_BUF_INIT;
	struct pl_layout layout;
	struct pl_columns c;
	struct pl_ui ui, old;

	if (!lab_open(&ui, NULL, false))
		return;
	lab_keys(&ui, "rRw");
	pl_layout_of(&ui, &layout);
	pl_columns_of(&ui, layout.matrix, &c);
	(void)pl_ui_click(&ui, c.step_x + 1 * c.step_pitch + c.step_pitch - 2, c.head_y + 3, 0);
	tap_ok(ui.step == 1 && ui.row == 2 && !ui.on_attack, "a click on a step selects it");
	(void)pl_ui_click(&ui, c.attack_x + 2 * c.attack_pitch + 1, c.head_y + 1, 0);
	tap_ok(ui.on_attack && ui.attack == 2 && ui.row == 0 && ui.step == 1,
	       "a click on an attack selects it, and time stays");
	(void)pl_ui_click(&ui, layout.tree.x + 5, layout.tree.y + 2, 0);
	tap_ok(ui.focus == PL_PANE_TREE, "a click on the tree goes there");
	(void)pl_ui_click(&ui, 5, 5, 65);
	tap_ok(ui.node > 0, "the wheel moves where the focus is");
	pl_ui_say(&ui, PL_SAY_OK, "what was said last");
	old = ui;
	lab_screen(&ui, &before, &roles);
	tap_ok(pl_ui_click(&ui, 5000, -7, 0) == PL_WISH_NOTHING && ui.step == old.step &&
		       ui.row == old.row && ui.node == old.node && ui.focus == old.focus &&
		       ui.on_attack == old.on_attack && ui.attack == old.attack,
	       "a click outside selects nothing");
	tap_text(ui.message, "what was said last", "says nothing");
	lab_screen(&ui, &now, &now_roles);
	tap_text(pl_buf_str(&now), pl_buf_str(&before), "and draws nothing else");
	tap_text(pl_buf_str(&now_roles), pl_buf_str(&roles), "nor elsewhere");
	pl_buf_clear(&before);
	pl_buf_clear(&now);
	pl_buf_clear(&roles);
	pl_buf_clear(&now_roles);
	pl_ui_clear(&ui);
}

static void test_paste(void)
{
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, false))
		return;
	pl_ui_paste(&ui, "rRqq");
	tap_int((long long)pl_session_undos(ui.session), 0, "pasted text never acts");
	lab_keys(&ui, ":");
	pl_ui_paste(&ui, "renew\nkey=new");
	tap_text(pl_buf_str(&ui.palette.line), "renewkey=new",
		 "in the palette it is typed, without its line ends");
	pl_ui_clear(&ui);
}

int main(void)
{
	test_screens();
	test_all();
	test_messages();
	test_open_at();
	test_roles();
	test_ascii();
	test_sizes();
	test_there_and_back();
	test_mouse();
	test_paste();
	return tap_done();
}
