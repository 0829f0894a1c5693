/*
 * Pin files: what one configuration file pins, for which names, on what terms,
 * and where each pin was written. Reading keeps the text of every pin as it
 * stands: a damaged one is no error of reading where the client itself loads
 * it, or dies of it when the app runs. Pure: bytes in, values out.
 */
#ifndef PINLAB_PIN_PINFILE_H
#define PINLAB_PIN_PINFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "pin/client.h"
#include "pin/pin.h"
#include "util/buf.h"
#include "util/error.h"

/* Limits on every pin file, whatever its format; exceeding one is an error with a position. */
#define PL_PINFILE_MAX (8u << 20) /* bytes */
#define PL_PINFILE_MAX_PINS 10000
#define PL_PINFILE_MAX_RULES 2000 /* every two of them are compared */
#define PL_PINFILE_MAX_REMARKS 100 /* what is beyond is not said */

struct pl_pin_format;

/* Read, but it means nothing to the verdict: a clause like "report-uri is not used". */
struct pl_remark {
	struct pl_pos pos;
	char *text;
};

struct pl_pinfile {
	const char *file;            /* as given; the set owns it, as positions borrow it */
	const struct pl_pin_format *format;
	const struct pl_client *client; /* whose rules the format follows; a caller may take another */
	struct pl_pinset *set;       /* rules and pins; each pin has its text as written behind
				      * the model's prefix ("sha256/" + text) and its position */
	struct pl_remark *remarks;
	size_t n_remarks, cap_remarks;
};

/*
 * Reads a pin file; `file` is for messages and copied. With format NULL it is
 * told by the content, then by the file's name. NULL with errors: what no
 * client could take for such a file at all, or beyond a limit. Free with
 * pl_pinfile_free; the set may live on with a reference of its own.
 */
PL_MUST_USE struct pl_pinfile *pl_pinfile_read(const char *file, struct pl_bytes text,
					       const struct pl_pin_format *format,
					       struct pl_errors *errors);
void pl_pinfile_free(struct pl_pinfile *pinfile); /* NULL is fine */
/* An empty one, for what is read elsewhere: format and client are unset. */
PL_MUST_USE struct pl_pinfile *pl_pinfile_new(const char *file);
/* Each certificate as a pin, whole; `file`, copied, is where they were. */
void pl_pinfile_add_certs(struct pl_pinfile *pinfile, const char *file,
			  const struct pl_cert_list *certs);
/* Takes another client's rules. What was read as whole certificates is pinned as it pins them. */
void pl_pinfile_set_client(struct pl_pinfile *pinfile, const struct pl_client *client);

/* The format of such a file; NULL: none recognises it. */
const struct pl_pin_format *pl_pin_format_detect(const char *file, struct pl_bytes text);

#endif
