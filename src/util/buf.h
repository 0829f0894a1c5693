/* A growing string of bytes, always NUL-terminated; the caller holds the struct. */
#ifndef PINLAB_UTIL_BUF_H
#define PINLAB_UTIL_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "util/compiler.h"

/* Borrowed bytes. */
struct pl_bytes {
	const uint8_t *data;
	size_t len;
};

struct pl_buf {
	char *data; /* NULL or NUL-terminated */
	size_t len; /* without the NUL */
	size_t cap;
};

#define PL_BUF_INIT { 0 }

void pl_buf_clear(struct pl_buf *buf);          /* frees and zeroes */
void pl_buf_reset(struct pl_buf *buf);          /* empties, keeps the memory */
void pl_buf_putc(struct pl_buf *buf, char c);
void pl_buf_puts(struct pl_buf *buf, const char *text);
void pl_buf_add(struct pl_buf *buf, const void *data, size_t len);
void pl_buf_printf(struct pl_buf *buf, const char *fmt, ...) PL_PRINTF(2, 3) PL_NONNULL;
const char *pl_buf_str(const struct pl_buf *buf); /* "" when empty; borrowed */
PL_MUST_USE char *pl_buf_take(struct pl_buf *buf); /* caller frees; buf is empty after */

/* True when both have the same bytes. */
PL_MUST_USE int pl_bytes_equal(struct pl_bytes a, struct pl_bytes b);

#endif
