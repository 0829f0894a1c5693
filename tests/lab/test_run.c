/* Runs: what happens in which order, to the second. */
#include <config.h>

#include "lab/run.h"

#include "tests/lab/build.h"

static struct pl_engine *engine;

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

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_edges();
	test_skew();
	test_trust_dates();
	test_pin_expiry();
	test_order();
	test_branches();
	test_until();
	test_trust_and_skew();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
