/*
 * Formats of pin files: one const struct in one file of formats/ each, named in
 * the list of format.c, and what their readers share.
 */
#ifndef PINLAB_PIN_FORMAT_H
#define PINLAB_PIN_FORMAT_H

#include "pin/pinfile.h"

/* What a format cannot express: a clause about what the reader of the file will not find in it. */
struct pl_pin_loss {
	char *text;
};
struct pl_pin_losses {
	struct pl_pin_loss *items;
	size_t n, cap;
};
#define PL_PIN_LOSSES_INIT { 0 }
void pl_pin_lose(struct pl_pin_losses *losses, const char *fmt, ...) PL_PRINTF(2, 3);
void pl_pin_losses_clear(struct pl_pin_losses *losses);

struct pl_pin_format {
	const char *name;    /* "okhttp", "android-nsc", ... */
	const char *summary; /* one line for lists */
	const char *client;  /* the name of the client whose rules it follows */
	const char *source;  /* where the format is defined */
	const char *const *names; /* endings of file names that say it, lower case; NULL at the end */
	bool names_hosts;    /* writes an entry for each host, though its client has no rule for names */
	bool any_name;       /* its writer says any name; else one of other characters than names of
			      * hosts have is refused */
	bool binary;         /* takes any bytes; else what is no text, UTF-16 or has NUL is refused
			      * before `read` */
	/* By its content alone. The text may be anything; it ends in a NUL beyond its length. */
	bool (*looks_like)(const char *file, struct pl_bytes text);
	/* Fills the set and the remarks; false with every fault, each with line and column (the
	 * line is quoted for it). `text` is without a byte order mark and ends in a NUL. */
	bool (*read)(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors);
	/*
	 * Writes a set whose names are patterns of the format's own client and whose pins have
	 * canonical spellings. `host` is for formats that name one where their client has no
	 * rule for names; it may be NULL. NULL: the format is only read.
	 */
	bool (*write)(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		      struct pl_pin_losses *losses, struct pl_error *err);
};

/* The list, in the order in which it is shown and asked; n entries. */
const struct pl_pin_format *const *pl_pin_formats(size_t *n);
const struct pl_pin_format *pl_pin_format_find(const char *name); /* NULL: none */

/* For readers. A position in the file that is being read. */
PL_MUST_USE struct pl_pos pl_pinfile_at(const struct pl_pinfile *out, int line, int column);
/* One more rule, written down at `pos`; its index. Beyond the limit an error, and SIZE_MAX. */
PL_MUST_USE size_t pl_pinfile_rule(struct pl_pinfile *out, struct pl_pos pos,
				   struct pl_errors *errors);
/*
 * One more pin of a rule: `prefix` ("sha256/", or "" where the text has one) and `len` bytes of
 * text as written. Borrowed from the set until the next one; NULL with an error beyond a limit.
 */
struct pl_pin *pl_pinfile_pin(struct pl_pinfile *out, size_t rule, const char *prefix,
			      const char *text, size_t len, struct pl_pos pos,
			      struct pl_errors *errors);
/* Where an error says that the file has no pins: at the first remark, which may be why, or else
 * of the file as a whole. */
PL_MUST_USE struct pl_pos pl_pinfile_empty_at(const struct pl_pinfile *out);
/* What the format's own programs read is spelled like this: anything else, though it is a pin
 * elsewhere ("3 1 1 HEX" in OkHttp's code), is one that no client here reads. `pin` may be NULL. */
void pl_pinfile_only(struct pl_pin *pin, enum pl_spelling native);
void pl_pinfile_remark(struct pl_pinfile *out, struct pl_pos pos, const char *fmt, ...)
	PL_PRINTF(3, 4);

#endif
