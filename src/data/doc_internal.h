/* What doc.c and builder.c share. */
#ifndef PINLAB_DATA_DOC_INTERNAL_H
#define PINLAB_DATA_DOC_INTERNAL_H

#include "data/doc.h"

struct pl_doc_chunk;

struct pl_doc {
	char *file;
	char *text;
	size_t len;
	size_t *lines; /* where each line begins */
	size_t n_lines;
	struct pl_doc_chunk *chunks;
	struct pl_map **indexes; /* of large maps */
	size_t n_indexes, indexes_cap;
	const struct pl_node *root;
};

/* Zeroed memory that lives as long as the document. */
PL_MUST_USE void *pl_doc_alloc(struct pl_doc *doc, size_t size);
/* Takes the index. */
void pl_doc_own_index(struct pl_doc *doc, struct pl_map *index);

#endif
