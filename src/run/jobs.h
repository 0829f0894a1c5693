/*
 * Running files: one after the other, or in processes that send their results
 * back as JSON lines. Results come in the order of the files, whoever finishes
 * first; a file that is broken, or whose process dies, is one error.
 */
#ifndef PINLAB_RUN_JOBS_H
#define PINLAB_RUN_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/engine.h"
#include "pin/client.h"
#include "report/result.h"
#include "scenario/scenario.h"

struct pl_jobs_options {
	const char *certs_dir;
	const struct pl_settings *settings; /* of variables; or NULL */
	enum pl_engine_mode mode;
	bool ci; /* nobody sits before it: `focus` is an error */
	size_t jobs; /* processes; 0 and 1: none */
	bool demands_evidence; /* an expectation that rests on less than `least` is not met */
	enum pl_evidence least;
	struct pl_pki_counts *counts; /* NULL, or gains what is computed in this process */
};

#define PL_JOBS_MAX 256

/* Takes a result, borrowed for the call; false stops everything. */
typedef bool (*pl_result_sink)(const struct pl_result *result, void *arg, struct pl_error *err);

/* Loads, runs and checks one file: a result for each of its variants, in their order. After one
 * that is broken none follows. */
PL_MUST_USE bool pl_run_file(const char *file, const struct pl_jobs_options *options,
			     pl_result_sink sink, void *arg, struct pl_error *err);

PL_MUST_USE bool pl_run_files(const char *const *files, size_t n,
			      const struct pl_jobs_options *options, pl_result_sink sink, void *arg,
			      struct pl_error *err);

#endif
