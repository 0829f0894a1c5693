/*
 * Giving the terminal back when the program is about to die of a fault: bytes
 * and settings prepared beforehand, used by a handler on a stack of its own.
 * Process-wide by nature; only term.c uses it.
 */
#ifndef PINLAB_TUI_RESTORE_H
#define PINLAB_TUI_RESTORE_H

#include <stddef.h>
#include <termios.h>

#define PL_RESTORE_MAX 512

/* From now on a fault writes these bytes to `fd` and sets `before`. */
void pl_restore_arm(int fd, const struct termios *before, const void *bytes, size_t len);
void pl_restore_disarm(void);

#endif
