/* From a command line to a command, and from what it did to the exit code. */
#ifndef PINLAB_CLI_DISPATCH_H
#define PINLAB_CLI_DISPATCH_H

#include <stdint.h>

/* Runs the command that argv names; yields the exit code. `today` is the real clock, seconds UTC,
 * for commands about the user's own present. */
int pl_dispatch(int argc, char **argv, int64_t today);

#endif
