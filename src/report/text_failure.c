/* How an unmet expectation and an error are told: what was wanted, what came, why, what next. */
#include <config.h>

#include "report/text_parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define BLOCK_WIDTH 100 /* of a failure block, whatever the terminal: logs are compared */

/* "leaf-spki", "leaf-spki, attack own-ca" */
static void put_subject(struct pl_buf *line, const struct pl_result *result,
			const struct pl_result_check *check)
{
	pl_buf_puts(line, check->subject		      ? check->subject
			  : check->row < result->n_rows ? result->rows[check->row].id
							: "no such row");
	if (check->attack >= 0 && (size_t)check->attack < result->n_attacks)
		pl_buf_printf(line, ", attack %s", result->attacks[check->attack].name);
}

char *pl_text_check_name(const struct pl_result *result, const struct pl_result_check *check)
{
	struct pl_buf name = PL_BUF_INIT;
	char at[PL_TIME_TEXT];

	put_subject(&name, result, check);
	if (check->whole_run) {
		pl_buf_puts(&name, ", whole run");
	} else if (check->step < result->n_steps) {
		const struct pl_result_step *step = &result->steps[check->step];

		pl_buf_printf(&name, " at %s (step %zu, %s)", pl_time_format_short(step->at, at),
			      step->index, pl_result_step_word(step));
	}
	pl_buf_printf(&name, ": %s", check->expected);
	return pl_buf_take(&name);
}

static void put_head(struct pl_buf *out, const struct pl_result *result,
		     const struct pl_result_check *check, const struct pl_style *style)
{
	struct pl_buf line = PL_BUF_INIT;
	char at[PL_TIME_TEXT];

	pl_style_begin(style, out, PL_ROLE_BAD);
	pl_buf_puts(out, "FAIL");
	pl_style_end(style, out, PL_ROLE_BAD);
	pl_buf_printf(&line, " %s:%d:%d  ", check->file ? check->file : "-", check->line,
		      check->column);
	put_subject(&line, result, check);
	if (check->step < result->n_steps) {
		const struct pl_result_step *step = &result->steps[check->step];

		pl_buf_printf(&line, "  at %s (step %zu, %s)", pl_time_format_short(step->at, at),
			      step->index, pl_result_step_word(step));
	} else {
		pl_buf_puts(&line, "  over the whole run");
	}
	pl_style_text(style, out, pl_buf_str(&line));
	pl_buf_putc(out, '\n');
	pl_buf_clear(&line);
}

/* Text after what `out` has on its last line, wrapped for a log. */
static void put_flow(struct pl_buf *out, const struct pl_style *style, size_t line_start,
		     const char *text)
{
	struct pl_style wide = *style;

	wide.width = BLOCK_WIDTH;
	pl_text_flow(out, &wide, text, out->len - line_start, 4);
	pl_buf_putc(out, '\n');
}

static void put_cause(struct pl_buf *out, const struct pl_result_check *check,
		      const struct pl_style *style)
{
	size_t start = out->len;

	pl_buf_puts(out, "  ");
	if (check->has_last_good && check->last_good == SIZE_MAX)
		pl_buf_puts(out, "last good: never");
	else if (check->has_last_good)
		pl_buf_printf(out, "last good: step %zu", check->last_good);
	if (check->cause)
		pl_buf_puts(out, check->has_last_good ? "   cause: " : "cause: ");
	put_flow(out, style, start, check->cause ? check->cause : "");
}

void pl_text_failure(struct pl_buf *out, const struct pl_result *result,
		     const struct pl_result_check *check, const struct pl_style *style)
{
	char *open = pl_result_open_command(result, check);

	put_head(out, result, check, style);
	pl_buf_puts(out, "  expected ");
	pl_style_text(style, out, check->expected);
	pl_buf_puts(out, "   got ");
	pl_style_text(style, out, check->actual);
	pl_buf_putc(out, '\n');
	if (check->has_last_good || check->cause)
		put_cause(out, check, style);
	if (check->fix) {
		size_t start = out->len;

		pl_buf_puts(out, "  fix: ");
		put_flow(out, style, start, check->fix);
	}
	pl_buf_puts(out, "  open: ");
	pl_style_text(style, out, open);
	pl_buf_putc(out, '\n');
	free(open);
}

void pl_text_error(struct pl_buf *out, const struct pl_result_error *error,
		   const struct pl_style *style)
{
	struct pl_error err = {
		.kind = error->kind,
		.file = error->file,
		.line = error->line,
		.column = error->column,
		.text = error->message,
		.quote = error->quote,
		.caret = error->caret,
	};
	char *text = pl_error_format(&err);
	char *line = text;

	/* Line by line, for what is safe on a line must not join them. */
	while (*line) {
		char *end = strchr(line, '\n');

		if (end)
			*end = '\0';
		pl_style_text(style, out, line);
		pl_buf_putc(out, '\n');
		line = end ? end + 1 : line + strlen(line);
	}
	free(text);
}
