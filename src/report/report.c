/* Which report formats there are, and how one reaches its file whole or not at all. */
#include <config.h>

#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/formats.h"
#include "util/draft.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

static const struct pl_report_format *const formats[] = {
	&pl_format_text,
	&pl_format_tap,
	&pl_format_junit,
	&pl_format_json,
	&pl_format_csv,
};

struct pl_report {
	const struct pl_report_format *format;
	struct pl_report_state state;
	struct pl_buf out;
	char *path; /* as given; NULL: standard output */
	struct pl_draft draft;
	FILE *file;
};

const struct pl_report_format *const *pl_report_formats(size_t *n)
{
	*n = PL_ARRAY_LEN(formats);
	return formats;
}

const struct pl_report_format *pl_report_format_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(formats); i++) {
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	}
	return NULL;
}

static bool write_error(struct pl_report *report, int number, struct pl_error *err)
{
	return pl_error_environment(err, report->path ? report->path : "(standard output)",
				    "cannot write the %s report: %s", report->format->name,
				    pl_file_reason(number ? number : EIO));
}

static bool open_file(struct pl_report *report, struct pl_error *err)
{
	int number;

	if (!report->path) {
		report->file = stdout;
		return true;
	}
	/* What is printed already comes first where both go to one place. */
	fflush(stdout);
	number = pl_draft_open(&report->draft, report->path, 0666, true);
	if (number == 0) {
		report->file = fdopen(report->draft.fd, "w");
		number = report->file ? 0 : errno;
	}
	if (report->file)
		report->draft.fd = -1;
	return number == 0 || write_error(report, number, err);
}

/* Writes what the format has said so far. */
static bool drain(struct pl_report *report, struct pl_error *err)
{
	errno = 0;
	if (report->out.len > 0 &&
	    fwrite(report->out.data, 1, report->out.len, report->file) != report->out.len)
		return write_error(report, errno, err);
	pl_buf_reset(&report->out);
	if (fflush(report->file) != 0)
		return write_error(report, errno, err);
	return true;
}

struct pl_report *pl_report_open(const struct pl_report_format *format, const char *path,
				 const struct pl_report_options *options, struct pl_error *err)
{
	struct pl_report *report = pl_calloc(1, sizeof(*report));

	report->format = format;
	report->draft = (struct pl_draft)PL_DRAFT_INIT;
	report->state.options = *options;
	report->state.out = &report->out;
	pl_coverage_init(&report->state.coverage);
	report->path = pl_streq(path, "-") ? NULL : pl_strdup(path);
	if (!open_file(report, err)) {
		pl_report_drop(report);
		return NULL;
	}
	if (format->begin)
		format->begin(&report->state);
	return report;
}

bool pl_report_result(struct pl_report *report, const struct pl_result *result,
		      struct pl_error *err)
{
	pl_tally_add(&report->state.tally, result);
	pl_coverage_add(&report->state.coverage, result);
	pl_variants_add(&report->state.variants, result);
	report->format->result(&report->state, result);
	return drain(report, err);
}

/* Closes the file and gives it its name. */
static bool settle(struct pl_report *report, struct pl_error *err)
{
	FILE *file = report->file;
	int number;

	if (!report->path)
		return true;
	report->file = NULL;
	errno = 0;
	if (fclose(file) != 0)
		return write_error(report, errno, err);
	number = pl_draft_finish(&report->draft);
	return number == 0 || write_error(report, number, err);
}

bool pl_report_close(struct pl_report *report, struct pl_error *err)
{
	bool ok;

	if (report->format->end)
		report->format->end(&report->state);
	ok = drain(report, err) && settle(report, err);
	pl_report_drop(report);
	return ok;
}

void pl_report_drop(struct pl_report *report)
{
	if (!report)
		return;
	if (report->path && report->file)
		fclose(report->file);
	pl_draft_drop(&report->draft);
	pl_buf_clear(&report->out);
	pl_variants_clear(&report->state.variants);
	pl_buf_clear(&report->state.held);
	pl_coverage_clear(&report->state.coverage);
	free(report->path);
	free(report);
}
