/*
 * App state: what an installed app remembers between its connections (keys
 * seen first, noted pins, a fetched pin list, a session ticket), and by what it
 * judges because of that. A state is a part of the world: immutable, shared,
 * replaced by contact. Probes of the matrix never change one.
 */
#ifndef PINLAB_LAB_STATE_H
#define PINLAB_LAB_STATE_H

#include "lab/engine.h"
#include "lab/run.h"
#include "lab/world.h"
#include "pin/pin.h"

/* Of one app version on one device with one host. */
struct pl_app_state {
	struct pl_ref ref;
	char *strategy, *device, *host, *version;
	int64_t since;           /* true second from which probes are judged by it */
	struct pl_pinset *pins;  /* what it remembers; NULL: nothing yet */
	bool live;               /* every contact renews it: no date of its own runs */
	/* The last full handshake that succeeded, and for how long its ticket spares the next. */
	const struct pl_outcome *seen;  /* the engine's; NULL: none */
	struct pl_pinset *seen_pins;    /* which it borrows its pin from */
	int64_t ticket_until;    /* by the device's clock, exclusive; PL_TIME_NONE: while it is renewed */
};

void pl_app_state_unref(struct pl_app_state *state);
/* A state of its own with these contents: texts are copied, pins referenced. */
PL_MUST_USE struct pl_app_state *pl_app_state_new(const struct pl_app_state *from);

/* True when apps of this strategy remember anything. */
PL_MUST_USE bool pl_strategy_has_state(const struct pl_strategy_def *strategy);
/* What they remember. */
enum pl_remembers pl_strategy_remembers(const struct pl_strategy_def *strategy);

/* By what a row judges, as the world is now. */
struct pl_memory {
	const struct pl_pinset *pins; /* never NULL; borrowed */
	enum pl_reason instead;       /* of comparing pins; PL_REASONS: they are compared */
	bool takes_new;               /* a mismatch is a first contact again */
	const char *detail;           /* a clause about it, or NULL; a constant */
};
void pl_row_memory(const struct pl_world *world, const struct pl_row *row, struct pl_memory *out);

/* What the honest host's full handshake comes to, unless a session ticket spares the look. */
const struct pl_outcome *pl_state_resume(struct pl_engine *engine, const struct pl_world *world,
					 const struct pl_row *row,
					 const struct pl_outcome *outcome);

/* Before the probes of a step: what moving the clock to the world's second did to the states, and
 * states for rows that are new. `world` is not shared yet. */
PL_MUST_USE bool pl_states_arrive(const struct pl_run *run, struct pl_world *world,
				  struct pl_error *err);
/* After them: the world as contact with whoever answered left it; a new reference. */
PL_MUST_USE struct pl_world *pl_states_connect(const struct pl_run *run,
					       const struct pl_step *step, struct pl_error *err);

#endif
