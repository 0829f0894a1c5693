/* What is the password? */
#include <config.h>

#include "cli/password.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/file.h"
#include "util/text.h"

static void wipe(struct pl_buf *buf)
{
	if (buf->data)
		explicit_bzero(buf->data, buf->cap);
	pl_buf_clear(buf);
}

static bool read_file(const char *path, struct pl_buf *out, struct pl_error *err)
{
	struct pl_buf text = PL_BUF_INIT;
	size_t len;
	bool ok = pl_file_read(path, PL_PASSWORD_MAX, &text, err);

	if (ok) {
		len = strcspn(pl_buf_str(&text), "\n");
		if (len > 0 && text.data[len - 1] == '\r')
			len--;
		pl_buf_add(out, pl_buf_str(&text), len);
	}
	wipe(&text);
	return ok;
}

/* Appends what is typed up to Enter; false when nothing more comes. */
static bool read_line(int fd, struct pl_buf *out)
{
	char typed[PL_PASSWORD_MAX];
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t got = -1;

	/* A signal waits until the terminal shows again what is typed. */
	while (!pl_cleanup_waiting()) {
		int ready = poll(&wait, 1, 200);

		if (ready == 0 || (ready < 0 && errno == EINTR))
			continue;
		got = ready > 0 ? read(fd, typed, sizeof(typed)) : -1;
		break;
	}
	if (got > 0)
		pl_buf_add(out, typed, (size_t)got - (typed[got - 1] == '\n'));
	explicit_bzero(typed, sizeof(typed));
	return got > 0;
}

static void prompt(int fd, const char *file)
{
	struct pl_buf text = PL_BUF_INIT;

	pl_buf_puts(&text, "Password of ");
	pl_text_safe(&text, file, strlen(file), 0);
	pl_buf_puts(&text, ": ");
	/* A terminal that cannot be written to is gone, which reading tells. */
	(void)!write(fd, text.data, text.len);
	pl_buf_clear(&text);
}

static bool read_terminal(int fd, const char *file, struct pl_buf *out, struct pl_error *err)
{
	struct termios before, silent;
	bool ok;

	if (tcgetattr(fd, &before) != 0)
		return pl_error_environment(err, file, "no password: the terminal cannot be asked");
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	silent.c_lflag |= ICANON | ECHONL;
	/* Stopped here, the terminal would stay silent. */
	silent.c_cc[VSUSP] = _POSIX_VDISABLE;
	silent.c_cc[VQUIT] = _POSIX_VDISABLE;
	pl_cleanup_hold();
	tcsetattr(fd, TCSAFLUSH, &silent);
	prompt(fd, file);
	ok = read_line(fd, out);
	tcsetattr(fd, TCSANOW, &before);
	pl_cleanup_release();
	return ok || pl_error_input(err, (struct pl_pos){ .file = file }, "no password was given");
}

static bool ask(void *arg, const char *file, struct pl_buf *out, struct pl_error *err)
{
	const char *path = pl_args_value(arg, "password-file");
	bool ok;
	int fd;

	if (path)
		return read_file(path, out, err);
	fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return pl_error_input(err, (struct pl_pos){ .file = file },
				      "its certificates are encrypted under a password, and there "
				      "is no terminal to ask on; write it into a file of mode 0600 "
				      "and give --password-file FILE");
	ok = read_terminal(fd, file, out, err);
	close(fd);
	return ok;
}

struct pl_password pl_cli_password(const struct pl_args *args)
{
	/* Only read through; the type has no const for whom it does not concern. */
	return (struct pl_password){ .ask = ask, .arg = (void *)(uintptr_t)args };
}
