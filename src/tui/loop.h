/* The loop between the terminal and the screen's state: waits, takes what came, draws once. */
#ifndef PINLAB_TUI_LOOP_H
#define PINLAB_TUI_LOOP_H

#include "tui/term.h"
#include "tui/ui.h"

/* Until the user leaves, a signal ends it or the terminal goes. Yields 0, or
 * the signal's number. */
int pl_loop(struct pl_ui *ui, struct pl_term *term, int signals);

#endif
