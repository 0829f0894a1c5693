/* Captured pins: what each expression means in a world, and what means nothing. */
#include <config.h>

#include <string.h>

#include "lab/judge.h"
#include "lab/strategy.h"
#include "tests/lab/build.h"
#include "util/text.h"

/* The pins of one strategy for api as the run's last world is. */
static struct pl_pinset *capture(struct pl_engine *engine, const struct pl_model *model,
				 const struct pl_world *world, const struct pl_strategy_def *def,
				 struct pl_error *err)
{
	return pl_strategy_capture(engine, model, world, def, pl_world_host(world, "api"),
				   pl_world_device(world, "phone"), err);
}

static const struct pl_cert *named(const struct pl_world *world, const char *name)
{
	if (pl_streq(name, "leaf"))
		return pl_world_host(world, "api")->served->full->certs[0];
	return pl_world_certificate(world, name);
}

static void test_expressions(struct pl_engine *engine, const struct pl_run *run)
{
	static const struct {
		const char *expression;
		const char *certs[4]; /* whose pins, in order */
		enum pl_pin_form form;
		bool backup;
		const char *subject; /* of the first */
	} rows[] = {
		{ "leaf.spki", { "leaf" }, PL_FORM_SPKI, false, "api.example.test (leaf)" },
		{ "leaf.certificate",
		  { "leaf" },
		  PL_FORM_CERTIFICATE,
		  false,
		  "api.example.test (leaf)" },
		{ "leaf.key", { "leaf" }, PL_FORM_KEY, false, "api.example.test (leaf)" },
		{ "issuer.spki", { "int-1" }, PL_FORM_SPKI, false, "Main CA 1" },
		{ "issuer.certificate", { "int-1" }, PL_FORM_CERTIFICATE, false, "Main CA 1" },
		{ "root.spki", { "root-1" }, PL_FORM_SPKI, false, "Main Root 1" },
		{ "root.certificate", { "root-1" }, PL_FORM_CERTIFICATE, false, "Main Root 1" },
		{ "roots.spki", { "root-1", "root-2" }, PL_FORM_SPKI, false, "Main Root 1" },
		{ "issuers.spki", { "int-1", "int-2" }, PL_FORM_SPKI, false, "Main CA 1" },
		{ "backup-root.spki", { "root-b" }, PL_FORM_SPKI, true, "Spare Root" },
		{ "authority(int-2).spki", { "int-2" }, PL_FORM_SPKI, false, "Main CA 2" },
		{ "authority(root-2).certificate",
		  { "root-2" },
		  PL_FORM_CERTIFICATE,
		  false,
		  "Main Root 2" },
		{ "leaf(api).spki", { "leaf" }, PL_FORM_SPKI, false, "api.example.test (leaf)" },
		{ "authority(int-b).key", { "int-b" }, PL_FORM_KEY, false, "Spare CA" },
	};
	const struct pl_world *world = last(run)->world;

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = pl_model_new();
		struct pl_strategy_def *def = pl_model_add_custom(model, "mine");
		struct pl_error err = PL_ERROR_INIT;
		struct pl_pinset *set;
		size_t n = 0;

		pl_strategy_def_pin(def, rows[i].expression, (struct pl_pos){ 0 }, false);
		set = capture(engine, run->model, world, def, &err);
		must(set, &err);
		while (n < 4 && rows[i].certs[n])
			n++;
		tap_int((long long)set->n, (long long)n, rows[i].expression);
		for (size_t j = 0; j < n && j < set->n; j++) {
			tap_ok(set->pins[j].form == rows[i].form &&
				       pl_pin_matches(&set->pins[j],
						      named(world, rows[i].certs[j])),
			       "pins %s", rows[i].certs[j]);
			tap_text(set->pins[j].origin, rows[i].expression,
				 "and knows where it comes from");
			tap_ok(set->pins[j].backup == rows[i].backup, "as a %s pin",
			       rows[i].backup ? "backup" : "first");
			tap_int(set->pins[j].cert_expiry, named(world, rows[i].certs[j])->not_after,
				"and when that certificate ends");
		}
		if (set->n > 0)
			tap_text(set->pins[0].subject, rows[i].subject, "and whose it is");
		pl_pinset_unref(set);
		pl_model_free(model);
	}
}

static void test_keys(struct pl_engine *engine, const struct pl_run *run)
{
	const struct pl_world *world = last(run)->world;
	const struct pl_host *host = pl_world_host(world, "api");
	struct pl_model *model = pl_model_new();
	struct pl_strategy_def *def = pl_model_add_custom(model, "mine");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_key *vault = pl_pki_key(pl_engine_pki(engine), "key", "vault", PL_KEY_P256, &err);
	struct pl_pinset *set;

	must(vault, &err);
	pl_strategy_def_pin(def, "backup.spki", (struct pl_pos){ 0 }, false);
	pl_strategy_def_pin(def, "key(vault).spki", (struct pl_pos){ 0 }, false);
	pl_strategy_def_pin(def, "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
			    (struct pl_pos){ 0 }, true);
	set = capture(engine, run->model, world, def, &err);
	must(set, &err);
	tap_int((long long)set->n, 3, "a backup key, a named key and a literal");
	tap_ok(memcmp(set->pins[0].digest, pl_key_spki_sha256(host->backup_key), 32) == 0 &&
		       set->pins[0].backup,
	       "backup.spki is a backup even among the first pins");
	tap_text(set->pins[0].subject, "backup key of api.example.test", "and says whose");
	tap_int(set->pins[0].cert_expiry, PL_TIME_NONE, "it has no certificate that could end");
	tap_ok(memcmp(set->pins[1].digest, pl_key_spki_sha256(vault), 32) == 0 &&
		       !set->pins[1].backup,
	       "key(NAME) is the lab's key of that name");
	tap_ok(set->pins[2].backup && !set->pins[2].origin, "a literal under backup is a backup");
	pl_pinset_unref(set);
	pl_model_free(model);
}

static void test_strategies(struct pl_engine *engine, const struct pl_run *run)
{
	static const struct {
		const char *name;
		size_t first, backups;
	} rows[] = {
		{ "none", 0, 0 },
		{ "leaf-cert", 1, 0 },
		{ "leaf-key", 1, 0 },
		{ "leaf-spki", 1, 0 },
		{ "leaf-spki+backup", 1, 1 },
		{ "intermediate-cert", 1, 0 },
		{ "intermediate-spki", 1, 0 },
		{ "intermediates-spki", 2, 0 },
		{ "root-cert", 1, 0 },
		{ "root-spki", 1, 0 },
		{ "root-spki+backup", 1, 1 },
		{ "leaf+root", 2, 0 },
		{ "private-ca", 0, 0 },
		{ "root+ct+caa", 2, 0 },
		{ "tofu", 1, 0 },
		{ "dynamic", 1, 1 },
		{ "hpkp", 0, 0 },
		{ "wrong-pin", 1, 0 },
		{ "accept-all", 0, 0 },
	};
	size_t shown, controls;

	pl_strategies(&shown);
	pl_controls(&controls);
	tap_int((long long)(shown + controls), PL_ARRAY_LEN(rows), "every strategy has its row");
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = pl_model_new();
		struct pl_strategy_def *def = pl_model_add_strategy(model, rows[i].name);
		struct pl_error err = PL_ERROR_INIT;
		struct pl_pinset *set;
		size_t backups = 0;

		must(def, &err);
		set = capture(engine, run->model, last(run)->world, def, &err);
		must(set, &err);
		for (size_t j = 0; j < set->n; j++)
			backups += set->pins[j].backup;
		tap_ok(set->n - backups == rows[i].first && backups == rows[i].backups,
		       "%s: %zu first, %zu backups", rows[i].name, rows[i].first, rows[i].backups);
		pl_pinset_unref(set);
		pl_model_free(model);
	}
}

static void test_twice(struct pl_engine *engine, const struct pl_run *run)
{
	struct pl_model *model = pl_model_new();
	struct pl_strategy_def *def = pl_model_add_custom(model, "mine");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_pinset *set;

	pl_strategy_def_pin(def, "issuer.spki", (struct pl_pos){ 0 }, false);
	pl_strategy_def_pin(def, "authority(int-1).spki", (struct pl_pos){ 0 }, false);
	pl_strategy_def_pin(def, "issuer.certificate", (struct pl_pos){ 0 }, false);
	def->terms.expires = at("2028-01-01");
	def->terms.report_only = true;
	set = capture(engine, run->model, last(run)->world, def, &err);
	must(set, &err);
	tap_int((long long)set->n, 2, "one key is pinned once, another form of it again");
	tap_ok(set->rules[0].expires == at("2028-01-01") && set->rules[0].report_only,
	       "the set's own rules come along");
	pl_pinset_unref(set);
	pl_model_free(model);
}

static void test_refusals(struct pl_engine *engine, const struct pl_run *run)
{
	static const struct {
		const char *expression, *words;
		bool syntax; /* refused without a world */
	} rows[] = {
		{ "leaf", "did you mean 'leaf.spki'?", true },
		{ "leaf.", "a pin covers .spki, .certificate or .key", true },
		{ "leaf.pin", "a pin covers", true },
		{ "laef.spki", "did you mean 'leaf.spki'?", true },
		{ "isuer.spki", "did you mean 'issuer.spki'?", true },
		{ "isuer.certificate", "did you mean 'issuer.certificate'?", true },
		{ "intermediate.spki", "did you mean 'issuer.spki'?", true },
		{ "intermediates.key", "did you mean 'issuers.key'?", true },
		{ "anchor.spki", "did you mean 'root.spki'?", true },
		{ "intermediate.spkj", "did you mean 'issuer.spki'?", true },
		{ "intermediate", "did you mean 'issuer.spki'?", true },
		{ "back-up.certificate", "did you mean 'backup.spki'?", true },
		{ "autority(int-1).spki", "did you mean 'authority(int-1).spki'?", true },
		{ "autority", "write leaf, issuer, root", true },
		{ "root(root-1).spki", "is no pin expression", true },
		{ "authority.spki", "is no pin expression", true },
		{ "authority().spki", "is no pin expression", true },
		{ "authority(int-1)", "is no pin expression", true },
		{ "backup.certificate", "has no certificate", true },
		{ "backup(api).certificate", "has no certificate", true },
		{ "leaf().spki", "is no pin expression", true },
		{ "leaf(web).spki", "there is no host \"web\"", false },
		{ "backup(web).spki", "there is no host \"web\"", false },
		{ "key(vault).certificate", "has no certificate", true },
		{ "sha512/AAAA", "is not a pin", true },
		{ "", "is no pin expression", true },
		{ "authority(int-9).spki", "there is no authority \"int-9\"; did you mean int-1?",
		  false },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pos pos = { .file = "x.yaml", .line = 5, .column = 3 };
		struct pl_model *model = pl_model_new();
		struct pl_strategy_def *def = pl_model_add_custom(model, "mine");
		struct pl_error err = PL_ERROR_INIT;

		tap_ok(pl_pin_expression_check(rows[i].expression, pos, &err) != rows[i].syntax,
		       "\"%s\" is %s expression", rows[i].expression, rows[i].syntax ? "no" : "an");
		pl_error_clear(&err);
		pl_strategy_def_pin(def, rows[i].expression, pos, false);
		tap_ok(!capture(engine, run->model, last(run)->world, def, &err),
		       "it captures nothing");
		tap_has(err.text, rows[i].words, "saying why");
		tap_int(err.line, 5, "and where");
		pl_error_clear(&err);
		pl_model_free(model);
	}
}

/* Where the device chooses no path, the chain that the authority delivered says what is above. */
static void test_unreachable(void)
{
	struct pl_model *model = build_model();
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_run *run;

	pl_model_add_strategy(model, "root-spki");
	model->hosts[0].serve = PL_SERVE_LEAF_ONLY;
	run = start(engine, model);
	tap_ok(pl_pin_matches(&run->rows[row_of(run, "root-spki")]->pins->pins[0],
			      pl_world_certificate(last(run)->world, "root-1")),
	       "a server that sends its leaf alone still has a root to pin");
	tap_text(honest_words(run, last(run), "root-spki"), "breaks-chain (chain-incomplete)",
		 "though nobody gets there");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* A custom strategy that asks for what the hierarchy lacks is an error; a built-in one does
 * without. */
static void test_no_backup_operator(void)
{
	struct pl_model *model = build_model(), *mine = pl_model_new();
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_strategy_def *def = pl_model_add_custom(mine, "mine");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	free(model->operators[0].backup_operator);
	model->operators[0].backup_operator = NULL;
	pl_model_add_strategy(model, "root-spki+backup");
	run = start(engine, model);
	tap_int((long long)run->rows[row_of(run, "root-spki+backup")]->pins->n, 1,
		"without a second operator there is no backup root");
	pl_strategy_def_pin(def, "backup-root.spki", (struct pl_pos){ 0 }, false);
	tap_ok(!capture(engine, model, last(run)->world, def, &err), "asking for one is an error");
	tap_has(err.text, "names no backup-operator", "saying why");
	pl_error_clear(&err);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
	pl_model_free(mine);
}

int main(void)
{
	struct pl_model *model = build_model();
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_run *run = start(engine, model);

	test_expressions(engine, run);
	test_keys(engine, run);
	test_strategies(engine, run);
	test_twice(engine, run);
	test_refusals(engine, run);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
	test_unreachable();
	test_no_backup_operator();
	pl_pki_shutdown();
	return tap_done();
}
