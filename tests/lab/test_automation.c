/* Automation: when does a host renew by itself, and what when it cannot? */
#include <config.h>

#include "lab/run.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

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

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_automation();
	test_automation_keys();
	test_lost_backup_automation();
	test_failing_automation();
	test_later_certificate();
	test_recovery();
	test_failing_again();
	test_edge_in_a_renewal();
	test_too_many_renewals();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
