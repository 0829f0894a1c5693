/* Certificates from the user's files; only this room includes it. */
#ifndef PINLAB_CLI_CERTS_H
#define PINLAB_CLI_CERTS_H

#include "cli/command.h"
#include "pki/cert.h"

/* What becomes of a file with a private key in it, as PEM or DER. */
enum pl_cli_keys {
	PL_CLI_KEYS_WARN,   /* a warning on standard error; the key is not read */
	PL_CLI_KEYS_REFUSE, /* an input error: nobody's key belongs there */
};

/*
 * Reads every certificate of a file: PEM, DER, PKCS #7, PKCS #12. The password of
 * the last is what --password-file names, where the command has that option, or
 * asked for on the terminal. Repeated certificates stay in the list and are noted on standard
 * error. "-" is standard input.
 */
PL_MUST_USE bool pl_cli_certs(const struct pl_args *args, const char *file, enum pl_cli_keys keys,
			      struct pl_cert_list *out, struct pl_error *err);
/* The same for bytes that are there already. */
PL_MUST_USE bool pl_cli_certs_in(const struct pl_args *args, const char *file,
				 struct pl_bytes data, enum pl_cli_keys keys,
				 struct pl_cert_list *out, struct pl_error *err);
/* Warns of or refuses a private key in the bytes, whatever else they are. */
PL_MUST_USE bool pl_cli_check_key(const char *file, struct pl_bytes data, enum pl_cli_keys keys,
				  struct pl_error *err);

#endif
