/* Lifetimes: how long is a leaf valid under the rules of its day? */
#include <config.h>

#include "lab/run.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

/* The days for which the certificate is valid that the first host serves. */
static long long days(const struct pl_run *run)
{
	return pl_cert_life(run->world->hosts[0]->served->full->certs[0]) / PL_DAY;
}

static void test_limits(void)
{
	static const struct {
		const char *start;
		int64_t lifetime;
		bool max, is_private;
		long long days;
		const char *what;
	} rows[] = {
		{ "2020-12-01", 398, false, false, 398, "398 days were allowed" },
		{ "2026-03-14", 500, false, false, 398, "to the last second of 2026-03-14" },
		{ "2026-03-15", 398, false, false, 200, "200 days from 2026-03-15" },
		{ "2027-03-15", 398, false, false, 100, "100 days from 2027-03-15" },
		{ "2029-03-15", 398, false, false, 47, "47 days from 2029-03-15" },
		{ "2027-03-15", 100, false, false, 100, "what is within the limit stays" },
		{ "2027-03-15", 398, false, true, 398, "a private CA is not bound" },
		{ "2028-01-01", 1, true, false, 100, "max is what the day allows" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = with("none");
		struct pl_run *run;

		model->start = at(rows[i].start);
		model->certificates[0].from = model->certificates[2].from = at("2015-01-01");
		model->certificates[0].to = model->certificates[2].to = at("2035-01-01");
		model->operators[0].is_private = rows[i].is_private;
		model->hosts[0].lifetime = rows[i].lifetime * PL_DAY;
		model->hosts[0].lifetime_max = rows[i].max;
		model->hosts[0].renews = false;
		/* What the CAs of this model have that began later is not asked. */
		model->certificates[1].from = model->certificates[3].from =
			model->certificates[4].from = model->certificates[5].from =
				at("2015-01-01");
		run = start(engine, model);
		tap_int(days(run), rows[i].days, rows[i].what);
		end(run, model);
	}
}

static void test_limit_notes(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	model->hosts[0].lifetime = 200 * PL_DAY;
	model->hosts[0].renew_before = 150 * PL_DAY;
	run = start(engine, model);
	tap_int(days(run), 200, "as asked for");
	until(run, "2027-05-01");
	tap_text(step_words(last(run)), "2027-04-11 renewal: renewal: api with the same key",
		 "renewed every fifty days");
	tap_int(days(run), 100, "a renewal meets the limit of 2027 by itself");
	tap_text(last(run)->note,
		 "the certificate of api is valid for 100 days, not 200 days (CA/Browser Forum, "
		 "100 days from 2027-03-15)",
		 "and says so");
	until(run, "2027-06-21");
	tap_text(step_words(last(run)), 
		 "2027-06-16T16:00:00Z renewal: renewal: api with the same key",
		 "150 days ahead is before it begins: it is renewed at a third");
	tap_ok(!last(run)->note, "what is as before needs no words");
	end(run, model);
}

static void test_max_refused(void)
{
	struct pl_model *model = with("none");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	model->hosts[0].lifetime_max = true;
	model->operators[0].is_private = true;
	run = pl_run_new(engine, model, &err);
	tap_ok(!run, "no rule limits a private CA");
	tap_text(err.text, "main is private, so no rule limits what api gets from it; write its "
			   "lifetime, like 365d",
		 "so max says nothing there");
	pl_error_clear(&err);
	end(run, model);
}

static void test_shorten(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run = start(engine, model);
	char *words = refused(run, "2027-02-01", "shorten-lifetime: to=90d");

	tap_text(words, "the certificates of api are valid for 90 days already; 90d is not shorter",
		 "shorter is shorter");
	free(words);
	happen(run, "2027-02-01", "shorten-lifetime: to=30d operator=main");
	tap_int(days(run), 90, "what was issued stays");
	until(run, "2027-03-23");
	tap_int(days(run), 30, "the next one is shorter");
	tap_text(step_words(last(run)), "2027-03-22 renewal: renewal: api with the same key",
		 "and renewed when a third of its 30 days is left");
	words = refused(run, "2027-03-23", "shorten-lifetime: to=30d operator=main");
	tap_text(words,
		 "the certificates of main are valid for 30 days already; 30d is not shorter",
		 "an operator remembers");
	free(words);
	words = refused(run, "2027-03-23", "shorten-lifetime: to=3d operator=man");
	tap_text(words, "there is no operator 'man'; did you mean 'main'?", "and has a name");
	free(words);
	happen(run, "2027-03-23", "shorten-lifetime: to=6d host=api");
	happen(run, "", "renew: key=same");
	tap_int(days(run), 6, "a host asks for less");
	end(run, model);
}

/* The newer certificate ends first, and the older one over the stolen key serves the thief. */
static void test_older_outlives(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run;
	const struct pl_outcome *outcome;
	size_t row;

	(void)!pl_model_add_attack(model, "stolen-leaf-key");
	model->hosts[0].renews = false;
	run = start(engine, model);
	row = row_of(run, "leaf-spki");
	happen(run, "2027-01-02", "shorten-lifetime: to=5d");
	happen(run, "", "renew: key=same");
	happen(run, "2027-01-03", "renew: key=same");
	happen(run, "2027-02-01", "wait: 0s");
	outcome = pl_step_attack(run, last(run), row, 0);
	tap_text(pl_state_info(outcome->state)->name, "intercepted",
		 "both newer ones have ended, and the first one has not");
	until(run, "2027-05-01");
	outcome = pl_step_attack(run, last(run), row, 0);
	tap_text(pl_state_info(outcome->state)->name, "blocked-moot", "until it ends, too");
	tap_text(step_words(last(run)), 
		 "2027-04-01 clock: clock: api.example.test (no longer served) expires",
		 "which is a step to the second");
	end(run, model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_limits();
	test_limit_notes();
	test_max_refused();
	test_shorten();
	test_older_outlives();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
