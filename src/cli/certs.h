/* Certificates from the user's files; only this room includes it. */
#ifndef PINLAB_CLI_CERTS_H
#define PINLAB_CLI_CERTS_H

#include "pki/cert.h"

/* Reads every certificate of a PEM or DER file. A private key in it is not
 * looked at, but the user hears of it on standard error. */
PL_MUST_USE bool pl_cli_certs(const char *file, struct pl_cert_list *out, struct pl_error *err);
/* True, after a warning on standard error, when the bytes hold a private key's PEM block. */
bool pl_cli_warn_of_key(const char *file, struct pl_bytes data);

#endif
