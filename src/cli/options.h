/* The options that every command has; only this room includes it. */
#ifndef PINLAB_CLI_OPTIONS_H
#define PINLAB_CLI_OPTIONS_H

#include "cli/command.h"

#define PL_COMMON_OPTIONS 2
extern const struct pl_option pl_common_options[PL_COMMON_OPTIONS];

#endif
