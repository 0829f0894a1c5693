/* A report reaches its file whole, or there is no file. */
#include <config.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/report.h"
#include "util/file.h"
#include "tests/report/sample.h"
#include "tests/tap.h"

static size_t count_names(const char *folder)
{
	struct pl_error err = PL_ERROR_INIT;
	char **names;
	size_t n;

	if (!pl_dir_list(folder, &names, &n, &err)) {
		pl_error_clear(&err);
		return SIZE_MAX;
	}
	pl_names_free(names, n);
	return n;
}

static struct pl_report *begin(const char *path, struct pl_error *err)
{
	static const struct pl_report_options options = { .files = 1 };

	return pl_report_open(pl_report_format_find("json"), path, &options, err);
}

/* True when a report to `path` came to its end. */
static bool whole(const char *path, const struct pl_result *result)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_report *report = begin(path, &err);
	bool ok = report != NULL;

	if (ok && !pl_report_result(report, result, &err)) {
		pl_report_drop(report);
		ok = false;
	} else if (ok) {
		ok = pl_report_close(report, &err);
	}
	pl_error_clear(&err);
	return ok;
}

static size_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (size_t)st.st_size : SIZE_MAX;
}

static bool is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* What the path leads to gets the report; what leads there stays as it is. */
static void test_links(const char *folder, const char *path, const struct pl_result *result)
{
	char *link = pl_path_join(folder, "link"), *early = pl_path_join(folder, "early");
	char *out = pl_path_join(folder, "stdout"), *text = pl_path_join(folder, "text");
	size_t full = size_of(path);
	int kept, fd;
	struct stat st;

	tap_ok(symlink("out.json", link) == 0 && truncate(path, 0) == 0 && whole(link, result),
	       "a report to a link");
	tap_ok(is_link(link), "leaves the link");
	tap_int((long long)size_of(path), (long long)full, "and fills what it points to");
	unlink(link);

	tap_ok(symlink("text", early) == 0 && whole(early, result) && is_link(early),
	       "a link to what is not there yet stays too");
	tap_int((long long)size_of(text), (long long)full, "and the file is made");
	unlink(early);

	tap_ok(chmod(path, 0640) == 0 && whole(path, result) && stat(path, &st) == 0 &&
	       (st.st_mode & 0777) == 0640, "a file that is there keeps its permission");

	/* As /dev/stdout is, without its being at stake. */
	fflush(stdout);
	kept = dup(STDOUT_FILENO);
	fd = open(text, O_WRONLY | O_TRUNC);
	if (kept < 0 || fd < 0 || symlink("/proc/self/fd/1", out) != 0 ||
	    dup2(fd, STDOUT_FILENO) < 0) {
		tap_ok(false, "standard output can be exchanged");
	} else {
		bool ok = write(STDOUT_FILENO, "first\n", 6) == 6 && whole(out, result);

		ok = ok && write(STDOUT_FILENO, "last\n", 5) == 5;
		dup2(kept, STDOUT_FILENO);
		tap_ok(ok, "a report to a link to standard output");
		tap_ok(is_link(out), "leaves the link");
		tap_int((long long)size_of(text), (long long)full + 11,
			"and comes behind what was written and before what follows");
	}
	close(fd);
	close(kept);
	unlink(out);
	unlink(text);
	tap_int((long long)count_names(folder), 1, "nothing else is left");
	free(link);
	free(early);
	free(out);
	free(text);
}

int main(void)
{
	const struct sample plain = { NULL };
	char folder[] = "/tmp/pinlab-files-XXXXXX";
	struct pl_error err = PL_ERROR_INIT;
	struct pl_report *report;
	struct pl_result result;
	char *path;

	sample_fill(&plain, &result);
	if (!mkdtemp(folder))
		return 1;
	path = pl_path_join(folder, "out.json");

	report = begin(path, &err);
	tap_ok(report && pl_report_result(report, &result, &err), "a result is taken");
	tap_ok(!pl_exists(path), "before the end the file does not have its name");
	pl_report_drop(report);
	tap_int((long long)count_names(folder), 0, "a dropped report leaves nothing");

	report = begin(path, &err);
	tap_ok(report && pl_report_result(report, &result, &err) && pl_report_close(report, &err),
	       "a report ends");
	tap_ok(pl_exists(path) && count_names(folder) == 1, "its file is there, alone");

	test_links(folder, path, &result);

	report = begin("/nonexistent/x/out.json", &err);
	tap_ok(!report && err.kind == PL_ERROR_ENVIRONMENT,
	       "a folder that is not there is the environment's fault");
	tap_has(err.file, "/nonexistent/x/out.json", "and is named");
	pl_error_clear(&err);

	if (access("/dev/full", W_OK) == 0) {
		report = begin("/dev/full", &err);
		tap_ok(report && !pl_report_result(report, &result, &err),
		       "a full disk is noticed");
		tap_ok(err.kind == PL_ERROR_ENVIRONMENT, "as the environment's fault");
		pl_report_drop(report);
		pl_error_clear(&err);
	} else {
		tap_skip("a full disk is noticed", "no /dev/full");
	}
	tap_ok(!pl_report_format_find("xml"), "there is no format of that name");
	unlink(path);
	rmdir(folder);
	free(path);
	pl_result_clear(&result);
	return tap_done();
}
