/*
 * A matrix: rows down, columns across, states in the cells. A column is one
 * step of one run, so the same type serves a scenario (the steps of one run)
 * and the standard events (the event's step of one run each).
 */
#ifndef PINLAB_LAB_MATRIX_H
#define PINLAB_LAB_MATRIX_H

#include "lab/run.h"

struct pl_column {
	const struct pl_run *run;
	size_t step;
	char *title;          /* "renew-new-key" */
};

struct pl_skipped {
	const char *name;     /* of the standard event */
	char *why;
};

struct pl_matrix {
	struct pl_run **runs; /* owned */
	size_t n_runs, cap_runs;
	struct pl_column *columns;
	size_t n, cap;
	struct pl_skipped *skipped; /* standard events that this hierarchy cannot do */
	size_t n_skipped, cap_skipped;
};

void pl_matrix_clear(struct pl_matrix *matrix);
const struct pl_outcome *pl_matrix_honest(const struct pl_matrix *matrix, size_t column,
					  size_t row);
const struct pl_outcome *pl_matrix_attack(const struct pl_matrix *matrix, size_t column, size_t row,
					  size_t attack);

/* A standard event: its name, what it does, and how it is said in terms of the model at hand. */
struct pl_standard {
	const char *name;    /* "renew-same-key" */
	const char *summary;
};
#define PL_STANDARD_MAX 12
const struct pl_standard *pl_standard_events(size_t *n);
size_t pl_standard_index(const char *name); /* in that list; PL_STANDARD_MAX: it has none */
/* The event of a standard name for this model and one of its hosts; NULL with *err when the
 * hierarchy cannot do it. */
PL_MUST_USE struct pl_event *pl_standard_event(const struct pl_model *model,
					       const struct pl_world *world, size_t host,
					       const char *name, struct pl_error *err);

/* Each standard event from the same fresh world (or, cumulative, one after the
 * other). `only` NULL-terminated names, or NULL for all; of all, those that the hierarchy
 * cannot do are left out and listed in `skipped`, while one asked for by name is an error. */
PL_MUST_USE bool pl_standard_matrix(struct pl_engine *engine, const struct pl_model *model,
				    const char *const *only, bool cumulative, struct pl_matrix *out,
				    struct pl_error *err);
/* The same, of what happens to the model's host of that index instead of its first. */
PL_MUST_USE bool pl_standard_matrix_of(struct pl_engine *engine, const struct pl_model *model,
				       size_t host, const char *const *only, bool cumulative,
				       struct pl_matrix *out, struct pl_error *err);

#endif
