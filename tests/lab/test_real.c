/*
 * A run of real certificates: the same chains, pins and devices come to the
 * same verdicts, for the same reasons, as where the lab holds every key.
 */
#include <config.h>

#include "lab/real.h"

#include "lab/why.h"
#include "tests/lab/build.h"
#include "util/text.h"

/* Of the strategies whose pins are built in. */
static const char *const strategies[] = {
	"none", "leaf-cert", "leaf-key", "leaf-spki", "leaf-spki+backup", "intermediate-spki",
	"root-spki", "root-cert", "leaf+root",
};

static const char *const events[] = { NULL, "renew: key=new", "swap-intermediate",
				      "serve: leaf-only", "expire-leaf" };

struct copy {
	struct pl_model *model;
	struct pl_real_host host;
	struct pl_real_app app;
	const struct pl_chain *anchors;
};

/* What the last step of a lab's run shows, without its keys. */
static struct pl_run *real_of(const struct pl_run *lab, size_t row, struct copy *copy,
			      struct pl_error *err)
{
	const struct pl_world *world = lab->steps[lab->n_steps - 1]->world;
	struct pl_strategy_def *strategy;
	struct pl_real real;

	copy->model = pl_model_new();
	copy->model->start = world->now;
	strategy = pl_model_add_custom(copy->model, lab->rows[row]->strategy->name);
	strategy->client = lab->rows[row]->client;
	pl_model_add_device(copy->model, "phone");
	copy->anchors = world->devices[0]->anchors;
	copy->host = (struct pl_real_host){ "api", "api.example.test", world->hosts[0]->presented };
	copy->app = (struct pl_real_app){ lab->rows[row]->id, strategy, lab->rows[row]->pins, 0, 0 };
	real = (struct pl_real){ copy->model, &copy->anchors, &copy->host, 1, &copy->app, 1 };
	return pl_run_real(lab->engine, &real, err);
}

static char *path_of(const struct pl_run *run, size_t step, size_t row)
{
	struct pl_cell cell = { .step = step, .row = row, .attack = -1 };
	struct pl_why why;
	char *text;

	pl_why(run, &cell, &why);
	text = pl_strdup(why.path);
	pl_why_clear(&why);
	return text;
}

static bool same_sentence(const struct pl_run *lab, size_t row, const struct pl_run *real)
{
	char *a = path_of(lab, lab->n_steps - 1, row), *b = path_of(real, 0, 0);
	bool same = pl_streq(a, b);

	if (!same)
		tap_note("lab: %s; real: %s", a, b);
	free(a);
	free(b);
	return same;
}

static void check(const char *strategy, const struct pl_client *client, const char *text)
{
	struct pl_model *model = with(strategy);
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *lab, *real;
	struct copy copy;
	const struct pl_outcome *want, *got;
	struct pl_event *one = text ? event(text) : NULL;
	/* What was not sent is known to the lab alone. */
	bool knows_more = pl_streq(text, "serve: leaf-only");

	model->strategies[0].client = client;
	lab = pl_run_new(engine, model, &err);
	must(lab != NULL, &err);
	must(!one || pl_run_event(lab, one, &err), &err);
	real = real_of(lab, 0, &copy, &err);
	must(real != NULL, &err);
	want = pl_step_honest(lab->steps[lab->n_steps - 1], 0);
	got = pl_step_honest(real->steps[0], 0);
	if (want->reason == PL_REASON_CHAIN_INCOMPLETE)
		tap_ok(got->reason == PL_REASON_UNKNOWN_ISSUER, "%s, %s, %s: incomplete", strategy,
		       client->name, text);
	else
		tap_ok(want->state == got->state && want->reason == got->reason &&
		       want->pin == got->pin && want->matched == got->matched &&
		       (knows_more || same_sentence(lab, 0, real)), "%s, %s, %s", strategy,
		       client->name,
		       text ? text : "at the start");
	pl_run_free(real);
	pl_run_free(lab);
	pl_event_unref(one);
	pl_model_free(copy.model);
	pl_model_free(model);
	pl_engine_free(engine);
}

int main(void)
{
	static const char *const clients[] = { "generic", "okhttp", "android-nsc", "apple-nspinneddomains", "curl",
					       "hpkp", "react-native-ssl-pinning", "dane-3",
					       "firefox-static", "gnutls-tofu" };

	for (size_t i = 0; i < PL_ARRAY_LEN(clients); i++)
		for (size_t j = 0; j < PL_ARRAY_LEN(strategies); j++)
			for (size_t k = 0; k < PL_ARRAY_LEN(events); k++)
				check(strategies[j], pl_client_find(clients[i]), events[k]);
	pl_pki_shutdown();
	return tap_done();
}
