/* Certificates from a server, for --connect; only this room includes it. */
#ifndef PINLAB_CLI_CONNECT_H
#define PINLAB_CLI_CONNECT_H

#include "cli/command.h"
#include "pki/cert.h"

/* The option for the tables of commands that take chains. */
#define PL_OPTION_CONNECT \
	{ .name = "connect", .argument = "HOST[:PORT]", \
	  .help = "the chains that this server presents, RSA and ECDSA", .repeats = true }

#define PL_CONNECT_CHAINS 2

/* What one server presents, as if read from files: one list for each chain, leaf first, and
 * the line of a certificate is its place in it, from 1. */
struct pl_cli_server {
	char *where; /* "HOST:PORT", for messages */
	struct pl_cert_list chains[PL_CONNECT_CHAINS];
	size_t n; /* one where it has one kind of key */
};

/* Connects, which is the one use of the network in pinlab. False with *err: a wrong address is one
 * of usage, what the network does one of the environment. */
PL_MUST_USE bool pl_cli_connect(const char *text, struct pl_cli_server *out, struct pl_error *err);
void pl_cli_server_clear(struct pl_cli_server *server);

#endif
