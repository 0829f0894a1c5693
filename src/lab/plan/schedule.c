/* In which order do the events of a plan come when one of them moves? */
#include <config.h>

#include "lab/plan/schedule.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* The slot that an event's time counts from. */
static size_t counts_from(const struct pl_schedule *schedule, size_t index)
{
	const struct pl_when *when = &schedule->slots[index].event->when;
	size_t named;

	if (index > 0 && (when->kind == PL_WHEN_SAME || when->kind == PL_WHEN_AFTER))
		return index - 1;
	if (when->kind != PL_WHEN_RELATIVE || pl_when_is_of_world(when))
		return index;
	named = pl_schedule_find(schedule, when->ref);
	return named < index ? named : index;
}

bool pl_schedule_read(struct pl_schedule *out, struct pl_run *run, struct pl_error *err)
{
	const struct pl_model *model = run->model;

	*out = (struct pl_schedule){ .model = model };
	out->slots = pl_calloc(model->n_events, sizeof(*out->slots));
	for (size_t i = 0; i < model->n_events; i++) {
		struct pl_slot *slot = &out->slots[i];

		slot->event = model->events[i];
		if (!pl_run_resolve(run, &slot->event->when, &slot->at, err) ||
		    !pl_run_event(run, slot->event, err))
			return false;
		out->n++;
		slot->with = counts_from(out, i);
	}
	return model->until == PL_TIME_NONE || pl_run_until(run, model->until, err);
}

void pl_schedule_clear(struct pl_schedule *schedule)
{
	free(schedule->slots);
	*schedule = (struct pl_schedule){ 0 };
}

size_t pl_schedule_find(const struct pl_schedule *schedule, const char *id)
{
	size_t i = 0;

	while (i < schedule->n && !pl_streq(schedule->slots[i].event->id, id))
		i++;
	return i;
}

/* How far a slot goes: with what it counts from. */
static int64_t distance(const struct pl_schedule *schedule, const struct pl_shift *shift,
			size_t index)
{
	const struct pl_slot *slot = &schedule->slots[index];

	if (!shift)
		return 0;
	while (index != shift->slot && slot->with != index) {
		index = slot->with;
		slot = &schedule->slots[index];
	}
	return index == shift->slot ? shift->to - slot->at : 0;
}

struct placed {
	struct pl_event *event;
	int64_t at;
	size_t index;
};

static int by_time(const void *a, const void *b)
{
	const struct placed *left = a, *right = b;

	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return left->index < right->index ? -1 : 1;
}

/* A date that the world has is asked for anew, for it may have moved; every other time is fixed
 * now, because what it counts from may come later in the list. */
static struct pl_event *place(const struct pl_slot *slot, int64_t at)
{
	bool stays = at == slot->at && (slot->event->when.kind == PL_WHEN_AT ||
					pl_when_is_of_world(&slot->event->when));

	return stays ? pl_event_ref(slot->event) : pl_event_at(slot->event, at);
}

void pl_schedule_order(const struct pl_schedule *schedule, const struct pl_shift *shift,
		       struct pl_order *out)
{
	struct placed *placed = pl_calloc(schedule->n, sizeof(*placed));

	*out = (struct pl_order){
		.events = pl_calloc(schedule->n, sizeof(*out->events)),
		.of_slot = pl_calloc(schedule->n, sizeof(*out->of_slot)),
		.n = schedule->n,
	};
	for (size_t i = 0; i < schedule->n; i++) {
		const struct pl_slot *slot = &schedule->slots[i];
		int64_t at = slot->at + distance(schedule, shift, i);

		out->of_slot[i] = place(slot, at);
		placed[i] = (struct placed){ out->of_slot[i], at, i };
	}
	qsort(placed, schedule->n, sizeof(*placed), by_time);
	for (size_t i = 0; i < schedule->n; i++)
		out->events[i] = placed[i].event;
	free(placed);
}

void pl_order_clear(struct pl_order *order)
{
	for (size_t i = 0; i < order->n; i++)
		pl_event_unref(order->events[i]);
	free(order->events);
	free(order->of_slot);
	*order = (struct pl_order){ 0 };
}
