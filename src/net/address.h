/* Where on the network: a host and a port, as people write them. */
#ifndef PINLAB_NET_ADDRESS_H
#define PINLAB_NET_ADDRESS_H

#include <stdbool.h>

#include "util/compiler.h"
#include "util/error.h"

#define PL_NET_PORT 443 /* where HTTPS is, unless told otherwise */

struct pl_net_address {
	char *host; /* a name, or an IP address without brackets */
	int port;   /* 1 to 65535 */
};

/*
 * Reads HOST, HOST:PORT, ADDRESS, [ADDRESS] or [ADDRESS]:PORT; without a port it
 * is PL_NET_PORT. Nothing is looked up. False with a usage error that says what
 * a good one looks like. Free with pl_net_address_clear.
 */
PL_MUST_USE bool pl_net_address_parse(const char *text, struct pl_net_address *out,
				      struct pl_error *err);
void pl_net_address_clear(struct pl_net_address *address);

/* "HOST:PORT", brackets where the host has colons; caller frees. */
PL_MUST_USE char *pl_net_address_text(const struct pl_net_address *address);

/* True when the host is a number, for which nothing is asked and no server name is sent. */
PL_MUST_USE bool pl_net_is_number(const char *host);

#endif
