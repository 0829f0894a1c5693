/* The commands, one per file; only this room includes it. */
#ifndef PINLAB_CLI_COMMANDS_H
#define PINLAB_CLI_COMMANDS_H

#include "cli/command.h"

extern const struct pl_command pl_command_lab;
extern const struct pl_command pl_command_run;
extern const struct pl_command pl_command_matrix;
extern const struct pl_command pl_command_backtest;
extern const struct pl_command pl_command_rehearse;
extern const struct pl_command pl_command_check;
extern const struct pl_command pl_command_pins;
extern const struct pl_command pl_command_plan;
extern const struct pl_command pl_command_inspect;
extern const struct pl_command pl_command_export;
extern const struct pl_command pl_command_serve;
extern const struct pl_command pl_command_new;
extern const struct pl_command pl_command_list;
extern const struct pl_command pl_command_explain;
extern const struct pl_command pl_command_schema;
extern const struct pl_command pl_command_key;
extern const struct pl_command pl_command_help;

#endif
