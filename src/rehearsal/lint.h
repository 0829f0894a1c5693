/*
 * Lint: what is wrong with pin files and chains, or will be. Each rule is one
 * const struct, named in one list; `pinlab list lint` and `pinlab explain` are
 * made from it. A finding says where, which pin, by when, and what to do.
 */
#ifndef PINLAB_REHEARSAL_LINT_H
#define PINLAB_REHEARSAL_LINT_H

#include "rehearsal/gate.h"

enum pl_severity { PL_SEVERITY_INFO, PL_SEVERITY_WARNING, PL_SEVERITY_ERROR, PL_SEVERITIES };
const char *pl_severity_name(enum pl_severity severity); /* "info", "warning", "error" */
PL_MUST_USE bool pl_severity_parse(const char *text, enum pl_severity *out);

struct pl_lint_rule {
	const char *id;         /* "single-pin" */
	enum pl_severity severity; /* at most; a finding may be milder */
	const char *summary;    /* one line for lists */
	const char *about;      /* why it matters, sentences */
	const char *remedy;     /* what usually helps: an imperative clause */
	const char *source;     /* where the rule comes from */
	const char *since;      /* since when the fact behind it holds: "2015-04 (RFC 7469)" */
	void (*check)(struct pl_gate *check, const struct pl_lint_rule *rule);
};

/* The list, in the order in which it is shown and checked. */
const struct pl_lint_rule *const *pl_lint_rules(size_t *n);

struct pl_finding {
	const struct pl_lint_rule *rule;
	enum pl_severity severity;
	struct pl_pos pos;      /* borrowed from the input */
	const struct pl_pin *pin; /* it is about, or NULL; borrowed */
	const char *host;       /* likewise */
	int64_t date;           /* by when, or since when; PL_TIME_NONE */
	size_t order;           /* in which it was found */
	char *message;          /* what is wrong, one sentence without its full stop */
	char *next;             /* what to do: an imperative clause */
};
void pl_finding_clear(struct pl_finding *finding);

/* How many findings of that severity there are. */
size_t pl_gate_count(const struct pl_gate *check, enum pl_severity severity);

#endif
