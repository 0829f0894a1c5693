/* Hosts that come, and hosts that go back to an earlier certificate. */
#include <config.h>

#include "lab/run.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

/* 254 bytes, one more than DNS can carry (RFC 1035, 2.3.4). */
#define LABEL "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghi."
#define LONG_NAME LABEL LABEL LABEL LABEL "a.test"

static void test_add_host(void)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{ "add-host: id=api name=b.test",
		  "there is a host 'api' already; choose another id" },
		{ "add-host: id=b name=www.somewhere.org",
		  "'www.somewhere.org' is neither a reserved name nor one below a host's of the "
		  "file; write one like api.example.test" },
		{ "add-host: id=b name=b..test",
		  "'b..test' is not a host name; write one like api.example.test" },
		{ "add-host: id=b name=" LONG_NAME,
		  "'" LONG_NAME "' is not a host name; write one like api.example.test" },
		{ "add-host: id=b name=b.test issuer=int-c",
		  "there is no authority 'int-c'; did you mean 'int-1'?" },
	};
	struct pl_model *model = with("leaf-spki");
	struct pl_run *run;
	size_t n_rows;

	pl_model_add_strategy(model, "root-spki");
	pl_model_add_strategy(model, "private-ca");
	pl_model_add_custom(model, "api-only")->host = strdup("api");
	run = start(engine, model);
	n_rows = run->n_rows;
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		char *words = refused(run, "2027-02-01", rows[i].text);

		tap_text(words, rows[i].words, rows[i].text);
		free(words);
	}
	tap_int((long long)run->n_rows, (long long)n_rows, "a refused host leaves no row");
	happen(run, "2027-02-01", "add-host: id=second name=second.example.test issuer=int-b");
	tap_text(honest_words(run, last(run), "leaf-spki"), "breaks-pin (pin-mismatch)",
		 "apps in the field have the first host's key");
	tap_text(honest_words(run, last(run), "root-spki"), "breaks-pin (pin-mismatch)",
		 "and its root");
	tap_text(honest_words(run, last(run), "private-ca"), "survives (no-pins)",
		 "a private CA has its twin there, too");
	tap_text(run->rows[row_of(run, "leaf-spki")]->id, "leaf-spki x second",
		 "the new row says for whom it is");
	tap_text(run->rows[row_of(run, "api-only")]->host, "api",
		 "an app of one host does not know the other");
	happen(run, "2027-02-02", "release");
	tap_text(honest_words(run, last(run), "leaf-spki"), "survives (pin-match)",
		 "the next release pins it");
	tap_text(run->rows[row_of(run, "leaf-spki")]->id, "leaf-spki x second x v2",
		 "as version 2 of the app");
	until(run, "2027-04-03");
	tap_text(step_words(last(run)), "2027-04-02 renewal: renewal: second with the same key",
		 "it renews itself as the first one does");
	end(run, model);
}

/* It has keys of its own, and nobody has lost those. */
static void test_add_host_keys(void)
{
	struct pl_model *model = with("hpkp");
	const struct pl_host *host;
	struct pl_run *run = start(engine, model);

	happen(run, "2027-02-01", "set-hpkp: pins=leaf.spki,backup.spki");
	happen(run, "2027-02-02", "lose-backup-key");
	happen(run, "2027-02-03", "add-host: id=second name=second.example.test");
	host = pl_world_host(last(run)->world, "second");
	tap_ok(host && !host->hpkp, "no header with another host's keys comes along");
	happen(run, "2027-02-04", "renew: host=second key=backup");
	tap_text(step_words(last(run)), "2027-02-04 event: renew second with the backup key",
		 "the lost backup key is not its own");
	end(run, model);
}

static void test_serve_previous(void)
{
	struct pl_model *model = with("leaf-cert");
	struct pl_run *run;
	char *words;

	model->hosts[0].renew_key = PL_KEY_NEW;
	model->hosts[0].renew_before = 10 * PL_DAY;
	run = start(engine, model);
	words = refused(run, "2027-02-01", "serve: previous=true");
	tap_text(words, "api serves its first certificate; there is none before it",
		 "the first has none before it");
	free(words);
	until(run, "2027-03-23");
	tap_text(honest_words(run, last(run), "leaf-cert"), "breaks-pin (pin-mismatch)",
		 "the renewed certificate breaks");
	happen(run, "2027-03-24", "serve: previous=true");
	tap_text(step_words(last(run)), "2027-03-24 event: serves an earlier certificate again",
		 "the old one, with a few days left,");
	tap_text(honest_words(run, last(run), "leaf-cert"), "survives (pin-match)",
		 "is the way back");
	happen(run, "2027-03-25", "reload");
	tap_text(honest_words(run, last(run), "leaf-cert"), "breaks-pin (pin-mismatch)",
		 "a reload brings the new one");
	happen(run, "2027-03-26", "serve: previous=true host=api");
	until(run, "2027-04-02");
	tap_text(honest_words(run, last(run), "leaf-cert"), "breaks-chain (cert-expired)",
		 "and the way back ends with it");
	words = refused(run, "2027-04-03", "serve: previous=true");
	tap_text(words, "api serves its first certificate; there is none before it",
		 "there is nothing further back");
	free(words);
	happen(run, "2027-04-03", "reload");
	words = refused(run, "2027-04-03", "serve: previous=true");
	tap_text(words,
		 "api has no earlier certificate that is still valid: the one before ended after "
		 "2027-03-31T23:59:59Z",
		 "nor what has ended");
	free(words);
	end(run, model);
}

/* One issued before the scenario keeps its own dates and the rules of its own day. */
static void test_issued(void)
{
	static const struct {
		const char *start, *issued;
		int days;
		const char *from, *to, *renewal; /* the first one, NULL: none within 30 days */
	} rows[] = {
		{ "2027-01-01", NULL, 90, "2027-01-01", "2027-03-31T23:59:59Z", NULL },
		{ "2027-01-01", "2026-11-20T05:06:07Z", 90, "2026-11-20T05:06:07Z",
		  "2027-02-18T05:06:06Z", "2027-01-19T05:06:07Z" },
		/* 398 days were to be had until 2026-03-14; its renewal is cut to 200. */
		{ "2027-01-01", "2026-03-14", 398, "2026-03-14", "2027-04-15T23:59:59Z", NULL },
		{ "2027-01-01", "2026-03-15", 398, "2026-03-15", "2026-09-30T23:59:59Z",
		  "2027-01-01" },
		/* Overdue: renewed in the scenario's first second. */
		{ "2027-01-01", "2026-10-10", 90, "2026-10-10", "2027-01-07T23:59:59Z",
		  "2027-01-01" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = with("leaf-spki");
		const struct pl_cert *leaf;
		struct pl_run *run;

		model->start = at(rows[i].start);
		model->hosts[0].lifetime = rows[i].days * PL_DAY;
		model->hosts[0].issued = rows[i].issued ? at(rows[i].issued) : PL_TIME_NONE;
		run = start(engine, model);
		leaf = last(run)->world->hosts[0]->served->full->certs[0];
		tap_ok(leaf->not_before == at(rows[i].from) && leaf->not_after == at(rows[i].to),
		       "row %zu: from %s to %s", i, rows[i].from, rows[i].to);
		until(run, "2027-01-31");
		tap_ok((run->n_steps > 1) == (rows[i].renewal != NULL), "whether it renews");
		if (rows[i].renewal && run->n_steps > 1)
			tap_ok(run->steps[1]->at == at(rows[i].renewal), "on %s",
			       rows[i].renewal);
		end(run, model);
	}
}

static void test_issued_later(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_errors errors = PL_ERRORS_INIT;

	model->hosts[0].issued = model->start + 1;
	tap_ok(!pl_model_check(model, &errors) && errors.n == 1, "not after the start");
	tap_text(errors.items[0].text,
		 "api is issued on 2027-01-01T00:00:01Z, after the scenario starts; make it "
		 "earlier, or leave it out",
		 "saying so");
	pl_errors_clear(&errors);
	pl_model_free(model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_add_host();
	test_add_host_keys();
	test_serve_previous();
	test_issued();
	test_issued_later();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
