/* Which report formats there are, and how one reaches its file whole or not at all. */
#include <config.h>

#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/formats.h"
#include "util/mem.h"
#include "util/text.h"

static const struct pl_report_format *const formats[] = {
	&pl_format_text,
	&pl_format_tap,
	&pl_format_junit,
	&pl_format_json,
};

struct pl_report {
	const struct pl_report_format *format;
	struct pl_report_state state;
	struct pl_buf out;
	char *path; /* NULL: standard output */
	char *temp; /* what is written until the end; NULL: path itself, a device or a pipe */
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

static bool write_error(struct pl_report *report, struct pl_error *err)
{
	return pl_error_environment(err, report->path ? report->path : "(standard output)",
				    "cannot write the %s report: %s", report->format->name,
				    strerror(errno ? errno : EIO));
}

/* A device or a pipe is written directly: it cannot be replaced by a rename. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool open_file(struct pl_report *report, struct pl_error *err)
{
	int fd;

	if (!report->path) {
		report->file = stdout;
		return true;
	}
	if (!is_special(report->path))
		report->temp = pl_asprintf("%s.%ld.tmp", report->path, (long)getpid());
	if (report->temp)
		fd = open(report->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	else
		fd = open(report->path, O_WRONLY | O_CLOEXEC);
	report->file = fd < 0 ? NULL : fdopen(fd, "w");
	if (report->file)
		return true;
	write_error(report, err);
	if (fd >= 0)
		close(fd);
	else
		free(report->temp);
	if (fd < 0)
		report->temp = NULL;
	return false;
}

/* Writes what the format has said so far. */
static bool drain(struct pl_report *report, struct pl_error *err)
{
	errno = 0;
	if (report->out.len > 0 &&
	    fwrite(report->out.data, 1, report->out.len, report->file) != report->out.len)
		return write_error(report, err);
	pl_buf_reset(&report->out);
	if (fflush(report->file) != 0)
		return write_error(report, err);
	return true;
}

struct pl_report *pl_report_open(const struct pl_report_format *format, const char *path,
				 const struct pl_report_options *options, struct pl_error *err)
{
	struct pl_report *report = pl_calloc(1, sizeof(*report));

	report->format = format;
	report->state.options = *options;
	report->state.out = &report->out;
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
	report->format->result(&report->state, result);
	return drain(report, err);
}

/* Closes the file and gives it its name. */
static bool settle(struct pl_report *report, struct pl_error *err)
{
	FILE *file = report->file;

	if (!report->path)
		return true;
	report->file = NULL;
	errno = 0;
	if (fclose(file) != 0)
		return write_error(report, err);
	if (report->temp && rename(report->temp, report->path) != 0)
		return write_error(report, err);
	free(report->temp);
	report->temp = NULL;
	return true;
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
	if (report->temp)
		unlink(report->temp);
	pl_buf_clear(&report->out);
	pl_buf_clear(&report->state.held);
	free(report->temp);
	free(report->path);
	free(report);
}
