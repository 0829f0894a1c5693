/*
 * Reading one file: what is between its document and its parts. Only this
 * room's files include this.
 */
#ifndef PINLAB_SCENARIO_FILE_H
#define PINLAB_SCENARIO_FILE_H

#include "scenario/decode.h"
#include "scenario/scenario.h"

/* One file that is being read. */
struct pl_reading {
	struct pl_decoder decoder;
	struct pl_doc *doc;
	struct pl_errors errors; /* of this file, until they are sorted */
};

/* Takes over the document; with NULL the caller sets `docs` and `file` of the decoder. */
void pl_reading_begin(struct pl_reading *reading, struct pl_model *model, struct pl_doc *doc,
		      const char *certs_dir);
/* Frees the document. True when there was no error; they go to `errors` in file order. */
PL_MUST_USE bool pl_reading_finish(struct pl_reading *reading, struct pl_errors *errors);

/* The head that every file of ours has: false with an error when the rest means nothing to us. */
PL_MUST_USE bool pl_decode_head(struct pl_decoder *decoder, const struct pl_node *root,
				enum pl_file_kind *kind);
/* Reads a key that somebody else reads. */
void pl_decode_skip(struct pl_decoder *decoder, const struct pl_node *node, void *target);

/* The path of a hierarchy's file, NULL when there is no such file; caller frees. */
PL_MUST_USE char *pl_hierarchy_find(const char *name, const char *relative_to,
				    const char *certs_dir);
/* Why there is none, and what to do; caller frees. */
PL_MUST_USE char *pl_hierarchy_missing(const char *name, const char *certs_dir);
PL_MUST_USE bool pl_hierarchy_read(struct pl_model *model, const char *path, const char *certs_dir,
				   struct pl_errors *errors);

#endif
