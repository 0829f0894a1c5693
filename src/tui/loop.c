/* What happens next: a key, a signal, or a result of the engine? */
#include <config.h>

#include "tui/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "tui/input.h"
#include "tui/signals.h"
#include "tui/view.h"

/* A lone Esc is one after this long; below, slow lines break arrow keys. */
#define ESC_DELAY 100

struct loop {
	struct pl_ui *ui;
	struct pl_term *term;
	struct pl_input input;
	bool done;
	int signal;
};

static void draw(struct loop *loop)
{
	struct pl_grid grid;
	enum pl_theme theme = loop->ui->theme;

	pl_view(loop->ui, &grid);
	pl_term_mouse(loop->term, loop->ui->mouse);
	pl_term_draw(loop->term, &grid, theme);
	pl_grid_clear(&grid);
}

static void resize(struct loop *loop)
{
	int cols, rows;

	pl_term_size(loop->term, &cols, &rows);
	pl_ui_resize(loop->ui, cols, rows);
}

static void suspend(struct loop *loop)
{
	pl_term_leave(loop->term);
	pl_signals_stop();
	pl_term_enter(loop->term);
	resize(loop);
}

static void grant(struct loop *loop, enum pl_wish wish)
{
	switch (wish) {
	case PL_WISH_QUIT: loop->done = true; break;
	case PL_WISH_REPAINT: pl_term_repaint(loop->term); break;
	case PL_WISH_SUSPEND: suspend(loop); break;
	case PL_WISH_NOTHING: break;
	}
}

static void take_input(struct loop *loop, bool flush)
{
	struct pl_input_event event;

	while (!loop->done && pl_input_next(&loop->input, flush, &event)) {
		if (event.kind == PL_INPUT_KEY)
			grant(loop, pl_ui_key(loop->ui, event.key));
		else if (event.kind == PL_INPUT_MOUSE)
			grant(loop, pl_ui_click(loop->ui, event.x, event.y, event.button));
		else
			pl_ui_paste(loop->ui, event.text);
		if (event.kind == PL_INPUT_PASTE)
			free(event.text);
	}
}

static void take_signals(struct loop *loop)
{
	bool changed = false, stop = false;
	int number;

	while ((number = pl_signals_take()) != 0) {
		changed |= number == SIGWINCH;
		stop |= number == SIGTSTP;
		if (number == SIGTERM || number == SIGINT || number == SIGHUP) {
			loop->signal = number;
			loop->done = true;
		}
	}
	if (stop && !loop->done)
		suspend(loop);
	else if (changed)
		resize(loop);
}

static void read_bytes(struct loop *loop)
{
	char bytes[1024];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n > 0) {
		pl_input_push(&loop->input, bytes, (size_t)n);
		take_input(loop, false);
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		loop->signal = SIGHUP; /* the terminal is gone */
		loop->done = true;
	}
}

static int esc_delay(void)
{
	const char *wanted = getenv("ESCDELAY");
	int delay = wanted ? atoi(wanted) : 0;

	return delay > 0 && delay <= 5000 ? delay : ESC_DELAY;
}

int pl_loop(struct pl_ui *ui, struct pl_term *term, int signals)
{
	struct loop loop = { .ui = ui, .term = term };
	int delay = esc_delay();

	resize(&loop);
	while (!loop.done) {
		struct pollfd fds[3] = {
			{ .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = signals, .events = POLLIN },
			{ .fd = pl_worker_fd(ui->worker), .events = POLLIN },
		};
		int n;

		draw(&loop);
		n = poll(fds, 3, pl_input_waiting(&loop.input) ? delay : -1);
		if (n == 0)
			take_input(&loop, true);
		if (n <= 0)
			continue;
		if (fds[1].revents)
			take_signals(&loop);
		if (fds[2].revents)
			pl_ui_results(ui);
		if (ui->fatal.kind != PL_ERROR_NONE)
			loop.done = true;
		if (fds[0].revents && !loop.done)
			read_bytes(&loop);
	}
	pl_input_clear(&loop.input);
	return loop.signal;
}
