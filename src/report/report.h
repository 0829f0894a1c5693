/*
 * Reports: results on their way to a file or standard output, in one format
 * each. A format is one const struct in one file. Formats append to a buffer
 * and see nothing but results; report.c alone writes.
 */
#ifndef PINLAB_REPORT_REPORT_H
#define PINLAB_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "report/coverage.h"
#include "report/result.h"
#include "report/style.h"
#include "report/variants.h"
#include "util/buf.h"

struct pl_report_options {
	struct pl_style style; /* text only */
	size_t files;          /* how many results will come */
	bool verbose;          /* text: the matrix of every scenario */
	bool errors_shown;     /* text: errors stand whole above it, on the same terminal */
};

/* What a format works with. */
struct pl_report_state {
	struct pl_report_options options;
	struct pl_tally tally; /* over the results so far, the one at hand included */
	struct pl_coverage coverage; /* likewise */
	struct pl_variants variants; /* of the file at hand, this result included */
	struct pl_buf *out;    /* what goes to the file next */
	struct pl_buf held;    /* the format's own, until the end */
	size_t points;         /* likewise */
};

struct pl_report_format {
	const char *name;
	const char *summary;
	void (*begin)(struct pl_report_state *state); /* may be NULL */
	void (*result)(struct pl_report_state *state, const struct pl_result *result);
	void (*end)(struct pl_report_state *state); /* may be NULL */
};

/* The list, in the order in which it is shown. */
const struct pl_report_format *const *pl_report_formats(size_t *n);
const struct pl_report_format *pl_report_format_find(const char *name);

struct pl_report; /* one open report */

/* Opens `path` ("-": standard output) through a temporary name beside it; a
 * file that is there keeps its permission, a link stays one (util/draft.h). */
PL_MUST_USE struct pl_report *pl_report_open(const struct pl_report_format *format,
					     const char *path,
					     const struct pl_report_options *options,
					     struct pl_error *err);
/* False when the disk is full or the reader has gone; the report can only be dropped then. */
PL_MUST_USE bool pl_report_result(struct pl_report *report, const struct pl_result *result,
				  struct pl_error *err);
/* Ends, and puts the file in place. Frees the report either way. */
PL_MUST_USE bool pl_report_close(struct pl_report *report, struct pl_error *err);
/* Frees it and leaves no file. */
void pl_report_drop(struct pl_report *report);

#endif
