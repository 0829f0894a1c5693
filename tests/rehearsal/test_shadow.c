/* Whether a shadow has the shapes, dates and pins of the real chains. */
#include <config.h>

#include "rehearsal/shadow.h"

#include "../tap.h"
#include "lab/engine.h"
#include "tests/rehearsal/shade.h"

/* Chains: the presented one, as common names with the authorities' real words. */
static const struct {
	const char *what, *chain, *trust;
	const char *certificates; /* of the model, those that are not made up */
	const char *phone;        /* what it trusts of them */
	const char *serve;        /* common names at the first second */
} shapes[] = {
	{ "a chain with its root", "leaf inter root", "",
	  "inter-r-by-root-one root-one", "root-one", "api.example.test/Inter R/Root One" },
	{ "a chain whose root is given", "leaf inter", "root",
	  "inter-r-by-root-one root-one", "root-one", "api.example.test/Inter R" },
	{ "a chain below nothing that is known", "leaf inter", "",
	  "cn-root-one inter-r-by-cn-root-one", "cn-root-one", "api.example.test/Inter R" },
	{ "a leaf alone", "leaf", "", "cn-inter-r", "cn-inter-r", "api.example.test" },
	{ "a leaf whose intermediate is given", "leaf", "inter root",
	  "inter-r-by-root-one root-one", "inter-r-by-root-one root-one", "api.example.test" },
	{ "a cross-sign", "leaf inter root-by-root2", "root2",
	  "inter-r-by-root-one root-one-by-root-two root-two", "root-two",
	  "api.example.test/Inter R/Root One" },
	{ "two ways up", "leaf inter root-by-root2", "root root2",
	  "inter-r-by-root-one root-one-by-root-two root-one root-two", "root-one root-two",
	  "api.example.test/Inter R/Root One" },
	{ "a root that is sent and not trusted", "leaf inter root", "root2",
	  "inter-r-by-root-one root-one", "", "api.example.test/Inter R/Root One" },
	{ "a root that nobody gave, beside others", "leaf inter", "root2",
	  "cn-root-one inter-r-by-cn-root-one", "", "api.example.test/Inter R" },
	{ "a root that concerns nobody", "leaf inter", "root root2",
	  "inter-r-by-root-one root-one", "root-one", "api.example.test/Inter R" },
};

static bool is_made_up(const char *name)
{
	return pl_starts_with(name, "successor-of") || pl_starts_with(name, "next-root-of") ||
	       pl_starts_with(name, "other-");
}

static char *certificate_names(const struct pl_model *model)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < model->n_certificates; i++)
		if (!is_made_up(model->certificates[i].name))
			pl_buf_printf(&out, "%s%s", out.len ? " " : "",
				      model->certificates[i].name);
	return pl_buf_take(&out);
}

static char *trusted_names(const struct pl_model *model)
{
	const struct pl_device_def *phone = &model->devices[0];
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < phone->n_trust; i++)
		if (!is_made_up(phone->trust[i].what))
			pl_buf_printf(&out, "%s%s", out.len ? " " : "", phone->trust[i].what);
	return pl_buf_take(&out);
}

static char *presented(const struct pl_run *run)
{
	const struct pl_chain *chain = run->steps[0]->world->hosts[0]->presented;
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < chain->n; i++)
		pl_buf_printf(&out, "%s%s", out.len ? "/" : "", chain->certs[i]->common_name);
	return pl_buf_take(&out);
}

static struct pl_run *begin(struct pl_engine *engine, struct pl_model *model)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	if (!pl_model_check(model, &errors))
		tap_ok(false, "the model is sound: %s", errors.items[0].text);
	pl_errors_clear(&errors);
	run = pl_run_new(engine, model, &err);
	if (!run)
		tap_ok(false, "the run starts: %s", err.text);
	return run;
}

/* Every certificate at the first second has the dates of its original. */
static bool same_dates(const struct pl_run *run, const struct pl_served *served)
{
	const struct pl_chain *shadow = run->steps[0]->world->hosts[0]->presented;

	for (size_t i = 0; i < shadow->n; i++) {
		const struct pl_cert *real = served->chain->certs[i], *lab = shadow->certs[i];

		if (real->not_before != lab->not_before || real->not_after != lab->not_after ||
		    memcmp(real->spki_sha256, lab->spki_sha256, 32) == 0)
			return false;
	}
	return true;
}

static void test_shapes(struct family *family)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(shapes); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct shade shade;
		struct pl_run *run;
		char *text;

		shade_begin(&shade, family);
		if (*shapes[i].trust)
			shade_trust(&shade, shapes[i].trust);
		shade_chain(&shade, "prod.pem", shapes[i].chain);
		shade_pins(&shade, "mine", "generic", NULL, "spki:leaf");
		run = begin(engine, shade_make(&shade, NULL));
		text = certificate_names(shade.model);
		tap_text(text, shapes[i].certificates, shapes[i].what);
		free(text);
		text = trusted_names(shade.model);
		tap_text(text, shapes[i].phone, "the phone");
		free(text);
		text = presented(run);
		tap_text(text, shapes[i].serve, "the chain");
		free(text);
		tap_ok(same_dates(run, &shade.serveds.items[0]), "with their dates, and other keys");
		pl_run_free(run);
		pl_engine_free(engine);
		shade_end(&shade);
	}
}

/* One pin each against leaf, inter, root; the verdict is that of the shadow's first second. */
static const struct {
	const char *client, *pin, *kind, *expression, *state;
} pins[] = {
	{ "generic", "spki:leaf", "leaf", "leaf(api.example.test).spki", "survives" },
	{ "generic", "cert:leaf", "leaf", "leaf(api.example.test).certificate", "survives" },
	{ "generic", "spki:inter", "intermediate", "authority(inter-r).spki", "survives" },
	{ "generic", "cert:inter", "intermediate", "authority(inter-r).certificate", "survives" },
	{ "generic", "spki:root", "root", "authority(root-one).spki", "survives" },
	{ "okhttp", "spki:root", "root", "authority(root-one).spki", "survives" },
	{ "okhttp", "spki:inter2", "unknown", NULL, "breaks-pin" },
	{ "curl", "spki:root", "root", "authority(root-one).spki", "breaks-pin" },
	{ "curl", "spki:leaf", "leaf", "leaf(api.example.test).spki", "survives" },
	/* ISRG Root X1's key: known, and in nobody's chain. */
	{ "okhttp", "sha256/C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=", "known-ca",
	  "authority(isrg-x1).spki", "breaks-pin" },
	{ "okhttp", "sha256/C5", "damaged", "sha256/C5", "breaks-pin" },
	{ "android-nsc", "sha256/!!!", "damaged", "sha256/!!!", "breaks-pin" },
	{ "generic", "0123", "damaged", "sha256/0123", "breaks-pin" },
};

static void test_pin(struct family *family, size_t i)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	const struct pl_outcome *outcome;
	const struct pl_shadow_pin *pin;
	struct pl_run *run;
	struct shade shade;

	shade_begin(&shade, family);
	shade_chain(&shade, "prod.pem", "leaf inter root");
	shade_pins(&shade, "mine", pins[i].client, NULL, pins[i].pin);
	run = begin(engine, shade_make(&shade, NULL));
	pin = &shade.map.pins[0];
	tap_text(pl_shadow_kind_name(pin->kind), pins[i].kind, pins[i].pin);
	if (pins[i].expression)
		tap_text(pin->expression, pins[i].expression, "its expression");
	else
		tap_ok(pl_streq(pin->expression, pin->pin->spelling), "it stays what it is");
	tap_ok((pin->cert != NULL) == (pl_streq(pins[i].kind, "leaf") ||
				       pl_streq(pins[i].kind, "intermediate") ||
				       pl_streq(pins[i].kind, "root")),
	       "whether a certificate has it");
	for (size_t row = 0; row < run->n_rows; row++) {
		if (run->rows[row]->control)
			continue;
		outcome = pl_step_honest(run->steps[0], row);
		tap_text(pl_state_info(outcome->state)->name, pins[i].state, pins[i].client);
	}
	pl_run_free(run);
	pl_engine_free(engine);
	shade_end(&shade);
}

/* Labels: what they make of an unknown pin, and which are for nothing. */
static const struct {
	const char *pins, *spelling, *what, *expression, *words;
} labels[] = {
	{ "spki:leaf spki:inter2", NULL, "next-leaf-key", "backup(api.example.test).spki", NULL },
	{ "spki:leaf spki:inter2", NULL, "other-ca", "authority(other-root).spki", NULL },
	{ "spki:leaf spki:inter2", NULL, "HSM 2", "key(hsm-2).spki", NULL },
	{ "spki:leaf spki:inter2", "sha256/AAAA", "other-ca", NULL,
	  "the label for sha256/AAAA is for nothing: no pin file has such a pin" },
	{ "spki:inter2 spki:leaf", NULL, "other-ca", NULL,
	  "that pin is of a certificate that is known, or cannot be read" },
};

static void test_label(struct family *family, size_t i)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_shadow_label label = { .what = labels[i].what };
	struct shade shade;

	shade_begin(&shade, family);
	shade_chain(&shade, "prod.pem", "leaf inter root");
	shade_pins(&shade, "mine", "okhttp", "api.example.test", labels[i].pins);
	/* The last pin, by the beginning of its text. */
	label.spelling = labels[i].spelling ? labels[i].spelling : shade.sets[0]->pins[1].spelling;
	shade.input.labels = &label;
	shade.input.n_labels = 1;
	shade_make(&shade, &err);
	tap_ok((shade.model != NULL) == (labels[i].words == NULL), "label %s", labels[i].what);
	if (labels[i].words)
		tap_has(err.text, labels[i].words, "it is for nothing");
	else
		tap_text(shade.map.pins[1].expression, labels[i].expression, "its expression");
	pl_error_clear(&err);
	shade_end(&shade);
}

/* An RSA and an ECDSA chain, or chains of two names, are hosts of their own. */
static void test_several(struct family *family)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_run *run;
	struct shade shade;

	shade_begin(&shade, family);
	shade_chain(&shade, "both.pem", "leaf inter root leaf-e inter-e");
	shade_chain(&shade, "www.pem", "www inter2 root2");
	shade_pins(&shade, "a", "okhttp", NULL, "spki:leaf");
	shade_pins(&shade, "b", "okhttp", NULL, "spki:root spki:root2");
	run = begin(engine, shade_make(&shade, NULL));
	tap_int((long long)shade.model->n_hosts, 3, "three chains, three hosts");
	tap_text(shade.model->hosts[0].id, "api.example.test-ecdsa", "by the kind of key");
	tap_text(shade.model->hosts[1].id, "api.example.test-ecdsa-2", "or by number");
	tap_text(shade.model->hosts[2].id, "www.example.test", "a name of its own");
	tap_int(shade.model->hosts[1].alg, PL_KEY_P384, "each with its algorithm");
	tap_text(shade.map.pins[0].expression, "leaf(api.example.test-ecdsa).spki",
		 "a pin names the host whose leaf it is");
	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];
		bool good = pl_streq(row->strategy->name, "b") ||
			    pl_streq(row->host, "api.example.test-ecdsa");

		if (!row->control)
			tap_text(pl_verdict_name(pl_step_honest(run->steps[0], i)->verdict),
				 good ? "survives" : "breaks", row->id);
	}
	pl_run_free(run);
	pl_engine_free(engine);
	shade_end(&shade);
}

static void test_host(struct family *family)
{
	struct shade shade;
	const struct pl_host_def *host;

	shade_begin(&shade, family);
	shade_chain(&shade, "prod.pem", "leaf inter root");
	shade_pins(&shade, "mine", "okhttp", "api.example.test", "spki:leaf");
	host = &shade_make(&shade, NULL)->hosts[0];
	tap_ok(host->issued == family_year(2026) && host->lifetime == 365 * PL_DAY,
	       "it is issued when the leaf was, for as long");
	tap_ok(host->renews && host->renew_part == 3 && host->renew_key == PL_KEY_NEW,
	       "it renews with a new key");
	tap_text(host->pos.file, "prod.pem", "its position is the chain's");
	tap_text(host->issuer, "inter-r", "its issuer");
	tap_ok(pl_model_operator(shade.model, "ca")->is_private, "an unknown CA is private");
	tap_ok(shade.model->strategies[0].terms.n_covers == 1 &&
	       shade.model->strategies[0].terms.pins[0].pos.line == 1,
	       "rules and positions of pins are carried over");
	shade_end(&shade);
}

int main(void)
{
	struct family family;

	family_init(&family);
	test_shapes(&family);
	for (size_t i = 0; i < PL_ARRAY_LEN(pins); i++)
		test_pin(&family, i);
	for (size_t i = 0; i < PL_ARRAY_LEN(labels); i++)
		test_label(&family, i);
	test_several(&family);
	test_host(&family);
	family_clear(&family);
	pl_pki_shutdown();
	return tap_done();
}
