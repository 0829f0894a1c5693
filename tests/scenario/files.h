/* Where the tests of this room find hierarchies and scenarios. */
#ifndef PINLAB_TESTS_SCENARIO_FILES_H
#define PINLAB_TESTS_SCENARIO_FILES_H

#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "util/file.h"

/* Caller frees. */
__attribute__((unused))
static char *source_path(const char *name)
{
	const char *source = getenv("PINLAB_SRCDIR");

	return pl_path_join(source ? source : ".", name);
}

__attribute__((unused))
static struct pl_model *parse_text(const char *file, const char *text, struct pl_errors *errors)
{
	char *certs = source_path("certs");
	struct pl_model *model = pl_scenario_parse(
		file, (struct pl_bytes){ (const uint8_t *)text, strlen(text) }, certs, errors);

	free(certs);
	return model;
}

#endif
