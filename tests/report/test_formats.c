/* Each report format says exactly what the golden file says; PINLAB_UPDATE_GOLDEN=1 writes them
 * anew. */
#include <config.h>

#include <stdlib.h>
#include <unistd.h>

#include "report/report.h"
#include "util/file.h"
#include "tests/report/sample.h"
#include "tests/tap.h"

/* What a format makes of the given results, through a real file. */
static char *render(const char *format, const struct pl_report_options *options,
		    const struct pl_result *const *results)
{
	char path[] = "/tmp/pinlab-report-XXXXXX";
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_report *report;
	int fd = mkstemp(path);

	close(fd);
	report = pl_report_open(pl_report_format_find(format), path, options, &err);
	for (size_t i = 0; report && results[i]; i++)
		tap_ok(pl_report_result(report, results[i], &err), "%s takes result %zu", format,
		       i);
	tap_ok(report && pl_report_close(report, &err), "%s is written", format);
	tap_ok(pl_file_read(path, 1u << 24, &text, &err), "%s is there", format);
	unlink(path);
	pl_error_clear(&err);
	return pl_buf_take(&text);
}

static const struct {
	const char *name; /* of the golden file */
	const char *format;
	struct pl_style style;
	bool verbose, hostile;
	bool errors_shown;
} cases[] = {
	{ "text", "text", { .width = 80 }, false, false, false },
	{ "text-ascii", "text", { .width = 80, .ascii = true }, true, false, false },
	{ "text-color", "text", { .width = 80, .color = true }, false, false, false },
	{ "text-errors-shown", "text", { .width = 80 }, false, false, true },
	{ "text-hostile", "text", { .width = 80 }, true, true, false },
	{ "tap", "tap", { 0 }, false, false, false },
	{ "tap-hostile", "tap", { 0 }, false, true, false },
	{ "junit", "junit", { 0 }, false, false, false },
	{ "junit-hostile", "junit", { 0 }, false, true, false },
	{ "json", "json", { 0 }, false, false, false },
	{ "json-hostile", "json", { 0 }, false, true, false },
	{ "csv", "csv", { 0 }, false, false, false },
	{ "csv-hostile", "csv", { 0 }, false, true, false },
};

static void check(size_t i)
{
	const struct sample sample = { .hostile = cases[i].hostile ? SAMPLE_HOSTILE : NULL };
	const char *source = getenv("PINLAB_SRCDIR");
	struct pl_report_options options = { .style = cases[i].style,
					     .verbose = cases[i].verbose,
					     .errors_shown = cases[i].errors_shown,
					     .files = 2 };
	struct pl_result good, broken;
	const struct pl_result *const results[] = { &good, &broken, NULL };
	char *path = pl_asprintf("%s/tests/report/golden/%s", source ? source : ".", cases[i].name),
	     *text;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf want = PL_BUF_INIT;

	sample_fill(&sample, &good);
	sample_broken(&sample, &broken);
	text = render(cases[i].format, &options, results);
	if (getenv("PINLAB_UPDATE_GOLDEN"))
		tap_ok(pl_file_write(path, text, strlen(text), 0644, &err), "%s is written anew",
		       path);
	tap_ok(pl_file_read(path, 1u << 24, &want, &err), "there is a golden %s", cases[i].name);
	tap_text(text, pl_buf_str(&want), cases[i].name);
	pl_buf_clear(&want);
	pl_error_clear(&err);
	pl_result_clear(&good);
	pl_result_clear(&broken);
	free(path);
	free(text);
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(cases); i++)
		check(i);
	return tap_done();
}
