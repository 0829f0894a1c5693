/* Why is the selected cell as it is? */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/why.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define LABEL_W 7

static void add_line(struct pl_why_lines *lines, const char *text, size_t len, struct pl_pen pen, int indent)
{
	*PL_PUSH(lines->items, lines->n, lines->cap) =
		(struct pl_why_line){ .text = pl_strndup(text, len), .pen = pen, .indent = indent };
}

/* A paragraph under its label, wrapped. */
static void add_text(struct pl_why_lines *lines, const char *label, const char *text, int width, struct pl_pen pen)
{
	struct pl_buf wrapped = PL_BUF_INIT;
	int indent = label ? LABEL_W : 0;
	const char *at;

	if (!text || !*text || width - indent < 8)
		return;
	pl_text_wrap(&wrapped, text, (size_t)(width - indent), 0);
	at = pl_buf_str(&wrapped);
	for (bool first = true; *at; first = false) {
		size_t len = strcspn(at, "\n");

		if (first && label) {
			char *line = pl_asprintf("%-*s%.*s", LABEL_W, label, (int)len, at);

			add_line(lines, line, strlen(line), pen, 0);
			free(line);
		} else {
			add_line(lines, at, len, pen, indent);
		}
		at += len + (at[len] == '\n');
	}
	pl_buf_clear(&wrapped);
}

static void add_notes(struct pl_why_lines *lines, const struct pl_ui *ui, const struct pl_why *why, int width)
{
	const struct pl_step *step = pl_ui_step(ui);
	const struct pl_outcome *outcome = pl_ui_outcome(ui);
	char *text;

	add_text(lines, "step", step->note, width, PL_PEN(PL_ROLE_PLAIN));
	if (why->last_good != SIZE_MAX && why->last_good != step->index) {
		text = pl_asprintf("%zu %s", why->last_good, ui->run->steps[why->last_good]->title);
		add_text(lines, "good", text, width, PL_PEN(PL_ROLE_PLAIN));
		free(text);
	}
	text = pl_asprintf("the weakest rule used here is known from: %s", pl_evidence_name(outcome->evidence));
	add_text(lines, "known", text, width, PL_PEN(PL_ROLE_QUIET));
	free(text);
}

void pl_why_lines(const struct pl_ui *ui, int width, struct pl_why_lines *out)
{
	const struct pl_step *step = pl_ui_step(ui);
	struct pl_cell cell;
	struct pl_why why = { 0 };

	if (!step)
		return;
	if (!pl_ui_outcome(ui)) {
		add_text(out, NULL, "This version of the app does not exist yet at this step.", width, PL_PEN(PL_ROLE_QUIET));
		return;
	}
	cell = (struct pl_cell){ .step = ui->step, .row = pl_ui_row_index(ui->run, ui->row),
				 .attack = ui->on_attack ? (int)ui->attack : -1 };
	pl_why(ui->run, &cell, &why);
	add_text(out, NULL, why.sentence, width, PL_PEN(PL_ROLE_PLAIN));
	add_text(out, "path", why.path, width, PL_PEN(PL_ROLE_PLAIN));
	add_text(out, "pins", why.pins, width, PL_PEN(PL_ROLE_PLAIN));
	add_text(out, "match", why.match, width, PL_PEN(PL_ROLE_PLAIN));
	add_text(out, "fix", why.fix, width, PL_PEN(PL_ROLE_WARN));
	add_notes(out, ui, &why, width);
	pl_why_clear(&why);
}

void pl_why_lines_clear(struct pl_why_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->items[i].text);
	free(lines->items);
	*lines = (struct pl_why_lines){ 0 };
}

/* The rule above the explanation: what is explained, and its verdict at the right end. */
static void rule(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	const struct pl_step *step = pl_ui_step(ui);
	const struct pl_outcome *outcome = pl_ui_outcome(ui);
	bool focus = ui->focus == PL_PANE_WHY;
	struct pl_pen pen = PL_PEN(focus ? PL_ROLE_FOCUS : PL_ROLE_QUIET);
	char verdict[160] = "";
	int room = at.w - 8, used;

	pl_grid_fill(grid, at.x, at.y, at.w, 1, focus ? 0x2501 : 0x2500, pen);
	if (!step)
		return;
	if (outcome) {
		const struct pl_state_info *info = pl_state_info(outcome->state);

		snprintf(verdict, sizeof(verdict), "%s %s: %s", info->symbol, info->name, pl_reason_info(outcome->reason)->name);
		room -= (int)pl_text_columns(verdict) + 3;
	}
	pl_grid_put(grid, at.x + 2, at.y, ' ', pen);
	used = pl_grid_printf(grid, at.x + 3, at.y, room, PL_PEN(focus ? PL_ROLE_FOCUS : PL_ROLE_PLAIN), "why: %s%s%s at %zu %s",
			      ui->run->rows[pl_ui_row_index(ui->run, ui->row)]->id, ui->on_attack ? " against " : "",
			      ui->on_attack ? ui->run->attacks[ui->attack]->name : "", step->index, step->title);
	pl_grid_put(grid, at.x + 3 + used, at.y, ' ', pen);
	if (!outcome)
		return;
	used = pl_grid_right(grid, at.x + at.w - 3, at.y, at.w - 8, pl_state_pen(outcome->state), verdict);
	pl_grid_put(grid, at.x + at.w - 3, at.y, ' ', pen);
	pl_grid_put(grid, at.x + at.w - 4 - used, at.y, ' ', pen);
}

void pl_view_why(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	struct pl_why_lines lines = { 0 };
	size_t room = at.h > 1 ? (size_t)(at.h - 1) : 0;
	size_t first = ui->focus == PL_PANE_WHY ? (size_t)ui->scroll : 0;

	rule(ui, grid, at);
	pl_why_lines(ui, at.w - 2, &lines);
	if (first + room > lines.n)
		first = lines.n > room ? lines.n - room : 0;
	for (size_t i = 0; i < room && first + i < lines.n; i++) {
		const struct pl_why_line *line = &lines.items[first + i];

		pl_grid_text(grid, at.x + 1 + line->indent, at.y + 1 + (int)i, at.w - 2 - line->indent, line->pen, line->text);
	}
	if (room && first + room < lines.n && at.w > 20)
		pl_grid_right(grid, at.x + at.w - 1, at.y + at.h - 1, 10, PL_PEN(PL_ROLE_FOCUS), " … Enter");
	pl_why_lines_clear(&lines);
}
