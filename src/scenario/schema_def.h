/* The schema's named definitions: what a value may be where a table says no more than its name. */
#ifndef PINLAB_SCENARIO_SCHEMA_DEF_H
#define PINLAB_SCENARIO_SCHEMA_DEF_H

#include <stdbool.h>

#include "data/json.h"

struct pl_schema_def {
	const char *name;
	void (*write)(struct pl_json *json); /* the members of its object */
};

const struct pl_schema_def *pl_schema_defs(size_t *n);
/* Whether it is a plain value, where ${NAME} may stand too. */
PL_MUST_USE bool pl_schema_varies(const char *name);
/* Whether it is a name of which several may be tried. */
PL_MUST_USE bool pl_schema_is_any_of(const char *name);

/* {"$ref": "#/definitions/NAME"} */
void pl_schema_ref(struct pl_json *json, const char *key, const char *name);

#endif
