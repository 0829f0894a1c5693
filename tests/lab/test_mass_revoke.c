/* Mass revocation: who replaces his certificate before the deadline? */
#include <config.h>

#include <string.h>

#include "lab/run.h"

#include "tests/lab/build.h"

static struct pl_engine *engine;

/* Three hosts below int-1: one that asks, one that does not, one that nobody renews. */
static struct pl_model *three(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_host_def *host;

	model->hosts[0].renew_ari = true;
	model->hosts[0].renew_key = PL_KEY_NEW;
	host = pl_model_add_host(model, "slow", "slow.example.test", "int-1");
	host->renews = true;
	host = pl_model_add_host(model, "other", "other.example.test", "int-2");
	host->renews = true;
	model->devices[0].revocation = PL_REVOCATION_SOFT;
	/* Known in the second in which it is decided. */
	model->operators[0].channels[PL_CHANNEL_OCSP].delay = 0;
	return model;
}

static const char *at_host(const struct pl_run *run, const char *host)
{
	static char words[120];

	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_outcome *outcome = pl_step_honest(last(run), i);

		if (run->rows[i]->control || strcmp(run->rows[i]->host, host) != 0)
			continue;
		snprintf(words, sizeof(words), "%s (%s)", pl_state_info(outcome->state)->name,
			 pl_reason_info(outcome->reason)->name);
		return words;
	}
	return "nothing";
}

static void test_mass_revoke(void)
{
	struct pl_model *model = three();
	struct pl_run *run = start(engine, model);
	char *words = refused(run, "2027-02-01", "mass-revoke: int-b");

	tap_text(words,
		 "no certificate of any host is by int-b; name the authority that issued to them",
		 "somebody has to be affected");
	free(words);
	words = refused(run, "2027-02-01", "mass-revoke: int-1 hosts=other");
	tap_has(words, "no certificate of other is by int-1", "and those that are named are");
	free(words);
	happen(run, "2027-02-01", "mass-revoke: int-1 deadline=5d");
	tap_text(last(run)->note,
		 "1 of 2 hosts are replaced at once; what is left is revoked at 2027-02-06",
		 "who asks is replaced at once");
	tap_text(at_host(run, "api"), "breaks-pin (pin-mismatch)",
		 "with its own key mode: a new key, which no app pins");
	tap_text(at_host(run, "slow"), "survives (pin-match)", "the other waits");
	until(run, "2027-02-06");
	tap_text(at_host(run, "slow"), "survives (pin-match)", "to the last second");
	until(run, "2027-02-07");
	tap_text(step_words(last(run)),
		 "2027-02-06 clock: the deadline of a mass revocation: 2 certificates are revoked",
		 "the deadline is a step");
	tap_text(last(run)->note, "missed: slow", "that says who missed it");
	tap_text(at_host(run, "slow"), "breaks-chain (revoked)", "and is cut off");
	tap_text(at_host(run, "other"), "survives (pin-match)", "others are not affected");
	until(run, "2027-03-03");
	tap_text(at_host(run, "slow"), "survives (pin-match)",
		 "until it is renewed on its own day");
	end(run, model);
}

static void test_mass_revoke_in_time(void)
{
	struct pl_model *model = three();
	struct pl_run *run = start(engine, model);

	happen(run, "2027-02-01", "mass-revoke: int-1 replace=true key=same deadline=24h");
	tap_text(last(run)->note,
		 "2 of 2 hosts are replaced at once; what is left is revoked at 2027-02-02",
		 "owners replace by hand");
	tap_text(at_host(run, "api"), "survives (pin-match)", "with the key that they say");
	until(run, "2027-02-03");
	tap_ok(!last(run)->note, "nobody misses the deadline");
	tap_text(step_words(last(run)),
		 "2027-02-02 clock: the deadline of a mass revocation: 2 certificates are revoked",
		 "and the old ones are revoked");
	tap_text(at_host(run, "slow"), "survives (pin-match)", "which nobody serves");
	happen(run, "2027-02-27", "mass-revoke: int-1 hosts=slow deadline=5d");
	until(run, "2027-04-01");
	tap_text(at_host(run, "slow"), "breaks-chain (revoked)", "renewal comes too late");
	end(run, model);
}

/* A scheduled renewal before the deadline is in time as well. */
static void test_mass_revoke_by_schedule(void)
{
	struct pl_model *model = three();
	struct pl_run *run = start(engine, model);

	happen(run, "2027-02-28", "mass-revoke: int-1 hosts=slow deadline=5d");
	until(run, "2027-03-06");
	tap_text(at_host(run, "slow"), "survives (pin-match)", "renewed on its own day, in time");
	tap_ok(!last(run)->note, "nobody missed it");
	end(run, model);
}

static void test_ca_outage(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run = start(engine, model);
	char *words;

	happen(run, "2027-03-01", "outage: ca for=5d");
	words = refused(run, "2027-03-01", "renew: new");
	tap_text(words, "main issues nothing until 2027-03-06: its CA is out",
		 "what needs a certificate is refused");
	free(words);
	until(run, "2027-03-05");
	tap_text(step_words(last(run)), "2027-03-02 renewal: renewal: api cannot renew",
		 "a renewal says so");
	tap_text(last(run)->note, "main issues nothing until 2027-03-06: its CA is out", "and why");
	until(run, "2027-03-07");
	tap_text(step_words(last(run)), "2027-03-06 renewal: renewal: api with the same key",
		 "and waits for the CA");
	happen(run, "2027-04-20", "outage: ca for=60d");
	until(run, "2027-06-18");
	tap_text(honest_words(run, last(run), "none"), "breaks-chain (cert-expired)",
		 "as long as its certificate lasts");
	until(run, "2027-06-20");
	tap_text(honest_words(run, last(run), "none"), "survives (no-pins)",
		 "the CA is back in the second in which its outage ends");
	end(run, model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_mass_revoke();
	test_mass_revoke_in_time();
	test_mass_revoke_by_schedule();
	test_ca_outage();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
