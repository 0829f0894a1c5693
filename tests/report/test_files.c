/* A report reaches its file whole, or there is no file. */
#include <config.h>

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
