/*
 * An inability to answer a question, with a position and a remedy. A refused
 * chain is not an error but a verdict. Library code never prints and never exits.
 *
 * Functions that can fail return bool or a pointer and take a struct pl_error *
 * last (never NULL); the first error set is kept and later ones are ignored.
 */
#ifndef PINLAB_UTIL_ERROR_H
#define PINLAB_UTIL_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/compiler.h"

/* The values are the exit codes of the command line. */
enum pl_error_kind {
	PL_ERROR_NONE = 0,
	PL_ERROR_USAGE = 2,       /* wrong command line */
	PL_ERROR_INPUT = 3,       /* an input does not parse or is not valid */
	PL_ERROR_ENVIRONMENT = 4, /* file, memory, library */
};

/* Where a thing was written. line and column count from 1 (columns in code
 * points); line 0 means the whole file; file NULL means nowhere. Borrowed. */
struct pl_pos {
	const char *file;
	int line;
	int column;
};

struct pl_error {
	enum pl_error_kind kind;
	char *file; /* owned copies, so that an error outlives what it is about */
	int line;
	int column;
	char *text;  /* what, and what to do; no newline at the end */
	char *quote; /* the line of the file, safe for a terminal, cut when long; or NULL */
	int caret;   /* the column of the quote that the error points at, from 1; 0: none */
};

#define PL_ERROR_INIT { .kind = PL_ERROR_NONE }

void pl_error_clear(struct pl_error *err);

/* Each sets *err unless it is set already, and returns false so that callers
 * can `return pl_error_input(err, pos, "...")`. The text is made safe for a
 * terminal, line ends included. */
bool pl_error_input(struct pl_error *err, struct pl_pos pos, const char *fmt, ...)
	PL_PRINTF(3, 4);
bool pl_error_input_v(struct pl_error *err, struct pl_pos pos, const char *fmt, va_list args);
bool pl_error_usage(struct pl_error *err, const char *fmt, ...) PL_PRINTF(2, 3);
bool pl_error_environment(struct pl_error *err, const char *file, const char *fmt, ...)
	PL_PRINTF(3, 4);

/* Adds the source line, made safe for a terminal, unless there is one; an
 * error that is not set stays so. */
void pl_error_quote(struct pl_error *err, const char *line, size_t len);

/* Moves *from into *to when *to is unset; clears *from either way. */
void pl_error_move(struct pl_error *to, struct pl_error *from);

/*
 * What goes to standard error, newline included, caller frees:
 *     FILE:LINE:COL: error: TEXT
 *       the line quoted
 *           ^
 */
PL_MUST_USE char *pl_error_format(const struct pl_error *err);

/* Several errors of one input; keeps the first PL_ERRORS_MAX and counts the rest. */
#define PL_ERRORS_MAX 20

struct pl_errors {
	struct pl_error *items;
	size_t n;
	size_t cap;
	size_t dropped;
};

#define PL_ERRORS_INIT { 0 }

void pl_errors_clear(struct pl_errors *errors);
/* Moves *err, if it is set, to the end of the list; *err is clear after. */
void pl_errors_take(struct pl_errors *errors, struct pl_error *err);
void pl_errors_input(struct pl_errors *errors, struct pl_pos pos, const char *fmt, ...)
	PL_PRINTF(3, 4);

#endif
