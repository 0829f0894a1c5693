/* The engine: equal things are one thing, and certificates are made once. */
#include <config.h>

#include "lab/engine.h"

#include "lab/parts.h"
#include "pki/path.h"
#include "tests/lab/build.h"

static void test_outcomes(struct pl_engine *engine)
{
	struct pl_outcome outcome = { .reason = PL_REASON_NO_PINS, .detected_after = PL_TIME_NONE };
	char detail[] = "a clause";
	const struct pl_outcome *first = pl_engine_intern(engine, &outcome), *with, *again;

	tap_ok(pl_engine_intern(engine, &outcome) == first, "an equal outcome is the same outcome");
	outcome.detail = detail;
	with = pl_engine_intern(engine, &outcome);
	tap_ok(with != first, "a detail makes it another one");
	outcome.detail = "a clause";
	again = pl_engine_intern(engine, &outcome);
	detail[0] = 'X';
	tap_ok(again == with, "details are compared as text");
	tap_text(with->detail, "a clause", "and copied");
	for (int64_t i = 0; i < 5000; i++) {
		outcome.detected_after = i;
		(void)pl_engine_intern(engine, &outcome);
	}
	outcome.detected_after = PL_TIME_NONE;
	tap_ok(pl_engine_intern(engine, &outcome) == with, "thousands of others move none");
}

static void test_certificates(struct pl_engine *engine)
{
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_rogue *other = pl_engine_other_operator(engine, model, &err);
	const struct pl_rogue *user = pl_engine_user_root(engine, model, &err);
	const char *const names[] = { "api.example.test" };
	const char *const others[] = { "web.example.test" };
	struct pl_key *key = pl_pki_key(pl_engine_pki(engine), "attack", "test", PL_KEY_P256, &err);
	struct pl_cert *leaf, *chain[2];

	must(other && user && key, &err);
	tap_ok(other->root != other->ca &&
		       pl_link_ok(pl_engine_pki(engine), other->ca, other->root),
	       "the other operator has a root and an issuing CA below it");
	tap_ok(user->root == user->ca, "the user's root issues itself");
	tap_ok(other->root->has_constraints && user->root->has_constraints,
	       "neither can certify more than the lab's names");
	tap_ok(other->root->not_before == PL_TIME_MIN && other->ca->not_after == PL_TIME_MAX,
	       "and no date of theirs is ever an edge");
	leaf = pl_engine_forge(engine, "test", other->ca, other->ca_key, key, names, 1, &err);
	must(leaf != NULL, &err);
	tap_ok(pl_engine_forge(engine, "test", other->ca, other->ca_key, key, names, 1, &err) ==
		       leaf,
	       "the same forgery is made once");
	tap_ok(pl_engine_forge(engine, "test", other->ca, other->ca_key, key, others, 1, &err) !=
		       leaf,
	       "another name is another one");
	tap_ok(leaf->not_before == other->ca->not_before && leaf->not_after == other->ca->not_after,
	       "it takes its issuer's dates");
	chain[0] = leaf;
	chain[1] = other->ca;
	tap_ok(pl_engine_chain(engine, chain, 2) == pl_engine_chain(engine, chain, 2),
	       "equal chains are one chain");
	tap_ok(pl_engine_chain(engine, chain, 1) != pl_engine_chain(engine, chain, 2),
	       "shorter ones are others");
	pl_model_free(model);
}

/* Another model's hosts are other permitted names, also where the engine stays. */
static void test_models(struct pl_engine *engine)
{
	struct pl_model *a = build_model(), *b = build_model();
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_rogue *of_a, *of_b;

	pl_model_add_host(b, "shop", "shop.acme.com", "int-1");
	of_a = pl_engine_other_operator(engine, a, &err);
	of_b = pl_engine_other_operator(engine, b, &err);
	must(of_a && of_b, &err);
	tap_ok(of_a->root != of_b->root, "another model's names make another root");
	tap_ok(pl_engine_other_operator(engine, a, &err) == of_a, "the first is remembered");
	pl_model_free(a);
	pl_model_free(b);
}

static const struct {
	const char *real, *want;
} subjects[] = {
	{ "C=US, O=Let's Encrypt, CN=R3", "C=US, O=SIMULATION (pinlab), CN=R3" },
	{ "CN=Bare Root", "O=SIMULATION (pinlab), CN=Bare Root" },
	{ "OU=Unit, O=Org, CN=Name", "OU=Unit, O=SIMULATION (pinlab), CN=Name" },
	{ "C=US, O=Cybertrust\\, Inc, CN=A\\, B", "C=US, O=SIMULATION (pinlab), CN=A\\, B" },
	{ "C=US,O=Tight,CN=Name", "C=US, O=SIMULATION (pinlab), CN=Name" },
	{ "C=US, O=One, O=Two, CN=Name", "C=US, O=SIMULATION (pinlab), CN=Name" },
	{ "C=US", "C=US, O=SIMULATION (pinlab)" },
};

static void test_subjects(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(subjects); i++) {
		char *got = pl_lab_subject(subjects[i].real);

		tap_text(got, subjects[i].want, subjects[i].real);
		free(got);
	}
}

int main(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);

	test_outcomes(engine);
	test_certificates(engine);
	test_models(engine);
	test_subjects();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
