/*
 * Whether the scenario loader holds for any bytes: it answers with a model or
 * with errors that can be printed, what it takes is written and taken again
 * unchanged, and a short run of it ends in steps or in an error.
 */
#include <config.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/yaml.h"
#include "lab/run.h"
#include "scenario/scenario.h"
#include "tests/fuzz/require.h"
#include "util/text.h"

#define MAX_STEPS_OF_EVENTS 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pl_model *parse(const char *text, size_t len, struct pl_errors *errors)
{
	const char *source = getenv("PINLAB_SRCDIR");
	char certs[4096];

	snprintf(certs, sizeof(certs), "%s/certs", source ? source : ".");
	return pl_scenario_parse("fuzz.yaml", (struct pl_bytes){ (const uint8_t *)text, len },
				 certs, errors);
}

static void check_round_trip(const struct pl_model *model)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_buf once = PL_BUF_INIT, twice = PL_BUF_INIT;
	struct pl_model *back;

	pl_scenario_write(model, NULL, &once);
	back = parse(once.data, once.len, &errors);
	require(back != NULL);
	pl_scenario_write(back, NULL, &twice);
	require(pl_streq(pl_buf_str(&once), pl_buf_str(&twice)));
	pl_model_free(back);
	pl_errors_clear(&errors);
	pl_buf_clear(&once);
	pl_buf_clear(&twice);
}

/* Time is what a hostile scenario costs: real RSA keys and centuries of renewals are left out. */
static bool is_cheap(const struct pl_model *model)
{
	if (model->real_keys || model->n_hosts > 3 || model->n_devices > 3 ||
	    model->n_authorities > 24)
		return false;
	for (size_t i = 0; i < model->n_hosts; i++)
		if (model->hosts[i].alg > PL_KEY_ED25519)
			return false;
	return true;
}

static void check_run(const struct pl_model *model)
{
	struct pl_engine *engine = pl_engine_new(model->seed, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run = pl_run_new(engine, model, &err);

	require((run != NULL) == (err.kind == PL_ERROR_NONE));
	for (size_t i = 0; run && i < model->n_events && i < MAX_STEPS_OF_EVENTS; i++) {
		const struct pl_event *event = model->events[i];
		int64_t at;

		if (event->kind->begin || !pl_run_resolve(run, &event->when, &at, &err) ||
		    at - run->now > INT64_C(86400) * 400 || !pl_run_event(run, event, &err))
			break;
	}
	pl_run_free(run);
	pl_engine_free(engine);
	pl_error_clear(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse((const char *)data, size, &errors);

	if (model) {
		require(errors.n == 0);
		check_round_trip(model);
		if (is_cheap(model))
			check_run(model);
	} else {
		require_told(&errors);
	}
	pl_model_free(model);
	pl_errors_clear(&errors);
	return 0;
}
