/* Where the password of a container comes from; only this room includes it. */
#ifndef PINLAB_CLI_PASSWORD_H
#define PINLAB_CLI_PASSWORD_H

#include "cli/command.h"
#include "pki/cert.h"

#define PL_PASSWORD_MAX 1024 /* bytes */

/* The option for the tables of commands that read certificates. */
#define PL_OPTION_PASSWORD_FILE \
	{ .name = "password-file", .argument = "FILE", \
	  .help = "the password of a PKCS #12 is the first line of this file" }

/* The first line of --password-file when it was given, else what is typed on the
 * terminal, unseen; an error that names the option where there is no terminal.
 * Borrows args. */
struct pl_password pl_cli_password(const struct pl_args *args);

#endif
