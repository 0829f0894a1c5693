/* What has an attacker's certificate from the logs? */
#include <config.h>

#include "lab/ct.h"

#include <stdlib.h>

#include "lab/attack.h"
#include "lab/engine.h"
#include "util/mem.h"
#include "util/time.h"

struct logging {
	struct pl_engine *engine;
	struct pl_key *keys[PL_LOGS_MAX];
	size_t n;
	int64_t at; /* of the timestamps: one leaf serves the whole run, and rules that ask when it
		     * was logged take the present for it */
	struct pl_error *err;
};

static void begin(struct logging *logging, const struct pl_world *world)
{
	size_t usable[PL_LOGS_MAX];

	logging->n = pl_logs_usable(world, usable);
	logging->at = world->ct->since;
	for (size_t i = 0; i < logging->n; i++) {
		const struct pl_log *log = &world->ct->logs[usable[i]];

		logging->keys[i] = log->key;
		if (log->from != PL_TIME_NONE && log->from > logging->at)
			logging->at = log->from;
	}
}

/* The chain with its leaf exchanged. */
static struct pl_chain *logged_chain(const struct logging *logging, const struct pl_chain *chain)
{
	struct pl_cert **certs = pl_memdup(chain->certs, chain->n * sizeof(struct pl_cert *));
	struct pl_chain *made = NULL;

	certs[0] = pl_engine_forge_logged(logging->engine, certs[0], logging->keys, logging->n,
					  logging->at, logging->err);
	if (certs[0])
		made = pl_engine_chain(logging->engine, certs, chain->n);
	free(certs);
	return made;
}

/* A CA's own customer's certificate is logged already or never will be; nobody logs what no CA
 * signed, and logs take nothing from roots that users install. */
static bool can_log(const struct logging *logging, const struct pl_forgery *forgery)
{
	return !forgery->user_root && !forgery->logged && forgery->chain->n > 0 &&
	       pl_engine_forged_below(logging->engine, forgery->chain->certs[0]);
}

static bool log_one(const struct logging *logging, enum pl_logging how, size_t at,
		    struct pl_forgeries *forgeries)
{
	struct pl_forgery *forgery = &forgeries->items[at];
	struct pl_chain *chain = logged_chain(logging, forgery->chain);

	if (!chain)
		return false;
	if (how == PL_LOGGING_CHOICE) {
		pl_forgeries_add(forgeries, chain, forgery->key, forgery->earlier_theft);
		forgeries->items[forgeries->n - 1].dating = forgeries->items[at].dating;
		forgeries->items[forgeries->n - 1].late_clock = forgeries->items[at].late_clock;
		forgery = &forgeries->items[forgeries->n - 1];
	} else {
		pl_chain_unref(forgery->chain);
		forgery->chain = pl_chain_ref(chain);
	}
	forgery->logged = true;
	return true;
}

bool pl_forgeries_log(struct pl_engine *engine, const struct pl_world *world,
		      const struct pl_attack *attack, struct pl_forgeries *forgeries,
		      struct pl_error *err)
{
	struct logging logging = { .engine = engine, .err = err };
	size_t n = forgeries->n;

	if (!world->ct || world->ct->n_logs == 0 ||
	    (attack->logging == PL_LOGGING_CHOICE && !world->ct->demanded))
		return true;
	begin(&logging, world);
	for (size_t i = 0; logging.n > 0 && i < n; i++)
		if (can_log(&logging, &forgeries->items[i]) &&
		    !log_one(&logging, attack->logging, i, forgeries))
			return false;
	return true;
}
