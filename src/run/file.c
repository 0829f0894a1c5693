/* What one scenario file yields: loaded, run, held against its expectations. */
#include <config.h>

#include "run/jobs.h"

#include <stdlib.h>

#include "lab/expect.h"
#include "lab/run.h"
#include "run/evidence.h"
#include "scenario/scenario.h"
#include "util/text.h"

static void judge(const struct pl_model *model, struct pl_engine *engine,
		  const struct pl_jobs_options *options, struct pl_result *out)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_checks checks = { 0 };
	struct pl_run *run = pl_run_new(engine, model, &err);

	if (run && pl_run_all(run, &err) && pl_expect_all(run, &checks, &err)) {
		if (options->demands_evidence)
			pl_checks_demand(run, options->least, &checks);
		pl_result_of_run(out, run, &checks);
		if (checks.n == 0)
			pl_result_warn(
				out,
				"nothing is expected here, so nothing can fail; add `expect:`");
	}
	pl_checks_clear(&checks);
	pl_run_free(run);
	if (err.kind == PL_ERROR_NONE)
		return;
	/* What a broken run found out half-way would mislead. */
	pl_result_clear(out);
	out->name = pl_result_text(model->name);
	out->seed = model->seed;
	pl_scenario_quote(&err);
	pl_result_take_error(out, &err);
}

void pl_run_file(const char *file, const struct pl_jobs_options *options, struct pl_result *out)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = pl_scenario_load(file, options->certs_dir, &errors);

	if (model) {
		struct pl_engine *engine = pl_engine_new(model->seed, options->mode);

		judge(model, engine, options, out);
		if (options->counts)
			pl_pki_counts_add(options->counts, pl_pki_counts(pl_engine_pki(engine)));
		pl_engine_free(engine);
	} else {
		pl_result_take_errors(out, &errors);
	}
	pl_errors_clear(&errors);
	pl_model_free(model);
	free(out->file);
	out->file = pl_result_text(file);
}
