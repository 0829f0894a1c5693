/* How does the palette look: its line, and what fits it? */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>

#include "util/text.h"

static void draw_line(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	const struct pl_palette *palette = &ui->palette;
	int x = at.x + 2;

	if (palette->asked)
		x += pl_grid_printf(grid, x, at.y + 1, at.w - 12, PL_PEN(PL_ROLE_WARN),
				    "%s %s = ", palette->event->kind->name, palette->asked->name);
	else
		x += pl_grid_text(grid, x, at.y + 1, 1, PL_PEN(PL_ROLE_FOCUS), ":");
	x += pl_grid_text(grid, x, at.y + 1, at.x + at.w - 3 - x,
			  PL_PEN_WITH(PL_ROLE_PLAIN, PL_ATTR_BOLD), pl_buf_str(&palette->line));
	pl_grid_put(grid, x, at.y + 1, '_', PL_PEN(PL_ROLE_FOCUS));
	pl_grid_fill(grid, at.x + 1, at.y + 2, at.w - 2, 1, 0x2500, PL_PEN(PL_ROLE_QUIET));
}

static int names_width(const struct pl_items *items, int most)
{
	int width = 8;

	for (size_t i = 0; i < items->n; i++)
		if ((int)pl_text_columns(items->items[i].name) > width)
			width = (int)pl_text_columns(items->items[i].name);
	return width > most ? most : width;
}

static void draw_item(struct pl_grid *grid, struct pl_rect at, int y, int name_w,
		      const struct pl_item *item, bool selected)
{
	int right = at.x + at.w - 2;
	int help_x = at.x + 4 + name_w;

	if (selected)
		pl_grid_put(grid, at.x + 1, y, '>', PL_PEN(PL_ROLE_FOCUS));
	pl_grid_text(grid, at.x + 2, y, name_w,
		     PL_PEN_WITH(PL_ROLE_PLAIN, selected ? PL_ATTR_BOLD : 0), item->name);
	if (item->help)
		pl_grid_text(grid, help_x, y, right - 4 - help_x,
			     PL_PEN(selected ? PL_ROLE_PLAIN : PL_ROLE_QUIET), item->help);
	if (item->key)
		pl_grid_right(grid, right, y, 6, PL_PEN(PL_ROLE_FOCUS), item->key);
	if (selected)
		pl_grid_mark(grid, at.x + 1, y, at.w - 2, PL_ATTR_REVERSE);
}

void pl_view_palette(const struct pl_ui *ui, struct pl_grid *grid)
{
	const struct pl_step *step = pl_ui_step(ui);
	struct pl_items items = { 0 };
	struct pl_rect at;
	size_t shown, first;
	int name_w;

	pl_palette_match(&ui->palette, ui->session->model, step ? step->world : NULL, &items);
	at = pl_palette_rect(ui, items.n ? items.n : 1);
	pl_grid_fill(grid, at.x, at.y, at.w, at.h, ' ', PL_PEN(PL_ROLE_PLAIN));
	pl_grid_box(grid, at.x, at.y, at.w, at.h, true,
		    ui->palette.asked         ? ui->palette.asked->help
		    : ui->palette.events_only ? "What happens"
					      : "Command",
		    "Enter run  Tab complete  Esc close");
	draw_line(ui, grid, at);
	shown = at.h > 4 ? (size_t)(at.h - 4) : 0;
	first = pl_window(ui->palette.selected, shown, items.n);
	name_w = names_width(&items, at.w / 2);
	for (size_t i = first; i < items.n && i < first + shown; i++)
		draw_item(grid, at, at.y + 3 + (int)(i - first), name_w, &items.items[i],
			  i == ui->palette.selected);
	if (items.n == 0)
		pl_grid_text(grid, at.x + 2, at.y + 3, at.w - 4, PL_PEN(PL_ROLE_QUIET),
			     ui->palette.asked ? pl_param_type_words(ui->palette.asked->type)
					       : "nothing fits");
	pl_items_clear(&items);
}
