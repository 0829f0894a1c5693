/* Clients: what each says of the same pins, chain and host, and why. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pin/client.h"
#include "tests/pin/chain.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define NOW INT64_C(1800000000)
#define HOST "api.example.test"
#define NOBODY (-1)

static const char *const results[] = {
	[PL_PINS_MATCH] = "match",
	[PL_PINS_MISMATCH] = "mismatch",
	[PL_PINS_NONE] = "no pins",
	[PL_PINS_NOT_COVERED] = "not covered",
	[PL_PINS_EXPIRED] = "expired",
	[PL_PINS_REPORT_ONLY] = "report only",
	[PL_PINS_INVALID] = "invalid",
};

/* A set of one pin over one certificate, captured. */
static struct pl_pinset *captured(const struct fixture *f, enum pl_pin_form form, int who,
				  bool backup)
{
	struct pl_pinset *set = pl_pinset_new();
	struct pl_pin *pin;

	if (who == NOBODY)
		return set;
	pin = pl_pinset_add(set);
	pl_pin_from_cert(pin, form, f->certs[who]);
	pin->origin = pl_strdup(form == PL_FORM_CERTIFICATE ? "leaf.certificate" : "leaf.spki");
	pin->backup = backup;
	return set;
}

static void compare(const struct fixture *f, const char *client, const struct pl_pinset *set,
		    struct pl_pin_answer *out)
{
	struct pl_pin_question question = {
		.set = set,
		.host = HOST,
		.presented = f->presented,
		.path = &f->path,
		.now = NOW,
	};

	pl_client_compare(pl_client_find(client), &question, out);
}

/* Which certificates each client looks at, and which forms it can express. */
static void test_looks(struct fixture *f)
{
	static const struct {
		const char *client;
		enum pl_pin_form form;
		int pinned;
		enum pl_pin_result want;
		const char *detail;
	} rows[] = {
		{ "generic", PL_FORM_SPKI, LEAF, PL_PINS_MATCH, "" },
		{ "generic", PL_FORM_SPKI, ISSUER, PL_PINS_MATCH, "" },
		{ "generic", PL_FORM_SPKI, ROOT, PL_PINS_MATCH, "" },
		{ "generic", PL_FORM_SPKI, STRANGER, PL_PINS_MISMATCH, "" },
		{ "generic", PL_FORM_CERTIFICATE, ROOT, PL_PINS_MATCH, "" },
		{ "generic", PL_FORM_CERTIFICATE, STRANGER, PL_PINS_MISMATCH, "" },
		{ "generic", PL_FORM_KEY, LEAF, PL_PINS_MATCH, "" },
		{ "generic", PL_FORM_KEY, STRANGER, PL_PINS_MISMATCH, "" },
		{ "generic", PL_FORM_SPKI, NOBODY, PL_PINS_NONE, "" },

		{ "leaf-only", PL_FORM_SPKI, LEAF, PL_PINS_MATCH, "" },
		{ "leaf-only", PL_FORM_CERTIFICATE, LEAF, PL_PINS_MATCH, "" },
		{ "leaf-only", PL_FORM_SPKI, ISSUER, PL_PINS_MISMATCH, "" },
		{ "leaf-only", PL_FORM_SPKI, ROOT, PL_PINS_MISMATCH, "" },

		{ "any-presented", PL_FORM_SPKI, LEAF, PL_PINS_MATCH, "" },
		{ "any-presented", PL_FORM_SPKI, STRANGER, PL_PINS_MATCH, "" },
		{ "any-presented", PL_FORM_SPKI, ROOT, PL_PINS_MISMATCH, "" },

		{ "ca-only", PL_FORM_SPKI, LEAF, PL_PINS_MISMATCH, "" },
		{ "ca-only", PL_FORM_SPKI, ISSUER, PL_PINS_MATCH, "" },
		{ "ca-only", PL_FORM_CERTIFICATE, ROOT, PL_PINS_MATCH, "" },
		{ "ca-only", PL_FORM_SPKI, STRANGER, PL_PINS_MISMATCH, "" },

		{ "curl", PL_FORM_SPKI, LEAF, PL_PINS_MATCH, "" },
		{ "curl", PL_FORM_SPKI, ISSUER, PL_PINS_MISMATCH, "" },
		{ "curl", PL_FORM_SPKI, ROOT, PL_PINS_MISMATCH, "" },
		{ "curl", PL_FORM_SPKI, NOBODY, PL_PINS_NONE, "" },
		{ "curl", PL_FORM_CERTIFICATE, LEAF, PL_PINS_INVALID,
		  "curl cannot pin a whole certificate, and leaf.certificate is one" },
		{ "curl", PL_FORM_KEY, LEAF, PL_PINS_INVALID, "curl cannot pin bare key bits" },

		{ "okhttp", PL_FORM_SPKI, LEAF, PL_PINS_MATCH, "" },
		{ "okhttp", PL_FORM_SPKI, ISSUER, PL_PINS_MATCH, "" },
		{ "okhttp", PL_FORM_SPKI, ROOT, PL_PINS_MATCH, "" },
		{ "okhttp", PL_FORM_SPKI, STRANGER, PL_PINS_MISMATCH, "" },
		{ "okhttp", PL_FORM_CERTIFICATE, LEAF, PL_PINS_INVALID,
		  "okhttp cannot pin a whole certificate, and leaf.certificate is one" },
		{ "okhttp", PL_FORM_KEY, LEAF, PL_PINS_INVALID, "okhttp cannot pin bare key bits" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = captured(f, rows[i].form, rows[i].pinned, false);
		struct pl_pin_answer answer;

		compare(f, rows[i].client, set, &answer);
		tap_ok(answer.result == rows[i].want, "%s, %s of %d pinned: %s", rows[i].client,
		       pl_pin_form_name(rows[i].form), rows[i].pinned, results[rows[i].want]);
		if (answer.result != rows[i].want)
			tap_note("got %s", results[answer.result]);
		tap_has(answer.detail, rows[i].detail, "with its detail");
		if (rows[i].want == PL_PINS_MATCH)
			tap_ok(answer.cert == f->certs[rows[i].pinned] &&
				       answer.pin == &set->pins[0],
			       "on the pinned certificate");
		pl_pinset_unref(set);
	}
}

/* One damaged spelling of a pin that would match: section 2.1 of every client's reader. */
enum damage { WHOLE, NO_PADDING, BLANK, URL_SAFE, STRAY, SHORT, EMPTY, AS_SHA1, HEX };

static char *spell(const struct pl_cert *cert, enum damage damage)
{
	char base64[PL_BASE64_LEN(32) + 1], hex[65];

	pl_base64(cert->spki_sha256, 32, base64);
	for (char *c = base64; damage == URL_SAFE && *c; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	switch (damage) {
	case NO_PADDING: return pl_asprintf("sha256/%.43s", base64);
	case BLANK: return pl_asprintf("sha256/%.10s \n%s", base64, base64 + 10);
	case STRAY: return pl_asprintf("sha256/%.10s!%s", base64, base64 + 10);
	case SHORT: return pl_strdup("sha256/AAAA");
	case EMPTY: return pl_strdup("sha256/");
	case AS_SHA1: return pl_asprintf("sha1/%s", base64);
	case HEX: return pl_asprintf("sha256:%s", pl_hex(cert->spki_sha256, 32, hex));
	default: return pl_asprintf("sha256/%s", base64);
	}
}

/* A certificate whose pin holds a character that the two alphabets spell differently. */
static bool has_special(const struct pl_cert *cert)
{
	char base64[PL_BASE64_LEN(32) + 1];

	return strpbrk(pl_base64(cert->spki_sha256, 32, base64), "+/");
}

static void test_spelling(struct fixture *f)
{
	static const struct {
		const char *client;
		enum damage damage;
		enum pl_pin_result want;
		const char *detail;
	} rows[] = {
		{ "okhttp", WHOLE, PL_PINS_MATCH, "" },
		{ "okhttp", NO_PADDING, PL_PINS_MATCH, "" },
		{ "okhttp", BLANK, PL_PINS_MATCH, "" },
		{ "okhttp", URL_SAFE, PL_PINS_MATCH, "" },
		{ "okhttp", STRAY, PL_PINS_INVALID, "is not base64" },
		{ "okhttp", SHORT, PL_PINS_MISMATCH, "" },
		{ "okhttp", EMPTY, PL_PINS_MISMATCH, "" },
		{ "okhttp", AS_SHA1, PL_PINS_MISMATCH, "" },
		{ "okhttp", HEX, PL_PINS_MATCH, "" },

		{ "curl", WHOLE, PL_PINS_MATCH, "" },
		{ "curl", NO_PADDING, PL_PINS_MISMATCH, "" },
		{ "curl", BLANK, PL_PINS_MISMATCH, "" },
		{ "curl", URL_SAFE, PL_PINS_MISMATCH, "" },
		{ "curl", STRAY, PL_PINS_MISMATCH, "" },
		{ "curl", SHORT, PL_PINS_MISMATCH, "" },
		{ "curl", EMPTY, PL_PINS_MISMATCH, "" },
		{ "curl", AS_SHA1, PL_PINS_INVALID, "cannot pin a SHA-1 digest" },
		{ "curl", HEX, PL_PINS_MATCH, "" },

		{ "generic", WHOLE, PL_PINS_MATCH, "" },
		{ "generic", NO_PADDING, PL_PINS_INVALID, "is not canonical base64" },
		{ "generic", BLANK, PL_PINS_INVALID, "is not canonical base64" },
		{ "generic", URL_SAFE, PL_PINS_INVALID, "is not canonical base64" },
		{ "generic", STRAY, PL_PINS_INVALID, "is not canonical base64" },
		{ "generic", SHORT, PL_PINS_INVALID, "decodes to 3 bytes, not 32" },
		{ "generic", EMPTY, PL_PINS_INVALID, "is empty" },
		{ "generic", AS_SHA1, PL_PINS_INVALID, "decodes to 32 bytes, not 20" },
		{ "generic", HEX, PL_PINS_MATCH, "" },
	};
	enum who who = LEAF;

	while (who < STRANGER && !has_special(f->certs[who]))
		who++;
	tap_ok(has_special(f->certs[who]), "a pin of the fixture has a special character");
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_error err = PL_ERROR_INIT;
		struct pl_pin_answer answer;
		struct pl_chain *presented = pl_chain_new(&f->certs[who], 1);
		struct pl_path path = { .n = 1, .certs = &f->certs[who] };
		char *text = spell(f->certs[who], rows[i].damage);

		fixture_need(pl_pin_parse(pl_pinset_add(set), text, (struct pl_pos){ 0 }, &err),
			     &err);
		pl_client_compare(pl_client_find(rows[i].client),
				  &(struct pl_pin_question){
					  .set = set,
					  .host = HOST,
					  .presented = presented,
					  .path = &path,
					  .now = NOW,
				  },
				  &answer);
		tap_ok(answer.result == rows[i].want, "%s, spelling %d: %s", rows[i].client,
		       rows[i].damage, results[rows[i].want]);
		if (answer.result != rows[i].want)
			tap_note("got %s %s for %s", results[answer.result], answer.detail, text);
		tap_has(answer.detail, rows[i].detail, "with its detail");
		free(text);
		pl_chain_unref(presented);
		pl_pinset_unref(set);
	}
}

static bool covers(const char *client, const char *name, const char *host)
{
	struct pl_pattern pattern = { .name = (char *)name };

	return pl_client_covers(pl_client_find(client), &pattern, host);
}

/* The host rule matrix, and OkHttp's own tests of patterns. */
static void test_hosts(void)
{
	static const struct {
		const char *client, *pattern, *host;
		bool want;
	} rows[] = {
		{ "okhttp", "example.com", "example.com", true },
		{ "okhttp", "example.com", "www.example.com", false },
		{ "okhttp", "example.com", "notexample.com", false },
		{ "okhttp", "example.com", "EXAMPLE.com", true },
		{ "okhttp", "EXAMPLE.com", "example.com", true },
		{ "okhttp", "example.com", "example.com.", false },
		{ "okhttp", "*.example.com", "example.com", false },
		{ "okhttp", "*.example.com", "www.example.com", true },
		{ "okhttp", "*.example.com", "a.www.example.com", false },
		{ "okhttp", "*.example.com", "notexample.com", false },
		{ "okhttp", "*.example.com", "www.example.com.", false },
		{ "okhttp", "*.example.com", ".example.com", true },
		{ "okhttp", "**.example.com", "example.com", true },
		{ "okhttp", "**.example.com", "www.example.com", true },
		{ "okhttp", "**.example.com", "a.www.example.com", true },
		{ "okhttp", "**.example.com", "notexample.com", false },
		{ "okhttp", "**.example.com", "example.com.", false },
		{ "okhttp", "**.example.com", "com", false },
		{ "okhttp", "*.localhost", "localhost", false },
		{ "generic", "example.com", "example.com", true },
		{ "generic", "example.com", "www.example.com", false },
		{ "generic", "*.example.com", "www.example.com", false },
		{ "curl", "example.com", "elsewhere.test", true },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		tap_ok(covers(rows[i].client, rows[i].pattern, rows[i].host) == rows[i].want,
		       "%s: %s %s %s", rows[i].client, rows[i].pattern,
		       rows[i].want ? "covers" : "does not cover", rows[i].host);
}

static void test_rules(struct fixture *f)
{
	static const struct {
		const char *what, *client, *first, *second; /* patterns */
		int64_t expires;
		bool report_only;
		int pinned;
		enum pl_pin_result want;
		const char *detail;
	} rows[] = {
		{ "a rule for the host", "okhttp", HOST, NULL, PL_TIME_NONE, false, LEAF,
		  PL_PINS_MATCH, "" },
		{ "a rule for another", "okhttp", "other.test", NULL, PL_TIME_NONE, false, STRANGER,
		  PL_PINS_NOT_COVERED, "" },
		{ "any of two rules", "okhttp", "other.test", "*.example.test", PL_TIME_NONE, false,
		  LEAF, PL_PINS_MATCH, "" },
		{ "any of two rules, mismatch", "okhttp", "other.test", "**.example.test",
		  PL_TIME_NONE, false, STRANGER, PL_PINS_MISMATCH, "" },
		{ "an asterisk in the middle", "okhttp", "api.*.test", NULL, PL_TIME_NONE, false,
		  LEAF, PL_PINS_INVALID, "an asterisk may only lead" },
		{ "an asterisk at the end", "okhttp", "api.*", NULL, PL_TIME_NONE, false, LEAF,
		  PL_PINS_INVALID, "an asterisk may only lead" },
		{ "two asterisks apart", "okhttp", "*.*.test", NULL, PL_TIME_NONE, false, LEAF,
		  PL_PINS_INVALID, "an asterisk may only lead" },
		{ "an empty pattern", "okhttp", "", NULL, PL_TIME_NONE, false, LEAF,
		  PL_PINS_INVALID, "it is no host name" },
		{ "a URL as pattern", "okhttp", "https://example.test", NULL, PL_TIME_NONE, false,
		  LEAF, PL_PINS_INVALID, "it is no host name" },
		{ "another's patterns do not matter", "generic", "api.*.test", NULL, PL_TIME_NONE,
		  false, LEAF, PL_PINS_NOT_COVERED, "" },
		{ "the last second of the set", "generic", NULL, NULL, NOW + 1, false, STRANGER,
		  PL_PINS_MISMATCH, "" },
		{ "the set's end", "generic", NULL, NULL, NOW, false, STRANGER, PL_PINS_EXPIRED,
		  "the pin set ended 2027-01-15" },
		{ "the set's end, matching", "generic", NULL, NULL, NOW, false, LEAF,
		  PL_PINS_EXPIRED, "" },
		{ "an end that OkHttp does not know", "okhttp", NULL, NULL, NOW, false, STRANGER,
		  PL_PINS_MISMATCH, "okhttp knows no end of a pin set" },
		{ "report-only, mismatch", "generic", NULL, NULL, PL_TIME_NONE, true, STRANGER,
		  PL_PINS_REPORT_ONLY, "" },
		{ "report-only, match", "generic", NULL, NULL, PL_TIME_NONE, true, LEAF,
		  PL_PINS_MATCH, "" },
		{ "report-only where there is no such thing", "curl", NULL, NULL, PL_TIME_NONE,
		  true, STRANGER, PL_PINS_MISMATCH, "curl has no report-only mode" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = captured(f, PL_FORM_SPKI, rows[i].pinned, false);
		struct pl_pin_answer answer;

		set->rules[0].expires = rows[i].expires;
		set->rules[0].report_only = rows[i].report_only;
		if (rows[i].first)
			pl_rule_cover(&set->rules[0], rows[i].first, false);
		if (rows[i].second)
			pl_rule_cover(&set->rules[0], rows[i].second, false);
		compare(f, rows[i].client, set, &answer);
		tap_ok(answer.result == rows[i].want, "%s, %s: %s", rows[i].client, rows[i].what,
		       results[rows[i].want]);
		tap_has(answer.detail, rows[i].detail, "with its detail");
		pl_pinset_unref(set);
	}
}

/* A backup is looked at only when no first pin matches, wherever in the path. */
static void test_backup(struct fixture *f)
{
	struct pl_pinset *set = captured(f, PL_FORM_SPKI, LEAF, true);
	struct pl_pin_answer answer;

	compare(f, "generic", set, &answer);
	tap_ok(answer.result == PL_PINS_MATCH && answer.pin->backup, "a backup matches when alone");
	pl_pin_from_cert(pl_pinset_add(set), PL_FORM_SPKI, f->certs[ROOT]);
	compare(f, "generic", set, &answer);
	tap_ok(answer.result == PL_PINS_MATCH && !answer.pin->backup &&
		       answer.cert == f->certs[ROOT],
	       "a first pin on the root goes before a backup on the leaf");
	pl_pinset_unref(set);
}

static void test_no_path(struct fixture *f)
{
	static const struct {
		const char *client;
		enum pl_pin_result want;
	} rows[] = {
		{ "generic", PL_PINS_MISMATCH },
		{ "ca-only", PL_PINS_MISMATCH },
		{ "leaf-only", PL_PINS_MATCH },
		{ "any-presented", PL_PINS_MATCH },
	};
	struct pl_pinset *set = captured(f, PL_FORM_SPKI, LEAF, false);

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pin_answer answer;

		pl_client_compare(pl_client_find(rows[i].client),
				  &(struct pl_pin_question){
					  .set = set,
					  .host = HOST,
					  .presented = f->presented,
					  .now = NOW,
				  },
				  &answer);
		tap_ok(answer.result == rows[i].want, "%s without a path: %s", rows[i].client,
		       results[rows[i].want]);
	}
	pl_pinset_unref(set);
}

static void test_list(void)
{
	size_t n;
	const struct pl_client *const *clients = pl_clients(&n);

	tap_int((long long)n, 33, "thirty-three clients");
	tap_text(clients[0]->name, "generic", "the default one comes first");
	for (size_t i = 0; i < n; i++) {
		tap_ok(pl_client_find(clients[i]->name) == clients[i], "%s is found by name",
		       clients[i]->name);
		tap_ok(clients[i]->summary && clients[i]->source && clients[i]->forms &&
		       clients[i]->hashes, "%s says what it does and how that is known",
		       clients[i]->name);
		tap_ok(*pl_looks_at_name(clients[i]->looks_at) &&
			       *pl_looks_at_words(clients[i]->looks_at),
		       "%s: what it looks at has words", clients[i]->name);
	}
	tap_ok(!pl_client_find("netscape"), "no other is");
	tap_text(pl_evidence_name(pl_client_find("curl")->evidence), "run",
		 "curl's rules were run");
	tap_text(pl_evidence_name(pl_client_find("okhttp")->evidence), "source",
		 "OkHttp's were read in its source");
}

/* One pinner builds a chain of its own; whoever calls must hand it over as the path. */
static void test_own_chain(void)
{
	size_t n;
	const struct pl_client *const *clients = pl_clients(&n);

	for (size_t i = 0; i < n; i++)
		tap_ok(clients[i]->chain.cleans == (pl_starts_with(clients[i]->name, "okhttp") ||
							 pl_ends_with(clients[i]->name, "-pinning-keys")),
		       "%s %s", clients[i]->name,
		       clients[i]->chain.cleans ? "cleans the chain itself"
						: "takes the device's path");
}

int main(void)
{
	struct fixture f;

	fixture_init(&f);
	test_list();
	test_looks(&f);
	test_spelling(&f);
	test_hosts();
	test_rules(&f);
	test_backup(&f);
	test_no_path(&f);
	test_own_chain();
	fixture_clear(&f);
	pl_pki_shutdown();
	return tap_done();
}
