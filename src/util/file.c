/* How files are read whole, and written whole or not at all. */
#include <config.h>

#include "util/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"
#include "util/text.h"

#define CHUNK 65536
#define TEMP_TRIES 100

/* The remedy for a number; the system's own words serve for the rest. */
static const char *reason(int number)
{
	switch (number) {
	case ENOENT:
		return "there is no such file or folder";
	case EACCES:
	case EPERM:
		return "permission denied";
	case EISDIR:
		return "this is a folder; name a file";
	case ENOTDIR:
		return "a part of the path is a file, not a folder";
	case EROFS:
		return "the disk is mounted read-only";
	default:
		return strerror(number);
	}
}

static bool read_all(int fd, const char *path, size_t limit, struct pl_buf *out,
		     struct pl_error *err)
{
	char *chunk = pl_malloc(CHUNK);
	bool done = false, ok = true;

	while (ok && !done) {
		ssize_t got = read(fd, chunk, CHUNK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			ok = pl_error_environment(err, path, "cannot read: %s", reason(errno));
		} else if ((size_t)got > limit - out->len) {
			ok = pl_error_input(err, (struct pl_pos){ .file = path },
					    "larger than %zu bytes, which is the most that is read; "
					    "split it, or name another file", limit);
		} else {
			pl_buf_add(out, chunk, (size_t)got);
			done = got == 0;
		}
	}
	free(chunk);
	return ok;
}

bool pl_file_read(const char *path, size_t limit, struct pl_buf *out, struct pl_error *err)
{
	bool input = pl_streq(path, "-");
	int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	bool ok;

	pl_buf_reset(out);
	if (fd < 0)
		return pl_error_environment(err, path, "cannot open: %s", reason(errno));
	ok = read_all(fd, input ? "(standard input)" : path, limit, out, err);
	if (!input)
		close(fd);
	if (!ok)
		pl_buf_clear(out);
	return ok;
}

/* False with errno set. */
static bool write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t put = write(fd, at, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		at += put;
		len -= (size_t)put;
	}
	return true;
}

/* Says why writing failed; `nothing` when no byte of it stays behind. */
static bool write_error(struct pl_error *err, const char *path, int number, bool nothing)
{
	const char *rest = nothing ? "; nothing was written" : "";

	if (number == ENOSPC || number == EDQUOT || number == EFBIG)
		return pl_error_environment(err, path,
					    "no space left on the disk that holds it%s; free some, "
					    "or write elsewhere", rest);
	return pl_error_environment(err, path, "cannot write: %s%s", reason(number), rest);
}

/* Pipes, terminals and devices cannot be replaced by a rename and must not be. */
static bool write_direct(int fd, const char *path, const void *data, size_t len,
			 struct pl_error *err)
{
	return write_all(fd, data, len) || write_error(err, path, errno, false);
}

static bool write_device(const char *path, const void *data, size_t len, struct pl_error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return write_error(err, path, errno, true);
	ok = write_direct(fd, path, data, len, err);
	if (close(fd) != 0 && ok)
		ok = write_error(err, path, errno, false);
	return ok;
}

/* A new file beside `path`, created so that the umask counts; *temp is its name. */
static int open_temp(const char *path, mode_t mode, char **temp)
{
	int fd = -1;

	*temp = NULL;
	for (int i = 0; fd < 0 && i < TEMP_TRIES; i++) {
		free(*temp);
		*temp = pl_asprintf("%s.%ld-%d.tmp", path, (long)getpid(), i);
		fd = open(*temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

static bool write_replace(const char *path, const void *data, size_t len, mode_t mode,
			  struct pl_error *err)
{
	char *temp;
	int fd = open_temp(path, mode, &temp);
	int number = 0;

	if (fd < 0) {
		number = errno;
		free(temp);
		return write_error(err, path, number, true);
	}
	/* A file system that cannot sync says EINVAL, which is no failure. */
	if (!write_all(fd, data, len) || (fsync(fd) != 0 && errno != EINVAL))
		number = errno;
	if (close(fd) != 0 && number == 0)
		number = errno;
	if (number == 0 && rename(temp, path) != 0)
		number = errno;
	if (number != 0)
		unlink(temp);
	free(temp);
	return number == 0 || write_error(err, path, number, true);
}

bool pl_file_write(const char *path, const void *data, size_t len, mode_t mode,
		   struct pl_error *err)
{
	struct stat st;
	char *real;
	bool ok;

	if (pl_streq(path, "-")) {
		fflush(stdout);
		return write_direct(STDOUT_FILENO, "(standard output)", data, len, err);
	}
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return write_error(err, path, EISDIR, true);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return write_device(path, data, len, err);
	/* Through a symbolic link, what it points to is replaced, not the link. */
	real = realpath(path, NULL);
	ok = write_replace(real ? real : path, data, len, mode, err);
	free(real);
	return ok;
}

bool pl_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool pl_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}
