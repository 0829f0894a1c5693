/*
 * The export folder: every step of a run as files that openssl, curl and
 * scripts can use. Written to a temporary folder beside the wanted one and
 * renamed when it is whole.
 */
#ifndef PINLAB_REPORT_EXPORT_H
#define PINLAB_REPORT_EXPORT_H

#include "lab/expect.h"
#include "report/result.h"

struct pl_export_options {
	bool with_keys; /* host keys, only for reserved names */
};

struct pl_export_notes {
	size_t files;
	size_t keys;         /* written */
	size_t keys_refused; /* hosts whose names are real */
};

/* `dir` must not exist or be empty. */
PL_MUST_USE bool pl_export(const struct pl_run *run, const struct pl_result *result,
			   const char *dir, const struct pl_export_options *options,
			   struct pl_export_notes *notes, struct pl_error *err);

/* Appends the openssl lines that repeat each verdict of an exported run. */
void pl_export_commands(const struct pl_run *run, const char *dir, struct pl_buf *out);

#endif
