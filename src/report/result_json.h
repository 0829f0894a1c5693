/*
 * A result as JSON: format 1 for people's programs, and the lines that workers
 * send. Both write the same objects; see docs/pinlab-result.schema.json.
 */
#ifndef PINLAB_REPORT_RESULT_JSON_H
#define PINLAB_REPORT_RESULT_JSON_H

#include "data/json.h"
#include "report/result.h"

/* Each appends one object; `key` as in data/json.h. */
void pl_result_json_scenario(struct pl_json *json, const char *key, const struct pl_result *result);
void pl_result_json_cert(struct pl_json *json, const char *key, const struct pl_result_cert *cert);
void pl_result_json_row(struct pl_json *json, const char *key, const struct pl_result_row *row);
/* The members of a probe, without braces. */
void pl_result_json_outcome(struct pl_json *json, const struct pl_result_outcome *outcome);
void pl_result_json_step(struct pl_json *json, const char *key, const struct pl_result *result,
			 size_t step);
void pl_result_json_check(struct pl_json *json, const char *key, const struct pl_result *result,
			  const struct pl_result_check *check);
void pl_result_json_exposure(struct pl_json *json, const char *key, const struct pl_result *result,
			     const struct pl_result_exposure *exposure);
void pl_result_json_tradeoff(struct pl_json *json, const char *key,
			     const struct pl_result_tradeoff *tradeoff);
void pl_result_json_error(struct pl_json *json, const char *key,
			  const struct pl_result_error *error);

/* The enum pl_note_bit of a note's name, or 0. */
unsigned pl_result_note_bit(const char *name);

/* A document of format 1: head, any number of runs, foot. One object per line,
 * so that large results need no tree and two of them can be compared by line. */
void pl_result_json_head(struct pl_buf *out);
void pl_result_json_run(struct pl_buf *out, const struct pl_result *result, bool first);
void pl_result_json_foot(struct pl_buf *out, const struct pl_tally *tally);

/* The result as JSON lines, and back. The last line says that it is whole; *used is what stands
 * before the next result. */
void pl_result_lines(const struct pl_result *result, struct pl_buf *out);
PL_MUST_USE bool pl_result_read(struct pl_bytes lines, size_t *used, struct pl_result *out,
				struct pl_error *err);

/* The JSON Schema (draft-07) of format 1. */
void pl_result_schema(struct pl_buf *out);

#endif
