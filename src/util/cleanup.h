/*
 * What a signal must not leave behind: files under a temporary name, and
 * processes at work. Told here, they go when SIGINT, SIGTERM or SIGHUP ends the
 * program. Where nothing is caught (the tests, the library), this costs nothing.
 */
#ifndef PINLAB_UTIL_CLEANUP_H
#define PINLAB_UTIL_CLEANUP_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Catches the three signals, except where they were ignored at the start. */
void pl_cleanup_catch(void);
/* In a new process: signals end it as they end any other, and only it. */
void pl_cleanup_standard(void);

/* Slots are small numbers, or -1 when all are taken. The path is borrowed until forgotten. */
int pl_cleanup_file(const char *path);
int pl_cleanup_process(pid_t pid);
void pl_cleanup_forget_file(int slot);
void pl_cleanup_forget_process(int slot);

/* Around making a thing and telling of it, so that no signal comes between. */
void pl_cleanup_mask(sigset_t *before);
void pl_cleanup_unmask(const sigset_t *before);

/* Between the two a signal waits: whoever holds it looks now and then, stops,
 * tidies up and releases, which lets the signal end the program. */
void pl_cleanup_hold(void);
bool pl_cleanup_waiting(void);
void pl_cleanup_release(void);

#endif
