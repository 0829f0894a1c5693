/* Scripted events within a run: what does each change, from which second on? */
#include <config.h>

#include "lab/run.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

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
	test_crypto(true);
	test_crypto(false);
	test_lost_backup();
	test_expire_pins();
	test_staged();
	test_staged_forgotten();
	test_forms();
	test_scripted_failure();
	test_expire();
	test_attack();
	test_release();
	test_versions();
	test_wrong_key();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
