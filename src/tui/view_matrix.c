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
			     ui->run->attacks[a]->letter);
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
			       now ? '>' : ' ', run->attacks[a]->letter, run->attacks[a]->name);
	}
}

/* The symbols in the order in which they are explained, and their words where there is little room.
 */
static const struct {
	enum pl_state state;
	const char *brief;
} symbol_order[] = {
	{ PL_STATE_SURVIVES, "ok" },
	{ PL_STATE_ON_BACKUP, "backup" },
	{ PL_STATE_BREAKS_PIN, "pin" },
	{ PL_STATE_BREAKS_CHAIN, "chain" },
	{ PL_STATE_BLOCKED, "blocked" },
	{ PL_STATE_INTERCEPTED, "read" },
	{ PL_STATE_MOOT, "moot" },
	{ PL_STATE_UNENFORCED, "unenforced" },
	{ PL_STATE_DETECTED, "detected" },
};

static const char *symbol_words(size_t i, bool brief)
{
	return brief ? symbol_order[i].brief : pl_state_info(symbol_order[i].state)->words;
}

/* In the lower border: what the symbols mean. The first six always fit. */
static void symbols(struct pl_grid *grid, struct pl_rect at)
{
	int right = at.x + at.w - 2, y = at.y + at.h - 1;
	int x = at.x + 1, whole = 0;
	bool brief;

	for (size_t i = 0; i < 7; i++)
		whole += (int)pl_text_columns(symbol_words(i, false)) + 4;
	brief = x + whole > right;
	for (size_t i = 0; i < PL_ARRAY_LEN(symbol_order); i++) {
		const char *words = symbol_words(i, brief);
		int width = (int)pl_text_columns(words) + (brief ? 3 : 4);

		if (x + width > right)
			break;
		pl_grid_fill(grid, x, y, width + 1, 1, ' ', PL_PEN(PL_ROLE_QUIET));
		pl_grid_put(grid, x + 1, y, pl_state_cp(symbol_order[i].state),
			    pl_state_pen(symbol_order[i].state));
		pl_grid_text(grid, x + 3, y, width - 3, PL_PEN(PL_ROLE_PLAIN), words);
		x += width;
	}
}

/* Below the rows, where there is no legend: the attacks' names. */
static void attack_names(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_columns *c,
			 struct pl_rect at)
{
	int y = at.y + at.h - 2;
	int right = at.x + at.w - 2;
	int x = c->name_x, whole = 6;

	if (c->legend_w > 0 || ui->run->n_attacks == 0 || c->head_y + (int)c->n_rows >= y)
		return;
	for (size_t a = c->first_attack; a < ui->run->n_attacks; a++)
		whole += (int)strlen(ui->run->attacks[a]->name) + 4;
	if (x + whole < right)
		x += pl_grid_text(grid, x, y, 8, PL_PEN(PL_ROLE_QUIET), "attacks") + 1;
	for (size_t a = c->first_attack; a < ui->run->n_attacks && x < right; a++) {
		const struct pl_attack *attack = ui->run->attacks[a];
		struct pl_pen pen =
			PL_PEN(ui->on_attack && a == ui->attack ? PL_ROLE_FOCUS : PL_ROLE_PLAIN);

		x += pl_grid_printf(grid, x, y, right - x, pen, "%s %s", attack->letter,
				    attack->name) +
		     2;
	}
}

/* The selected column's name, always written out; the pane's own name yields to it. */
static void title(const struct pl_ui *ui, int width, char *out, size_t size)
{
	const struct pl_step *step = pl_ui_step(ui);
	const char *own = "Who survives: ";

	if (!step)
		snprintf(out, size, "Who survives");
	else if (ui->on_attack)
		snprintf(out, size, "%s%s %s, at %zu %s",
			 (int)pl_text_columns(step->title) + 36 > width ? "" : "Who is read: ",
			 ui->run->attacks[ui->attack]->letter, ui->run->attacks[ui->attack]->name,
			 step->index, step->title);
	else
		snprintf(out, size, "%s%zu %s",
			 (int)pl_text_columns(step->title) + 18 > width ? "" : own, step->index,
			 step->title);
}

void pl_view_matrix(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	struct pl_columns c;
	char name[512];

	title(ui, at.w - 6, name, sizeof(name));
	pl_grid_box(grid, at.x, at.y, at.w, at.h,
		    ui->focus == PL_PANE_HONEST || ui->focus == PL_PANE_ATTACKS, name, NULL);
	symbols(grid, at);
	if (!ui->run) {
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
}
