/* Which certificates are read from PKCS #7, PKCS #12 and rows of DER, and what is refused, why? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "pki/pbe.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"

#define OID(octets) octets, sizeof(octets) - 1
#define PKCS "\x2a\x86\x48\x86\xf7\x0d\x01"

/* --- building: each appends one element to `out` ------------------------------------ */

static void put_oid(struct pl_buf *out, const char *oid, size_t len)
{
	pl_der_put(out, PL_DER_OID, oid, len);
}

/* Wraps what is in `inner` as BER has it when the length is not known beforehand. */
static void wrap_open(struct pl_buf *out, unsigned octet, struct pl_buf *inner)
{
	pl_buf_putc(out, (char)octet);
	pl_buf_putc(out, (char)0x80);
	pl_buf_add(out, pl_buf_str(inner), inner->len);
	pl_buf_add(out, "\0\0", 2);
	pl_buf_clear(inner);
}

/* The same string in pieces of 100 octets. */
static void put_pieces(struct pl_buf *out, struct pl_buf *string)
{
	struct pl_buf pieces = PL_BUF_INIT;

	for (size_t at = 0; at < string->len; at += 100)
		pl_der_put(&pieces, PL_DER_OCTET_STRING, string->data + at,
			   string->len - at < 100 ? string->len - at : 100);
	wrap_open(out, 0x24, &pieces);
	pl_buf_clear(string);
}

struct shape {
	bool open;             /* indefinite lengths */
	const char *inside;    /* last octet of the kind of content */
	size_t n;              /* certificates */
	bool empty_set;        /* no [0] at all */
	bool old_kind;         /* an attribute certificate among them */
};

static void make_pkcs7(struct pl_buf *out, const struct shape *shape, const struct pl_cert *cert)
{
	void (*wrap)(struct pl_buf *, unsigned, struct pl_buf *) =
		shape->open ? wrap_open : pl_der_wrap;
	struct pl_buf data = PL_BUF_INIT, part = PL_BUF_INIT, whole = PL_BUF_INIT;

	pl_der_put_number(&data, PL_DER_INTEGER, 1);
	pl_der_put(&data, 0x31, "", 0);
	put_oid(&part, OID(PKCS "\x07\x01"));
	wrap(&data, PL_DER_SEQUENCE, &part);
	if (shape->old_kind)
		pl_der_put(&part, 0xa1, "\x05\x00", 2);
	for (size_t i = 0; i < shape->n; i++)
		pl_buf_add(&part, cert->der, cert->der_len);
	if (!shape->empty_set)
		wrap(&data, PL_DER_CONTEXT_OF, &part);
	pl_der_put(&data, 0x31, "", 0);
	wrap(&part, PL_DER_SEQUENCE, &data);
	put_oid(&whole, OID(PKCS "\x07\x02"));
	if (shape->inside)
		whole.data[whole.len - 1] = shape->inside[0];
	wrap(&whole, PL_DER_CONTEXT_OF, &part);
	wrap(out, PL_DER_SEQUENCE, &whole);
}

/* How an encrypted part says that it was encrypted; no real octets need stand behind it. */
struct stretch {
	bool pkcs5;
	uint32_t count;
};

static void put_algorithm(struct pl_buf *out, const struct stretch *stretch)
{
	struct pl_buf parameters = PL_BUF_INIT, kdf = PL_BUF_INIT, both = PL_BUF_INIT,
		      whole = PL_BUF_INIT;

	pl_der_put(&parameters, PL_DER_OCTET_STRING, "saltsalt", 8);
	pl_der_put_number(&parameters, PL_DER_INTEGER, stretch->count);
	if (!stretch->pkcs5) {
		put_oid(&whole, OID(PKCS "\x0c\x01\x03"));
		pl_der_wrap(&whole, PL_DER_SEQUENCE, &parameters);
	} else {
		put_oid(&kdf, OID(PKCS "\x05\x0c"));
		pl_der_wrap(&kdf, PL_DER_SEQUENCE, &parameters);
		pl_der_wrap(&both, PL_DER_SEQUENCE, &kdf);
		put_oid(&kdf, OID("\x60\x86\x48\x01\x65\x03\x04\x01\x2a"));
		pl_der_put(&kdf, PL_DER_OCTET_STRING, "0123456789abcdef", 16);
		pl_der_wrap(&both, PL_DER_SEQUENCE, &kdf);
		put_oid(&whole, OID(PKCS "\x05\x0d"));
		pl_der_wrap(&whole, PL_DER_SEQUENCE, &both);
	}
	pl_der_wrap(out, PL_DER_SEQUENCE, &whole);
}

/* ContentInfo of encryptedData */
static void put_encrypted(struct pl_buf *out, const struct stretch *stretch)
{
	struct pl_buf info = PL_BUF_INIT, data = PL_BUF_INIT, whole = PL_BUF_INIT;

	put_oid(&info, OID(PKCS "\x07\x01"));
	put_algorithm(&info, stretch);
	pl_der_put(&info, PL_DER_CONTEXT, "0123456789abcdef", 16);
	pl_der_put_number(&data, PL_DER_INTEGER, 0);
	pl_der_wrap(&data, PL_DER_SEQUENCE, &info);
	pl_der_wrap(&info, PL_DER_SEQUENCE, &data);
	put_oid(&whole, OID(PKCS "\x07\x06"));
	pl_der_wrap(&whole, PL_DER_CONTEXT_OF, &info);
	pl_der_wrap(out, PL_DER_SEQUENCE, &whole);
}

static void put_bag(struct pl_buf *out, char kind, struct pl_buf *value)
{
	struct pl_buf bag = PL_BUF_INIT;

	put_oid(&bag, OID(PKCS "\x0c\x0a\x01\x00"));
	bag.data[bag.len - 1] = kind;
	pl_der_wrap(&bag, PL_DER_CONTEXT_OF, value);
	pl_der_wrap(out, PL_DER_SEQUENCE, &bag);
}

static void put_cert_bag(struct pl_buf *out, const struct pl_cert *cert)
{
	struct pl_buf value = PL_BUF_INIT, bag = PL_BUF_INIT, inner = PL_BUF_INIT;

	pl_der_put(&inner, PL_DER_OCTET_STRING, cert->der, cert->der_len);
	put_oid(&bag, OID(PKCS "\x09\x16\x01"));
	pl_der_wrap(&bag, PL_DER_CONTEXT_OF, &inner);
	pl_der_wrap(&value, PL_DER_SEQUENCE, &bag);
	put_bag(out, 3, &value);
}

static void put_key_bag(struct pl_buf *out, char kind)
{
	struct pl_buf value = PL_BUF_INIT;

	pl_der_put(&value, PL_DER_SEQUENCE, "\x05\x00", 2);
	put_bag(out, kind, &value);
}

struct pfx {
	bool open, pieces;
	size_t certs;
	char key;              /* kind of its key bag, or 0 */
	int depth;             /* the certificates lie in so many bags within bags */
	uint32_t mac;          /* how often; 0: no MAC */
	struct stretch stretch; /* of an encrypted part; count 0: none */
	size_t repeat;         /* that part so many times more */
	char content;          /* 2: as if signed */
};

/* The bags as SafeContents, within others as deep as asked. */
static void put_bags(struct pl_buf *out, const struct pfx *pfx, const struct pl_cert *cert)
{
	struct pl_buf bags = PL_BUF_INIT, inner = PL_BUF_INIT;

	for (size_t i = 0; i < pfx->certs; i++)
		put_cert_bag(&bags, cert);
	if (pfx->key)
		put_key_bag(&bags, pfx->key);
	for (int i = 0; i < pfx->depth; i++) {
		pl_der_wrap(&inner, PL_DER_SEQUENCE, &bags);
		put_bag(&bags, 6, &inner);
	}
	pl_der_wrap(out, PL_DER_SEQUENCE, &bags);
}

static void put_string(struct pl_buf *out, const struct pfx *pfx, struct pl_buf *string)
{
	if (pfx->pieces)
		put_pieces(out, string);
	else
		pl_der_wrap(out, PL_DER_OCTET_STRING, string);
}

static void put_mac(struct pl_buf *out, uint32_t count)
{
	struct pl_buf mac = PL_BUF_INIT, info = PL_BUF_INIT, algorithm = PL_BUF_INIT;

	put_oid(&algorithm, OID("\x2b\x0e\x03\x02\x1a"));
	pl_der_wrap(&info, PL_DER_SEQUENCE, &algorithm);
	pl_der_put(&info, PL_DER_OCTET_STRING, "01234567890123456789", 20);
	pl_der_wrap(&mac, PL_DER_SEQUENCE, &info);
	pl_der_put(&mac, PL_DER_OCTET_STRING, "saltsalt", 8);
	pl_der_put_number(&mac, PL_DER_INTEGER, count);
	pl_der_wrap(out, PL_DER_SEQUENCE, &mac);
}

static void make_pfx(struct pl_buf *out, const struct pfx *pfx, const struct pl_cert *cert)
{
	void (*wrap)(struct pl_buf *, unsigned, struct pl_buf *) =
		pfx->open ? wrap_open : pl_der_wrap;
	struct pl_buf part = PL_BUF_INIT, info = PL_BUF_INIT, safes = PL_BUF_INIT,
		      whole = PL_BUF_INIT;

	put_bags(&part, pfx, cert);
	put_oid(&info, OID(PKCS "\x07\x01"));
	put_string(&whole, pfx, &part);
	wrap(&info, PL_DER_CONTEXT_OF, &whole);
	wrap(&safes, PL_DER_SEQUENCE, &info);
	for (size_t i = 0; pfx->stretch.count && i <= pfx->repeat; i++)
		put_encrypted(&safes, &pfx->stretch);
	wrap(&part, PL_DER_SEQUENCE, &safes);
	put_string(&whole, pfx, &part);
	put_oid(&info, OID(PKCS "\x07\x01"));
	if (pfx->content)
		info.data[info.len - 1] = pfx->content;
	wrap(&info, PL_DER_CONTEXT_OF, &whole);
	pl_der_put_number(&whole, PL_DER_INTEGER, 3);
	wrap(&whole, PL_DER_SEQUENCE, &info);
	if (pfx->mac)
		put_mac(&whole, pfx->mac);
	wrap(out, PL_DER_SEQUENCE, &whole);
}

/* --- asking --------------------------------------------------------------------------- */

static struct pl_bytes bytes_of(const struct pl_buf *buf)
{
	return (struct pl_bytes){ (const uint8_t *)pl_buf_str(buf), buf->len };
}

/* Reads the bytes, which must hold so many times the certificate, or be refused for `want`. */
static void expect(const char *situation, struct pl_bytes data, const struct pl_cert *cert,
		   size_t n, const char *want)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_list list;
	size_t same = 0;
	bool ok = pl_certs_parse(NULL, "x.p12", data, &list, &err);

	tap_int(ok, !want, situation);
	for (size_t i = 0; i < list.n; i++)
		same += memcmp(list.items[i]->sha256, cert->sha256, 32) == 0;
	tap_int((long long)same, (long long)n, "as many certificates as there are, octet by octet");
	if (want) {
		tap_has(err.text, want, "and why");
		tap_int(err.kind, PL_ERROR_INPUT, "as an error of the input");
		tap_text(err.file, "x.p12", "with the file");
	}
	pl_cert_list_clear(&list);
	pl_error_clear(&err);
}

static const struct {
	const char *situation;
	struct shape shape;
	const char *want;
} pkcs7s[] = {
	{ "a PKCS #7 of two", { .n = 2 }, NULL },
	{ "the same in indefinite lengths", { .n = 2, .open = true }, NULL },
	{ "with a thing of old among them", { .n = 1, .old_kind = true }, NULL },
	{ "with a thousand", { .n = PL_CERTS_MAX }, NULL },
	{ "with one more", { .n = PL_CERTS_MAX + 1 }, "more than 1000 certificates" },
	{ "with none", { .n = 0 }, "no certificate in this PKCS #7" },
	{ "without a place for them", { .empty_set = true }, "no certificate in this PKCS #7" },
	{ "of data", { .n = 1, .inside = "\1" }, "carries no certificates" },
	{ "enveloped", { .n = 1, .inside = "\3" }, "carries no certificates" },
};

static const struct {
	const char *situation;
	struct pfx pfx;
	bool with_key;
	const char *want;
} pfxs[] = {
	{ "a PKCS #12 that is not encrypted", { .certs = 2 }, false, NULL },
	{ "with a checksum that nobody can verify without its password",
	  { .certs = 2, .mac = 2048 }, false, NULL },
	{ "in indefinite lengths and pieces", { .certs = 2, .open = true, .pieces = true }, false,
	  NULL },
	{ "with a key", { .certs = 1, .key = 1 }, true, NULL },
	{ "with an encrypted key", { .certs = 1, .key = 2 }, true, NULL },
	{ "of forty certificates", { .certs = 40 }, false, NULL },
	{ "of a thousand certificates", { .certs = PL_CERTS_MAX }, false, NULL },
	{ "of one more", { .certs = PL_CERTS_MAX + 1 }, false, "more than 1000 certificates" },
	{ "bags within bags", { .certs = 1, .depth = 4 }, false, NULL },
	{ "too deep", { .certs = 1, .depth = 5 }, false, "damaged" },
	{ "nothing in it", { 0 }, false, "no certificate in this PKCS #12" },
	{ "a key alone", { .key = 2 }, false, "no certificate in this PKCS #12, only a key" },
	{ "signed instead of with a checksum", { .certs = 1, .content = 2 }, false,
	  "signed with somebody's private key" },
	{ "an encrypted part and no password", { .certs = 1, .stretch = { false, 1 } }, false,
	  "there is no password" },
	{ "the same by PKCS #5", { .certs = 1, .stretch = { true, 1 } }, false,
	  "there is no password" },
	{ "thirty-two parts", { .certs = 1, .stretch = { true, 1 }, .repeat = 30 }, false,
	  "there is no password" },
	{ "thirty-three", { .certs = 1, .stretch = { true, 1 }, .repeat = 31 }, false,
	  "more than 32 parts" },
	{ "a checksum hashed for hours", { .certs = 1, .mac = 0x7fffffff }, false,
	  "hashed 2147483647 times" },
	{ "a part hashed for hours", { .certs = 1, .stretch = { false, 0x7fffffff } }, false,
	  "hashed 2147483647 times" },
	{ "the same by PKCS #5", { .certs = 1, .stretch = { true, 0xffffffff } }, false,
	  "hashed 4294967295 times" },
	{ "many parts that are hashed for hours together",
	  { .certs = 1, .mac = 1, .stretch = { true, 500000 }, .repeat = 9 }, false,
	  "hashed 5000001 times, and 5000000 is the limit" },
};

static void test_made(const struct pl_cert *cert)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < PL_ARRAY_LEN(pkcs7s); i++) {
		make_pkcs7(&out, &pkcs7s[i].shape, cert);
		expect(pkcs7s[i].situation, bytes_of(&out), cert,
		       pkcs7s[i].want ? 0 : pkcs7s[i].shape.n, pkcs7s[i].want);
		pl_buf_clear(&out);
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(pfxs); i++) {
		struct pl_error err = PL_ERROR_INIT;
		struct pl_cert_list list;

		make_pfx(&out, &pfxs[i].pfx, cert);
		expect(pfxs[i].situation, bytes_of(&out), cert,
		       pfxs[i].want ? 0 : pfxs[i].pfx.certs, pfxs[i].want);
		if (pl_certs_parse(NULL, "x", bytes_of(&out), &list, &err))
			tap_int(list.with_key, pfxs[i].with_key, "whether a key is there is told");
		pl_cert_list_clear(&list);
		pl_error_clear(&err);
		pl_buf_clear(&out);
	}
}

/* What is cut short or changed must not be taken for whole, nor crash. */
static void test_spoilt(const char *what, const struct pl_buf *whole, const struct pl_cert *cert)
{
	size_t prefixes = 0, wrong = 0;

	for (size_t i = 0; i < whole->len; i++) {
		struct pl_error err = PL_ERROR_INIT;
		uint8_t *head = pl_memdup(whole->data, i), *all = pl_memdup(whole->data, whole->len);
		struct pl_cert_list list;

		prefixes += pl_certs_parse(NULL, "x", (struct pl_bytes){ head, i }, &list, &err);
		pl_cert_list_clear(&list);
		pl_error_clear(&err);
		all[i] ^= 0xff;
		if (pl_certs_parse(NULL, "x", (struct pl_bytes){ all, whole->len }, &list, &err))
			wrong += list.n != 1;
		pl_cert_list_clear(&list);
		pl_error_clear(&err);
		free(head);
		free(all);
	}
	tap_int((long long)prefixes, 0, what);
	tap_int((long long)wrong, 0, "and what is changed is never read as more");
	expect("while the whole is read", bytes_of(whole), cert, 1, NULL);
}

static void test_all_octets(const struct pl_cert *cert)
{
	struct pl_buf out = PL_BUF_INIT;

	make_pkcs7(&out, &(struct shape){ .n = 1 }, cert);
	test_spoilt("no beginning of a PKCS #7 is one", &out, cert);
	pl_buf_clear(&out);
	make_pfx(&out, &(struct pfx){ .certs = 1, .open = true, .pieces = true }, cert);
	test_spoilt("no beginning of a PKCS #12 is one", &out, cert);
	pl_buf_clear(&out);
}

/* A depth of nesting that a stack would not survive, and a million elements. */
static void test_hostile(const struct pl_cert *cert)
{
	static const char begin[] = "\x30\x80\x06\x09" PKCS "\x07\x02";
	struct pl_buf out = PL_BUF_INIT;

	pl_buf_add(&out, begin, sizeof(begin) - 1);
	while (out.len < PL_CERT_FILE_MAX - 2)
		pl_buf_add(&out, "\xa0\x80", 2);
	expect("four million open elements", bytes_of(&out), cert, 0, "cut short or damaged");
	pl_buf_reset(&out);
	pl_buf_add(&out, begin, sizeof(begin) - 1);
	while (out.len < PL_CERT_FILE_MAX - 2)
		pl_buf_add(&out, "\x05\x00", 2);
	expect("four million nothings", bytes_of(&out), cert, 0, "cut short or damaged");
	pl_buf_clear(&out);
}

static void test_rows(const struct pl_cert *cert)
{
	struct pl_buf out = PL_BUF_INIT;

	for (int i = 0; i < 3; i++)
		pl_buf_add(&out, cert->der, cert->der_len);
	expect("three certificates in a row", bytes_of(&out), cert, 3, NULL);
	pl_buf_puts(&out, "\n");
	expect("and a line's end behind them", bytes_of(&out), cert, 0,
	       "certificate 3: this certificate cannot be read: bytes follow");
	pl_buf_reset(&out);
	for (int i = 0; i < 2; i++)
		pl_buf_add(&out, cert->der, cert->der_len - (i == 1));
	expect("the second is cut short", bytes_of(&out), cert, 0, "certificate 2: ");
	pl_buf_clear(&out);
}

static const char *block(struct pl_buf *out, const char *label, const struct pl_buf *der)
{
	char *text = pl_malloc(PL_BASE64_LEN(der->len) + 1);

	pl_base64((const uint8_t *)pl_buf_str(der), der->len, text);
	pl_buf_reset(out);
	pl_buf_printf(out, "bag attributes\n-----BEGIN %s-----\n%s\n-----END %s-----\n", label, text,
		      label);
	free(text);
	return pl_buf_str(out);
}

static void test_blocks(const struct pl_cert *cert)
{
	static const char *const pkcs7_labels[] = { "PKCS7", "CMS", "PKCS #7 SIGNED DATA",
						    "CERTIFICATE" };
	struct pl_buf der = PL_BUF_INIT, text = PL_BUF_INIT;

	make_pkcs7(&der, &(struct shape){ .n = 2 }, cert);
	for (size_t i = 0; i < PL_ARRAY_LEN(pkcs7_labels); i++) {
		block(&text, pkcs7_labels[i], &der);
		expect(pkcs7_labels[i], bytes_of(&text), cert, 2, NULL);
	}
	pl_buf_clear(&der);
	make_pfx(&der, &(struct pfx){ .certs = 2 }, cert);
	block(&text, "PKCS12", &der);
	expect("PKCS12", bytes_of(&text), cert, 2, NULL);
	pl_buf_clear(&der);
	/* What OpenSSL's x509 -trustout writes: auxiliary data behind the certificate. */
	pl_buf_add(&der, cert->der, cert->der_len);
	pl_der_put(&der, PL_DER_SEQUENCE, "\x05\x00", 2);
	block(&text, "TRUSTED CERTIFICATE", &der);
	expect("TRUSTED CERTIFICATE", bytes_of(&text), cert, 1, NULL);
	block(&text, "CERTIFICATE", &der);
	expect("the same without its label", bytes_of(&text), cert, 0, "bytes follow");
	pl_buf_clear(&der);
	pl_buf_clear(&text);
}

static void test_first(const struct pl_cert *cert, const struct pl_cert *other)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_cert_list list;

	pl_cert_pem(cert, &out);
	pl_cert_pem(other, &out);
	pl_cert_pem(cert, &out);
	if (tap_ok(pl_certs_parse(NULL, "x", bytes_of(&out), &list, &err) && list.n == 3,
		   "a repeated certificate is read")) {
		tap_int((long long)pl_cert_list_first(&list, 0), 0, "the first is the first");
		tap_int((long long)pl_cert_list_first(&list, 1), 1, "another is another");
		tap_int((long long)pl_cert_list_first(&list, 2), 0, "the third is the first again");
	}
	pl_cert_list_clear(&list);
	pl_buf_clear(&out);
}

/* What openssl kdf PKCS12KDF says. */
static const struct {
	const char *password; /* NULL: none */
	enum pl_pbe_purpose purpose;
	gnutls_digest_algorithm_t hash;
	const char *salt;
	uint32_t count;
	const char *want;
} derivations[] = {
	{ "smeg", PL_PBE_KEY, GNUTLS_DIG_SHA1, "0a58cf64530d823f", 1,
	  "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3" },
	{ "smeg", PL_PBE_IV, GNUTLS_DIG_SHA1, "0a58cf64530d823f", 1, "79993dfe048d3b76" },
	{ "smeg", PL_PBE_MAC, GNUTLS_DIG_SHA1, "3d83c0e4546ac140", 1,
	  "8d967d88f6caa9d714800ab3d48051d63f73a312" },
	{ "queeg", PL_PBE_KEY, GNUTLS_DIG_SHA1, "05dec959acff72f7", 1000,
	  "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4" },
	{ "queeg", PL_PBE_IV, GNUTLS_DIG_SHA1, "05dec959acff72f7", 1000, "11dedad7758d4860" },
	{ "pass", PL_PBE_MAC, GNUTLS_DIG_SHA512, "0102030405", 3,
	  "20af2dd47b04c5b15ff9d9f5806f8b49fdd033ba149759e40b5fcca4c79e070a"
	  "cef2af51e3290ee9e9b58a825a3af6c9c3d671331d836929f765e47449dca51bb5e7142e67b8" },
	{ NULL, PL_PBE_KEY, GNUTLS_DIG_SHA256, "0102030405", 2,
	  "0b8b7414af72a727725d94e5d1845b7ab2c5a35df7ee46288c6bf9bd1ccef4bc65b91e7895cf1c38" },
};

static void test_derivations(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(derivations); i++) {
		const char *text = derivations[i].password;
		struct pl_pbe_password password;
		uint8_t salt[16], got[80];
		size_t salt_len = sizeof(salt), len = strlen(derivations[i].want) / 2;
		char hex[161];

		tap_ok(pl_pbe_password((struct pl_bytes){ (const uint8_t *)text,
							  text ? strlen(text) : 0 },
				       !text, &password) &&
			       pl_hex_decode(derivations[i].salt, strlen(derivations[i].salt), salt,
					     &salt_len) &&
			       pl_pbe_derive(derivations[i].hash, derivations[i].purpose,
					     bytes_of(&password.bmp),
					     (struct pl_bytes){ salt, salt_len },
					     derivations[i].count, got, len),
		       "derivation %zu", i);
		tap_text(pl_hex(got, len, hex), derivations[i].want, "as openssl derives it");
		pl_pbe_password_clear(&password);
	}
}

int main(void)
{
	struct pl_pki *pki = pl_pki_new(1);
	struct pl_cert *root = issue_root(pki, PL_KEY_P256);
	struct pl_cert *leaf =
		issue_leaf(pki, PL_KEY_P256, root, issue_key(pki, "root#1", PL_KEY_P256));

	test_made(leaf);
	test_all_octets(leaf);
	test_hostile(leaf);
	test_rows(leaf);
	test_blocks(leaf);
	test_first(leaf, root);
	test_derivations();
	pl_cert_unref(leaf);
	pl_cert_unref(root);
	pl_pki_free(pki);
	return tap_done();
}
