/* Pin files and certificates that a command line names; only this room includes it. */
#ifndef PINLAB_CLI_PINFILES_H
#define PINLAB_CLI_PINFILES_H

#include "cli/command.h"
#include "pin/export.h"

/*
 * Reads a pin file, a file of certificates or a folder of them. Its format is that
 * of --from, where the command has that option, else told by the content. All
 * errors but the last are printed. Free with pl_pinfile_free; NULL with *err.
 */
PL_MUST_USE struct pl_pinfile *pl_cli_pinfile(const struct pl_args *args, const char *path,
					      struct pl_error *err);
/* The same for bytes that are there already. */
PL_MUST_USE struct pl_pinfile *pl_cli_pinfile_in(const struct pl_args *args, const char *path,
						 struct pl_bytes data, struct pl_error *err);
/* True when the bytes are to be read as pins, not as certificates. */
PL_MUST_USE bool pl_cli_holds_pins(const struct pl_args *args, const char *path,
				   struct pl_bytes data);
/* True when what was read was certificates, not a file of pins. */
PL_MUST_USE bool pl_cli_is_certs(const struct pl_pinfile *pinfile);
/* The format that an option names; false with *err: there is none of that name. NULL: not given. */
PL_MUST_USE bool pl_cli_pin_format(const struct pl_args *args, const char *option,
				   const struct pl_pin_format **out, struct pl_error *err);
/* What certificates are usually called, as files of a folder. */
PL_MUST_USE bool pl_cli_is_cert_name(const char *name);

/* The parts of `pinlab pins` that are about pin files. Each prints; the exit code. */
int pl_pins_compare(const struct pl_args *args, struct pl_error *err);
int pl_pins_convert(const struct pl_args *args, struct pl_error *err);

#endif
