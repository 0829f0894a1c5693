/* Which certificates are in this file? */
#include <config.h>

#include "pki/cert.h"

#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "util/mem.h"
#include "util/text.h"

struct reader {
	struct pl_pki *pki;
	const char *file;
	struct pl_cert_list *out;
	struct pl_error *err;
	int line;           /* of the text looked at */
	int begin;          /* line of the open block's BEGIN, 0 outside */
	bool wanted;        /* the open block is a certificate */
	char label[64];     /* of the open block */
	char other[64];     /* of the last block that was none, for the message */
	struct pl_buf text; /* base64 of the open block */
};

static struct pl_pos at_line(const struct reader *in, int line)
{
	return (struct pl_pos){ .file = in->file, .line = line, .column = line ? 1 : 0 };
}

static bool add(struct reader *in, struct pl_bytes der, int line)
{
	/* One DER file has no lines to point at, only bytes. */
	struct pl_pos pos = in->line ? at_line(in, line) : at_line(in, 0);
	struct pl_cert_list *out = in->out;
	struct pl_cert *cert;

	if (out->n == PL_CERTS_MAX)
		return pl_error_input(in->err, pos, "more than %d certificates; split the file",
				      PL_CERTS_MAX);
	cert = pl_cert_parse_at(in->pki, der, pos, in->err);
	if (!cert)
		return false;
	if (out->n == out->cap) {
		out->items = pl_grow(out->items, &out->cap, out->n + 1, sizeof(*out->items));
		out->lines = pl_realloc(out->lines, out->cap, sizeof(*out->lines));
	}
	out->items[out->n] = cert;
	out->lines[out->n++] = line;
	return true;
}

/* The label of "-----BEGIN LABEL-----" into `out`; false for any other line. */
static bool boundary(const char *line, size_t len, const char *kind, char out[64])
{
	size_t kind_len = strlen(kind);

	if (len < kind_len + 5 || memcmp(line, kind, kind_len) != 0 ||
	    memcmp(line + len - 5, "-----", 5) != 0)
		return false;
	len -= kind_len + 5;
	if (len > 63)
		len = 63;
	memcpy(out, line + kind_len, len);
	out[len] = 0;
	return true;
}

static bool close_block(struct reader *in, const char *label)
{
	struct pl_pos pos = at_line(in, in->begin);
	size_t room = in->text.len / 4 * 3 + 3;
	uint8_t *der;
	bool ok;

	if (strcmp(label, in->label) != 0)
		return pl_error_input(
			in->err, at_line(in, in->line),
			"the block of line %d ends as another kind; the file is damaged",
			in->begin);
	in->begin = 0;
	if (!in->wanted) {
		memcpy(in->other, in->label, sizeof(in->other));
		return true;
	}
	der = pl_malloc(room);
	ok = pl_base64_decode(pl_buf_str(&in->text), in->text.len, der, &room);
	if (!ok)
		pl_error_input(in->err, pos,
			       "the block that begins here is not valid base64; "
			       "get the file again from its source");
	else
		ok = add(in, (struct pl_bytes){ der, room }, pos.line);
	free(der);
	return ok;
}

static bool open_block(struct reader *in, const char *label)
{
	if (in->begin)
		return pl_error_input(in->err, at_line(in, in->begin),
				      "the block that begins here has no END line before line %d",
				      in->line);
	in->begin = in->line;
	in->wanted = strcmp(label, "CERTIFICATE") == 0 || strcmp(label, "X509 CERTIFICATE") == 0;
	memcpy(in->label, label, sizeof(in->label));
	pl_buf_reset(&in->text);
	return true;
}

/* Not strchr, which finds a NUL in every string. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool take_line(struct reader *in, const char *line, size_t len)
{
	char label[64] = "";

	/* The mark of UTF-8 stands before the first line, or where such files were joined. */
	if (len >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
		line += 3;
		len -= 3;
	}
	while (len && is_blank(*line)) {
		line++;
		len--;
	}
	while (len && (is_blank(line[len - 1]) || line[len - 1] == '\r'))
		len--;
	if (boundary(line, len, "-----BEGIN ", label))
		return open_block(in, label);
	if (in->begin && boundary(line, len, "-----END ", label))
		return close_block(in, label);
	if (in->begin && in->wanted) {
		if (in->text.len + len > PL_CERT_MAX / 3 * 4 + 4)
			return pl_error_input(in->err, at_line(in, in->begin),
					      "the certificate that begins here is over the limit "
					      "of %u bytes",
					      PL_CERT_MAX);
		pl_buf_add(&in->text, line, len);
	}
	return true;
}

static bool read_pem(struct reader *in, struct pl_bytes data)
{
	const char *text = (const char *)data.data, *end = text + data.len;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t len = stop ? (size_t)(stop - text) : (size_t)(end - text);

		in->line++;
		if (!take_line(in, text, len))
			return false;
		text += len + (stop != NULL);
	}
	if (in->begin)
		return pl_error_input(in->err, at_line(in, in->begin),
				      "the block that begins here has no END line; the file is cut "
				      "short");
	if (in->out->n == 0 && in->other[0])
		return pl_error_input(
			in->err, at_line(in, 0),
			"no certificate here, only a block of another kind; wanted are "
			"-----BEGIN CERTIFICATE----- blocks");
	if (in->out->n == 0)
		return pl_error_input(in->err, at_line(in, 0),
				      "no certificate here; wanted is PEM or DER");
	return true;
}

/* A PKCS #7 bundle begins SEQUENCE { OBJECT IDENTIFIER 1.2.840.113549.1.7.2 */
static bool is_pkcs7(struct pl_bytes data)
{
	static const uint8_t oid[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
				       0xf7, 0x0d, 0x01, 0x07, 0x02 };

	for (size_t at = 2; at <= 6; at++) {
		if (data.len >= at + sizeof(oid) && memcmp(data.data + at, oid, sizeof(oid)) == 0)
			return true;
	}
	return false;
}

/* A length octet from 0x80 is no character that text could have after a "0". */
static bool looks_like_der(struct pl_bytes data)
{
	return data.len >= 2 && data.data[0] == 0x30 && data.data[1] >= 0x80 &&
	       data.data[1] <= 0x84;
}

/* With its mark, or by its first two characters. */
static bool is_utf16(struct pl_bytes data)
{
	const uint8_t *at = data.data;

	if (data.len < 4)
		return false;
	if ((at[0] == 0xff && at[1] == 0xfe) || (at[0] == 0xfe && at[1] == 0xff))
		return true;
	return (at[0] == '-' && !at[1] && at[2] == '-' && !at[3]) ||
	       (!at[0] && at[1] == '-' && !at[2] && at[3] == '-');
}

bool pl_certs_check_kind(const char *file, struct pl_bytes data, struct pl_error *err)
{
	struct pl_pos pos = { .file = file };

	if (is_utf16(data))
		return pl_error_input(err, pos, "this text is in UTF-16; save it as UTF-8, or "
				      "convert it: iconv -f UTF-16 -t UTF-8");
	if (pl_key_is_private_der(data))
		return pl_error_input(err, pos, "no certificate here, only a private key; wanted "
				      "is the certificate, in PEM or DER");
	return true;
}

static bool read_any(struct reader *in, struct pl_bytes data)
{
	if (data.len > PL_CERT_FILE_MAX)
		return pl_error_input(in->err, at_line(in, 0), "%zu bytes; %u is the limit",
				      data.len, PL_CERT_FILE_MAX);
	if (!pl_certs_check_kind(in->file, data, in->err))
		return false;
	if (!looks_like_der(data))
		return read_pem(in, data);
	if (is_pkcs7(data))
		return pl_error_input(in->err, at_line(in, 0),
				      "a PKCS #7 bundle; convert it: openssl pkcs7 -inform DER "
				      "-print_certs");
	return add(in, data, 1);
}

bool pl_certs_parse(struct pl_pki *pki, const char *file, struct pl_bytes data,
		    struct pl_cert_list *out, struct pl_error *err)
{
	struct reader in = { .pki = pki, .file = file, .out = out, .err = err };
	bool ok;

	memset(out, 0, sizeof(*out));
	ok = read_any(&in, data);
	if (!ok)
		pl_cert_list_clear(out);
	pl_buf_clear(&in.text);
	return ok;
}

void pl_cert_list_clear(struct pl_cert_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		pl_cert_unref(list->items[i]);
	free(list->items);
	free(list->lines);
	memset(list, 0, sizeof(*list));
}

void pl_cert_pem(const struct pl_cert *cert, struct pl_buf *out)
{
	char *text = pl_malloc(PL_BASE64_LEN(cert->der_len) + 1);
	size_t len;

	pl_base64(cert->der, cert->der_len, text);
	len = strlen(text);
	pl_buf_puts(out, "-----BEGIN CERTIFICATE-----\n");
	for (size_t at = 0; at < len; at += 64) {
		pl_buf_add(out, text + at, len - at < 64 ? len - at : 64);
		pl_buf_putc(out, '\n');
	}
	pl_buf_puts(out, "-----END CERTIFICATE-----\n");
	free(text);
}
