/* Listening on loopback: the only addresses that this program ever binds are 127.0.0.1 and ::1. */
#ifndef PINLAB_NET_LISTEN_H
#define PINLAB_NET_LISTEN_H

#include <stddef.h>

#include "util/error.h"

struct pl_listener {
	int fds[2]; /* of 127.0.0.1 and, where the machine has it, of ::1; none of them blocks */
	size_t n;
	int port;   /* the same for both */
};

/* `port` 1 to 65535, or 0 for any that is free. */
PL_MUST_USE bool pl_listen(int port, struct pl_listener *out, struct pl_error *err);
void pl_listener_close(struct pl_listener *listener);

/* The next connection, which does not block; -1 with errno. */
PL_MUST_USE int pl_listener_accept(int fd);

#endif
