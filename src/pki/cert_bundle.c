/* Which certificates are in this DER: one, several in a row, or a container of them? */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>

#include "pki/ber.h"
#include "pki/cert_reader.h"
#include "pki/internal.h"
#include "util/mem.h"

struct pl_pos pl_cert_reader_pos(const struct pl_cert_reader *in)
{
	return (struct pl_pos){ .file = in->file, .line = in->line, .column = in->line ? 1 : 0 };
}

bool pl_cert_reader_refuse(struct pl_cert_reader *in, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return pl_error_input(in->err, pl_cert_reader_pos(in), "%s", text);
}

static struct pl_cert *parse(struct pl_cert_reader *in, struct pl_bytes der)
{
	struct pl_error inner = PL_ERROR_INIT;
	struct pl_cert *cert =
		pl_cert_parse_at(in->pki, der, pl_cert_reader_pos(in), &inner);

	/* Where one position stands for several, the number tells which. */
	if (!cert && in->number > 1)
		pl_cert_reader_refuse(in, "certificate %zu: %s", in->number, inner.text);
	else
		pl_error_move(in->err, &inner);
	pl_error_clear(&inner);
	return cert;
}

bool pl_cert_reader_add(struct pl_cert_reader *in, struct pl_bytes der)
{
	struct pl_cert_list *out = in->out;
	struct pl_cert *cert;

	in->number++;
	if (out->n == PL_CERTS_MAX)
		return pl_cert_reader_refuse(in, "more than %d certificates; split the file",
					     PL_CERTS_MAX);
	cert = parse(in, der);
	if (!cert)
		return false;
	if (out->n == out->cap) {
		out->items = pl_grow(out->items, &out->cap, out->n + 1, sizeof(*out->items));
		out->lines = pl_realloc(out->lines, out->cap, sizeof(*out->lines));
	}
	out->items[out->n] = cert;
	out->lines[out->n++] = in->line ? in->line : 1;
	return true;
}

/* A row of certificates, as `cat *.der` makes it; nearly always it is a row of one. */
static bool read_row(struct pl_cert_reader *in, struct pl_bytes der)
{
	struct pl_bytes at = der;
	struct pl_ber one;

	do {
		struct pl_bytes from = at;

		/* What is no element, or followed by none, the parser has the words for. */
		if (!pl_ber_next(&at, &one) || (at.len > 0 && at.data[0] != PL_DER_SEQUENCE)) {
			one.whole = from;
			at.len = 0;
		}
		if (!pl_cert_reader_add(in, one.whole))
			return false;
	} while (at.len > 0);
	return true;
}

bool pl_cert_reader_der(struct pl_cert_reader *in, struct pl_bytes der)
{
	in->number = 0;
	if (pl_pkcs7_is(der))
		return pl_pkcs7_read(in, der);
	return pl_pkcs12_is(der) ? pl_pkcs12_read(in, der) : read_row(in, der);
}
