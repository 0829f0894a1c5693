/* Pins: what they cover, how they are written, how they are shown. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pin/pin.h"
#include "pin/reader.h"
#include "tests/pin/chain.h"
#include "tests/tap.h"
#include "util/text.h"
#include "util/time.h"

static void test_forms(struct fixture *f)
{
	static const struct {
		enum pl_pin_form form;
		const char *name;
		enum who of, against;
		bool want;
	} rows[] = {
		{ PL_FORM_CERTIFICATE, "certificate", LEAF, LEAF, true },
		{ PL_FORM_CERTIFICATE, "certificate", LEAF, ISSUER, false },
		{ PL_FORM_SPKI, "spki", ROOT, ROOT, true },
		{ PL_FORM_SPKI, "spki", ROOT, STRANGER, false },
		{ PL_FORM_KEY, "key", ISSUER, ISSUER, true },
		{ PL_FORM_KEY, "key", ISSUER, LEAF, false },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pin pin = { 0 };
		enum pl_pin_form form;

		pl_pin_from_cert(&pin, rows[i].form, f->certs[rows[i].of]);
		tap_ok(pl_pin_matches(&pin, f->certs[rows[i].against]) == rows[i].want,
		       "a %s pin of %d %s %d", rows[i].name, rows[i].of,
		       rows[i].want ? "matches" : "does not match", rows[i].against);
		tap_text(pl_pin_form_name(rows[i].form), rows[i].name, "its form has its name");
		tap_ok(pl_pin_form_parse(rows[i].name, &form) && form == rows[i].form,
		       "and the name leads back to it");
		tap_int(pin.cert_expiry, f->certs[rows[i].of]->not_after,
			"it remembers when its certificate ends");
		pl_pin_clear(&pin);
	}
}

/* The same digest from a key, before there is any certificate of it. */
static void test_from_key(struct fixture *f)
{
	static const struct {
		enum pl_pin_form form;
		bool want;
	} rows[] = { { PL_FORM_SPKI, true },
		     { PL_FORM_KEY, true },
		     { PL_FORM_CERTIFICATE, false } };

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pin from_key = { 0 }, from_cert = { 0 };
		bool made = pl_pin_from_key(&from_key, rows[i].form, f->keys[LEAF]);

		tap_ok(made == rows[i].want, "a key %s a pin of form %s",
		       rows[i].want ? "gives" : "gives no", pl_pin_form_name(rows[i].form));
		if (!made)
			continue;
		pl_pin_from_cert(&from_cert, rows[i].form, f->certs[LEAF]);
		tap_text(from_key.spelling, from_cert.spelling, "it is that of its certificate");
		tap_ok(pl_pin_matches(&from_key, f->certs[LEAF]), "and matches it");
		tap_ok(!pl_pin_matches(&from_key, f->certs[ISSUER]), "and no other");
		pl_pin_clear(&from_key);
		pl_pin_clear(&from_cert);
	}
}

static void test_rsa_key(struct fixture *f)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_key *key = pl_pki_key(f->pki, "test", "long", PL_KEY_RSA_2048, &err);
	struct pl_pin pin = { 0 };
	uint8_t digest[32];
	struct pl_bytes spki;

	fixture_need(key, &err);
	spki = pl_key_spki(key);
	tap_ok(pl_pin_from_key(&pin, PL_FORM_KEY, key), "a long key has bits to pin");
	/* SEQUENCE 4, AlgorithmIdentifier 15, BIT STRING 4, unused bits 1 (RFC 3279 2.3.1) */
	pl_sha256(spki.data + 24, spki.len - 24, digest);
	tap_ok(memcmp(pin.digest, digest, 32) == 0, "which begin behind the header");
	pl_pin_clear(&pin);
}

static void test_sha1(struct fixture *f)
{
	struct pl_bytes spki = pl_cert_span(f->certs[LEAF], f->certs[LEAF]->spans.spki);
	char text[64] = "sha1/", base64[PL_BASE64_LEN(20) + 1];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_pin pin = { 0 };
	uint8_t digest[20];

	pl_sha1(spki.data, spki.len, digest);
	strcat(text, pl_base64(digest, sizeof(digest), base64));
	tap_ok(pl_pin_parse(&pin, text, (struct pl_pos){ 0 }, &err), "a sha1/ pin is read");
	tap_int(pin.hash, PL_HASH_SHA1, "as SHA-1");
	tap_ok(pl_pin_matches(&pin, f->certs[LEAF]), "it matches its key");
	tap_ok(!pl_pin_matches(&pin, f->certs[ROOT]), "and no other");
	pl_pin_clear(&pin);
}

#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static void test_parse(void)
{
	static const struct {
		const char *text;
		bool want;
		size_t len;        /* as decoded */
		const char *words; /* of the refusal */
	} rows[] = {
		{ "sha256/" ZEROS, true, 32, NULL },
		{ "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true, 32, NULL },
		{ "sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=", true, 20, NULL },
		{ "sha256/AAAA", true, 3, NULL },
		{ "sha256/", true, 0, NULL },
		{ "sha256/A!AA", true, 0, NULL },
		{ "sha256/A", true, 0, NULL },
		{ "sha256/" ZEROS "AAAA", true, 0, NULL },
		{ "sha1/" ZEROS, true, 32, NULL },
		{ "sha256:0000000000000000000000000000000000000000000000000000000000000000", true,
		  32, NULL },
		{ "sha256:00", false, 0, "64 digits" },
		{ "sha256:zz00000000000000000000000000000000000000000000000000000000000000", false,
		  0, "64 digits" },
		{ "SHA256/" ZEROS, false, 0, "lower case" },
		{ "sha512/" ZEROS, false, 0, "is not a pin" },
		{ "sha256//" ZEROS, false, 0, "as curl wants it" },
		{ ZEROS, false, 0, "is not a pin" },
		{ "", false, 0, "is not a pin" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pos pos = { .file = "a.yaml", .line = 3, .column = 7 };
		struct pl_error err = PL_ERROR_INIT;
		struct pl_pin pin = { 0 };
		bool ok = pl_pin_parse(&pin, rows[i].text, pos, &err);

		tap_ok(ok == rows[i].want, "\"%s\" is %s", rows[i].text,
		       rows[i].want ? "read" : "refused");
		if (ok) {
			tap_int((long long)pin.digest_len, (long long)rows[i].len,
				"with the length that it decodes to");
			tap_text(pin.spelling, rows[i].text, "its spelling is kept");
			tap_int(pin.pos.line, 3, "and its place");
		} else {
			tap_has(err.text, rows[i].words, "saying why");
			tap_int(err.line, 3, "and where");
		}
		pl_pin_clear(&pin);
		pl_error_clear(&err);
	}
}

static void test_too_long(void)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_pin pin = { 0 };
	char text[2000];

	memset(text, 'A', sizeof(text));
	memcpy(text, "sha256/", 7);
	text[sizeof(text) - 1] = '\0';
	tap_ok(!pl_pin_parse(&pin, text, (struct pl_pos){ 0 }, &err),
	       "a page of base64 is refused");
	tap_has(err.text, "at most", "with the limit");
	pl_error_clear(&err);
}

/* Rows 1 to 6 of the tolerance table, as okio reads them. */
static void test_tolerant(void)
{
	static const struct {
		const char *text;
		bool want;
		size_t len;
		uint8_t first;
	} rows[] = {
		{ "/+8=", true, 2, 0xff },
		{ "_-8=", true, 2, 0xff },
		{ "/+8", true, 2, 0xff },
		{ " / +\n8 = ", true, 2, 0xff },
		{ "AQID", true, 3, 1 },
		{ "AQ", true, 1, 1 },
		{ "", true, 0, 0 },
		{ "====", true, 0, 0 },
		{ "A", false, 0, 0 },
		{ "AQ=D", false, 0, 0 },
		{ "AQ!D", false, 0, 0 },
		{ "\xc3\xa9", false, 0, 0 },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		uint8_t out[32] = { 0 };
		size_t len;
		bool ok = pl_reader_okio.read(rows[i].text, out, &len);

		tap_ok(ok == rows[i].want, "okio %s spelling %zu",
		       rows[i].want ? "reads" : "refuses", i);
		if (ok)
			tap_ok(len == rows[i].len && out[0] == rows[i].first,
			       "as %zu bytes, first %02x", rows[i].len, rows[i].first);
	}
}

static void test_short(struct fixture *f)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_pin pin = { 0 };
	char text[PL_PIN_SHORT], want[PL_PIN_SHORT];

	pl_pin_from_cert(&pin, PL_FORM_SPKI, f->certs[LEAF]);
	snprintf(want, sizeof(want), "%.8s\xe2\x80\xa6", pin.spelling + strlen("sha256/"));
	tap_text(pl_pin_short(&pin, text), want, "a pin is shown by its first eight characters");
	tap_text(pl_digest_short(f->certs[LEAF]->spki_sha256, text), want, "and so is a digest");
	pl_pin_clear(&pin);
	if (pl_pin_parse(&pin, "sha256/oh!no", (struct pl_pos){ 0 }, &err))
		tap_text(pl_pin_short(&pin, text), "oh!no\xe2\x80\xa6",
			 "a damaged one as it was written");
	pl_pin_clear(&pin);
}

static void test_set(struct fixture *f)
{
	struct pl_pinset *set = pl_pinset_new(), *shared;

	tap_int(set->rules[0].expires, PL_TIME_NONE, "a new set never ends");
	for (int i = 0; i < 20; i++)
		pl_pin_from_cert(pl_pinset_add(set), PL_FORM_SPKI, f->certs[i % PEOPLE]);
	tap_int((long long)set->n, 20, "a set grows");
	tap_ok(pl_pin_matches(&set->pins[0], f->certs[LEAF]), "and keeps what it had");
	shared = pl_pinset_ref(set);
	pl_pinset_unref(set);
	tap_int((long long)shared->n, 20, "a set lives as long as someone holds it");
	pl_pinset_unref(shared);
	tap_ok(!pl_pinset_ref(NULL), "nothing may be held as well");
}

int main(void)
{
	struct fixture f;

	fixture_init(&f);
	test_forms(&f);
	test_from_key(&f);
	test_rsa_key(&f);
	test_sha1(&f);
	test_parse();
	test_too_long();
	test_tolerant();
	test_short(&f);
	test_set(&f);
	fixture_clear(&f);
	pl_pki_shutdown();
	return tap_done();
}
