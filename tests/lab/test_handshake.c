/* Two engines, one matrix: a real TLS handshake judges as the bytes alone do. */
#include <config.h>

#include <string.h>

#include "lab/judge.h"
#include "lab/matrix.h"
#include "tests/lab/build.h"
#include "util/buf.h"
#include "util/text.h"

static const char *const strategies[] = {
	"none",       "leaf-cert", "leaf-spki+backup", "intermediate-spki", "root-spki+backup",
	"private-ca",
};

static const char *const events[] = {
	"renew-new-key",
	"renew-backup-key",
	"renew-other-algorithm",
	"swap-intermediate",
	"switch-ca",
	"expire-leaf",
	"expire-root",
	"distrust-root",
	"serve-leaf-only",
	NULL,
};

/* Everything that an outcome says, in words, so that two engines can be compared. */
static char *say(const struct pl_outcome *outcome)
{
	struct pl_buf words = PL_BUF_INIT;
	char digest[PL_PIN_SHORT];

	pl_buf_printf(&words, "%s %s", pl_state_info(outcome->state)->name,
		      pl_reason_info(outcome->reason)->name);
	if (outcome->chain == PL_CHAIN_FAULT)
		pl_buf_printf(&words, " fault %s", pl_reason_info(outcome->chain_fault)->name);
	else
		pl_buf_printf(&words, " %s",
			      outcome->chain == PL_CHAIN_VALID ? "valid" : "unchecked");
	for (size_t i = 0; outcome->path && i < outcome->path->n; i++)
		pl_buf_printf(&words, " < %s",
			      pl_digest_short(outcome->path->certs[i]->sha256, digest));
	pl_buf_puts(&words, " sent");
	for (size_t i = 0; i < outcome->presented->n; i++)
		pl_buf_printf(&words, " %s",
			      pl_digest_short(outcome->presented->certs[i]->sha256, digest));
	if (outcome->pin)
		pl_buf_printf(&words, " pin %s on %s", outcome->pin->spelling,
			      pl_cert_label(outcome->matched));
	if (outcome->about)
		pl_buf_printf(&words, " about %s", pl_cert_label(outcome->about));
	pl_buf_printf(&words, " notes %u enforced %d %s", outcome->notes, outcome->enforced,
		      outcome->detail ? outcome->detail : "");
	return pl_buf_take(&words);
}

static void same(const struct pl_outcome *a, const struct pl_outcome *b, const char *column,
		 const char *row, const char *attack)
{
	char *one = say(a), *two = say(b);

	tap_ok(pl_streq(one, two), "%s, %s, %s", column, row, attack);
	if (!pl_streq(one, two)) {
		tap_note("verify:    %s", one);
		tap_note("handshake: %s", two);
	}
	free(one);
	free(two);
}

static void compare(const struct pl_matrix *a, const struct pl_matrix *b)
{
	tap_int((long long)b->n, (long long)a->n, "as many columns");
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		const struct pl_run *run = a->columns[i].run;

		for (size_t j = 0; j < run->n_rows; j++) {
			const char *row = run->rows[j]->strategy->name;

			same(pl_matrix_honest(a, i, j), pl_matrix_honest(b, i, j),
			     a->columns[i].title, row, "honest host");
			for (size_t k = 0; k < run->n_attacks; k++)
				same(pl_matrix_attack(a, i, j, k), pl_matrix_attack(b, i, j, k),
				     a->columns[i].title, row, run->attacks[k]->name);
		}
	}
}

static void test_matrix(void)
{
	struct pl_engine *verify = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_engine *handshake = pl_engine_new(1, PL_ENGINE_HANDSHAKE);
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	struct pl_matrix a = { 0 }, b = { 0 };

	for (size_t i = 0; i < PL_ARRAY_LEN(strategies); i++)
		pl_model_add_strategy(model, strategies[i]);
	pl_model_all_attacks(model);
	must(pl_standard_matrix(verify, model, events, false, &a, &err), &err);
	must(pl_standard_matrix(handshake, model, events, false, &b, &err), &err);
	compare(&a, &b);
	tap_int((long long)pl_pki_counts(pl_engine_pki(verify))->handshakes, 0,
		"the first engine shakes no hands");
	tap_ok(pl_pki_counts(pl_engine_pki(handshake))->handshakes > 500, "the second one does");
	pl_matrix_clear(&a);
	pl_matrix_clear(&b);
	pl_engine_free(verify);
	pl_engine_free(handshake);
	pl_model_free(model);
}

/* What a server signs with, apart from its certificate; and what is wrong besides. */
static const struct {
	const char *name;
	bool other_key, other_kind, leaf_only;
	const char *strategy, *want;
} keys[] = {
	{ "its own key", false, false, false, "leaf-spki", "survives (pin-match)" },
	{ "another key", true, false, false, "leaf-spki", "breaks-chain (handshake-failed)" },
	{ "another key, no pins", true, false, false, "none", "breaks-chain (handshake-failed)" },
	{ "a key of another kind", true, true, false, "leaf-spki",
	  "breaks-chain (handshake-failed)" },
	{ "another key, a mismatch as well", true, false, false, "wrong-pin",
	  "breaks-chain (handshake-failed)" },
	{ "another key, an incomplete chain as well", true, false, true, "leaf-spki",
	  "breaks-chain (chain-incomplete)" },
	{ "another key, no checks", true, false, false, "accept-all",
	  "breaks-chain (handshake-failed)" },
};

static size_t find_row(const struct pl_run *run, const char *strategy)
{
	for (size_t i = 0; i < run->n_rows; i++) {
		if (pl_streq(run->rows[i]->strategy->name, strategy))
			return i;
	}
	return SIZE_MAX;
}

static void test_keys(enum pl_engine_mode mode)
{
	struct pl_engine *engine = pl_engine_new(1, mode);
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_world *world;
	struct pl_run *run;

	pl_model_add_strategy(model, "none");
	pl_model_add_strategy(model, "leaf-spki");
	run = start(engine, model);
	world = last(run)->world;
	for (size_t i = 0; i < PL_ARRAY_LEN(keys); i++) {
		const struct pl_host *host = pl_world_host(world, "api");
		struct pl_key *other =
			pl_pki_key(pl_engine_pki(engine), "test", "other",
				   keys[i].other_kind ? PL_KEY_ED25519 : PL_KEY_P256, &err);
		struct pl_probe probe = {
			.world = world,
			.row = run->rows[find_row(run, keys[i].strategy)],
			.host = host,
			.device = pl_world_device(world, "phone"),
			.presented = host->presented,
			.key = keys[i].other_key ? other : host->tls_key,
		};
		const struct pl_outcome *outcome;
		char words[100];

		if (keys[i].leaf_only)
			probe.presented = pl_engine_chain(engine, host->presented->certs, 1);
		outcome = pl_judge(engine, &probe, &err);
		must(outcome, &err);
		snprintf(words, sizeof(words), "%s (%s)", pl_state_info(outcome->state)->name,
			 pl_reason_info(outcome->reason)->name);
		tap_text(words, keys[i].want, keys[i].name);
	}
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

int main(void)
{
	test_matrix();
	test_keys(PL_ENGINE_VERIFY);
	test_keys(PL_ENGINE_HANDSHAKE);
	pl_pki_shutdown();
	return tap_done();
}
