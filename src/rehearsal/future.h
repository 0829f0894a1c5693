/*
 * The known future of the CAs in a shadow: what the edition's dated facts say
 * will happen, as events on the real calendar. Where one of several CAs may
 * issue next, each of them is a variant of its own: the user must hold in all.
 */
#ifndef PINLAB_REHEARSAL_FUTURE_H
#define PINLAB_REHEARSAL_FUTURE_H

#include "rehearsal/shadow.h"

#define PL_FUTURE_YEARS 2          /* how far a rehearsal looks unless it is told */

/* Something with a date, whether or not it changes anything for these pins. */
struct pl_future_date {
	int64_t at;
	enum pl_origin origin;
	bool latest;                 /* it comes then at the latest, perhaps much earlier */
	bool simulated;              /* an event or an edge of the run; else only said */
	char *text;                  /* "R12 ends" */
	const char *source;          /* or NULL */
	/* Of a root that programmes drop: what the CA has to do before, as a standard event. */
	const char *standard;        /* "roll-root", or NULL */
	char *operator_;             /* whose it is; NULL: of no CA */
};

struct pl_future_event {
	int64_t at;
	char *text;                  /* "swap-intermediate: from=r12 to=yr1 when=next-renewal" */
};

struct pl_variant {
	char *name;                  /* "YR1": who issues next; "" where there is no choice */
	struct pl_future_event *events; /* in order of time */
	size_t n, cap;
};

struct pl_future {
	int64_t until;               /* exclusive */
	struct pl_future_date *dates; /* in order of time */
	size_t n_dates, cap_dates;
	struct pl_variant *variants; /* at least one */
	size_t n, cap;
};

/* `until` PL_TIME_NONE: two years. Notes go to the map. */
void pl_future_make(const struct pl_shadow_input *input, const struct pl_model *model,
		    int64_t until, struct pl_shadow_map *map, struct pl_future *out);
void pl_future_clear(struct pl_future *future);

#endif
