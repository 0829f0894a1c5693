/* Which of a host's addresses answers? */
#include <config.h>

#include "net/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/deadline.h"
#include "net/resolve.h"
#include "util/mem.h"

bool pl_net_wait(int fd, short events, int64_t deadline)
{
	struct pollfd wait = { .fd = fd, .events = events };
	int ready;

	do
		ready = poll(&wait, 1, pl_net_left(deadline));
	while (ready < 0 && errno == EINTR);
	return ready > 0;
}

static int new_socket(const struct addrinfo *to)
{
	int fd = socket(to->ai_family, to->ai_socktype, to->ai_protocol);

	if (fd < 0)
		return -1;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
		return fd;
	close(fd);
	return -1;
}

/* 0, or the errno that says why not. */
static int finish(int fd, int64_t deadline)
{
	int number = 0;
	socklen_t len = sizeof(number);

	if (!pl_net_wait(fd, POLLOUT, deadline))
		return ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &len) != 0)
		return errno;
	return number;
}

static int try_one(const struct addrinfo *to, int64_t deadline, int *number)
{
	int fd = new_socket(to);

	*number = fd < 0 ? errno : 0;
	if (fd >= 0 && connect(fd, to->ai_addr, to->ai_addrlen) != 0)
		*number = errno == EINPROGRESS || errno == EINTR ? finish(fd, deadline) : errno;
	if (*number == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static char *text_of(const struct addrinfo *to)
{
	char host[256], port[16];

	if (getnameinfo(to->ai_addr, to->ai_addrlen, host, sizeof(host), port, sizeof(port),
			NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return pl_strdup("?");
	return strchr(host, ':') ? pl_asprintf("[%s]:%s", host, port)
				 : pl_asprintf("%s:%s", host, port);
}

static void refuse(const struct pl_net_address *address, size_t tried, int number,
		   struct pl_error *err)
{
	char *where = pl_net_address_text(address);
	const char *all = tried > 1 ? " (none of its addresses answers)" : "";

	switch (number) {
	case ECONNREFUSED:
		pl_error_environment(err, where, "the connection was refused%s: nothing listens on "
				     "this port", all);
		break;
	case ETIMEDOUT:
		pl_error_environment(err, where, "no connection in time%s: the host is down, or a "
				     "firewall drops what is sent to it", all);
		break;
	default:
		pl_error_environment(err, where, "no connection%s: %s", all, strerror(number));
	}
	free(where);
}

static size_t count(const struct addrinfo *list)
{
	size_t n = 0;

	for (; list; list = list->ai_next)
		n++;
	return n;
}

int pl_net_connect(const struct pl_net_address *address, int64_t deadline, char **from,
		   struct pl_error *err)
{
	struct addrinfo *list = pl_net_resolve(address, deadline, err);
	size_t n = count(list), left = n;
	int fd = -1, number = ETIMEDOUT;

	*from = NULL;
	if (!list)
		return -1;
	for (const struct addrinfo *to = list; to && fd < 0; to = to->ai_next, left--) {
		/* One that is silent leaves the others their share of the time. */
		int64_t share = pl_net_now() + pl_net_left(deadline) / (int64_t)left;

		fd = try_one(to, share, &number);
		if (fd >= 0)
			*from = text_of(to);
	}
	freeaddrinfo(list);
	if (fd < 0)
		refuse(address, n, number, err);
	return fd;
}
