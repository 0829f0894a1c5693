/* Which part of the screen goes where, at this size? */
#include <config.h>

#include "tui/view.h"

#include "util/text.h"

#define FULL_COLS 80
#define FULL_ROWS 24
#define SINGLE_COLS 60
#define SINGLE_ROWS 20

size_t pl_window(size_t selected, size_t shown, size_t n)
{
	size_t first;

	if (n <= shown)
		return 0;
	first = selected > shown / 2 ? selected - shown / 2 : 0;
	return first + shown > n ? n - shown : first;
}

static int limit(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* The explanation gets what the matrix can spare, and a third of what is beyond 24 rows. */
static int why_height(const struct pl_ui *ui, int room)
{
	int rows = ui->run ? (int)pl_ui_shown_rows(ui->run) : 6;
	int wanted = limit(8 + (ui->rows - FULL_ROWS) / 3, 8, 18);
	int panes = limit(rows + 4, 11, 99); /* head, borders, attacks' names; some of the tree */

	if (room - wanted < panes)
		wanted = room - panes;
	return limit(wanted, 4 + (ui->rows - FULL_ROWS) / 3, 18);
}

static void full(const struct pl_ui *ui, struct pl_layout *out)
{
	int time = ui->rows >= 36 ? 2 : 1;
	int room = ui->rows - 4 - time; /* title, rule, message, hints */
	int why = why_height(ui, room);
	int panes = room - why;
	int tree = limit(31 + (ui->cols - FULL_COLS) * 3 / 10, 31, 62);

	out->kind = PL_LAYOUT_FULL;
	out->tree = (struct pl_rect){ 0, 1, tree, panes };
	out->matrix = (struct pl_rect){ tree, 1, ui->cols - tree, panes };
	out->time = (struct pl_rect){ 0, 1 + panes, ui->cols, time };
	out->why = (struct pl_rect){ 0, 1 + panes + time, ui->cols, why + 1 };
}

/* One pane, the time line and some lines of why; or one pane and nothing else. */
static void single(const struct pl_ui *ui, struct pl_layout *out)
{
	bool tree = ui->focus == PL_PANE_TREE;
	bool alone = (ui->zoom && !tree) || ui->focus == PL_PANE_WHY;
	int room = ui->rows - 6; /* title, time, rule, one line of why, message, hints: */
	int rows = ui->run ? (int)pl_ui_shown_rows(ui->run) + 4 : room;
	int why = tree ? limit(room - 10, 1, 9) : limit(1 + room - rows, 1, 7);
	struct pl_rect pane = { 0, 1, ui->cols, alone ? ui->rows - 3 : room + 1 - why };

	out->kind = PL_LAYOUT_SINGLE;
	if (ui->focus == PL_PANE_TREE)
		out->tree = pane;
	else if (ui->focus == PL_PANE_WHY)
		out->why = pane;
	else
		out->matrix = pane;
	if (alone)
		return;
	out->time = (struct pl_rect){ 0, 1 + pane.h, ui->cols, 1 };
	out->why = (struct pl_rect){ 0, 2 + pane.h, ui->cols, 1 + why };
}

bool pl_ui_too_small(const struct pl_ui *ui)
{
	return ui->cols < SINGLE_COLS || ui->rows < SINGLE_ROWS;
}

void pl_layout_of(const struct pl_ui *ui, struct pl_layout *out)
{
	*out = (struct pl_layout){ .message_y = ui->rows - 2, .hints_y = ui->rows - 1 };
	if (pl_ui_too_small(ui) && !ui->anyway)
		out->kind = PL_LAYOUT_NOTICE;
	else if (ui->cols < FULL_COLS || ui->rows < FULL_ROWS || ui->zoom)
		single(ui, out);
	else
		full(ui, out);
}

struct pl_rect pl_palette_rect(const struct pl_ui *ui, size_t items)
{
	int w = limit(ui->cols - 6, 20, 88);
	int h = limit((int)items + 4, 6, ui->rows - 6 > 6 ? ui->rows - 6 : 6);

	return (struct pl_rect){ (ui->cols - w) / 2, limit((ui->rows - h) / 2, 0, 8), w, h };
}

/* How many characters a step's number needs. */
static int digits(size_t n)
{
	int count = 1;

	while (n >= 10) {
		n /= 10;
		count++;
	}
	return count;
}

static int name_width(const struct pl_ui *ui, int inner)
{
	int width = 8;

	for (size_t k = 0; ui->run && k < pl_ui_shown_rows(ui->run); k++) {
		int columns = (int)pl_text_columns(ui->run->rows[pl_ui_row_index(ui->run, k)]->id);

		if (columns > width)
			width = columns;
	}
	return limit(width, 8, inner * 2 / 5);
}

/* Shares the room between steps and attacks: both whole if they fit, then
 * narrower attacks, then at least four steps, then what is left. */
static void share(struct pl_columns *out, int room, size_t steps, size_t attacks)
{
	int all = (int)steps * out->step_pitch;
	int few = (steps < 4 ? (int)steps : 4) * out->step_pitch;
	int gaps = 3;

	out->n_steps = steps;
	out->n_attacks = attacks;
	out->attack_pitch = 3;
	if (all + gaps + (int)attacks * 3 <= room)
		return;
	out->attack_pitch = 2;
	if (all + gaps + (int)attacks * 2 <= room)
		return;
	if (few + gaps + (int)attacks * 2 <= room) {
		out->n_steps = (size_t)((room - gaps - (int)attacks * 2) / out->step_pitch);
		return;
	}
	out->n_steps = (size_t)(few / out->step_pitch);
	out->n_attacks = room - few - gaps > 2 ? (size_t)((room - few - gaps) / 2) : 1;
	if (out->n_attacks > attacks)
		out->n_attacks = attacks;
}

void pl_columns_of(const struct pl_ui *ui, struct pl_rect at, struct pl_columns *out)
{
	size_t steps = ui->run ? ui->run->n_steps : 1;
	size_t attacks = ui->run ? ui->run->n_attacks : 0;
	size_t rows = ui->run ? pl_ui_shown_rows(ui->run) : 0;
	int inner = at.w - 2, used;

	*out = (struct pl_columns){ .next_x = -1,
				    .pending = pl_ui_pending(ui),
				    .head_y = at.y + 1 };
	out->name_x = at.x + 2;
	out->name_w = name_width(ui, inner);
	out->step_x = out->name_x + out->name_w + 1;
	out->step_pitch = limit(digits(steps ? steps - 1 : 0) + 1, 3, 8);
	share(out, at.x + at.w - 1 - out->step_x, steps + out->pending, attacks);
	out->first_step = pl_window(ui->step, out->n_steps, steps + out->pending);
	out->first_attack = pl_window(ui->attack, out->n_attacks, attacks);
	out->bar_x = out->step_x + (int)out->n_steps * out->step_pitch;
	out->attack_x = out->bar_x + 1;
	used = attacks ? out->attack_x + (int)out->n_attacks * out->attack_pitch + 1
		       : out->bar_x + 1;
	if (at.x + at.w - 1 - used >= 6) {
		out->next_x = used;
		used += 6;
	}
	if (at.x + at.w - 2 - used >= 26) {
		out->legend_x = used + 2;
		out->legend_w = at.x + at.w - 2 - out->legend_x;
	}
	used = 3 + (attacks && out->legend_w == 0); /* below the rows the attacks have their names */
	out->n_rows = at.h > used ? (size_t)(at.h - used) : 0;
	if (out->n_rows > rows)
		out->n_rows = rows;
	out->first_row = pl_window(ui->row, out->n_rows, rows);
}
