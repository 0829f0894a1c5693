/* Names: which patterns cover which hosts, and which rule is for a host, by client. */
#include <config.h>

#include "pin/parts.h"
#include "tests/pin/ask.h"

/* Every cell: one letter per host, y covered, n not. */
static const char *const hosts[] = {
	"example.com", "www.example.com", "a.www.example.com",
	"notexample.com", "EXAMPLE.com",  "example.com.",
};

static const struct {
	const char *client, *pattern;
	bool subdomains;
	const char *want;
} matrix[] = {
	{ "okhttp", "example.com", false, "ynnnyn" },
	{ "okhttp", "*.example.com", false, "nynnnn" },
	{ "okhttp", "**.example.com", false, "yyynyn" },
	{ "okhttp", "EXAMPLE.com", false, "ynnnyn" },
	{ "okhttp-3", "example.com", false, "ynnnyn" },
	{ "okhttp-3", "*.example.com", false, "nynnnn" },
	{ "okhttp-3", "**.example.com", false, "nnnnnn" },
	{ "okhttp-3", "example.*", false, "nnnnnn" },
	{ "react-native-ssl-pinning-keys", "example.com", false, "ynnnyn" },
	{ "android-nsc", "example.com", true, "yyynyy" },
	{ "android-nsc", "example.com", false, "ynnnyy" },
	{ "android-nsc", "Example.COM", true, "yyynyy" },
	{ "apple-nspinneddomains", "example.com", true, "yynnyy" },
	{ "apple-nspinneddomains", "example.com", false, "ynnnyy" },
	{ "trustkit-ios", "example.com", true, "yyynnn" },
	{ "trustkit-ios", "example.com", false, "ynnnnn" },
	{ "trustkit-android", "example.com", true, "yyynnn" },
	{ "hpkp", "example.com", true, "yyynyy" },
	{ "hpkp", "example.com", false, "ynnnyy" },
	{ "chromium-static", "example.com", true, "yyynyy" },
	{ "firefox-static", "example.com", true, "yyynyy" },
	{ "firefox-static", "example.com", false, "ynnnyy" },
	{ "firefox-static", "com", true, "nnnnnn" },
	{ "chromium-static", "com", true, "yyyyyy" },
	{ "alamofire-certificates", "example.com", false, "ynnnnn" },
	{ "gnutls-tofu", "example.com", false, "ynnnnn" },
	{ "curl", "elsewhere.test", false, "yyyyyy" },
	{ "wget", "elsewhere.test", false, "yyyyyy" },
	{ "urllib3-fingerprint", "elsewhere.test", false, "yyyyyy" },
	{ "afnetworking", "elsewhere.test", false, "yyyyyy" },
	{ "dane-3", "elsewhere.test", false, "yyyyyy" },
	{ "generic", "example.com", true, "yyynyy" },
	{ "generic", "*.example.com", false, "nnnnnn" },
};

static void test_matrix(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(matrix); i++) {
		struct pl_pattern pattern = { (char *)matrix[i].pattern, matrix[i].subdomains,
					      { 0 } };

		for (size_t j = 0; j < PL_ARRAY_LEN(hosts); j++) {
			bool want = matrix[i].want[j] == 'y';

			tap_ok(pl_client_covers(pl_client_find(matrix[i].client), &pattern,
						hosts[j]) == want,
			       "%s: %s%s %s %s", matrix[i].client, pattern.name,
			       pattern.subdomains ? " and below" : "",
			       want ? "covers" : "does not cover", hosts[j]);
		}
	}
}

/* Single cases that upstream code or tests name. */
static void test_cases(void)
{
	static const struct {
		const char *client, *pattern;
		bool subdomains;
		const char *host;
		bool want;
	} cases[] = {
		{ "okhttp", "*.localhost", false, "localhost", false },
		{ "okhttp-3", "*.localhost", false, "localhost", true }, /* 3.13.1 run */
		{ "okhttp", "*.example.com", false, ".example.com", true },
		{ "okhttp", "**.example.com", false, "a.b.c.example.com", true },
		{ "okhttp", "**.example.com", false, "com", false },
		{ "trustkit-ios", "example.com", true, "example.org", false },
		{ "trustkit-ios", "www.example.com", true, "example.com", false },
		{ "firefox-static", "localhost", false, "localhost", false },
		{ "android-nsc", "localhost", false, "localhost", true },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(cases); i++) {
		struct pl_pattern pattern = { (char *)cases[i].pattern, cases[i].subdomains,
					      { 0 } };

		tap_ok(pl_client_covers(pl_client_find(cases[i].client), &pattern,
					cases[i].host) == cases[i].want,
		       "%s: %s %s %s", cases[i].client, pattern.name,
		       cases[i].want ? "covers" : "does not cover", cases[i].host);
	}
}

/* What each client says of a pattern that it cannot have. */
static void test_faults(const struct fixture *f)
{
	static const struct {
		const char *client, *pattern;
		bool subdomains;
		const char *want, *detail;
	} faults[] = {
		{ "okhttp", "api.*.test", false, "invalid", "an asterisk may only lead" },
		{ "okhttp", "api.*", false, "invalid", "an asterisk may only lead" },
		{ "okhttp", "*.*.test", false, "invalid", "an asterisk may only lead" },
		{ "okhttp", "", false, "invalid", "it is no host name" },
		{ "okhttp", "https://example.test", false, "invalid", "it is no host name" },
		{ "okhttp", "example.test", true, "invalid", "no switch for subdomains" },
		{ "okhttp-3", "api.*", false, "not-covered", NULL }, /* 3.13.1 run: no message */
		{ "okhttp-3", "**.example.test", false, "not-covered", NULL },
		{ "alamofire-public-keys", "example.test", true, "invalid", "whole names only" },
		{ "gnutls-tofu", "example.test", true, "invalid", "whole names only" },
		{ "android-nsc", "", false, "invalid", "it is empty" },
		{ "generic", "api.*.test", false, "not-covered", NULL },
		{ "alamofire-public-keys", "other.test", false, "mismatch", "no entry for" },
		{ "gnutls-tofu", "other.test", false, "mismatch", "no entry for" },
		{ "gnutls-tofu", "API.example.test", false, "mismatch", "no entry for" },
		{ "apple-nspinneddomains", "example.test", true, "match", NULL },
		{ "apple-nspinneddomains", "test", true, "not-covered", NULL },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(faults); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[LEAF]);
		pl_rule_cover(&set->rules[0], faults[i].pattern, faults[i].subdomains);
		answers(faults[i].client, &q, faults[i].want, faults[i].detail, faults[i].pattern);
		pl_pinset_unref(set);
	}
}

/* Two rules: G is one whose pin the chain has, B one whose pin it has not. */
struct rule {
	const char *name;
	bool subdomains;
	char pin; /* 'G', 'B', or '-' for none */
};

static const struct {
	const char *client;
	struct rule rules[2];
	const char *want, *what;
} selections[] = {
	{ "okhttp", { { HOST, false, 'B' }, { "*.example.test", false, 'G' } }, "match",
	  "a direct rule does not tighten a wildcard" },
	{ "okhttp", { { HOST, false, 'G' }, { "*.example.test", false, 'B' } }, "match",
	  "either satisfies" },
	{ "okhttp", { { HOST, false, 'B' }, { "**.example.test", false, 'B' } }, "mismatch",
	  "neither satisfies" },
	{ "okhttp", { { "other.test", false, 'G' }, { HOST, false, 'B' } }, "mismatch",
	  "one rule is for another host" },
	{ "android-nsc", { { HOST, false, 'B' }, { "example.test", true, 'G' } }, "mismatch",
	  "the exact entry wins" },
	{ "android-nsc", { { HOST, false, 'G' }, { "example.test", true, 'B' } }, "match",
	  "the exact entry wins" },
	{ "android-nsc", { { HOST, false, '-' }, { "example.test", true, 'B' } }, "none",
	  "the exact entry wins, even without pins" },
	{ "android-nsc", { { "test", true, 'B' }, { "example.test", true, 'G' } }, "match",
	  "the longer parent wins" },
	{ "android-nsc", { { "test", true, 'G' }, { "example.test", false, 'B' } }, "match",
	  "a parent without the switch is passed over" },
	{ "android-nsc", { { HOST, false, 'G' }, { HOST, true, 'G' } }, "invalid",
	  "a name that is there twice" },
	{ "trustkit-android", { { HOST, false, 'G' }, { HOST, true, 'G' } }, "invalid",
	  "a name that is there twice" },
	{ "hpkp", { { HOST, false, 'B' }, { "example.test", true, 'G' } }, "mismatch",
	  "the exact entry wins" },
	{ "chromium-static", { { "test", true, 'B' }, { "example.test", true, 'G' } }, "match",
	  "the nearest including ancestor" },
	{ "chromium-static", { { "test", true, 'B' }, { "example.test", false, 'G' } }, "mismatch",
	  "an entry without the flag is skipped, not final" },
	{ "firefox-static", { { "example.test", false, 'G' }, { HOST, false, 'B' } }, "mismatch",
	  "the full name comes first" },
	{ "firefox-static", { { "test", true, 'B' }, { "other.test", true, 'G' } }, "not-covered",
	  "a single label is never looked up" },
	{ "generic", { { HOST, false, 'B' }, { "example.test", true, 'G' } }, "mismatch",
	  "the exact entry wins" },
};

static void add_rule(struct pl_pinset *set, const struct fixture *f, const struct rule *from,
		     size_t at)
{
	struct pl_rule *rule = at == 0 ? &set->rules[0] : pl_pinset_add_rule(set);

	rule->written = true;
	pl_rule_cover(rule, from->name, from->subdomains);
	if (from->pin == '-')
		return;
	(void)pin_cert(set, at, PL_FORM_SPKI, f->certs[from->pin == 'G' ? LEAF : STRANGER]);
	/* a second pin, for clients that count */
	(void)pin_text(set, at, at ? "sha256/AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
				   : "sha256/AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
}

static void test_selection(const struct fixture *f)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(selections); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		for (size_t j = 0; j < 2; j++)
			add_rule(set, f, &selections[i].rules[j], j);
		answers(selections[i].client, &q, selections[i].want, NULL, selections[i].what);
		pl_pinset_unref(set);
	}
}

/* Of several names of one domain-config TrustKit-Android keeps the last. */
static void test_last_name(const struct fixture *f)
{
	static const struct {
		const char *client, *first, *second, *want;
	} names[] = {
		{ "trustkit-android", HOST, "other.test", "not-covered" },
		{ "trustkit-android", "other.test", HOST, "match" },
		{ "android-nsc", HOST, "other.test", "match" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[LEAF]);
		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER]);
		pl_rule_cover(&set->rules[0], names[i].first, false);
		pl_rule_cover(&set->rules[0], names[i].second, false);
		answers(names[i].client, &q, names[i].want, NULL, names[i].second);
		pl_pinset_unref(set);
	}
}

/* A command's pins, and a record's, are for its own host, whatever its client makes of names. */
static void test_only(void)
{
	static const struct {
		const char *client, *name, *host;
		bool want;
	} rows[] = {
		{ "curl", "a.test", "a.test", true },    { "curl", "a.test", "A.test.", true },
		{ "curl", "a.test", "b.test", false },   { "curl", "a.test", "x.a.test", false },
		{ "dane-3", "a.test", "a.test", true },  { "dane-3", "a.test", "b.test", false },
		{ "urllib3-fingerprint", "a.test", "b.test", false },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_rule *rule = pl_pinset_add_rule(set);
		bool applies[2] = { false, false };

		rule->only_covers = rule->written = true;
		pl_rule_cover(rule, rows[i].name, false);
		tap_ok(pl_rule_is_for(rule, rows[i].host) == rows[i].want &&
		       pl_rules_select(pl_client_find(rows[i].client), set, rows[i].host,
				       applies) == rows[i].want && applies[1] == rows[i].want,
		       "%s: a rule for %s alone is %sfor %s", rows[i].client, rows[i].name,
		       rows[i].want ? "" : "not ", rows[i].host);
		pl_pinset_unref(set);
	}
}

int main(void)
{
	test_only();
	struct fixture f;

	fixture_init(&f);
	test_matrix();
	test_cases();
	test_faults(&f);
	test_selection(&f);
	test_last_name(&f);
	fixture_clear(&f);
	pl_pki_shutdown();
	return tap_done();
}
