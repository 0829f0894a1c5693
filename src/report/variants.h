/* Several runs of one file: what they come to together. */
#ifndef PINLAB_REPORT_VARIANTS_H
#define PINLAB_REPORT_VARIANTS_H

#include "report/result.h"
#include "util/buf.h"
#include "util/map.h"

/* One row's outages over the variants so far. */
struct pl_variants_row {
	char *id;
	size_t breaks;       /* in that many variants it breaks at some step */
	struct pl_buf where; /* their names */
};

struct pl_variants {
	size_t n; /* variants so far */
	bool good;/* nothing unmet, no error */
	struct pl_variants_row *rows;
	size_t n_rows, cap_rows;
	struct pl_map places; /* of ids: a row's number among them, from 1 */
};

/* Begins anew with the first variant of a file. */
void pl_variants_add(struct pl_variants *variants, const struct pl_result *result);
void pl_variants_clear(struct pl_variants *variants);

/* "leaf-spki breaks in 2 of 4: issuer=r10, issuer=r11" */
void pl_variants_line(const struct pl_variants *variants, size_t row, struct pl_buf *out);

/* "a3 [issuer=r10]": a name with the variant behind it; caller frees. */
PL_MUST_USE char *pl_variants_title(const char *name, const struct pl_result *result);

#endif
