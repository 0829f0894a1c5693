/* What are the events that every strategy is held against, in terms of a hierarchy at hand? */
#include <config.h>

#include "lab/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

/* What an event's text is made from. */
struct scene {
	const struct pl_model *model;
	const struct pl_world *world;
	const struct pl_host *host;
	const struct pl_authority *issuer, *root; /* root may be unknown */
};

/* Yields "KIND: parameters", or NULL with *err. */
typedef char *(*standard_text)(const struct scene *scene, struct pl_error *err);

static const struct pl_pos nowhere;

static char *renew(const struct scene *scene, const char *key)
{
	return pl_asprintf("renew: host=%s key=%s", scene->host->id, key);
}

static char *renew_same(const struct scene *scene, struct pl_error *err)
{
	(void)err;
	return renew(scene, "same");
}

static char *renew_new(const struct scene *scene, struct pl_error *err)
{
	(void)err;
	return renew(scene, "new");
}

static char *renew_backup(const struct scene *scene, struct pl_error *err)
{
	(void)err;
	return renew(scene, "backup");
}

/* Any other algorithm will do, so the quickest to make. */
static char *renew_other(const struct scene *scene, struct pl_error *err)
{
	(void)err;
	return renew(scene, scene->host->alg == PL_KEY_P256 ? "ecdsa-p384" : "ecdsa-p256");
}

static char *reissue(const struct scene *scene, struct pl_error *err)
{
	if (pl_authority_is_root(scene->issuer)) {
		pl_error_input(err, nowhere, "%s is issued by a root, without an intermediate",
			       scene->host->id);
		return NULL;
	}
	return pl_asprintf("reissue-intermediate: %s", scene->issuer->name);
}

static char *swap(const struct scene *scene, struct pl_error *err)
{
	const struct pl_authority *to = pl_world_next_intermediate(scene->world, scene->issuer);

	if (!to) {
		pl_error_input(err, nowhere, "%s has no other intermediate",
			       scene->issuer->operator_);
		return NULL;
	}
	return pl_asprintf("swap-intermediate: from=%s to=%s", scene->issuer->name, to->name);
}

static char *roll(const struct scene *scene, struct pl_error *err)
{
	const struct pl_authority *to = NULL;

	if (scene->root)
		to = pl_world_next_root(scene->world, scene->root);
	if (!to) {
		pl_error_input(err, nowhere, "%s has no other root", scene->issuer->operator_);
		return NULL;
	}
	return pl_asprintf("roll-root: %s", to->name);
}

/* An authority of that operator that issues leaves: an intermediate, else a root. */
static const struct pl_authority *issuing(const struct pl_world *world, const char *operator_)
{
	const struct pl_authority *root = NULL;

	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		if (!pl_streq(authority->operator_, operator_) || authority->retired ||
		    !authority->key || !pl_authority_current(authority, world->now))
			continue;
		if (!pl_authority_is_root(authority))
			return authority;
		root = root ? root : authority;
	}
	return root;
}

static char *switch_ca(const struct scene *scene, struct pl_error *err)
{
	const struct pl_operator_def *def =
		pl_model_operator(scene->model, scene->issuer->operator_);
	const struct pl_authority *to = NULL;

	if (def && def->backup_operator)
		to = issuing(scene->world, def->backup_operator);
	if (!to) {
		pl_error_input(err, nowhere, "%s has no backup operator that can issue",
			       scene->issuer->operator_);
		return NULL;
	}
	return pl_asprintf("switch-ca: host=%s to=%s", scene->host->id, to->name);
}

static char *expire_leaf(const struct scene *scene, struct pl_error *err)
{
	(void)err;
	return pl_asprintf("expire-leaf: %s", scene->host->id);
}

static char *with_root(const struct scene *scene, const char *kind, struct pl_error *err)
{
	if (scene->root)
		return pl_asprintf("%s: %s", kind, scene->root->name);
	pl_error_input(err, nowhere, "the root of %s is not known", scene->host->id);
	return NULL;
}

static char *expire_root(const struct scene *scene, struct pl_error *err)
{
	return with_root(scene, "expire-root", err);
}

static char *distrust_root(const struct scene *scene, struct pl_error *err)
{
	return with_root(scene, "distrust", err);
}

static char *serve_leaf_only(const struct scene *scene, struct pl_error *err)
{
	(void)err;
	return pl_asprintf("serve: leaf-only host=%s", scene->host->id);
}

#define N_STANDARD PL_STANDARD_MAX

static const struct pl_standard standards[] = {
	{ "renew-same-key", "a new certificate for the same key" },
	{ "renew-new-key", "a new certificate for a new key" },
	{ "renew-backup-key", "a new certificate for the backup key" },
	{ "renew-other-algorithm", "a new certificate for a new key of another algorithm" },
	{ "reissue-intermediate", "the intermediate gets a new certificate for its key" },
	{ "swap-intermediate", "the leaf comes from the operator's next intermediate" },
	{ "roll-root", "the chain ends in the operator's next root" },
	{ "switch-ca", "the leaf comes from the backup operator" },
	{ "expire-leaf", "nobody renews, and the certificate ends" },
	{ "expire-root", "the root's own certificate ends, with no second path" },
	{ "distrust-root", "every device removes the root from its store" },
	{ "serve-leaf-only", "the server forgets its intermediates" },
};

static const standard_text texts[] = {
	renew_same, renew_new, renew_backup, renew_other, reissue, swap, roll, switch_ca,
	expire_leaf, expire_root, distrust_root, serve_leaf_only,
};
_Static_assert(PL_ARRAY_LEN(standards) == N_STANDARD && PL_ARRAY_LEN(texts) == N_STANDARD,
	       "every standard event is said in terms of the model");

const struct pl_standard *pl_standard_events(size_t *n)
{
	*n = N_STANDARD;
	return standards;
}

size_t pl_standard_index(const char *name)
{
	size_t i = 0;

	while (i < N_STANDARD && !pl_streq(standards[i].name, name))
		i++;
	return i;
}

static bool find(const char *name, size_t *at, struct pl_error *err)
{
	const char *names[N_STANDARD];
	const char *near;

	*at = pl_standard_index(name);
	if (*at < N_STANDARD)
		return true;
	for (size_t i = 0; i < N_STANDARD; i++)
		names[i] = standards[i].name;
	near = pl_nearest(name, names, N_STANDARD);
	return pl_error_usage(err, "there is no standard event '%s'%s%s%s", name,
			      near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool set_scene(struct scene *scene, const struct pl_model *model,
		      const struct pl_world *world, size_t host, struct pl_error *err)
{
	if (host >= world->n_hosts)
		return pl_error_input(err, nowhere, "there is no host; add one under hosts");
	scene->model = model;
	scene->world = world;
	scene->host = world->hosts[host];
	scene->issuer = pl_world_authority(world, scene->host->issuer);
	scene->root = pl_world_root_of(world, scene->host);
	return true;
}

struct pl_event *pl_standard_event(const struct pl_model *model, const struct pl_world *world,
				   size_t host, const char *name, struct pl_error *err)
{
	struct pl_event *event;
	struct scene scene;
	char *text;
	size_t at;

	if (!find(name, &at, err) || !set_scene(&scene, model, world, host, err))
		return NULL;
	text = texts[at](&scene, err);
	if (!text)
		return NULL;
	event = pl_event_from_text(text, err);
	free(text);
	return event;
}

/* A matrix under construction. */
struct build {
	const struct pl_model *model;
	size_t host;
	bool cumulative, named;
	struct pl_matrix *out;
};

static void add_run(struct pl_matrix *out, struct pl_run *run)
{
	*PL_PUSH(out->runs, out->n_runs, out->cap_runs) = run;
}

static bool add_column(struct build *b, struct pl_run *base, const char *name, struct pl_error *err)
{
	struct pl_run *run = b->cumulative ? base : pl_run_clone(base);
	struct pl_event *event = pl_standard_event(b->model, run->world, b->host, name, err);
	bool ok = event && pl_run_event(run, event, err);

	pl_event_unref(event);
	if (!ok) {
		if (!b->cumulative)
			pl_run_free(run);
		return false;
	}
	if (!b->cumulative)
		add_run(b->out, run);
	*PL_PUSH(b->out->columns, b->out->n, b->out->cap) = (struct pl_column){
		.run = run,
		.step = run->n_steps - 1,
		.title = pl_strdup(name),
	};
	return true;
}

/* What a hierarchy cannot do is left out, unless it was asked for by name. */
static bool add_or_skip(struct build *b, struct pl_run *base, const char *name,
			struct pl_error *err)
{
	struct pl_error refusal = PL_ERROR_INIT;

	if (add_column(b, base, name, &refusal))
		return true;
	if (b->named || refusal.kind != PL_ERROR_INPUT) {
		pl_error_move(err, &refusal);
		return false;
	}
	*PL_PUSH(b->out->skipped, b->out->n_skipped, b->out->cap_skipped) = (struct pl_skipped){
		.name = name,
		.why = pl_strdup(refusal.text),
	};
	pl_error_clear(&refusal);
	return true;
}

static bool add_columns(struct build *b, struct pl_run *base, const char *const *only,
			struct pl_error *err)
{
	size_t at;

	for (size_t i = 0; only ? only[i] != NULL : i < N_STANDARD; i++) {
		at = i;
		if (only && !find(only[i], &at, err))
			return false;
		if (!add_or_skip(b, base, standards[at].name, err))
			return false;
	}
	return true;
}

bool pl_standard_matrix(struct pl_engine *engine, const struct pl_model *model,
			const char *const *only, bool cumulative, struct pl_matrix *out,
			struct pl_error *err)
{
	return pl_standard_matrix_of(engine, model, 0, only, cumulative, out, err);
}

bool pl_standard_matrix_of(struct pl_engine *engine, const struct pl_model *model, size_t host,
			   const char *const *only, bool cumulative, struct pl_matrix *out,
			   struct pl_error *err)
{
	struct build b = {
		.model = model,
		.host = host,
		.cumulative = cumulative,
		.named = only,
		.out = out,
	};
	struct pl_run *base = pl_run_new(engine, model, err);

	if (!base)
		return false;
	/* Columns of clones share the base's step and rows, so it may go at the end. */
	if (cumulative)
		add_run(out, base);
	if (add_columns(&b, base, only, err)) {
		if (!cumulative)
			pl_run_free(base);
		return true;
	}
	if (!cumulative)
		pl_run_free(base);
	pl_matrix_clear(out);
	return false;
}
