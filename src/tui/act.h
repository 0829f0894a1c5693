/* What the user's commands do to the session; ui.c decides which one a key means. */
#ifndef PINLAB_TUI_ACT_H
#define PINLAB_TUI_ACT_H

#include "tui/ui.h"

/* A standard event's name, or an event as text ("compromise: leaf"). */
void pl_act_event(struct pl_ui *ui, const char *text);
/* An event that was typed and could not happen goes back into the line. */
void pl_act_retype(struct pl_ui *ui, const struct pl_event *event);
void pl_act_palette_enter(struct pl_ui *ui, enum pl_wish *wish);
void pl_act_next_change(struct pl_ui *ui);
void pl_act_undo(struct pl_ui *ui);
void pl_act_redo(struct pl_ui *ui);
void pl_act_expect(struct pl_ui *ui);
void pl_act_interrupt(struct pl_ui *ui);
void pl_act_theme(struct pl_ui *ui, const char *name); /* "": the next one */
void pl_act_mouse(struct pl_ui *ui);
/* Starts what was queued, as far as the engine has caught up. */
void pl_act_queued(struct pl_ui *ui);
/* Forgets what was queued; true when there was something. */
bool pl_act_forget(struct pl_ui *ui);
/* Hands the present plan to the engine. */
void pl_act_submit(struct pl_ui *ui);

#endif
