/* What an error remembers, and how it reads. */
#include <config.h>

#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

#define TEXT_COLUMNS 2000 /* a longer message would hide what it says */
#define QUOTE_COLUMNS 96  /* with the indent, within a hundred */
#define QUOTE_AFTER 36    /* columns kept behind the caret of a long line */
#define TAB_STOP 8
#define CUT "\xe2\x80\xa6" /* U+2026, one column */

void pl_error_clear(struct pl_error *err)
{
	free(err->file);
	free(err->text);
	free(err->quote);
	*err = (struct pl_error)PL_ERROR_INIT;
}

/* The text may hold pieces of a hostile file: it is made safe here, once, for every reader. */
static void set(struct pl_error *err, enum pl_error_kind kind, struct pl_pos pos, const char *fmt,
		va_list args)
{
	struct pl_buf safe = PL_BUF_INIT;
	char *raw;

	if (err->kind != PL_ERROR_NONE)
		return;
	if (vasprintf(&raw, fmt, args) < 0)
		raw = pl_strdup(fmt);
	pl_text_safe(&safe, raw, strlen(raw), TEXT_COLUMNS);
	free(raw);
	*err = (struct pl_error){
		.kind = kind,
		.file = pl_strdup(pos.file),
		.line = pos.line,
		.column = pos.column,
		.text = pl_buf_take(&safe),
	};
}

bool pl_error_input_v(struct pl_error *err, struct pl_pos pos, const char *fmt, va_list args)
{
	set(err, PL_ERROR_INPUT, pos, fmt, args);
	return false;
}

bool pl_error_input(struct pl_error *err, struct pl_pos pos, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set(err, PL_ERROR_INPUT, pos, fmt, args);
	va_end(args);
	return false;
}

bool pl_error_usage(struct pl_error *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set(err, PL_ERROR_USAGE, (struct pl_pos){ 0 }, fmt, args);
	va_end(args);
	return false;
}

bool pl_error_environment(struct pl_error *err, const char *file, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set(err, PL_ERROR_ENVIRONMENT, (struct pl_pos){ .file = file }, fmt, args);
	va_end(args);
	return false;
}

/*
 * Appends one character of the source line. A tab becomes blanks up to the
 * next stop, so that what stands below the line need not know about tabs.
 */
static size_t quote_char(struct pl_buf *out, size_t *columns, const char *text, size_t len)
{
	struct pl_buf piece = PL_BUF_INIT;
	uint32_t cp;
	size_t used = pl_utf8_next(text, len, &cp);

	if (used == 0)
		used = 1;
	if (*text == '\t')
		pl_buf_printf(&piece, "%*s", (int)(TAB_STOP - *columns % TAB_STOP), "");
	else
		pl_text_safe(&piece, text, used, 0);
	*columns += pl_text_columns(pl_buf_str(&piece));
	pl_buf_add(out, pl_buf_str(&piece), piece.len);
	pl_buf_clear(&piece);
	return used;
}

/* The bytes of `text` that fill `columns` columns, or all of them. */
static size_t bytes_of_columns(const char *text, size_t columns)
{
	size_t len = strlen(text), at = 0, width = 0;

	while (at < len) {
		uint32_t cp;
		size_t used = pl_utf8_next(text + at, len - at, &cp);

		width += (size_t)pl_utf8_columns(cp);
		if (width > columns)
			break;
		at += used ? used : 1;
	}
	return at;
}

/* Keeps the part of a long line around the caret, whose column is `caret` from 0. */
static char *cut_quote(const char *line, size_t *caret)
{
	size_t columns = pl_text_columns(line);
	size_t skip = 0, from, until;

	if (columns <= QUOTE_COLUMNS)
		return pl_strdup(line);
	if (*caret > QUOTE_COLUMNS - QUOTE_AFTER)
		skip = *caret - (QUOTE_COLUMNS - QUOTE_AFTER);
	from = bytes_of_columns(line, skip);
	skip = columns - pl_text_columns(line + from);
	until = bytes_of_columns(line + from, QUOTE_COLUMNS);
	*caret = *caret - skip + (skip > 0);
	return pl_asprintf("%s%.*s%s", skip ? CUT : "", (int)until, line + from,
			   line[from + until] ? CUT : "");
}

void pl_error_quote(struct pl_error *err, const char *line, size_t len)
{
	struct pl_buf out = PL_BUF_INIT;
	size_t at = 0, columns = 0, caret = 0;
	int column = 1;

	if (err->kind == PL_ERROR_NONE || err->quote)
		return;
	while (at < len && column < err->column) {
		at += quote_char(&out, &columns, line + at, len - at);
		column++;
	}
	caret = columns;
	/* Enough of the rest to know that it goes on. */
	while (at < len && columns <= caret + QUOTE_COLUMNS)
		at += quote_char(&out, &columns, line + at, len - at);
	err->quote = cut_quote(pl_buf_str(&out), &caret);
	err->caret = err->column > 0 ? (int)caret + 1 : 0;
	pl_buf_clear(&out);
}

void pl_error_move(struct pl_error *to, struct pl_error *from)
{
	if (to == from)
		return;
	if (to->kind == PL_ERROR_NONE) {
		pl_error_clear(to);
		*to = *from;
		*from = (struct pl_error)PL_ERROR_INIT;
	}
	pl_error_clear(from);
}

static void put_position(struct pl_buf *out, const struct pl_error *err)
{
	if (!err->file)
		return;
	pl_text_safe(out, err->file, strlen(err->file), 0);
	if (err->line > 0)
		pl_buf_printf(out, ":%d", err->line);
	if (err->line > 0 && err->column > 0)
		pl_buf_printf(out, ":%d", err->column);
	pl_buf_puts(out, ": ");
}

char *pl_error_format(const struct pl_error *err)
{
	struct pl_buf out = PL_BUF_INIT;

	put_position(&out, err);
	pl_buf_printf(&out, "error: %s\n", err->text ? err->text : "nothing is wrong");
	if (err->quote)
		pl_buf_printf(&out, "  %s\n", err->quote);
	if (err->quote && err->caret > 0)
		pl_buf_printf(&out, "  %*s\n", err->caret, "^");
	return pl_buf_take(&out);
}

void pl_errors_clear(struct pl_errors *errors)
{
	for (size_t i = 0; i < errors->n; i++)
		pl_error_clear(&errors->items[i]);
	free(errors->items);
	*errors = (struct pl_errors)PL_ERRORS_INIT;
}

void pl_errors_take(struct pl_errors *errors, struct pl_error *err)
{
	if (err->kind == PL_ERROR_NONE)
		return;
	if (errors->n == PL_ERRORS_MAX) {
		errors->dropped++;
		pl_error_clear(err);
		return;
	}
	*PL_PUSH(errors->items, errors->n, errors->cap) = *err;
	*err = (struct pl_error)PL_ERROR_INIT;
}

void pl_errors_input(struct pl_errors *errors, struct pl_pos pos, const char *fmt, ...)
{
	struct pl_error err = PL_ERROR_INIT;
	va_list args;

	va_start(args, fmt);
	set(&err, PL_ERROR_INPUT, pos, fmt, args);
	va_end(args);
	pl_errors_take(errors, &err);
}
