/*
 * A run of one step whose certificates are real ones: nobody here has their
 * keys, so nothing can happen after it, but the judge and the sentences are
 * those of every other run.
 */
#ifndef PINLAB_LAB_REAL_H
#define PINLAB_LAB_REAL_H

#include "lab/run.h"

struct pl_real_host { /* borrowed for the call */
	const char *id;          /* unique */
	const char *name;        /* asked for */
	const struct pl_chain *presented;
};

struct pl_real_app {
	const char *id;          /* of its row */
	const struct pl_strategy_def *strategy; /* the model's: name, client */
	const struct pl_pinset *pins;
	size_t host;             /* index among the hosts */
	size_t device;           /* and among the model's devices */
};

struct pl_real {
	const struct pl_model *model; /* start, devices, strategies; lives as long as the run */
	const struct pl_chain *const *anchors; /* of each of the model's devices */
	const struct pl_real_host *hosts;
	size_t n_hosts;
	const struct pl_real_app *apps; /* one row each, in this order */
	size_t n_apps;
};

/* Judged at the model's start. NULL only with *err. */
PL_MUST_USE struct pl_run *pl_run_real(struct pl_engine *engine, const struct pl_real *real,
				       struct pl_error *err);

#endif
