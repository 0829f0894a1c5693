/* Who survives what, and which attacks does each one stop? */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>
#include <string.h>

#include "util/text.h"
#include "util/time.h"

#define PENDING 0x00b7
#define NOW_MARK 0x25bc
#define PLAN_MARK 0x254e

static const struct pl_pen state_pens[PL_STATES] = {
	[PL_STATE_SURVIVES] = { PL_ROLE_OK, 0 },
	[PL_STATE_ON_BACKUP] = { PL_ROLE_WARN, PL_ATTR_BOLD },
	[PL_STATE_UNENFORCED] = { PL_ROLE_BREACH, PL_ATTR_BOLD },
	[PL_STATE_BREAKS_PIN] = { PL_ROLE_PIN, PL_ATTR_BOLD },
	[PL_STATE_BREAKS_CHAIN] = { PL_ROLE_PATH, PL_ATTR_BOLD },
	[PL_STATE_BLOCKED] = { PL_ROLE_OK, 0 },
	[PL_STATE_MOOT] = { PL_ROLE_QUIET, 0 },
	[PL_STATE_INTERCEPTED] = { PL_ROLE_BREACH, PL_ATTR_BOLD },
	[PL_STATE_DETECTED] = { PL_ROLE_BREACH, PL_ATTR_BOLD },
};

struct pl_pen pl_state_pen(enum pl_state state)
{
	return state_pens[state];
}

uint32_t pl_state_cp(enum pl_state state)
{
	const char *symbol = pl_state_info(state)->symbol;
	uint32_t cp = '?';

	if (!pl_utf8_next(symbol, strlen(symbol), &cp))
		return '?';
	return cp;
}

/* One cell: its symbol, in brackets when it is the selected one. */
static void cell(struct pl_grid *grid, int x, int y, const struct pl_outcome *outcome, bool exists,
		 bool selected)
{
	struct pl_pen pen = outcome ? pl_state_pen(outcome->state) : PL_PEN(PL_ROLE_QUIET);

	pl_grid_put(grid, x, y,
		    outcome  ? pl_state_cp(outcome->state)
		    : exists ? PENDING
			     : ' ',
		    pen);
	if (!selected)
		return;
	pl_grid_put(grid, x - 1, y, '[', PL_PEN(PL_ROLE_FOCUS));
	pl_grid_put(grid, x + 1, y, ']', PL_PEN(PL_ROLE_FOCUS));
	pl_grid_mark(grid, x - 1, y, 3, PL_ATTR_REVERSE);
}

static int step_column(const struct pl_columns *c, size_t step)
{
	return c->step_x + (int)(step - c->first_step) * c->step_pitch + c->step_pitch - 2;
}

static int attack_column(const struct pl_columns *c, size_t attack)
{
	return c->attack_x + (int)(attack - c->first_attack) * c->attack_pitch + 1;
}

/* The heads of the attacks' columns: no digit is a key, as their letters in reports would be. */
static const char *attack_head(size_t attack)
{
	static const char *const heads[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0" };

	return attack < PL_ARRAY_LEN(heads) ? heads[attack] : "+";
}

static bool is_event(const struct pl_run *run, size_t step)
{
	return step < run->n_steps && run->steps[step]->kind == PL_STEP_EVENT;
}

static void step_heads(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_columns *c)
{
	char number[24];

	for (size_t s = c->first_step; s < c->first_step + c->n_steps; s++) {
		bool now = s == ui->step;
		int x = step_column(c, s);
		struct pl_pen pen = PL_PEN(is_event(ui->run, s) ? PL_ROLE_PLAIN : PL_ROLE_QUIET);

		if (now)
			pen = PL_PEN_WITH(PL_ROLE_FOCUS, PL_ATTR_BOLD);
		if (s >= ui->run->n_steps)
			snprintf(number, sizeof(number), "…");
		else
			snprintf(number, sizeof(number), "%zu", s);
		pl_grid_right(grid, x + 1, c->head_y, c->step_pitch, pen, number);
		if (now)
			pl_grid_put(grid, x - (int)pl_text_columns(number), c->head_y, NOW_MARK,
				    pen);
	}
	if (c->first_step > 0)
		pl_grid_put(grid, c->step_x - 1, c->head_y, 0x2190, PL_PEN(PL_ROLE_QUIET));
	if (c->first_step + c->n_steps < ui->run->n_steps + c->pending)
		pl_grid_put(grid, c->bar_x - 1, c->head_y, 0x2192, PL_PEN(PL_ROLE_QUIET));
}

static void attack_heads(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_columns *c)
{
	for (size_t a = c->first_attack; a < c->first_attack + c->n_attacks; a++)
		pl_grid_text(grid, attack_column(c, a), c->head_y, 1,
			     ui->on_attack && a == ui->attack
				     ? PL_PEN_WITH(PL_ROLE_FOCUS, PL_ATTR_BOLD)
				     : PL_PEN(PL_ROLE_PLAIN),
			     attack_head(a));
	if (c->n_attacks < ui->run->n_attacks)
		pl_grid_put(grid, attack_column(c, c->first_attack + c->n_attacks - 1) + 1,
			    c->head_y,
			    c->first_attack + c->n_attacks < ui->run->n_attacks ? 0x2192 : 0x2190,
			    PL_PEN(PL_ROLE_QUIET));
}

size_t pl_ui_next_break(const struct pl_run *run, size_t row, size_t from)
{
	for (size_t s = from; s < run->n_steps; s++) {
		const struct pl_outcome *outcome = pl_step_honest(run->steps[s], row);

		if (outcome && outcome->verdict == PL_BREAKS)
			return s;
	}
	return SIZE_MAX;
}

/* When the row fails on the plan, counted from the cursor. */
static void next_cell(const struct pl_ui *ui, struct pl_grid *grid, int x, int y, size_t row)
{
	size_t at = pl_ui_next_break(ui->run, row, ui->step);
	char days[16];

	if (at == SIZE_MAX)
		pl_grid_text(grid, x + 1, y, 4, PL_PEN(PL_ROLE_QUIET), "-");
	else if (at == ui->step)
		pl_grid_text(grid, x + 1, y, 4, PL_PEN(PL_ROLE_PIN), "now");
	else
		pl_grid_text(grid, x + 1, y, 5, PL_PEN(PL_ROLE_WARN),
			     pl_view_days(pl_ui_now(ui), ui->run->steps[at]->at, days));
}

static void draw_row(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_columns *c,
		     size_t k, int y)
{
	const struct pl_run *run = ui->run;
	size_t row = pl_ui_row_index(run, k);
	bool selected = k == ui->row;
	bool more = ui->step + 1 < run->n_steps;

	if (selected)
		pl_grid_put(grid, c->name_x - 1, y, '>', PL_PEN(PL_ROLE_FOCUS));
	pl_grid_text_middle(grid, c->name_x, y, c->name_w, c->name_w / 2 - 1,
			    PL_PEN_WITH(PL_ROLE_PLAIN, selected ? PL_ATTR_BOLD : 0),
			    run->rows[row]->id);
	for (size_t s = c->first_step; s < c->first_step + c->n_steps; s++) {
		bool there = s < run->n_steps;
		const struct pl_outcome *outcome =
			there ? pl_step_honest(run->steps[s], row) : NULL;
		int x = step_column(c, s);

		if (s == ui->step && more)
			pl_grid_put(grid, x + 1, y, PLAN_MARK, PL_PEN(PL_ROLE_QUIET));
		cell(grid, x, y, outcome, !there, selected && s == ui->step && !ui->on_attack);
	}
	if (run->n_attacks)
		pl_grid_put(grid, c->bar_x, y, 0x2502, PL_PEN(PL_ROLE_QUIET));
	for (size_t a = c->first_attack; a < c->first_attack + c->n_attacks; a++)
		cell(grid, attack_column(c, a), y,
		     pl_step_attack(run, run->steps[ui->step], row, a), false,
		     selected && ui->on_attack && a == ui->attack);
	if (c->next_x >= 0)
		next_cell(ui, grid, c->next_x, y, row);
}

/* At the right, where there is room: the columns' names. */
static void legend(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_columns *c,
		   struct pl_rect at)
{
	const struct pl_run *run = ui->run;
	size_t lines = at.h > 3 ? (size_t)(at.h - 2) : 0;
	size_t attacks = run->n_attacks + 1 < lines / 2 ? run->n_attacks
			 : lines / 2 > 1                ? lines / 2 - 1
							: 0;
	size_t steps = lines > attacks + 3 ? lines - attacks - 3 : 0;
	size_t first = pl_window(ui->step, steps, run->n_steps);
	size_t first_attack = pl_window(ui->attack, attacks, run->n_attacks);
	int y = at.y + 1;

	pl_grid_text(grid, c->legend_x, y++, c->legend_w, PL_PEN(PL_ROLE_QUIET), "steps");
	for (size_t s = first; s < run->n_steps && s < first + steps; s++, y++) {
		bool now = s == ui->step;

		pl_grid_printf(grid, c->legend_x, y, c->legend_w,
			       now ? PL_PEN(PL_ROLE_FOCUS)
				   : PL_PEN(is_event(run, s) ? PL_ROLE_PLAIN : PL_ROLE_QUIET),
			       "%c%2zu %s", now ? '>' : ' ', s, run->steps[s]->title);
	}
	if (!attacks)
		return;
	y = at.y + at.h - 2 - (int)attacks;
	pl_grid_text(grid, c->legend_x, y++, c->legend_w, PL_PEN(PL_ROLE_QUIET),
		     "attacks, if they came at this step");
	for (size_t a = first_attack; a < first_attack + attacks && a < run->n_attacks; a++, y++) {
		bool now = ui->on_attack && a == ui->attack;

		pl_grid_printf(grid, c->legend_x, y, c->legend_w,
			       PL_PEN(now ? PL_ROLE_FOCUS : PL_ROLE_PLAIN), "%c %s %s",
			       now ? '>' : ' ', attack_head(a), run->attacks[a]->name);
	}
}

/* The symbols in the order in which they are explained; their words in three lengths. */
enum { WORDS_WHOLE, WORDS_SHORT, WORDS_BRIEF, WORDS };
#define N_HONEST 4 /* those of the steps' columns */
#define N_USUAL 7  /* always explained; the rest where there is room */

static const struct {
	enum pl_state state;
	const char *words[WORDS]; /* NULL: the state's own */
} symbol_order[] = {
	{ PL_STATE_SURVIVES, { NULL, "ok", "ok" } },
	{ PL_STATE_ON_BACKUP, { NULL, "backup", "spare" } },
	{ PL_STATE_BREAKS_PIN, { NULL, "pin refused", "pin" } },
	{ PL_STATE_BREAKS_CHAIN, { NULL, "chain refused", "path" } },
	{ PL_STATE_BLOCKED, { NULL, "blocked", "held" } },
	{ PL_STATE_INTERCEPTED, { NULL, "read", "read" } },
	{ PL_STATE_MOOT, { NULL, "moot", "moot" } },
	{ PL_STATE_UNENFORCED, { NULL, "unenforced", "skip" } },
	{ PL_STATE_DETECTED, { NULL, "detected", "seen" } },
};

static const char *symbol_words(size_t i, int length)
{
	return symbol_order[i].words[length] ? symbol_order[i].words[length]
					     : pl_state_info(symbol_order[i].state)->words;
}

static int symbol_width(size_t i, int length)
{
	return (int)pl_text_columns(symbol_words(i, length)) + 2;
}

static int draw_symbol(struct pl_grid *grid, int x, int y, size_t i, int length)
{
	int width = symbol_width(i, length);

	pl_grid_put(grid, x, y, pl_state_cp(symbol_order[i].state),
		    pl_state_pen(symbol_order[i].state));
	pl_grid_put(grid, x + 1, y, ' ', PL_PEN(PL_ROLE_QUIET));
	pl_grid_text(grid, x + 2, y, width - 2, PL_PEN(PL_ROLE_PLAIN), symbol_words(i, length));
	return width;
}

/* In the border, from `first` on as many as fit, the usual ones in the longest words that
 * let all of them fit. */
static void symbols_in_border(struct pl_grid *grid, struct pl_rect at, size_t first)
{
	int room = at.w - 2, y = at.y + at.h - 1;
	int x = at.x + 1, length = WORDS_WHOLE;

	for (; length < WORDS_BRIEF; length++) {
		int whole = 1;

		for (size_t i = first; i < N_USUAL; i++)
			whole += symbol_width(i, length) + 1;
		if (whole <= room)
			break;
	}
	for (size_t i = first; i < PL_ARRAY_LEN(symbol_order); i++) {
		if (x + 1 + symbol_width(i, length) > at.x + at.w - 1)
			break;
		pl_grid_put(grid, x, y, ' ', PL_PEN(PL_ROLE_QUIET));
		x += 1 + draw_symbol(grid, x + 1, y, i, length);
	}
	if (x < at.x + at.w - 1)
		pl_grid_put(grid, x, y, ' ', PL_PEN(PL_ROLE_QUIET));
}

/* Where the pane has a line to spare, the border is left to the attacks' symbols. */
static void symbols(struct pl_grid *grid, const struct pl_columns *c, struct pl_rect at,
		    bool attacks)
{
	int y = at.y + at.h - 2 - attacks, x = c->name_x, width = -2;

	for (size_t i = 0; i < N_HONEST; i++)
		width += symbol_width(i, WORDS_SHORT) + 2;
	if (!attacks || c->legend_w > 0 || c->head_y + (int)c->n_rows >= y ||
	    x + width > at.x + at.w - 1) {
		symbols_in_border(grid, at, 0);
		return;
	}
	for (size_t i = 0; i < N_HONEST; i++)
		x += draw_symbol(grid, x, y, i, WORDS_SHORT) + 2;
	symbols_in_border(grid, at, N_HONEST);
}

static int name_width_of(const struct pl_run *run, size_t attack)
{
	return (int)pl_text_columns(run->attacks[attack]->name) + 4;
}

static int draw_attack_name(const struct pl_ui *ui, struct pl_grid *grid, int x, int y, int room,
			    size_t a)
{
	struct pl_pen pen =
		PL_PEN(ui->on_attack && a == ui->attack ? PL_ROLE_FOCUS : PL_ROLE_PLAIN);

	return pl_grid_printf(grid, x, y, room, pen, "%s %s", attack_head(a),
			      ui->run->attacks[a]->name) +
	       2;
}

/* Below the rows, where there is no legend: the attacks' names, from the selected one on;
 * how many more there are is said. */
static void attack_names(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_columns *c,
			 struct pl_rect at)
{
	size_t n = ui->run->n_attacks, first = 0, shown = 0;
	int y = at.y + at.h - 2, room = at.x + at.w - 1 - c->name_x;
	int x = c->name_x, whole = 0, more = 0;

	if (c->legend_w > 0 || n == 0 || c->head_y + (int)c->n_rows >= y)
		return;
	for (size_t a = 0; a < n; a++)
		whole += name_width_of(ui->run, a);
	if (whole - 2 > room) {
		first = ui->on_attack ? ui->attack : c->first_attack;
		more = 8; /* "9 more" */
	}
	for (size_t a = first; a < n && name_width_of(ui->run, a) - 2 <= room - more; a++) {
		int used = draw_attack_name(ui, grid, x, y, room, a);

		x += used;
		room -= used;
		shown++;
	}
	if (shown < n)
		pl_grid_printf(grid, x, y, room, PL_PEN(PL_ROLE_QUIET), "%zu more", n - shown);
}

/* The selected column's name, always written out. */
static void title(const struct pl_ui *ui, char *out, size_t size)
{
	const struct pl_step *step = pl_ui_step(ui);

	if (!step)
		snprintf(out, size, "Who survives");
	else if (ui->on_attack)
		snprintf(out, size, "Who is read: %s %s, at %zu %s", attack_head(ui->attack),
			 ui->run->attacks[ui->attack]->name, step->index, step->title);
	else
		snprintf(out, size, "Who survives: %zu %s", step->index, step->title);
}

void pl_view_matrix(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	struct pl_columns c;
	char name[512];

	title(ui, name, sizeof(name));
	pl_grid_box(grid, at.x, at.y, at.w, at.h,
		    ui->focus == PL_PANE_HONEST || ui->focus == PL_PANE_ATTACKS, name, NULL);
	if (!ui->run) {
		symbols_in_border(grid, at, 0);
		pl_grid_text(grid, at.x + 2, at.y + 2, at.w - 4, PL_PEN(PL_ROLE_QUIET),
			     "· making keys and certificates");
		return;
	}
	pl_columns_of(ui, at, &c);
	pl_grid_text(grid, c.name_x, c.head_y, c.name_w, PL_PEN(PL_ROLE_QUIET), "strategy");
	step_heads(ui, grid, &c);
	attack_heads(ui, grid, &c);
	if (ui->run->n_attacks)
		pl_grid_put(grid, c.bar_x, c.head_y, 0x2502, PL_PEN(PL_ROLE_QUIET));
	if (c.next_x >= 0)
		pl_grid_text(grid, c.next_x + 1, c.head_y, 5, PL_PEN(PL_ROLE_QUIET), "next");
	for (size_t i = 0; i < c.n_rows; i++)
		draw_row(ui, grid, &c, c.first_row + i, c.head_y + 1 + (int)i);
	if (c.legend_w > 0)
		legend(ui, grid, &c, at);
	attack_names(ui, grid, &c, at);
	symbols(grid, &c, at, ui->run->n_attacks > 0);
}
