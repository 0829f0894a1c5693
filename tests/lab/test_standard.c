/* Each standard event against each strategy: the state and the reason; then the table's own edges.
 */
#include <config.h>

#include "lab/matrix.h"

#include "tests/lab/build.h"

#define N_STRATEGIES 13

static const char *const strategies[N_STRATEGIES] = {
	"none", "leaf-cert", "leaf-key", "leaf-spki", "leaf-spki+backup", "intermediate-cert",
	"intermediate-spki", "intermediates-spki", "root-cert", "root-spki", "root-spki+backup",
	"leaf+root", "private-ca",
};

/*
 * One letter per strategy, in the order above: n survives (no-pins), + survives
 * (pin-match), b survives-on-backup (pin-match), X breaks-pin (pin-mismatch),
 * p breaks-chain with the row's reason.
 */
static const struct {
	const char *event, *title, *at;
	const char *want;
	const char *reason;
} rows[] = {
	/* A whole leaf certificate never comes again. */
	{ "renew-same-key", "renew api with the same key", "2027-01-01", "nX++++++++++n", NULL },
	{ "renew-new-key", "renew api with a new key", "2027-01-01", "nXXXX+++++++n", NULL },
	/* The backup pin is what a backup key is for. */
	{ "renew-backup-key", "renew api with the backup key", "2027-01-01", "nXXXb+++++++n",
	  NULL },
	{ "renew-other-algorithm", "renew api with a new ecdsa-p384 key", "2027-01-01",
	  "nXXXX+++++++n", NULL },
	/* Same key, same leaf: only a pin on the intermediate's bytes notices. */
	{ "reissue-intermediate", "re-issue int-1 with its key", "2027-01-01", "n++++X++++++n",
	  NULL },
	{ "swap-intermediate", "swap int-1 for int-2", "2027-01-01", "nX+++XX+++++n", NULL },
	/* The new intermediate did not exist when the apps were built. */
	{ "roll-root", "roll to root-2", "2027-01-01", "nX+++XXXXXX+n", NULL },
	/* The backup operator's root is a backup pin. */
	{ "switch-ca", "switch api to int-b", "2027-01-01", "nX+++XXXXXb+n", NULL },
	{ "expire-leaf", "the certificate of api expires", "2027-04-01", "ppppppppppppp",
	  "cert-expired" },
	/* A private CA has a root of its own. */
	{ "expire-root", "root-1 expires", "2029-01-01", "ppppppppppppn", "root-expired" },
	{ "distrust-root", "remove root-1", "2027-01-01", "ppppppppppppn", "distrusted" },
	{ "serve-leaf-only", "api serves the leaf only", "2027-01-01", "ppppppppppppp",
	  "chain-incomplete" },
};

static const char *letter_words(char letter, const char *reason)
{
	static char words[80];

	switch (letter) {
	case 'n':
		return "survives (no-pins)";
	case '+':
		return "survives (pin-match)";
	case 'b':
		return "survives-on-backup (pin-match)";
	case 'X':
		return "breaks-pin (pin-mismatch)";
	default:
		snprintf(words, sizeof(words), "breaks-chain (%s)", reason);
		return words;
	}
}

static struct pl_model *build(void)
{
	struct pl_model *model = build_model();

	for (size_t i = 0; i < N_STRATEGIES; i++)
		if (!pl_model_add_strategy(model, strategies[i]))
			printf("Bail out! there is no strategy %s\n", strategies[i]);
	pl_model_all_attacks(model);
	return model;
}

static void test_column(const struct pl_column *column, size_t at_row)
{
	const struct pl_step *step = column->run->steps[column->step];
	char words[200];

	tap_text(column->title, rows[at_row].event,
		 "the columns stand in the order of the standard events");
	tap_text(step->title, rows[at_row].title, rows[at_row].event);
	tap_int(step->at, at(rows[at_row].at), rows[at_row].event);
	for (size_t i = 0; i < N_STRATEGIES; i++) {
		snprintf(words, sizeof(words), "%s under %s", strategies[i], rows[at_row].event);
		tap_text(honest_words(column->run, step, strategies[i]),
			 letter_words(rows[at_row].want[i], rows[at_row].reason), words);
	}
}

static void test_all(const struct pl_model *model)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_matrix matrix = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	size_t n;

	must(pl_standard_matrix(engine, model, NULL, false, &matrix, &err), &err);
	pl_standard_events(&n);
	tap_int((long long)matrix.n, (long long)PL_ARRAY_LEN(rows), "a column per standard event");
	tap_int((long long)n, (long long)PL_ARRAY_LEN(rows), "the list has them all");
	tap_int((long long)matrix.n_skipped, 0, "this hierarchy can do all of them");
	for (size_t i = 0; i < matrix.n; i++) {
		test_column(&matrix.columns[i], i);
		tap_ok(matrix.columns[i].run->steps[0] == matrix.columns[0].run->steps[0],
		       "every column starts from the same fresh world");
	}
	pl_matrix_clear(&matrix);
	pl_engine_free(engine);
}

static bool same_states(const struct pl_matrix *a, const struct pl_matrix *b, size_t n_rows,
			size_t n_attacks)
{
	for (size_t i = 0; i < a->n; i++) {
		for (size_t j = 0; j < n_rows; j++) {
			const struct pl_outcome *x = pl_matrix_honest(a, i, j),
						*y = pl_matrix_honest(b, i, j);

			if (x->state != y->state || x->reason != y->reason)
				return false;
			for (size_t k = 0; k < n_attacks; k++) {
				x = pl_matrix_attack(a, i, j, k);
				y = pl_matrix_attack(b, i, j, k);
				if (x->state != y->state || x->reason != y->reason)
					return false;
			}
		}
	}
	return true;
}

static void test_engines(const struct pl_model *model)
{
	static const char *const some[] = { "renew-new-key", "swap-intermediate", "expire-leaf",
					    "serve-leaf-only", NULL };
	struct pl_engine *verify = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_engine *handshake = pl_engine_new(1, PL_ENGINE_HANDSHAKE);
	struct pl_matrix a = { 0 }, b = { 0 };
	struct pl_error err = PL_ERROR_INIT;

	must(pl_standard_matrix(verify, model, some, false, &a, &err), &err);
	must(pl_standard_matrix(handshake, model, some, false, &b, &err), &err);
	tap_int((long long)a.n, 4, "the named columns, and no others");
	tap_ok(a.n == b.n && same_states(&a, &b, a.columns[0].run->n_rows, model->n_attacks),
	       "real handshakes give the same states and reasons, attacks included");
	tap_ok(pl_pki_counts(pl_engine_pki(handshake))->handshakes > 0, "and took place");
	pl_matrix_clear(&a);
	pl_matrix_clear(&b);
	pl_engine_free(verify);
	pl_engine_free(handshake);
}

static void test_cumulative(const struct pl_model *model)
{
	static const char *const some[] = { "renew-new-key", "swap-intermediate", "serve-leaf-only",
					    NULL };
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_matrix matrix = { 0 };
	struct pl_error err = PL_ERROR_INIT;

	must(pl_standard_matrix(engine, model, some, true, &matrix, &err), &err);
	tap_int((long long)matrix.n_runs, 1, "cumulative columns are steps of one run");
	tap_text(honest_words(matrix.columns[1].run,
			      matrix.columns[1].run->steps[matrix.columns[1].step], "leaf-spki"),
		 "breaks-pin (pin-mismatch)", "what the first event broke stays broken");
	tap_text(honest_words(matrix.columns[0].run,
			      matrix.columns[0].run->steps[matrix.columns[0].step],
			      "intermediate-spki"),
		 "survives (pin-match)", "what a later one breaks was whole before");
	pl_matrix_clear(&matrix);
	pl_engine_free(engine);
}

/* One operator without a second root, intermediate or backup operator. */
static void test_poor_hierarchy(void)
{
	static const char *const roll[] = { "roll-root", NULL };
	static const char *const slip[] = { "roll-rooot", NULL };
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = pl_model_new();
	struct pl_matrix matrix = { 0 };
	struct pl_error err = PL_ERROR_INIT;

	model->start = at("2027-01-01");
	pl_model_add_operator(model, "solo");
	pl_model_add_authority(model, "root", "solo", "CN=Solo Root");
	pl_model_add_authority(model, "int", "solo", "CN=Solo CA");
	pl_model_add_certificate(model, "root", "root", "root", at("2020-01-01"), at("2028-01-01"));
	pl_model_add_certificate(model, "int", "int", "root", at("2020-01-01"), at("2028-01-01"));
	pl_model_add_host(model, "api", "api.example.test", "int");
	pl_device_def_trust(pl_model_add_device(model, "phone"), "root");
	if (!pl_model_add_strategy(model, "leaf-spki"))
		printf("Bail out! there is no strategy leaf-spki\n");
	must(pl_standard_matrix(engine, model, NULL, false, &matrix, &err), &err);
	tap_int((long long)matrix.n, 9, "what a hierarchy cannot do is left out");
	tap_int((long long)matrix.n_skipped, 3, "and listed");
	tap_text(matrix.skipped[0].name, "swap-intermediate", "no second intermediate");
	tap_text(matrix.skipped[1].why, "solo has no other root", "no second root, in words");
	tap_text(matrix.skipped[2].why, "solo has no backup operator that can issue",
		 "nobody to switch to");
	pl_matrix_clear(&matrix);
	tap_ok(!pl_standard_matrix(engine, model, roll, false, &matrix, &err) &&
		       err.kind == PL_ERROR_INPUT,
	       "asked for by name, it is an error");
	pl_error_clear(&err);
	tap_ok(!pl_standard_matrix(engine, model, slip, false, &matrix, &err) &&
		       err.kind == PL_ERROR_USAGE,
	       "a name that is none is a wrong command line");
	tap_text(err.text, "there is no standard event 'roll-rooot'; did you mean 'roll-root'?",
		 "with the nearest one");
	tap_int((long long)matrix.n, 0, "nothing is left behind");
	pl_error_clear(&err);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* A root that is cross-signed, and that the hierarchy has no self-signed certificate of, stands
 * above issuers: the next one to issue is their like, not it. */
static void test_cross_signed(void)
{
	static const char *const swap[] = { "swap-intermediate", NULL };
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = pl_model_new();
	struct pl_matrix matrix = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_column *column;

	model->start = at("2027-01-01");
	pl_model_add_operator(model, "ca");
	pl_model_add_authority(model, "root-x", "ca", "CN=Root X");
	pl_model_add_authority(model, "ye-1", "ca", "CN=YE1");
	pl_model_add_authority(model, "root-y", "ca", "CN=Root Y");
	pl_model_add_authority(model, "ye-2", "ca", "CN=YE2");
	pl_model_add_certificate(model, "x", "root-x", "root-x", at("2020-01-01"), at("2030-01-01"));
	pl_model_add_certificate(model, "y", "root-y", "root-x", at("2020-01-01"), at("2030-01-01"));
	pl_model_add_certificate(model, "1", "ye-1", "root-y", at("2020-01-01"), at("2030-01-01"));
	pl_model_add_certificate(model, "2", "ye-2", "root-y", at("2020-01-01"), at("2030-01-01"));
	pl_model_add_host(model, "api", "api.example.test", "ye-1");
	pl_device_def_trust(pl_model_add_device(model, "phone"), "root-x");
	if (!pl_model_add_strategy(model, "leaf-spki"))
		printf("Bail out! there is no strategy leaf-spki\n");
	must(pl_standard_matrix(engine, model, swap, false, &matrix, &err), &err);
	column = &matrix.columns[0];
	tap_text(column->run->steps[column->step]->title, "swap ye-1 for ye-2",
		 "not the cross-signed root");
	pl_matrix_clear(&matrix);
	pl_engine_free(engine);
	pl_model_free(model);
}

int main(void)
{
	struct pl_model *model = build();

	test_all(model);
	test_engines(model);
	test_cumulative(model);
	test_poor_hierarchy();
	test_cross_signed();
	pl_model_free(model);
	pl_pki_shutdown();
	return tap_done();
}
