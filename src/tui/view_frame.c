/* What stands above and below the panes, and instead of them in a small terminal? */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>
#include <string.h>

#include "util/text.h"
#include "util/time.h"

const char *pl_view_name(const struct pl_ui *ui)
{
	const struct pl_model *model = ui->session->model;
	const char *slash;

	if (model->name && *model->name)
		return model->name;
	if (!model->file)
		return "new session";
	slash = strrchr(model->file, '/');
	return slash ? slash + 1 : model->file;
}

const char *pl_view_clock(int64_t time, char out[24])
{
	char full[PL_TIME_TEXT];
	bool seconds = time % PL_MINUTE != 0;

	pl_time_format(time, full);
	snprintf(out, 24, "%.10s %.*sZ", full, seconds ? 8 : 5, full + 11);
	return out;
}

static int64_t day_of(const struct pl_ui *ui)
{
	return (pl_ui_now(ui) - ui->run->steps[0]->at) / PL_DAY;
}

/* The right end of the title: the more columns, the more of it. */
static void state_words(const struct pl_ui *ui, char *out, size_t size)
{
	size_t undo = pl_session_undos(ui->session), redo = pl_session_redos(ui->session);
	char clock[24];
	int n;

	if (!ui->run) {
		snprintf(out, size, "working");
		return;
	}
	n = snprintf(out, size, "%s  day %d", pl_view_clock(pl_ui_now(ui), clock), (int)day_of(ui));
	if (ui->cols >= 60)
		n += snprintf(out + n, size - (size_t)n, "  step %zu/%zu", ui->step,
			      ui->run->n_steps - 1);
	if (ui->cols >= 100)
		snprintf(out + n, size - (size_t)n, "  undo %zu  redo %zu%s", undo, redo,
			 pl_ui_pending(ui) ? "  working" : "");
	else if (ui->cols >= 72 && pl_ui_pending(ui))
		snprintf(out + n, size - (size_t)n, " ·");
}

void pl_view_title(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_layout *layout)
{
	char right[160], name[256];
	int width;

	state_words(ui, right, sizeof(right));
	width = (int)pl_text_columns(right);
	pl_grid_right(grid, ui->cols - 1, layout->title_y, ui->cols - 2, PL_PEN(PL_ROLE_PLAIN),
		      right);
	snprintf(name, sizeof(name), "%s%s", pl_view_name(ui),
		 pl_session_dirty(ui->session) ? "*" : "");
	if (ui->cols - width < 14)
		return;
	pl_grid_text(grid, 1, layout->title_y, 6, PL_PEN(PL_ROLE_FOCUS), "pinlab");
	pl_grid_text(grid, 9, layout->title_y, ui->cols - width - 12,
		     PL_PEN(pl_session_dirty(ui->session) ? PL_ROLE_WARN : PL_ROLE_PLAIN), name);
}

static const struct {
	const char *word;
	enum pl_role role;
} says[] = {
	[PL_SAY_OK] = { "ok:", PL_ROLE_OK },
	[PL_SAY_NOTE] = { "note:", PL_ROLE_PLAIN },
	[PL_SAY_WARN] = { "warn:", PL_ROLE_WARN },
	[PL_SAY_ERR] = { "err:", PL_ROLE_PATH },
};

static void message(const struct pl_ui *ui, struct pl_grid *grid, int y)
{
	int x = 1;

	if (!ui->message)
		return;
	x += pl_grid_text(grid, x, y, 6, PL_PEN_WITH(says[ui->say].role, PL_ATTR_BOLD),
			  says[ui->say].word) +
	     1;
	pl_grid_text(grid, x, y, ui->cols - x - 1,
		     PL_PEN(ui->say == PL_SAY_ERR ? PL_ROLE_PATH : PL_ROLE_PLAIN), ui->message);
}

/* The keys that work now, best first, as many as fit; `: command  ? help` always last. */
static size_t pick_hints(const struct pl_ui *ui, const struct pl_key_row **out, size_t max,
			 int room)
{
	size_t n = 0, groups;
	const struct pl_key_group *group = pl_key_groups(&groups);

	for (int rank = 3; rank < 100; rank++) {
		for (size_t g = 0; g < groups; g++) {
			for (size_t r = 0; r < group[g].n; r++) {
				const struct pl_key_row *row = &group[g].rows[r];
				int width;

				if (!row->hint || row->rank != rank || !pl_ui_key_works(ui, row))
					continue;
				width = (int)(pl_text_columns(row->label) +
					      pl_text_columns(row->hint)) +
					3;
				if (width > room || n == max)
					return n;
				room -= width;
				out[n++] = row;
			}
		}
	}
	return n;
}

static int hint(struct pl_grid *grid, int x, int y, int right, const char *label, const char *words)
{
	x += pl_grid_text(grid, x, y, right - x, PL_PEN_WITH(PL_ROLE_PLAIN, PL_ATTR_BOLD), label) +
	     1;
	return x + pl_grid_text(grid, x, y, right - x, PL_PEN(PL_ROLE_QUIET), words) + 2;
}

static void hints(const struct pl_ui *ui, struct pl_grid *grid, int y)
{
	const struct pl_key_row *rows[16];
	int right = ui->cols - 1;
	const char *last[2][2] = { { ":", "command" }, { "?", "help" } };
	size_t n = pick_hints(ui, rows, ui->cols >= 120 ? 16 : 10, ui->cols - 20);
	int x = 1;

	for (size_t i = 0; i < n; i++)
		x = hint(grid, x, y, right, rows[i]->label, rows[i]->hint);
	for (size_t i = 0; i < 2; i++)
		x = hint(grid, x, y, right, last[i][0], last[i][1]);
}

void pl_view_foot(const struct pl_ui *ui, struct pl_grid *grid, const struct pl_layout *layout)
{
	message(ui, grid, layout->message_y);
	hints(ui, grid, layout->hints_y);
}

/* How many rows reach the host at the cursor, are refused, and are read by some attack. */
static void counts(const struct pl_ui *ui, size_t *up, size_t *down, size_t *read)
{
	const struct pl_step *step = pl_ui_step(ui);

	*up = *down = *read = 0;
	for (size_t k = 0; step && k < pl_ui_shown_rows(ui->run); k++) {
		size_t row = pl_ui_row_index(ui->run, k);
		const struct pl_outcome *outcome = pl_step_honest(step, row);
		bool intercepted = false;

		if (!outcome)
			continue;
		*up += outcome->verdict == PL_SURVIVES;
		*down += outcome->verdict == PL_BREAKS;
		for (size_t a = 0; a < ui->run->n_attacks; a++) {
			const struct pl_outcome *attack = pl_step_attack(ui->run, step, row, a);

			intercepted |= attack && attack->verdict == PL_INTERCEPTED;
		}
		*read += intercepted;
	}
}

void pl_view_notice(const struct pl_ui *ui, struct pl_grid *grid)
{
	size_t up, down, read;
	char clock[24];
	int w = ui->cols, y = 0;
	bool tall = ui->rows >= 8;

	counts(ui, &up, &down, &read);
	if (w >= 40)
		pl_grid_text(grid, 0, y++, w, PL_PEN(PL_ROLE_FOCUS),
			     "pinlab needs 60 columns by 20 rows here;");
	else
		pl_grid_text(grid, 0, y++, w, PL_PEN(PL_ROLE_FOCUS), "pinlab: too small");
	pl_grid_printf(grid, 0, y++, w, PL_PEN(PL_ROLE_PLAIN),
		       w >= 40 ? "this terminal has %d by %d." : "need 60x20, is %dx%d", w,
		       ui->rows);
	y += tall;
	if (ui->run && tall)
		pl_grid_printf(grid, 0, y++, w, PL_PEN(PL_ROLE_PLAIN), "%s  step %zu of %zu",
			       pl_view_clock(pl_ui_now(ui), clock), ui->step, ui->run->n_steps - 1);
	if (ui->run)
		pl_grid_printf(grid, 0, y++, w, PL_PEN(down ? PL_ROLE_PIN : PL_ROLE_OK),
			       w >= 40 ? "up %zu of %zu  refused %zu  read by attacks %zu"
				       : "up %zu of %zu",
			       up, up + down, down, read);
	if (ui->run && tall) {
		const struct pl_outcome *outcome = pl_ui_outcome(ui);

		if (outcome)
			pl_grid_printf(grid, 0, y++, w, pl_state_pen(outcome->state), "%s %s: %s",
				       pl_state_info(outcome->state)->symbol,
				       ui->run->rows[pl_ui_row_index(ui->run, ui->row)]->id,
				       pl_reason_info(outcome->reason)->words);
	}
	y += tall;
	if (ui->leaving)
		pl_grid_text(grid, 0, y, w, PL_PEN(PL_ROLE_WARN), "press q again to leave");
	else
		pl_grid_text(grid, 0, y, w, PL_PEN(PL_ROLE_PLAIN),
			     w >= 40 ? ", . step  u undo  i show anyway  q quit"
				     : ", . step u i q");
}
