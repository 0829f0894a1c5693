/* Plans on their way to a person, or a program. */
#ifndef PINLAB_REPORT_PLAN_H
#define PINLAB_REPORT_PLAN_H

#include "lab/plan.h"
#include "report/page.h"

/* One page that can be signed off: the verdict first, then what it rests on. `other` is another
 * plan to hold it against, or NULL. */
void pl_plan_page(const struct pl_plan *plan, const struct pl_plan *other, struct pl_page *out);
void pl_plan_json(const struct pl_plan *plan, const struct pl_plan *other, struct pl_buf *out);

#endif
