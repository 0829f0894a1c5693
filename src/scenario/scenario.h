/*
 * Scenario and hierarchy files: YAML to the model and back. Strict: an unknown
 * or repeated key, a wrong type, a date that does not exist is an error with
 * file, line, column, the line quoted and, where close, "did you mean".
 */
#ifndef PINLAB_SCENARIO_SCENARIO_H
#define PINLAB_SCENARIO_SCENARIO_H

#include "rehearsal/inputs.h"
#include "rehearsal/rehearse.h"
#include "lab/expect.h"
#include "lab/model.h"
#include "lab/run.h"
#include "util/buf.h"

/* What kind of file it is, by its `kind:` key; for walking folders. */
enum pl_file_kind {
	PL_FILE_SCENARIO,
	PL_FILE_HIERARCHY,
	PL_FILE_PINS,
	PL_FILE_PART, /* what scenarios include */
	PL_FILE_BROKEN
};

/* What a variable shall be instead of what the file says. */
struct pl_setting {
	const char *name, *value;
	bool from_environment; /* the name as PINLAB_VAR_NAME has it: upper case, _ for - */
};
struct pl_settings { /* the command line wins over the environment, the last over the first */
	struct pl_setting *items;
	size_t n, cap;
	const char *adoption; /* a file that takes the place of what a fleet says was measured, or NULL; borrowed */
};

/* One file makes that many runs at most. */
#define PL_VARIANTS_MAX 64

/*
 * A scenario's text with what it includes, from which models are made: one for
 * each combination of what `sweep` and `any-of` leave open, the first of each
 * list first. NULL when anything was wrong with that. The settings must live as long.
 */
struct pl_source;
PL_MUST_USE struct pl_source *pl_source_open(const char *path, const struct pl_settings *settings,
					     struct pl_errors *errors);
PL_MUST_USE struct pl_source *pl_source_parse(const char *file, struct pl_bytes text,
					      const struct pl_settings *settings,
					      struct pl_errors *errors);
void pl_source_free(struct pl_source *source);
size_t pl_source_variants(const struct pl_source *source); /* at least 1 */
/* "issuer=r10 key=same"; NULL when there is only one. Borrowed. */
const char *pl_source_variant(const struct pl_source *source, size_t i);
/* The variant of that name, SIZE_MAX: there is none. */
size_t pl_source_find(const struct pl_source *source, const char *variant);
/* Whether it has that variable, or sweeps it. */
PL_MUST_USE bool pl_source_has(const struct pl_source *source, const char *variable);
/* The model of one variant, as pl_scenario_load. */
PL_MUST_USE struct pl_model *pl_source_model(const struct pl_source *source, size_t variant,
					     const char *certs_dir, struct pl_errors *errors);

/*
 * Loads a scenario with its hierarchy and checks it. `certs_dir` is where bare
 * hierarchy names are found; a name with a `/` is relative to the file.
 * NULL when anything was wrong; errors gains at least one, in file order. Of several variants
 * it is the first.
 */
PL_MUST_USE struct pl_model *pl_scenario_load(const char *path, const char *certs_dir,
					      struct pl_errors *errors);
/* As above from memory; `file` is the name for messages and for relative paths. */
PL_MUST_USE struct pl_model *pl_scenario_parse(const char *file, struct pl_bytes text,
					       const char *certs_dir, struct pl_errors *errors);
enum pl_file_kind pl_scenario_kind(const char *path, struct pl_errors *errors);

/* Adds to an error that came after reading the line of its file, when it has one. */
void pl_scenario_quote(struct pl_error *err);

/* Reads a hierarchy by bare name or path into a model. */
PL_MUST_USE bool pl_hierarchy_load(struct pl_model *model, const char *name,
				   const char *relative_to, const char *certs_dir,
				   struct pl_errors *errors);

/*
 * A model without a file: that hierarchy, one host `api` (api.example.test,
 * renewing 30 days ahead with its key), one device `phone` that trusts every root of
 * the hierarchy, start at the hierarchy's natural present (its `start:`), no strategies,
 * no attacks, no events. Default hierarchy: "default".
 */
PL_MUST_USE struct pl_model *pl_scenario_default(const char *hierarchy, const char *certs_dir,
						 struct pl_errors *errors);

/* Writes the model as a scenario file. With a run, every step's verdicts become
 * expectations of its event (automation and clock steps have none). Yields how many
 * expectations were written. */
size_t pl_scenario_write(const struct pl_model *model, const struct pl_run *run,
			 struct pl_buf *out);

/* What a rehearsal was made from, as named where it ran; all borrowed. */
struct pl_shadow_files {
	const char *folder;      /* that the scenario will be in: names are written relative to it */
	const struct pl_inputs *inputs;
	const char *const *trust;
	size_t n_trust;
	const char *const *hosts; /* as asked for; none: not said */
	size_t n_hosts;
};
/* Writes a rehearsal as a scenario that reads the chains and pin files again at every run and
 * expects that what reaches its host goes on doing so. Yields how many expectations there are. */
size_t pl_scenario_write_shadow(const struct pl_rehearsal *rehearsal,
				const struct pl_shadow_files *files, struct pl_buf *out);

/* The commented first scenario that `new` writes. */
void pl_scenario_template(struct pl_buf *out);
/* JSON Schema (draft-07) of scenario files, from the tables. */
void pl_scenario_schema(struct pl_buf *out);

#endif
