/* The two halves of `pinlab explain`; only this room includes it. */
#ifndef PINLAB_CLI_EXPLAIN_H
#define PINLAB_CLI_EXPLAIN_H

#include "cli/command.h"
#include "util/buf.h"

/* Appends what a word or a symbol means; false: there is no such word. */
PL_MUST_USE bool pl_explain_word(const struct pl_args *args, const char *word, struct pl_buf *out);
/* Refuses it, with the nearest word. */
void pl_explain_unknown(const char *word, struct pl_error *err);
/* Appends prose, wrapped and indented; a line that begins with a blank is indented more. */
void pl_explain_lines(const struct pl_args *args, const char *text, struct pl_buf *out);

#endif
