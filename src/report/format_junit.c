/* The JUnit XML report, in the dialect that GitLab, Jenkins and GitHub tools read. */
#include <config.h>

#include "report/formats.h"

#include <stdlib.h>
#include <string.h>

#include "data/xml.h"
#include "report/text.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"

static void put_attribute(struct pl_buf *out, const char *key, const char *text)
{
	pl_buf_printf(out, " %s=\"", key);
	pl_xml_put(out, text, false);
	pl_buf_putc(out, '"');
}

/* Caller frees. */
static char *suite_name(const struct pl_result *result)
{
	return pl_variants_title(result->file	? result->file
				 : result->name ? result->name
						: "scenario",
				 result);
}

/* classname and name together are the identity that CI systems follow over
 * time: equal names of one file are numbered. */
static char *unique_name(struct pl_map *names, char *name)
{
	size_t times = (size_t)(uintptr_t)pl_map_get(names, name) + 1;
	char *unique;

	pl_map_set(names, name, (void *)(uintptr_t)times);
	if (times == 1)
		return name;
	unique = pl_asprintf("%s (%zu)", name, times);
	free(name);
	return unique;
}

static void begin_case(struct pl_buf *out, const struct pl_result *result, const char *name)
{
	char *suite = suite_name(result);

	pl_buf_puts(out, "    <testcase");
	put_attribute(out, "classname", suite);
	free(suite);
	put_attribute(out, "name", name);
	pl_buf_puts(out, " time=\"0\"");
}

static void put_skipped(struct pl_buf *out, const char *why)
{
	pl_buf_puts(out, ">\n      <skipped");
	put_attribute(out, "message", why);
	pl_buf_puts(out, "/>\n    </testcase>\n");
}

/* What stands for the whole file: it was skipped, or is no longer as bad as it is said to be. */
static void put_mark(struct pl_buf *out, const struct pl_result *result, bool fixed)
{
	if (result->skip) {
		begin_case(out, result, "is run");
		put_skipped(out, result->skip);
	}
	if (fixed) {
		begin_case(out, result, "is known to be bad");
		pl_buf_puts(out, ">\n      <failure type=\"fixed\" message=\"everything is met; "
				 "take known-bad out\"/>\n    </testcase>\n");
	}
}

static void put_case(struct pl_buf *out, const struct pl_result *result,
		     const struct pl_result_check *check, struct pl_map *names)
{
	static const struct pl_style plain = { 0 };
	char *name = unique_name(names, pl_text_check_name(result, check));
	struct pl_buf text = PL_BUF_INIT;

	begin_case(out, result, name);
	if (check->met) {
		pl_buf_puts(out, "/>\n");
	} else if (result->known_bad) {
		char *message = pl_asprintf("known-bad: %s; expected %s, got %s",
					    result->known_bad, check->expected, check->actual);

		put_skipped(out, message);
		free(message);
	} else {
		char *message = pl_asprintf("expected %s, got %s", check->expected, check->actual);

		pl_text_failure(&text, result, check, &plain);
		pl_buf_puts(out, ">\n      <failure type=\"expectation\"");
		put_attribute(out, "message", message);
		free(message);
		pl_buf_putc(out, '>');
		pl_xml_put(out, pl_buf_str(&text), true);
		pl_buf_puts(out, "</failure>\n    </testcase>\n");
	}
	pl_buf_clear(&text);
	free(name);
}

static void put_error(struct pl_buf *out, const struct pl_result *result,
		      const struct pl_result_error *error, struct pl_map *names)
{
	static const struct pl_style plain = { 0 };
	char *name = unique_name(names, pl_strdup("can be run"));
	struct pl_buf text = PL_BUF_INIT;

	begin_case(out, result, name);
	pl_text_error(&text, error, &plain);
	pl_buf_puts(out, ">\n      <error");
	put_attribute(out, "type", error->kind == PL_ERROR_ENVIRONMENT ? "environment" : "input");
	put_attribute(out, "message", error->message);
	pl_buf_putc(out, '>');
	pl_xml_put(out, pl_buf_str(&text), true);
	pl_buf_puts(out, "</error>\n    </testcase>\n");
	pl_buf_clear(&text);
	free(name);
}

/* Warnings, and after the last variant what they come to. */
static void put_words(struct pl_buf *out, const struct pl_result *result,
		      const struct pl_variants *variants)
{
	bool last = result->variant && !result->more && result->n_errors == 0;

	if (result->n_warnings == 0 && !last)
		return;
	pl_buf_puts(out, "    <system-out>");
	for (size_t i = 0; last && i < variants->n_rows; i++) {
		struct pl_buf line = PL_BUF_INIT;

		pl_variants_line(variants, i, &line);
		pl_xml_put(out, pl_buf_str(&line), true);
		pl_buf_putc(out, '\n');
		pl_buf_clear(&line);
	}
	for (size_t i = 0; i < result->n_warnings; i++) {
		pl_buf_puts(out, "warning: ");
		pl_xml_put(out, result->warnings[i], true);
		pl_buf_putc(out, '\n');
	}
	pl_buf_puts(out, "</system-out>\n");
}

static void put_result(struct pl_report_state *state, const struct pl_result *result)
{
	struct pl_tally one = { 0 };
	struct pl_map names = PL_MAP_INIT;
	struct pl_buf *out = &state->held;
	char *suite = suite_name(result);
	bool fixed = pl_tally_is_fixed(&state->tally, result);

	pl_tally_add(&one, result);
	pl_buf_puts(out, "  <testsuite");
	put_attribute(out, "name", suite);
	free(suite);
	pl_buf_printf(out,
		      " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"0\">\n",
		      one.expectations + one.errors + one.skipped + fixed, one.unmet + fixed,
		      one.errors, one.skipped + one.known);
	put_mark(out, result, fixed);
	for (size_t i = 0; i < result->n_errors; i++)
		put_error(out, result, &result->errors[i], &names);
	for (size_t i = 0; i < result->n_checks; i++)
		put_case(out, result, &result->checks[i], &names);
	put_words(out, result, &state->variants);
	pl_buf_puts(out, "  </testsuite>\n");
	pl_map_clear(&names);
}

/* The counts stand before the suites, so the suites wait. */
static void put_end(struct pl_report_state *state)
{
	const struct pl_tally *tally = &state->tally;

	pl_buf_puts(state->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	pl_buf_printf(state->out,
		      "<testsuites name=\"pinlab\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		      "time=\"0\">\n",
		      tally->expectations + tally->errors + tally->skipped + tally->fixed,
		      tally->unmet + tally->fixed, tally->errors);
	pl_buf_add(state->out, pl_buf_str(&state->held), state->held.len);
	pl_buf_puts(state->out, "</testsuites>\n");
}

const struct pl_report_format pl_format_junit = {
	.name = "junit",
	.summary = "JUnit XML, as CI systems read it",
	.result = put_result,
	.end = put_end,
};
