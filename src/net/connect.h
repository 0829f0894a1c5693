/* A connected socket, in time; only net/ includes this. */
#ifndef PINLAB_NET_CONNECT_H
#define PINLAB_NET_CONNECT_H

#include <poll.h>
#include <stdint.h>

#include "net/address.h"

/* Tries every address of the host. The socket, which does not block, or -1 with *err.
 * *from: the address that answered, caller frees. */
PL_MUST_USE int pl_net_connect(const struct pl_net_address *address, int64_t deadline, char **from,
			       struct pl_error *err);
/* Waits for the socket; false when the deadline passed. */
PL_MUST_USE bool pl_net_wait(int fd, short events, int64_t deadline);

#endif
