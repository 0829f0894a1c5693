/* How does a grid get onto a terminal, and how does the terminal get back? */
#include <config.h>

#include "tui/term.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "tui/restore.h"
#include "util/mem.h"

#define MODES_OFF "\033[?1006l\033[?1002l\033[?1000l\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define PASTE_ON "\033[?2004h"

struct pl_term {
	SCREEN *screen;
	struct termios before;
	bool utf8, colour, many; /* many: 256 colours */
	bool mouse;
	enum pl_theme shown;     /* whose colours the pairs hold */
	bool fresh;              /* nothing was drawn yet, or all must be again */
	unsigned drawn_cells;
};

/* A colour and attributes per role. */
struct shade {
	short fg;
	attr_t attrs;
};

static const struct shade dark_many[PL_ROLES] = {
	[PL_ROLE_PLAIN] = { -1, 0 },
	[PL_ROLE_OK] = { 117, 0 },
	[PL_ROLE_PIN] = { 202, 0 },
	[PL_ROLE_BREACH] = { 175, 0 },
	[PL_ROLE_WARN] = { 221, 0 },
	[PL_ROLE_PATH] = { -1, A_BOLD }, /* white would be gone where the ground is white */
	[PL_ROLE_QUIET] = { 247, 0 },
	[PL_ROLE_FOCUS] = { -1, A_BOLD },
};

static const struct shade light_many[PL_ROLES] = {
	[PL_ROLE_PLAIN] = { -1, 0 },
	[PL_ROLE_OK] = { 27, 0 },
	[PL_ROLE_PIN] = { 52, 0 },
	[PL_ROLE_BREACH] = { 54, 0 },
	[PL_ROLE_WARN] = { 94, 0 },
	[PL_ROLE_PATH] = { 240, 0 },
	[PL_ROLE_QUIET] = { -1, 0 },
	[PL_ROLE_FOCUS] = { -1, A_BOLD },
};

static const struct shade few[PL_ROLES] = {
	[PL_ROLE_PLAIN] = { -1, 0 },
	[PL_ROLE_OK] = { COLOR_CYAN, 0 },
	[PL_ROLE_PIN] = { COLOR_RED, A_BOLD },
	[PL_ROLE_BREACH] = { COLOR_MAGENTA, A_BOLD },
	[PL_ROLE_WARN] = { COLOR_YELLOW, A_BOLD },
	[PL_ROLE_PATH] = { -1, A_BOLD },
	[PL_ROLE_QUIET] = { -1, 0 },
	[PL_ROLE_FOCUS] = { -1, A_BOLD },
};

static const struct shade mono[PL_ROLES] = {
	[PL_ROLE_PIN] = { -1, A_REVERSE },
	[PL_ROLE_BREACH] = { -1, A_REVERSE | A_BOLD },
	[PL_ROLE_WARN] = { -1, A_BOLD },
	[PL_ROLE_PATH] = { -1, A_UNDERLINE | A_BOLD },
	[PL_ROLE_FOCUS] = { -1, A_BOLD },
};

static const struct shade *shades(const struct pl_term *term, enum pl_theme theme)
{
	if (!term->colour || theme == PL_THEME_MONO)
		return mono;
	if (!term->many)
		return few;
	return theme == PL_THEME_LIGHT ? light_many : dark_many;
}

static void send(const char *text)
{
	fputs(text, stdout);
	fflush(stdout);
}

/* The locale decides; a locale that ssh brought and this machine lacks may still name UTF-8. */
static bool locale_utf8(const struct pl_tui_options *options)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *wanted = NULL;

	if (!setlocale(LC_CTYPE, "")) {
		for (size_t i = 0; i < PL_ARRAY_LEN(names) && !(wanted && *wanted); i++)
			wanted = getenv(names[i]);
		if (wanted && (strcasestr(wanted, "UTF-8") || strcasestr(wanted, "utf8")))
			setlocale(LC_CTYPE, "C.UTF-8");
	}
	/* --utf8 in a plain C locale: curses would print blanks without this */
	if (options->utf8 && strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	if (options->ascii)
		return false;
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Asked first, for a newterm that fails keeps memory it cannot give back. */
static bool known_terminal(void)
{
	int found;

	if (setupterm(NULL, STDOUT_FILENO, &found) == ERR)
		return false;
	del_curterm(cur_term);
	return true;
}

static SCREEN *open_screen(void)
{
	/* curses would freeze the size at these */
	unsetenv("LINES");
	unsetenv("COLUMNS");
	return newterm(known_terminal() ? NULL : "xterm-256color", stdout, stdin);
}

static bool usable(void)
{
	return cursor_address && clear_screen;
}

static void start_colours(struct pl_term *term)
{
	const char *no_color = getenv("NO_COLOR");

	if (no_color && *no_color)
		return;
	if (!has_colors() || start_color() == ERR)
		return;
	use_default_colors();
	term->colour = COLORS >= 8;
	term->many = COLORS >= 256 && COLORS <= 32767; /* beyond, numbers are rgb values */
}

static void fill_pairs(struct pl_term *term, enum pl_theme theme)
{
	const struct shade *shade = shades(term, theme);

	if (term->colour)
		for (int role = 0; role < PL_ROLES; role++)
			init_pair((short)(role + 1), shade[role].fg, -1);
	term->shown = theme;
}

enum pl_theme pl_term_theme(const struct pl_term *term)
{
	const char *hint = getenv("COLORFGBG");
	const char *back = hint ? strrchr(hint, ';') : NULL;
	int number = back ? atoi(back + 1) : 0;

	if (!term->colour)
		return PL_THEME_MONO;
	return number == 7 || number == 15 ? PL_THEME_LIGHT : PL_THEME_DARK;
}

/* Collects what tputs writes; process-wide because tputs takes no argument. */
static struct {
	char bytes[PL_RESTORE_MAX];
	size_t len;
} collected;

static int collect(int c)
{
	if (collected.len < sizeof(collected.bytes))
		collected.bytes[collected.len++] = (char)c;
	return c;
}

static void collect_cap(const char *capability)
{
	if (capability)
		tputs(capability, 1, collect);
}

/* Everything that undoes what we switch on, ready before it is needed. */
static void prepare_restore(struct pl_term *term)
{
	collected.len = 0;
	for (const char *at = MODES_OFF; *at; at++)
		collect(*at);
	collect_cap(exit_attribute_mode);
	collect_cap(orig_pair);
	collect_cap(cursor_normal);
	collect_cap(exit_ca_mode);
	pl_restore_arm(STDOUT_FILENO, &term->before, collected.bytes, collected.len);
}

/* Keys come as bytes, Ctrl-C and Ctrl-Z among them; Ctrl-S must not freeze the screen. */
static void set_modes(void)
{
	struct termios now;

	raw();
	noecho();
	nonl();
	curs_set(0);
	if (tcgetattr(STDIN_FILENO, &now) == 0) {
		now.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
		tcsetattr(STDIN_FILENO, TCSANOW, &now);
	}
	def_prog_mode();
}

struct pl_term *pl_term_open(const struct pl_tui_options *options, struct pl_error *err)
{
	struct pl_term *term;
	struct termios before;
	bool utf8 = locale_utf8(options);

	if (tcgetattr(STDIN_FILENO, &before) != 0) {
		pl_error_usage(err, "the lab needs a terminal");
		return NULL;
	}
	term = pl_calloc(1, sizeof(*term));
	term->before = before;
	term->utf8 = utf8;
	term->screen = open_screen();
	if (!term->screen || !usable()) {
		if (term->screen) {
			endwin();
			delscreen(term->screen);
		}
		free(term);
		pl_error_usage(err,
			       "this terminal (TERM=%s) cannot place its cursor, which the lab "
			       "needs; pinlab matrix and pinlab run print text",
			       getenv("TERM") ? getenv("TERM") : "unset");
		return NULL;
	}
	start_colours(term);
	set_modes();
	prepare_restore(term);
	send(PASTE_ON);
	term->shown = PL_THEME_AUTO;
	return term;
}

void pl_term_close(struct pl_term *term)
{
	if (!term)
		return;
	send(MODES_OFF);
	endwin();
	tcsetattr(STDIN_FILENO, TCSANOW, &term->before);
	pl_restore_disarm();
	delscreen(term->screen);
	free(term);
}

bool pl_term_ascii(const struct pl_term *term)
{
	return !term->utf8;
}

void pl_term_size(struct pl_term *term, int *cols, int *rows)
{
	struct winsize size;

	(void)term;
	*cols = COLS;
	*rows = LINES;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
		return;
	if (size.ws_col != COLS || size.ws_row != LINES)
		resizeterm(size.ws_row, size.ws_col);
	*cols = size.ws_col;
	*rows = size.ws_row;
}

void pl_term_mouse(struct pl_term *term, bool on)
{
	if (term->mouse == on)
		return;
	term->mouse = on;
	send(on ? MOUSE_ON : MOUSE_OFF);
}

void pl_term_repaint(struct pl_term *term)
{
	(void)term;
	clearok(curscr, TRUE);
}

/* Attributes that this terminal cannot show together with a colour win over it. */
static bool colour_spoils(attr_t attrs)
{
	int clash = no_color_video < 0 ? 0 : no_color_video;

	return ((clash & 2) && (attrs & A_UNDERLINE)) || ((clash & 4) && (attrs & A_REVERSE)) ||
	       ((clash & 32) && (attrs & A_BOLD));
}

static void to_cchar(const struct pl_term *term, const struct shade *shade,
		     const struct pl_glyph *cell, cchar_t *out)
{
	wchar_t text[2] = { (wchar_t)cell->cp, L'\0' };
	attr_t attrs = shade[cell->role].attrs;
	short pair = term->colour && shade != mono ? (short)(cell->role + 1) : 0;

	if (cell->attrs & PL_ATTR_BOLD)
		attrs |= A_BOLD;
	if (cell->attrs & PL_ATTR_REVERSE)
		attrs ^= A_REVERSE; /* a reversed symbol in a reversed bracket stands out again */
	if (cell->attrs & PL_ATTR_UNDERLINE)
		attrs |= A_UNDERLINE;
	if (colour_spoils(attrs))
		pair = 0;
	setcchar(out, text, attrs, pair, NULL);
}

void pl_term_draw(struct pl_term *term, const struct pl_grid *grid, enum pl_theme theme)
{
	const struct shade *shade;
	cchar_t *row = pl_calloc((size_t)grid->cols + 1, sizeof(*row));

	if (term->shown != theme)
		fill_pairs(term, theme);
	shade = shades(term, theme);
	for (int y = 0; y < grid->rows && y < LINES; y++) {
		int n = grid->cols < COLS ? grid->cols : COLS;

		for (int x = 0; x < n; x++)
			to_cchar(term, shade, pl_grid_at(grid, x, y), &row[x]);
		mvadd_wchnstr(y, 0, row, n);
	}
	free(row);
	move(LINES - 1, COLS - 1);
	refresh();
}

void pl_term_leave(struct pl_term *term)
{
	send(MODES_OFF);
	endwin();
	tcsetattr(STDIN_FILENO, TCSANOW, &term->before);
}

void pl_term_enter(struct pl_term *term)
{
	reset_prog_mode();
	send(PASTE_ON);
	if (term->mouse)
		send(MOUSE_ON);
	clearok(curscr, TRUE);
	refresh();
	curs_set(0);
}
