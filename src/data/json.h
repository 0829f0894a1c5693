/*
 * JSON in, through jansson, which only json_read.c knows, and out, by a writer
 * of our own: results are large, and text is all that a writer needs to keep.
 */
#ifndef PINLAB_DATA_JSON_H
#define PINLAB_DATA_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "data/node.h"
#include "util/buf.h"

/*
 * Reads one JSON value into the node tree. Strings are quoted TEXT; true,
 * false, null and integers are TEXT as written, other numbers TEXT that reads
 * back as the same double. Repeated keys, NUL and what exceeds the limits of
 * data/node.h or `limit` bytes are refused; a limit above the number of values there
 * raises that as well. jansson gives positions for errors
 * only; nodes carry line 1.
 */
PL_MUST_USE struct pl_doc *pl_json_parse(const char *file, struct pl_bytes text, size_t limit,
					 struct pl_error *err);

/*
 * A value under construction, in insertion order. Text is made valid UTF-8
 * and what is not safe on a terminal is escaped, so nothing that is written can
 * fail. A key is needed inside an object and ignored inside an array and at the top.
 */
struct pl_json;

PL_MUST_USE struct pl_json *pl_json_new(void);
void pl_json_free(struct pl_json *json);
void pl_json_object(struct pl_json *json, const char *key); /* opens */
void pl_json_array(struct pl_json *json, const char *key);  /* opens */
void pl_json_end(struct pl_json *json);                     /* closes the innermost */
/* NULL text: null. */
void pl_json_text(struct pl_json *json, const char *key, const char *text);
void pl_json_int(struct pl_json *json, const char *key, int64_t value);
void pl_json_bool(struct pl_json *json, const char *key, bool value);
void pl_json_null(struct pl_json *json, const char *key);
/* RFC 3339; PL_TIME_NONE: null. */
void pl_json_time(struct pl_json *json, const char *key, int64_t time);
/* Appends the finished value and a newline: indented by 2, or compact on one line. */
void pl_json_dump(const struct pl_json *json, bool compact, struct pl_buf *out);

#endif
