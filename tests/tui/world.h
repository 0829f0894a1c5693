/* The first lesson's lab without a terminal, for tests: keys in, screen out. */
#ifndef PINLAB_TESTS_TUI_WORLD_H
#define PINLAB_TESTS_TUI_WORLD_H

#include <stdlib.h>

#include "../tap.h"
#include "tui/view.h"
#include "util/file.h"

/* The source tree's own hierarchies; the tests know where it is. */
__attribute__((unused)) static char *certs_dir(void)
{
	const char *top = getenv("PINLAB_SRCDIR");

	return pl_path_join(top ? top : ".", "certs");
}

/* False, with a failed test, when the lab does not start. */
__attribute__((unused)) static bool lab_open(struct pl_ui *ui, const char *scenario, bool threaded)
{
	char *certs = certs_dir();
	struct pl_tui_options options = { .scenario = scenario, .certs_dir = certs };
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = pl_tui_model(&options, &errors);

	if (!model)
		tap_ok(false, "the lab starts: %s", errors.n ? errors.items[0].text : "no model");
	else
		pl_ui_init(ui, model, &options, threaded);
	pl_errors_clear(&errors);
	free(certs);
	return model != NULL;
}

__attribute__((unused)) static void lab_keys(struct pl_ui *ui, const char *keys)
{
	while (*keys) {
		int key = pl_key_parse(&keys);

		if (key)
			(void)pl_ui_key(ui, key);
	}
}

/* The screen as text, and its roles when wanted; caller clears. */
__attribute__((unused)) static void lab_screen(const struct pl_ui *ui, struct pl_buf *out,
					       struct pl_buf *roles)
{
	struct pl_grid grid;

	pl_buf_reset(out);
	pl_view(ui, &grid);
	pl_grid_dump(&grid, out);
	if (roles) {
		pl_buf_reset(roles);
		pl_grid_dump_roles(&grid, roles);
	}
	pl_grid_clear(&grid);
}

#endif
