/* Which cell does a line of the scenario mean? */
#include <config.h>

#include "tui/ui.h"

#include "lab/expect.h"

/* The last step that was written at or before this line. */
static size_t step_at_line(const struct pl_run *run, int line)
{
	size_t found = 0;

	for (size_t s = 0; s < run->n_steps; s++)
		if (run->steps[s]->event && run->steps[s]->event->pos.line <= line)
			found = s;
	return found;
}

/* Of the expectations on that line the first that is not met, else the first. */
static const struct pl_check *check_at_line(const struct pl_checks *checks, int line)
{
	const struct pl_check *found = NULL;

	for (size_t i = 0; i < checks->n; i++) {
		const struct pl_check *check = &checks->items[i];

		if (check->expect->pos.line == line && (!found || (found->met && !check->met)))
			found = check;
	}
	return found;
}

static size_t shown_index(const struct pl_run *run, size_t row)
{
	size_t n = pl_ui_shown_rows(run);

	for (size_t k = 0; k < n; k++)
		if (pl_ui_row_index(run, k) == row)
			return k;
	return 0;
}

static void select_check(struct pl_ui *ui, const struct pl_check *check)
{
	if (check->step != SIZE_MAX)
		ui->step = check->step;
	if (check->row != SIZE_MAX)
		ui->row = shown_index(ui->run, check->row);
	ui->on_attack = check->attack >= 0;
	if (ui->on_attack) {
		ui->attack = (size_t)check->attack;
		ui->focus = PL_PANE_ATTACKS;
	}
}

void pl_ui_open_at(struct pl_ui *ui, int line)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_checks checks = { 0 };
	const struct pl_check *check;

	ui->step = step_at_line(ui->run, line);
	if (!pl_worker_borrow_engine(ui->worker))
		return;
	if (pl_expect_all(ui->run, &checks, &err)) {
		check = check_at_line(&checks, line);
		if (check)
			select_check(ui, check);
		if (check && !check->met)
			pl_ui_say(ui, PL_SAY_NOTE, "line %d: expected %s, got %s", line,
				  check->expected, check->actual);
	}
	pl_worker_return_engine(ui->worker);
	pl_checks_clear(&checks);
	pl_error_clear(&err);
}
