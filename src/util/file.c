/* How files are read whole, and written whole or not at all. */
#include <config.h>

#include "util/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/draft.h"
#include "util/mem.h"
#include "util/text.h"

#define CHUNK 65536

const char *pl_file_reason(int number)
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
		return "the disk is mounted read-only; write elsewhere";
	case ENOSPC:
		return "no space left on the disk that holds it; free some, or write elsewhere";
	case EDQUOT:
		return "your share of the disk is used up; free some, or write elsewhere";
	case EFBIG:
		return "larger than a file may be here; see 'ulimit -f', or write elsewhere";
	case ENAMETOOLONG:
		return "the name is too long; choose a shorter one";
	case ELOOP:
		return "its links go round in a circle";
	case EEXIST:
		return "its temporary names are all taken; remove pinlab-*.tmp beside it";
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
			ok = pl_error_environment(err, path, "cannot read: %s",
						  pl_file_reason(errno));
		} else if ((size_t)got > limit - out->len) {
			ok = pl_error_input(err, (struct pl_pos){ .file = path },
					    "larger than %zu bytes, which is the most that is "
					    "read; split it, or name another file", limit);
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
		return pl_error_environment(err, path, "cannot open: %s", pl_file_reason(errno));
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
	return pl_error_environment(err, path, "cannot write: %s%s", pl_file_reason(number),
				    nothing ? "; nothing was written" : "");
}

bool pl_file_write(const char *path, const void *data, size_t len, mode_t mode,
		   struct pl_error *err)
{
	struct pl_draft draft;
	int number;
	bool whole;

	if (pl_streq(path, "-")) {
		fflush(stdout);
		return write_all(STDOUT_FILENO, data, len) ||
		       write_error(err, "(standard output)", errno, false);
	}
	number = pl_draft_open(&draft, path, mode, false);
	if (number != 0)
		return write_error(err, path, number, true);
	whole = draft.temp != NULL;
	/* A file system that cannot sync says EINVAL, which is no failure. */
	if (!write_all(draft.fd, data, len) ||
	    (whole && fsync(draft.fd) != 0 && errno != EINVAL)) {
		number = errno;
		pl_draft_drop(&draft);
	} else {
		number = pl_draft_finish(&draft);
	}
	return number == 0 || write_error(err, path, number, whole);
}

static int create(const char *path, const void *data, size_t len, mode_t mode)
{
	struct pl_draft draft;
	struct stat st;
	int number;

	if (lstat(path, &st) == 0)
		return EEXIST;
	number = pl_draft_open(&draft, path, mode, false);
	if (number != 0)
		return number;
	if (write_all(draft.fd, data, len) && (fsync(draft.fd) == 0 || errno == EINVAL))
		return pl_draft_finish_new(&draft);
	number = errno;
	pl_draft_drop(&draft);
	return number;
}

bool pl_file_create(const char *path, const void *data, size_t len, mode_t mode,
		    struct pl_error *err)
{
	int number = create(path, data, len, mode);

	if (number == EEXIST)
		return pl_error_environment(err, path, "exists already and stays as it is; choose "
					    "another name");
	return number == 0 || write_error(err, path, number, true);
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
