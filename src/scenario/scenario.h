/*
 * Scenario and hierarchy files: YAML to the model and back. Strict: an unknown
 * or repeated key, a wrong type, a date that does not exist is an error with
 * file, line, column, the line quoted and, where close, "did you mean".
 */
#ifndef PINLAB_SCENARIO_SCENARIO_H
#define PINLAB_SCENARIO_SCENARIO_H

#include "lab/expect.h"
#include "lab/model.h"
#include "lab/run.h"
#include "util/buf.h"

/* What kind of file it is, by its `kind:` key; for walking folders. */
enum pl_file_kind { PL_FILE_SCENARIO, PL_FILE_HIERARCHY, PL_FILE_PINS, PL_FILE_BROKEN };

/*
 * Loads a scenario with its hierarchy and checks it. `certs_dir` is where bare
 * hierarchy names are found; a name with a `/` is relative to the file.
 * NULL when anything was wrong; errors gains at least one, in file order.
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

/* The commented first scenario that `new` writes. */
void pl_scenario_template(struct pl_buf *out);
/* JSON Schema (draft-07) of scenario files, from the tables. */
void pl_scenario_schema(struct pl_buf *out);

#endif
