/* Runs other programs for the tests that ask openssl, curl and gnutls-cli. */
#ifndef PINLAB_TESTS_INTEROP_COMMAND_H
#define PINLAB_TESTS_INTEROP_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "util/buf.h"

/* True when the program is on the PATH; PINLAB_NO_INTEROP in the environment: as if none were. */
bool command_exists(const char *program);

/* Runs argv (NULL-terminated) with an empty standard input and both outputs
 * appended to *out (may be NULL). The exit code; 128 + signal; -1 after `seconds`. */
int command_run(const char *const *argv, int seconds, struct pl_buf *out);

/* Starts a server; waits until it accepts connections on the loopback port.
 * 0 when it does not. End it with command_stop. */
pid_t command_serve(const char *const *argv, int port);
void command_stop(pid_t server);

/* A loopback port that was free a moment ago. */
int command_free_port(void);
/* The first of so many in a row. */
int command_free_ports(int n);

#endif
