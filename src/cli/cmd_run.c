/* `pinlab run`: scenarios without a screen, for CI. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/places.h"
#include "cli/settings.h"
#include "cli/shared.h"
#include "report/report.h"
#include "report/text.h"
#include "run/jobs.h"
#include "run/select.h"
#include "run/tags.h"
#include "util/draft.h"
#include "util/mem.h"
#include "util/text.h"

#define REPORTS_MAX 16

/* What results go to. */
struct desk {
	struct pl_report *reports[REPORTS_MAX];
	size_t n;
	struct pl_tally tally;
	size_t files;
	bool printed;  /* a report goes to standard output */
	bool progress; /* somebody watches standard error and sees nothing else */
};

/* One line that is written over. */
static void show_progress(const struct desk *desk)
{
	if (desk->progress)
		fprintf(stderr, "\r%zu of %zu ", desk->tally.files, desk->files);
}

static void hide_progress(const struct desk *desk)
{
	if (desk->progress)
		fputs("\r                    \r", stderr);
}

static const struct pl_report_format *format_of(const char *name, size_t len, struct pl_error *err)
{
	char *word = pl_strndup(name, len);
	const struct pl_report_format *format = pl_report_format_find(word);

	if (!format) {
		const char *names[16];
		size_t n;
		const struct pl_report_format *const *formats = pl_report_formats(&n);

		for (size_t i = 0; i < n; i++)
			names[i] = formats[i]->name;
		pl_cli_unknown("report format", word, names, n, err);
	}
	free(word);
	return format;
}

/* The file of FORMAT=FILE, or "-". */
static const char *path_of(const char *text)
{
	size_t len = strcspn(text, "=");

	return text[len] && text[len + 1] ? text + len + 1 : "-";
}

/* The later of two reports would replace the other, or be mixed with it; and no
 * report may replace what it is about. */
static bool check_paths(const char *const *values, size_t n, const struct pl_selection *files,
			struct pl_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *path = path_of(values[i]);

		for (size_t k = 0; k < i; k++) {
			if (!pl_draft_same(path_of(values[k]), path))
				continue;
			if (pl_streq(path, "-"))
				return pl_error_usage(err,
						      "two reports cannot share standard output; "
						      "give one a file: --report %.*s=FILE",
						      (int)strcspn(values[i], "="), values[i]);
			return pl_error_usage(err, "two reports cannot share %s; name two files",
					      path);
		}
		for (size_t k = 0; !pl_streq(path, "-") && k < files->n; k++) {
			if (!pl_streq(files->files[k], "-") &&
			    pl_draft_same(files->files[k], path))
				return pl_error_usage(err,
						      "the report %s would replace the scenario "
						      "%s; name another file",
						      path, files->files[k]);
		}
	}
	return true;
}

/* FORMAT or FORMAT=FILE. */
static bool open_report(struct desk *desk, const char *text,
			const struct pl_report_options *options, struct pl_error *err)
{
	size_t len = strcspn(text, "=");
	const char *path = path_of(text);
	const struct pl_report_format *format = format_of(text, len, err);
	struct pl_report_options plain = *options;

	if (!format)
		return false;
	if (desk->n == REPORTS_MAX)
		return pl_error_usage(err, "%d reports are the most at once", REPORTS_MAX);
	if (strcmp(path, "-") == 0) {
		desk->printed = true;
		/* Two streams on one terminal: what one has said whole the other need not. */
		plain.errors_shown = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
	} else {
		plain.style.color = false;
		plain.style.width = 0;
	}
	desk->reports[desk->n] = pl_report_open(format, path, &plain, err);
	if (!desk->reports[desk->n])
		return false;
	desk->n++;
	return true;
}

static bool open_reports(struct desk *desk, const struct pl_args *args,
			 const struct pl_selection *files, struct pl_error *err)
{
	struct pl_report_options options = {
		.style = args->out,
		.files = desk->files,
		.verbose = pl_args_has(args, "verbose"),
	};
	size_t n;
	const char *const *values = pl_args_values(args, "report", &n);

	if (n == 0)
		return open_report(desk, "text", &options, err);
	if (!check_paths(values, n, files, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!open_report(desk, values[i], &options, err))
			return false;
	}
	desk->progress = isatty(STDERR_FILENO) && desk->files > 1 &&
			 !(desk->printed && isatty(STDOUT_FILENO));
	return true;
}

static bool take_result(const struct pl_result *result, void *arg, struct pl_error *err)
{
	static const struct pl_style plain = { 0 };
	struct desk *desk = arg;
	struct pl_buf text = PL_BUF_INIT;

	pl_tally_add(&desk->tally, result);
	for (size_t i = 0; i < result->n_errors; i++)
		pl_text_error(&text, &result->errors[i], &plain);
	if (text.len > 0) {
		hide_progress(desk);
		fputs(pl_buf_str(&text), stderr);
	}
	pl_buf_clear(&text);
	show_progress(desk);
	for (size_t i = 0; i < desk->n; i++) {
		if (!pl_report_result(desk->reports[i], result, err))
			return false;
	}
	return true;
}

/* On failure no report is left half written. */
static bool close_reports(struct desk *desk, bool ok, struct pl_error *err)
{
	for (size_t i = 0; i < desk->n; i++) {
		if (ok)
			ok = pl_report_close(desk->reports[i], err);
		else
			pl_report_drop(desk->reports[i]);
	}
	desk->n = 0;
	return ok;
}

static int run_selection(const struct pl_args *args, const struct pl_selection *files,
			 const struct pl_jobs_options *options, struct pl_error *err)
{
	struct desk desk = { .files = files->n };
	bool ok = open_reports(&desk, args, files, err) &&
		  pl_run_files((const char *const *)files->files, files->n, options, take_result,
			       &desk, err);

	hide_progress(&desk);
	if (!close_reports(&desk, ok, err))
		return 0;
	if (files->n == 0)
		fprintf(stderr, "nothing is selected: no scenario file matches\n");
	else if (desk.tally.expectations == 0 && desk.tally.errors == 0)
		fprintf(stderr, "nothing is expected: %s, so nothing can fail\n",
			desk.tally.skipped == desk.tally.files ? "every scenario is skipped"
							       : "no scenario has an `expect:`");
	return pl_tally_exit(&desk.tally);
}

/* What CI systems set for those who ask. */
static bool in_ci(void)
{
	const char *word = getenv("CI");

	return pl_streq(word, "true") || pl_streq(word, "1");
}

/* At a desk a few scenarios may have all the attention. */
static void focus(struct pl_selection *files, const struct pl_jobs_options *options)
{
	size_t left_out = options->ci ? 0 : pl_select_focus(files);

	if (left_out)
		fprintf(stderr, "%zu scenario%s left out: `focus: true` stands in %s\n", left_out,
			left_out == 1 ? " is" : "s are", files->n == 1 ? "another" : "others");
}

static int run_run(const struct pl_args *args, struct pl_error *err)
{
	struct pl_selection files = PL_SELECTION_INIT;
	struct pl_jobs_options options = { 0 };
	struct pl_pki_counts counts = { 0 };
	struct pl_settings settings = { 0 };
	char *certs = pl_place_certs();
	uint64_t jobs;
	int code = 0;

	options.certs_dir = certs;
	options.settings = &settings;
	options.ci = in_ci();
	if (pl_args_number(args, "jobs", 1, PL_JOBS_MAX, 1, &jobs, err) &&
	    pl_cli_engine(args, &options.mode, err) &&
	    pl_cli_evidence(args, &options.demands_evidence, &options.least, err) &&
	    pl_cli_settings(args, &settings, err) &&
	    pl_select((const char *const *)args->operands, args->n, pl_args_value(args, "run"),
		      &files, err) &&
	    pl_select_tags(&files, pl_args_value(args, "tags"), err) &&
	    pl_cli_check_settings(&settings, files.files, files.n, err)) {
		options.jobs = (size_t)jobs;
		focus(&files, &options);
		options.counts = &counts;
		if (pl_args_has(args, "counts") && jobs > 1)
			pl_error_usage(err, "--counts counts one process; leave out --jobs");
		else
			code = run_selection(args, &files, &options, err);
		if (pl_args_has(args, "counts") && err->kind == PL_ERROR_NONE)
			pl_cli_put_counts(&counts, stderr);
	}
	pl_selection_clear(&files);
	pl_cli_settings_clear(&settings);
	free(certs);
	return code;
}

static const struct pl_option options[] = {
	{ .name = "report",
	  .argument = "FORMAT[=FILE]",
	  .repeats = true,
	  .help = "text (default), tap, junit, json or csv; repeatable" },
	{ .name = "run", .argument = "RE", .help = "only files or names that match (POSIX ERE)" },
	{ .name = "tags",
	  .argument = "EXPR",
	  .help = "only scenarios with them: 'incident and not (slow or ios)'" },
	PL_OPTION_SET,
	PL_OPTION_ADOPTION,
	{ .name = "jobs",
	  .letter = 'j',
	  .argument = "N",
	  .help = "as many processes; the output is the same" },
	{ .name = "engine", .argument = "NAME", .help = "verify (default) or handshake" },
	{ .name = "min-evidence",
	  .argument = "LEVEL",
	  .help = "not met if a rule is known less well: run, source, doc, memory" },
	{ .name = "counts", .help = "adds what cryptography was really done; one process only" },
	{ .name = "verbose", .letter = 'v', .help = "text: every scenario's matrix, every attack" },
};

const struct pl_command pl_command_run = {
	.name = "run",
	.operands = "PATH...",
	.summary = "runs scenario files, or folders of them, and reports",
	.example = "pinlab run scenarios --jobs 4 --report junit=out.xml --report tap",
	.exits = "0 all as expected; 1 an expectation failed; 3 a file is not valid;\n"
		 "4 the environment failed; 5 nothing selected, or nothing expected",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 1,
	.most = SIZE_MAX,
	.run = run_run,
};
