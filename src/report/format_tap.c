/* The TAP 14 report: one subtest per scenario, one point per expectation. */
#include <config.h>

#include "report/formats.h"

#include <stdlib.h>
#include <string.h>

#include "report/text.h"
#include "util/text.h"
#include "util/time.h"

/* Safe text on one line; in a description '\' and '#' are escaped. */
static void put_words(struct pl_buf *out, const char *text)
{
	struct pl_buf safe = PL_BUF_INIT;

	pl_text_safe(&safe, text, strlen(text), 0);
	for (const char *c = pl_buf_str(&safe); *c; c++) {
		if (*c == '\\' || *c == '#')
			pl_buf_putc(out, '\\');
		pl_buf_putc(out, *c);
	}
	pl_buf_clear(&safe);
}

/* One line of a YAML block; text is always in double quotes, so that nothing in
 * it means anything to YAML. */
static void put_field(struct pl_buf *out, const char *indent, const char *key, const char *text)
{
	struct pl_buf safe = PL_BUF_INIT;

	if (!text)
		return;
	pl_text_safe(&safe, text, strlen(text), 0);
	pl_buf_printf(out, "%s%s: \"", indent, key);
	for (const char *c = pl_buf_str(&safe); *c; c++) {
		if (*c == '\\' || *c == '"')
			pl_buf_putc(out, '\\');
		pl_buf_putc(out, *c);
	}
	pl_buf_puts(out, "\"\n");
	pl_buf_clear(&safe);
}

static void put_last_good(struct pl_buf *out, const char *indent,
			  const struct pl_result_check *check)
{
	if (!check->has_last_good)
		return;
	if (check->last_good == SIZE_MAX)
		pl_buf_printf(out, "%slast-good: never\n", indent);
	else
		pl_buf_printf(out, "%slast-good: %zu\n", indent, check->last_good);
}

static void put_diagnosis(struct pl_buf *out, const struct pl_result *result,
			  const struct pl_result_check *check)
{
	static const char *const in = "      ";
	char *open = pl_result_open_command(result, check);
	char at[PL_TIME_TEXT];

	pl_buf_printf(out, "%s---\n", in);
	put_field(out, in, "message", check->cause ? check->cause : "the expectation is not met");
	pl_buf_printf(out, "%sseverity: fail\n", in);
	put_field(out, in, "expected", check->expected);
	put_field(out, in, "actual", check->actual);
	put_field(out, in, "subject", check->subject);
	if (check->row < result->n_rows)
		put_field(out, in, "row", result->rows[check->row].id);
	if (check->attack >= 0)
		put_field(out, in, "attack", result->attacks[check->attack].name);
	if (check->step < result->n_steps) {
		pl_buf_printf(out, "%sstep: %zu\n", in, check->step);
		put_field(out, in, "at", pl_time_format(result->steps[check->step].at, at));
	}
	put_last_good(out, in, check);
	put_field(out, in, "fix", check->fix);
	put_field(out, in, "file", check->file);
	pl_buf_printf(out, "%sline: %d\n%scolumn: %d\n", in, check->line, in, check->column);
	put_field(out, in, "open", open);
	pl_buf_printf(out, "%s...\n", in);
	free(open);
}

/* " # TODO reason", which a consumer does not take for a failure; NULL: nothing. */
static void put_directive(struct pl_buf *out, const char *word, const char *reason)
{
	if (!reason)
		return;
	pl_buf_printf(out, " # %s ", word);
	put_words(out, reason);
}

/* `before`: points of the variants before this one. */
static void put_checks(struct pl_buf *out, const struct pl_result *result, size_t before)
{
	for (size_t i = 0; i < result->n_checks; i++) {
		const struct pl_result_check *check = &result->checks[i];
		char *plain = pl_text_check_name(result, check);
		char *name = pl_variants_title(plain, result);

		pl_buf_printf(out, "    %sok %zu - ", check->met ? "" : "not ", before + i + 1);
		put_words(out, name);
		pl_buf_printf(out, " [%d:%d]", check->line, check->column);
		if (!check->met)
			put_directive(out, "TODO", result->known_bad);
		pl_buf_putc(out, '\n');
		if (!check->met)
			put_diagnosis(out, result, check);
		free(plain);
		free(name);
	}
}

static void put_errors(struct pl_buf *out, const struct pl_result *result)
{
	static const char *const in = "  ";

	pl_buf_printf(out, "%s---\n", in);
	pl_buf_printf(out, "%sseverity: error\n%serrors:\n", in, in);
	for (size_t i = 0; i < result->n_errors; i++) {
		const struct pl_result_error *error = &result->errors[i];

		put_field(out, "    - ", "message", error->message);
		put_field(out, "      ", "file", error->file);
		pl_buf_printf(out, "      line: %d\n      column: %d\n", error->line,
			      error->column);
	}
	pl_buf_printf(out, "%s...\n", in);
}

static void put_warnings(struct pl_buf *out, const char *indent, const struct pl_result *result)
{
	for (size_t i = 0; i < result->n_warnings; i++) {
		pl_buf_printf(out, "%s# warning: ", indent);
		put_words(out, result->warnings[i]);
		pl_buf_putc(out, '\n');
	}
}

/* The points of one variant wait for those of the others: their number stands before them. */
static void hold_subtest(struct pl_report_state *state, const struct pl_result *result)
{
	struct pl_buf *out = &state->held;

	if (result->variant_at == 0) {
		pl_buf_reset(out);
		state->points = 0;
	}
	put_warnings(out, "    ", result);
	put_checks(out, result, state->points);
	state->points += result->n_checks;
}

static void put_variants(struct pl_buf *out, const struct pl_variants *variants)
{
	for (size_t i = 0; i < variants->n_rows; i++) {
		struct pl_buf line = PL_BUF_INIT;

		pl_variants_line(variants, i, &line);
		pl_buf_puts(out, "    # ");
		put_words(out, pl_buf_str(&line));
		pl_buf_putc(out, '\n');
		pl_buf_clear(&line);
	}
}

static void put_subtest(struct pl_report_state *state, const struct pl_result *result,
			const char *name)
{
	struct pl_buf *out = state->out;

	pl_buf_puts(out, "# Subtest: ");
	put_words(out, name);
	pl_buf_printf(out, "\n    1..%zu%s\n", state->points,
		      state->points ? "" : " # SKIP nothing is expected");
	pl_buf_add(out, pl_buf_str(&state->held), state->held.len);
	if (result->variant)
		put_variants(out, &state->variants);
}

static void put_result(struct pl_report_state *state, const struct pl_result *result)
{
	const char *name = result->file ? result->file : result->name ? result->name : "scenario";
	struct pl_buf *out = state->out;

	bool fixed = pl_tally_is_fixed(&state->tally, result);

	/* What could not be run, or was not, has no subtest, not even an empty one. */
	if (result->n_errors == 0 && !result->skip)
		hold_subtest(state, result);
	if (result->more)
		return;
	if (result->n_errors > 0)
		put_warnings(out, "", result);
	else if (!result->skip)
		put_subtest(state, result, name);
	pl_buf_printf(out, "%sok %zu - ", state->variants.good && !fixed ? "" : "not ",
		      state->tally.files);
	put_words(out, name);
	if (fixed)
		pl_buf_puts(out, ": known-bad, and everything is met; take known-bad out");
	else if (result->skip)
		put_directive(out, "SKIP", result->skip);
	else if (result->n_errors == 0 && state->points == 0)
		pl_buf_puts(out, " # SKIP nothing is expected");
	else if (result->n_errors == 0 && !state->variants.good)
		put_directive(out, "TODO", result->known_bad);
	pl_buf_putc(out, '\n');
	if (result->n_errors > 0)
		put_errors(out, result);
}

static void put_begin(struct pl_report_state *state)
{
	pl_buf_printf(state->out, "TAP version 14\n1..%zu\n", state->options.files);
}

const struct pl_report_format pl_format_tap = {
	.name = "tap",
	.summary = "TAP 14: a subtest per scenario, a point per expectation",
	.begin = put_begin,
	.result = put_result,
};
