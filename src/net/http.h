/*
 * One HTTP/1.1 request, read from bytes as they come, and the answer to it.
 * Small on purpose: a request, limits on everything, one answer, the end. A connection
 * that stayed open would hide that the server shows another chain by now.
 */
#ifndef PINLAB_NET_HTTP_H
#define PINLAB_NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

#define PL_HTTP_HEAD_MAX (16u << 10) /* request line and fields */
#define PL_HTTP_BODY_MAX (64u << 10)
#define PL_HTTP_FIELDS_MAX 100

enum pl_http_state {
	PL_HTTP_MORE,  /* the request has not ended */
	PL_HTTP_READY,
	PL_HTTP_BAD,   /* `status` says what to answer, `why` says why */
};

enum pl_http_stage {
	PL_HTTP_HEAD,
	PL_HTTP_COUNTED,    /* a body of known length */
	PL_HTTP_CHUNK_SIZE, /* of one in chunks (RFC 9112 7.1) */
	PL_HTTP_CHUNK_DATA,
	PL_HTTP_CHUNK_END,
	PL_HTTP_TRAILER,
	PL_HTTP_OVER,
};

/* Zeroed at the start; clear with pl_http_request_clear. */
struct pl_http_request {
	char method[16];
	char *target;        /* as it came: visible ASCII only */
	char *host, *accept; /* of those fields, without a line end; NULL: not there */
	bool expects_continue; /* waits for "100 Continue" before its body (RFC 9110 10.1.1) */
	struct pl_buf body;
	int status;          /* PL_HTTP_BAD: 400, 413, 431, 501 or 505 */
	const char *why;     /* a clause; a constant */

	/* how far it is read */
	enum pl_http_stage stage;
	struct pl_buf head;  /* or the chunk's or trailer's line */
	size_t left;         /* of a counted body or a chunk */
	size_t fields, trailer;
	bool has_length, chunked, is_old; /* is_old: HTTP/1.0 */
};

/* Takes all of the bytes; what comes after the request's end is of no interest. */
PL_MUST_USE enum pl_http_state pl_http_read(struct pl_http_request *request, struct pl_bytes data);
void pl_http_request_clear(struct pl_http_request *request);

/* Appends a whole answer that ends the connection. `fields`: further lines, each with its line end,
 * or NULL. `bodiless`: as HEAD wants it. */
void pl_http_answer(struct pl_buf *out, int status, const char *type, const char *fields,
		    struct pl_bytes body, bool bodiless);
/* "Not Found"; "" for what is not used here. */
const char *pl_http_status_words(int status);

#endif
