/*
 * A result: what one file's run yields, as plain data that can cross a pipe.
 * Every report format works from results alone, so that output is the same
 * bytes whoever computed them. A result owns all it holds.
 *
 * Certificates, rows, outcomes and attacks are referred to by index. Text is
 * valid UTF-8 on one line, safe for a terminal.
 */
#ifndef PINLAB_REPORT_RESULT_H
#define PINLAB_REPORT_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/expect.h"
#include "lab/matrix.h"
#include "lab/outcome.h"
#include "lab/reason.h"
#include "pin/client.h"
#include "report/result_fleet.h"
#include "util/error.h"

#define PL_INDEX_NONE UINT32_MAX

struct pl_result_cert {
	char *id; /* label, made unique: "R3", "api.example.test", "api.example.test#2" */
	char *subject, *issuer;
	int64_t not_before, not_after;
	char sha256[65], spki[65]; /* lower-case hex */
};

struct pl_result_pin {
	char *pin; /* spelling */
	enum pl_pin_form form;
	char *origin; /* the expression, or NULL */
	bool backup;
};

struct pl_result_row {
	char *id, *strategy, *client, *device, *host, *version;
	struct pl_result_pin *pins;
	size_t n_pins, cap_pins;
};

struct pl_result_outcome {
	enum pl_verdict verdict;
	enum pl_state state;
	enum pl_reason reason;
	enum pl_chain_status chain;
	enum pl_reason chain_fault; /* with PL_CHAIN_FAULT */
	char *matched_pin;          /* spelling, or NULL */
	uint32_t matched_cert;      /* index, or PL_INDEX_NONE */
	uint32_t *path;             /* certificates, leaf to anchor */
	size_t n_path;
	bool enforced;
	unsigned notes; /* enum pl_note_bit */
	enum pl_evidence evidence;
	unsigned node;  /* of the host's nodes, from 1; 0: all the same */
	unsigned share; /* with node: of the connections, millionths */
};

struct pl_result_step {
	size_t index;
	int64_t at;
	char *event; /* "renew", "start", "renewal", "clock", "attack-end" */
	char *id;    /* of the event, or NULL */
	char *title;
	char *note;         /* or NULL */
	size_t n_rows;      /* rows that exist here: the result's first n_rows */
	uint32_t *honest;   /* [n_rows] outcome, or PL_INDEX_NONE */
	uint32_t *attacks;  /* [n_rows * n_attacks], row-major */
	int64_t *detected;  /* [n_attacks] first detection, or PL_TIME_NONE */
	size_t first_check; /* of those written at this step's event, or SIZE_MAX */
};

struct pl_result_attack {
	char *name, *letter;
};

/* One expectation held against one row, and, when it is not met, what a person
 * needs to go on. */
struct pl_result_check {
	char *file; /* where it is written */
	int line, column;
	bool whole_run; /* written in the list over the whole run */
	bool met;
	char *expected, *actual;
	size_t step;  /* index, or SIZE_MAX: over the whole run */
	uint32_t row; /* index, or PL_INDEX_NONE: no row was selected, or of the fleet: */
	char *subject; /* "fleet x kiosks", or NULL */
	int attack;   /* index, or -1: the honest host */
	/* unmet ones only */
	bool has_last_good; /* last_good is known to be a step or never */
	size_t last_good;   /* step, or SIZE_MAX: never */
	char *cause, *fix;  /* or NULL */
	size_t next;        /* the next check of the same step, or SIZE_MAX */
};

/* A time in which a scripted attack reads what a row sends. */
struct pl_result_exposure {
	uint32_t row;
	int attack;
	int64_t from, to; /* to is exclusive */
	int64_t detected; /* when somebody would have noticed; PL_TIME_NONE: never */
};

/* What a row cost and what it bought: seconds, and attacks that it stopped. */
struct pl_result_tradeoff {
	uint32_t row;
	int64_t lasted, down, exposed;
	size_t stopped, attacks;
	int64_t stopped_for; /* attack-seconds in which it did */
};

struct pl_result_error {
	enum pl_error_kind kind;
	char *file; /* or NULL */
	int line, column;
	char *message;
	char *quote; /* or NULL */
	int caret;
};

struct pl_result {
	char *name, *file; /* either may be NULL */
	char *variant;     /* "issuer=r10": which of a file's several runs; NULL: its only one */
	size_t variant_at; /* from 0 */
	char *skip;        /* why it was not run, or NULL */
	char *known_bad;   /* why not all is met for now, or NULL */
	bool more;         /* another variant of the same file follows */
	uint64_t seed;
	struct pl_result_attack *attacks;
	size_t n_attacks, cap_attacks;
	struct pl_result_cert *certs;
	size_t n_certs, cap_certs;
	struct pl_result_row *rows;
	size_t n_rows, cap_rows;
	struct pl_result_outcome *outcomes;
	size_t n_outcomes, cap_outcomes;
	struct pl_result_step *steps;
	size_t n_steps, cap_steps;
	struct pl_result_check *checks;
	size_t n_checks, cap_checks;
	struct pl_result_exposure *exposure;
	size_t n_exposure, cap_exposure;
	struct pl_result_tradeoff *tradeoff; /* one per row */
	size_t n_tradeoff, cap_tradeoff;
	struct pl_result_fleet *fleet; /* or NULL */
	struct pl_result_error *errors;
	size_t n_errors, cap_errors;
	char **warnings;
	size_t n_warnings, cap_warnings;
	bool independent; /* a matrix whose steps are standard events, each from the same world */
};

#define PL_RESULT_INIT { 0 }

void pl_result_clear(struct pl_result *result);

/* Everything of a finished run, without control rows; checks may be NULL. *out is empty before. */
void pl_result_of_run(struct pl_result *out, const struct pl_run *run,
		      const struct pl_checks *checks);
/* A matrix whose columns may come from several runs; every run has the first one's rows. */
void pl_result_of_matrix(struct pl_result *out, const struct pl_matrix *matrix, const char *name);

/* A file that could not be run. Moves the errors; a number beyond the list becomes a warning. */
void pl_result_take_errors(struct pl_result *result, struct pl_errors *errors);
void pl_result_take_error(struct pl_result *result, struct pl_error *err);
void pl_result_warn(struct pl_result *result, const char *fmt, ...) PL_PRINTF(2, 3);
/* One line of safe text; NULL stays NULL. Caller frees. */
PL_MUST_USE char *pl_result_text(const char *text);
/* Sets first_check and next; whoever fills the lists calls it last. */
void pl_result_link_checks(struct pl_result *result);

/* The cell's outcome, or NULL where the row does not exist yet. attack -1: the honest host. */
const struct pl_result_outcome *pl_result_cell(const struct pl_result *result, size_t step,
					       size_t row, int attack);
/* What the step is called in one word: its id, else its event. */
const char *pl_result_step_word(const struct pl_result_step *step);

/* The command that opens the step of an unmet expectation; caller frees. */
PL_MUST_USE char *pl_result_open_command(const struct pl_result *result,
					 const struct pl_result_check *check);

/* Counts over results, and the exit code that follows. */
struct pl_tally {
	size_t files, variants, expectations, met, unmet, errors, warnings;
	size_t skipped;   /* of the files */
	size_t known;     /* of the expectations: not met, as it is known; not among `unmet` */
	size_t fixed;     /* of the files those that were known to be bad, and are no longer */
	size_t open;      /* of the file at hand: not met, or broken, or without an expectation */
	size_t unread;    /* of the files those that could not even be read */
	bool environment; /* an error of kind PL_ERROR_ENVIRONMENT was among them */
	bool input;       /* an error of any other kind was */
};
void pl_tally_add(struct pl_tally *tally, const struct pl_result *result);
/* Whether it was known to be bad, and all of its variants are good now; for a tally that it was
 * added to last. */
PL_MUST_USE bool pl_tally_is_fixed(const struct pl_tally *tally, const struct pl_result *result);
/* 0; 4 before 3 before 1; 5 when nothing was selected or nothing expected. */
int pl_tally_exit(const struct pl_tally *tally);

#endif
