/* Everything that has a name, kind by kind: for list, explain and suggestions. */
#ifndef PINLAB_CLI_CATALOG_H
#define PINLAB_CLI_CATALOG_H

#include <stddef.h>

#include "data/json.h"
#include "report/style.h"

struct pl_entry {
	char *name, *summary;
	char *about; /* several lines, or NULL */
};

struct pl_entries {
	struct pl_entry *items;
	size_t n, cap;
};

struct pl_catalog {
	const char *name; /* "strategies" */
	const char *one;  /* "strategy" */
	void (*fill)(struct pl_entries *out);
	/* Its own table for `list`, into `out` or, where that is not NULL, into `json`; NULL: names
	 * and summaries. */
	void (*table)(const struct pl_style *style, struct pl_json *json, struct pl_buf *out);
};

const struct pl_catalog *const *pl_catalogs(size_t *n);
const struct pl_catalog *pl_catalog_find(const char *name);

/* Takes the texts. */
void pl_entries_add(struct pl_entries *entries, char *name, char *summary, char *about);
void pl_entries_clear(struct pl_entries *entries);

extern const struct pl_catalog pl_catalog_hierarchies;
extern const struct pl_catalog pl_catalog_scenarios;
extern const struct pl_catalog pl_catalog_incidents;
extern const struct pl_catalog pl_catalog_adoption;
extern const struct pl_catalog pl_catalog_rollouts;

#endif
