/* The text report: the matrix as a person reads it, and what failed. */
#include <config.h>

#include "report/formats.h"

#include "report/text_parts.h"

static void put_title(struct pl_report_state *state, const struct pl_result *result)
{
	const struct pl_style *style = &state->options.style;
	struct pl_buf *out = state->out;

	if (result->name) {
		pl_style_begin(style, out, PL_ROLE_TITLE);
		pl_style_text(style, out, result->name);
		pl_style_end(style, out, PL_ROLE_TITLE);
	}
	if (result->variant) {
		pl_buf_puts(out, result->name ? " [" : "[");
		pl_style_text(style, out, result->variant);
		pl_buf_puts(out, result->name || !result->file ? "]" : "] ");
	}
	if (result->file) {
		pl_buf_puts(out, result->name ? "  (" : "");
		pl_style_text(style, out, result->file);
		pl_buf_puts(out, result->name ? ")" : "");
	}
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static size_t count_unmet(const struct pl_result *result)
{
	size_t n = 0;

	for (size_t i = 0; i < result->n_checks; i++)
		n += !result->checks[i].met;
	return n;
}

/* What a file's line begins with, and why it may be no surprise. */
struct mark {
	const char *word;
	enum pl_role role;
	const char *reason; /* or NULL */
};

static struct mark mark_of(const struct pl_report_state *state, const struct pl_result *result,
			   size_t unmet)
{
	if (result->n_errors > 0)
		return (struct mark){ "ERROR ", PL_ROLE_BAD, NULL };
	if (result->skip)
		return (struct mark){ "skip  ", PL_ROLE_QUIET, result->skip };
	if (pl_tally_is_fixed(&state->tally, result))
		return (struct mark){ "FIXED ", PL_ROLE_BAD,
				      "known-bad, and everything is met; take known-bad out" };
	if (unmet > 0 && result->known_bad)
		return (struct mark){ "known ", PL_ROLE_WARN, result->known_bad };
	return unmet > 0 ? (struct mark){ "FAIL  ", PL_ROLE_BAD, NULL }
			 : (struct mark){ "ok    ", PL_ROLE_GOOD, NULL };
}

static void put_verdict(struct pl_report_state *state, const struct pl_result *result, size_t unmet)
{
	struct mark mark = mark_of(state, result, unmet);

	pl_style_begin(&state->options.style, state->out, mark.role);
	pl_buf_puts(state->out, mark.word);
	pl_style_end(&state->options.style, state->out, mark.role);
	put_title(state, result);
	if (mark.reason) {
		pl_buf_puts(state->out, "  ");
		pl_style_text(&state->options.style, state->out, mark.reason);
	}
	if (result->n_errors > 0 && state->options.errors_shown)
		pl_buf_printf(state->out, "  %zu error%s, see above", result->n_errors,
			      plural(result->n_errors));
	pl_buf_putc(state->out, '\n');
}

/* In one line each: standard error has them whole, with the line quoted. */
static void put_errors(struct pl_report_state *state, const struct pl_result *result)
{
	for (size_t i = 0; i < result->n_errors; i++) {
		const struct pl_result_error *error = &result->errors[i];
		struct pl_buf line = PL_BUF_INIT;

		if (error->file)
			pl_buf_printf(&line, "%s:", error->file);
		if (error->line > 0)
			pl_buf_printf(&line, "%d:%d:", error->line, error->column);
		pl_buf_printf(&line, "%s%s", error->file ? " " : "", error->message);
		pl_buf_puts(state->out, "  ");
		pl_style_text(&state->options.style, state->out, pl_buf_str(&line));
		pl_buf_putc(state->out, '\n');
		pl_buf_clear(&line);
	}
}

/* Of several variants the first stands for those that are as they should be. */
static bool wants_matrix(const struct pl_report_state *state, const struct pl_result *result,
			 size_t unmet)
{
	return state->options.verbose || unmet > 0 ||
	       (state->options.files <= 1 && result->variant_at == 0);
}

/* After the last variant: in how many of them each row breaks. */
static void put_variants(struct pl_report_state *state)
{
	for (size_t i = 0; i < state->variants.n_rows; i++) {
		struct pl_buf line = PL_BUF_INIT;

		pl_variants_line(&state->variants, i, &line);
		pl_buf_puts(state->out, "  ");
		pl_style_text(&state->options.style, state->out, pl_buf_str(&line));
		pl_buf_putc(state->out, '\n');
		pl_buf_clear(&line);
	}
	pl_buf_putc(state->out, '\n');
}

static void put_result(struct pl_report_state *state, const struct pl_result *result)
{
	const struct pl_style *style = &state->options.style;
	size_t unmet = count_unmet(result);
	/* What is known needs no telling, unless somebody asks. */
	bool tells = !result->known_bad || state->options.verbose;

	put_verdict(state, result, unmet);
	unmet = tells ? unmet : 0;
	if (!state->options.errors_shown)
		put_errors(state, result);
	for (size_t i = 0; i < result->n_warnings; i++) {
		pl_buf_puts(state->out, "  warning: ");
		pl_style_text(style, state->out, result->warnings[i]);
		pl_buf_putc(state->out, '\n');
	}
	if (result->n_steps > 0 && wants_matrix(state, result, unmet)) {
		pl_buf_putc(state->out, '\n');
		pl_text_matrix(state->out, result, style, state->options.verbose);
		pl_text_tradeoff(state->out, result, style);
		pl_text_fleet(state->out, result, style);
		pl_buf_putc(state->out, '\n');
	}
	for (size_t i = 0; tells && i < result->n_checks; i++) {
		if (!result->checks[i].met)
			pl_text_failure(state->out, result, &result->checks[i], style);
	}
	if (unmet > 0)
		pl_buf_putc(state->out, '\n');
	if (result->variant && !result->more && result->n_errors == 0)
		put_variants(state);
}

/* What took part, for a reader who wonders what "all met" is worth. */
static void put_coverage(struct pl_report_state *state)
{
	const struct pl_coverage *coverage = &state->coverage;
	size_t events = pl_coverage_events_seen(coverage);

	pl_buf_printf(state->out, "seen: %zu event%s", events, events == 1 ? "" : "s");
	for (int i = 0; i < PL_COVERAGES; i++) {
		enum pl_coverage_of of = (enum pl_coverage_of)i;

		pl_buf_printf(state->out, ", %zu %s", pl_coverage_seen(coverage, of),
			      pl_coverage_word(of));
	}
	pl_buf_puts(state->out, "; pinlab list --coverage tells what is missing\n");
}

static void put_end(struct pl_report_state *state)
{
	const struct pl_tally *tally = &state->tally;
	size_t scenarios = tally->files - tally->unread;

	pl_buf_printf(state->out, "%zu scenario%s, ", scenarios, plural(scenarios));
	if (tally->variants > 0)
		pl_buf_printf(state->out, "%zu variant%s, ", tally->variants,
			      plural(tally->variants));
	pl_buf_printf(state->out, "%zu expectation%s: %zu met, %zu not met", tally->expectations,
		      plural(tally->expectations), tally->met, tally->unmet);
	if (tally->known > 0)
		pl_buf_printf(state->out, ", %zu not met as is known", tally->known);
	if (tally->fixed > 0)
		pl_buf_printf(state->out, "; %zu known bad no longer", tally->fixed);
	if (tally->skipped > 0)
		pl_buf_printf(state->out, "; %zu skipped", tally->skipped);
	if (tally->errors > 0)
		pl_buf_printf(state->out, "; %zu error%s", tally->errors, plural(tally->errors));
	if (tally->warnings > 0)
		pl_buf_printf(state->out, "; %zu warning%s", tally->warnings,
			      plural(tally->warnings));
	pl_buf_putc(state->out, '\n');
	if (scenarios > 1)
		put_coverage(state);
}

const struct pl_report_format pl_format_text = {
	.name = "text",
	.summary = "the matrix as a person reads it, and what failed",
	.result = put_result,
	.end = put_end,
};
