/* Attacks: what each one answers with, what stops it and what does not. */
#include <config.h>

#include <string.h>

#include "lab/attack.h"
#include "lab/judge.h"
#include "tests/lab/build.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

static void test_list(void)
{
	static const char *const names[] = {
		"self-signed",       "user-ca",
		"other-ca",          "own-ca",
		"other-name",        "stolen-leaf-key",
		"stolen-backup-key", "stolen-intermediate-key",
		"stolen-root-key",   "padded-chain",
	};
	size_t n;
	const struct pl_attack *const *attacks = pl_attacks(&n);
	bool differ = true;

	tap_int((long long)n, PL_ARRAY_LEN(names), "every attack has its row");
	for (size_t i = 0; i < n; i++) {
		tap_text(attacks[i]->name, names[i], names[i]);
		tap_ok(pl_attack_find(names[i]) == attacks[i], "is found by name");
		tap_ok(*attacks[i]->summary && *attacks[i]->about &&
			       strlen(attacks[i]->letter) == 1,
		       "and says what it is");
		for (size_t j = 0; j < i; j++)
			differ &= !pl_streq(attacks[i]->letter, attacks[j]->letter);
	}
	tap_ok(differ, "no two share a letter");
	tap_ok(!pl_attack_find("late-clock"), "no other is found");
}

/* One attack on one app: what becomes of it, by which certificates. */
static const struct row {
	const char *attack;
	const char *strategy, *client;
	bool user_cas_ignored;
	const char *events[2];
	const char *want; /* state (reason) */
	const char *path; /* labels, leaf first; NULL: none */
	const char *pin;  /* origin, or NULL */
	unsigned notes;
} rows[] = {
	{ .attack = "self-signed", .strategy = "none", .want = "blocked (unknown-issuer)" },
	{ .attack = "self-signed", .strategy = "leaf-spki", .want = "blocked (unknown-issuer)" },

	{ .attack = "user-ca",
	  .strategy = "none",
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Installed Proxy CA" },
	{ .attack = "user-ca",
	  .strategy = "none",
	  .user_cas_ignored = true,
	  .want = "blocked (unknown-issuer)" },
	{ .attack = "user-ca",
	  .strategy = "root-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Installed Proxy CA" },
	{ .attack = "user-ca", .strategy = "private-ca", .want = "blocked (unknown-issuer)" },

	{ .attack = "other-ca",
	  .strategy = "none",
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "other-ca",
	  .strategy = "root-cert",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "other-ca", .strategy = "private-ca", .want = "blocked (unknown-issuer)" },

	{ .attack = "own-ca",
	  .strategy = "intermediate-cert",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "issuer.certificate" },
	{ .attack = "own-ca",
	  .strategy = "leaf-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "own-ca",
	  .strategy = "root-spki",
	  .events = { "switch-ca: host=api to=int-b" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Spare CA < Spare Root" },
	{ .attack = "own-ca",
	  .strategy = "root-spki+backup",
	  .events = { "switch-ca: host=api to=int-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Spare CA < Spare Root",
	  .pin = "backup-root.spki" },

	{ .attack = "other-name",
	  .strategy = "none",
	  .want = "blocked (name-mismatch)",
	  .path = "attacker.example < Unrelated Issuing CA < Unrelated Root CA" },

	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "wrong-pin",
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },

	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki+backup",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "backup.spki" },
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },

	{ .attack = "stolen-intermediate-key",
	  .strategy = "intermediate-spki",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "issuer.spki" },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "leaf-cert",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },

	{ .attack = "stolen-root-key",
	  .strategy = "root-spki",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main Root 1",
	  .pin = "root.spki" },
	{ .attack = "stolen-root-key",
	  .strategy = "intermediate-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Main Root 1" },

	{ .attack = "padded-chain",
	  .strategy = "leaf-spki",
	  .client = "any-presented",
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "leaf.spki" },
	{ .attack = "padded-chain",
	  .strategy = "leaf-spki",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "padded-chain",
	  .strategy = "leaf-spki",
	  .client = "okhttp",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "padded-chain",
	  .strategy = "leaf-spki",
	  .client = "curl",
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },

	/* moot: the app refuses the honest host as well */
	{ .attack = "other-ca",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "self-signed",
	  .strategy = "leaf-cert",
	  .client = "curl",
	  .want = "blocked-moot (pins-invalid)" },
	{ .attack = "stolen-root-key",
	  .strategy = "root-spki",
	  .events = { "serve: leaf-only host=api" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main Root 1",
	  .pin = "root.spki" },

	/* thefts of an earlier step are tried for ever */
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .events = { "compromise: leaf", "renew: host=api key=new" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "leaf.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },
	{ .attack = "stolen-leaf-key",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "stolen-leaf-key",
	  .strategy = "none",
	  .events = { "compromise: leaf", "renew: host=api key=new" },
	  .want = "intercepted (no-pins)",
	  .path = "api.example.test < Main CA 1 < Main Root 1" },
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki+backup",
	  .events = { "compromise: backup", "renew: host=api key=backup" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA",
	  .pin = "backup.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },
	{ .attack = "stolen-backup-key",
	  .strategy = "leaf-spki+backup",
	  .events = { "renew: host=api key=backup" },
	  .want = "blocked (pin-mismatch)",
	  .path = "api.example.test < Unrelated Issuing CA < Unrelated Root CA" },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "intermediate-spki",
	  .events = { "compromise: intermediate", "swap-intermediate: from=int-1 to=int-2" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main CA 1 < Main Root 1",
	  .pin = "issuer.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },
	{ .attack = "stolen-intermediate-key",
	  .strategy = "intermediate-spki",
	  .events = { "swap-intermediate: from=int-1 to=int-2" },
	  .want = "blocked-moot (pin-mismatch)",
	  .path = "api.example.test < Main CA 2 < Main Root 1" },
	{ .attack = "stolen-root-key",
	  .strategy = "root-spki+backup",
	  .events = { "compromise: root", "switch-ca: host=api to=int-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Spare Root",
	  .pin = "backup-root.spki" },
	{ .attack = "stolen-root-key",
	  .strategy = "root-spki",
	  .events = { "compromise: root", "switch-ca: host=api to=int-b" },
	  .want = "intercepted (pin-match)",
	  .path = "api.example.test < Main Root 1",
	  .pin = "root.spki",
	  .notes = PL_NOTE_EARLIER_THEFT },

	/* the control that checks nothing falls for everything */
	{ .attack = "self-signed", .strategy = "accept-all", .want = "intercepted (no-pins)" },
	{ .attack = "other-name", .strategy = "accept-all", .want = "intercepted (no-pins)" },
	{ .attack = "padded-chain", .strategy = "accept-all", .want = "intercepted (no-pins)" },
};

static char *path_words(const struct pl_path *path)
{
	struct pl_buf words = PL_BUF_INIT;

	for (size_t i = 0; path && i < path->n; i++)
		pl_buf_printf(&words, "%s%s", i > 0 ? " < " : "", pl_cert_label(path->certs[i]));
	return words.len > 0 ? pl_buf_take(&words) : NULL;
}

static size_t find_row(const struct pl_run *run, const char *strategy)
{
	for (size_t i = 0; i < run->n_rows; i++) {
		if (pl_streq(run->rows[i]->strategy->name, strategy))
			return i;
	}
	return SIZE_MAX;
}

static struct pl_model *model_of(const struct row *row)
{
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	bool control =
		pl_streq(row->strategy, "wrong-pin") || pl_streq(row->strategy, "accept-all");

	if (control)
		pl_model_add_strategy(model, "none");
	else
		pl_model_add_strategy(model, row->strategy);
	if (row->client)
		model->strategies[0].client = pl_client_find(row->client);
	model->devices[0].user_cas = !row->user_cas_ignored;
	must(pl_model_add_attack(model, row->attack), &err);
	return model;
}

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = model_of(row);
		struct pl_run *run = start(engine, model);
		const struct pl_outcome *outcome;
		char *path, *words;

		for (size_t j = 0; j < 2 && row->events[j]; j++)
			happen(run, "", row->events[j]);
		outcome = pl_step_attack(run, last(run), find_row(run, row->strategy), 0);
		path = path_words(outcome->path);
		words = pl_asprintf("%s (%s)", pl_state_info(outcome->state)->name,
				    pl_reason_info(outcome->reason)->name);
		tap_ok(pl_streq(words, row->want), "%s against %s%s%s%s%s: %s", row->attack,
		       row->strategy, row->client ? " under " : "", row->client ? row->client : "",
		       row->events[0] ? " after " : "", row->events[0] ? row->events[0] : "",
		       row->want);
		if (!pl_streq(words, row->want))
			tap_note("got %s", words);
		tap_text(path, row->path, "by that path");
		tap_text(outcome->pin ? outcome->pin->origin : NULL, row->pin, "and that pin");
		tap_int(outcome->notes, row->notes, "with that note");
		tap_int(outcome->detected_at, PL_TIME_NONE, "and nobody notices");
		free(path);
		free(words);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/* An intercepted attack needs the key of the certificate that is presented: forgeries have it. */
static void test_forgeries(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *run = start(engine, model);
	const struct pl_world *world = last(run)->world;
	const struct pl_host *host = pl_world_host(world, "api");
	size_t n;
	const struct pl_attack *const *attacks = pl_attacks(&n);

	for (size_t i = 0; i < n; i++) {
		struct pl_forgeries made = { 0 }, again = { 0 };
		struct pl_error err = PL_ERROR_INIT;
		const struct pl_cert *leaf;

		must(attacks[i]->forge(engine, world, host, &made, &err), &err);
		must(attacks[i]->forge(engine, world, host, &again, &err), &err);
		leaf = made.items[0].chain->certs[0];
		tap_ok(made.n == again.n && made.items[0].chain == again.items[0].chain,
		       "%s is made once", attacks[i]->name);
		tap_ok(memcmp(pl_key_spki_sha256(made.items[0].key), leaf->spki_sha256, 32) == 0,
		       "its key is its certificate's");
		tap_ok(pl_streq(attacks[i]->name, "other-name") !=
			       pl_cert_covers(leaf, host->names[0]),
		       "its certificate %s the host",
		       pl_streq(attacks[i]->name, "other-name") ? "does not cover" : "covers");
		tap_ok((made.items[0].user_root != NULL) == pl_streq(attacks[i]->name, "user-ca"),
		       "a root is installed for user-ca only");
		tap_ok(!made.items[0].earlier_theft, "today's keys come first");
		pl_forgeries_clear(&made);
		pl_forgeries_clear(&again);
	}
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* A forged leaf takes its issuer's dates, so that one forgery serves every step. */
static void test_dates(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *run = start(engine, model);
	const struct pl_world *world = last(run)->world;
	struct pl_forgeries made = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_cert *leaf, *issuer;

	must(pl_attack_find("own-ca")->forge(engine, world, pl_world_host(world, "api"), &made,
					     &err),
	     &err);
	leaf = made.items[0].chain->certs[0];
	issuer = pl_world_certificate(world, "int-1");
	tap_ok(leaf->not_before == issuer->not_before && leaf->not_after == issuer->not_after,
	       "own-ca's leaf lives as long as its issuer");
	tap_ok(made.items[0].chain->n == 2 && made.items[0].chain->certs[1] == issuer,
	       "and is sent with it");
	pl_forgeries_clear(&made);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

int main(void)
{
	test_list();
	test_rows();
	test_forgeries();
	test_dates();
	pl_pki_shutdown();
	return tap_done();
}
