/* From a command line to a command, and from what it did to the exit code. */
#ifndef PINLAB_CLI_DISPATCH_H
#define PINLAB_CLI_DISPATCH_H

/* Runs the command that argv names; yields the exit code. */
int pl_dispatch(int argc, char **argv);

#endif
