/* Nodes: what does an app see of a host that answers in several ways? */
#include <config.h>

#include "lab/run.h"
#include "lab/why.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

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

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_nodes_of_two_kinds();
	test_nodes_that_lag();
	test_nodes_of_two_chains();
	test_nodes_in_handshakes();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
