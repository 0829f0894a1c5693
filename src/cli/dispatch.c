/* Which command a line means, and which exit code follows from what it did. */
#include <config.h>

#include "cli/dispatch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/text.h"

static void print(struct pl_buf *text)
{
	fwrite(pl_buf_str(text), 1, text->len, stdout);
	pl_buf_clear(text);
}

/* A first word that names no command may name a scenario. */
static bool looks_like_file(const char *word)
{
	return strchr(word, '/') || strchr(word, '.') || pl_exists(word);
}

static const struct pl_command *unknown_command(const char *word, struct pl_error *err)
{
	const char *names[32];
	size_t n;
	const struct pl_command *const *commands = pl_commands(&n);
	const char *near;

	for (size_t i = 0; i < n; i++)
		names[i] = commands[i]->name;
	near = pl_nearest(word, names, n);
	if (near)
		pl_error_usage(err, "there is no command '%s'; did you mean '%s'?", word, near);
	else
		pl_error_usage(
			err, "there is no command or file '%s'; 'pinlab --help' lists the commands",
			word);
	return NULL;
}

/* The command, and how many words of argv it stands behind. */
static const struct pl_command *choose(int argc, char **argv, int *skip, struct pl_error *err)
{
	const struct pl_command *command;

	*skip = 0;
	if (argc < 2 || argv[1][0] == '-')
		return &pl_command_lab;
	command = pl_command_find(argv[1]);
	if (!command)
		return looks_like_file(argv[1]) ? &pl_command_lab : unknown_command(argv[1], err);
	*skip = 1;
	return command;
}

static int run_command(const struct pl_command *command, int argc, char **argv, int64_t today,
		       struct pl_error *err)
{
	struct pl_args args;
	bool help;
	int code = 0;

	if (pl_args_parse(&args, command, argc, argv, &help, err)) {
		args.today = today;
		if (help) {
			struct pl_buf page = PL_BUF_INIT;

			pl_help_command(&page, command);
			print(&page);
		} else {
			code = command->run(&args, err);
		}
	}
	pl_args_clear(&args);
	return code;
}

/* True when the line was one of the two that need no command. */
static bool answer_at_once(int argc, char **argv)
{
	struct pl_buf page = PL_BUF_INIT;

	if (argc != 2)
		return false;
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		pl_help_program(&page);
	else if (strcmp(argv[1], "--version") == 0)
		pl_buf_printf(&page, "pinlab %s\n", PACKAGE_VERSION);
	else
		return false;
	print(&page);
	return true;
}

/* True when standard output is a pipe, a socket or a terminal that nobody reads any more. */
static bool reader_has_gone(void)
{
	struct pollfd fd = { .fd = STDOUT_FILENO };

	return poll(&fd, 1, 0) > 0 && (fd.revents & (POLLERR | POLLHUP)) != 0;
}

/* What was printed has to arrive: a full disk is an error like any other, and
 * a reader who left ends the program as the system would have. */
static void flush_output(struct pl_error *err)
{
	bool failed;
	int number;

	errno = 0;
	failed = fflush(stdout) != 0;
	number = errno;
	failed = ferror(stdout) != 0 || failed;
	if (failed && reader_has_gone()) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	/* A network disk may tell at the end only. */
	if (close(STDOUT_FILENO) != 0 && errno != EBADF && !failed) {
		number = errno;
		failed = true;
	}
	if (failed && number)
		pl_error_environment(err, "(standard output)", "cannot write: %s",
				     strerror(number));
	else if (failed) /* some time ago, and nobody kept the number */
		pl_error_environment(err, "(standard output)",
				     "cannot write all of it; is the disk full?");
}

int pl_dispatch(int argc, char **argv, int64_t today)
{
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_command *command;
	int code = 0, skip;

	if (!answer_at_once(argc, argv)) {
		command = choose(argc, argv, &skip, &err);
		if (command)
			code = run_command(command, argc - skip, argv + skip, today, &err);
	}
	flush_output(&err);
	if (err.kind != PL_ERROR_NONE) {
		char *text = pl_error_format(&err);

		fputs(text, stderr);
		free(text);
		code = (int)err.kind;
	}
	pl_error_clear(&err);
	return code;
}
