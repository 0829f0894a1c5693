/*
 * One's own pin files against one's own chains, today: for every file, name
 * and chain what the judge says, and for every pin which certificate has it.
 * The judge, the clients and the sentences are those of every run.
 */
#ifndef PINLAB_REHEARSAL_GATE_H
#define PINLAB_REHEARSAL_GATE_H

#include "lab/engine.h"
#include "lab/facts.h"
#include "lab/run.h"
#include "lab/why.h"
#include "pin/pinfile.h"
#include "rehearsal/chains.h"

/* Names times chains that are looked at; more is an error that says so. */
#define PL_GATE_TARGETS_MAX 500

/* Room for the standard events. */
#define PL_GATE_EVENTS_MAX 16

/* One pin file, judged as one client. */
struct pl_gate_file {
	const struct pl_pinfile *pins;
	const struct pl_client *client;
	const char *host; /* it is for this name only; NULL: for those that it covers */
};

/* Everything that a check depends on; borrowed, and it outlives the check. */
struct pl_gate_input {
	int64_t at;                         /* seconds UTC */
	const struct pl_serveds *chains;
	const char *const *chain_hosts;     /* parallel: the name that a chain was fetched for,
					     * NULL: for those that its leaf covers; NULL: none */
	const struct pl_cert_list *anchors; /* what devices trust besides the roots in the chains */
	const struct pl_gate_file *files;
	size_t n_files;
	const char *const *hosts;           /* names asked about beside those of the files */
	size_t n_hosts;
	const struct pl_facts *facts;
	int64_t release_rhythm;             /* seconds between two releases of the app */
	const char *rhythm_origin;          /* a clause: "assumed; --release-rhythm says it" */
};

/* A name that is asked for, and one chain that answers. */
struct pl_gate_target {
	char *name;
	size_t chain;                       /* index among the chains */
	const struct pl_served *served;
	const struct pl_paths *paths;       /* every one; borrowed from the engine */
	bool asked;                         /* by name, not by a file */
	bool sample;                        /* stands for the names of a wildcard */
	size_t first_cell, n_cells;         /* its cells, one after the other */
};

/* One file at one target. */
struct pl_gate_cell {
	size_t file, target;
	const struct pl_outcome *outcome;   /* the worse one, if the device's path order matters */
	const struct pl_outcome *other;     /* with the other order; NULL: the same */
	size_t row;                         /* of `outcome`, in the run */
	size_t rule;                        /* the first of the file's rules for this name;
					     * SIZE_MAX: none is */
	char *why;                          /* sentences */
	bool unsure;                        /* no pin matches, and the root, which the client looks
					     * at as well, is not known */
	const struct pl_known_ca *likely;   /* then: the pinned CA that the highest certificate
					     * names as its issuer, or NULL */
	size_t first_match, n_matches;      /* its matches, one after the other */
	int64_t rests;                      /* from when on its pins count no longer and everybody is
					     * let in; PL_TIME_NONE: never */
	/* What standard events do to it, tried on the chain's shadow. */
	unsigned tried;                     /* bits by standard event; 0: none, see `untried` */
	enum pl_state after[PL_GATE_EVENTS_MAX];
	char *untried;                      /* why the shadow cannot say, a clause; NULL: it can */
	size_t fatal;                       /* the first that cuts the app off by its pins;
					     * SIZE_MAX: none does */
	bool fatal_joined;                  /* none does alone: it does after a renewal with a new
					     * key, and after the events before it */
	int64_t fatal_date;                 /* by which it comes at the latest; PL_TIME_NONE: nobody
					     * has set one */
	char *fatal_why;                    /* what sets that date, a clause; NULL without one */
};

enum pl_tier { PL_TIER_LEAF, PL_TIER_INTERMEDIATE, PL_TIER_ROOT };
const char *pl_tier_name(enum pl_tier tier); /* "leaf", "intermediate", "root" */

/* One pin at one target that its rule is for. */
struct pl_gate_match {
	size_t file, pin, cell;
	const struct pl_cert *cert;         /* that has it, as the client looks; NULL: none */
	enum pl_tier tier;
	size_t paths;                       /* on how many of the target's valid paths */
	uint64_t on;                        /* bits: on which of them, the first 64 */
	size_t all_paths;                   /* how many of those there are */
	unsigned lives;                     /* bits by standard event: still matches after it */
	int64_t from, until;                /* the first and last second of certificates that have it
					     * there; PL_TIME_NONE without one */
};

struct pl_finding;

struct pl_gate {
	struct pl_gate_input input;
	struct pl_engine *engine;
	struct pl_model *model;
	struct pl_run *run;
	struct pl_chain *anchors;
	struct pl_chain *known;             /* every certificate that was given, each once */
	struct pl_gate_target *targets;  size_t n_targets, cap_targets;
	struct pl_gate_cell *cells;      size_t n_cells, cap_cells;
	struct pl_gate_match *matches;   size_t n_matches, cap_matches;
	size_t **matched;                   /* by file and pin: the first match with a certificate,
					     * SIZE_MAX: it matches nothing */
	struct pl_finding *findings;      size_t n_findings, cap_findings; /* worst first */
};

/* NULL with *err when a limit is exceeded. Free with pl_gate_free. */
PL_MUST_USE struct pl_gate *pl_gate_run(const struct pl_gate_input *input, struct pl_error *err);
void pl_gate_free(struct pl_gate *check);

/* The cell whose fatal event comes first: dated ones before those without a date; NULL: none. */
const struct pl_gate_cell *pl_gate_first_fatal(const struct pl_gate *check);
/* True when two targets differ in their names only: one chain, and the same of every file. */
PL_MUST_USE bool pl_gate_same_target(const struct pl_gate *check, size_t a, size_t b);
/* True when it differs from an earlier one in its name only. */
PL_MUST_USE bool pl_gate_is_repeated(const struct pl_gate *check, size_t target);
/* Its name and those of the targets like it: "api.example.com, www.example.com and 3 more"; caller
 * frees. */
PL_MUST_USE char *pl_gate_names(const struct pl_gate *check, size_t target);
/* How bad a state is for an honest host: larger is worse. */
PL_MUST_USE int pl_gate_badness(enum pl_state state);
/* True when the path has no fault, its dates are good at `at` and the host's name fits. */
PL_MUST_USE bool pl_gate_path_valid(const struct pl_path *path, int64_t at);
/* The set of a file, and one of its pins. */
const struct pl_pin *pl_gate_pin(const struct pl_gate *check, size_t file, size_t pin);
/* True when the rule speaks of hosts by their names. */
PL_MUST_USE bool pl_gate_names_hosts(const struct pl_gate_file *file, const struct pl_rule *rule);
/* True when one of those names, as the client reads it, covers this one. */
PL_MUST_USE bool pl_gate_name_covers(const struct pl_gate_file *file, const struct pl_rule *rule,
				     const struct pl_pattern *pattern, const char *name);
/* True for equal bytes. */
PL_MUST_USE bool pl_gate_same_cert(const struct pl_cert *a, const struct pl_cert *b);

#endif
