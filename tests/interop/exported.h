/* An export folder, read back for the tests that repeat its verdicts with other programs. */
#ifndef PINLAB_TESTS_INTEROP_EXPORTED_H
#define PINLAB_TESTS_INTEROP_EXPORTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/node.h"

struct exported_step {
	char *dir;             /* path of the step's folder */
	struct pl_doc *doc;    /* step.json */
	const struct pl_node *root;
};

struct exported {
	char *dir;             /* temporary; removed by exported_clear */
	struct exported_step *steps;
	size_t n, cap;
};

/* Runs `pinlab export --with-keys SCENARIO`; false with a failed test line when it cannot. */
bool exported_make(struct exported *out, const char *scenario);
void exported_clear(struct exported *exported);

/* The text under a key, or NULL where it is null or absent. */
const char *exported_text(const struct pl_node *map, const char *key);
/* RFC 3339 under a key, seconds UTC. */
int64_t exported_time(const struct pl_node *map, const char *key);
/* The first honest row of a strategy, or NULL. */
const struct pl_node *exported_row(const struct exported_step *step, const char *strategy);
/* DIR/FILE, caller frees. */
char *exported_path(const struct exported_step *step, const char *file);

/* Every scenario of the source tree, sorted; free with pl_names_free. */
char **exported_scenarios(size_t *n);

#endif
