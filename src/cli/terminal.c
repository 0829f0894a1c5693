/* How wide, in which signs and colours standard output is written. */
#include <config.h>

#include "cli/terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/text.h"

#define WIDTH_LEAST 40
#define WIDTH_MOST 400

static bool wants_color(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (no_color && no_color[0])
		return false;
	return isatty(STDOUT_FILENO) && term && term[0] && !pl_streq(term, "dumb");
}

/* A pipe has no width: 80 there, so that output does not depend on who looks. */
static size_t width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
	    size.ws_col == 0)
		return 80;
	if (size.ws_col < WIDTH_LEAST)
		return WIDTH_LEAST;
	return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
}

bool pl_terminal_style(const char *when, struct pl_style *out, struct pl_error *err)
{
	out->ascii = !pl_streq(nl_langinfo(CODESET), "UTF-8");
	out->width = width();
	out->color = false;
	if (!when || pl_streq(when, "auto"))
		out->color = wants_color();
	else if (pl_streq(when, "always"))
		out->color = true;
	else if (!pl_streq(when, "never"))
		return pl_error_usage(err, "--color is auto, always or never, not '%s'", when);
	return true;
}

bool pl_terminal_is_interactive(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}
