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

static void refuse_focus(const struct pl_model *model, struct pl_result *out)
{
	struct pl_error err = PL_ERROR_INIT;

	pl_error_input(&err, model->focus_pos,
		       "focus: true is for work at a desk: in CI the other scenarios would not be "
		       "run and nobody would notice; take it out");
	pl_scenario_quote(&err);
	out->name = pl_result_text(model->name);
	out->seed = model->seed;
	pl_result_take_error(out, &err);
}

static void take_marks(const struct pl_model *model, struct pl_result *out)
{
	out->skip = pl_result_text(model->skip);
	out->known_bad = pl_result_text(model->known_bad);
}

/* One variant; true when there was nothing wrong with it. */
static bool run_variant(const struct pl_source *source, size_t variant,
			const struct pl_jobs_options *options, struct pl_result *out)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = pl_source_model(source, variant, options->certs_dir, &errors);

	if (model && model->skip) {
		out->name = pl_result_text(model->name);
		out->seed = model->seed;
	} else if (model && model->focus && options->ci) {
		refuse_focus(model, out);
	} else if (model) {
		struct pl_engine *engine = pl_engine_new(model->seed, options->mode);

		judge(model, engine, options, out);
		if (options->counts)
			pl_pki_counts_add(options->counts, pl_pki_counts(pl_engine_pki(engine)));
		pl_engine_free(engine);
	} else {
		pl_result_take_errors(out, &errors);
	}
	if (model)
		take_marks(model, out);
	pl_errors_clear(&errors);
	pl_model_free(model);
	out->variant = pl_result_text(pl_source_variant(source, variant));
	out->variant_at = variant;
	out->more = out->n_errors == 0 && !out->skip && variant + 1 < pl_source_variants(source);
	return out->n_errors == 0;
}

static bool give(const char *file, struct pl_result *result, pl_result_sink sink, void *arg,
		 struct pl_error *err)
{
	bool ok;

	free(result->file);
	result->file = pl_result_text(file);
	ok = sink(result, arg, err);
	pl_result_clear(result);
	return ok;
}

bool pl_run_file(const char *file, const struct pl_jobs_options *options, pl_result_sink sink,
		 void *arg, struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_source *source = pl_source_open(file, options->settings, &errors);
	struct pl_result result = PL_RESULT_INIT;
	bool ok = true, good = true;

	if (!source) {
		pl_result_take_errors(&result, &errors);
		ok = give(file, &result, sink, arg, err);
	}
	for (size_t i = 0; source && ok && good && i < pl_source_variants(source); i++) {
		good = run_variant(source, i, options, &result);
		ok = give(file, &result, sink, arg, err);
	}
	pl_errors_clear(&errors);
	pl_source_free(source);
	return ok;
}
