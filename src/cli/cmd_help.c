/* `pinlab help`: the page of the program or of one command. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>

#include "util/buf.h"
#include "util/text.h"

static int run_help(const struct pl_args *args, struct pl_error *err)
{
	const struct pl_command *command;
	struct pl_buf page = PL_BUF_INIT;
	const char *names[32];
	size_t n;

	if (args->n == 0) {
		pl_help_program(&page);
	} else if ((command = pl_command_find(args->operands[0])) != NULL) {
		pl_help_command(&page, command);
	} else {
		const struct pl_command *const *commands = pl_commands(&n);
		const char *near;

		for (size_t i = 0; i < n; i++)
			names[i] = commands[i]->name;
		near = pl_nearest(args->operands[0], names, n);
		pl_error_usage(err, "there is no command '%s'; %s%s%s", args->operands[0],
			       near ? "did you mean '" : "'pinlab help' lists them",
			       near ? near : "", near ? "'?" : "");
	}
	fputs(pl_buf_str(&page), stdout);
	pl_buf_clear(&page);
	return 0;
}

const struct pl_command pl_command_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.summary = "the page of a command",
	.example = "pinlab help run",
	.most = 1,
	.run = run_help,
};
