/* Variables that the command line or the environment sets. */
#ifndef PINLAB_CLI_SETTINGS_H
#define PINLAB_CLI_SETTINGS_H

#include "cli/command.h"
#include "scenario/scenario.h"

/* --set NAME=VALUE, and PINLAB_VAR_NAME. Clear with pl_cli_settings_clear. */
PL_MUST_USE bool pl_cli_settings(const struct pl_args *args, struct pl_settings *out,
				 struct pl_error *err);
void pl_cli_settings_clear(struct pl_settings *settings);

/* A usage error when --set names a variable that none of these files has. What cannot be read
 * twice, or not at all, is given the benefit of the doubt. */
PL_MUST_USE bool pl_cli_check_settings(const struct pl_settings *settings, char *const *files,
				       size_t n, struct pl_error *err);

#define PL_OPTION_SET \
	{ .name = "set", .argument = "NAME=VALUE", .repeats = true, \
	  .help = "a variable's value, over PINLAB_VAR_NAME, over the file" }

#define PL_OPTION_ADOPTION \
	{ .name = "adoption", .argument = "FILE", \
	  .help = "what was measured of the fleet: CSV of date, version, active users" }

#define PL_OPTION_VARIANT \
	{ .name = "variant", .argument = "NAME", \
	  .help = "of a scenario with several, like issuer=r10" }

#endif
