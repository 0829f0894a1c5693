/* What the files that write text share; only this room includes it. */
#ifndef PINLAB_REPORT_TEXT_PARTS_H
#define PINLAB_REPORT_TEXT_PARTS_H

#include "report/text.h"

/* Below the matrix: what the attack side says in one symbol but took turns at. */
void pl_text_attack_changes(struct pl_buf *out, const struct pl_result *result,
			    const struct pl_style *style);
/* The steps by number, the attacks by letter, the symbols that occur. */
void pl_text_key(struct pl_buf *out, const struct pl_result *result, const struct pl_style *style,
		 const size_t *steps, size_t n_steps);
/* What the run comes to for the fleet; nothing when there is none. */
void pl_text_fleet(struct pl_buf *out, const struct pl_result *result,
		   const struct pl_style *style);
/* Appends safe text, wrapped, when the line has `used` columns already; further lines begin with
 * `indent` blanks. */
void pl_text_flow(struct pl_buf *out, const struct pl_style *style, const char *text, size_t used,
		  size_t indent);

#endif
