/* The chains, roots and pin files of a command line; only this room includes it. */
#ifndef PINLAB_CLI_INPUTS_H
#define PINLAB_CLI_INPUTS_H

#include "cli/command.h"
#include "rehearsal/inputs.h"

/* The options for the tables of commands that read them. */
#define PL_OPTION_PINS                                                                             \
	{ .name = "pins", .argument = "FILE", .repeats = true,                                     \
	  .help = "what the app pins: any format of `pinlab list formats`" }
#define PL_OPTION_CHAIN                                                                            \
	{ .name = "chain", .argument = "FILE", .repeats = true,                                    \
	  .help = "what the server sends: PEM, DER, PKCS #7 or #12" }
#define PL_OPTION_TRUST                                                                            \
	{ .name = "trust", .argument = "FILE", .repeats = true,                                    \
	  .help = "roots that devices trust: a file of them, or a folder" }
#define PL_OPTION_HOST                                                                             \
	{ .name = "host", .argument = "NAME,...", .repeats = true,                                 \
	  .help = "names that are asked for (default: those that are pinned)" }
#define PL_OPTION_PIN_CLIENT                                                                       \
	{ .name = "client", .argument = "[FILE=]NAME", .repeats = true,                            \
	  .help = "whose rules the pins are under (default: the file's)" }

/* Whether --pins names the first `len` bytes of `name`, spelt alike. */
bool pl_cli_is_pin_file(const struct pl_args *args, const char *name, size_t len);
/* Reads --pins, --trust, --client and the files of --chain; no chains are found yet. Private keys
 * are refused. */
PL_MUST_USE bool pl_cli_inputs_read(const struct pl_args *args, struct pl_inputs *inputs,
				    struct pl_error *err);
/* Finds the chains and the hosts, with --host. */
PL_MUST_USE bool pl_cli_inputs_ready(const struct pl_args *args, struct pl_inputs *inputs,
				     struct pl_error *err);

#endif
