/*
 * The events of a plan with the seconds at which they happen, so that one of
 * them can be moved: what counts from it moves along, everything else stays.
 */
#ifndef PINLAB_LAB_PLAN_SCHEDULE_H
#define PINLAB_LAB_PLAN_SCHEDULE_H

#include "lab/run.h"

struct pl_slot {
	struct pl_event *event; /* borrowed from the model */
	int64_t at;             /* as written */
	size_t with;            /* the slot that it counts from, itself when from none */
};

struct pl_schedule {
	const struct pl_model *model; /* borrowed */
	struct pl_slot *slots;  /* in the order of the model */
	size_t n;
};

/* From a run of the plan as written, which it leaves complete. */
PL_MUST_USE bool pl_schedule_read(struct pl_schedule *out, struct pl_run *run,
				  struct pl_error *err);
void pl_schedule_clear(struct pl_schedule *schedule);
/* The slot of the event, n: there is none. */
size_t pl_schedule_find(const struct pl_schedule *schedule, const char *id);

/* Which slot is put at which second. */
struct pl_shift {
	size_t slot;
	int64_t to;
};

/* The events after a shift. */
struct pl_order {
	struct pl_event **events;   /* in the order of time; new references */
	struct pl_event **of_slot;  /* the same by their slots; borrowed */
	size_t n;
};
/* shift NULL: as written. */
void pl_schedule_order(const struct pl_schedule *schedule, const struct pl_shift *shift,
		       struct pl_order *out);
void pl_order_clear(struct pl_order *order);

#endif
