/* The terms of a set, by client: ends, counts, empty rules, reports, local roots, lists, keys. */
#include <config.h>

#include "pin/client.h"
#include "tests/pin/ask.h"

static int64_t at(const char *text)
{
	const char *why = NULL;
	int64_t time = 0;

	if (!pl_time_parse(text, &time, &why)) {
		printf("Bail out! %s: %s\n", text, why);
		exit(1);
	}
	return time;
}

#define EAST (9 * 3600)
#define WEST (-8 * 3600)

/* A wrong pin, so that it shows whether pins are looked at. */
static const struct {
	const char *client, *expires;
	bool day;
	int64_t zone;
	const char *now, *want;
} ends[] = {
	/* now > 00:00 in the device's zone (PinSet, NetworkSecurityTrustManager.checkPins) */
	{ "android-nsc", "2027-03-01", true, 0, "2027-02-28T23:59:59Z", "mismatch" },
	{ "android-nsc", "2027-03-01", true, 0, "2027-03-01T00:00:00Z", "mismatch" },
	{ "android-nsc", "2027-03-01", true, 0, "2027-03-01T00:00:01Z", "expired" },
	{ "android-nsc", "2027-03-01", true, EAST, "2027-02-28T15:00:00Z", "mismatch" },
	{ "android-nsc", "2027-03-01", true, EAST, "2027-02-28T15:00:01Z", "expired" },
	{ "android-nsc", "2027-03-01", true, WEST, "2027-03-01T08:00:00Z", "mismatch" },
	{ "android-nsc", "2027-03-01", true, WEST, "2027-03-01T08:00:01Z", "expired" },
	/* a text behind the date is not read (SimpleDateFormat, OpenJDK 17 run) */
	{ "android-nsc", "2027-03-01T12:00:00Z", false, 0, "2027-03-01T00:00:01Z", "expired" },
	{ "android-nsc-23", "2027-03-01", true, EAST, "2027-02-28T15:00:01Z", "expired" },
	{ "android-nsc-debug", "2027-03-01", true, EAST, "2027-02-28T15:00:01Z", "expired" },
	{ "trustkit-android", "2027-03-01", true, EAST, "2027-02-28T15:00:01Z", "expired" },
	{ "trustkit-android", "2027-03-01", true, EAST, "2027-02-28T15:00:00Z", "mismatch" },
	/* midnight UTC < now (configuration_utils.m) */
	{ "trustkit-ios", "2027-03-01", true, 0, "2027-03-01T00:00:00Z", "mismatch" },
	{ "trustkit-ios", "2027-03-01", true, 0, "2027-03-01T00:00:01Z", "expired" },
	{ "trustkit-ios", "2027-03-01", true, EAST, "2027-02-28T23:59:59Z", "mismatch" },
	{ "trustkit-ios", "2027-03-01", true, WEST, "2027-03-01T00:00:01Z", "expired" },
	{ "trustkit-ios", "2027-03-01T12:00:00Z", false, 0, "2030-01-01T00:00:00Z", "mismatch" },
	/* max-age runs out */
	{ "hpkp", "2027-03-01T12:00:00Z", false, 0, "2027-03-01T11:59:59Z", "mismatch" },
	{ "hpkp", "2027-03-01T12:00:00Z", false, 0, "2027-03-01T12:00:00Z", "expired" },
	/* now > epoch, then the line is ignored and the host unknown (verify-tofu.c) */
	{ "gnutls-tofu", "2027-03-01T12:00:00Z", false, 0, "2027-03-01T12:00:00Z", "mismatch" },
	{ "gnutls-tofu", "2027-03-01T12:00:00Z", false, 0, "2027-03-01T12:00:01Z", "mismatch" },
	{ "generic", "2027-03-01", true, EAST, "2027-02-28T23:59:59Z", "mismatch" },
	{ "generic", "2027-03-01", true, EAST, "2027-03-01T00:00:00Z", "expired" },
	/* no end is known */
	{ "okhttp", "2027-03-01", true, 0, "2030-01-01T00:00:00Z", "mismatch" },
	{ "apple-nspinneddomains", "2027-03-01", true, 0, "2030-01-01T00:00:00Z", "mismatch" },
	{ "curl", "2027-03-01", true, 0, "2030-01-01T00:00:00Z", "mismatch" },
	{ "wget", "2027-03-01", true, 0, "2030-01-01T00:00:00Z", "mismatch" },
	{ "afnetworking", "2027-03-01", true, 0, "2030-01-01T00:00:00Z", "mismatch" },
	{ "dane-1", "2027-03-01", true, 0, "2030-01-01T00:00:00Z", "mismatch" },
	/* the whole list by its age, whatever a rule says: made 2027-01-01 */
	{ "chromium-static", "2027-01-02", true, 0, "2027-03-11T23:59:59Z", "mismatch" },
	{ "chromium-static", "2027-01-02", true, 0, "2027-03-12T00:00:00Z", "expired" },
	{ "firefox-static", "2027-01-02", true, 0, "2027-04-08T23:59:59Z", "mismatch" },
	{ "firefox-static", "2027-01-02", true, 0, "2027-04-09T00:00:00Z", "expired" },
	{ "firefox-static-2", "2027-01-02", true, 0, "2027-04-09T00:00:00Z", "expired" },
};

static void test_ends(const struct fixture *f)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(ends); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER]);
		pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER])->digest[0] ^= 1;
		set->made = at("2027-01-01");
		set->rules[0].expires = at(ends[i].expires);
		set->rules[0].expires_day = ends[i].day;
		q.now = at(ends[i].now);
		q.zone = ends[i].zone;
		answers(ends[i].client, &q, ends[i].want, NULL, ends[i].now);
		pl_pinset_unref(set);
	}
}

/* An end that closes is known to our own model alone. */
static void test_closed(const struct fixture *f)
{
	static const struct {
		const char *client;
		int64_t end;
		const char *want, *detail;
	} rows[] = {
		{ "generic", NOW + 1, "match", NULL },
		{ "generic", NOW, "stale", "refuses from then on" },
		{ "leaf-only", NOW, "stale", NULL },
		{ "hpkp", NOW, "expired", NULL },
		{ "okhttp", NOW, "match", NULL },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[LEAF]);
		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER]);
		set->rules[0].expires = rows[i].end;
		set->rules[0].closed = true;
		answers(rows[i].client, &q, rows[i].want, rows[i].detail, "an end that closes");
		pl_pinset_unref(set);
	}
}

enum pins { NONE, ONE, TWICE, TWO, SPELLED_TWICE, WRONG, WRONG_TWO };

static void add_pins(struct pl_pinset *set, const struct fixture *f, enum pins pins)
{
	char base64[PL_BASE64_LEN(32) + 1], *text;

	if (pins == NONE)
		return;
	if (pins == SPELLED_TWICE) {
		pl_base64(f->certs[LEAF]->spki_sha256, 32, base64);
		text = pl_asprintf("sha256/%s", base64);
		(void)pin_text(set, 0, text);
		text[strlen(text) - 1] = '\0'; /* without the padding */
		(void)pin_text(set, 0, text);
		free(text);
		return;
	}
	(void)pin_cert(set, 0, PL_FORM_SPKI,
		       f->certs[pins == WRONG || pins == WRONG_TWO ? STRANGER : LEAF]);
	if (pins == TWICE)
		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[LEAF]);
	if (pins == WRONG_TWO) {
		pl_rule_cover(&set->rules[0], HOST, false);
		(void)pin_text(set, 0,
			       "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
	}
	if (pins == TWO)
		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER]);
}

/* `written`: the entry is there, whatever is in it. */
static const struct {
	const char *client;
	bool written, report;
	enum pins pins;
	const char *want, *detail;
} counts[] = {
	{ "trustkit-ios", true, false, ONE, "invalid", "wants 2 different pins where it enforces" },
	{ "trustkit-ios", true, false, TWICE, "invalid", "there is 1" },
	{ "trustkit-ios", true, false, TWO, "match", NULL },
	{ "trustkit-ios", true, true, ONE, "match", NULL },
	{ "trustkit-ios", true, true, WRONG, "report-only", NULL },
	{ "trustkit-ios", true, false, WRONG_TWO, "mismatch", NULL },
	{ "trustkit-ios", true, true, NONE, "invalid", NULL },
	{ "trustkit-ios", true, false, NONE, "invalid", NULL },
	{ "trustkit-ios", false, false, NONE, "none", NULL },
	{ "trustkit-android", true, false, ONE, "invalid", "wants 2 pins where it enforces" },
	{ "trustkit-android", true, false, SPELLED_TWICE, "match", NULL },
	{ "trustkit-android", true, true, ONE, "match", NULL },
	{ "trustkit-android", true, true, WRONG, "report-only", NULL },
	{ "trustkit-android", true, true, NONE, "none", NULL },
	{ "hpkp", true, false, ONE, "none", "notes no host without a backup pin" },
	{ "hpkp", true, false, TWICE, "none", "notes no host without a backup pin" },
	{ "hpkp", true, false, TWO, "match", NULL },
	{ "hpkp", true, true, WRONG_TWO, "report-only", NULL },
	{ "okhttp", true, false, ONE, "match", NULL },
	{ "okhttp", true, true, WRONG, "mismatch", "has no report-only mode" },
	{ "android-nsc", true, false, ONE, "match", NULL },
	{ "android-nsc", true, false, NONE, "none", NULL },
	{ "android-nsc", true, true, WRONG, "mismatch", "has no report-only mode" },
	{ "firefox-static", true, true, WRONG, "report-only", NULL },
	{ "firefox-static-2", true, true, WRONG, "report-only", NULL },
	{ "firefox-static-3", true, true, WRONG, "mismatch", NULL },
	{ "chromium-static", true, false, NONE, "none", NULL },
	{ "alamofire-public-keys", true, false, NONE, "invalid", "a rule without pins" },
	{ "alamofire-certificates", true, false, NONE, "invalid", "a rule without pins" },
	{ "afnetworking", true, false, NONE, "invalid", "a rule without pins" },
	{ "afnetworking-certificates", true, false, NONE, "invalid", "a rule without pins" },
	{ "alamofire-public-keys", true, false, ONE, "match", NULL },
	{ "afnetworking", true, false, TWO, "match", NULL },
	{ "generic", true, false, NONE, "none", NULL },
	{ "curl", true, false, NONE, "none", NULL },
};

static void test_counts(const struct fixture *f)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(counts); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);
		char name[60];

		set->rules[0].written = counts[i].written;
		set->rules[0].report_only = counts[i].report;
		add_pins(set, f, counts[i].pins);
		snprintf(name, sizeof(name), "count %d%s", counts[i].pins,
			 counts[i].report ? ", reporting" : "");
		answers(counts[i].client, &q, counts[i].want, counts[i].detail, name);
		pl_pinset_unref(set);
	}
}

/* urllib3 has room for one value. */
static void test_one_value(const struct fixture *f)
{
	struct pl_pinset *set = pl_pinset_new();
	struct pl_pin_question q = question(f, set);

	(void)pin_cert(set, 0, PL_FORM_CERTIFICATE, f->certs[LEAF]);
	answers("urllib3-fingerprint", &q, "match", NULL, "one");
	(void)pin_cert(set, 0, PL_FORM_CERTIFICATE, f->certs[ROOT]);
	answers("urllib3-fingerprint", &q, "invalid", "takes 1 pin, and there are 2", "two");
	pl_pinset_unref(set);
}

/* Roots that a user installed: who forgives a mismatch, and who does not even look. */
static const struct {
	const char *client;
	bool local, override, right;
	const char *want;
} locals[] = {
	{ "android-nsc", true, false, false, "mismatch" },
	{ "android-nsc", true, true, false, "bypassed" },
	{ "android-nsc", true, true, true, "bypassed" }, /* before pins (isPinningEnforced) */
	{ "android-nsc", false, true, false, "mismatch" },
	{ "android-nsc-23", true, false, false, "mismatch" },
	{ "android-nsc-23", true, true, false, "bypassed" },
	{ "android-nsc-debug", true, false, false, "bypassed" },
	{ "android-nsc-debug", false, false, false, "mismatch" },
	{ "trustkit-ios", true, true, false, "mismatch" },
	{ "trustkit-android", true, false, false, "mismatch" },
	{ "trustkit-android", true, true, false, "bypassed" }, /* the platform reads the same file */
	{ "apple-nspinneddomains", true, true, false, "mismatch" },
	{ "okhttp", true, true, false, "mismatch" },
	{ "curl", true, true, false, "mismatch" },
	{ "chromium-static", true, false, false, "bypassed" },
	{ "chromium-static", true, false, true, "match" }, /* only a mismatch is forgiven */
	{ "chromium-static", false, false, false, "mismatch" },
	{ "firefox-static", true, false, false, "bypassed" },
	{ "firefox-static", true, false, true, "bypassed" },
	{ "firefox-static", false, false, false, "mismatch" },
	{ "firefox-static-2", true, false, false, "mismatch" },
	{ "firefox-static-3", true, false, false, "mismatch" },
	{ "hpkp", true, false, false, "bypassed" },
	{ "generic", true, false, false, "mismatch" },
	{ "generic", true, true, false, "bypassed" },
};

static void test_locals(const struct fixture *f)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(locals); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);
		char name[80];

		add_pins(set, f, locals[i].right ? TWO : WRONG);
		if (!locals[i].right) {
			struct pl_pin *spare = pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER]);

			spare->digest[0] ^= 1;
		}
		set->rules[0].override_user_cas = locals[i].override;
		q.local_anchor = locals[i].local;
		snprintf(name, sizeof(name), "%s root%s, %s pin",
			 locals[i].local ? "a user's" : "the store's",
			 locals[i].override ? " with override" : "",
			 locals[i].right ? "right" : "wrong");
		answers(locals[i].client, &q, locals[i].want, NULL, name);
		pl_pinset_unref(set);
	}
}

/* trust-anchors of an entry, and of base-config for the names that no entry covers. */
static void test_user_anchors(void)
{
	static const struct {
		const char *client, *host;
		bool base, entry, want;
	} rows[] = {
		{ "android-nsc", HOST, false, true, true },
		{ "android-nsc", HOST, true, false, false },
		{ "android-nsc", "other.test", true, false, true },
		{ "android-nsc", "other.test", false, true, false },
		{ "trustkit-android", "other.test", true, false, true },
		{ "android-nsc-23", "other.test", false, false, true },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_rule *rule = pl_pinset_add_rule(set);

		pl_rule_cover(rule, HOST, false);
		rule->written = true;
		rule->user_cas = rows[i].entry;
		set->rules[0].user_cas = rows[i].base;
		tap_ok(pl_client_trusts_user_cas(pl_client_find(rows[i].client), set,
						 rows[i].host) == rows[i].want,
		       "%s %s roots of the user for %s", rows[i].client,
		       rows[i].want ? "trusts" : "does not trust", rows[i].host);
		pl_pinset_unref(set);
	}
}

/* <certificates src="system" overridePins="true"/>: pins count below no root of the store. */
static void test_system_roots(const struct fixture *f)
{
	static const struct {
		const char *client;
		bool local;
		const char *want;
	} rows[] = {
		{ "android-nsc", false, "bypassed" },	     { "android-nsc", true, "mismatch" },
		{ "android-nsc-23", false, "bypassed" },     { "android-nsc-debug", false, "bypassed" },
		{ "trustkit-android", false, "bypassed" },   { "generic", false, "bypassed" },
		{ "trustkit-ios", false, "mismatch" },	     { "okhttp", false, "mismatch" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		add_pins(set, f, WRONG);
		pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER])->digest[0] ^= 1;
		set->rules[0].override_system_cas = true;
		q.local_anchor = rows[i].local;
		answers(rows[i].client, &q, rows[i].want, NULL,
			rows[i].local ? "a user's root" : "the store's root");
		pl_pinset_unref(set);
	}
}

/* A name that is taken out of its parent's policy (kSKExcludeSubdomainFromParentPolicy). */
static void test_excluded(const struct fixture *f)
{
	static const struct {
		const char *client, *name, *want, *detail;
	} rows[] = {
		{ "trustkit-ios", HOST, "not-covered", "an entry of its own takes " HOST },
		{ "trustkit-ios", "www.example.test", "mismatch", NULL },
		{ "generic", HOST, "not-covered", NULL },
		{ "okhttp", HOST, "invalid", "okhttp cannot take " HOST " out of its other rules" },
		{ "android-nsc", HOST, "invalid", "android-nsc cannot take" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);
		struct pl_rule *rule;

		(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER]);
		pin_cert(set, 0, PL_FORM_SPKI, f->certs[STRANGER])->digest[0] ^= 1;
		pl_rule_cover(&set->rules[0], strcmp(rows[i].client, "okhttp") == 0 ?
			      "*.example.test" : "example.test",
			      strcmp(rows[i].client, "okhttp") != 0);
		rule = pl_pinset_add_rule(set);
		rule->written = rule->excluded = true;
		pl_rule_cover(rule, rows[i].name, false);
		answers(rows[i].client, &q, rows[i].want, rows[i].detail, "an excluded name");
		pl_pinset_unref(set);
	}
}

/* What the software of a file refuses is refused before any pin is read, and with its place. */
static void test_faults(const struct fixture *f)
{
	struct pl_pos pin_at = { "f", 3, 7 }, rule_at = { "f", 2, 1 }, name_at = { "f", 2, 9 };
	struct pl_pinset *set = pl_pinset_new();
	const struct pl_client *client = pl_client_find("android-nsc");
	struct pl_pin_answer answer;

	(void)f;
	pin_text(set, 0, "sha256/AAAA")->pos = pin_at;
	tap_ok(!pl_client_loads(client, set, &answer) && answer.pos.line == 3 &&
	       answer.pos.column == 7, "a pin that does not load has its place");
	pl_rule_fault(&set->rules[0], rule_at, "Unsupported pin digest algorithm: %s", "SHA-1");
	pl_rule_fault(&set->rules[0], pin_at, "a later one");
	tap_ok(!pl_client_loads(client, set, &answer), "a fault of the file refuses the set");
	tap_text(answer.detail, "Unsupported pin digest algorithm: SHA-1", "in its words, the first");
	tap_ok(answer.pos.line == 2 && answer.axes == PL_AXIS(PL_AXIS_FILE) && !answer.pin,
	       "with its place, and on no pin");
	pl_pinset_unref(set);

	set = pl_pinset_new();
	pl_rule_cover(&set->rules[0], "a.test", false);
	pl_rule_cover(&set->rules[0], "A.test", false);
	set->rules[0].covers[1].pos = name_at;
	tap_ok(!pl_client_loads(client, set, &answer) && answer.pos.column == 9,
	       "a repeated name has its place");
	pl_pinset_unref(set);
}

/* Whether apps trust what the user installs at all: target SDK 24 and later do not. */
static void test_trust(void)
{
	static const struct {
		const char *client;
		bool override, want;
	} rows[] = {
		{ "android-nsc", false, false },	{ "android-nsc", true, true },
		{ "android-nsc-23", false, true },	{ "android-nsc-debug", false, true },
		{ "trustkit-android", true, true },	{ "trustkit-android", false, false },
		{ "okhttp", false, true },		{ "apple-nspinneddomains", false, true },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = pl_pinset_new();

		set->rules[0].written = true;
		set->rules[0].override_user_cas = rows[i].override;
		tap_ok(pl_client_trusts_user_cas(pl_client_find(rows[i].client), set, HOST) ==
			       rows[i].want,
		       "%s%s %s roots of the user", rows[i].client,
		       rows[i].override ? " with override" : "",
		       rows[i].want ? "trusts" : "does not trust");
		pl_pinset_unref(set);
	}
}

/* Apple's two lists: L and l a leaf pin that is right and wrong, C and c one for authorities, 0 an
 * empty list for the leaf, 9 one for authorities. */
static const struct {
	const char *client, *lists, *want, *detail;
} lists[] = {
	{ "apple-nspinneddomains", "L", "match", NULL },
	{ "apple-nspinneddomains", "l", "mismatch", NULL },
	{ "apple-nspinneddomains", "C", "match", NULL },
	{ "apple-nspinneddomains", "c", "mismatch", NULL },
	{ "apple-nspinneddomains", "lL", "match", NULL },
	{ "apple-nspinneddomains", "LC", "match", NULL },
	{ "apple-nspinneddomains", "Lc", "mismatch", "the one for authorities does not" },
	{ "apple-nspinneddomains", "lC", "mismatch", "the one for the leaf does not" },
	{ "apple-nspinneddomains", "LcC", "match", NULL },
	{ "apple-nspinneddomains", "0", "mismatch", NULL },
	{ "apple-nspinneddomains", "9", "mismatch", NULL },
	{ "apple-nspinneddomains", "0C", "mismatch", NULL },
	{ "apple-nspinneddomains", "", "none", NULL },
	{ "generic", "L", "match", NULL },
	{ "generic", "lC", "match", NULL },
	{ "generic", "lc", "mismatch", NULL },
	{ "okhttp", "L", "invalid", "no separate lists" },
	{ "android-nsc", "0", "invalid", "no separate lists" },
};

static void test_lists(const struct fixture *f)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(lists); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		set->rules[0].written = true;
		for (const char *c = lists[i].lists; *c; c++) {
			enum who who = *c == 'L' ? LEAF : *c == 'C' ? ISSUER : STRANGER;

			set->rules[0].leaf_list |= *c == '0';
			set->rules[0].ca_list |= *c == '9';
			if (*c != '0' && *c != '9')
				pin_cert(set, 0, PL_FORM_SPKI, f->certs[who])->list =
					*c == 'L' || *c == 'l' ? PL_LIST_LEAF : PL_LIST_CA;
		}
		answers(lists[i].client, &q, lists[i].want, lists[i].detail, lists[i].lists);
		pl_pinset_unref(set);
	}
}

/* Lists of several entries that apply are merged: both become requirements. */
static void test_merged_lists(const struct fixture *f)
{
	struct pl_pinset *set = pl_pinset_new();
	struct pl_pin_question q = question(f, set);

	pl_rule_cover(&set->rules[0], HOST, false);
	(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[LEAF]);
	pl_rule_cover(pl_pinset_add_rule(set), "example.test", true);
	(void)pin_cert(set, 1, PL_FORM_SPKI, f->certs[STRANGER]);
	answers("apple-nspinneddomains", &q, "mismatch", "both of which must match",
		"the list of the parent counts as well");
	(void)pin_cert(set, 1, PL_FORM_SPKI, f->certs[ROOT]);
	answers("apple-nspinneddomains", &q, "match", NULL, "and is met");
	pl_pinset_unref(set);
}

/* A chain of one certificate has nothing for a list of authorities. */
static void test_chain_of_one(const struct fixture *f)
{
	struct pl_pinset *set = pl_pinset_new();
	struct pl_path path = { .n = 1, .certs = (struct pl_cert **)&f->certs[ROOT] };
	struct pl_chain *sent = pl_chain_new(&f->certs[ROOT], 1);
	struct pl_pin_question q = question(f, set);

	q.path = &path;
	q.presented = sent;
	(void)pin_cert(set, 0, PL_FORM_SPKI, f->certs[ROOT]);
	answers("apple-nspinneddomains", &q, "mismatch", NULL, "a root alone, as an authority");
	set->pins[0].list = PL_LIST_LEAF;
	answers("apple-nspinneddomains", &q, "match", NULL, "a root alone, as the leaf");
	pl_chain_unref(sent);
	pl_pinset_unref(set);
}

/* TLSA records: "U S M of WHO", all of which one client has; usages that are asked about. */
enum tlsa_form { FULL, SHA_256, SHA_512 };
struct record {
	unsigned usage, selector;
	enum tlsa_form matching;
	enum who of;
};

static char *record_text(const struct fixture *f, const struct record *record)
{
	const struct pl_cert *cert = f->certs[record->of];
	struct pl_span span = record->selector == 0 ? cert->spans.certificate : cert->spans.spki;
	struct pl_bytes data = pl_cert_span(cert, span);
	uint8_t digest[PL_DIGEST_MAX];
	char *hex, *text;

	if (record->matching == SHA_256)
		pl_sha256(data.data, data.len, digest);
	if (record->matching == SHA_512)
		pl_sha512(data.data, data.len, digest);
	if (record->matching != FULL)
		data = (struct pl_bytes){ digest, record->matching == SHA_256 ? 32 : 64 };
	hex = pl_calloc(2 * data.len + 1, 1);
	pl_hex(data.data, data.len, hex);
	text = pl_asprintf("%u %u %d %s", record->usage, record->selector, record->matching, hex);
	free(hex);
	return text;
}

static void test_tlsa(const struct fixture *f)
{
	static const struct {
		struct record records[2];
		size_t n;
		const char *want, *what;
	} rows[] = {
		{ { { 3, 1, SHA_256, LEAF } }, 1, "match", "3 1 1 of the leaf" },
		{ { { 3, 1, SHA_512, LEAF } }, 1, "match", "3 1 2 of the leaf" },
		{ { { 3, 1, FULL, LEAF } }, 1, "match", "3 1 0 of the leaf" },
		{ { { 3, 0, SHA_256, LEAF } }, 1, "match", "3 0 1 of the leaf" },
		{ { { 3, 0, SHA_512, LEAF } }, 1, "match", "3 0 2 of the leaf" },
		{ { { 3, 0, FULL, LEAF } }, 1, "match", "3 0 0 of the leaf" },
		{ { { 3, 1, SHA_256, ISSUER } }, 1, "mismatch", "3 1 1 of the issuer" },
		{ { { 2, 1, SHA_256, ISSUER } }, 1, "match", "2 1 1 of the issuer, sent" },
		{ { { 2, 0, SHA_256, ROOT } }, 1, "mismatch", "2 0 1 of the root, not sent" },
		{ { { 2, 0, SHA_256, LEAF } }, 1, "mismatch", "2 0 1 of the leaf" },
		{ { { 1, 1, SHA_256, LEAF } }, 1, "match", "1 1 1 of the leaf" },
		{ { { 1, 1, SHA_256, ISSUER } }, 1, "mismatch", "1 1 1 of the issuer" },
		{ { { 0, 0, SHA_256, LEAF } }, 1, "mismatch", "0 0 1 of the leaf" },
		{ { { 0, 0, SHA_256, ISSUER } }, 1, "match", "0 0 1 of the issuer" },
		{ { { 0, 1, SHA_512, ROOT } }, 1, "match", "0 1 2 of the root" },
		{ { { 4, 1, SHA_256, LEAF } }, 1, "none", "usage 4 is unusable" },
		{ { { 3, 2, SHA_256, LEAF } }, 1, "none", "selector 2 is unusable" },
		{ { { 4, 1, SHA_256, LEAF }, { 3, 1, SHA_256, LEAF } }, 2, "match",
		  "an unusable record beside a good one" },
		{ { { 3, 1, SHA_512, STRANGER }, { 3, 1, SHA_256, LEAF } }, 2, "mismatch",
		  "digest agility: a stale SHA-512 makes SHA-256 irrelevant" },
		{ { { 3, 1, SHA_512, STRANGER }, { 3, 0, SHA_256, LEAF } }, 2, "match",
		  "but only of the same selector" },
		{ { { 3, 1, SHA_512, STRANGER }, { 3, 1, FULL, LEAF } }, 2, "match",
		  "and never full data" },
		{ { { 2, 1, SHA_512, STRANGER }, { 3, 1, SHA_256, LEAF } }, 2, "match",
		  "and only of the same usage" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		for (size_t j = 0; j < rows[i].n; j++) {
			char *text = record_text(f, &rows[i].records[j]);

			(void)pin_text(set, 0, text);
			free(text);
		}
		answers("dane-3", &q, rows[i].want, NULL, rows[i].what);
		pl_pinset_unref(set);
	}
}

static void test_bad_records(const struct fixture *f)
{
	static const char *const texts[] = { "3 1 1 ABCD", "3 1 1 zz", "3 1 3 AB", "3 1 2 AB" };

	for (size_t i = 0; i < PL_ARRAY_LEN(texts); i++) {
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);

		(void)pin_text(set, 0, texts[i]);
		answers("dane-3", &q, "none", "no usable record is left", texts[i]);
		pl_pinset_unref(set);
	}
}

/* The weakest rule that an answer rests on. */
static void test_evidence(const struct fixture *f)
{
	static const struct {
		const char *client;
		bool literal;
		const char *want;
	} rows[] = {
		{ "curl", false, "run" },	   { "curl", true, "source" },
		{ "curl-8.17", true, "run" },	   { "wget", true, "run" },
		{ "okhttp", true, "source" },	   { "trustkit-ios", false, "source" },
		{ "trustkit-ios", true, "memory" }, { "hpkp", false, "doc" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		const struct pl_client *client = pl_client_find(rows[i].client);
		struct pl_pinset *set = pl_pinset_new();
		struct pl_pin_question q = question(f, set);
		struct pl_pin_answer answer;

		if (rows[i].literal)
			(void)pin_text(set, 0,
				       "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
		add_pins(set, f, TWO);
		if (rows[i].literal)
			set->pins[1].rule = set->pins[2].rule = 0;
		pl_client_compare(client, &q, &answer);
		if (rows[i].literal && answer.result == PL_PINS_MATCH) {
			/* a mismatch rests on every literal, a match only on its own */
			tap_text(pl_evidence_name(pl_client_evidence(client, answer.axes)),
				 pl_evidence_name(client->evidence),
				 "a captured pin's match rests on no spelling");
			q.presented = pl_chain_new(&f->certs[ISSUER], 1);
			q.path = &(struct pl_path){ .n = 1,
						    .certs = (struct pl_cert **)&f->certs[ISSUER] };
			pl_client_compare(client, &q, &answer);
			pl_chain_unref((struct pl_chain *)q.presented);
		}
		tap_text(pl_evidence_name(pl_client_evidence(client, answer.axes)), rows[i].want,
			 rows[i].client);
		pl_pinset_unref(set);
	}
}

int main(void)
{
	struct fixture f;

	fixture_init(&f);
	test_ends(&f);
	test_closed(&f);
	test_counts(&f);
	test_one_value(&f);
	test_locals(&f);
	test_system_roots(&f);
	test_excluded(&f);
	test_faults(&f);
	test_trust();
	test_user_anchors();
	test_lists(&f);
	test_merged_lists(&f);
	test_chain_of_one(&f);
	test_tlsa(&f);
	test_bad_records(&f);
	test_evidence(&f);
	fixture_clear(&f);
	pl_pki_shutdown();
	return tap_done();
}
