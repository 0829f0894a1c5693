/* Literals: what each client's own reader makes of each damaged spelling. */
#include <config.h>

#include "pin/client.h"
#include "tests/pin/ask.h"

enum damage {
	WHOLE,
	NO_PADDING,
	BLANK,
	NEWLINE,
	URL_SAFE,
	STRAY,
	LEN_20,
	LEN_31,
	EMPTY,
	SEMICOLON,
	DAMAGES
};

static const char *const damages[DAMAGES] = {
	[WHOLE] = "whole",
	[NO_PADDING] = "without =",
	[BLANK] = "a blank inside",
	[NEWLINE] = "a newline inside",
	[URL_SAFE] = "the URL alphabet",
	[STRAY] = "a stray !",
	[LEN_20] = "20 bytes",
	[LEN_31] = "31 bytes",
	[EMPTY] = "empty",
	[SEMICOLON] = "a semicolon behind",
};

static char *spell(const struct pl_cert *cert, enum damage damage)
{
	char base64[PL_BASE64_LEN(32) + 1];

	pl_base64(cert->spki_sha256, 32, base64);
	for (char *c = base64; damage == URL_SAFE && *c; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	switch (damage) {
	case NO_PADDING: return pl_asprintf("sha256/%.43s", base64);
	case BLANK: return pl_asprintf("sha256/%.10s %s", base64, base64 + 10);
	case NEWLINE: return pl_asprintf("sha256/%.20s\n%s", base64, base64 + 20);
	case STRAY: return pl_asprintf("sha256/%.10s!%s", base64, base64 + 10);
	case LEN_20: return pl_strdup("sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
	case LEN_31: return pl_strdup("sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==");
	case EMPTY: return pl_strdup("sha256/");
	case SEMICOLON: return pl_asprintf("sha256/%s;", base64);
	default: return pl_asprintf("sha256/%s", base64);
	}
}

/*
 * One letter for each spelling, in the order of the enum: m it matches, d it
 * is dead and never matches, r the set is refused when it is loaded, h the
 * whole header is ignored.
 */
static const struct {
	const char *client, *want, *source;
} rows[] = {
	{ "okhttp", "mmmmmrdddr", "CertificatePinner.kt; okio -Base64.kt" },
	{ "okhttp-3", "mmmmmrdddr", "3.13.1 run" },
	{ "react-native-ssl-pinning-keys", "mmmmmrdddr", "OkHttp's" },
	{ "android-nsc", "mmmmrmrrrm", "android/util/Base64.java; XmlConfigSource.parsePin" },
	{ "android-nsc-23", "mmmmrmrrrm", "the same" },
	{ "android-nsc-debug", "mmmmrmrrrm", "the same" },
	{ "trustkit-android", "mmmmrmrrrm", "PublicKeyPin.java" },
	{ "apple-nspinneddomains", "mdmmdmdddm", "SecBase64.c" },
	{ "trustkit-ios", "mrrrrrrrrr", "parse_configuration.m" },
	{ "curl", "mddddddddm", "vtls.c of 8.22.0-DEV: cut at each semicolon" },
	{ "curl-8.17", "mddddddddd", "7.88.1 run" },
	{ "wget", "mdmmdddddd", "1.21.3 run" },
	{ "chromium-static", "mrrrrrrrrr", "input_file_parsers.cc" },
	{ "firefox-static", "mrrrrrrrrr", "genHPKPStaticPins.js" },
	{ "hpkp", "mhhhhhhhhh", "http_security_headers.cc" },
	{ "generic", "mrrrrrrrrr", "one spelling of each digest" },
	{ "alamofire-public-keys", "rrrrrrrrrr", "ServerTrustEvaluation.swift: no hash in it" },
	{ "afnetworking", "rrrrrrrrrr", "AFSecurityPolicy.m: no hash in it" },
};

static const char *wanted(char letter)
{
	return letter == 'm' ? "match" : letter == 'd' ? "mismatch" : letter == 'h' ? "none" : "invalid";
}

/* A list that names what it pins, where the client has two of them; a second pin where it wants
 * one. */
static void fill(struct pl_pinset *set, const char *client, const char *text)
{
	struct pl_pin *pin = pin_text(set, 0, text);

	if (strcmp(client, "apple-nspinneddomains") == 0)
		pin->list = PL_LIST_LEAF;
	if (strncmp(client, "trustkit", 8) == 0 || strcmp(client, "hpkp") == 0)
		(void)pin_text(set, 0, "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
}

static void test_matrix(const struct fixture *f, enum who who)
{
	struct pl_chain *presented = pl_chain_new(&f->certs[who], 1);
	struct pl_path path = { .n = 1, .certs = (struct pl_cert **)&f->certs[who] };

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		tap_ok(strlen(rows[i].want) == DAMAGES, "%s: every spelling has a letter",
		       rows[i].client);
		for (int damage = 0; damage < DAMAGES; damage++) {
			char *text = spell(f->certs[who], (enum damage)damage);
			struct pl_pinset *set = pl_pinset_new();
			struct pl_pin_question q = question(f, set);

			fill(set, rows[i].client, text);
			q.presented = presented;
			q.path = &path;
			answers(rows[i].client, &q, wanted(rows[i].want[damage]), NULL,
				damages[damage]);
			pl_pinset_unref(set);
			free(text);
		}
	}
	pl_chain_unref(presented);
}

/* What follows a spoiled entry of curl's list, by its version (lib/vtls/vtls.c). */
static void test_curl_lists(const struct fixture *f)
{
	static const struct {
		const char *client, *first, *want;
	} lists[] = {
		{ "curl", "sha256/AAAA", "match" },
		{ "curl", "sha256/AAAA;junk", "mismatch" },
		{ "curl-8.17", "sha256/AAAA", "match" },
		{ "curl-8.17", "sha256/AAAA;junk", "match" },
		{ "wget", "sha256/AAAA;junk", "match" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(lists); i++) {
		char *good = spell(f->certs[LEAF], WHOLE);
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		(void)pin_text(set, 0, lists[i].first);
		(void)pin_text(set, 0, good);
		answers(lists[i].client, &q, lists[i].want, NULL, lists[i].first);
		pl_pinset_unref(set);
		free(good);
	}
}

enum hex { LOWER, UPPER, COLONS, UPPER_COLONS, BLANKS, ODD_CASE, HEX_FORMS };

static char *fingerprint(const struct pl_cert *cert, enum hex form, enum pl_pin_hash hash)
{
	uint8_t digest[PL_DIGEST_MAX];
	char hex[2 * PL_DIGEST_MAX + 1];
	size_t len = pl_pin_hash_len(hash);
	char *text = pl_calloc(3 * len + 1, 1), *to = text;

	pl_pin_digest(cert, PL_FORM_CERTIFICATE, hash, digest);
	pl_hex(digest, len, hex);
	for (size_t i = 0; i < 2 * len; i++) {
		char c = hex[i];

		if (i > 0 && i % 2 == 0 && (form == COLONS || form == UPPER_COLONS))
			*to++ = ':';
		if (i > 0 && i % 8 == 0 && form == BLANKS)
			*to++ = ' ';
		if ((form == UPPER || form == UPPER_COLONS || (form == ODD_CASE && i % 2)) &&
		    c >= 'a')
			c = (char)(c - 'a' + 'A');
		*to++ = c;
	}
	return text;
}

/* Fingerprints of the whole leaf (urllib3 run; http_certificate_pinning read). */
static void test_fingerprints(const struct fixture *f)
{
	static const struct {
		const char *client;
		enum pl_pin_hash hash;
		enum hex form;
		enum who of;
		const char *want;
	} prints[] = {
		{ "urllib3-fingerprint", PL_HASH_SHA256, LOWER, LEAF, "match" },
		{ "urllib3-fingerprint", PL_HASH_SHA256, UPPER_COLONS, LEAF, "match" },
		{ "urllib3-fingerprint", PL_HASH_SHA256, COLONS, LEAF, "match" },
		{ "urllib3-fingerprint", PL_HASH_SHA256, ODD_CASE, LEAF, "match" },
		{ "urllib3-fingerprint", PL_HASH_SHA256, BLANKS, LEAF, "invalid" },
		{ "urllib3-fingerprint", PL_HASH_SHA1, UPPER, LEAF, "match" },
		{ "urllib3-fingerprint", PL_HASH_MD5, UPPER, LEAF, "match" },
		{ "urllib3-fingerprint", PL_HASH_SHA1, UPPER, ISSUER, "mismatch" },
		{ "urllib3-fingerprint", PL_HASH_SHA256, LOWER, ISSUER, "mismatch" },
		{ "flutter-http-certificate-pinning", PL_HASH_SHA256, LOWER, LEAF, "match" },
		{ "flutter-http-certificate-pinning", PL_HASH_SHA256, UPPER, LEAF, "match" },
		{ "flutter-http-certificate-pinning", PL_HASH_SHA1, UPPER, LEAF, "match" },
		{ "flutter-http-certificate-pinning", PL_HASH_SHA256, BLANKS, LEAF, "match" },
		{ "flutter-http-certificate-pinning", PL_HASH_SHA256, COLONS, LEAF, "mismatch" },
		{ "flutter-http-certificate-pinning", PL_HASH_MD5, LOWER, LEAF, "invalid" },
		{ "flutter-http-certificate-pinning", PL_HASH_SHA256, LOWER, ROOT, "mismatch" },
		{ "generic", PL_HASH_SHA256, UPPER_COLONS, LEAF, "match" },
		{ "generic", PL_HASH_SHA1, COLONS, ROOT, "match" },
		{ "okhttp", PL_HASH_SHA256, LOWER, LEAF, "invalid" },
		{ "curl", PL_HASH_SHA256, LOWER, LEAF, "invalid" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(prints); i++) {
		char *text = fingerprint(f->certs[prints[i].of], prints[i].form, prints[i].hash);
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		(void)pin_text(set, 0, text);
		answers(prints[i].client, &q, prints[i].want, NULL, text);
		pl_pinset_unref(set);
		free(text);
	}
}

/* Commitments in known_hosts are compared as lower-case text (gnutls-cli 3.7.9 run). */
static void test_commitments(const struct fixture *f)
{
	char hex[65], upper[80] = "sha256:", lower[80] = "sha256:";
	struct pl_pinset *set = pl_pinset_new();
	struct pl_pin_question q = question(f, set);

	pl_hex(f->certs[LEAF]->spki_sha256, 32, hex);
	strcat(lower, hex);
	(void)pin_text(set, 0, lower);
	answers("gnutls-tofu", &q, "match", NULL, "lower case");
	pl_pinset_unref(set);
	for (char *c = hex; *c; c++)
		*c = *c >= 'a' ? (char)(*c - 'a' + 'A') : *c;
	strcat(upper, hex);
	set = pl_pinset_new();
	(void)pin_text(set, 0, upper);
	q = question(f, set);
	answers("gnutls-tofu", &q, "mismatch", NULL, "upper case");
	answers("okhttp", &q, "match", NULL, "upper case, for a client that has no hex");
	pl_pinset_unref(set);
}

/* Which words a refused literal gets. */
static void test_words(const struct fixture *f)
{
	static const struct {
		const char *client, *text, *detail;
	} words[] = {
		{ "okhttp", "sha256/A!AA", "the pin sha256/A!AA is not base64" },
		{ "android-nsc", "sha256/AAAA", "decodes to 3 bytes, not 32" },
		{ "android-nsc", "sha256/", "is empty" },
		{ "android-nsc", "sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "cannot pin a SHA-1 digest" },
		{ "android-nsc", "sha256/AA=A", "is not padded as base64 is" },
		{ "urllib3-fingerprint", "sha256/AAAA", "cannot pin a SubjectPublicKeyInfo" },
		{ "generic", "9 1 1 AB", "is no usable TLSA record" },
		{ "alamofire-certificates",
		  "0000000000000000000000000000000000000000000000000000000000000000",
		  "carries the certificates that it pins" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(words); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		(void)pin_text(set, 0, words[i].text);
		answers(words[i].client, &q, "invalid", words[i].detail, words[i].text);
		pl_pinset_unref(set);
	}
}

static bool has_special(const struct pl_cert *cert)
{
	char base64[PL_BASE64_LEN(32) + 1];

	return strpbrk(pl_base64(cert->spki_sha256, 32, base64), "+/");
}

int main(void)
{
	enum who who = LEAF;
	struct fixture f;

	fixture_init(&f);
	while (who < STRANGER && !has_special(f.certs[who]))
		who++;
	tap_ok(has_special(f.certs[who]), "a pin of the fixture has a special character");
	test_matrix(&f, who);
	test_curl_lists(&f);
	test_fingerprints(&f);
	test_commitments(&f);
	test_words(&f);
	fixture_clear(&f);
	pl_pki_shutdown();
	return tap_done();
}
