/* Strategies: named policies that yield a pin set from the world as it is when the app is built. */
#ifndef PINLAB_LAB_STRATEGY_H
#define PINLAB_LAB_STRATEGY_H

#include "lab/world.h"
#include "pin/pin.h"

/* What a built-in strategy does beyond pinning. */
enum pl_strategy_flag {
	PL_STRATEGY_PRIVATE_CA = 1, /* own root as the only anchor; rows get a twin host */
	PL_STRATEGY_CONTROL = 2,    /* runs silently beside every scenario */
	PL_STRATEGY_CT = 64, /* demands timestamps of logs; brings a monitor and CAA records */
	PL_STRATEGY_ACCEPT_ALL = 4, /* checks nothing: must be intercepted by everything */
	PL_STRATEGY_FIRST_USE = 8,  /* its pins are what the app was shown first */
	PL_STRATEGY_HEADER = 32,    /* its pins are what hosts' headers say */
	PL_STRATEGY_LIST = 16,      /* its pins come in a signed list that it fetches */
};

struct pl_strategy {
	const char *name;
	const char *summary;     /* one line for lists */
	const char *about;       /* what it costs and buys, for explain */
	const char *const *pins;    /* expressions, NULL-terminated */
	const char *const *backups; /* expressions, NULL-terminated */
	unsigned flags;
	const struct pl_client *client; /* NULL: generic */
};

const struct pl_strategy *const *pl_strategies(size_t *n); /* shown ones, without controls */
const struct pl_strategy *const *pl_controls(size_t *n);
const struct pl_strategy *pl_strategy_find(const char *name); /* controls included */

/* Reads an expression (`leaf.spki`, `authority(r3).spki`, `sha256/...`): syntax only. */
PL_MUST_USE bool pl_pin_expression_check(const char *text, struct pl_pos pos, struct pl_error *err);

/* Gives a rule of a pin set the names and terms of an entry; not its pins. */
void pl_strategy_terms(const struct pl_rule_def *from, struct pl_rule *to);
/* When the strategy's pins first rest, by what its client makes of the dates on a device of this
 * zone, or else as they are written; PL_TIME_NONE: never. */
int64_t pl_strategy_end(const struct pl_strategy_def *strategy, int64_t zone);

/*
 * The pins of `strategy` for `host` as the world is now. `device` decides what
 * `issuer` and `root` mean. A new reference.
 */
PL_MUST_USE struct pl_pinset *
pl_strategy_capture(struct pl_engine *engine, const struct pl_model *model,
		    const struct pl_world *world, const struct pl_strategy_def *strategy,
		    const struct pl_host *host, const struct pl_device *device,
		    struct pl_error *err);

#endif
