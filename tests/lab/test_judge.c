/* Probes of the honest host: a situation, and the state, reason, path and pin that follow. */
#include <config.h>

#include <string.h>

#include "lab/judge.h"
#include "tests/lab/build.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

#define ISSUER_X "Main CA X"

static struct pl_device_def *phone(struct pl_model *model)
{
	return &model->devices[0];
}

/* The host's chain leads to root-2 and, over a cross-sign that is sent, to root-1, which ends
 * first. */
static void cross_signed(struct pl_model *model)
{
	pl_model_add_authority(model, "int-x", "main", "C=US, O=Main Trust, CN=" ISSUER_X);
	pl_model_add_certificate(model, "int-x-by-root-2", "int-x", "root-2", at("2025-01-01"),
				 at("2035-01-01") - 1);
	pl_model_add_certificate(model, "root-2-by-root-1", "root-2", "root-1", at("2024-01-01"),
				 at("2029-01-01") - 1);
	free(model->hosts[0].issuer);
	model->hosts[0].issuer = pl_strdup("int-x");
	model->hosts[0].serve = PL_SERVE_ALTERNATE;
	model->hosts[0].alternate = pl_strdup("root-2-by-root-1");
}

static void as_sent(struct pl_model *model, enum pl_retry retry)
{
	cross_signed(model);
	phone(model)->order = PL_ORDER_AS_SENT;
	phone(model)->retry = retry;
}

static void as_sent_none(struct pl_model *model)
{
	as_sent(model, PL_RETRY_NONE);
}
static void as_sent_dates(struct pl_model *model)
{
	as_sent(model, PL_RETRY_DATES);
}
static void as_sent_any(struct pl_model *model)
{
	as_sent(model, PL_RETRY_ANY_FAULT);
}
static void as_sent_pinned(struct pl_model *model)
{
	as_sent(model, PL_RETRY_UNTIL_PINNED);
}

static void shortest_none(struct pl_model *model)
{
	cross_signed(model);
	phone(model)->retry = PL_RETRY_NONE;
}

/* Chrome's and Java's habit: what is in the store is trusted, whatever its own dates. */
static void anchor_dates_ignored(struct pl_model *model)
{
	phone(model)->checks_anchor_dates = false;
}

/* The shorter path's anchor ends, so the device takes the longer one. */
static void root_2_ends(struct pl_model *model)
{
	cross_signed(model);
	for (size_t i = 0; i < model->n_certificates; i++) {
		if (pl_streq(model->certificates[i].name, "root-2"))
			model->certificates[i].to = at("2027-01-11") - 1;
	}
}

static void clock_behind(struct pl_model *model)
{
	phone(model)->skew = -10 * PL_DAY;
}
static void clock_ahead(struct pl_model *model)
{
	phone(model)->skew = 100 * PL_DAY;
}
static void clock_a_little_ahead(struct pl_model *model)
{
	phone(model)->skew = 10 * PL_DAY;
}
static void leaf_only(struct pl_model *model)
{
	model->hosts[0].serve = PL_SERVE_LEAF_ONLY;
}
static void shuffled(struct pl_model *model)
{
	model->hosts[0].serve = PL_SERVE_SHUFFLED;
}
static void with_root(struct pl_model *model)
{
	model->hosts[0].serve = PL_SERVE_WITH_ROOT;
}

static void trusted_later(struct pl_model *model)
{
	phone(model)->trust[0].from = at("2027-06-01");
}

static void trusted_until(struct pl_model *model)
{
	phone(model)->trust[0].until = at("2027-02-01");
}

static void trusted_until_start(struct pl_model *model)
{
	phone(model)->trust[0].until = at("2027-01-01");
}

/* Twelve certificates from the leaf to root-2: two more than OkHttp walks. */
static void long_path(struct pl_model *model)
{
	char name[24] = "root-2", by[24], cert[60], subject[40];

	for (int i = 0; i < 10; i++) {
		memcpy(by, name, sizeof(by));
		snprintf(name, sizeof(name), "deep-%d", i);
		snprintf(cert, sizeof(cert), "%s-by-%s", name, by);
		snprintf(subject, sizeof(subject), "CN=Deep %d", i);
		pl_model_add_authority(model, name, "main", subject);
		pl_model_add_certificate(model, cert, name, by, at("2025-01-01"), at("2035-01-01"));
	}
	free(model->hosts[0].issuer);
	model->hosts[0].issuer = pl_strdup(name);
}

static void no_automation(struct pl_model *model)
{
	model->hosts[0].renews = false;
}

/* Rows without `pins` run the built-in strategy of that name. */
struct row {
	const char *name;
	void (*setup)(struct pl_model *model);
	const char *events[3];
	const char *strategy, *client, *pins[3];
	const char *expires;
	bool report_only;
	const char *want;   /* state (reason) */
	const char *path;   /* labels above the leaf; NULL: no path */
	const char *pin;    /* "origin on label", NULL: none matched */
	const char *about;  /* label, or NULL: not asked */
	const char *detail; /* part of it, or NULL: none wanted; "": not asked */
};

#define X_ROOT_2 "Main CA X < Main Root 2"
#define X_ROOT_1 "Main CA X < Main Root 2 < Main Root 1"
#define PATH_1 "Main CA 1 < Main Root 1"

static const struct row rows[] = {
	{ .name = "a first pin on the leaf",
	  .strategy = "leaf-spki",
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "leaf.spki on api.example.test" },
	{ .name = "a first pin on the root",
	  .strategy = "root-cert",
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "root.certificate on Main Root 1" },
	{ .name = "leaf before root",
	  .strategy = "leaf+root",
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "leaf.spki on api.example.test" },
	{ .name = "the root takes over",
	  .strategy = "leaf+root",
	  .events = { "renew: host=api key=new" },
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "root.spki on Main Root 1" },
	{ .name = "no pins", .strategy = "none", .want = "survives (no-pins)", .path = PATH_1 },
	{ .name = "the backup key",
	  .strategy = "leaf-spki+backup",
	  .events = { "renew: host=api key=backup" },
	  .want = "survives-on-backup (pin-match)",
	  .path = PATH_1,
	  .pin = "backup.spki on api.example.test" },
	{ .name = "the second backup key",
	  .strategy = "leaf-spki+backup",
	  .events = { "renew: host=api key=backup", "renew: host=api key=backup" },
	  .want = "breaks-pin (pin-mismatch)",
	  .path = PATH_1 },
	{ .name = "a new key",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new" },
	  .want = "breaks-pin (pin-mismatch)",
	  .path = PATH_1,
	  .about = "api.example.test" },
	{ .name = "the same key, the whole certificate pinned",
	  .strategy = "leaf-cert",
	  .events = { "renew: host=api key=same" },
	  .want = "breaks-pin (pin-mismatch)",
	  .path = PATH_1 },
	{ .name = "the same key, the key pinned",
	  .strategy = "leaf-key",
	  .events = { "renew: host=api key=same" },
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "leaf.key on api.example.test" },
	{ .name = "renewed but not loaded",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new load=staged" },
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "leaf.spki on api.example.test" },

	/* the chain that was sent */
	{ .name = "the intermediate is missing",
	  .setup = leaf_only,
	  .strategy = "none",
	  .want = "breaks-chain (chain-incomplete)",
	  .about = "api.example.test" },
	{ .name = "the intermediate is missing, leaf pinned",
	  .setup = leaf_only,
	  .strategy = "leaf-spki",
	  .want = "breaks-chain (chain-incomplete)" },
	{ .name = "upside down",
	  .setup = shuffled,
	  .strategy = "root-spki",
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "root.spki on Main Root 1" },
	{ .name = "with the root",
	  .setup = with_root,
	  .strategy = "root-spki",
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "root.spki on Main Root 1" },

	/* trust */
	{ .name = "a root that the store gets later",
	  .setup = trusted_later,
	  .strategy = "none",
	  .want = "breaks-chain (unknown-issuer)",
	  .path = PATH_1,
	  .about = "Main Root 1" },
	{ .name = "a root that the store got",
	  .setup = trusted_later,
	  .strategy = "none",
	  .events = { "wait: 151d" },
	  .want = "survives (no-pins)",
	  .path = PATH_1 },
	{ .name = "a root that the store still has",
	  .setup = trusted_until,
	  .strategy = "none",
	  .events = { "wait: 30d" },
	  .want = "survives (no-pins)",
	  .path = PATH_1 },
	{ .name = "a root that the store dropped",
	  .setup = trusted_until,
	  .strategy = "none",
	  .events = { "wait: 31d" },
	  .want = "breaks-chain (distrusted)",
	  .path = PATH_1,
	  .about = "Main Root 1",
	  .detail = "dropped it on 2027-02-01" },
	{ .name = "a root that was dropped that second",
	  .setup = trusted_until_start,
	  .strategy = "none",
	  .want = "breaks-chain (distrusted)",
	  .path = PATH_1,
	  .detail = "" },
	{ .name = "a store without the root",
	  .strategy = "leaf-spki",
	  .events = { "distrust: root-1" },
	  .want = "breaks-chain (distrusted)",
	  .path = PATH_1,
	  .about = "Main Root 1",
	  .detail = "" },
	{ .name = "a blocked intermediate",
	  .strategy = "leaf-spki",
	  .events = { "distrust: int-1 how=block" },
	  .want = "breaks-chain (distrusted)",
	  .path = PATH_1,
	  .about = "Main CA 1",
	  .detail = "blocks" },
	{ .name = "an app with its own root",
	  .strategy = "private-ca",
	  .events = { "distrust: root-1" },
	  .want = "survives (no-pins)",
	  .path = "Private Issuing CA < Private Root CA" },

	{ .name = "a root removed before the store got it",
	  .setup = trusted_later,
	  .strategy = "none",
	  .events = { "distrust: root-1" },
	  .want = "breaks-chain (unknown-issuer)",
	  .path = PATH_1,
	  .about = "Main Root 1" },
	{ .name = "and after it would have",
	  .setup = trusted_later,
	  .strategy = "none",
	  .events = { "distrust: root-1", "wait: 200d" },
	  .want = "breaks-chain (unknown-issuer)",
	  .path = PATH_1,
	  .about = "Main Root 1" },

	/* dates */
	{ .name = "nobody renews",
	  .setup = no_automation,
	  .strategy = "leaf-spki",
	  .events = { "expire-leaf: api" },
	  .want = "breaks-chain (cert-expired)",
	  .path = PATH_1,
	  .about = "api.example.test" },
	{ .name = "the root ends",
	  .strategy = "root-spki",
	  .events = { "expire-root: root-1" },
	  .want = "breaks-chain (root-expired)",
	  .path = PATH_1,
	  .about = "Main Root 1" },
	{ .name = "the root ends unnoticed",
	  .setup = anchor_dates_ignored,
	  .strategy = "root-spki",
	  .events = { "expire-root: root-1" },
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "root.spki on Main Root 1" },
	{ .name = "the device is behind",
	  .setup = clock_behind,
	  .strategy = "none",
	  .want = "breaks-chain (device-clock)",
	  .path = PATH_1,
	  .about = "api.example.test" },
	{ .name = "the device is ahead",
	  .setup = clock_ahead,
	  .strategy = "none",
	  .want = "breaks-chain (device-clock)",
	  .path = PATH_1,
	  .about = "api.example.test" },
	{ .name = "the device is a little ahead",
	  .setup = clock_a_little_ahead,
	  .strategy = "none",
	  .want = "survives (no-pins)",
	  .path = PATH_1 },
	{ .name = "expired by either clock",
	  .setup = clock_ahead,
	  .strategy = "none",
	  .events = { "expire-leaf: api" },
	  .want = "breaks-chain (cert-expired)",
	  .path = PATH_1 },

	/* policies: two paths */
	{ .name = "shortest ends at the first anchor",
	  .setup = cross_signed,
	  .strategy = "root-cert",
	  .want = "survives (pin-match)",
	  .path = X_ROOT_2,
	  .pin = "root.certificate on Main Root 2" },
	{ .name = "as-sent goes on to the end",
	  .setup = as_sent_any,
	  .strategy = "root-cert",
	  .want = "survives (pin-match)",
	  .path = X_ROOT_1,
	  .pin = "root.certificate on Main Root 1" },
	{ .name = "as-sent, the cross-sign ends, no retry",
	  .setup = as_sent_none,
	  .strategy = "none",
	  .events = { "expire-root: root-1" },
	  .want = "breaks-chain (issuer-expired)",
	  .path = X_ROOT_1,
	  .about = "Main Root 2" },
	{ .name = "as-sent, the cross-sign ends, dates",
	  .setup = as_sent_dates,
	  .strategy = "none",
	  .events = { "expire-root: root-1" },
	  .want = "survives (no-pins)",
	  .path = X_ROOT_2 },
	{ .name = "as-sent, the cross-sign ends, any-fault",
	  .setup = as_sent_any,
	  .strategy = "none",
	  .events = { "expire-root: root-1" },
	  .want = "survives (no-pins)",
	  .path = X_ROOT_2 },
	{ .name = "shortest does not notice",
	  .setup = shortest_none,
	  .strategy = "none",
	  .events = { "expire-root: root-1" },
	  .want = "survives (no-pins)",
	  .path = X_ROOT_2 },
	{ .name = "as-sent, root-1 removed, no retry needed",
	  .setup = as_sent_none,
	  .strategy = "none",
	  .events = { "distrust: root-1" },
	  .want = "survives (no-pins)",
	  .path = X_ROOT_2 },
	{ .name = "as-sent, root-1 blocked, dates only",
	  .setup = as_sent_dates,
	  .strategy = "none",
	  .events = { "distrust: root-1 how=block" },
	  .want = "breaks-chain (distrusted)",
	  .path = X_ROOT_1,
	  .about = "Main Root 1",
	  .detail = "" },
	{ .name = "as-sent, root-1 blocked, any-fault",
	  .setup = as_sent_any,
	  .strategy = "none",
	  .events = { "distrust: root-1 how=block" },
	  .want = "survives (no-pins)",
	  .path = X_ROOT_2 },
	{ .name = "as-sent, the self-signed root pinned",
	  .setup = as_sent_any,
	  .strategy = "mine",
	  .pins = { "authority(root-2).certificate" },
	  .want = "breaks-pin (pin-mismatch)",
	  .path = X_ROOT_1 },
	{ .name = "until-pinned looks for the pin",
	  .setup = as_sent_pinned,
	  .strategy = "mine",
	  .pins = { "authority(root-2).certificate" },
	  .want = "survives (pin-match)",
	  .path = X_ROOT_2,
	  .pin = "authority(root-2).certificate on Main Root 2" },
	{ .name = "until-pinned finds none",
	  .setup = as_sent_pinned,
	  .strategy = "mine",
	  .pins = { "authority(root-b).spki" },
	  .want = "breaks-pin (pin-mismatch)",
	  .path = X_ROOT_1 },
	{ .name = "until-pinned, one path expired, no pin",
	  .setup = as_sent_pinned,
	  .strategy = "mine",
	  .pins = { "authority(root-b).spki" },
	  .events = { "expire-root: root-1" },
	  .want = "breaks-pin (pin-mismatch)",
	  .path = X_ROOT_2 },
	{ .name = "until-pinned, every path expired",
	  .setup = as_sent_pinned,
	  .strategy = "leaf-spki",
	  .events = { "expire-leaf: api" },
	  .want = "breaks-chain (cert-expired)",
	  .path = X_ROOT_1 },

	/* clients */
	{ .name = "curl looks at the leaf",
	  .strategy = "leaf-spki",
	  .client = "curl",
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "leaf.spki on api.example.test" },
	{ .name = "and at nothing else",
	  .strategy = "root-spki",
	  .client = "curl",
	  .want = "breaks-pin (pin-mismatch)",
	  .path = PATH_1 },
	{ .name = "curl cannot pin a certificate",
	  .strategy = "leaf-cert",
	  .client = "curl",
	  .want = "breaks-pin (pins-invalid)",
	  .path = PATH_1,
	  .detail = "curl cannot pin a whole certificate, and leaf.certificate is one" },
	{ .name = "nor does a bad chain change that",
	  .setup = leaf_only,
	  .strategy = "leaf-cert",
	  .client = "curl",
	  .want = "breaks-pin (pins-invalid)",
	  .detail = "curl cannot pin" },
	{ .name = "okhttp looks at the root",
	  .strategy = "root-spki",
	  .client = "okhttp",
	  .want = "survives (pin-match)",
	  .path = PATH_1,
	  .pin = "root.spki on Main Root 1" },
	{ .name = "okhttp cleans the chain itself, trusted first",
	  .setup = as_sent_any,
	  .strategy = "mine",
	  .client = "okhttp",
	  .pins = { "authority(root-1).spki" },
	  .want = "breaks-pin (pin-mismatch)",
	  .path = X_ROOT_2,
	  .detail = "okhttp cleans the chain itself; the device's own path ends at Main Root 1" },
	{ .name = "where generic takes the device's path",
	  .setup = as_sent_any,
	  .strategy = "mine",
	  .pins = { "authority(root-1).spki" },
	  .want = "survives (pin-match)",
	  .path = X_ROOT_1,
	  .pin = "authority(root-1).spki on Main Root 1" },
	{ .name = "okhttp meets a pin on its own chain",
	  .setup = as_sent_any,
	  .strategy = "mine",
	  .client = "okhttp",
	  .pins = { "authority(int-x).spki" },
	  .want = "survives (pin-match)",
	  .path = X_ROOT_2,
	  .pin = "authority(int-x).spki on Main CA X",
	  .detail = "ends at Main Root 1" },
	{ .name = "okhttp cleans without a look at dates",
	  .setup = root_2_ends,
	  .strategy = "mine",
	  .client = "okhttp",
	  .pins = { "authority(root-1).spki" },
	  .events = { "wait: 20d" },
	  .want = "breaks-pin (pin-mismatch)",
	  .path = X_ROOT_2,
	  .detail = "ends at Main Root 1" },
	{ .name = "which the device takes",
	  .setup = root_2_ends,
	  .strategy = "mine",
	  .pins = { "authority(root-1).spki" },
	  .events = { "wait: 20d" },
	  .want = "survives (pin-match)",
	  .path = X_ROOT_1,
	  .pin = "authority(root-1).spki on Main Root 1" },
	{ .name = "okhttp on the path that the device takes",
	  .setup = cross_signed,
	  .strategy = "mine",
	  .client = "okhttp",
	  .pins = { "authority(root-2).spki" },
	  .want = "survives (pin-match)",
	  .path = X_ROOT_2,
	  .pin = "authority(root-2).spki on Main Root 2" },
	{ .name = "okhttp has no say without pins",
	  .setup = as_sent_any,
	  .strategy = "none",
	  .client = "okhttp",
	  .want = "survives (no-pins)",
	  .path = X_ROOT_1 },
	{ .name = "okhttp walks ten certificates",
	  .setup = long_path,
	  .strategy = "leaf-spki",
	  .client = "okhttp",
	  .want = "breaks-chain (path-too-long)",
	  .path = "Deep 9 < Deep 8 < Deep 7 < Deep 6 < Deep 5 < Deep 4 < Deep 3 < Deep 2 < Deep 1 "
		  "< "
		  "Deep 0 < Main Root 2",
	  .detail = "okhttp takes at most 10 certificates, this path has 12" },
	{ .name = "but only to look for pins",
	  .setup = long_path,
	  .strategy = "none",
	  .client = "okhttp",
	  .want = "survives (no-pins)",
	  .path = "Deep 9 < Deep 8 < Deep 7 < Deep 6 < Deep 5 < Deep 4 < Deep 3 < Deep 2 < Deep 1 "
		  "< "
		  "Deep 0 < Main Root 2" },
	{ .name = "generic has no such limit",
	  .setup = long_path,
	  .strategy = "leaf-spki",
	  .want = "survives (pin-match)",
	  .path = "Deep 9 < Deep 8 < Deep 7 < Deep 6 < Deep 5 < Deep 4 < Deep 3 < Deep 2 < Deep 1 "
		  "< "
		  "Deep 0 < Main Root 2",
	  .pin = "leaf.spki on api.example.test" },
	{ .name = "ca-only with a leaf pin",
	  .strategy = "leaf-spki",
	  .client = "ca-only",
	  .want = "breaks-pin (pin-mismatch)",
	  .path = PATH_1 },
	{ .name = "any-presented without the root",
	  .strategy = "root-spki",
	  .client = "any-presented",
	  .want = "breaks-pin (pin-mismatch)",
	  .path = PATH_1 },

	/* the set's own rules */
	{ .name = "the set ended",
	  .strategy = "mine",
	  .pins = { "key(spare).spki" },
	  .expires = "2027-01-01",
	  .want = "survives-unenforced (pins-expired)",
	  .path = PATH_1,
	  .detail = "the pin set ended 2027-01-01" },
	{ .name = "the set ends in a second",
	  .strategy = "mine",
	  .pins = { "key(spare).spki" },
	  .expires = "2027-01-01T00:00:01Z",
	  .want = "breaks-pin (pin-mismatch)",
	  .path = PATH_1 },
	{ .name = "the set ended by the device's clock",
	  .setup = clock_a_little_ahead,
	  .strategy = "mine",
	  .pins = { "key(spare).spki" },
	  .expires = "2027-01-11",
	  .want = "survives-unenforced (pins-expired)",
	  .path = PATH_1,
	  .detail = "ended 2027-01-11" },
	{ .name = "a set that only reports",
	  .strategy = "mine",
	  .pins = { "key(spare).spki" },
	  .report_only = true,
	  .want = "survives-unenforced (report-only)",
	  .path = PATH_1,
	  .detail = "pin-mismatch, which is reported" },
	{ .name = "a set that only reports, a broken chain",
	  .setup = leaf_only,
	  .strategy = "mine",
	  .pins = { "key(spare).spki" },
	  .report_only = true,
	  .want = "breaks-chain (chain-incomplete)" },
	{ .name = "a damaged pin",
	  .strategy = "mine",
	  .pins = { "sha256/AAAA" },
	  .want = "breaks-pin (pins-invalid)",
	  .path = PATH_1,
	  .detail = "decodes to 3 bytes, not 32" },
};

static struct pl_model *model_of(const struct row *row)
{
	struct pl_model *model = build_model();
	struct pl_strategy_def *def;

	if (row->setup)
		row->setup(model);
	def = row->pins[0] ? pl_model_add_custom(model, row->strategy)
			   : pl_model_add_strategy(model, row->strategy);
	if (row->client)
		def->client = pl_client_find(row->client);
	if (row->expires)
		def->terms.expires = at(row->expires);
	def->terms.report_only = row->report_only;
	for (size_t i = 0; i < 3 && row->pins[i]; i++)
		pl_strategy_def_pin(def, row->pins[i], (struct pl_pos){ 0 }, false);
	return model;
}

static char *path_words(const struct pl_path *path)
{
	struct pl_buf words = PL_BUF_INIT;

	for (size_t i = 1; path && i < path->n; i++)
		pl_buf_printf(&words, "%s%s", i > 1 ? " < " : "", pl_cert_label(path->certs[i]));
	return words.len > 0 ? pl_buf_take(&words) : NULL;
}

static char *pin_words(const struct pl_outcome *outcome)
{
	if (!outcome->pin)
		return NULL;
	return pl_asprintf("%s on %s", outcome->pin->origin, pl_cert_label(outcome->matched));
}

static void check(const struct row *row, const struct pl_run *run)
{
	const struct pl_outcome *outcome = pl_step_honest(last(run), row_of(run, row->strategy));
	char *path = path_words(outcome->path), *pin = pin_words(outcome);
	bool refused_chain = outcome->state == PL_STATE_BREAKS_CHAIN;

	tap_text(honest_words(run, last(run), row->strategy), row->want, row->name);
	tap_text(path, row->path, "its path");
	tap_text(pin, row->pin, "its pin");
	if (row->about)
		tap_text(outcome->about ? pl_cert_label(outcome->about) : NULL, row->about,
			 "what it is about");
	if (!row->detail)
		tap_text(outcome->detail, NULL, "no detail");
	else if (*row->detail)
		tap_has(outcome->detail, row->detail, "its detail");
	tap_ok(!refused_chain || outcome->reason == PL_REASON_PATH_TOO_LONG ||
		       (outcome->chain == PL_CHAIN_FAULT &&
			outcome->chain_fault == outcome->reason),
	       "the chain is to blame where it is said so");
	tap_ok(outcome->enforced == (outcome->reason == PL_REASON_PIN_MATCH ||
				     outcome->reason == PL_REASON_PIN_MISMATCH),
	       "pins count only where they were compared");
	free(path);
	free(pin);
}

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = model_of(&rows[i]);
		struct pl_run *run = start(engine, model);

		for (size_t j = 0; j < 3 && rows[i].events[j]; j++)
			happen(run, "", rows[i].events[j]);
		check(&rows[i], run);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

static void test_notes(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *run;
	size_t row;

	anchor_dates_ignored(model);
	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	row = row_of(run, "none");
	tap_int(pl_step_honest(last(run), row)->notes, 0,
		"nothing to note while the root is valid");
	happen(run, "", "expire-root: root-1");
	tap_int(pl_step_honest(last(run), row)->notes, PL_NOTE_ANCHOR_DATE_IGNORED,
		"a root that ended is noted where nobody checks");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* Probes that no event of the lab makes: another host's certificate, another key, other rules. */
static void test_by_hand(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_outcome *outcome;
	struct pl_pinset *elsewhere = pl_pinset_new();
	const struct pl_world *world;
	struct pl_probe probe;
	struct pl_row row;
	struct pl_run *run;

	pl_model_add_host(model, "www", "www.example.test", "int-1");
	pl_model_add_strategy(model, "leaf-spki")->client = pl_client_find("okhttp");
	run = start(engine, model);
	world = last(run)->world;
	for (size_t i = 0; i < run->n_rows; i++) {
		if (!run->rows[i]->control && pl_streq(run->rows[i]->host, "api"))
			row = *run->rows[i];
	}
	probe = (struct pl_probe){
		.world = world,
		.row = &row,
		.host = pl_world_host(world, "api"),
		.device = pl_world_device(world, "phone"),
		.presented = pl_world_host(world, "www")->presented,
		.key = pl_world_host(world, "www")->tls_key,
	};
	outcome = pl_judge(engine, &probe, &err);
	must(outcome, &err);
	tap_text(pl_reason_info(outcome->reason)->name, "name-mismatch",
		 "another host's certificate");
	tap_text(pl_state_info(outcome->state)->name, "breaks-chain", "is refused before the pins");

	probe.presented = probe.host->presented;
	outcome = pl_judge(engine, &probe, &err);
	must(outcome, &err);
	tap_text(pl_reason_info(outcome->reason)->name, "handshake-failed", "another host's key");
	tap_text(pl_state_info(outcome->state)->name, "breaks-chain", "is refused before the pins");
	tap_ok(outcome->chain == PL_CHAIN_VALID, "though the chain is good");

	row.pins = run->rows[0]->pins;
	probe.key = probe.host->tls_key;
	outcome = pl_judge(engine, &probe, &err);
	must(outcome, &err);
	tap_ok(outcome == pl_judge(engine, &probe, &err), "equal outcomes are one");

	pl_rule_cover(&elsewhere->rules[0], "**.elsewhere.test", false);
	pl_pin_from_cert(pl_pinset_add(elsewhere), PL_FORM_SPKI,
			 pl_world_certificate(world, "root-b"));
	row.pins = elsewhere;
	outcome = pl_judge(engine, &probe, &err);
	must(outcome, &err);
	tap_text(pl_reason_info(outcome->reason)->name, "host-not-covered",
		 "rules for other hosts");
	tap_text(pl_state_info(outcome->state)->name, "survives-unenforced",
		 "leave it unprotected");

	probe.presented = pl_engine_chain(engine, NULL, 0);
	outcome = pl_judge(engine, &probe, &err);
	must(outcome, &err);
	tap_text(pl_reason_info(outcome->reason)->name, "unknown-issuer",
		 "nothing at all was sent");
	pl_pinset_unref(elsewhere);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* The second asking costs no cryptography and no memory of the engine's. */
static void test_memo(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_outcome *first, *again;
	struct pl_pki_counts before;
	struct pl_run *run;
	const struct pl_row *row;

	pl_model_add_strategy(model, "root-spki");
	pl_model_all_attacks(model);
	run = start(engine, model);
	row = run->rows[row_of(run, "root-spki")];
	first = pl_step_honest(last(run), row_of(run, "root-spki"));
	before = *pl_pki_counts(pl_engine_pki(engine));
	again = pl_judge_honest(engine, last(run)->world, row, &err);
	tap_ok(first == again, "asked again, the same answer");
	for (size_t i = 0; i < run->n_attacks; i++) {
		again = pl_judge_attack(engine, last(run)->world, row, run->attacks[i], first,
					&err);
		tap_ok(again == pl_step_attack(run, last(run), row_of(run, "root-spki"), i),
		       "and for %s", run->attacks[i]->name);
	}
	tap_ok(memcmp(&before, pl_pki_counts(pl_engine_pki(engine)), sizeof(before)) == 0,
	       "without a key, a signature or a link");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

int main(void)
{
	test_rows();
	test_notes();
	test_by_hand();
	test_memo();
	pl_pki_shutdown();
	return tap_done();
}
