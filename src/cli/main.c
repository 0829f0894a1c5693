/* Where the program begins: the process's own settings, then the command line. */
#include <config.h>

#include <locale.h>
#include <signal.h>

#include "cli/dispatch.h"

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	/* A reader that goes away is an error of writing, so that files are tidied up. */
	signal(SIGPIPE, SIG_IGN);
	return pl_dispatch(argc, argv);
}
