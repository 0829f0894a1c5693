/* The parts of `pinlab list` that are more than a table's names; only cmd_list.c calls them. */
#ifndef PINLAB_CLI_LIST_H
#define PINLAB_CLI_LIST_H

#include "cli/command.h"

/* Runs the scenarios (the program's own, or those named) and prints which pairs of an event
 * with a strategy or client no expectation was held against. The exit code of that run. */
int pl_list_coverage(const struct pl_args *args, struct pl_error *err);

#endif
