/* Signals as bytes in a pipe, so that the loop sees them in its own time. Process-wide by nature;
 * only the loop uses it. */
#ifndef PINLAB_TUI_SIGNALS_H
#define PINLAB_TUI_SIGNALS_H

#include <stdbool.h>

#include "util/error.h"

/* Catches SIGWINCH, SIGTERM, SIGINT, SIGHUP and SIGTSTP. Yields the descriptor to poll, or -1 with
 * *err. */
int pl_signals_open(struct pl_error *err);
/* The next signal that came, or 0. */
int pl_signals_take(void);
/* Stops the process as Ctrl-Z does; returns when it goes on. */
void pl_signals_stop(void);
/* Everything as before. */
void pl_signals_close(void);

#endif
