/* Which addresses a host has; only net/ includes this. */
#ifndef PINLAB_NET_RESOLVE_H
#define PINLAB_NET_RESOLVE_H

#include <netdb.h>
#include <stdint.h>

#include "net/address.h"

/* The addresses to connect to, in the system's order; free with freeaddrinfo. NULL with
 * *err: there is none, or nobody knew by the deadline (net/deadline.h). */
PL_MUST_USE struct addrinfo *pl_net_resolve(const struct pl_net_address *address, int64_t deadline,
					    struct pl_error *err);

#endif
