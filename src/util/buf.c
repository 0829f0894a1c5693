/* How a string of bytes grows. */
#include <config.h>

#include "util/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* Makes room for `more` bytes and the NUL after them. */
static void make_room(struct pl_buf *buf, size_t more)
{
	/* A sum that wraps is asked for as the largest size, which pl_grow refuses. */
	size_t need = more < SIZE_MAX - buf->len ? buf->len + more + 1 : SIZE_MAX;

	buf->data = pl_grow(buf->data, &buf->cap, need, 1);
}

void pl_buf_clear(struct pl_buf *buf)
{
	free(buf->data);
	*buf = (struct pl_buf)PL_BUF_INIT;
}

void pl_buf_reset(struct pl_buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

void pl_buf_putc(struct pl_buf *buf, char c)
{
	pl_buf_add(buf, &c, 1);
}

void pl_buf_puts(struct pl_buf *buf, const char *text)
{
	pl_buf_add(buf, text, strlen(text));
}

void pl_buf_add(struct pl_buf *buf, const void *data, size_t len)
{
	make_room(buf, len);
	if (len > 0)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void pl_buf_printf(struct pl_buf *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		return;

	make_room(buf, (size_t)len);
	va_start(args, fmt);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
	va_end(args);
	buf->len += (size_t)len;
}

const char *pl_buf_str(const struct pl_buf *buf)
{
	return buf->data ? buf->data : "";
}

char *pl_buf_take(struct pl_buf *buf)
{
	char *data = buf->data ? buf->data : pl_strdup("");

	*buf = (struct pl_buf)PL_BUF_INIT;
	return data;
}

int pl_bytes_equal(struct pl_bytes a, struct pl_bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
