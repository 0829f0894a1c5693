/*
 * The engine thread: turns plans into runs, so that no key press ever waits
 * for a key to be made. The screen gets clones of the run; they share immutable
 * steps and go back to the thread to be freed.
 */
#ifndef PINLAB_TUI_ENGINE_THREAD_H
#define PINLAB_TUI_ENGINE_THREAD_H

#include "tui/session.h"

struct pl_worker;

struct pl_result {
	unsigned long plan_id;
	const struct pl_run
		*run; /* NULL only when even step 0 failed; give back with pl_worker_release */
	bool done;                /* false: the steps so far, more to come */
	struct pl_error err;      /* set: the plan's next event is impossible */
};

/* `threaded` false: every submission is worked off at once, for tests and text screens. */
PL_MUST_USE struct pl_worker *pl_worker_new(const struct pl_model *model, bool threaded);
/* Waits for the event at hand, frees all runs but those not given back. */
void pl_worker_free(struct pl_worker *worker);
/* Readable when a result waits; -1 without a thread. */
int pl_worker_fd(const struct pl_worker *worker);

/* The newest plan counts: work on an older one stops at its next event. */
void pl_worker_submit(struct pl_worker *worker, const struct pl_plan *plan);
/* The next result, or false. */
PL_MUST_USE bool pl_worker_take(struct pl_worker *worker, struct pl_result *out);
void pl_worker_release(struct pl_worker *worker, const struct pl_run *run);

/* Explanations ask the engine as well. False while the thread is using it (a
 * result will come, and with it the next drawing); after true, give it back. */
PL_MUST_USE bool pl_worker_borrow_engine(struct pl_worker *worker);
void pl_worker_return_engine(struct pl_worker *worker);

#endif
