/* Worlds: what is issued, what is presented, and that a new world leaves the old one alone. */
#include <config.h>

#include "lab/world.h"

#include "tests/lab/build.h"

static struct pl_engine *engine;

static struct pl_world *begin(const struct pl_model *model)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_world *world = pl_world_start(engine, model, &err);

	must(world != NULL, &err);
	return world;
}

/* "api.example.test, Main CA 1": the labels of a chain; static buffer. */
static const char *chain_words(const struct pl_chain *chain)
{
	static char words[400];
	size_t at_char = 0;

	words[0] = '\0';
	for (size_t i = 0; i < chain->n; i++)
		at_char += (size_t)snprintf(words + at_char, sizeof(words) - at_char, "%s%s",
					    i ? ", " : "", pl_cert_label(chain->certs[i]));
	return words;
}

static void test_start(void)
{
	struct pl_model *model = build_model();
	struct pl_world *world = begin(model);
	const struct pl_host *host = pl_world_host(world, "api");
	const struct pl_cert *leaf = host->served->full->certs[0];
	const struct pl_cert *root = pl_world_certificate(world, "root-1");
	const struct pl_device *phone = pl_world_device(world, "phone");

	tap_text(chain_words(host->presented), "api.example.test, Main CA 1",
		 "the chain goes up to, but without, the root");
	tap_ok(host->served->root == root, "the root is remembered");
	tap_text(leaf->dns[0], "api.example.test", "the leaf carries the host's name");
	tap_ok(leaf->not_before == model->start &&
		       leaf->not_after == model->start + 90 * PL_DAY - 1,
	       "it is valid from the clock for its lifetime, the last second inclusive");
	tap_text(root->subject, "C=US, O=SIMULATION (pinlab), CN=Main Root 1",
		 "the organisation is simulated, the CN stays");
	tap_ok(root->has_constraints && root->permitted.n_dns >= 4 && root->permitted.n_ip == 2,
	       "a lab root may certify reserved names and loopback only");
	tap_ok(!pl_world_certificate(world, "int-1-by-root-1")->has_constraints,
	       "an intermediate has no constraints of its own");
	tap_int(root->alg, PL_KEY_P256, "keys are P-256 whatever the real ones are");
	tap_int((long long)phone->n_trust, 4,
		"the device trusts its three roots and one operator that no host uses");
	tap_int((long long)phone->anchors->n, 4, "and builds paths to all of them");
	tap_ok(host->backup_key && host->backup_key != host->served->key,
	       "a backup key is made ahead");
	tap_ok(host->tls_key == host->served->key, "the server signs with its certificate's key");
	tap_int((long long)world->n_hosts, 1, "without a private-ca strategy there is no twin");
	tap_int(world->version, 1, "the app's first version");
	pl_world_unref(world);
	pl_model_free(model);
}

/* A new name over an old key: the same SPKI under another subject, another key elsewhere. */
static void test_same_key(void)
{
	struct pl_model *model = build_model();
	const struct pl_authority *first, *second, *third;
	struct pl_world *world;

	model->authorities[3].same_key_as = strdup("int-1");
	world = begin(model);
	first = pl_world_authority(world, "int-1");
	second = pl_world_authority(world, "int-2");
	third = pl_world_authority(world, "int-b");
	tap_ok(first->key == second->key, "int-2 has the key of int-1");
	tap_ok(memcmp(first->certs[0].cert->spki_sha256, second->certs[0].cert->spki_sha256,
		      32) == 0,
	       "and its certificate the same SPKI");
	tap_ok(strcmp(first->certs[0].cert->subject, second->certs[0].cert->subject) != 0,
	       "under another name");
	tap_ok(first->key != third->key, "int-b has a key of its own");
	pl_world_unref(world);
	pl_model_free(model);
}

static void test_names(void)
{
	struct pl_model *model = build_model();
	struct pl_host_def *host = pl_model_add_host(model, "shop", "shop.acme.com", "int-1");
	const struct pl_subtrees *permitted;
	struct pl_world *world;
	bool base = false, other = false;

	host->names = realloc(host->names, 2 * sizeof(*host->names));
	host->names[host->n_names++] = strdup("*.acme.net");
	world = begin(model);
	permitted = &pl_world_certificate(world, "root-1")->permitted;
	for (size_t i = 0; i < permitted->n_dns; i++) {
		base = base || strcmp(permitted->dns[i], "acme.net") == 0;
		other = other || strcmp(permitted->dns[i], "acme.com") == 0;
	}
	tap_ok(base, "a wildcard permits its base");
	tap_ok(!other, "a host permits itself and not its parent");
	pl_world_unref(world);
	pl_model_free(model);
}

/* Mutual cross-signs are legal, and the first listed valid certificate leads the bundle. */
static void test_cross_signs(void)
{
	struct pl_model *model = build_model();
	struct pl_world *world;

	pl_model_add_certificate(model, "root-1-by-root-2", "root-1", "root-2", at("2022-01-01"),
				 at("2040-01-01"));
	pl_model_add_certificate(model, "root-2-by-root-1", "root-2", "root-1", at("2022-01-01"),
				 at("2028-01-01"));
	world = begin(model);
	tap_text(chain_words(pl_world_host(world, "api")->presented), "api.example.test, Main CA 1",
		 "a later listed cross-sign is not in the bundle");
	tap_text(pl_authority_current(pl_world_authority(world, "root-1"), at("2030-01-01"))->name,
		 "root-1-by-root-2", "when the first one has ended the next valid one counts");
	tap_ok(!pl_authority_current(pl_world_authority(world, "root-1"), at("2050-01-01")),
	       "then none is left");
	tap_ok(pl_authority_is_root(pl_world_authority(world, "root-1")) &&
		       !pl_authority_is_root(pl_world_authority(world, "int-1")),
	       "a root has a self-signed certificate");
	pl_world_unref(world);

	/* Preferred, it is: the file's order decides, whatever can be made first. */
	{
		struct pl_certificate_def held = model->certificates[0];

		model->certificates[0] = model->certificates[model->n_certificates - 2];
		model->certificates[model->n_certificates - 2] = held;
	}
	world = begin(model);
	tap_text(chain_words(pl_world_host(world, "api")->presented),
		 "api.example.test, Main CA 1, Main Root 1",
		 "a first listed cross-sign leads the bundle over the other root");
	tap_text(pl_cert_label(pl_world_host(world, "api")->served->root), "Main Root 2",
		 "which is its top");
	pl_world_unref(world);
	pl_model_free(model);
}

static const struct {
	enum pl_serve_mode serve;
	const char *want;
} modes[] = {
	{ PL_SERVE_FULL, "api.example.test, Main CA 1" },
	{ PL_SERVE_LEAF_ONLY, "api.example.test" },
	{ PL_SERVE_WITH_ROOT, "api.example.test, Main CA 1, Main Root 1" },
	{ PL_SERVE_SHUFFLED, "api.example.test, Main Root 1, Main CA 1" },
};

static void test_serve(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(modes); i++) {
		struct pl_model *model = build_model();
		struct pl_world *world;

		model->hosts[0].serve = modes[i].serve;
		world = begin(model);
		tap_text(chain_words(pl_world_host(world, "api")->presented), modes[i].want,
			 modes[i].want);
		pl_world_unref(world);
		pl_model_free(model);
	}
}

/* A long and a short chain over the same root key. */
static void test_alternate(void)
{
	struct pl_model *model = build_model();
	struct pl_world *world;

	pl_model_add_certificate(model, "root-1-by-root-2", "root-1", "root-2", at("2022-01-01"),
				 at("2040-01-01"));
	pl_model_add_certificate(model, "int-1-by-root-2", "int-1", "root-2", at("2022-01-01"),
				 at("2040-01-01"));
	model->hosts[0].serve = PL_SERVE_ALTERNATE;
	model->hosts[0].alternate = strdup("root-1-by-root-2");
	world = begin(model);
	tap_text(chain_words(pl_world_host(world, "api")->presented),
		 "api.example.test, Main CA 1, Main Root 1",
		 "an alternate above the whole chain makes it longer");
	pl_world_unref(world);
	free(model->hosts[0].alternate);
	model->hosts[0].alternate = strdup("int-1-by-root-2");
	world = begin(model);
	tap_ok(pl_world_host(world, "api")->presented->certs[1] ==
		       pl_world_certificate(world, "int-1-by-root-2"),
	       "an alternate in its place is presented instead");
	tap_int((long long)pl_world_host(world, "api")->presented->n, 2,
		"and what stands above it");
	pl_world_unref(world);
	pl_model_free(model);
}

static void test_copy_on_write(void)
{
	struct pl_model *model = build_model();
	struct pl_world *old = begin(model), *new_world;
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_chain *presented = old->hosts[0]->presented;
	struct pl_change *change;
	char *note;

	change = pl_change_begin(engine, model, old);
	change->world->now += PL_DAY;
	must(pl_change_issue(change, pl_change_host(change, NULL, &err), PL_KEY_NEW, PL_KEY_P256,
			     false, &err),
	     &err);
	new_world = pl_change_finish(change, &note);
	tap_ok(old->hosts[0] != new_world->hosts[0] && old->hosts[0]->presented == presented,
	       "a changed host is a copy, the old one stays as it was");
	tap_ok(new_world->hosts[0]->presented != presented, "the copy has the new chain");
	tap_ok(old->authorities[0] == new_world->authorities[0] &&
		       old->devices[0] == new_world->devices[0],
	       "everything else is shared");
	tap_ok(old->known == new_world->known, "what is known of authorities too");
	tap_ok(!note, "nothing is worth noting");
	pl_world_unref(old);
	tap_text(new_world->hosts[0]->id, "api", "a world outlives the one that it came from");

	change = pl_change_begin(engine, model, new_world);
	pl_change_authority_at(change, 0)->retired = true;
	pl_change_drop(change);
	tap_ok(!new_world->authorities[0]->retired, "a dropped change changed nothing");
	pl_world_unref(new_world);
	pl_model_free(model);
}

static void test_keys(void)
{
	struct pl_model *model = build_model();
	struct pl_world *a, *b;
	struct pl_engine *other = pl_engine_new(1, PL_ENGINE_VERIFY),
			 *third = pl_engine_new(2, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;

	a = begin(model);
	b = pl_world_start(other, model, &err);
	must(b != NULL, &err);
	tap_ok(a->hosts[0]->presented != b->hosts[0]->presented &&
		       memcmp(a->hosts[0]->presented->id, b->hosts[0]->presented->id, 32) == 0,
	       "the same seed gives the same bytes");
	pl_world_unref(b);
	b = pl_world_start(third, model, &err);
	must(b != NULL, &err);
	tap_ok(memcmp(a->hosts[0]->presented->id, b->hosts[0]->presented->id, 32) != 0,
	       "another seed gives others");
	pl_world_unref(a);
	pl_world_unref(b);
	model->real_keys = true;
	model->authorities[0].real_key = PL_KEY_P384;
	a = begin(model);
	tap_int(pl_world_certificate(a, "root-1")->alg, PL_KEY_P384,
		"keys: real makes the real algorithm");
	pl_world_unref(a);
	pl_model_free(model);
	pl_engine_free(other);
	pl_engine_free(third);
}

static void test_twin(void)
{
	struct pl_model *model = build_model();
	struct pl_world *world;
	const struct pl_host *twin;
	struct pl_run *run;

	if (!pl_model_add_strategy(model, "private-ca"))
		printf("Bail out! there is no private-ca\n");
	world = begin(model);
	twin = pl_world_twin(world, "api");
	tap_ok(twin && twin->twin_root && pl_world_host(world, "api")->twin_root == NULL,
	       "private-ca gives each host a twin");
	tap_text(chain_words(twin->presented), "api.example.test, Private Issuing CA",
		 "under a private intermediate");
	tap_ok(twin->twin_root->not_before < model->start - 300 * PL_DAY &&
		       twin->twin_root->not_after > model->start + 49 * 365 * PL_DAY,
	       "and a root that outlives everything");
	tap_ok(twin->twin_root->has_constraints, "with the names of the lab");
	tap_int((long long)world->devices[0]->n_trust, 4, "which no device's store trusts");
	pl_world_unref(world);

	run = start(engine, model);
	happen(run, "", "renew: new");
	tap_ok(pl_world_twin(run->world, "api")->served->key !=
		       pl_world_twin(run->steps[0]->world, "api")->served->key,
	       "a renewal of the host renews its twin");
	happen(run, "", "switch-ca: int-b");
	tap_text(chain_words(pl_world_twin(run->world, "api")->presented),
		 "api.example.test, Private Issuing CA",
		 "events of public authorities leave it under its own");
	happen(run, "", "serve: leaf-only");
	tap_text(chain_words(pl_world_twin(run->world, "api")->presented), "api.example.test",
		 "its server is misconfigured alike");
	pl_run_free(run);
	pl_model_free(model);
}

/* The twin's own certificate ends when it would have ended without the event. */
static void test_twin_untouched(void)
{
	static const struct {
		const char *event;
		bool moves; /* the public host gets another certificate */
	} rows[] = {
		{ "serve: full", false },
		{ "swap-intermediate: from=int-1 to=int-2", true },
		{ "swap-intermediate: from=int-1 to=int-2 when=next-renewal", false },
		{ "roll-root: root-2", true },
		{ "switch-ca: int-b", true },
		{ "switch-ca: int-b key=new", true },
		{ "reissue-intermediate: int-1", true },
		{ "cross-sign: of=root-1 by=root-2", false },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = build_model();
		struct pl_error err = PL_ERROR_INIT;
		struct pl_run *run;

		model->hosts[0].renews = false;
		if (!pl_model_add_strategy(model, "private-ca"))
			printf("Bail out! there is no private-ca\n");
		run = start(engine, model);
		happen(run, "2027-03-15", rows[i].event);
		tap_ok(pl_world_twin(run->world, "api")->served ==
			       pl_world_twin(run->steps[0]->world, "api")->served,
		       "%s issues nothing to the twin", rows[i].event);
		tap_ok((run->world->hosts[0]->served != run->steps[0]->world->hosts[0]->served) ==
			       rows[i].moves,
		       "and %s to the host", rows[i].moves ? "something else" : "nothing");
		must(pl_run_until(run, at("2027-04-10"), &err), &err);
		tap_text(honest_words(run, last(run), "private-ca"), "breaks-chain (cert-expired)",
			 "so the twin's certificate ends in its own second");
		tap_has(last(run)->title, "api.example.test (private CA) expires",
			"and the step says whose it was");
		pl_run_free(run);
		pl_model_free(model);
	}
}

/* The public host cannot renew; its twin can. */
static void test_twin_renews_alone(void)
{
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	if (!pl_model_add_strategy(model, "private-ca"))
		printf("Bail out! there is no private-ca\n");
	model->certificates[2].to = at("2027-02-01") - 1;
	run = start(engine, model);
	must(pl_run_until(run, at("2027-06-01"), &err), &err);
	tap_text(honest_words(run, last(run), "private-ca"), "survives (no-pins)",
		 "a private CA goes on when the public one has ended");
	pl_run_free(run);
	pl_model_free(model);
}

/* The host has the bundle of its issuance until it is renewed. */
static void test_bundle_is_fixed(void)
{
	struct pl_model *model = build_model();
	struct pl_run *run = start(engine, model);
	const struct pl_cert *old = run->world->hosts[0]->presented->certs[1];

	happen(run, "", "reissue-intermediate: when=next-renewal");
	tap_ok(run->world->hosts[0]->presented->certs[1] == old, "a bundle is fixed at issuance");
	happen(run, "", "renew: same");
	tap_ok(run->world->hosts[0]->presented->certs[1] != old,
	       "the next issuance brings the new one");
	tap_ok(memcmp(run->world->hosts[0]->presented->certs[1]->spki_sha256, old->spki_sha256,
		      32) == 0,
	       "with the same key");
	happen(run, "", "cross-sign: of=root-1 by=root-2");
	happen(run, "", "renew: same");
	tap_text(chain_words(run->world->hosts[0]->presented),
		 "api.example.test, Main CA 1, Main Root 1",
		 "a preferred cross-sign is in the bundles from then on");
	tap_ok(pl_world_certificate(run->world, "root-1-by-root-2") != NULL, "and named OF-by-BY");
	happen(run, "", "cross-sign: of=root-1 by=root-2 prefer=old");
	tap_ok(pl_world_certificate(run->world, "root-1-by-root-2-2") != NULL,
	       "a second one gets a number");
	pl_run_free(run);
	pl_model_free(model);
}

static void test_refusals(void)
{
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_pos pos = { "x.yaml", 7, 3 };

	model->hosts[0].pos = pos;
	model->certificates[2].from = at("2028-01-01");
	tap_ok(!pl_world_start(engine, model, &err),
	       "a host whose issuer is not valid yet cannot begin");
	tap_has(err.text, "int-1 cannot issue on 2027-01-01",
		"the message names authority and date");
	tap_int(err.line, 7, "and stands where the host does");
	pl_error_clear(&err);
	pl_model_free(model);

	model = build_model();
	free(model->certificates[0].by);
	model->certificates[0].by = strdup("int-1");
	tap_ok(!pl_world_start(engine, model, &err),
	       "authorities that wait for each other cannot begin");
	tap_has(err.text, "in a circle; give one of them a self-signed certificate",
		"and say what helps");
	pl_error_clear(&err);
	pl_model_free(model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_start();
	test_same_key();
	test_names();
	test_cross_signs();
	test_serve();
	test_alternate();
	test_copy_on_write();
	test_keys();
	test_twin();
	test_twin_untouched();
	test_twin_renews_alone();
	test_bundle_is_fixed();
	test_refusals();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
