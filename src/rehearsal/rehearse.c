/* What becomes of these pins? */
#include <config.h>

#include "rehearsal/rehearse.h"

#include <stdlib.h>

#include "rehearsal/mirror.h"
#include "util/mem.h"
#include "util/text.h"

static bool make(struct pl_engine *engine, int64_t until, struct pl_rehearsal *out,
		 struct pl_errors *errors)
{
	struct pl_error err = PL_ERROR_INIT;

	out->model = pl_shadow_model(out->input, &out->map, &err);
	if (out->model && !pl_model_check(out->model, errors))
		return false;
	if (out->model)
		pl_future_make(out->input, out->model, until, &out->map, &out->future);
	if (out->model && pl_runway_find(engine, out->model, &out->map, &out->future, &out->runway, &err) &&
	    pl_shadow_mirrors(engine, out->input, out->model, &out->runway, &out->map, &err))
		return true;
	pl_errors_take(errors, &err);
	return false;
}

bool pl_rehearse(struct pl_engine *engine, const struct pl_shadow_input *input, int64_t until,
		 struct pl_rehearsal *out, struct pl_errors *errors)
{
	*out = (struct pl_rehearsal){ .input = input };
	if (make(engine, until, out, errors))
		return true;
	pl_rehearsal_clear(out);
	return false;
}

/* Of a file's strategies only this host's rows. */
static void narrow(struct pl_model *model, const char *host)
{
	for (size_t i = 0; i < model->n_strategies; i++) {
		free(model->strategies[i].host);
		model->strategies[i].host = pl_strdup(host);
	}
}

bool pl_rehearse_standard(struct pl_engine *engine, struct pl_rehearsal *rehearsal, size_t host,
			  struct pl_matrix *matrix, struct pl_error *err)
{
	const char *id = rehearsal->model->hosts[host].id;
	bool ok;

	narrow(rehearsal->model, id);
	ok = pl_standard_matrix_of(engine, rehearsal->model, host, NULL, false, matrix, err);
	narrow(rehearsal->model, NULL);
	if (ok)
		pl_runway_standard(&rehearsal->runway, matrix, id);
	for (size_t i = 0; ok && i < matrix->n_skipped; i++)
		pl_shadow_note(&rehearsal->map, PL_ORIGIN_MEASURED, "%s is not tried: %s",
			       matrix->skipped[i].name, matrix->skipped[i].why);
	return ok;
}

void pl_rehearsal_clear(struct pl_rehearsal *rehearsal)
{
	pl_runway_clear(&rehearsal->runway);
	pl_future_clear(&rehearsal->future);
	pl_shadow_map_clear(&rehearsal->map);
	pl_model_free(rehearsal->model);
	*rehearsal = (struct pl_rehearsal){ 0 };
}

char *pl_rehearsal_host_words(const struct pl_rehearsal *rehearsal, const char *id)
{
	const struct pl_model *model = rehearsal->model;
	const struct pl_host_def *host = pl_model_host(model, id);
	size_t at = (size_t)(host - model->hosts), same = 0, number = 0;
	const struct pl_cert *leaf = rehearsal->input->hosts[at].served->chain->certs[0];

	for (size_t i = 0; i < model->n_hosts; i++) {
		same += pl_streq(model->hosts[i].names[0], host->names[0]);
		number += i <= at && pl_streq(model->hosts[i].names[0], host->names[0]);
	}
	if (same < 2)
		return pl_strdup(host->names[0]);
	return pl_asprintf("%s (chain %zu, %s)", host->names[0], number, leaf->key_words);
}
