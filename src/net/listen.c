/* How does a server get a port on loopback, and only there? */
#include <config.h>

#include "net/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 256
#define TRIES 32 /* for a free port, until one is free on both addresses */

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

static socklen_t loopback(int family, int port, union address *out)
{
	memset(out, 0, sizeof(*out));
	if (family == AF_INET) {
		out->four.sin_family = AF_INET;
		out->four.sin_port = htons((uint16_t)port);
		out->four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(out->four);
	}
	out->six.sin6_family = AF_INET6;
	out->six.sin6_port = htons((uint16_t)port);
	out->six.sin6_addr = in6addr_loopback;
	return sizeof(out->six);
}

/* Without waiting, and not for the programs that we start. */
static bool set_flags(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
	       fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

/* A listening socket, or -1 with errno. A port whose last connections are still ending is free. */
static int listen_at(int family, int port)
{
	int fd = socket(family, SOCK_STREAM, 0), yes = 1, number;
	union address address;
	socklen_t len = loopback(family, port, &address);

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
	    (family == AF_INET ||
	     setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes)) == 0) &&
	    set_flags(fd) && bind(fd, &address.any, len) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	number = errno;
	close(fd);
	errno = number;
	return -1;
}

static int port_of(int fd)
{
	union address address;
	socklen_t len = sizeof(address);

	return getsockname(fd, &address.any, &len) == 0 ? ntohs(address.four.sin_port) : 0;
}

/* Both addresses at one port. A machine without IPv6 has the one. */
static bool try_port(int port, struct pl_listener *out)
{
	out->n = 0;
	out->fds[0] = listen_at(AF_INET, port);
	if (out->fds[0] < 0)
		return false;
	out->n = 1;
	out->port = port_of(out->fds[0]);
	out->fds[1] = listen_at(AF_INET6, out->port);
	if (out->fds[1] >= 0)
		out->n = 2;
	else if (errno == EADDRINUSE || errno == EMFILE || errno == ENFILE)
		return false;
	return true;
}

static const char *remedy(int number)
{
	switch (number) {
	case EADDRINUSE:
		return "another program has it; name another with --port, or --port 0 for any "
		       "that is free";
	case EACCES:
		return "ports below 1024 are for root; name a higher one with --port";
	case EMFILE:
	case ENFILE:
		return "too many files are open; close some, or raise the limit with ulimit -n";
	default:
		return strerror(number);
	}
}

bool pl_listen(int port, struct pl_listener *out, struct pl_error *err)
{
	int number = 0;

	*out = (struct pl_listener){ .n = 0 };
	for (int tries = 0; tries < (port ? 1 : TRIES); tries++) {
		if (try_port(port, out))
			return true;
		number = errno;
		pl_listener_close(out);
	}
	return pl_error_environment(err, NULL, "cannot listen on port %d of 127.0.0.1 and ::1: %s",
				    port, remedy(number));
}

void pl_listener_close(struct pl_listener *listener)
{
	while (listener->n)
		close(listener->fds[--listener->n]);
}

int pl_listener_accept(int fd)
{
	int made = accept(fd, NULL, NULL), yes = 1;

	/* A handshake is several small writes; each would wait until the one before is
	 * acknowledged. Where that cannot be had it only takes longer. */
	if (made >= 0)
		(void)setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (made >= 0 && !set_flags(made)) {
		close(made);
		errno = ECONNABORTED;
		return -1;
	}
	return made;
}
