/* Attacks: what each one answers with, what stops it and what does not. */
#include <config.h>

#include <string.h>

#include "lab/attack.h"
#include "lab/judge.h"
#include "tests/lab/build.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

static void test_list(void)
{
	static const char *const names[] = {
		"self-signed",       "user-ca",
		"other-ca",          "own-ca",
		"other-name",        "stolen-leaf-key",
		"stolen-backup-key", "stolen-intermediate-key",
		"stolen-root-key",   "padded-chain",
		"late-clock",
		"stolen-list-key",   "replayed-list",
		"thief",
	};
	size_t n;
	const struct pl_attack *const *attacks = pl_attacks(&n);
	bool differ = true;

	tap_int((long long)n, PL_ARRAY_LEN(names), "every attack has its row");
	for (size_t i = 0; i < n; i++) {
		tap_text(attacks[i]->name, names[i], names[i]);
		tap_ok(pl_attack_find(names[i]) == attacks[i], "is found by name");
		tap_ok(*attacks[i]->summary && *attacks[i]->about &&
			       strlen(attacks[i]->letter) == 1,
		       "and says what it is");
		for (size_t j = 0; j < i; j++)
			differ &= !pl_streq(attacks[i]->letter, attacks[j]->letter);
	}
	tap_ok(differ, "no two share a letter");
	tap_ok(!pl_attack_find("early-clock"), "no other is found");
}

static void anchor_dates_ignored(struct pl_model *model)
{
	model->devices[0].checks_anchor_dates = false;
}

static void no_automation(struct pl_model *model)
{
	model->hosts[0].renews = false;
}

static void leaf_only(struct pl_model *model)
{
	model->hosts[0].serve = PL_SERVE_LEAF_ONLY;
}

static void named_attacker(struct pl_model *model)
{
	free(model->hosts[0].names[0]);
	model->hosts[0].names[0] = pl_strdup("attacker.example");
}

/* As Let's Encrypt's X3: of the issuer's two certificates the one that is served ends first. */
static void two_certificates(struct pl_model *model, enum pl_retry retry)
{
	no_automation(model);
	pl_model_add_authority(model, "int-y", "main", "C=US, O=Main Trust, CN=Main CA Y");
	pl_model_add_certificate(model, "int-y-by-root-1", "int-y", "root-1", at("2025-01-01"),
				 at("2027-01-21") - 1);
	pl_model_add_certificate(model, "int-y-by-root-2", "int-y", "root-2", at("2025-01-01"),
				 at("2035-01-01") - 1);
	free(model->hosts[0].issuer);
	model->hosts[0].issuer = pl_strdup("int-y");
	model->devices[0].retry = retry;
}

static void two_certificates_none(struct pl_model *model)
{
	two_certificates(model, PL_RETRY_NONE);
}

static void two_certificates_any(struct pl_model *model)
{
	two_certificates(model, PL_RETRY_ANY_FAULT);
}

static void clock_behind(struct pl_model *model)
{
	model->devices[0].skew = -PL_DAY;
}

/* One attack on one app: what becomes of it, by which certificates. */
static const struct row {
	const char *attack;
	const char *strategy, *client;
	bool user_cas_ignored;
	void (*setup)(struct pl_model *model);
	const char *expires;   /* of its pins, or NULL */
	const char *pinned;    /* an app of the file's own that pins this; strategy is its name */
	const char *events[5]; /* "2027-03-20 EVENT" or in the same second "EVENT" */
	const char *want; /* state (reason) */
	const char *path; /* labels, leaf first; NULL: none */
	const char *pin;  /* origin, or NULL */
	unsigned notes;
} rows[] = {
	{ .attack = "self-signed", .strategy = "none", .want = "blocked (unknown-issuer)" },
	{ .attack = "self-signed", .strategy = "leaf-spki", .want = "blocked (unknown-issuer)" },

	{ .attack = "user-ca",
	  .strategy = "none",
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Installed Proxy CA" },
	{ .attack = "user-ca",
	  .strategy = "none",
	  .user_cas_ignored = true,
	  .want = "blocked (unknown-issuer)" },
	{ .attack = "user-ca",
	  .strategy = "root-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Installed Proxy CA" },
	{ .attack = "user-ca", .strategy = "private-ca", .want = "blocked (unknown-issuer)" },

	{ .attack = "other-ca",
	  .strategy = "none",
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "other-ca",
	  .strategy = "root-cert",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "other-ca", .strategy = "private-ca", .want = "blocked (unknown-issuer)" },

	{ .attack = "own-ca",
	  .strategy = "intermediate-cert",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "issuer.certificate" },
	{ .attack = "own-ca",
	  .strategy = "leaf-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "own-ca",
	  .strategy = "root-spki",
	  .events = { "switch-ca: host=api to=int-b" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Spare CA < Spare Root" },
	{ .attack = "own-ca",
	  .strategy = "root-spki+backup",
	  .events = { "switch-ca: host=api to=int-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Spare CA < Spare Root",
	  .pin = "backup-root.spki" },

	{ .attack = "other-name",
	  .strategy = "none",
	  .want = "blocked (name-mismatch)",
	  .path = "attacker.example < Unrelated Issuing CA < Unrelated Root CA" },

	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "wrong-pin",
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },

	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki+backup",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "backup.spki" },
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },

	{ .attack = "stolen-intermediate-key",
	  .strategy = "intermediate-spki",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "issuer.spki" },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "leaf-cert",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },

	{ .attack = "stolen-root-key",
	  .strategy = "root-spki",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main Root 1",
	  .pin = "root.spki" },
	{ .attack = "stolen-root-key",
	  .strategy = "intermediate-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Main Root 1" },

	{ .attack = "thief", .strategy = "none", .want = "blocked (unknown-issuer)" },
	{ .attack = "thief",
	  .strategy = "leaf-spki",
	  .events = { "compromise: leaf" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki" },
	{ .attack = "thief",
	  .strategy = "leaf-spki",
	  .events = { "compromise: leaf", "2027-01-10 renew: new" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki" },
	{ .attack = "thief",
	  .strategy = "none",
	  .events = { "compromise: leaf", "2027-01-10 renew: new" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "thief",
	  .strategy = "none",
	  .events = { "compromise: leaf", "2027-01-10 renew: new", "2027-04-01 wait: 1s" },
	  .want = "blocked (cert-expired)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "thief",
	  .strategy = "leaf-spki",
	  .events = { "compromise: backup" },
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "thief",
	  .strategy = "leaf-spki+backup",
	  .events = { "compromise: backup" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "backup.spki" },
	{ .attack = "thief",
	  .strategy = "root-spki",
	  .events = { "compromise: backup", "renew: backup" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "root.spki" },
	{ .attack = "thief",
	  .strategy = "none",
	  .events = { "compromise: intermediate authority=int-b" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Spare CA < Spare Root" },
	{ .attack = "thief",
	  .strategy = "root-spki",
	  .events = { "compromise: intermediate authority=int-b" },
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Spare CA < Spare Root" },
	{ .attack = "thief",
	  .strategy = "root-spki+backup",
	  .events = { "compromise: root authority=root-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Spare Root",
	  .pin = "backup-root.spki" },
	{ .attack = "thief",
	  .strategy = "none",
	  .events = { "compromise: intermediate authority=int-b", "distrust: root-b" },
	  .want = "blocked (distrusted)",
	  .path = "api.example.test < Spare CA < Spare Root" },
	{ .attack = "thief",
	  .strategy = "none",
	  .events = { "compromise: intermediate authority=int-b", "distrust: int-b how=block" },
	  .want = "blocked (distrusted)",
	  .path = "api.example.test < Spare CA < Spare Root" },
	{ .attack = "thief",
	  .strategy = "none",
	  .events = { "compromise: root authority=root-b", "distrust: int-b how=block" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Spare Root" },
	{ .attack = "thief",
	  .strategy = "none",
	  .events = { "compromise: intermediate", "compromise: intermediate authority=int-b",
		      "distrust: root-b" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },

	{ .attack = "late-clock",
	  .strategy = "none",
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "late-clock",
	  .strategy = "leaf-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "late-clock",
	  .strategy = "leaf-spki",
	  .expires = "2027-03-01",
	  .want = "intercepted (pins-expired)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "late-clock",
	  .strategy = "leaf-spki",
	  .setup = clock_behind,
	  .expires = "2027-03-01",
	  .want = "intercepted (pins-expired)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "late-clock",
	  .strategy = "leaf-spki",
	  .client = "okhttp",
	  .expires = "2027-03-01",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "other-ca",
	  .strategy = "leaf-spki",
	  .expires = "2027-03-01",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "late-clock",
	  .strategy = "private-ca",
	  .want = "blocked (unknown-issuer)" },

	{ .attack = "padded-chain",
	  .strategy = "leaf-spki",
	  .client = "any-presented",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "leaf.spki" },
	/* the server never sends the root, but anybody may */
	{ .attack = "padded-chain",
	  .strategy = "root-spki",
	  .client = "any-presented",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "root.spki" },
	{ .attack = "padded-chain",
	  .strategy = "root-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "padded-chain",
	  .strategy = "leaf-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "padded-chain",
	  .strategy = "leaf-spki",
	  .client = "okhttp",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "padded-chain",
	  .strategy = "leaf-spki",
	  .client = "curl",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },

	/* moot: the app refuses the honest host as well */
	{ .attack = "other-ca",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "self-signed",
	  .strategy = "leaf-cert",
	  .client = "curl",
	  .want = "blocked-moot (pins-invalid)" },
	{ .attack = "stolen-root-key",
	  .strategy = "root-spki",
	  .events = { "serve: leaf-only host=api" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main Root 1",
	  .pin = "root.spki" },

	/* thefts of an earlier step are tried for ever */
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .events = { "compromise: leaf", "renew: host=api key=new" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "none",
	  .events = { "compromise: leaf", "renew: host=api key=new" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki+backup",
	  .events = { "compromise: backup", "renew: host=api key=backup" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "backup.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki+backup",
	  .events = { "renew: host=api key=backup" },
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "intermediate-spki",
	  .events = { "compromise: intermediate", "swap-intermediate: from=int-1 to=int-2" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "issuer.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "intermediate-spki",
	  .events = { "swap-intermediate: from=int-1 to=int-2" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA 2 < Main Root 1" },
	{ .attack = "stolen-root-key",
	  .strategy = "root-spki+backup",
	  .events = { "compromise: root", "switch-ca: host=api to=int-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Spare Root",
	  .pin = "backup-root.spki" },
	{ .attack = "stolen-root-key",
	  .strategy = "root-spki",
	  .events = { "compromise: root", "switch-ca: host=api to=int-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main Root 1",
	  .pin = "root.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },

	/* his leaf has every date; those above it decide */
	{ .attack = "stolen-root-key",
	  .strategy = "root-spki",
	  .setup = anchor_dates_ignored,
	  .events = { "expire-root: root-1" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main Root 1",
	  .pin = "root.spki",
	  .notes = PL_NOTE_ANCHOR_DATE_IGNORED },
	{ .attack = "stolen-root-key",
	  .strategy = "root-spki",
	  .events = { "expire-root: root-1" },
	  .want = "blocked-moot (root-expired)",
	  .path = "api.example.test < Main Root 1" },
	{ .attack = "own-ca",
	  .strategy = "root-spki",
	  .events = { "expire-intermediate: int-1" },
	  .want = "blocked-moot (issuer-expired)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "root-spki",
	  .events = { "expire-intermediate: int-1" },
	  .want = "blocked-moot (issuer-expired)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },

	/* every public certificate is his to send */
	{ .attack = "own-ca",
	  .strategy = "root-spki",
	  .events = { "cross-sign: of=int-1 by=root-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "root.spki" },
	{ .attack = "own-ca",
	  .strategy = "intermediate-cert",
	  .events = { "2027-02-01 reissue-intermediate: int-1" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "issuer.certificate" },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "root-spki+backup",
	  .events = { "cross-sign: of=int-1 by=root-b", "distrust: root-1" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Spare Root",
	  .pin = "backup-root.spki" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .events = { "cross-sign: of=int-1 by=root-b", "distrust: root-1" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Spare Root",
	  .pin = "leaf.spki" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "none",
	  .setup = leaf_only,
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .setup = leaf_only,
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki" },
	{ .attack = "own-ca",
	  .strategy = "none",
	  .setup = two_certificates_none,
	  .events = { "2027-01-21 wait: 0s" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Main CA Y < Main Root 2" },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "none",
	  .setup = two_certificates_none,
	  .events = { "2027-01-21 wait: 0s" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Main CA Y < Main Root 2" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "none",
	  .setup = two_certificates_any,
	  .events = { "2027-01-21 wait: 0s" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Main CA Y < Main Root 2" },
	{ .attack = "own-ca",
	  .strategy = "mine",
	  .pinned = "authority(root-2).spki",
	  .setup = two_certificates_none,
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA Y < Main Root 2",
	  .pin = "authority(root-2).spki" },
	{ .attack = "own-ca",
	  .strategy = "mine",
	  .pinned = "authority(root-b).spki",
	  .setup = two_certificates_none,
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA Y < Main Root 1" },

	/* every certificate over the key, while it lives */
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .setup = no_automation,
	  .events = { "compromise: leaf", "2027-03-20 renew: host=api key=same",
		      "2027-03-25 renew: host=api key=new", "2027-04-15 wait: 0s" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .setup = no_automation,
	  .events = { "compromise: leaf", "2027-03-20 renew: host=api key=same",
		      "2027-06-10 renew: host=api key=new", "2027-06-18 wait: 0s" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .events = { "compromise: leaf", "2027-02-01 renew: host=api key=same" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-cert",
	  .events = { "2027-02-01 renew: host=api key=same" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.certificate" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "root-spki",
	  .events = { "switch-ca: host=api to=int-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "root.spki" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "root-spki",
	  .setup = no_automation,
	  .events = { "switch-ca: host=api to=int-b", "2027-02-01 renew: host=api key=same",
		      "2027-04-02 wait: 0s" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Spare CA < Spare Root" },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "mine",
	  .pinned = "authority(int-1).spki",
	  .events = { "compromise: intermediate", "switch-ca: host=api to=int-b",
		      "cross-sign: of=int-1 by=root-b", "distrust: root-1" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Spare Root",
	  .pin = "authority(int-1).spki",
	  .notes = PL_NOTE_EARLIER_THEFT },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "intermediate-spki",
	  .events = { "compromise: intermediate", "2027-02-01 reissue-intermediate: int-1" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "issuer.spki" },

	{ .attack = "stolen-leaf-key",
	  .strategy = "mine",
	  .pinned = "backup.spki",
	  .events = { "renew: host=api key=backup load=staged", "compromise: leaf",
		      "renew: host=api key=new" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "backup.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },

	/* a key that is staged lies on the server, and is the backup that apps pinned */
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki+backup",
	  .events = { "renew: host=api key=backup load=staged" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "backup.spki" },
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki+backup",
	  .events = { "renew: host=api key=backup load=staged", "reload: api" },
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=same load=staged" },
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "mine",
	  .pinned = "backup.spki",
	  .events = { "renew: host=api key=backup load=staged" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "backup.spki" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "mine",
	  .pinned = "backup.spki",
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },

	/* his other name is never the host's */
	{ .attack = "other-name",
	  .strategy = "none",
	  .setup = named_attacker,
	  .want = "blocked (name-mismatch)",
	  .path = "attacker-2.example < Unrelated Issuing CA < Unrelated Root CA" },

	/* the control that checks nothing falls for everything */
	{ .attack = "self-signed", .strategy = "accept-all", .want = "intercepted (no-pins)" },
	{ .attack = "other-name", .strategy = "accept-all", .want = "intercepted (no-pins)" },
	{ .attack = "padded-chain", .strategy = "accept-all", .want = "intercepted (no-pins)" },
};

static char *path_words(const struct pl_path *path)
{
	struct pl_buf words = PL_BUF_INIT;

	for (size_t i = 0; path && i < path->n; i++)
		pl_buf_printf(&words, "%s%s", i > 0 ? " < " : "", pl_cert_label(path->certs[i]));
	return words.len > 0 ? pl_buf_take(&words) : NULL;
}

static size_t find_row(const struct pl_run *run, const char *strategy)
{
	for (size_t i = 0; i < run->n_rows; i++) {
		if (pl_streq(run->rows[i]->strategy->name, strategy))
			return i;
	}
	return SIZE_MAX;
}

static struct pl_model *model_of(const struct row *row)
{
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	bool control =
		pl_streq(row->strategy, "wrong-pin") || pl_streq(row->strategy, "accept-all");

	if (row->setup)
		row->setup(model);
	if (row->pinned)
		pl_strategy_def_pin(pl_model_add_custom(model, row->strategy), row->pinned,
				    (struct pl_pos){ 0 }, false);
	else if (control)
		pl_model_add_strategy(model, "none");
	else
		pl_model_add_strategy(model, row->strategy);
	if (row->client)
		model->strategies[0].client = pl_client_find(row->client);
	if (row->expires)
		model->strategies[0].terms.expires = at(row->expires);
	model->devices[0].user_cas = !row->user_cas_ignored;
	must(pl_model_add_attack(model, row->attack), &err);
	return model;
}

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = model_of(row);
		struct pl_run *run = start(engine, model);
		const struct pl_outcome *outcome;
		char *path, *words;

		for (size_t j = 0; j < PL_ARRAY_LEN(row->events) && row->events[j]; j++)
			let_happen(run, row->events[j]);
		outcome = pl_step_attack(run, last(run), find_row(run, row->strategy), 0);
		path = path_words(outcome->path);
		words = pl_asprintf("%s (%s)", pl_state_info(outcome->state)->name,
				    pl_reason_info(outcome->reason)->name);
		tap_ok(pl_streq(words, row->want), "%s against %s%s%s%s%s%s%s: %s", row->attack,
		       row->strategy, row->client ? " under " : "", row->client ? row->client : "",
		       row->events[0] ? " after " : "", row->events[0] ? row->events[0] : "",
		       row->events[1] ? ", " : "", row->events[1] ? row->events[1] : "",
		       row->want);
		if (!pl_streq(words, row->want))
			tap_note("got %s", words);
		tap_text(path, row->path, "by that path");
		tap_text(outcome->pin ? outcome->pin->origin : NULL, row->pin, "and that pin");
		tap_int(outcome->notes, row->notes, "with that note");
		tap_int(outcome->detected_after, PL_TIME_NONE, "and nobody notices");
		free(path);
		free(words);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/* An intercepted attack needs the key of the certificate that is presented: forgeries have it. */
static void test_forgeries(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *run = start(engine, model);
	const struct pl_world *world = last(run)->world;
	const struct pl_host *host = pl_world_host(world, "api");
	size_t n;
	const struct pl_attack *const *attacks = pl_attacks(&n);

	for (size_t i = 0; i < n; i++) {
		struct pl_forgeries made = { 0 }, again = { 0 };
		struct pl_error err = PL_ERROR_INIT;
		const struct pl_cert *leaf;

		must(attacks[i]->forge(engine, world, host, &made, &err), &err);
		must(attacks[i]->forge(engine, world, host, &again, &err), &err);
		leaf = made.items[0].chain->certs[0];
		tap_ok(made.n == again.n && made.items[0].chain == again.items[0].chain,
		       "%s is made once", attacks[i]->name);
		tap_ok(memcmp(pl_key_spki_sha256(made.items[0].key), leaf->spki_sha256, 32) == 0,
		       "its key is its certificate's");
		tap_ok(pl_streq(attacks[i]->name, "other-name") !=
			       pl_cert_covers(leaf, host->names[0]),
		       "its certificate %s the host",
		       pl_streq(attacks[i]->name, "other-name") ? "does not cover" : "covers");
		tap_ok((made.items[0].user_root != NULL) == pl_streq(attacks[i]->name, "user-ca"),
		       "a root is installed for user-ca only");
		tap_ok(!made.items[0].earlier_theft, "today's keys come first");
		pl_forgeries_clear(&made);
		pl_forgeries_clear(&again);
	}
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* A forged leaf is made once and valid for ever: dates above it decide. */
static void test_dates(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *run = start(engine, model);
	const struct pl_world *world = last(run)->world;
	struct pl_forgeries made = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_cert *leaf, *issuer;

	must(pl_attack_find("own-ca")->forge(engine, world, pl_world_host(world, "api"), &made,
					     &err),
	     &err);
	leaf = made.items[0].chain->certs[0];
	issuer = pl_world_certificate(world, "int-1");
	tap_ok(leaf->not_before == PL_TIME_MIN && leaf->not_after == PL_TIME_MAX,
	       "own-ca's leaf has every date");
	tap_int((long long)made.n, 2, "where there is one way it is sent without its root and with");
	tap_ok(made.items[0].chain->n == 2 && made.items[0].chain->certs[1] == issuer,
	       "the first one below the issuer alone");
	tap_ok(made.items[1].chain->n == 3 &&
		       made.items[1].chain->certs[2]->self_issued,
	       "the second with the root behind it");
	pl_forgeries_clear(&made);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

static const struct pl_host *api_of(const struct pl_run *run)
{
	return pl_world_host(last(run)->world, "api");
}

/* What was issued is never forgotten, newest first, and worlds share it. */
static void test_history(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	const struct pl_issuance *first, *staged;
	struct pl_run *run;

	no_automation(model);
	run = start(engine, model);
	first = api_of(run)->served;
	tap_ok(!first->previous && !first->from_backup, "nothing was issued before the first");
	happen(run, "", "renew: host=api key=backup load=staged");
	staged = api_of(run)->staged;
	tap_ok(staged->previous == first && staged->from_backup, "what is staged follows it");
	happen(run, "", "renew: host=api key=same load=staged");
	tap_ok(api_of(run)->staged->previous == staged && api_of(run)->staged->from_backup,
	       "also when it is replaced before it was loaded");
	happen(run, "", "reload: api");
	happen(run, "", "renew: host=api key=same");
	tap_ok(api_of(run)->served->previous->previous == staged &&
		       !api_of(run)->served->from_backup,
	       "a key that was loaded is no backup any more");
	happen(run, "2027-02-01", "reissue-intermediate: int-1");
	tap_int(api_of(run)->served->number, 4, "another intermediate is no other issuance");
	tap_ok(api_of(run)->served->previous->previous == staged, "and forgets none");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

int main(void)
{
	test_list();
	test_rows();
	test_forgeries();
	test_dates();
	test_history();
	pl_pki_shutdown();
	return tap_done();
}
