/* Where the program begins: the process's own settings, then the command line. */
#include <config.h>

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "cli/dispatch.h"
#include "util/cleanup.h"
#include "util/time.h"

/* Whoever starts us with an output closed would have the next file that is
 * opened take its number, and messages end up in it. What stands there instead
 * fails like the closed one: input cannot be read, output not written. */
static void occupy_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	}
}

/* The one place where the real clock is read. */
static int64_t today(void)
{
	time_t now = time(NULL);

	if (now < PL_TIME_MIN)
		return PL_TIME_MIN;
	return now > PL_TIME_MAX ? PL_TIME_MAX : (int64_t)now;
}

int main(int argc, char **argv)
{
	occupy_standard();
	setlocale(LC_CTYPE, "");
	/* A reader that goes away, and a file that grows too large, are errors of
	 * writing, so that files are tidied up. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	pl_cleanup_catch();
	return pl_dispatch(argc, argv, today());
}
