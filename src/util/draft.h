/*
 * A file on its way: written under a short name of its own beside its place and
 * then renamed, so that it is there whole or not at all, also when a signal
 * ends the program. Links are followed and stay. What cannot be replaced (a
 * device, a pipe, standard output by whatever name) is written to as it is.
 */
#ifndef PINLAB_UTIL_DRAFT_H
#define PINLAB_UTIL_DRAFT_H

#include <stdbool.h>
#include <sys/types.h>

#include "util/compiler.h"

struct pl_draft {
	char *path; /* where it will be, links followed */
	char *temp; /* its name until then; NULL: written to as it is */
	int slot;   /* of the clean-up */
	int fd;     /* to write to, or -1 once somebody else closes it */
};

#define PL_DRAFT_INIT { .slot = -1, .fd = -1 }

/* 0, or the errno that says why not; then nothing is to be dropped. `mode` is
 * for a new file; with `keep` a file that is there gives its own. */
PL_MUST_USE int pl_draft_open(struct pl_draft *draft, const char *path, mode_t mode, bool keep);
/* Closes what is open, gives the file its name and ends the draft; 0 or an errno. */
PL_MUST_USE int pl_draft_finish(struct pl_draft *draft);
/* The same for a file that must not be there yet: EEXIST when it is by now. */
PL_MUST_USE int pl_draft_finish_new(struct pl_draft *draft);
/* Whether two paths are one file, by whatever links; "-" is standard output.
 * A device that nobody reads back, as /dev/null, is never the same. */
PL_MUST_USE bool pl_draft_same(const char *a, const char *b);
/* Ends the draft and leaves no file. */
void pl_draft_drop(struct pl_draft *draft);

#endif
