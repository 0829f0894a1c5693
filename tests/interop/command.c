/* How are other programs run, with a limit on their time? */
#include <config.h>

#include "tests/interop/command.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/mem.h"

bool command_exists(const char *program)
{
	char *paths = pl_strdup(getenv("PINLAB_NO_INTEROP") ? "" : getenv("PATH"));
	bool found = false;

	for (char *save = NULL, *dir = paths ? strtok_r(paths, ":", &save) : NULL; dir && !found;
	     dir = strtok_r(NULL, ":", &save)) {
		char *path = pl_asprintf("%s/%s", dir, program);

		found = access(path, X_OK) == 0;
		free(path);
	}
	free(paths);
	return found;
}

static pid_t start(const char *const *argv, int output)
{
	pid_t child = fork();

	if (child == 0) {
		int null = open("/dev/null", O_RDONLY);

		dup2(null, STDIN_FILENO);
		dup2(output, STDOUT_FILENO);
		dup2(output, STDERR_FILENO);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	return child;
}

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads until the end or the limit; true at the end. */
static bool drain(int input, int64_t limit, struct pl_buf *out)
{
	char bytes[4096];
	ssize_t got;

	for (;;) {
		struct pollfd ready = { .fd = input, .events = POLLIN };
		int64_t left = limit - milliseconds();

		if (left <= 0 || poll(&ready, 1, (int)left) <= 0)
			return false;
		got = read(input, bytes, sizeof(bytes));
		if (got <= 0)
			return true;
		if (out)
			pl_buf_add(out, bytes, (size_t)got);
	}
}

int command_run(const char *const *argv, int seconds, struct pl_buf *out)
{
	int ends[2], status;
	pid_t child;
	bool ended;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	child = start(argv, ends[1]);
	close(ends[1]);
	ended = child > 0 && drain(ends[0], milliseconds() + seconds * 1000, out);
	close(ends[0]);
	if (child < 0)
		return -1;
	if (!ended)
		kill(child, SIGKILL);
	if (waitpid(child, &status, 0) != child || !ended)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static struct sockaddr_in loopback(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static bool accepts(int port)
{
	struct sockaddr_in address = loopback(port);
	int sock = socket(AF_INET, SOCK_STREAM, 0);
	bool open_ = connect(sock, (struct sockaddr *)&address, sizeof(address)) == 0;

	close(sock);
	return open_;
}

pid_t command_serve(const char *const *argv, int port)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	pid_t server = start(argv, null);
	const struct timespec moment = { .tv_nsec = 10000000 };

	close(null);
	for (int tries = 0; tries < 2000; tries++) {
		if (accepts(port))
			return server;
		if (waitpid(server, NULL, WNOHANG) == server)
			return 0;
		nanosleep(&moment, NULL);
	}
	command_stop(server);
	return 0;
}

void command_stop(pid_t server)
{
	if (server <= 0)
		return;
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
}

static bool is_free(int port)
{
	struct sockaddr_in address = loopback(port);
	int sock = socket(AF_INET, SOCK_STREAM, 0);
	bool is = bind(sock, (struct sockaddr *)&address, sizeof(address)) == 0;

	close(sock);
	return is;
}

int command_free_ports(int n)
{
	int port = 0, run = 0;

	for (int tries = 0; tries < 100 && run < n; tries++) {
		port = command_free_port();
		for (run = 1; run < n && port + run < 65536 && is_free(port + run); run++)
			continue;
	}
	return port;
}

int command_free_port(void)
{
	struct sockaddr_in address = loopback(0);
	socklen_t len = sizeof(address);
	int sock = socket(AF_INET, SOCK_STREAM, 0);
	int port = 0;

	if (bind(sock, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    getsockname(sock, (struct sockaddr *)&address, &len) == 0)
		port = ntohs(address.sin_port);
	close(sock);
	return port;
}
