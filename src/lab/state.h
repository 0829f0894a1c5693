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

/*
 * A pin list as its operator signed it for one strategy and host: the pins of
 * the world then, a running number, the second. He publishes another whenever
 * the host's keys change; apps find the newest.
 */
struct pl_signed_list {
	struct pl_ref ref;
	char *strategy, *host;
	unsigned serial;         /* 1 for the first */
	int64_t published;       /* true seconds */
	struct pl_pinset *pins;
	uint8_t *signature;
	size_t signature_len;
	struct pl_signed_list *previous; /* append-only: worlds share what they have in common */
};

/* The header that a host pins its keys with, as it was set; immutable. */
struct pl_hpkp {
	struct pl_ref ref;
	struct pl_pinset *pins;
	int64_t max_age;         /* seconds */
	bool subdomains, report_only;
};
struct pl_hpkp *pl_hpkp_ref(const struct pl_hpkp *hpkp);
void pl_hpkp_unref(struct pl_hpkp *hpkp);
/* The pins as the world is now; NULL with *err. */
PL_MUST_USE struct pl_hpkp *pl_hpkp_capture(struct pl_change *change,
					    const struct pl_hpkp_def *def,
					    const struct pl_host *host, struct pl_error *err);

/* Of one app version on one device with one host. */
struct pl_app_state {
	struct pl_ref ref;
	char *strategy, *device, *host, *version;
	int64_t since;           /* true second from which probes are judged by it */
	struct pl_pinset *pins;  /* what it remembers; NULL: nothing yet */
	bool live;               /* every contact renews it: no date of its own runs */
	/* a fetched list */
	int64_t base;            /* true second of the first start: refreshes follow it at their pace */
	int64_t fetched;         /* true second of the last refresh; PL_TIME_NONE: never, or live */
	bool has_list;
	unsigned serial;         /* of the newest list that it accepted, or: */
	unsigned built_serial;   /* the one that was the newest when it was built */
	/* a noted header */
	int64_t until;           /* by the device's clock, exclusive; PL_TIME_NONE: while it is live */
	int64_t max_age;
	bool subdomains, hostile;/* hostile: an attacker sent it */
	bool reached;            /* the last contact was with the honest host */
	/* The last full handshake that succeeded, and for how long its ticket spares the next. */
	const struct pl_outcome *seen;  /* the engine's; NULL: none */
	struct pl_pinset *seen_pins;    /* which it borrows its pin from */
	int64_t ticket_until;    /* by the device's clock, exclusive; PL_TIME_NONE: while it is renewed */
};

void pl_signed_list_unref(struct pl_signed_list *list);
/* The newest list for an app, or NULL; borrowed from the world. */
const struct pl_signed_list *pl_world_list(const struct pl_world *world, const char *strategy,
					const char *host);
/* Seconds between refreshes, and for how long a list is good: as written or by default. */
int64_t pl_list_refresh(const struct pl_strategy_def *strategy);
int64_t pl_list_fresh_for(const struct pl_strategy_def *strategy);

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
	bool from_answer;             /* the pins came with the honest answer itself */
	bool takes_new;               /* a mismatch is a first contact again */
	const char *detail;           /* a clause about it, or NULL; a constant */
};
void pl_row_memory(const struct pl_world *world, const struct pl_row *row, struct pl_memory *out);
/* Its pins alone, built in or remembered; borrowed. */
const struct pl_pinset *pl_row_pins(const struct pl_world *world, const struct pl_row *row);
/* The same for an attacker's answer, who has set the device's clock past every end if `late`. */
void pl_row_memory_attacked(const struct pl_world *world, const struct pl_row *row, bool late,
			    struct pl_memory *out);
/* Whose noted pins count for a row that notes headers: its own, or a name's above it; NULL: nobody's. */
const struct pl_app_state *pl_state_noted(const struct pl_world *world, const struct pl_row *row);

/* What else an app judges by while this attacker serves it pin lists: the i-th that it would accept,
 * borrowed from the world or the engine. NULL: no more, or *err is set. */
const struct pl_pinset *pl_state_forged(struct pl_engine *engine, const struct pl_world *world,
					const struct pl_row *row, const struct pl_attack *attack,
					size_t i, struct pl_error *err);

/* What the honest host's full handshake comes to, unless a session ticket spares the look. */
const struct pl_outcome *pl_state_resume(struct pl_engine *engine, const struct pl_world *world,
					 const struct pl_row *row,
					 const struct pl_outcome *outcome);

/* For events, in a world that is not shared yet. Every app of the strategy fetches its list, if it
 * can; and forgets what it learned (NULL: of every strategy, on every device): false when there is
 * nobody to forget. */
void pl_states_fetch(struct pl_world *world, const struct pl_strategy_def *strategy);
PL_MUST_USE bool pl_states_forget(struct pl_world *world, const char *strategy,
				  const char *device);

/* Before the probes of a step: what moving the clock to the world's second did to the states, and
 * states for rows that are new. `world` is not shared yet. */
PL_MUST_USE bool pl_states_arrive(const struct pl_run *run, struct pl_world *world,
				  struct pl_error *err);
/* After them: the world as contact with whoever answered left it; a new reference. */
PL_MUST_USE struct pl_world *pl_states_connect(const struct pl_run *run,
					       const struct pl_step *step, struct pl_error *err);

#endif
