/* What does the whole screen look like? */
#include <config.h>

#include "tui/view.h"

static bool shown(struct pl_rect rect)
{
	return rect.w > 0 && rect.h > 0;
}

void pl_view(const struct pl_ui *ui, struct pl_grid *out)
{
	struct pl_layout layout;

	pl_grid_init(out, ui->cols, ui->rows);
	pl_layout_of(ui, &layout);
	if (layout.kind == PL_LAYOUT_NOTICE) {
		pl_view_notice(ui, out);
	} else {
		pl_view_title(ui, out, &layout);
		if (shown(layout.tree))
			pl_view_tree(ui, out, layout.tree);
		if (shown(layout.matrix))
			pl_view_matrix(ui, out, layout.matrix);
		if (shown(layout.time))
			pl_view_time(ui, out, layout.time);
		if (shown(layout.why))
			pl_view_why(ui, out, layout.why);
		pl_view_foot(ui, out, &layout);
	}
	if (ui->overlay == PL_OVERLAY_HELP)
		pl_view_help(ui, out);
	else if (ui->overlay == PL_OVERLAY_PALETTE)
		pl_view_palette(ui, out);
	if (ui->ascii)
		pl_grid_to_ascii(out);
}
