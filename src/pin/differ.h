/* Where two pin files disagree: which pin, for which host, and where it was written. */
#ifndef PINLAB_PIN_DIFFER_H
#define PINLAB_PIN_DIFFER_H

#include "pin/client.h"

/* One file as its client takes it; everything is borrowed. */
struct pl_pin_side {
	const char *name; /* for messages: its file */
	const struct pl_client *client;
	const struct pl_pinset *set;
};

enum pl_pin_difference_kind {
	PL_DIFFERENT_LOADING, /* the client refuses one of them: nothing it says counts */
	PL_DIFFERENT_COVER,   /* the host is pinned in one of them only */
	PL_DIFFERENT_PIN,     /* a pin that the other does not have */
	PL_DIFFERENT_LIST,    /* the same pin, for the leaf in one and for authorities in the other */
	PL_DIFFERENT_END,     /* the pins rest from another day on */
	PL_DIFFERENT_TERMS,   /* one only reports, or does not count below a user's roots */
	PL_PIN_DIFFERENCES
};
const char *pl_pin_difference_name(enum pl_pin_difference_kind kind); /* "loading", "pin", ... */

struct pl_pin_difference {
	enum pl_pin_difference_kind kind;
	char *host;          /* "api.example.com", "names one label below example.com", "every host" */
	size_t side;         /* of the two: 0 or 1, whose `pin` and `pos` these are */
	const struct pl_pin *pin; /* borrowed from that side, or NULL */
	struct pl_pos pos;   /* where that side says it, or its file */
	char *text;          /* a clause about that side and the other */
};

struct pl_pin_differences {
	struct pl_pin_difference *items;
	size_t n, cap;
};
#define PL_PIN_DIFFERENCES_INIT { 0 }
#define PL_PIN_DIFFERENCES_MAX 1000

/*
 * Appends every difference for `host`, or with NULL for every name that either
 * of them has; up to PL_PIN_DIFFERENCES_MAX of them. Damaged pins count as what their client
 * makes of them.
 */
void pl_pin_differ(const struct pl_pin_side sides[2], const char *host,
		   struct pl_pin_differences *out);
void pl_pin_differences_clear(struct pl_pin_differences *differences);

#endif
