/* Providers: what do they do by themselves, and what do they refuse? */
#include <config.h>

#include "lab/provider.h"
#include "lab/run.h"
#include "lab/why.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

/* The days for which the certificate is valid that the first host serves. */
static const struct pl_provider *provider(const char *name)
{
	const struct pl_provider *found = pl_provider_find(name);

	if (!found) {
		printf("Bail out! there is no provider %s\n", name);
		exit(1);
	}
	return found;
}

static void test_providers(void)
{
	static const struct {
		const char *name, *words;
		const char *renewal;
		enum pl_key_alg alg;
	} rows[] = {
		{ "certbot", "breaks-pin (pin-mismatch)", "2027-03-02", PL_KEY_P256 },
		{ "certbot-1", "breaks-pin (pin-mismatch)", "2027-03-02", PL_KEY_RSA_2048 },
		{ "certbot-reuse-key", "survives (pin-match)", "2027-03-02", PL_KEY_P256 },
		{ "acme.sh", "survives (pin-match)", "2027-03-02", PL_KEY_P256 },
		{ "cert-manager", "breaks-pin (pin-mismatch)", "2027-03-02", PL_KEY_RSA_2048 },
		{ "cert-manager-1.17", "survives (pin-match)", "2027-03-02", PL_KEY_RSA_2048 },
		{ "caddy", "breaks-pin (pin-mismatch)", "2027-03-02", PL_KEY_P256 },
		/* 200 days are allowed in January: 140 later 60 are left */
		{ "acm", "breaks-pin (pin-mismatch)", "2027-05-21", PL_KEY_RSA_2048 },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = with("leaf-spki");
		struct pl_run *run;

		pl_provider_apply(provider(rows[i].name), model, &model->hosts[0]);
		tap_ok(pl_provider_renews(&model->hosts[0]), "%s as it comes", rows[i].name);
		run = start(engine, model);
		tap_int(pl_host_next_renewal(run->world->hosts[0]), at(rows[i].renewal),
			"renews then");
		tap_int((int)pl_key_algorithm(run->world->hosts[0]->served->key),
			(int)rows[i].alg, "with a key of this kind");
		until(run, "2027-06-01");
		tap_text(honest_words(run, last(run), "leaf-spki"), rows[i].words,
			 "and a pin on the leaf's key");
		end(run, model);
	}
}

/* Half of six days, a third of ninety. */
static void test_short_lived(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	pl_provider_apply(provider("certbot"), model, &model->hosts[0]);
	model->hosts[0].lifetime = 160 * PL_HOUR;
	run = start(engine, model);
	tap_int(pl_host_next_renewal(run->world->hosts[0]), at("2027-01-01") + 80 * PL_HOUR,
		"under ten days certbot renews at half the life");
	pl_run_free(run);
	pl_provider_apply(provider("caddy"), model, &model->hosts[0]);
	run = start(engine, model);
	tap_int(pl_host_next_renewal(run->world->hosts[0]),
		at("2027-01-01") + 160 * PL_HOUR - 160 * PL_HOUR / 3, "Caddy does not");
	end(run, model);
}

static void test_managed(void)
{
	struct pl_model *model = with("leaf-spki+backup");
	struct pl_run *run;
	struct pl_cell cell;
	struct pl_why why;
	char *words;

	pl_model_add_strategy(model, "root-spki");
	pl_provider_apply(provider("google-managed"), model, &model->hosts[0]);
	run = start(engine, model);
	words = refused(run, "2027-02-01", "renew: same");
	tap_text(words, "google-managed holds the key of api and makes a new one each time, so "
			"nobody can give it the same again; write key: new, or choose another "
			"provider",
		 "nobody can keep a managed key");
	free(words);
	words = refused(run, "2027-02-01", "renew: backup");
	tap_has(words, "nobody can give it a backup key", "or use one made ahead");
	free(words);
	words = refused(run, "2027-02-01", "switch-ca: to=int-b key=same");
	tap_has(words, "google-managed holds the key of api", "wherever it goes");
	free(words);
	happen(run, "2027-02-01", "swap-intermediate: to=int-2");
	tap_text(honest_words(run, last(run), "leaf-spki+backup"), "breaks-pin (pin-mismatch)",
		 "a new certificate has a new key, whatever the event does elsewhere");
	tap_text(honest_words(run, last(run), "root-spki"), "survives (pin-match)",
		 "what can be known ahead is above it");
	cell = (struct pl_cell){ last(run)->index, row_of(run, "leaf-spki+backup"), -1 };
	pl_why(run, &cell, &why);
	tap_has(why.fix, "google-managed holds the key and makes a new one each time, so no pin on "
			 "this leaf can last",
		"no remedy that nobody can follow");
	pl_why_clear(&why);
	end(run, model);
}

/* The intermediates of its operators, whoever they are; neither roots nor strangers. */
static void test_provider_pool(void)
{
	struct pl_model *model = with("none");

	free(model->operators[0].name);
	model->operators[0].name = strdup("google");
	for (size_t i = 0; i < model->n_authorities; i++)
		if (strcmp(model->authorities[i].operator_, "main") == 0) {
			free(model->authorities[i].operator_);
			model->authorities[i].operator_ = strdup("google");
		}
	pl_provider_apply(provider("gts"), model, &model->hosts[0]);
	tap_int((long long)model->hosts[0].pool.n, 2, "a provider draws from its operators' CAs");
	tap_ok(pl_pool_has(&model->hosts[0].pool, "int-1") &&
		       pl_pool_has(&model->hosts[0].pool, "int-2"),
	       "from those that issue leaves");
	pl_model_free(model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_providers();
	test_short_lived();
	test_managed();
	test_provider_pool();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
