/* What is refused as a certificate or a file of them, and is the reason given? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"

/* One leaf is spoilt in one place per row. `at` says where the octet lies. */
enum place {
	START,  /* of the file */
	SERIAL, /* content of the serial number */
	SUBJECT,
	VALIDITY, /* first octet of the first date's content */
	SPKI,
	UNUSED,  /* count of unused bits of the public key */
	SKI_OID, /* last octet of the key identifier's type */
	USAGE,   /* first octet of the key usage's value */
	SAN,     /* first octet of the alternative names' value */
};

static size_t find(const struct pl_cert *cert, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i + len <= cert->der_len; i++) {
		if (memcmp(cert->der + i, bytes, len) == 0)
			return i;
	}
	return 0;
}

static size_t locate(const struct pl_cert *cert, enum place place)
{
	static const uint8_t ski[] = { 0x55, 0x1d, 0x0e }, san[] = { 0x55, 0x1d, 0x11 };
	static const uint8_t usage[] = { 0x55, 0x1d, 0x0f };

	switch (place) {
	case START:
		return 0;
	case SERIAL:
		return cert->spans.serial.start;
	case SUBJECT:
		return cert->spans.subject.start;
	case VALIDITY:
		return cert->spans.validity.start + 4;
	case SPKI:
		return cert->spans.spki.start;
	case UNUSED:
		return cert->spans.key.start - 1;
	case SKI_OID:
		return find(cert, ski, 3) + 2;
	case USAGE: /* behind critical (3 octets) and the OCTET STRING's header */
		return find(cert, usage, 3) + 3 + 3 + 2;
	case SAN:
		return find(cert, san, 3) + 3 + 2;
	}
	return 0;
}

static const struct {
	const char *situation;
	enum place place;
	long offset; /* from the place */
	uint8_t octet;
	const char *want; /* NULL: still a certificate */
} spoilt[] = {
	{ "another serial number", SERIAL, 5, 0x55, NULL },
	{ "a negative serial number", SERIAL, 0, 0x80, NULL },
	{ "not a SEQUENCE", START, 0, 0x31, "does not begin as a certificate" },
	{ "an indefinite length", START, 1, 0x80, "indefinite" },
	{ "a serial number that is no number", SERIAL, -2, 0x04,
	  "serial number is not an INTEGER" },
	{ "a subject that is no SEQUENCE", SUBJECT, 0, 0x31, "subject is not a SEQUENCE" },
	{ "a subject that is too long for its place", SUBJECT, 1, 0x7f,
	  "longer than what holds it" },
	{ "a date of letters", VALIDITY, 3, 'x', "GnuTLS refuses it" },
	{ "a month thirteen", VALIDITY, 2, '9', "GnuTLS refuses it" },
	{ "a key that is no SEQUENCE", SPKI, 0, 0x31, "public key is not a SEQUENCE" },
	{ "eight unused bits in a key", UNUSED, 0, 8, "BIT STRING is malformed" },
	{ "two authority key identifiers", SKI_OID, 0, 0x23, "GnuTLS refuses it" },
	{ "a key usage that is a number", USAGE, 0, 0x02, "key usage cannot be decoded" },
	{ "alternative names that are a SET", SAN, 0, 0x31, "GnuTLS refuses it" },
};

static void expect(struct pl_pki *pki, const char *situation, const uint8_t *der, size_t len,
		   const char *want)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert *cert = pl_cert_parse(pki, (struct pl_bytes){ der, len }, "x.der", &err);

	tap_int(cert != NULL, want == NULL, situation);
	if (want) {
		tap_has(err.text, want, "and why");
		tap_int(err.kind, PL_ERROR_INPUT, "as an error of the input");
		tap_text(err.file, "x.der", "with the file");
	}
	pl_cert_unref(cert);
	pl_error_clear(&err);
}

static void test_spoilt(struct pl_pki *pki, const struct pl_cert *leaf)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(spoilt); i++) {
		uint8_t *der = pl_memdup(leaf->der, leaf->der_len);

		der[(long)locate(leaf, spoilt[i].place) + spoilt[i].offset] = spoilt[i].octet;
		expect(pki, spoilt[i].situation, der, leaf->der_len, spoilt[i].want);
		free(der);
	}
}

static void test_sizes(struct pl_pki *pki, const struct pl_cert *leaf)
{
	uint8_t *der = pl_calloc(1, PL_CERT_MAX + 1);

	memcpy(der, leaf->der, leaf->der_len);
	expect(pki, "a whole certificate", der, leaf->der_len, NULL);
	expect(pki, "one octet too few", der, leaf->der_len - 1, "longer than what holds it");
	expect(pki, "one octet too many", der, leaf->der_len + 1, "bytes follow the certificate");
	expect(pki, "four octets", der, 4, "longer than what holds it");
	expect(pki, "no octet", der, 0, "ends where another element should begin");
	expect(pki, "over the limit", der, PL_CERT_MAX + 1, "is the limit");

	/* The same certificate with its outer length in three octets instead of two. */
	memmove(der + 5, leaf->der + 4, leaf->der_len - 4);
	memcpy(der, (uint8_t[]){ 0x30, 0x83, 0x00, leaf->der[2], leaf->der[3] }, 5);
	expect(pki, "a length with a zero before it", der, leaf->der_len + 1, "shortest form");
	free(der);
}

/* Every prefix and every octet changed: nothing may crash, most must be refused. */
static void test_all_octets(struct pl_pki *pki, const struct pl_cert *leaf)
{
	size_t refused = 0, prefixes = 0;
	struct pl_error err = PL_ERROR_INIT;

	for (size_t i = 0; i < leaf->der_len; i++) {
		uint8_t *der = pl_memdup(leaf->der, leaf->der_len);
		uint8_t *head = pl_memdup(leaf->der, i);
		struct pl_cert *cert;

		der[i] ^= 0xff;
		cert = pl_cert_parse(pki, (struct pl_bytes){ der, leaf->der_len }, NULL, &err);
		refused += !cert;
		pl_cert_unref(cert);
		pl_error_clear(&err);
		cert = pl_cert_parse(pki, (struct pl_bytes){ head, i }, NULL, &err);
		prefixes += !cert;
		pl_cert_unref(cert);
		pl_error_clear(&err);
		free(der);
		free(head);
	}
	tap_int((long long)prefixes, (long long)leaf->der_len,
		"no beginning of a certificate is one");
	tap_ok(refused > leaf->der_len / 4, "%zu of %zu changed octets are noticed", refused,
	       leaf->der_len);
}

/* Texts around one certificate: %s stands for its PEM block. */
static const struct {
	const char *situation, *format;
	size_t want_n;
	int want_line; /* of the last block, or of the error */
	const char *want_error;
} files[] = {
	{ "one block", "%s", 1, 1, NULL },
	{ "text around it", "subject=CN=x\n\n%sbye\n", 1, 3, NULL },
	{ "two blocks", "%s\n%s", 2, -1, NULL },
	{ "another kind before it", "-----BEGIN X-----\nnot base64!\n-----END X-----\n%s", 1, 4,
	  NULL },
	{ "a mark of UTF-8 before it", "\xef\xbb\xbf%s", 1, 1, NULL },
	{ "two such files joined", "\xef\xbb\xbf%s\n\xef\xbb\xbf%s", 2, -1, NULL },
	{ "no end of line at the end", "%s-----", 1, 1, NULL },
	{ "nothing", "", 0, 0, "no certificate here" },
	{ "text alone", "hello\nworld\n", 0, 0, "no certificate here" },
	{ "a key alone", "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n", 0, 0,
	  "block of another kind" },
	{ "a block that is not base64",
	  "\n-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", 0, 2,
	  "not valid base64" },
	{ "a block that is no certificate",
	  "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n", 0, 1,
	  "cannot be read" },
	{ "an empty block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", 0, 1,
	  "cannot be read" },
	{ "a block without an end", "%s-----BEGIN CERTIFICATE-----\nMAMC\n", 0, -1, "no END line" },
	{ "a beginning within a block", "-----BEGIN CERTIFICATE-----\nMAMC\n%s", 0, 1,
	  "no END line before line 3" },
	{ "an end of another kind", "-----BEGIN CERTIFICATE-----\nMAMC\n-----END X-----\n", 0, 3,
	  "ends as another kind" },
	{ "a good one, then a bad one",
	  "%s-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 0, -1,
	  "cannot be read" },
};

static int count_lines(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void fill(struct pl_buf *out, const char *format, const char *pem)
{
	const char *mark;

	for (; (mark = strstr(format, "%s")); format = mark + 2) {
		pl_buf_add(out, format, (size_t)(mark - format));
		pl_buf_puts(out, pem);
	}
	pl_buf_puts(out, format);
}

static void test_files(struct pl_pki *pki, const char *pem)
{
	int lines = count_lines(pem);

	for (size_t i = 0; i < PL_ARRAY_LEN(files); i++) {
		/* -1: on the line behind the first whole block, or one further after a blank. */
		int line = files[i].want_line >= 0 ? files[i].want_line
						   : lines + 1 + (files[i].want_n == 2);
		struct pl_error err = PL_ERROR_INIT;
		struct pl_buf text = PL_BUF_INIT;
		struct pl_cert_list list;
		bool ok;

		fill(&text, files[i].format, pem);
		ok = pl_certs_parse(pki, "x.pem",
				    (struct pl_bytes){ (const uint8_t *)text.data, text.len },
				    &list, &err);
		tap_int(ok, !files[i].want_error, files[i].situation);
		tap_int((long long)list.n, (long long)files[i].want_n,
			"as many certificates as there are");
		if (ok && list.n)
			tap_int(list.lines[list.n - 1], line, "with the line of its block");
		if (files[i].want_error) {
			tap_has(err.text, files[i].want_error, "and why");
			tap_int(err.line, line, "with the line");
			tap_text(err.file, "x.pem", "and the file");
		}
		pl_cert_list_clear(&list);
		pl_buf_clear(&text);
		pl_error_clear(&err);
	}
}

/* The same block as other systems write it. */
static void test_line_ends(struct pl_pki *pki, const struct pl_cert *leaf, const char *pem)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_cert_list list;

	pl_buf_puts(&text, "\xef\xbb\xbf# a mark before it\r\n");
	for (; *pem; pem++) {
		if (*pem == '\n')
			pl_buf_puts(&text, " \t\r\n  ");
		else
			pl_buf_putc(&text, *pem);
	}
	tap_ok(pl_certs_parse(pki, "x", (struct pl_bytes){ (const uint8_t *)text.data, text.len },
			      &list, &err) &&
		       list.n == 1 && memcmp(list.items[0]->sha256, leaf->sha256, 32) == 0,
	       "carriage returns and blanks do not matter");
	pl_cert_list_clear(&list);
	pl_error_clear(&err);
	pl_buf_clear(&text);
}

static void test_der_file(struct pl_pki *pki, const struct pl_cert *leaf)
{
	static const uint8_t pkcs7[] = { 0x30, 0x82, 0x00, 0xff, 0x06, 0x09, 0x2a, 0x86, 0x48,
					 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0, 0x00 };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_list list;
	uint8_t *big;

	tap_ok(pl_certs_parse(pki, "x", (struct pl_bytes){ leaf->der, leaf->der_len }, &list,
			      &err) &&
		       list.n == 1 && list.lines[0] == 1,
	       "a DER file is one certificate");
	pl_cert_list_clear(&list);
	tap_ok(!pl_certs_parse(pki, "x", (struct pl_bytes){ leaf->der, leaf->der_len - 1 }, &list,
			       &err) &&
		       list.n == 0,
	       "a DER file that is cut is none");
	tap_int(err.line, 0, "and has no line to point at");
	pl_error_clear(&err);
	tap_ok(!pl_certs_parse(pki, "x", (struct pl_bytes){ pkcs7, sizeof(pkcs7) }, &list, &err),
	       "the beginning of a PKCS #7 is none");
	tap_has(err.text, "this PKCS #7 is cut short", "and why");
	pl_error_clear(&err);
	big = pl_calloc(1, PL_CERT_FILE_MAX + 1);
	tap_ok(!pl_certs_parse(pki, "x", (struct pl_bytes){ big, PL_CERT_FILE_MAX + 1 }, &list,
			       &err),
	       "a file over the limit is refused");
	tap_has(err.text, "is the limit", "and why");
	pl_error_clear(&err);
	tap_ok(!pl_certs_parse(pki, "x", (struct pl_bytes){ big, PL_CERT_FILE_MAX }, &list, &err),
	       "eight megabytes of nothing are no certificate");
	pl_error_clear(&err);
	free(big);
}

/* What no certificate can be read from, for a reason that a sentence names. */
static const struct {
	const char *situation;
	uint8_t data[64];
	size_t len;
	const char *want; /* NULL: nothing of the kind */
} kinds[] = {
	{ "UTF-16 with its mark", { 0xff, 0xfe, '-', 0, '-', 0 }, 6, "UTF-16" },
	{ "UTF-16 of the other order", { 0xfe, 0xff, 0, '-', 0, '-' }, 6, "UTF-16" },
	{ "UTF-16 without a mark", { '-', 0, '-', 0, '-', 0 }, 6, "UTF-16" },
	{ "its other order", { 0, '-', 0, '-', 0, '-' }, 6, "UTF-16" },
	{ "a key store of Java", { 0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2 }, 8, "keytool" },
	{ "its other kind", { 0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2 }, 8, "keytool" },
	{ "text", { '-', '-', '-', '-', '-' }, 5, NULL },
	{ "a SEC 1 key", { 0x30, 0x77, 2, 1, 1, 4, 0x20 }, 7, "private key" },
	{ "a PKCS #8 key", { 0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22 }, 14,
	  "private key" },
	{ "a PKCS #8 key with its public half",
	  { 0x30, 0x51, 2, 1, 1, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22 }, 14, "private key" },
	{ "a PKCS #8 key that is cut", { 0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3 }, 9, "private key" },
	{ "a PKCS #1 key",
	  { 0x30, 0x82, 4, 0xa4, 2, 1, 0, 2, 0x21, 0, 0xc5, [42] = 2 }, 64, "private key" },
	{ "an encrypted key",
	  { 0x30, 0x82, 1, 0, 0x30, 0x4e, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 0x0d },
	  17, "private key" },
	{ "a number", { 0x30, 3, 2, 1, 5 }, 5, NULL },
	{ "a small number after a version", { 0x30, 6, 2, 1, 0, 2, 1, 7 }, 8, NULL },
	{ "a signature of two numbers", { 0x30, 6, 2, 1, 1, 2, 1, 1 }, 8, NULL },
	{ "a list of revoked certificates' inside",
	  { 0x30, 16, 2, 1, 1, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 0x30, 4 }, 14, NULL },
	{ "a public key", { 0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21 }, 11, NULL },
	{ "nothing", { 0 }, 0, NULL },
};

static void test_kinds(const struct pl_cert *leaf)
{
	struct pl_error err = PL_ERROR_INIT;

	for (size_t i = 0; i < PL_ARRAY_LEN(kinds); i++) {
		struct pl_bytes data = { kinds[i].data, kinds[i].len };
		struct pl_cert_list list;

		tap_int(pl_certs_check_kind("x.key", data, &err), !kinds[i].want,
			kinds[i].situation);
		if (kinds[i].want)
			tap_has(err.text, kinds[i].want, "and why");
		pl_error_clear(&err);
		if (!kinds[i].want)
			continue;
		tap_ok(!pl_certs_parse(NULL, "x.key", data, &list, &err),
		       "no certificates are read from it");
		tap_has(err.text, kinds[i].want, "and why");
		pl_error_clear(&err);
	}
	tap_ok(pl_certs_check_kind("x", (struct pl_bytes){ leaf->der, leaf->der_len }, &err),
	       "a certificate is no private key");
}

static void test_many(struct pl_pki *pki, const char *pem)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_cert_list list;

	for (int i = 0; i < PL_CERTS_MAX; i++)
		pl_buf_puts(&text, pem);
	tap_ok(pl_certs_parse(pki, "x", (struct pl_bytes){ (const uint8_t *)text.data, text.len },
			      &list, &err) &&
		       list.n == PL_CERTS_MAX,
	       "a thousand certificates are read");
	pl_cert_list_clear(&list);
	pl_buf_puts(&text, pem);
	tap_ok(!pl_certs_parse(pki, "x", (struct pl_bytes){ (const uint8_t *)text.data, text.len },
			       &list, &err) &&
		       list.n == 0,
	       "one more is too many");
	tap_has(err.text, "split the file", "and what to do");
	pl_error_clear(&err);
	pl_buf_clear(&text);
}

int main(void)
{
	struct pl_pki *pki = pl_pki_new(1);
	struct pl_cert *root = issue_root(pki, PL_KEY_P256);
	struct pl_cert *leaf =
		issue_leaf(pki, PL_KEY_P256, root, issue_key(pki, "root#1", PL_KEY_P256));
	struct pl_buf pem = PL_BUF_INIT;

	pl_cert_pem(leaf, &pem);
	test_spoilt(pki, leaf);
	test_sizes(pki, leaf);
	test_all_octets(pki, leaf);
	test_files(pki, pl_buf_str(&pem));
	test_line_ends(pki, leaf, pl_buf_str(&pem));
	test_der_file(pki, leaf);
	test_kinds(leaf);
	test_many(pki, pl_buf_str(&pem));
	pl_buf_clear(&pem);
	pl_cert_unref(leaf);
	pl_cert_unref(root);
	pl_pki_free(pki);
	return tap_done();
}
