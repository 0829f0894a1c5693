/* What `pinlab key` says about a key; only this room includes it. */
#ifndef PINLAB_CLI_KEY_SHOW_H
#define PINLAB_CLI_KEY_SHOW_H

#include "cli/command.h"
#include "pki/key.h"

struct pl_key_story {
	const struct pl_key *key;
	const char *key_file, *request_file; /* that were written; NULL: the key was there before */
	const char *read_from;               /* the file whose key it is, or NULL */
	const char *const *names;            /* that the request asks for */
	size_t n_names;
};

/* Appends the pins, in every format, and what to do with them. */
void pl_key_show_text(const struct pl_args *args, const struct pl_key_story *story,
		      struct pl_buf *out);
void pl_key_show_json(const struct pl_key_story *story, struct pl_buf *out);

#endif
