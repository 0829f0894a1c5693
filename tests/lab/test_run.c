/* Runs: what happens by itself and in which order, to the second. */
#include <config.h>

#include "lab/run.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

/* Every step of a run against the wanted words, NULL-terminated. */
static void steps_are(const struct pl_run *run, const char *name, const char *const *want)
{
	size_t n = 0;

	while (want[n])
		n++;
	tap_int((long long)run->n_steps, (long long)n, name);
	for (size_t i = 0; i < n || i < run->n_steps; i++) {
		const char *got = i < run->n_steps ? step_words(run->steps[i]) : NULL;

		tap_text(got, i < n ? want[i] : NULL, name);
	}
}

#define STEPS(...) (const char *const[]){ __VA_ARGS__, NULL }

static struct pl_model *with(const char *strategy)
{
	struct pl_model *model = build_model();

	if (!pl_model_add_strategy(model, strategy)) {
		printf("Bail out! there is no strategy %s\n", strategy);
		exit(1);
	}
	return model;
}

static void until(struct pl_run *run, const char *date)
{
	struct pl_error err = PL_ERROR_INIT;

	must(pl_run_until(run, at(date), &err), &err);
}

static void end(struct pl_run *run, struct pl_model *model)
{
	pl_run_free(run);
	pl_model_free(model);
}

static void test_automation(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run = start(engine, model);
	const struct pl_cert *leaf;

	leaf = run->world->hosts[0]->served->full->certs[0];
	tap_int(leaf->not_before, at("2027-01-01"), "a leaf begins when it is issued");
	tap_int(leaf->not_after, at("2027-04-01") - 1, "90 days later its last second is over");
	until(run, "2027-03-02");
	steps_are(run, "until is exclusive: the renewal of its second has not happened",
		  STEPS("2027-01-01 start: start"));
	until(run, "2027-06-01");
	steps_are(run, "a host renews itself 30 days before its certificate ends",
		  STEPS("2027-01-01 start: start",
			"2027-03-02 renewal: renewal: api with the same key",
			"2027-05-01 renewal: renewal: api with the same key"));
	tap_text(honest_words(run, last(run), "leaf-spki"), "survives (pin-match)",
		 "a key pin survives renewals with the same key");
	tap_int(run->now, at("2027-06-01") - 1, "the clock stands at the last second before until");
	end(run, model);
}

static void test_automation_keys(void)
{
	struct pl_model *model = with("leaf-spki+backup");
	struct pl_run *run;
	struct pl_key *backup;

	model->hosts[0].renew_key = PL_KEY_BACKUP;
	run = start(engine, model);
	backup = run->world->hosts[0]->backup_key;
	until(run, "2027-03-03");
	tap_ok(run->world->hosts[0]->served->key == backup,
	       "the backup key is what the new certificate carries");
	tap_ok(run->world->hosts[0]->backup_key != backup,
	       "and the next backup key is made at once");
	tap_text(honest_words(run, last(run), "leaf-spki+backup"), "survives-on-backup (pin-match)",
		 "the backup pin matches once");
	until(run, "2027-05-02");
	tap_text(honest_words(run, last(run), "leaf-spki+backup"), "breaks-pin (pin-mismatch)",
		 "nobody has pinned the next backup key");
	end(run, model);
}

/* Demands on keys begin in their second, and where there is an RSA key. */
static void test_crypto(bool rsa)
{
	struct pl_model *model = with("none");
	struct pl_device_def *phone = &model->devices[0];
	struct pl_run *run;

	model->hosts[0].renews = false;
	model->hosts[0].alg = rsa ? PL_KEY_RSA_2048 : PL_KEY_P256;
	*PL_PUSH(phone->crypto, phone->n_crypto, phone->cap_crypto) =
		(struct pl_crypto_def){ .from = at("2027-02-01"), .rsa_min = 3072 };
	run = start(engine, model);
	until(run, "2027-02-01");
	tap_text(honest_words(run, last(run), "none"), "survives (no-pins)",
		 "the last second before a demand on keys");
	until(run, "2027-02-02");
	if (!rsa) {
		tap_int((long long)run->n_steps, 1, "it changes nothing where no key is RSA");
		end(run, model);
		return;
	}
	steps_are(run, "it begins in its second",
		  STEPS("2027-01-01 start: start",
			"2027-02-01 clock: clock: phone demands stronger keys"));
	tap_text(honest_words(run, last(run), "none"), "breaks-chain (weak-crypto)",
		 "and the short key is refused");
	tap_text(pl_step_honest(last(run), row_of(run, "none"))->detail,
		 "its key has 2048 bits, and the device wants 3072 since 2027-02-01",
		 "with its size");
	end(run, model);
}

static void test_lost_backup(void)
{
	struct pl_model *model = with("leaf-spki+backup");
	struct pl_run *run = start(engine, model);
	struct pl_key *lost = run->world->hosts[0]->backup_key;
	char *words;

	happen(run, "2027-01-10", "lose-backup-key: api");
	tap_text(honest_words(run, last(run), "leaf-spki+backup"), "survives (pin-match)",
		 "losing the backup key breaks nothing");
	words = refused(run, "2027-01-11", "renew: backup");
	tap_text(words, "the backup key of api was lost on 2027-01-10; renew with another key, or "
			"release a version with the next backup key first",
		 "and it cannot be used any more");
	free(words);
	words = refused(run, "2027-01-11", "lose-backup-key");
	tap_text(words, "the backup key of api was lost on 2027-01-10 already",
		 "nor lost once more");
	free(words);
	happen(run, "2027-01-12", "release");
	tap_ok(run->world->hosts[0]->backup_key != lost, "a release makes the next one");
	tap_text(last(run)->note, "api has a new backup key", "and says so");
	happen(run, "2027-01-13", "renew: backup");
	tap_text(honest_words(run, last(run), "leaf-spki+backup"), "survives-on-backup (pin-match)",
		 "which the new version knows");
	tap_text(pl_state_info(pl_step_honest(last(run), 0)->state)->name, "breaks-pin",
		 "and the old one does not");
	end(run, model);
}

/* Automation that renews with a key that is lost fails until there is a new one. */
static void test_lost_backup_automation(void)
{
	struct pl_model *model = with("leaf-spki+backup");
	struct pl_run *run;

	model->hosts[0].renew_key = PL_KEY_BACKUP;
	run = start(engine, model);
	happen(run, "2027-01-10", "lose-backup-key: api");
	until(run, "2027-03-03");
	tap_has(last(run)->title, "api", "the renewal is a step");
	tap_has(last(run)->note, "the backup key of api was lost on 2027-01-10", "and failed");
	happen(run, "2027-03-05", "release");
	until(run, "2027-03-06");
	tap_ok(run->world->hosts[0]->served->full->certs[0]->not_before == at("2027-03-05"),
	       "with the next backup key it is renewed at once");
	end(run, model);
}

static void test_expire_pins(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run;
	char *words;

	model->strategies[0].terms.expires = at("2027-02-01");
	run = start(engine, model);
	until(run, "2027-02-01");
	tap_text(honest_words(run, last(run), "leaf-spki"), "survives (pin-match)",
		 "the last second of a pin set is enforced");
	happen(run, "", "expire-pins: leaf-spki");
	tap_int(last(run)->at, at("2027-02-01"), "the event moves to the second after it");
	tap_text(honest_words(run, last(run), "leaf-spki"), "survives-unenforced (pins-expired)",
		 "in which nothing is compared");
	words = refused(run, "2027-02-02", "expire-pins: leaf-spki");
	tap_text(words, "the pins of leaf-spki expired on 2027-02-01 already", "and never again");
	free(words);
	end(run, model);
}

static void test_staged(void)
{
	struct pl_model *model = with("leaf-cert");
	struct pl_run *run = start(engine, model);
	char *words = refused(run, "", "reload");

	tap_text(words, "api has no certificate waiting; renew it with load: staged first",
		 "nothing waits at first");
	free(words);
	happen(run, "2027-02-01", "renew: same load=staged");
	tap_text(honest_words(run, last(run), "leaf-cert"), "survives (pin-match)",
		 "a staged certificate is not served yet");
	tap_int(pl_host_next_renewal(run->world->hosts[0]), at("2027-02-01") + 60 * PL_DAY,
		"automation counts from the staged certificate");
	happen(run, "2027-02-03", "reload");
	tap_text(honest_words(run, last(run), "leaf-cert"), "breaks-pin (pin-mismatch)",
		 "reload serves it");
	tap_ok(!run->world->hosts[0]->staged, "nothing waits after a reload");
	end(run, model);
}

static void test_staged_forgotten(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run;

	model->hosts[0].renews = false;
	run = start(engine, model);
	happen(run, "2027-03-01", "renew: same load=staged");
	until(run, "2027-05-01");
	steps_are(run, "renewed and never reloaded: the old one expires in service",
		  STEPS("2027-01-01 start: start",
			"2027-03-01 event: renew with the same key, not loaded yet",
			"2027-04-01 clock: clock: api.example.test expires"));
	tap_text(honest_words(run, last(run), "leaf-spki"), "breaks-chain (cert-expired)",
		 "and no pin would have helped");
	end(run, model);
}

static void test_edges(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->hosts[0].renews = false;
	run = start(engine, model);
	tap_int(pl_run_next_date(run, at("2028-01-01")), at("2027-04-01"),
		"the next date is the leaf's end");
	tap_ok(pl_run_next_date(run, at("2027-03-31")) == PL_TIME_NONE,
	       "before a limit there may be none");
	until(run, "2027-04-01");
	tap_int((long long)run->n_steps, 1, "the last second of validity is valid");
	until(run, "2027-04-01T00:00:01Z");
	steps_are(run, "the second after it is an edge", STEPS("2027-01-01 start: start",
		  "2027-04-01 clock: clock: api.example.test expires"));
	until(run, "2028-12-31");
	tap_int((long long)run->n_steps, 2, "dates that change no cell make no step");
	end(run, model);
}

static void test_skew(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->hosts[0].renews = false;
	model->devices[0].skew = PL_DAY;
	run = start(engine, model);
	until(run, "2027-06-01");
	steps_are(run, "a clock that is ahead sees the end a day early",
		  STEPS("2027-01-01 start: start",
			"2027-03-31 clock: clock: api.example.test expires by the clock of phone",
			"2027-04-01 clock: clock: api.example.test expires"));
	tap_text(honest_words(run, run->steps[1], "none"), "breaks-chain (device-clock)",
		 "first it is the device's fault");
	tap_text(honest_words(run, run->steps[2], "none"), "breaks-chain (cert-expired)",
		 "then the certificate's");
	end(run, model);
}

static void test_trust_dates(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->devices[0].trust[0].until = at("2027-02-01");
	run = start(engine, model);
	until(run, "2027-02-02");
	steps_are(run, "a store entry ends to the second", STEPS("2027-01-01 start: start",
		  "2027-02-01 clock: clock: Main Root 1 leaves the store of phone"));
	tap_text(honest_words(run, last(run), "none"), "breaks-chain (distrusted)",
		 "trusted once, now no more");
	end(run, model);
}

static void test_pin_expiry(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run;

	model->strategies[0].terms.expires = at("2027-02-01");
	run = start(engine, model);
	happen(run, "2027-01-15", "renew: new");
	tap_text(honest_words(run, last(run), "leaf-spki"), "breaks-pin (pin-mismatch)",
		 "the new key is not pinned");
	until(run, "2027-02-02");
	tap_text(step_words(last(run)),
		 "2027-02-01 clock: clock: leaf-spki is enforced no longer: its pins expire",
		 "the pin set's own date is an edge");
	tap_text(honest_words(run, last(run), "leaf-spki"), "survives-unenforced (pins-expired)",
		 "expired pins are skipped");
	end(run, model);
}

/* Two hosts that renew at the same second, at which a scripted event happens too. */
static void test_order(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	pl_model_add_host(model, "web", "web.example.test", "int-1")->renews = true;
	run = start(engine, model);
	happen(run, "2027-03-02", "renew: new host=web");
	steps_are(run, "within one second: automation in file order, then the event",
		  STEPS("2027-01-01 start: start",
			"2027-03-02 renewal: renewal: api with the same key",
			"2027-03-02 renewal: renewal: web with the same key",
			"2027-03-02 event: renew web with a new key"));
	end(run, model);

	model = with("none");
	model->hosts[0].renews = false;
	run = start(engine, model);
	happen(run, "2027-04-01", "renew: same");
	steps_are(run, "an edge comes before the event of its second",
		  STEPS("2027-01-01 start: start",
			"2027-04-01 clock: clock: api.example.test expires",
			"2027-04-01 event: renew with the same key"));
	tap_text(honest_words(run, run->steps[1], "none"), "breaks-chain (cert-expired)",
		 "broken at the edge");
	tap_text(honest_words(run, run->steps[2], "none"), "survives (no-pins)",
		 "and mended by the event");
	happen(run, "", "serve: leaf-only");
	tap_int(last(run)->at, at("2027-04-01"),
		"without a time an event shares the second of the one before");
	end(run, model);
}

static void test_failing_automation(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->certificates[2].to = at("2027-02-01") - 1;
	run = start(engine, model);
	until(run, "2027-03-20");
	steps_are(run, "an authority without a valid certificate cannot renew: one noted step",
		  STEPS("2027-01-01 start: start", "2027-02-01 clock: clock: Main CA 1 expires",
			"2027-03-02 renewal: renewal: api cannot renew"));
	tap_has(last(run)->note, "int-1 cannot issue on 2027-03-02",
		"the note names the authority");
	tap_has(last(run)->note, "2025-01-01 to 2027-01-31T23:59:59Z", "and its dates");
	happen(run, "2027-03-25", "reissue-intermediate: int-1");
	until(run, "2027-03-26");
	tap_text(step_words(last(run)), "2027-03-25 renewal: renewal: api with the same key",
		 "it is tried again when an authority changes");
	tap_text(honest_words(run, last(run), "none"), "survives (no-pins)", "and mends the host");
	end(run, model);
}

static void test_later_certificate(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->certificates[2].to = at("2027-02-01") - 1;
	pl_model_add_certificate(model, "int-1-late", "int-1", "root-1", at("2027-03-10"),
				 at("2030-01-01"));
	run = start(engine, model);
	until(run, "2027-03-20");
	tap_text(step_words(last(run)),
		 "2027-03-10 renewal: renewal: api with the same key; in the same second: "
		 "Main CA 1 (by Main Root 1) becomes valid",
		 "it is tried again when another certificate of the authority becomes valid");
	end(run, model);
}

/* What makes it possible again is followed by the renewal in the same second. */
static void test_recovery(void)
{
	static const struct {
		const char *event;
		const char *renewal; /* the step after it, NULL: none */
		const char *chain;   /* the issuer and the root of what is served then */
		bool anew;           /* issued in that second */
	} rows[] = {
		{ "cross-sign: of=int-1 by=root-2",
		  "2027-03-25 renewal: renewal: api with the same key",
		  "Main CA 1 < Main Root 2", true },
		{ "reissue-intermediate: int-1",
		  "2027-03-25 renewal: renewal: api with the same key",
		  "Main CA 1 < Main Root 1", true },
		{ "swap-intermediate: from=int-1 to=int-2 when=next-renewal",
		  "2027-03-25 renewal: renewal: api with the same key",
		  "Main CA 2 < Main Root 1", true },
		/* These bring the certificate along. */
		{ "swap-intermediate: from=int-1 to=int-2", NULL, "Main CA 2 < Main Root 1", true },
		{ "switch-ca: int-b", NULL, "Spare CA < Spare Root", true },
		/* A certificate for somebody else is no help. */
		{ "cross-sign: of=root-1 by=root-2", NULL, "Main CA 1 < Main Root 1", false },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = with("none");
		const struct pl_issuance *served;
		char chain[120];
		struct pl_run *run;

		model->certificates[2].to = at("2027-02-01") - 1;
		run = start(engine, model);
		happen(run, "2027-03-25", rows[i].event);
		tap_text(step_words(run->steps[2]), "2027-03-02 renewal: renewal: api cannot renew",
			 "the only certificate of the issuer has ended");
		tap_int((long long)run->n_steps, 4, "which is said once");
		until(run, "2027-03-26");
		tap_text(run->n_steps > 4 ? step_words(run->steps[4]) : NULL, rows[i].renewal,
			 rows[i].event);
		tap_int((long long)run->n_steps, rows[i].renewal ? 5 : 4, "and nothing else");
		served = run->world->hosts[0]->served;
		snprintf(chain, sizeof(chain), "%s < %s", pl_cert_label(served->full->certs[1]),
			 pl_cert_label(served->root));
		tap_text(chain, rows[i].chain, "what is served comes from there");
		tap_int(served->full->certs[0]->not_before,
			rows[i].anew ? at("2027-03-25") : model->start, "since that second");
		end(run, model);
	}
}

/* Two failures with a renewal between them are two steps. */
static void test_failing_again(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->certificates[2].to = at("2027-02-01") - 1;
	run = start(engine, model);
	happen(run, "2027-03-25", "cross-sign: of=int-1 by=root-2 lifetime=10d");
	until(run, "2027-09-01");
	steps_are(run, "a failure after a recovery is said again",
		  STEPS("2027-01-01 start: start", "2027-02-01 clock: clock: Main CA 1 expires",
			"2027-03-02 renewal: renewal: api cannot renew",
			"2027-03-25 event: root-2 cross-signs int-1",
			"2027-03-25 renewal: renewal: api with the same key",
			"2027-04-04 clock: clock: Main CA 1 (by Main Root 2) expires",
			"2027-05-24 renewal: renewal: api cannot renew",
			"2027-06-23 clock: clock: api.example.test expires"));
	end(run, model);
}

/* A renewal is probed at its second, so an edge of that second shows in its cells. */
static void test_edge_in_a_renewal(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->certificates[0].to = at("2027-03-02") - 1;
	model->certificates[4].to = at("2027-03-02") - 1;
	run = start(engine, model);
	until(run, "2027-03-03");
	steps_are(run, "the renewal's title says what else happened, what changed a cell first",
		  STEPS("2027-01-01 start: start",
			"2027-03-02 renewal: renewal: api with the same key; in the same second: "
			"Main Root 1 expires, Spare Root expires"));
	tap_text(honest_words(run, last(run), "none"), "breaks-chain (root-expired)",
		 "its cells show it");
	end(run, model);

	/* The second host's renewal comes after the edge. */
	model = with("none");
	pl_model_add_host(model, "web", "web.example.test", "int-1")->renews = true;
	model->certificates[4].to = at("2027-03-02") - 1;
	run = start(engine, model);
	until(run, "2027-03-03");
	steps_are(run, "it is said once",
		  STEPS("2027-01-01 start: start",
			"2027-03-02 renewal: renewal: api with the same key; in the same second: "
			"Spare Root expires",
			"2027-03-02 renewal: renewal: web with the same key"));
	end(run, model);

	/* What the renewal replaces and what it brings is its own business. */
	model = with("none");
	model->hosts[0].renew_before = 0;
	run = start(engine, model);
	until(run, "2027-04-02");
	steps_are(run, "the end of what is replaced in that second is none",
		  STEPS("2027-01-01 start: start",
			"2027-04-01 renewal: renewal: api with the same key"));
	end(run, model);

	model = with("none");
	model->certificates[0].to = at("2027-03-02") - 1;
	model->certificates[2].to = at("2027-03-02") - 1;
	run = start(engine, model);
	until(run, "2027-03-03");
	tap_text(step_words(last(run)),
		 "2027-03-02 renewal: renewal: api cannot renew; in the same second: "
		 "Main Root 1 expires, Main CA 1 expires",
		 "a renewal that fails says it too");
	end(run, model);
}

/* One authority with several certificates: which of them ends. */
static void test_forms(void)
{
	struct pl_model *model = with("root-spki");
	struct pl_run *run;

	model->hosts[0].renews = false;
	model->operators[0].is_private = true; /* bound by no limit */
	model->hosts[0].lifetime = 1000 * PL_DAY;
	pl_model_add_certificate(model, "root-2-by-root-1", "root-2", "root-1", at("2023-01-01"),
				 at("2029-01-01") - 1);
	run = start(engine, model);
	until(run, "2029-06-01");
	steps_are(run, "a cross-sign is named by who signed it",
		  STEPS("2027-01-01 start: start",
			"2029-01-01 clock: clock: Main Root 1 expires, "
			"Main Root 2 (by Main Root 1) expires"));
	end(run, model);

	/* In the order of the file the one that matters would be the last and left out. */
	model = with("none");
	model->hosts[0].renews = false;
	for (size_t i = 0; i < model->n_certificates; i++)
		if (i != 2)
			model->certificates[i].to = at("2027-03-01") - 1;
	run = start(engine, model);
	until(run, "2027-03-02");
	tap_text(step_words(last(run)),
		 "2027-03-01 clock: clock: Main Root 1 expires, Main Root 2 expires, "
		 "Main CA 2 expires, and more",
		 "what changed a cell stands first");
	end(run, model);

	model = with("none");
	model->hosts[0].renews = false;
	for (size_t i = 0; i < model->n_certificates; i++)
		if (i != 0)
			model->certificates[i].to = at("2027-03-01") - 1;
	run = start(engine, model);
	until(run, "2027-03-02");
	tap_text(step_words(last(run)),
		 "2027-03-01 clock: clock: Main CA 1 expires, Main Root 2 expires, "
		 "Main CA 2 expires, and more",
		 "though others come before it in the file");
	end(run, model);
}

static void test_scripted_failure(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;
	char *words;
	size_t steps;
	int64_t now;

	model->hosts[0].renews = false;
	model->certificates[2].to = at("2027-02-01") - 1;
	run = start(engine, model);
	steps = run->n_steps;
	now = run->now;
	words = refused(run, "2027-03-01", "renew: new");
	tap_text(words,
		 "int-1 cannot issue on 2027-03-01: int-1-by-root-1 is valid from 2025-01-01 to "
		 "2027-01-31T23:59:59Z",
		 "a scripted renewal that cannot be is an input error");
	tap_ok(run->n_steps == steps && run->now == now && run->world->now == now,
	       "and leaves the run as it was, edges on the way included");
	free(words);
	end(run, model);
}

static void test_expire(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;
	char *words;

	pl_model_add_host(model, "web", "web.example.test", "int-1")->renews = true;
	run = start(engine, model);
	happen(run, "2027-01-10", "expire-leaf: api");
	steps_are(run, "expire-leaf stops that host's automation and owns the edge of its second",
		  STEPS("2027-01-01 start: start",
			"2027-03-02 renewal: renewal: web with the same key",
			"2027-04-01 event: the certificate of api expires"));
	words = refused(run, "", "expire-leaf: api");
	tap_has(words, "has expired already", "it cannot expire twice");
	free(words);
	happen(run, "", "expire-root");
	tap_int(last(run)->at, at("2029-01-01"),
		"expire-root moves to the second after the root's last");
	tap_ok(run->steps[run->n_steps - 2]->at < last(run)->at, "and owns that second's edge");
	end(run, model);

	model = with("none");
	run = start(engine, model);
	happen(run, "", "expire-intermediate");
	tap_int(last(run)->at, at("2035-01-01"), "the intermediate above the leaf, by default");
	end(run, model);

	model = with("none");
	pl_model_add_certificate(model, "int-1-by-root-2", "int-1", "root-2", at("2025-01-01"),
				 at("2028-07-01") - 1);
	run = start(engine, model);
	happen(run, "", "serve: alternate certificate=int-1-by-root-2");
	happen(run, "", "expire-intermediate");
	tap_int(last(run)->at, at("2028-07-01"), "of an alternate chain the one that is presented");
	end(run, model);
}

static void test_attack(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run;
	char *words;

	model->hosts[0].renews = false;
	if (!pl_model_add_attack(model, "own-ca"))
		printf("Bail out! there is no attack own-ca\n");
	run = start(engine, model);
	happen(run, "2027-01-02", "attack: own-ca for=6h");
	tap_ok(run->world->attack && run->world->attack_until == at("2027-01-02T06:00Z"),
	       "the attacker answers now");
	words = refused(run, "2027-01-02T05:59Z", "attack: own-ca");
	tap_has(words, "still answers until 2027-01-02T06:00:00Z", "one attack at a time");
	free(words);
	happen(run, "2027-01-02T06:00Z", "serve: full");
	steps_are(run, "the end of an attack is always a step, before the event of its second",
		  STEPS("2027-01-01 start: start",
			"2027-01-02 event: attack with own-ca for 6 hours",
			"2027-01-02T06:00:00Z attack-end: the attack on api (own-ca) ends",
			"2027-01-02T06:00:00Z event: serves the full chain"));
	tap_ok(!run->world->attack, "nobody answers instead of the host any more");
	tap_ok(pl_step_honest(run->steps[1], 0) == pl_step_honest(run->steps[0], 0),
	       "honest cells know nothing of an attack");
	words = refused(run, "", "attack: self-signed");
	tap_text(words, "self-signed is not among the scenario's attacks; add it there",
		 "only what is watched can happen");
	free(words);
	end(run, model);
}

static void test_branches(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run = start(engine, model), *other;

	happen(run, "2027-01-10", "renew: same");
	other = pl_run_clone(run);
	happen(other, "+1d", "renew: new");
	happen(run, "+2d", "renew: same");
	tap_ok(run->steps[0] == other->steps[0] && run->steps[1] == other->steps[1],
	       "a clone shares the steps so far");
	tap_ok(run->rows[0] == other->rows[0], "and the rows");
	tap_text(honest_words(run, last(run), "leaf-spki"), "survives (pin-match)",
		 "one branch keeps the key");
	tap_text(honest_words(other, last(other), "leaf-spki"), "breaks-pin (pin-mismatch)",
		 "the other does not");
	pl_run_rewind(other, 2);
	tap_int((long long)other->n_steps, 2, "rewinding drops the steps after the first n");
	tap_int(other->now, at("2027-01-10"), "and takes the clock back");
	happen(other, "+2d", "renew: same");
	tap_ok(pl_step_honest(last(other), 0) == pl_step_honest(last(run), 0),
	       "the same events give the same outcome, by address");
	pl_run_free(other);
	tap_text(honest_words(run, last(run), "leaf-spki"), "survives (pin-match)",
		 "a freed clone takes nothing along");
	end(run, model);
}

/* Each app counts its own builds. */
static void test_versions(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run;

	if (!pl_model_add_strategy(model, "root-spki"))
		printf("Bail out! there is no root-spki\n");
	pl_model_add_device(model, "tablet");
	pl_device_def_trust(&model->devices[1], "root-1");
	run = start(engine, model);
	happen(run, "2027-01-10", "release: leaf-spki");
	happen(run, "2027-01-11", "release: root-spki");
	tap_text(run->rows[row_of(run, "leaf-spki")]->id, "leaf-spki x tablet x v2",
		 "the first release of one app is its second build");
	tap_text(run->rows[row_of(run, "root-spki")]->id, "root-spki x tablet x v2",
		 "and that of another app is the second of that one");
	tap_text(run->rows[row_of(run, "root-spki") - 1]->id, "root-spki x phone x v2",
		 "on every device");
	happen(run, "2027-01-12", "release: root-spki");
	happen(run, "2027-01-13", "release");
	tap_text(run->rows[row_of(run, "leaf-spki")]->version, "3", "a release of all is the next");
	tap_text(run->rows[row_of(run, "root-spki")]->version, "4", "of each");
	pl_run_rewind(run, 3);
	happen(run, "2027-01-12", "release: root-spki");
	tap_text(run->rows[row_of(run, "root-spki")]->version, "3",
		 "what is taken back is not counted");
	end(run, model);
}

static void test_release(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run = start(engine, model);
	size_t before = run->n_rows, newest;
	char *words;

	tap_text(run->rows[0]->id, "leaf-spki", "axes with one value are left out of a row's id");
	happen(run, "2027-01-10", "renew: new");
	happen(run, "", "release: leaf-spki");
	newest = row_of(run, "leaf-spki");
	tap_int((long long)run->n_rows, (long long)before + 1, "a release adds a row");
	tap_text(run->rows[newest]->version, "2", "of the next version");
	tap_text(run->rows[newest]->id, "leaf-spki x v2", "and its id says so");
	tap_int((long long)run->rows[newest]->built, (long long)last(run)->index,
		"built at its step");
	tap_ok(!pl_step_honest(run->steps[1], newest), "there was no such app before");
	tap_int(pl_step_honest(last(run), newest)->state, PL_STATE_SURVIVES,
		"the new version pins the new key");
	tap_int(pl_step_honest(last(run), 0)->state, PL_STATE_BREAKS_PIN,
		"the old version does not");
	words = refused(run, "", "release: leaf-spkj");
	tap_text(words, "there is no strategy 'leaf-spkj'; did you mean 'leaf-spki'?",
		 "a strategy that is not there");
	tap_int((long long)run->n_rows, (long long)before + 1, "adds no rows");
	free(words);
	pl_run_rewind(run, 2);
	tap_int((long long)run->n_rows, (long long)before, "rewinding takes the row away again");
	end(run, model);
}

static void test_until(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;
	struct pl_error err = PL_ERROR_INIT;
	char *words;

	model->until = at("2027-02-01");
	run = start(engine, model);
	words = refused(run, "2027-02-01", "renew: new");
	tap_has(words, "the run ends before 2027-02-01", "an event at until is too late");
	free(words);
	words = refused(run, "2027-01-31", "wait: 2d");
	tap_has(words, "the run ends before 2027-02-01",
		"so is one that moves the clock beyond it");
	free(words);
	words = refused(run, "2026-12-31", "renew: new");
	tap_has(words, "before the clock, which stands at 2027-01-01",
		"nothing happens before the start");
	free(words);
	pl_model_add_event(model, event_at("2027-01-05", "renew: new"));
	must(pl_run_all(run, &err), &err);
	steps_are(run, "all events, then until", STEPS("2027-01-01 start: start",
		  "2027-01-05 event: renew with a new key"));
	end(run, model);
}

static void test_too_many_renewals(void)
{
	struct pl_model *model = with("none");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	model->hosts[0].lifetime = 10;
	model->hosts[0].renew_before = 5;
	model->hosts[0].pos = (struct pl_pos){ "x.yaml", 9, 3 };
	run = start(engine, model);
	tap_ok(!pl_run_until(run, at("2030-01-01"), &err),
	       "a run without end is refused before it moves");
	tap_has(err.text, "api renews itself too often until 2029-12-31T23:59:59Z",
		"with the host's name");
	tap_int(err.line, 9, "and its place");
	tap_int((long long)run->n_steps, 1, "and has not moved");
	pl_error_clear(&err);
	must(pl_run_until(run, model->start + 51, &err), &err);
	tap_int((long long)run->n_steps, 11, "a short one with many renewals is fine");
	end(run, model);
}

/* A device whose store is updated in true time, with a clock that is wrong. */
static void test_trust_and_skew(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->devices[0].trust[0].until = at("2027-02-01");
	model->devices[0].skew = -10 * PL_DAY;
	model->start = at("2027-01-01");
	run = start(engine, model);
	until(run, "2027-02-20");
	tap_text(step_words(last(run)),
		 "2027-02-01 clock: clock: Main Root 1 leaves the store of phone",
		 "stores change in true time");
	end(run, model);
}

static void test_wrong_key(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run;

	model->hosts[0].renews = false;
	run = start(engine, model);
	happen(run, "", "serve: key=wrong");
	tap_text(honest_words(run, last(run), "leaf-spki"), "breaks-chain (handshake-failed)",
		 "a server with a wrong key fails in the handshake only");
	happen(run, "", "serve: key=own");
	tap_text(honest_words(run, last(run), "leaf-spki"), "survives (pin-match)",
		 "its own key mends it");
	end(run, model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_automation();
	test_automation_keys();
	test_crypto(true);
	test_crypto(false);
	test_lost_backup();
	test_lost_backup_automation();
	test_expire_pins();
	test_staged();
	test_staged_forgotten();
	test_edges();
	test_skew();
	test_trust_dates();
	test_pin_expiry();
	test_order();
	test_failing_automation();
	test_later_certificate();
	test_recovery();
	test_failing_again();
	test_edge_in_a_renewal();
	test_forms();
	test_scripted_failure();
	test_expire();
	test_attack();
	test_branches();
	test_release();
	test_versions();
	test_until();
	test_too_many_renewals();
	test_trust_and_skew();
	test_wrong_key();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
