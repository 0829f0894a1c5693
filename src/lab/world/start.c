/* What is there at the first second of a scenario? */
#include <config.h>

#include "lab/ct.h"
#include "lab/parts.h"

#include <stdlib.h>
#include <string.h>

#include "lab/state.h"
#include "lab/strategy.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define PRIVATE_OPERATOR "~private"
#define PRIVATE_ROOT "~private-root"
#define PRIVATE_ISSUING "~private-issuing"
#define PRIVATE_BEFORE (365 * PL_DAY)
#define PRIVATE_AFTER (50 * 365 * PL_DAY)

static enum pl_key_alg lab_alg(const struct pl_model *model, enum pl_key_alg real)
{
	return model->real_keys && real != PL_KEY_OTHER ? real : PL_KEY_P256;
}

static bool is_slow(enum pl_key_alg alg)
{
	return alg == PL_KEY_RSA_2048 || alg == PL_KEY_RSA_3072 || alg == PL_KEY_RSA_4096;
}

static bool add_authorities(struct pl_change *change, struct pl_error *err)
{
	const struct pl_model *model = change->model;
	struct pl_pki *pki = pl_engine_pki(change->engine);

	/* All slow keys are begun before the first is waited for. */
	for (size_t i = 0; i < model->n_authorities; i++) {
		enum pl_key_alg alg = lab_alg(model, model->authorities[i].real_key);

		if (is_slow(alg) && !model->authorities[i].same_key_as)
			pl_pki_prefetch(pki, "authority", model->authorities[i].name, alg);
	}
	for (size_t i = 0; i < model->n_authorities; i++) {
		const struct pl_authority_def *def = &model->authorities[i];

		if (!pl_change_add_authority_of(change, def->name, def->operator_, def->subject,
						def->same_key_as ? def->same_key_as : def->name,
						lab_alg(model, def->real_key), def->path_len, err))
			return false;
	}
	return true;
}

/* Certificates are made when their issuer has one, and listed in file order. */
static void put_in_order(const struct pl_model *model, struct pl_authority *authority)
{
	for (size_t i = authority->n_certs - 1; i > 0; i--) {
		struct pl_issued *a = &authority->certs[i - 1], *b = &authority->certs[i], held;

		if (pl_model_certificate(model, a->name) < pl_model_certificate(model, b->name))
			return;
		held = *a;
		*a = *b;
		*b = held;
	}
}

static bool certify(struct pl_change *change, const struct pl_certificate_def *def, bool *done,
		    struct pl_error *err)
{
	size_t of = pl_world_authority_index(change->world, def->of);
	size_t by = pl_world_authority_index(change->world, def->by);

	if (of == SIZE_MAX || by == SIZE_MAX)
		return pl_error_input(err, def->pos,
				      "%s is %s by %s, and there is no authority '%s'", def->name,
				      def->of, def->by, of == SIZE_MAX ? def->of : def->by);
	if (of != by && change->world->authorities[by]->n_certs == 0)
		return true;
	*done = true;
	if (!pl_change_certify(change, change->world->authorities[of],
			       change->world->authorities[by], def->name, def->from, def->to, false,
			       err))
		return false;
	put_in_order(change->model, change->world->authorities[of]);
	return true;
}

static bool add_certificates(struct pl_change *change, struct pl_error *err)
{
	const struct pl_model *model = change->model;
	bool *done = pl_calloc(model->n_certificates, sizeof(*done));
	size_t left = model->n_certificates, before = left + 1;
	const struct pl_certificate_def *stuck = model->certificates;

	while (left > 0 && left < before && err->kind == PL_ERROR_NONE) {
		before = left;
		for (size_t i = 0; i < model->n_certificates && err->kind == PL_ERROR_NONE; i++) {
			if (done[i])
				continue;
			stuck = &model->certificates[i];
			if (!certify(change, stuck, &done[i], err))
				break;
			left -= done[i];
		}
	}
	free(done);
	if (stuck && left > 0)
		return pl_error_input(
			err, stuck->pos,
			"%s waits for a certificate of %s, which waits for another in a circle; "
			"give one of them a self-signed certificate",
			stuck->name, stuck->by);
	return true;
}

static void add_operators(struct pl_change *change)
{
	const struct pl_model *model = change->model;
	struct pl_world *world = change->world;

	for (size_t i = 0; i < model->n_operators; i++) {
		struct pl_operator *operator_ = pl_operator_new(model->operators[i].name);

		operator_->is_private = model->operators[i].is_private;
		*PL_PUSH(world->operators, world->n_operators, world->cap_operators) = operator_;
	}
}

static bool wants_private(const struct pl_model *model)
{
	for (size_t i = 0; i < model->n_strategies; i++) {
		const struct pl_strategy *kind = model->strategies[i].kind;

		if (kind && kind->flags & PL_STRATEGY_PRIVATE_CA)
			return true;
	}
	return false;
}

static bool add_private(struct pl_change *change, struct pl_error *err)
{
	int64_t start = change->model->start;
	int64_t from = start < PRIVATE_BEFORE ? PL_TIME_MIN : start - PRIVATE_BEFORE;
	int64_t to = start > PL_TIME_MAX - PRIVATE_AFTER ? PL_TIME_MAX : start + PRIVATE_AFTER;
	struct pl_authority *root = pl_change_add_authority(
		change, PRIVATE_ROOT, PRIVATE_OPERATOR, "CN=Private Root CA", PL_KEY_P256, -1, err);
	struct pl_authority *issuing;

	if (!root)
		return false;
	root->is_private = true;
	issuing = pl_change_add_authority(change, PRIVATE_ISSUING, PRIVATE_OPERATOR,
					  "CN=Private Issuing CA", PL_KEY_P256, 0, err);
	if (!issuing)
		return false;
	issuing->is_private = true;
	return pl_change_certify(change, root, root, PRIVATE_ROOT, from, to, false, err) &&
	       pl_change_certify(change, issuing, root, PRIVATE_ISSUING, from, to, false, err);
}

static struct pl_host *add_host(struct pl_change *change, const struct pl_host_def *def,
				const char *id, const char *issuer)
{
	struct pl_world *world = change->world;
	struct pl_host *host = pl_host_new(id);

	host->names = pl_calloc(def->n_names, sizeof(*host->names));
	for (host->n_names = 0; host->n_names < def->n_names; host->n_names++)
		host->names[host->n_names] = pl_strdup(def->names[host->n_names]);
	host->issuer = pl_strdup(issuer);
	/* A twin's private CA has no pool, and nobody else holds its key. */
	if (pl_streq(issuer, def->issuer)) {
		host->pool = pl_pool_copy(&def->pool);
		host->provider = def->provider;
	}
	host->alg = def->alg;
	host->lifetime = def->lifetime;
	host->lifetime_max = def->lifetime_max;
	host->profile = pl_strdup(def->profile);
	pl_host_logs(host, def->logs, def->n_logs);
	host->renews = def->renews;
	host->renew_before = def->renew_before;
	host->renew_part = def->renew_part;
	host->halves_short = def->halves_short;
	host->renew_ari = def->renew_ari;
	host->renew_key = def->renew_key;
	host->staples = def->staples;
	host->must_staple = def->must_staple;
	*PL_PUSH(world->hosts, world->n_hosts, world->cap_hosts) = host;
	return host;
}

/* Once there is a leaf, the chain can be presented in the host's own way. */
static bool present_first(struct pl_change *change, const struct pl_host_def *def,
			  struct pl_host *host, struct pl_error *err)
{
	host->serve = def->serve;
	/* A twin has no alternates of the public hierarchy. */
	if (host->twin_of && def->serve == PL_SERVE_ALTERNATE)
		host->serve = PL_SERVE_FULL;
	else
		host->alternate = pl_strdup(def->alternate);
	if (host->serve != PL_SERVE_FULL && !pl_change_present(change, host, err))
		return false;
	return pl_change_add_nodes(change, host, def, err);
}

static bool first_leaf(struct pl_change *change, const struct pl_host_def *def,
		       struct pl_host *host, struct pl_error *err)
{
	bool ok;

	change->pos = def->pos;
	/* It may be older than the scenario. */
	change->dated = def->issued;
	ok = pl_change_issue_one(change, host, PL_KEY_NEW, host->alg, false, err) &&
	     present_first(change, def, host, err);
	change->dated = PL_TIME_NONE;
	return ok;
}

static bool add_hosts(struct pl_change *change, struct pl_error *err)
{
	const struct pl_model *model = change->model;

	for (size_t i = 0; i < model->n_hosts; i++) {
		const struct pl_host_def *def = &model->hosts[i];

		if (!pl_world_authority(change->world, def->issuer))
			return pl_error_input(err, def->pos,
					      "%s is issued by '%s', and there is no such "
					      "authority",
					      def->id, def->issuer);
		if (!first_leaf(change, def, add_host(change, def, def->id, def->issuer), err))
			return false;
	}
	return true;
}

static bool add_twins(struct pl_change *change, struct pl_error *err)
{
	const struct pl_model *model = change->model;

	for (size_t i = 0; i < model->n_hosts; i++) {
		const struct pl_host_def *def = &model->hosts[i];
		char *id = pl_asprintf("%s~private", def->id);
		struct pl_host *twin = add_host(change, def, id, PRIVATE_ISSUING);

		free(id);
		twin->twin_of = pl_strdup(def->id);
		/* A private CA publishes nothing about its certificates. */
		twin->staples = twin->must_staple = false;
		if (!first_leaf(change, def, twin, err))
			return false;
		twin->twin_root = pl_cert_ref(twin->served->root);
	}
	return true;
}

static bool add_guards(struct pl_change *change, struct pl_error *err)
{
	const struct pl_model *model = change->model;
	bool guarded = false;

	for (size_t i = 0; i < model->n_strategies; i++) {
		const struct pl_strategy *kind = model->strategies[i].kind;

		guarded = guarded || (kind && kind->flags & PL_STRATEGY_CT);
	}
	if (guarded)
		pl_change_caa_own(change);
	return !pl_model_wants_logs(model) || pl_change_add_logs(change, err);
}

/* What `issuer` and `root` mean in them, a device says. */
static bool add_headers(struct pl_change *change, struct pl_error *err)
{
	for (size_t i = 0; i < change->model->n_hosts && change->world->n_devices > 0; i++) {
		const struct pl_host_def *def = &change->model->hosts[i];
		struct pl_host *host = change->world->hosts[i];

		if (def->hpkp.n_pins == 0)
			continue;
		host->hpkp = pl_hpkp_capture(change, &def->hpkp, host, err);
		if (!host->hpkp)
			return false;
	}
	return true;
}

static bool fill(struct pl_change *change, struct pl_error *err)
{
	bool private_ca = wants_private(change->model);

	add_operators(change);
	if (!add_guards(change, err))
		return false;
	if (!add_authorities(change, err) || !add_certificates(change, err) ||
	    (private_ca && !add_private(change, err)) || !add_hosts(change, err) ||
	    (private_ca && !add_twins(change, err)))
		return false;
	for (size_t i = 0; i < change->model->n_devices; i++)
		if (!pl_change_add_device(change, &change->model->devices[i], err))
			return false;
	return add_headers(change, err);
}

struct pl_world *pl_world_start(struct pl_engine *engine, const struct pl_model *model,
				struct pl_error *err)
{
	struct pl_change *change = pl_change_begin(engine, model, NULL);
	struct pl_world *world;
	char *note;

	pl_engine_forget_model(engine);
	change->world->now = model->start;
	if (!fill(change, err)) {
		pl_change_drop(change);
		return NULL;
	}
	world = pl_change_finish(change, &note);
	free(note);
	return world;
}
