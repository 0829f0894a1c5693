/* What --help says: one screen per command, from the tables. */
#include <config.h>

#include "cli/command.h"

#include <string.h>

#include "cli/options.h"
#include "util/text.h"

#define HELP_WIDTH 79

static void put_option(struct pl_buf *out, const struct pl_option *option)
{
	struct pl_buf left = PL_BUF_INIT;

	if (option->letter)
		pl_buf_printf(&left, "  -%c, --%s", option->letter, option->name);
	else
		pl_buf_printf(&left, "      --%s", option->name);
	if (option->argument)
		pl_buf_printf(&left, " %s", option->argument);
	pl_buf_printf(out, "%-30s  %s\n", pl_buf_str(&left), option->help);
	pl_buf_clear(&left);
}

/* Several lines, each indented by two. */
static void put_lines(struct pl_buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		pl_buf_printf(out, "  %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

void pl_help_command(struct pl_buf *out, const struct pl_command *command)
{
	pl_buf_printf(out, "pinlab %s", command->name);
	if (command->n_options > 0)
		pl_buf_puts(out, " [OPTIONS]");
	if (command->operands[0])
		pl_buf_printf(out, " %s", command->operands);
	pl_buf_puts(out, "\n\n");
	pl_text_wrap(out, command->summary, HELP_WIDTH, 0);
	pl_buf_puts(out, "\n\nOptions\n");
	for (size_t i = 0; i < command->n_options; i++)
		put_option(out, &command->options[i]);
	for (size_t i = 0; i < PL_COMMON_OPTIONS; i++)
		put_option(out, &pl_common_options[i]);
	pl_buf_puts(out, "\nExample\n");
	put_lines(out, command->example);
	if (command->exits) {
		pl_buf_puts(out, "\nExit code\n");
		put_lines(out, command->exits);
	}
}

void pl_help_program(struct pl_buf *out)
{
	size_t n;
	const struct pl_command *const *commands = pl_commands(&n);

	pl_buf_printf(out, "pinlab %s, a lab for certificate pinning\n\n", PACKAGE_VERSION);
	pl_buf_puts(out,
		    "  pinlab [SCENARIO]            opens the lab, with a first lesson or a file\n"
		    "  pinlab COMMAND [OPTIONS]     does one thing and leaves\n\nCommands\n");
	for (size_t i = 0; i < n; i++)
		pl_buf_printf(out, "  %-9s%s\n", commands[i]->name, commands[i]->summary);
	pl_buf_puts(out, "\nExample\n  pinlab matrix --strategy leaf-spki,root-spki\n"
			 "\n'pinlab COMMAND --help' says more; 'pinlab --version' says which one "
			 "this is.\n");
}
