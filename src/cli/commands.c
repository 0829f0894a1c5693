/* Which commands there are. */
#include <config.h>

#include "cli/commands.h"

#include <string.h>

#include "util/compiler.h"

static const struct pl_command *const commands[] = {
	&pl_command_lab,
	&pl_command_run,
	&pl_command_matrix,
	&pl_command_check,
	&pl_command_rehearse,
	&pl_command_plan,
	&pl_command_pins,
	&pl_command_inspect,
	&pl_command_backtest,
	&pl_command_key,
	&pl_command_serve,
	&pl_command_export,
	&pl_command_new,
	&pl_command_list,
	&pl_command_explain,
	&pl_command_schema,
	&pl_command_help,
};

const struct pl_command *const *pl_commands(size_t *n)
{
	*n = PL_ARRAY_LEN(commands);
	return commands;
}

const struct pl_command *pl_command_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}
