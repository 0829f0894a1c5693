/* Hosts and their CAs: who issues the next certificate, and what becomes of apps then. */
#include <config.h>

#include <string.h>

#include "lab/provider.h"
#include "lab/run.h"
#include "lab/why.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

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

static void pool(struct pl_model *model, enum pl_pool_mode mode, const char *a, const char *b)
{
	struct pl_host_def *host = &model->hosts[0];

	pl_pool_add(&host->pool, a, (struct pl_pos){ 0 });
	pl_pool_add(&host->pool, b, (struct pl_pos){ 0 });
	host->pool.mode = mode;
}

/* "12121": the last letters of the authorities that issued to the first host, oldest first. */
static const char *issuers(const struct pl_run *run)
{
	static char letters[40];
	const struct pl_issuance *issuance = run->world->hosts[0]->served;
	size_t n = 0;

	for (const struct pl_issuance *i = issuance; i; i = i->previous)
		n++;
	letters[n] = '\0';
	for (; issuance; issuance = issuance->previous)
		letters[--n] = issuance->issuer[strlen(issuance->issuer) - 1];
	return letters;
}

static void test_pool(void)
{
	static const struct {
		enum pl_pool_mode mode;
		const char *issuers, *words;
	} rows[] = {
		/* 2027-01-01, 03-02, 05-01, 06-30, 08-29 */
		{ PL_POOL_ROUND_ROBIN, "12121", "survives (pin-match)" },
		{ PL_POOL_FROZEN, "11111", "survives (pin-match)" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = with("intermediate-spki");
		struct pl_run *run;

		pool(model, rows[i].mode, "int-1", "int-2");
		run = start(engine, model);
		until(run, "2027-09-01");
		tap_text(issuers(run), rows[i].issuers, "who issued, in this mode");
		tap_text(honest_words(run, last(run), "intermediate-spki"), rows[i].words,
			 "and the pin on the first issuer at the end");
		end(run, model);
	}
}

static void test_pool_breaks(void)
{
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run;

	pl_model_add_strategy(model, "root-spki");
	pool(model, PL_POOL_ROUND_ROBIN, "int-1", "int-2");
	run = start(engine, model);
	until(run, "2027-03-03");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "breaks-pin (pin-mismatch)",
		 "a pin on one issuer breaks when the other's turn comes");
	tap_text(honest_words(run, last(run), "root-spki"), "survives (pin-match)",
		 "a pin on the root above both does not");
	until(run, "2027-05-02");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "survives (pin-match)",
		 "and holds again with the next turn: flapping");
	end(run, model);
}

static void test_pool_random(void)
{
	static const char first[] = "2027-01-01";
	struct pl_model *model = with("none");
	struct pl_run *run, *again;
	char *drawn;

	pool(model, PL_POOL_RANDOM, "int-1", "int-2");
	model->hosts[0].lifetime = 40 * PL_DAY;
	model->hosts[0].renew_before = 20 * PL_DAY;
	run = start(engine, model);
	until(run, "2027-08-01");
	drawn = strdup(issuers(run));
	tap_ok(strchr(drawn, '1') && strchr(drawn, '2'), "both are drawn in time: %s", drawn);
	again = start(engine, model);
	happen(again, first, "wait: 0s");
	until(again, "2027-08-01");
	tap_text(issuers(again), drawn, "the same seed draws the same, whatever else happens");
	pl_run_free(again);
	free(drawn);
	end(run, model);
}

static void test_pool_own_ca(void)
{
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run;
	const struct pl_outcome *outcome;

	(void)!pl_model_add_attack(model, "own-ca");
	pool(model, PL_POOL_FROZEN, "int-1", "int-2");
	run = start(engine, model);
	happen(run, "2027-02-01", "switch-ca: to=int-2");
	happen(run, "", "pool: members=int-2,int-1");
	outcome = pl_step_attack(run, last(run), row_of(run, "intermediate-spki"), 0);
	tap_text(pl_state_info(outcome->state)->name, "intercepted",
		 "an attacker may have his certificate from any member, the pinned one too");
	happen(run, "", "pool: members=int-2");
	outcome = pl_step_attack(run, last(run), row_of(run, "intermediate-spki"), 0);
	tap_text(pl_state_info(outcome->state)->name, "blocked-moot",
		 "from one that is no member he has none");
	end(run, model);
}

static void test_pool_event(void)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{ "pool: members=int-9", "there is no authority 'int-9'; did you mean 'int-1'?" },
		{ "pool: members=int-1,int-1",
		  "int-1 is in the pool twice; list each authority once" },
		{ "pool: members=int-1 operator=maine",
		  "no host has its certificates from 'maine'; name the operator of a host's "
		  "issuer" },
	};
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run = start(engine, model);

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		char *words = refused(run, "2027-02-01", rows[i].text);

		tap_text(words, rows[i].words, rows[i].text);
		free(words);
	}
	happen(run, "2027-02-01", "pool: members=int-2,int-1 operator=main");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "survives (pin-match)",
		 "a pool shows at the next renewal only");
	until(run, "2027-09-01");
	tap_text(issuers(run), "11212", "then every member has its turn");
	end(run, model);
}

static void test_pool_pins(void)
{
	struct pl_model *model = with("none");
	struct pl_strategy_def *all = pl_model_add_custom(model, "all");
	struct pl_run *run;

	pl_strategy_def_pin(all, "issuers.spki", (struct pl_pos){ 0 }, false);
	pl_strategy_def_pin(all, "roots.spki", (struct pl_pos){ 0 }, false);
	pool(model, PL_POOL_ROUND_ROBIN, "int-1", "int-b");
	run = start(engine, model);
	/* int-1 and int-b; root-1, root-2 and root-b */
	tap_int((long long)run->rows[row_of(run, "all")]->pins->n, 5,
		"issuers.spki and roots.spki are those of a pool's operators");
	end(run, model);
}

static void test_retire(void)
{
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run = start(engine, model);
	char *words;

	happen(run, "2027-02-01", "retire: int-1");
	tap_text(last(run)->note, "the next certificate of api comes from int-2",
		 "a host below a retired authority moves to the operator's next one");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "survives (pin-match)",
		 "what it issued stays valid");
	words = refused(run, "2027-02-02", "switch-ca: int-1");
	tap_text(words, "int-1 is retired since 2027-02-01 and issues no more; name another "
			"authority",
		 "an event that needs it is refused with the day");
	free(words);
	words = refused(run, "2027-02-02", "retire: int-1");
	tap_text(words, "int-1 is retired already, since 2027-02-01", "nobody retires twice");
	free(words);
	until(run, "2027-03-03");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "breaks-pin (pin-mismatch)",
		 "the pin breaks with the next renewal");
	happen(run, "2027-03-04", "retire: int-2");
	tap_text(last(run)->note, "api has no other issuer, so its next renewal fails",
		 "the last one has no successor");
	until(run, "2027-08-01");
	tap_text(step_words(run->steps[run->n_steps - 2]),
		 "2027-05-01 renewal: renewal: api cannot renew", "and the renewal fails");
	tap_text(run->steps[run->n_steps - 2]->note,
		 "int-2 is retired since 2027-03-04 and issues no more; name another authority",
		 "saying why");
	end(run, model);
}

static void test_retire_member(void)
{
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run;

	pool(model, PL_POOL_ROUND_ROBIN, "int-1", "int-2");
	run = start(engine, model);
	happen(run, "2027-02-01", "retire: int-2");
	tap_text(last(run)->note, "api has the others of its pool", "a pool has others");
	until(run, "2027-06-01");
	tap_text(issuers(run), "111", "a retired member is passed over");
	end(run, model);
}

/* What issues no more issues to no attacker either. */
static void test_retired_own_ca(void)
{
	struct pl_model *model = with("intermediate-spki");
	const struct pl_outcome *outcome;
	struct pl_run *run;

	(void)!pl_model_add_attack(model, "own-ca");
	pl_model_add_strategy(model, "none");
	pool(model, PL_POOL_FROZEN, "int-1", "int-2");
	run = start(engine, model);
	happen(run, "2027-02-01", "retire: int-1");
	outcome = pl_step_attack(run, last(run), row_of(run, "intermediate-spki"), 0);
	tap_text(pl_state_info(outcome->state)->name, "blocked",
		 "the pinned member is retired, and the attacker has his from the other one");
	tap_text(pl_reason_info(outcome->reason)->name, "pin-mismatch", "which is not pinned");
	happen(run, "2027-02-02", "retire: int-2");
	outcome = pl_step_attack(run, last(run), row_of(run, "none"), 0);
	tap_text(pl_state_info(outcome->state)->name, "blocked", "where all are, he has none");
	tap_text(outcome->detail, "int-1 is retired and issues no more", "and it is said why");
	end(run, model);
}

static void test_swap_in_pool(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	pool(model, PL_POOL_ROUND_ROBIN, "int-1", "int-2");
	run = start(engine, model);
	until(run, "2027-03-03"); /* served by int-2 now */
	happen(run, "2027-03-03",
	       "swap-intermediate: from=int-1 to=int-2 when=next-renewal host=api");
	until(run, "2027-06-01");
	tap_text(issuers(run), "122", "a swapped member leaves the pool");
	end(run, model);
}

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

static struct pl_node_def *node(struct pl_model *model, unsigned percent)
{
	struct pl_host_def *host = &model->hosts[0];
	struct pl_node_def *def = PL_PUSH(host->nodes, host->n_nodes, host->cap_nodes);

	*def = (struct pl_node_def){ .share = percent * (PL_SHARE_ALL / 100) };
	return def;
}

static const struct pl_outcome *honest(const struct pl_run *run, const char *strategy)
{
	return pl_step_honest(last(run), row_of(run, strategy));
}

/* An RSA and an ECDSA certificate side by side, of which the app pins the one. */
static void test_nodes_of_two_kinds(void)
{
	struct pl_model *model = with("leaf-spki");
	struct pl_node_def *own;
	struct pl_run *run;
	const struct pl_outcome *outcome;

	pl_model_add_strategy(model, "intermediate-spki");
	(void)!pl_model_add_attack(model, "stolen-leaf-key");
	(void)!pl_model_add_attack(model, "other-ca");
	node(model, 60);
	own = node(model, 40);
	own->own = true;
	own->alg = PL_KEY_P384;
	run = start(engine, model);
	outcome = honest(run, "leaf-spki");
	tap_text(honest_words(run, last(run), "leaf-spki"), "breaks-pin (pin-mismatch)",
		 "a pin on one of two leaves breaks");
	tap_int(outcome->node, 2, "at the second node");
	tap_int(outcome->share, 400000, "on its share");
	outcome = honest(run, "intermediate-spki");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "survives (pin-match)",
		 "a pin on what issued both does not");
	tap_int(outcome->share, PL_SHARE_ALL, "on every node");
	outcome = pl_step_attack(run, last(run), row_of(run, "leaf-spki"), 0);
	tap_text(pl_state_info(outcome->state)->name, "intercepted",
		 "whoever has the keys copies the node that fits");
	outcome = pl_step_attack(run, last(run), row_of(run, "leaf-spki"), 1);
	tap_text(pl_state_info(outcome->state)->name, "blocked",
		 "and a refusal is worth something: 60% are reached");
	until(run, "2027-03-03");
	tap_ok(run->world->hosts[0]->nodes[1].host->issued == 2, "both are renewed together");
	tap_ok(run->world->hosts[0]->nodes[1].host->served->key ==
		       run->steps[0]->world->hosts[0]->nodes[1].host->served->key,
	       "with their keys");
	end(run, model);
}

/* Some machines have the new certificate, some not yet. */
static void test_nodes_that_lag(void)
{
	struct pl_model *model = with("leaf-cert");
	struct pl_run *run;
	struct pl_cell cell = { 0 };
	struct pl_why why;

	model->hosts[0].renew_key = PL_KEY_NEW;
	node(model, 75);
	node(model, 25)->previous = true;
	run = start(engine, model);
	tap_text(honest_words(run, last(run), "leaf-cert"), "survives (pin-match)",
		 "before the first renewal all have the same");
	until(run, "2027-03-03");
	tap_text(honest_words(run, last(run), "leaf-cert"), "breaks-pin (pin-mismatch)",
		 "the renewed ones break");
	tap_int(honest(run, "leaf-cert")->node, 1, "the first node has the new one");
	tap_int(honest(run, "leaf-cert")->share, 750000, "on three of four connections");
	cell = (struct pl_cell){ last(run)->index, row_of(run, "leaf-cert"), -1 };
	pl_why(run, &cell, &why);
	tap_has(why.sentence, "Node 1 of api: the app breaks on 75% of the nodes. ",
		"and the sentence says so");
	pl_why_clear(&why);
	happen(run, "2027-03-03", "release: strategy=leaf-cert");
	tap_text(honest_words(run, last(run), "leaf-cert"), "breaks-pin (pin-mismatch)",
		 "an app that pins the new one breaks");
	tap_int(honest(run, "leaf-cert")->node, 2, "at those that lag");
	cell = (struct pl_cell){ last(run)->index, row_of(run, "leaf-cert"), -1 };
	pl_why(run, &cell, &why);
	tap_has(why.sentence, "Node 2 of api: the app breaks on 25% of the nodes. ",
		"whose certificate is the other one");
	pl_why_clear(&why);
	until(run, "2027-04-02");
	tap_text(step_words(last(run)),
		 "2027-04-01 clock: clock: api.example.test (no longer served) expires",
		 "the date of a lagging node is a step");
	tap_text(honest_words(run, last(run), "leaf-cert"), "breaks-chain (cert-expired)",
		 "in which it breaks by its chain");
	end(run, model);
}

static void test_nodes_of_two_chains(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	node(model, 90);
	node(model, 10)->serve = PL_SERVE_LEAF_ONLY;
	run = start(engine, model);
	tap_text(honest_words(run, last(run), "none"), "breaks-chain (chain-incomplete)",
		 "one node in ten forgets its intermediate");
	tap_int(honest(run, "none")->share, 100000, "on a tenth of the connections");
	happen(run, "2027-02-01", "serve: chain=full");
	tap_text(honest_words(run, last(run), "none"), "survives (no-pins)",
		 "mended on all at once");
	happen(run, "2027-02-01", "serve: key=wrong");
	tap_text(honest_words(run, last(run), "none"), "breaks-chain (handshake-failed)",
		 "a wrong key is loaded everywhere");
	happen(run, "2027-02-01", "serve: key=own");
	happen(run, "2027-02-02", "renew: new load=staged");
	happen(run, "2027-02-03", "reload");
	tap_text(honest_words(run, last(run), "none"), "survives (no-pins)", "all reload");
	end(run, model);
}

/* Real handshakes with every node say the same as the bytes alone. */
static void test_nodes_in_handshakes(void)
{
	static const char *const strategies[] = { "none", "leaf-spki", "intermediate-spki" };
	struct pl_engine *shaking = pl_engine_new(1, PL_ENGINE_HANDSHAKE);
	struct pl_model *model = with("none");
	struct pl_node_def *own;
	struct pl_run *bytes, *hands;

	pl_model_add_strategy(model, "leaf-spki");
	pl_model_add_strategy(model, "intermediate-spki");
	model->hosts[0].renew_key = PL_KEY_NEW;
	node(model, 50);
	own = node(model, 30);
	own->own = true;
	own->alg = PL_KEY_P384;
	node(model, 20)->previous = true;
	bytes = start(engine, model);
	hands = start(shaking, model);
	until(bytes, "2027-03-03");
	until(hands, "2027-03-03");
	for (size_t i = 0; i < PL_ARRAY_LEN(strategies); i++) {
		const struct pl_outcome *a = honest(bytes, strategies[i]);
		const struct pl_outcome *b = honest(hands, strategies[i]);

		tap_ok(a->state == b->state && a->reason == b->reason && a->node == b->node &&
			       a->share == b->share,
		       "both engines say the same of %s", strategies[i]);
	}
	tap_int(honest(hands, "leaf-spki")->share, 800000, "four of five have another key");
	pl_run_free(hands);
	pl_engine_free(shaking);
	end(bytes, model);
}

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
	test_pool();
	test_pool_breaks();
	test_pool_random();
	test_pool_own_ca();
	test_pool_event();
	test_pool_pins();
	test_retire();
	test_retire_member();
	test_retired_own_ca();
	test_swap_in_pool();
	test_limits();
	test_limit_notes();
	test_max_refused();
	test_shorten();
	test_older_outlives();
	test_providers();
	test_short_lived();
	test_managed();
	test_provider_pool();
	test_nodes_of_two_kinds();
	test_nodes_that_lag();
	test_nodes_of_two_chains();
	test_nodes_in_handshakes();
	test_add_host();
	test_add_host_keys();
	test_serve_previous();
	test_mass_revoke();
	test_mass_revoke_in_time();
	test_mass_revoke_by_schedule();
	test_ca_outage();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
