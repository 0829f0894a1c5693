/* Results as a person reads them: the matrix, and the block that explains a failure. */
#ifndef PINLAB_REPORT_TEXT_H
#define PINLAB_REPORT_TEXT_H

#include "report/result.h"
#include "report/style.h"

/*
 * Rows down, steps across by number, the attacks beside them; below, what the
 * numbers, letters and symbols mean. Steps that change nothing are left out of
 * a long run, which is said. `every_attack` adds each attack's cells step by step.
 */
void pl_text_matrix(struct pl_buf *out, const struct pl_result *result,
		    const struct pl_style *style, bool every_attack);

/* What each row cost (time cut off) and bought (attacks that it stopped while it reached its
 * host), and who was read when; nothing for what takes no time. */
void pl_text_tradeoff(struct pl_buf *out, const struct pl_result *result,
		      const struct pl_style *style);

/* The block of an unmet expectation, and an error as the command line prints it. */
void pl_text_failure(struct pl_buf *out, const struct pl_result *result,
		     const struct pl_result_check *check, const struct pl_style *style);
void pl_text_error(struct pl_buf *out, const struct pl_result_error *error,
		   const struct pl_style *style);

/* What a check is about, in a few words without its position:
 * "leaf-spki at first-renewal: survives", "leaf-spki, attack own-ca, at 2020-12-02: blocked". */
PL_MUST_USE char *pl_text_check_name(const struct pl_result *result,
				     const struct pl_result_check *check);

#endif
