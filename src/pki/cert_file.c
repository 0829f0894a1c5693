/* Which certificates are in this file? */
#include <config.h>

#include "pki/cert.h"

#include <stdlib.h>
#include <string.h>

#include "pki/ber.h"
#include "pki/cert_reader.h"
#include "pki/internal.h"
#include "util/mem.h"
#include "util/text.h"

/* What stands between BEGIN and END. */
enum block {
	BLOCK_OTHER, /* is passed over */
	BLOCK_CERT,
	BLOCK_TRUSTED, /* a certificate, behind it what OpenSSL's own store says of it */
	BLOCK_BUNDLE,
};

static const struct {
	const char *label;
	enum block block;
} labels[] = {
	{ "CERTIFICATE", BLOCK_CERT },
	{ "X509 CERTIFICATE", BLOCK_CERT },
	{ "TRUSTED CERTIFICATE", BLOCK_TRUSTED },
	{ "PKCS7", BLOCK_BUNDLE },
	{ "PKCS #7 SIGNED DATA", BLOCK_BUNDLE },
	{ "CMS", BLOCK_BUNDLE },
	{ "PKCS12", BLOCK_BUNDLE },
};

struct reader {
	struct pl_cert_reader certs;
	int line;           /* of the text looked at */
	int begin;          /* line of the open block's BEGIN, 0 outside */
	enum block block;   /* the open one */
	char label[64];     /* of the open block */
	char other[64];     /* of the last block that was none, for the message */
	struct pl_buf text; /* base64 of the open block */
};

static struct pl_pos at_line(const struct reader *in, int line)
{
	return (struct pl_pos){ .file = in->certs.file, .line = line, .column = line ? 1 : 0 };
}

static struct pl_error *errors(struct reader *in)
{
	return in->certs.err;
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

static bool read_block(struct reader *in, struct pl_bytes der)
{
	struct pl_bytes at = der;
	struct pl_ber one;

	in->certs.line = in->begin;
	if (in->block == BLOCK_TRUSTED && pl_ber_next(&at, &one))
		der = one.whole;
	/* Some authorities label their PKCS #7 as a certificate. */
	if (in->block == BLOCK_BUNDLE || pl_pkcs7_is(der))
		return pl_cert_reader_der(&in->certs, der);
	in->certs.number = 0;
	return pl_cert_reader_add(&in->certs, der);
}

static bool close_block(struct reader *in, const char *label)
{
	size_t room = in->text.len / 4 * 3 + 3;
	uint8_t *der;
	bool ok = true;

	if (strcmp(label, in->label) != 0)
		return pl_error_input(
			errors(in), at_line(in, in->line),
			"the block of line %d ends as another kind; the file is damaged",
			in->begin);
	if (in->block == BLOCK_OTHER) {
		memcpy(in->other, in->label, sizeof(in->other));
	} else {
		der = pl_malloc(room);
		ok = pl_base64_decode(pl_buf_str(&in->text), in->text.len, der, &room);
		if (!ok)
			pl_error_input(errors(in), at_line(in, in->begin),
				       "the block that begins here is not valid base64; "
				       "get the file again from its source");
		else
			ok = read_block(in, (struct pl_bytes){ der, room });
		free(der);
	}
	in->begin = 0;
	return ok;
}

static enum block block_of(const char *label)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(labels); i++) {
		if (strcmp(label, labels[i].label) == 0)
			return labels[i].block;
	}
	return BLOCK_OTHER;
}

static bool open_block(struct reader *in, const char *label)
{
	if (in->begin)
		return pl_error_input(errors(in), at_line(in, in->begin),
				      "the block that begins here has no END line before line %d",
				      in->line);
	in->begin = in->line;
	in->block = block_of(label);
	memcpy(in->label, label, sizeof(in->label));
	pl_buf_reset(&in->text);
	return true;
}

static bool add_text(struct reader *in, const char *line, size_t len)
{
	/* A bundle is bounded by the file. */
	if (in->block != BLOCK_BUNDLE && in->text.len + len > PL_CERT_MAX / 3 * 4 + 4)
		return pl_error_input(errors(in), at_line(in, in->begin),
				      "the certificate that begins here is over the limit "
				      "of %u bytes",
				      PL_CERT_MAX);
	pl_buf_add(&in->text, line, len);
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
	return !in->begin || in->block == BLOCK_OTHER || add_text(in, line, len);
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
		return pl_error_input(errors(in), at_line(in, in->begin),
				      "the block that begins here has no END line; the file is cut "
				      "short");
	if (in->certs.out->n == 0 && in->other[0])
		return pl_error_input(
			errors(in), at_line(in, 0),
			"no certificate here, only a block of another kind; wanted are "
			"-----BEGIN CERTIFICATE----- blocks");
	if (in->certs.out->n == 0)
		return pl_error_input(errors(in), at_line(in, 0),
				      "no certificate here; wanted is PEM, DER, PKCS #7 or "
				      "PKCS #12");
	return true;
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

/* JKS and JCEKS */
static bool is_java_store(struct pl_bytes data)
{
	return data.len >= 4 && (memcmp(data.data, "\xfe\xed\xfe\xed", 4) == 0 ||
				 memcmp(data.data, "\xce\xce\xce\xce", 4) == 0);
}

bool pl_certs_check_kind(const char *file, struct pl_bytes data, struct pl_error *err)
{
	struct pl_pos pos = { .file = file };

	if (is_utf16(data))
		return pl_error_input(err, pos, "this text is in UTF-16; save it as UTF-8, or "
				      "convert it: iconv -f UTF-16 -t UTF-8");
	if (is_java_store(data))
		return pl_error_input(err, pos, "a Java key store of the old kind; convert it: keytool "
				      "-importkeystore -srckeystore FILE -destkeystore store.p12 "
				      "-deststoretype PKCS12");
	if (pl_key_is_private_der(data))
		return pl_error_input(err, pos, "no certificate here, only a private key; wanted "
				      "is the certificate, in PEM or DER");
	return true;
}

bool pl_certs_is_bundle(struct pl_bytes data)
{
	return pl_pkcs7_is(data) || pl_pkcs12_is(data);
}

static bool read_any(struct reader *in, struct pl_bytes data)
{
	if (data.len > PL_CERT_FILE_MAX)
		return pl_error_input(errors(in), at_line(in, 0), "%zu bytes; %u is the limit",
				      data.len, PL_CERT_FILE_MAX);
	if (!pl_certs_check_kind(in->certs.file, data, errors(in)))
		return false;
	if (looks_like_der(data) || pl_certs_is_bundle(data))
		return pl_cert_reader_der(&in->certs, data);
	return read_pem(in, data);
}

bool pl_certs_read(struct pl_pki *pki, const char *file, struct pl_bytes data,
		   const struct pl_password *password, struct pl_cert_list *out,
		   struct pl_error *err)
{
	struct reader in = { .certs = { .pki = pki,
					.file = file,
					.password = password,
					.out = out,
					.err = err } };
	bool ok;

	memset(out, 0, sizeof(*out));
	ok = read_any(&in, data);
	if (!ok)
		pl_cert_list_clear(out);
	pl_buf_clear(&in.text);
	return ok;
}

bool pl_certs_parse(struct pl_pki *pki, const char *file, struct pl_bytes data,
		    struct pl_cert_list *out, struct pl_error *err)
{
	return pl_certs_read(pki, file, data, NULL, out, err);
}

size_t pl_cert_list_first(const struct pl_cert_list *list, size_t index)
{
	size_t first = 0;

	while (memcmp(list->items[first]->sha256, list->items[index]->sha256, 32) != 0)
		first++;
	return first;
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
