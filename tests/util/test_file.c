/* Whether files are read within limits and written whole or not at all. */
#include <config.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tap.h"
#include "util/draft.h"
#include "util/file.h"

static char *in(const char *dir, const char *name)
{
	return pl_path_join(dir, name);
}

static size_t count(const char *dir)
{
	struct pl_error err = PL_ERROR_INIT;
	char **names;
	size_t n = 0;

	if (pl_dir_list(dir, &names, &n, &err))
		pl_names_free(names, n);
	pl_error_clear(&err);
	return n;
}

static void check_content(const char *path, const char *want, const char *name)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf buf = PL_BUF_INIT;

	tap_text(pl_file_read(path, 1000, &buf, &err) ? pl_buf_str(&buf) : err.text, want, name);
	pl_buf_clear(&buf);
	pl_error_clear(&err);
}

static void check_refusal(bool ok, struct pl_error *err, enum pl_error_kind kind, const char *want,
			  const char *name)
{
	tap_ok(!ok && err->kind == kind, "%s is refused", name);
	tap_has(err->text, want, "and the error says why");
	pl_error_clear(err);
}

static void test_read(const char *dir)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf buf = PL_BUF_INIT;
	char *path = in(dir, "read"), *none = in(dir, "none");

	tap_ok(pl_file_write(path, "ten bytes!", 10, 0600, &err), "a file is written");
	tap_ok(pl_file_read(path, 10, &buf, &err) && buf.len == 10, "the limit itself is read");
	check_refusal(pl_file_read(path, 9, &buf, &err), &err, PL_ERROR_INPUT,
		      "larger than 9 bytes", "a byte more");
	check_refusal(pl_file_read(dir, 10, &buf, &err), &err, PL_ERROR_ENVIRONMENT,
		      "this is a folder", "reading a folder");
	check_refusal(pl_file_read(none, 10, &buf, &err), &err, PL_ERROR_ENVIRONMENT,
		      "no such file", "reading nothing");
	check_refusal(pl_file_read("/dev/zero", 1000, &buf, &err), &err, PL_ERROR_INPUT,
		      "larger than", "a file without end");
	tap_ok(pl_file_read("/dev/null", 0, &buf, &err) && buf.len == 0, "an empty file is read");
	pl_buf_clear(&buf);
	free(path);
	free(none);
}

static void test_write(const char *dir)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = in(dir, "key.pem"), *link = in(dir, "link"), *deep = in(dir, "no/such/x");
	size_t before;
	struct stat st;

	tap_ok(pl_file_write(path, "one", 3, 0600, &err), "a file is written");
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "with its permission");
	tap_ok(pl_file_write(path, "two", 3, 0600, &err), "and replaced");
	check_content(path, "two", "by the new content");
	tap_ok(symlink("key.pem", link) == 0 && pl_file_write(link, "three", 5, 0600, &err),
	       "through a link it is replaced too");
	check_content(path, "three", "where the link points");
	tap_ok(lstat(link, &st) == 0 && S_ISLNK(st.st_mode), "and the link stays");
	before = count(dir);
	check_refusal(pl_file_write(dir, "x", 1, 0600, &err), &err, PL_ERROR_ENVIRONMENT,
		      "this is a folder", "writing over a folder");
	check_refusal(pl_file_write(deep, "x", 1, 0600, &err), &err, PL_ERROR_ENVIRONMENT,
		      "nothing was written", "writing into no folder");
	tap_int((long long)count(dir), (long long)before, "nothing is left behind");
	tap_ok(pl_file_write("/dev/null", "x", 1, 0600, &err), "a device is written to");
	tap_ok(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode), "and stays a device");
	free(path);
	free(link);
	free(deep);
}

/* A limit on file size fails a write half-way, as a full disk does. */
static void test_no_space(const char *dir)
{
	struct rlimit old, small;
	struct pl_error err = PL_ERROR_INIT;
	char *path = in(dir, "key.pem"), data[5000] = "";
	size_t before = count(dir);
	bool ok;

	check_refusal(pl_file_write("/dev/full", "x", 1, 0600, &err), &err, PL_ERROR_ENVIRONMENT,
		      "no space left on", "a full device");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = (struct rlimit){ .rlim_cur = 4096, .rlim_max = old.rlim_max };
	fflush(stdout);
	if (setrlimit(RLIMIT_FSIZE, &small) != 0) {
		tap_skip("a file that finds no room", "the limit cannot be set");
		free(path);
		return;
	}
	ok = pl_file_write(path, data, sizeof(data), 0600, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	check_refusal(ok, &err, PL_ERROR_ENVIRONMENT, "larger than a file may be here",
		      "a file that finds no room");
	tap_int((long long)count(dir), (long long)before, "nothing is left behind");
	check_content(path, "three", "and the file before is untouched");
	free(path);
}

/* A name as long as a name may be leaves no room for a longer temporary one. */
static void test_long_name(const char *dir)
{
	struct pl_error err = PL_ERROR_INIT;
	char name[256], *path;

	memset(name, 'x', 255);
	name[255] = '\0';
	path = in(dir, name);
	tap_ok(pl_file_write(path, "long", 4, 0600, &err), "a file with a name of 255 bytes");
	check_content(path, "long", "is written");
	unlink(path);
	free(path);
}

static void test_same(const char *dir)
{
	char *path = in(dir, "key.pem"), *second = in(dir, "link"), *hard = in(dir, "hard");
	char *none = in(dir, "none"), *detour = in(dir, "./none"), *early = in(dir, "early");

	tap_ok(pl_draft_same(path, second), "a link is the same file");
	tap_ok(link(path, hard) == 0 && pl_draft_same(path, hard), "so is a second name");
	tap_ok(!pl_draft_same(path, none), "what is not there is another one");
	tap_ok(pl_draft_same(none, detour), "what is not there is itself");
	tap_ok(symlink("none", early) == 0 && pl_draft_same(none, early),
	       "and what a link to it will be");
	tap_ok(!pl_draft_same("/dev/null", "/dev/null"), "nothing is kept where two could meet");
	unlink(hard);
	unlink(early);
	free(path);
	free(second);
	free(hard);
	free(none);
	free(detour);
	free(early);
}

static void test_read_only(const char *dir)
{
	struct pl_error err = PL_ERROR_INIT;
	char *folder = in(dir, "locked"), *path = in(folder, "x"), *sub = in(folder, "y");

	tap_ok(pl_dir_make(folder, 0500, &err), "a locked folder is made");
	if (access(folder, W_OK) == 0) {
		tap_skip("writing into a locked folder", "this user may write everywhere");
		tap_skip("making a folder in it", "this user may write everywhere");
	} else {
		check_refusal(pl_file_write(path, "x", 1, 0600, &err), &err,
			      PL_ERROR_ENVIRONMENT, "permission denied",
			      "writing into a locked folder");
		check_refusal(pl_dir_make(sub, 0700, &err), &err, PL_ERROR_ENVIRONMENT,
			      "Permission denied", "making a folder in it");
	}
	rmdir(folder);
	free(folder);
	free(path);
	free(sub);
}

static void test_folders(const char *dir)
{
	struct pl_error err = PL_ERROR_INIT;
	char *deep = in(dir, "a/b/c"), *file = in(dir, "key.pem"), *under = in(dir, "key.pem/x");
	char *a = in(dir, "a"), *b = in(dir, "a/b"), **names = NULL;
	struct stat st;
	size_t n = 0;

	tap_ok(pl_dir_make(deep, 0700, &err) && pl_is_dir(deep), "a folder and its parents");
	tap_ok(stat(deep, &st) == 0 && (st.st_mode & 0777) == 0700, "with its permission");
	tap_ok(pl_dir_make(deep, 0700, &err), "making it again is fine");
	check_refusal(pl_dir_make(file, 0700, &err), &err, PL_ERROR_ENVIRONMENT,
		      "a file has this name", "a folder in place of a file");
	check_refusal(pl_dir_make(under, 0700, &err), &err, PL_ERROR_ENVIRONMENT,
		      "a file has this name", "a folder below a file");
	tap_ok(!pl_is_dir(file) && pl_exists(file) && !pl_exists(under), "files are no folders");
	tap_ok(pl_dir_list(dir, &names, &n, &err) && n == 4, "every name is listed");
	tap_ok(n == 4 && !strcmp(names[0], "a") && !strcmp(names[1], "key.pem") &&
	       !strcmp(names[2], "link") && !strcmp(names[3], "read"), "in bytewise order");
	pl_names_free(names, n);
	check_refusal(pl_dir_list(file, &names, &n, &err), &err, PL_ERROR_ENVIRONMENT,
		      "cannot open the folder", "listing a file");
	rmdir(deep);
	rmdir(b);
	rmdir(a);
	free(deep);
	free(file);
	free(under);
	free(a);
	free(b);
}

/* What must not be there yet: whatever has the name keeps it. */
static void test_create(const char *dir)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = in(dir, "new.key"), *link = in(dir, "dangling"), *none = in(dir, "nowhere");
	char *late = in(dir, "late.key"), *deep = in(dir, "no/such/x");
	struct pl_draft draft;
	struct stat st;
	mode_t mask = umask(0);
	size_t before = count(dir);

	tap_ok(pl_file_create(path, "first", 5, 0600, &err), "a file is created");
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "with its mode");
	tap_int((long long)(count(dir) - before), 1, "and nothing beside it");
	check_refusal(pl_file_create(path, "second", 6, 0600, &err), &err, PL_ERROR_ENVIRONMENT,
		      "exists already", "a file that is there");
	check_content(path, "first", "which stays");
	tap_int(symlink(none, link), 0, "a link to nowhere");
	check_refusal(pl_file_create(link, "x", 1, 0600, &err), &err, PL_ERROR_ENVIRONMENT,
		      "exists already", "a link that leads nowhere");
	tap_ok(!pl_exists(none), "and nothing is made there");
	check_refusal(pl_file_create("/dev/null", "x", 1, 0600, &err), &err, PL_ERROR_ENVIRONMENT,
		      "exists already", "a device");
	check_refusal(pl_file_create(deep, "x", 1, 0600, &err), &err, PL_ERROR_ENVIRONMENT,
		      "no such file or folder", "a folder that is not there");
	/* Somebody else is faster, between the first look and the end. */
	tap_int(pl_draft_open(&draft, late, 0600, false), 0, "a draft");
	tap_ok(pl_file_create(late, "theirs", 6, 0600, &err), "another takes its name");
	tap_int(pl_draft_finish_new(&draft), EEXIST, "the draft comes too late");
	check_content(late, "theirs", "and takes nothing from them");
	unlink(link);
	unlink(path);
	unlink(late);
	tap_int((long long)count(dir), (long long)before, "nothing is left");
	umask(mask);
	free(path);
	free(link);
	free(none);
	free(late);
	free(deep);
}

static void test_paths(void)
{
	static const struct {
		const char *dir, *name, *want;
	} joins[] = {
		{ "a", "b", "a/b" }, { "a/", "b", "a/b" },   { "a", "/b", "/b" },
		{ "", "b", "b" },    { "/", "b", "/b" },     { "a/b", "../c", "a/b/../c" },
	};
	static const struct {
		const char *path, *want;
	} dirs[] = {
		{ "a/b", "a" }, { "b", "." }, { "/b", "/" }, { "a//b", "a" }, { "/a/b/c", "/a/b" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(joins); i++) {
		char *got = pl_path_join(joins[i].dir, joins[i].name);

		tap_text(got, joins[i].want, "a path is joined");
		free(got);
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(dirs); i++) {
		char *got = pl_path_dir(dirs[i].path);

		tap_text(got, dirs[i].want, "the folder of a path");
		free(got);
	}
}

/* Removes what the tests left, by name. */
static void clean(const char *dir)
{
	static const char *const names[] = { "read", "key.pem", "link" };

	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++) {
		char *path = in(dir, names[i]);

		unlink(path);
		free(path);
	}
	tap_ok(rmdir(dir) == 0, "the tests leave nothing else behind");
}

int main(void)
{
	const char *base = getenv("TMPDIR");
	char *dir = pl_path_join(base ? base : "/tmp", "pinlab-test-XXXXXX");

	if (!mkdtemp(dir)) {
		tap_ok(false, "a folder for the tests can be made");
		return tap_done();
	}
	test_read(dir);
	test_write(dir);
	test_long_name(dir);
	test_same(dir);
	test_no_space(dir);
	test_create(dir);
	test_read_only(dir);
	test_folders(dir);
	test_paths();
	clean(dir);
	free(dir);
	return tap_done();
}
