/* Small questions about text: likeness, encodings, what is safe on a terminal. */
#ifndef PINLAB_UTIL_TEXT_H
#define PINLAB_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/compiler.h"

PL_MUST_USE bool pl_streq(const char *a, const char *b); /* NULL equals NULL only */
PL_MUST_USE bool pl_starts_with(const char *text, const char *prefix);
PL_MUST_USE bool pl_ends_with(const char *text, const char *suffix);
/* True when a host name is at least one label longer than `top`; case does not matter. */
PL_MUST_USE bool pl_name_is_below(const char *name, const char *top);

/*
 * The candidate nearest to `word` when it is near enough to be a slip of the
 * finger (edit distance with transpositions at most a third of the length,
 * at least 1), else NULL; of equally near ones the first.
 */
const char *pl_nearest(const char *word, const char *const *candidates, size_t n);

/* A whole number with commas, "4,000,000"; out needs PL_GROUPED_TEXT bytes. */
#define PL_GROUPED_TEXT 27
const char *pl_grouped(int64_t number, char out[PL_GROUPED_TEXT]);

/* Lower-case hex; out needs 2 * len + 1 bytes. */
const char *pl_hex(const uint8_t *data, size_t len, char *out);
/* Standard alphabet with padding; out needs PL_BASE64_LEN(len) + 1 bytes. */
#define PL_BASE64_LEN(len) (((len) + 2) / 3 * 4)
const char *pl_base64(const uint8_t *data, size_t len, char *out);
/* Strict readers: canonical text only (hex in either case). *len is the room on entry, the bytes
 * written on success. */
PL_MUST_USE bool pl_base64_decode(const char *text, size_t text_len, uint8_t *out, size_t *len);
PL_MUST_USE bool pl_hex_decode(const char *text, size_t text_len, uint8_t *out, size_t *len);

/* Appends `text` with control bytes, invalid UTF-8 and direction marks escaped
 * as \xNN or \u{NNNN}, cut to `max` columns with a final "…" (max 0: no cut). */
void pl_text_safe(struct pl_buf *buf, const char *text, size_t len, size_t max);

/* Decodes one UTF-8 code point at `text` (len > 0 bytes there); yields the
 * bytes used and sets *cp, or yields 0 on invalid input. */
size_t pl_utf8_next(const char *text, size_t len, uint32_t *cp);
/* Columns of one code point on a terminal: combining marks 0, wide ones 2, others 1. */
int pl_utf8_columns(uint32_t cp);
/* Columns of a text: the sum over its code points; an invalid byte counts 1. */
size_t pl_text_columns(const char *text);

/* Appends `text` broken at blanks into lines of at most `width` columns, each
 * after the first begun with `indent` blanks. A newline in it stays a line's end. */
void pl_text_wrap(struct pl_buf *buf, const char *text, size_t width, size_t indent);

#endif
