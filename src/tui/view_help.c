/* What does the help page say? It is made from the key table and the state table. */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

/* One line of one column of the page. */
struct entry {
	const char *heading; /* or */
	const char *label, *text;
	uint32_t symbol;     /* or */
	char ascii;
	struct pl_pen pen;
};

struct entries {
	struct entry *items;
	size_t n, cap;
};

static struct entry *add(struct entries *out)
{
	struct entry *entry = PL_PUSH(out->items, out->n, out->cap);

	*entry = (struct entry){ .pen = PL_PEN(PL_ROLE_PLAIN) };
	return entry;
}

static void collect(struct entries *out)
{
	size_t groups;
	const struct pl_key_group *group = pl_key_groups(&groups);

	for (size_t g = 0; g < groups; g++) {
		add(out)->heading = group[g].title;
		for (size_t r = 0; r < group[g].n; r++) {
			struct entry *entry;

			if (!group[g].rows[r].label)
				continue;
			entry = add(out);
			entry->label = group[g].rows[r].label;
			entry->text = group[g].rows[r].help;
		}
	}
	add(out)->heading = "Symbols, and in ASCII";
	for (int s = 0; s < PL_STATES; s++) {
		struct entry *entry = add(out);

		entry->symbol = pl_state_cp(s);
		entry->ascii = pl_state_info(s)->ascii;
		entry->text = pl_state_info(s)->name;
		entry->pen = pl_state_pen(s);
	}
}

static void draw_entry(struct pl_grid *grid, int x, int y, int w, const struct entry *entry)
{
	int label = 11;

	if (entry->heading) {
		pl_grid_text(grid, x, y, w, PL_PEN(PL_ROLE_FOCUS), entry->heading);
		return;
	}
	if (entry->symbol) {
		pl_grid_put(grid, x + 1, y, entry->symbol, entry->pen);
		pl_grid_put(grid, x + 3, y, (unsigned char)entry->ascii, entry->pen);
		label = 6;
	} else {
		int used = pl_grid_text(grid, x + 1, y, w - 1,
					PL_PEN_WITH(PL_ROLE_PLAIN, PL_ATTR_BOLD), entry->label);

		if (used + 2 > label)
			label = used + 2;
	}
	pl_grid_text(grid, x + label, y, w - label, PL_PEN(PL_ROLE_PLAIN), entry->text);
}

static const char *const closing[] = {
	"A row is an app with one way of pinning; a column is something that happened to the "
	"server. The symbol says whether the app still reaches the real server or, for an attack, "
	"whether the attacker is let through. The clock is simulated: nothing here touches the "
	"network, this machine's clock or its trust store.",
	"Columns: ▼ stands at the step that is shown, behind ╎ lies what comes later, ← and → say "
	"that there are more. Attacks are behind the bar, as if they came at this step. next: how "
	"long until the row is refused, or - if that does not happen here.",
	"CA hierarchy: ● is on the path of the selected cell, ◆ is where a pin matched; ✓ is in use, "
	"○ is not, ✗ no longer can be. A bar is a certificate's life: █ is over, ░ is left.",
	"Acting in the past replaces what came after; u brings it back. s writes the session as a "
	"scenario file, and  pinlab run FILE  replays it.",
};

/* The paragraphs below the columns; caller clears. */
static size_t closing_lines(struct pl_buf *out, int width)
{
	size_t lines = 0;

	for (size_t i = 0; i < PL_ARRAY_LEN(closing); i++) {
		pl_text_wrap(out, closing[i], (size_t)(width < 10 ? 10 : width), 0);
		if (out->len && out->data[out->len - 1] != '\n')
			pl_buf_putc(out, '\n');
	}
	for (size_t i = 0; i < out->len; i++)
		lines += out->data[i] == '\n';
	return lines;
}

static int page_columns(const struct pl_ui *ui)
{
	return ui->cols >= 118 ? 3 : ui->cols >= 76 ? 2 : 1;
}

static int page_width(const struct pl_ui *ui)
{
	int columns = page_columns(ui);

	return columns == 3 ? 118 : columns == 2 ? (ui->cols < 84 ? ui->cols : 84) : ui->cols;
}

static size_t column_height(const struct entries *all, int columns)
{
	return (all->n + (size_t)columns - 1) / (size_t)columns;
}

size_t pl_help_lines(const struct pl_ui *ui)
{
	struct entries all = { 0 };
	struct pl_buf text = PL_BUF_INIT;
	size_t height;

	collect(&all);
	height = column_height(&all, page_columns(ui)) + 1 +
		 closing_lines(&text, page_width(ui) - 4);
	pl_buf_clear(&text);
	free(all.items);
	return height;
}

void pl_view_help(const struct pl_ui *ui, struct pl_grid *grid)
{
	struct entries all = { 0 };
	struct pl_buf text = PL_BUF_INIT;
	int columns = page_columns(ui);
	int w = page_width(ui);
	size_t height;
	int h, x, y, room;

	collect(&all);
	height = column_height(&all, columns);
	h = (int)pl_help_lines(ui) + 2;
	if (h > ui->rows)
		h = ui->rows;
	x = (ui->cols - w) / 2;
	y = (ui->rows - h) / 2;
	room = h - 2;
	pl_grid_fill(grid, x, y, w, h, ' ', PL_PEN(PL_ROLE_PLAIN));
	pl_grid_box(grid, x, y, w, h, true, "Help: every key of the lab",
		    (int)pl_help_lines(ui) > room ? "arrows scroll, Esc closes" : "any key closes");
	for (size_t i = 0; i < all.n; i++) {
		int column = (int)(i / height), line = (int)(i % height) - ui->scroll;
		int width = (w - 4) / columns;

		if (line >= 0 && line < room)
			draw_entry(grid, x + 2 + column * width, y + 1 + line, width - 1,
				   &all.items[i]);
	}
	closing_lines(&text, w - 4);
	for (const char *at = pl_buf_str(&text); *at; at += strcspn(at, "\n") + 1, height++) {
		int line = (int)height + 1 - ui->scroll;

		if (line >= 0 && line < room)
			pl_grid_printf(grid, x + 2, y + 1 + line, w - 4, PL_PEN(PL_ROLE_PLAIN),
				       "%.*s", (int)strcspn(at, "\n"), at);
	}
	pl_buf_clear(&text);
	free(all.items);
}
