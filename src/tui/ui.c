/* Where is the user, and where does a key take them? */
#include <config.h>

#include "tui/ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/act.h"
#include "tui/view.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

void pl_ui_say(struct pl_ui *ui, enum pl_say say, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	free(ui->message);
	ui->message = pl_strdup(text);
	ui->say = say;
}

size_t pl_ui_shown_rows(const struct pl_run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_rows; i++)
		n += !run->rows[i]->control;
	return n;
}

size_t pl_ui_row_index(const struct pl_run *run, size_t k)
{
	for (size_t i = 0; i < run->n_rows; i++)
		if (!run->rows[i]->control && k-- == 0)
			return i;
	return 0;
}

const struct pl_step *pl_ui_step(const struct pl_ui *ui)
{
	return ui->run && ui->step < ui->run->n_steps ? ui->run->steps[ui->step] : NULL;
}

const struct pl_outcome *pl_ui_outcome(const struct pl_ui *ui)
{
	const struct pl_step *step = pl_ui_step(ui);
	size_t row;

	if (!step || pl_ui_shown_rows(ui->run) == 0)
		return NULL;
	row = pl_ui_row_index(ui->run, ui->row);
	return ui->on_attack ? pl_step_attack(ui->run, step, row, ui->attack)
			     : pl_step_honest(step, row);
}

int64_t pl_ui_now(const struct pl_ui *ui)
{
	const struct pl_step *step = pl_ui_step(ui);

	if (!step)
		return ui->session->model->start;
	return ui->step + 1 == ui->run->n_steps && ui->run->now > step->at ? ui->run->now
									   : step->at;
}

bool pl_ui_pending(const struct pl_ui *ui)
{
	return !ui->run || !ui->run_done || ui->run_plan != pl_session_plan(ui->session)->id;
}

bool pl_ui_key_works(const struct pl_ui *ui, const struct pl_key_row *row)
{
	switch (row->when) {
	case PL_KEY_WITH_RUN:
		return ui->run != NULL;
	case PL_KEY_WITH_UNDO:
		return pl_session_undos(ui->session) > 0;
	case PL_KEY_WITH_REDO:
		return pl_session_redos(ui->session) > 0;
	case PL_KEY_IN_NOTICE:
		return pl_ui_too_small(ui);
	case PL_KEY_ALWAYS:
		break;
	}
	return true;
}

static size_t clamp(size_t value, size_t n)
{
	return n == 0 ? 0 : value >= n ? n - 1 : value;
}

static size_t tree_size(const struct pl_ui *ui)
{
	const struct pl_step *step = pl_ui_step(ui);
	struct pl_tree tree = { 0 };
	size_t n;

	if (!step)
		return 0;
	pl_tree_build(step->world, &tree);
	n = tree.n;
	pl_tree_clear(&tree);
	return n;
}

/* Selections stay within what there is. */
static void settle(struct pl_ui *ui)
{
	if (!ui->run)
		return;
	ui->step = clamp(ui->step, ui->run->n_steps);
	ui->row = clamp(ui->row, pl_ui_shown_rows(ui->run));
	ui->attack = clamp(ui->attack, ui->run->n_attacks);
	if (ui->run->n_attacks == 0)
		ui->on_attack = false;
	ui->node = clamp(ui->node, tree_size(ui));
}

static void take_run(struct pl_ui *ui, struct pl_result *result)
{
	if (ui->run)
		pl_worker_release(ui->worker, ui->run);
	ui->run = result->run;
	ui->run_plan = result->plan_id;
	ui->run_done = result->done;
	if (result->done)
		ui->done_plan = result->plan_id;
	if (ui->follow)
		ui->step = ui->run->n_steps - 1;
	else if (ui->back_to && result->done)
		ui->step = ui->back_to;
	if (result->done)
		ui->back_to = 0;
	if (ui->at_line && result->done) {
		pl_ui_open_at(ui, ui->at_line);
		ui->at_line = 0;
	}
	settle(ui);
}

/* run_plan is no help here: the first steps of the present plan may have come already. */
bool pl_ui_reject(struct pl_ui *ui)
{
	return ui->done_plan && ui->done_plan != pl_session_plan(ui->session)->id &&
	       pl_session_reject(ui->session, ui->done_plan, &ui->step);
}

/* An event that cannot happen leaves the session as it was. */
static void take_error(struct pl_ui *ui, struct pl_result *result)
{
	char *text = result->err.text;
	const struct pl_plan *plan = pl_session_plan(ui->session);
	struct pl_event *typed = NULL;

	if (!result->run) {
		pl_error_move(&ui->fatal, &result->err);
		return;
	}
	if (ui->session->now == 0) {
		/* the scenario's own event: what came before it is shown */
		pl_ui_say(ui, PL_SAY_ERR, "line %d: %s", result->err.line, text);
		take_run(ui, result);
		ui->run_plan = pl_session_plan(ui->session)->id;
		return;
	}
	pl_ui_say(ui, PL_SAY_ERR, "%s", text);
	if (plan->id == ui->typed_plan && plan->n && ui->overlay == PL_OVERLAY_NONE)
		typed = pl_event_ref(plan->events[plan->n - 1]);
	if (pl_ui_reject(ui)) {
		pl_worker_release(ui->worker, result->run);
		pl_act_submit(ui);
	} else {
		take_run(ui, result);
	}
	ui->follow = false;
	settle(ui);
	if (typed)
		pl_act_retype(ui, typed);
	pl_event_unref(typed);
}

void pl_ui_results(struct pl_ui *ui)
{
	struct pl_result result;

	while (pl_worker_take(ui->worker, &result)) {
		bool wanted = result.plan_id == pl_session_plan(ui->session)->id;

		if (wanted && result.err.kind != PL_ERROR_NONE)
			take_error(ui, &result);
		else if (wanted)
			take_run(ui, &result);
		else
			pl_worker_release(ui->worker, result.run);
		if (result.err.kind != PL_ERROR_NONE)
			pl_act_forget(ui);
		pl_error_clear(&result.err);
	}
	pl_act_queued(ui);
}

void pl_ui_init(struct pl_ui *ui, struct pl_model *model, const struct pl_tui_options *options,
		bool threaded)
{
	*ui = (struct pl_ui){ .cols = 80, .rows = 24, .focus = PL_PANE_HONEST };
	ui->session = pl_session_new(model);
	ui->worker = pl_worker_new(ui->session->model, threaded);
	ui->ascii = options->ascii;
	ui->mouse = options->mouse;
	ui->theme = options->theme;
	ui->follow = !options->at;
	if (options->at) {
		const char *colon = strrchr(options->at, ':');

		ui->at_line = colon ? atoi(colon + 1) : 0;
	}
	if (model->n_events == 0)
		pl_ui_say(ui, PL_SAY_NOTE,
			  "r renews the leaf, w swaps the CA, X ends the root; ? has all keys");
	else
		pl_ui_say(ui, PL_SAY_NOTE,
			  "[ and ] go from event to event, arrows from cell to cell; ? has all keys");
	pl_act_submit(ui);
}

void pl_ui_clear(struct pl_ui *ui)
{
	pl_act_forget(ui);
	free(ui->queue);
	pl_worker_release(ui->worker, ui->run);
	pl_worker_free(ui->worker);
	pl_session_free(ui->session);
	pl_palette_close(&ui->palette);
	pl_error_clear(&ui->fatal);
	free(ui->message);
	free(ui->saved_as);
	*ui = (struct pl_ui){ 0 };
}

void pl_ui_resize(struct pl_ui *ui, int cols, int rows)
{
	if (cols < 1 || rows < 1)
		return; /* a terminal that says 0x0 knows no better; the old size stays */
	ui->cols = cols > 1000 ? 1000 : cols;
	ui->rows = rows > 1000 ? 1000 : rows;
	settle(ui);
}

static void move_row(struct pl_ui *ui, long by)
{
	size_t *at = ui->focus == PL_PANE_TREE ? &ui->node : &ui->row;
	size_t n = ui->focus == PL_PANE_TREE ? tree_size(ui)
		   : ui->run                 ? pl_ui_shown_rows(ui->run)
					     : 0;
	long to;

	if (ui->focus == PL_PANE_WHY) {
		struct pl_why_lines lines = { 0 };

		pl_why_lines(ui, ui->cols - 2, &lines);
		to = ui->scroll + by;
		ui->scroll = to < 0 || lines.n == 0 ? 0
			     : to >= (long)lines.n  ? (int)lines.n - 1
						    : (int)to;
		pl_why_lines_clear(&lines);
		return;
	}
	to = (long)*at + by;
	*at = to < 0 ? 0 : clamp((size_t)to, n);
}

static void go_step(struct pl_ui *ui, size_t step)
{
	ui->follow = false;
	ui->back_to = 0;
	ui->step = step;
	settle(ui);
}

/* Left and right walk through the steps and on into the attacks; from the
 * attacks the way back leads to the cursor's own step. */
static void move_column(struct pl_ui *ui, int by)
{
	if (!ui->run || ui->focus == PL_PANE_WHY)
		return;
	if (ui->focus == PL_PANE_TREE) {
		if (by > 0)
			ui->focus = PL_PANE_HONEST;
		return;
	}
	if (ui->on_attack) {
		if (by < 0 && ui->attack == 0) {
			ui->on_attack = false;
			ui->focus = PL_PANE_HONEST;
		} else {
			ui->attack = clamp(ui->attack + (size_t)(by > 0) - (size_t)(by < 0),
					   ui->run->n_attacks);
		}
	} else if (by > 0 && ui->step + 1 >= ui->run->n_steps) {
		ui->on_attack = ui->run->n_attacks > 0;
		ui->attack = 0;
		ui->focus = ui->on_attack ? PL_PANE_ATTACKS : PL_PANE_HONEST;
	} else if (by > 0 || ui->step > 0) {
		go_step(ui, by > 0 ? ui->step + 1 : ui->step - 1);
	}
}

static void move_pane(struct pl_ui *ui, int by)
{
	do {
		ui->focus = (enum pl_pane)(((int)ui->focus + by + PL_PANES) % PL_PANES);
	} while (ui->focus == PL_PANE_ATTACKS && (!ui->run || ui->run->n_attacks == 0));
	if (ui->focus == PL_PANE_HONEST)
		ui->on_attack = false;
	if (ui->focus == PL_PANE_ATTACKS)
		ui->on_attack = true;
	ui->scroll = 0;
}

static void go_event(struct pl_ui *ui, int by)
{
	size_t s = ui->step;

	while (by > 0 ? s + 1 < ui->run->n_steps : s > 0) {
		s = by > 0 ? s + 1 : s - 1;
		if (ui->run->steps[s]->kind == PL_STEP_EVENT ||
		    ui->run->steps[s]->kind == PL_STEP_START) {
			go_step(ui, s);
			return;
		}
	}
	pl_ui_say(ui, PL_SAY_NOTE,
		  by > 0 ? "there is no later event; . goes to the next step"
			 : "there is no earlier event");
}

static int page(const struct pl_ui *ui)
{
	return ui->rows > 12 ? ui->rows / 3 : 4;
}

/* Closes one thing; at the top, asks once and then leaves. */
static enum pl_wish back(struct pl_ui *ui)
{
	if (ui->zoom) {
		ui->zoom = false;
		return PL_WISH_NOTHING;
	}
	if (ui->leaving)
		return PL_WISH_QUIT;
	ui->leaving = true;
	if (pl_session_dirty(ui->session))
		pl_ui_say(ui, PL_SAY_WARN,
			  "press q again to leave; the session is not saved (s saves it)");
	else
		pl_ui_say(ui, PL_SAY_NOTE, "press q again to leave");
	return PL_WISH_NOTHING;
}

static void open_palette(struct pl_ui *ui, bool events_only, const char *text)
{
	pl_palette_open(&ui->palette, events_only, text);
	ui->overlay = PL_OVERLAY_PALETTE;
}

static void save_key(struct pl_ui *ui)
{
	char *name = pl_ui_save_name(ui);
	char *line = pl_asprintf("save %s", name);

	open_palette(ui, false, line);
	free(line);
	free(name);
}

/* The explanation, as large as it gets; again: back to the cell. In the tree
 * the certificate is explained below it, so the tree grows. */
static void open_cell(struct pl_ui *ui)
{
	if (ui->focus == PL_PANE_TREE) {
		ui->zoom = !ui->zoom;
	} else if (ui->focus == PL_PANE_WHY) {
		ui->focus = ui->on_attack ? PL_PANE_ATTACKS : PL_PANE_HONEST;
		ui->zoom = false;
	} else {
		ui->focus = PL_PANE_WHY;
		ui->zoom = true;
	}
	ui->scroll = 0;
}

static enum pl_wish act(struct pl_ui *ui, const struct pl_key_row *row)
{
	size_t rows = 100000; /* more than any pane has */

	switch (row->action) {
	case PL_ACT_UP: move_row(ui, -1); break;
	case PL_ACT_DOWN: move_row(ui, 1); break;
	case PL_ACT_LEFT: move_column(ui, -1); break;
	case PL_ACT_RIGHT: move_column(ui, 1); break;
	case PL_ACT_PAGE_UP: move_row(ui, -page(ui)); break;
	case PL_ACT_PAGE_DOWN: move_row(ui, page(ui)); break;
	case PL_ACT_FIRST_ROW: move_row(ui, -(long)rows); break;
	case PL_ACT_LAST_ROW: move_row(ui, (long)rows); break;
	case PL_ACT_FIRST_STEP: go_step(ui, 0); break;
	case PL_ACT_LAST_STEP: go_step(ui, ui->run->n_steps - 1); break;
	case PL_ACT_NEXT_PANE: move_pane(ui, 1); break;
	case PL_ACT_PREVIOUS_PANE: move_pane(ui, -1); break;
	case PL_ACT_OPEN: open_cell(ui); break;
	case PL_ACT_STEP_BACK: go_step(ui, ui->step ? ui->step - 1 : 0); break;
	case PL_ACT_STEP_ON: go_step(ui, ui->step + 1); break;
	case PL_ACT_EVENT_BACK: go_event(ui, -1); break;
	case PL_ACT_EVENT_ON: go_event(ui, 1); break;
	case PL_ACT_NEXT_CHANGE: pl_act_next_change(ui); break;
	case PL_ACT_EVENT: pl_act_event(ui, row->arg); break;
	case PL_ACT_ADD: open_palette(ui, true, NULL); break;
	case PL_ACT_PALETTE: open_palette(ui, false, NULL); break;
	case PL_ACT_UNDO: pl_act_undo(ui); break;
	case PL_ACT_REDO: pl_act_redo(ui); break;
	case PL_ACT_SAVE: save_key(ui); break;
	case PL_ACT_EXPECT: pl_act_expect(ui); break;
	case PL_ACT_ZOOM: ui->zoom = !ui->zoom; break;
	case PL_ACT_MOUSE: pl_act_mouse(ui); break;
	case PL_ACT_THEME: pl_act_theme(ui, ""); break;
	case PL_ACT_HELP: ui->overlay = PL_OVERLAY_HELP; ui->scroll = 0; break;
	case PL_ACT_BACK: return back(ui);
	case PL_ACT_ESCAPE: ui->zoom = false; break;
	case PL_ACT_REPAINT: return PL_WISH_REPAINT;
	case PL_ACT_SUSPEND: return PL_WISH_SUSPEND;
	case PL_ACT_INTERRUPT: pl_act_interrupt(ui); break;
	case PL_ACT_ANYWAY: ui->anyway = !ui->anyway; break;
	case PL_ACT_NONE: break;
	}
	return PL_WISH_NOTHING;
}

static enum pl_wish help_key(struct pl_ui *ui, int key)
{
	int most = (int)pl_help_lines(ui) + 2 - ui->rows;
	int by = key == PL_IN_DOWN || key == 'j' ? 1 : key == PL_IN_UP || key == 'k' ? -1
	       : key == PL_IN_PAGE_DOWN ? page(ui) : key == PL_IN_PAGE_UP ? -page(ui) : 0;

	if (most > 0 && by) {
		ui->scroll += by;
		ui->scroll = ui->scroll < 0 ? 0 : ui->scroll > most ? most : ui->scroll;
	} else {
		ui->overlay = PL_OVERLAY_NONE;
		ui->scroll = 0;
	}
	return PL_WISH_NOTHING;
}

static enum pl_wish palette_key(struct pl_ui *ui, int key)
{
	const struct pl_step *step = pl_ui_step(ui);
	enum pl_wish wish = PL_WISH_NOTHING;
	struct pl_items items = { 0 };

	pl_palette_match(&ui->palette, ui->session->model, step ? step->world : NULL, &items);
	switch (key) {
	case PL_IN_ESC:
	case PL_IN_CTRL('c'):
		pl_palette_close(&ui->palette);
		ui->overlay = PL_OVERLAY_NONE;
		break;
	case PL_IN_UP: pl_palette_move(&ui->palette, -1, items.n); break;
	case PL_IN_DOWN: pl_palette_move(&ui->palette, 1, items.n); break;
	case PL_IN_PAGE_UP: pl_palette_move(&ui->palette, -page(ui), items.n); break;
	case PL_IN_PAGE_DOWN: pl_palette_move(&ui->palette, page(ui), items.n); break;
	case PL_IN_TAB: pl_palette_complete(&ui->palette, &items); break;
	case PL_IN_ENTER: pl_act_palette_enter(ui, &wish); break;
	default: pl_palette_type(&ui->palette, key); break;
	}
	pl_items_clear(&items);
	return wish;
}

enum pl_wish pl_ui_key(struct pl_ui *ui, int key)
{
	const struct pl_key_row *row = pl_key_find(key);
	bool leaving = ui->leaving;
	enum pl_wish wish = PL_WISH_NOTHING;

	if (row && row->action == PL_ACT_SUSPEND)
		return PL_WISH_SUSPEND;
	free(ui->message);
	ui->message = NULL;
	if (ui->overlay == PL_OVERLAY_HELP)
		return help_key(ui, key);
	if (ui->overlay == PL_OVERLAY_PALETTE)
		return palette_key(ui, key);
	if (row && pl_ui_key_works(ui, row))
		wish = act(ui, row);
	else if (row && row->when == PL_KEY_WITH_UNDO)
		pl_ui_say(ui, PL_SAY_NOTE, "there is nothing to undo");
	else if (row && row->when == PL_KEY_WITH_REDO)
		pl_ui_say(ui, PL_SAY_NOTE, "there is nothing to redo");
	if (leaving && ui->leaving && wish != PL_WISH_QUIT) {
		/* only twice in a row leaves; ^C counts as a q */
		if (row && row->action == PL_ACT_INTERRUPT)
			return PL_WISH_QUIT;
		ui->leaving = false;
	}
	return wish;
}

static bool inside(struct pl_rect rect, int x, int y)
{
	return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

/* The cell of the matrix at this place becomes the selected one. */
static void click_matrix(struct pl_ui *ui, struct pl_rect at, int x, int y)
{
	struct pl_columns c;
	int line;

	pl_columns_of(ui, at, &c);
	line = y - c.head_y - 1;
	if (line >= 0 && (size_t)line < c.n_rows)
		ui->row = c.first_row + (size_t)line;
	if (x >= c.step_x && x < c.bar_x) {
		ui->on_attack = false;
		ui->focus = PL_PANE_HONEST;
		go_step(ui, c.first_step + (size_t)((x - c.step_x) / c.step_pitch));
	} else if (c.n_attacks && x >= c.attack_x &&
		   x <= c.attack_x + (int)c.n_attacks * c.attack_pitch) {
		ui->on_attack = true;
		ui->focus = PL_PANE_ATTACKS;
		ui->attack = c.first_attack + (size_t)((x - c.attack_x) / c.attack_pitch);
	}
	settle(ui);
}

static void click_tree(struct pl_ui *ui, struct pl_rect at, int y)
{
	size_t n = tree_size(ui);
	int height = (int)n * 2 <= at.h - 2 ? 2 : 1;

	ui->focus = PL_PANE_TREE;
	if (height * (int)n <= at.h - 2 && y > at.y)
		ui->node = clamp((size_t)((y - at.y - 1) / height), n);
}

enum pl_wish pl_ui_click(struct pl_ui *ui, int x, int y, int button)
{
	struct pl_layout layout;

	if (button == 64 || button == 65)
		return pl_ui_key(ui, button == 64 ? PL_IN_UP : PL_IN_DOWN);
	if (button != 0)
		return PL_WISH_NOTHING;
	if (ui->overlay == PL_OVERLAY_HELP)
		return pl_ui_key(ui, PL_IN_ESC);
	pl_layout_of(ui, &layout);
	if (ui->overlay != PL_OVERLAY_NONE || layout.kind == PL_LAYOUT_NOTICE || !ui->run)
		return PL_WISH_NOTHING;
	if (inside(layout.matrix, x, y))
		click_matrix(ui, layout.matrix, x, y);
	else if (inside(layout.tree, x, y))
		click_tree(ui, layout.tree, y);
	else if (inside(layout.why, x, y))
		ui->focus = PL_PANE_WHY;
	return PL_WISH_NOTHING;
}

void pl_ui_paste(struct pl_ui *ui, const char *text)
{
	if (ui->overlay != PL_OVERLAY_PALETTE) {
		pl_ui_say(ui, PL_SAY_NOTE, "pasted text was ignored; : opens a line to paste into");
		return;
	}
	for (const char *at = text; *at;) {
		uint32_t cp;
		size_t used = pl_utf8_next(at, strlen(at), &cp);

		if (used && cp >= ' ' && cp != 127)
			pl_palette_type(&ui->palette, (int)cp);
		at += used ? used : 1;
	}
}
