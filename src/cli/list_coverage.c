/* `pinlab list --coverage`: which events do scenarios not try on which strategies and clients? */
#include <config.h>

#include "cli/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/places.h"
#include "cli/shared.h"
#include "data/json.h"
#include "report/coverage.h"
#include "report/text.h"
#include "run/jobs.h"
#include "run/select.h"
#include "util/text.h"

#define EVENT_COLUMNS 25

/* What the scenarios add up to. */
struct tour {
	struct pl_coverage coverage;
	struct pl_tally tally;
};

/* What cannot be run is told on standard error, as `run` does. */
static void put_error(const struct pl_result_error *error)
{
	static const struct pl_style plain = { 0 };
	struct pl_buf text = PL_BUF_INIT;

	pl_text_error(&text, error, &plain);
	fputs(pl_buf_str(&text), stderr);
	pl_buf_clear(&text);
}

static bool take(const struct pl_result *result, void *arg, struct pl_error *err)
{
	struct tour *tour = arg;

	(void)err;
	for (size_t i = 0; i < result->n_errors; i++)
		put_error(&result->errors[i]);
	pl_tally_add(&tour->tally, result);
	pl_coverage_add(&tour->coverage, result);
	return true;
}

static bool run_all(const struct pl_selection *files, struct tour *tour, struct pl_error *err)
{
	char *certs = pl_place_certs();
	struct pl_jobs_options options = { .certs_dir = certs };
	bool ok = pl_run_files((const char *const *)files->files, files->n, &options, take, tour,
			       err);

	free(certs);
	return ok;
}

/* The event in a column of its own, the names wrapped beside it. */
static void put_names(const struct pl_style *style, const char *event, const char *names,
		      struct pl_buf *out)
{
	struct pl_buf lines = PL_BUF_INIT;
	const char *line;

	pl_text_wrap(&lines, names, pl_style_width(style) - EVENT_COLUMNS, 0);
	for (line = pl_buf_str(&lines); *line; event = "") {
		size_t len = strcspn(line, "\n");

		pl_buf_printf(out, "  %-*s%.*s\n", EVENT_COLUMNS - 2, event, (int)len, line);
		line += len + (line[len] == '\n');
	}
	pl_buf_clear(&lines);
}

static void put_event_holes(const struct pl_style *style, const struct pl_coverage *coverage,
			    enum pl_coverage_of of, size_t event, struct pl_buf *out)
{
	struct pl_buf names = PL_BUF_INIT;
	size_t n = coverage->tables[of].n, holes = 0;

	for (size_t i = 0; i < n; i++) {
		if (pl_coverage_count(coverage, of, event, i) > 0)
			continue;
		pl_buf_printf(&names, "%s%s", holes++ ? ", " : "", pl_coverage_name(of, i));
	}
	if (holes > 0)
		put_names(style, pl_coverage_event(event),
			  holes == n ? "all of them" : pl_buf_str(&names), out);
	pl_buf_clear(&names);
}

static void put_text(const struct pl_style *style, const struct tour *tour, struct pl_buf *out)
{
	pl_buf_printf(out, "%zu scenario%s, %zu expectation%s\n", tour->tally.files,
		      tour->tally.files == 1 ? "" : "s", tour->tally.expectations,
		      tour->tally.expectations == 1 ? "" : "s");
	for (int i = 0; i < PL_COVERAGES; i++) {
		enum pl_coverage_of of = (enum pl_coverage_of)i;
		size_t holes = pl_coverage_holes(&tour->coverage, of);

		pl_buf_printf(out, "events x %s: %zu x %zu, ", pl_coverage_word(of),
			      tour->coverage.n_events, tour->coverage.tables[of].n);
		if (holes == 0)
			pl_buf_puts(out, "no pair without an expectation\n");
		else
			pl_buf_printf(out, "%zu pair%s without an expectation\n", holes,
				      holes == 1 ? "" : "s");
		for (size_t event = 0; event < tour->coverage.n_events; event++)
			put_event_holes(style, &tour->coverage, of, event, out);
	}
}

static void put_json_event(const struct pl_coverage *coverage, size_t event, struct pl_json *json)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "event", pl_coverage_event(event));
	for (int i = 0; i < PL_COVERAGES; i++) {
		enum pl_coverage_of of = (enum pl_coverage_of)i;

		pl_json_object(json, pl_coverage_word(of));
		for (size_t k = 0; k < coverage->tables[of].n; k++)
			pl_json_int(json, pl_coverage_name(of, k),
				    pl_coverage_count(coverage, of, event, k));
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_json(const struct tour *tour, struct pl_buf *out)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_int(json, "scenarios", (int64_t)tour->tally.files);
	pl_json_int(json, "expectations", (int64_t)tour->tally.expectations);
	pl_json_array(json, "coverage");
	for (size_t event = 0; event < tour->coverage.n_events; event++)
		put_json_event(&tour->coverage, event, json);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}

int pl_list_coverage(const struct pl_args *args, struct pl_error *err)
{
	struct pl_selection files = PL_SELECTION_INIT;
	char *folder = pl_place_scenarios();
	const char *const standard[] = { folder };
	const char *const *paths = args->n ? (const char *const *)args->operands : standard;
	struct pl_buf out = PL_BUF_INIT;
	struct tour tour = { 0 };
	int code = 0;

	pl_coverage_init(&tour.coverage);
	if (pl_select(paths, args->n ? args->n : 1, NULL, &files, err) &&
	    run_all(&files, &tour, err)) {
		if (pl_args_has(args, "json"))
			put_json(&tour, &out);
		else
			put_text(&args->out, &tour, &out);
		fwrite(pl_buf_str(&out), 1, out.len, stdout);
		code = pl_tally_exit(&tour.tally);
	}
	pl_buf_clear(&out);
	pl_coverage_clear(&tour.coverage);
	pl_selection_clear(&files);
	free(folder);
	return code;
}
