/*
 * The runway: until when apps that are never updated still reach their hosts,
 * in every variant of the known future, and what ends it.
 */
#ifndef PINLAB_REHEARSAL_RUNWAY_H
#define PINLAB_REHEARSAL_RUNWAY_H

#include "lab/engine.h"
#include "lab/matrix.h"
#include "rehearsal/future.h"

/* One pin file at one host. */
struct pl_lane {
	char *strategy, *host;       /* its row's, as in the model */
	enum pl_state today;         /* at the first second */
	enum pl_reason reason_today;
	int64_t at;                  /* first second in which it is cut off; PL_TIME_NONE: not
				      * within the horizon */
	enum pl_reason reason;
	bool by_pins;                /* the pins refuse; else no pin would have helped */
	char *event;                 /* what happens then, a step's title */
	char *why;                   /* sentences */
	char *fix;                   /* what would have saved it, or NULL */
	char *known_pins;            /* real pins of known CAs that the path has then: "ISRG Root X2
				      * sha256/diGV..."; NULL: none */
	int64_t returns;             /* when it is let in again in that variant; PL_TIME_NONE */
	size_t broken;               /* variants in which it is cut off at all */
	char *broken_in;             /* their names, "YR1, YR2"; "" where there is no choice */
	int64_t unenforced;          /* from when on its pins rest; PL_TIME_NONE */
	int standard[PL_STANDARD_MAX]; /* enum pl_state under each standard event; -1: not tried */
};

struct pl_runway {
	struct pl_lane *lanes;       /* in the order of rows */
	size_t n, cap;
	size_t n_variants;
};

/* Runs every variant of the future up to its end; `map` says what the pins in its sentences stand
 * for. False with *err. */
PL_MUST_USE bool pl_runway_find(struct pl_engine *engine, const struct pl_model *model,
				const struct pl_shadow_map *map, const struct pl_future *future,
				struct pl_runway *out, struct pl_error *err);
/* What a matrix of the standard events says of its lanes; those of other hosts stay. */
void pl_runway_standard(struct pl_runway *runway, const struct pl_matrix *matrix,
			const char *host);
void pl_runway_clear(struct pl_runway *runway);

#endif
