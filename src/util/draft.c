/* How does a file reach its place whole, and what is no place to be replaced? */
#include <config.h>

#include "util/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define LINKS_MAX 40 /* as the kernel's own limit */
#define TEMP_TRIES 100

/* What the kernel shows as files: a name there stands for something open, or a
 * device. /dev/shm is a disk like any other. */
static bool is_kernels(const char *path)
{
	char *dir;
	bool fds;

	if (pl_starts_with(path, "/dev/"))
		return !pl_starts_with(path, "/dev/shm/");
	if (!pl_starts_with(path, "/proc/"))
		return false;
	dir = pl_path_dir(path);
	fds = pl_ends_with(dir, "/fd");
	free(dir);
	return fds;
}

/* `path` with its folder resolved; NULL with errno set. Caller frees. */
static char *resolve_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = pl_path_dir(path), *real = realpath(dir, NULL), *whole = NULL;

	if (real)
		whole = pl_path_join(real, slash ? slash + 1 : path);
	free(real);
	free(dir);
	return whole;
}

/* Where links lead, up to the first name that is the kernel's; what it ends at
 * need not be there. NULL with errno set. Caller frees. */
static char *follow(const char *path)
{
	char *at = resolve_folder(path), target[PATH_MAX];

	for (int i = 0; at && i < LINKS_MAX; i++) {
		ssize_t len = is_kernels(at) ? -1 : readlink(at, target, sizeof(target) - 1);
		char *dir, *next;

		if (len < 0)
			return at;
		target[len] = '\0';
		dir = pl_path_dir(at);
		free(at);
		next = pl_path_join(dir, target);
		at = resolve_folder(next);
		free(next);
		free(dir);
	}
	if (at)
		errno = ELOOP;
	free(at);
	return NULL;
}

/* Standard output or error when the file is what they write to already: a
 * second description of it would write over theirs. Else -1. */
static int standard_fd(const struct stat *st)
{
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		struct stat own;

		if (!S_ISCHR(st->st_mode) && fstat(fd, &own) == 0 && own.st_dev == st->st_dev &&
		    own.st_ino == st->st_ino)
			return fd;
	}
	return -1;
}

static int open_direct(struct pl_draft *draft, int standard)
{
	draft->fd = standard >= 0 ? fcntl(standard, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
				  : open(draft->path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
	return draft->fd < 0 ? errno : 0;
}

/* Created with its mode, so that the umask counts. */
static int open_temp(struct pl_draft *draft, mode_t mode)
{
	char *dir = pl_path_dir(draft->path);
	sigset_t before;
	int number = EEXIST;

	pl_cleanup_mask(&before);
	for (int i = 0; number == EEXIST && i < TEMP_TRIES; i++) {
		char *name = pl_asprintf("pinlab-%ld-%d.tmp", (long)getpid(), i);

		free(draft->temp);
		draft->temp = pl_path_join(dir, name);
		free(name);
		draft->fd = open(draft->temp,
				 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		number = draft->fd < 0 ? errno : 0;
	}
	if (number == 0)
		draft->slot = pl_cleanup_file(draft->temp);
	pl_cleanup_unmask(&before);
	free(dir);
	return number;
}

static int open_any(struct pl_draft *draft, mode_t mode, bool keep)
{
	struct stat st;
	bool there = stat(draft->path, &st) == 0;
	int standard = there ? standard_fd(&st) : -1, number;

	if (there && S_ISDIR(st.st_mode))
		return EISDIR;
	if (is_kernels(draft->path) || standard >= 0 || (there && !S_ISREG(st.st_mode)))
		return open_direct(draft, standard);
	number = open_temp(draft, mode);
	if (number == 0 && there && keep && fchmod(draft->fd, st.st_mode & 0777) != 0)
		return errno;
	return number;
}

static void clear(struct pl_draft *draft)
{
	pl_cleanup_forget_file(draft->slot);
	free(draft->temp);
	free(draft->path);
	*draft = (struct pl_draft)PL_DRAFT_INIT;
}

int pl_draft_open(struct pl_draft *draft, const char *path, mode_t mode, bool keep)
{
	int number;

	*draft = (struct pl_draft)PL_DRAFT_INIT;
	draft->path = follow(path);
	if (!draft->path)
		return errno;
	number = open_any(draft, mode, keep);
	if (number == 0)
		return 0;
	/* A name that could not be made is another's. */
	if (draft->fd >= 0)
		pl_draft_drop(draft);
	else
		clear(draft);
	return number;
}

int pl_draft_finish(struct pl_draft *draft)
{
	int number = 0;

	/* A network disk may tell at the end only. */
	if (draft->fd >= 0 && close(draft->fd) != 0)
		number = errno;
	draft->fd = -1;
	if (number == 0 && draft->temp && rename(draft->temp, draft->path) != 0)
		number = errno;
	if (number != 0) {
		pl_draft_drop(draft);
		return number;
	}
	clear(draft);
	return 0;
}

/* Where the disk has no links, the name is taken first, so that it replaces nobody's. */
static int take_name(const struct pl_draft *draft)
{
	int fd = open(draft->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return rename(draft->temp, draft->path) == 0 ? 0 : errno;
}

int pl_draft_finish_new(struct pl_draft *draft)
{
	int number = draft->temp ? 0 : EEXIST;

	if (draft->fd >= 0 && close(draft->fd) != 0 && number == 0)
		number = errno;
	draft->fd = -1;
	if (number == 0 && link(draft->temp, draft->path) != 0)
		number = errno == EPERM || errno == ENOTSUP || errno == ENOSYS ? take_name(draft)
									       : errno;
	pl_draft_drop(draft);
	return number;
}

void pl_draft_drop(struct pl_draft *draft)
{
	if (draft->fd >= 0)
		close(draft->fd);
	if (draft->temp)
		unlink(draft->temp);
	clear(draft);
}

/* What a report to this path would be written to. */
static bool look(const char *path, struct stat *st)
{
	return strcmp(path, "-") == 0 ? fstat(STDOUT_FILENO, st) == 0 : stat(path, st) == 0;
}

bool pl_draft_same(const char *a, const char *b)
{
	struct stat one, two;
	bool has_one = look(a, &one), has_two = look(b, &two), same;
	char *to_one, *to_two;

	if (has_one && has_two && S_ISCHR(one.st_mode) && !isatty(STDOUT_FILENO))
		return false;
	if (has_one || has_two)
		return has_one && has_two && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
	to_one = follow(a);
	to_two = follow(b);
	same = to_one && pl_streq(to_one, to_two);
	free(to_one);
	free(to_two);
	return same;
}
