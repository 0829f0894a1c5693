/* Which signals came, and how does the loop hear of them? */
#include <config.h>

#include "tui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "util/compiler.h"

static const int caught[] = { SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGTSTP };

/* What a handler must find without asking anybody. */
static int wake[2] = { -1, -1 };
static struct sigaction before[PL_ARRAY_LEN(caught)];

static void on_signal(int number)
{
	int kept = errno;
	char byte = (char)number;

	/* a full pipe holds enough of them */
	if (write(wake[1], &byte, 1) < 0)
		errno = kept;
	errno = kept;
}

static void catch_all(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < PL_ARRAY_LEN(caught); i++)
		sigaction(caught[i], &action, NULL);
}

int pl_signals_open(struct pl_error *err)
{
	if (pipe(wake) != 0) {
		pl_error_environment(err, NULL, "cannot make a pipe: %s", strerror(errno));
		return -1;
	}
	for (int i = 0; i < 2; i++) {
		(void)fcntl(wake[i], F_SETFL, O_NONBLOCK);
		(void)fcntl(wake[i], F_SETFD, FD_CLOEXEC);
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(caught); i++)
		sigaction(caught[i], NULL, &before[i]);
	catch_all();
	return wake[0];
}

int pl_signals_take(void)
{
	char byte;

	return read(wake[0], &byte, 1) == 1 ? byte : 0;
}

void pl_signals_stop(void)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };

	sigemptyset(&standard.sa_mask);
	sigaction(SIGTSTP, &standard, NULL);
	/* the whole job, as the terminal would: a script around us stops as well */
	kill(0, SIGTSTP);
	catch_all();
}

void pl_signals_close(void)
{
	if (wake[0] < 0)
		return;
	for (size_t i = 0; i < PL_ARRAY_LEN(caught); i++)
		sigaction(caught[i], &before[i], NULL);
	for (int i = 0; i < 2; i++) {
		close(wake[i]);
		wake[i] = -1;
	}
}
