/* What several commands need; only this room includes it. */
#ifndef PINLAB_CLI_SHARED_H
#define PINLAB_CLI_SHARED_H

#include <stdio.h>

#include "lab/engine.h"
#include "lab/expect.h"
#include "lab/run.h"
#include "report/result.h"
#include "cli/command.h"

/* Prints errors to standard error and moves the worst kind into *err's exit
 * code: all but the last are printed, the last one becomes *err. */
void pl_cli_take_errors(struct pl_errors *errors, struct pl_error *err);

/* --engine verify|handshake. */
PL_MUST_USE bool pl_cli_engine(const struct pl_args *args, enum pl_engine_mode *out,
			       struct pl_error *err);

/* --at DATE, of commands about the user's own present; without it the real today. */
PL_MUST_USE bool pl_cli_at(const struct pl_args *args, int64_t *at, struct pl_error *err);
/* The line that such a command prints first: "as of 2026-11-14 (--at)". */
void pl_cli_say_at(const struct pl_args *args, int64_t at, struct pl_buf *out);

/* --min-evidence run|source|doc|memory; *given: it was. */
PL_MUST_USE bool pl_cli_evidence(const struct pl_args *args, bool *given, enum pl_evidence *out,
				 struct pl_error *err);

/* What cryptography was really done, a line for each kind. */
void pl_cli_put_counts(const struct pl_pki_counts *counts, FILE *out);

/* A scenario, loaded and run to its end. */
struct pl_cli_run {
	struct pl_model *model;
	struct pl_engine *engine;
	struct pl_run *run;
	struct pl_checks checks;
};

/* Of a file with several variants the one that --variant names, else the first, which is said on
 * standard error. Reads --set. */
PL_MUST_USE bool pl_cli_run(const struct pl_args *args, const char *file, enum pl_engine_mode mode,
			    struct pl_cli_run *out, struct pl_error *err);
void pl_cli_run_clear(struct pl_cli_run *run);

/* The step that --step names: by its event's id, its number, or "last". */
PL_MUST_USE bool pl_cli_step(const struct pl_run *run, const char *word, size_t *out,
			     struct pl_error *err);

/* A usage error: "there is no KIND 'WORD'", with the nearest of the names. */
void pl_cli_unknown(const char *kind, const char *word, const char *const *names, size_t n,
		    struct pl_error *err);

/* Whether FILE:LINE can be opened at: a usage error when it is no such thing, an
 * input error when the file has no such line. What is wrong with the file itself
 * its reader says. */
PL_MUST_USE bool pl_cli_check_at(const char *at, struct pl_error *err);

#endif
