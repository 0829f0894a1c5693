/* A rehearsal as a person reads it, and as a program does. */
#ifndef PINLAB_REPORT_REHEARSAL_H
#define PINLAB_REPORT_REHEARSAL_H

#include "rehearsal/rehearse.h"
#include "report/result.h"
#include "report/style.h"

/* `standard` has one result per host: the standard events against it. */
void pl_rehearsal_text(struct pl_buf *out, const struct pl_rehearsal *rehearsal,
		       const struct pl_result *standard, const struct pl_style *style);
void pl_rehearsal_json(struct pl_buf *out, const struct pl_rehearsal *rehearsal);

#endif
