/* Who answers at a step, with which chain and key? */
#include <config.h>

#include "net/site.h"

#include <stdlib.h>
#include <string.h>

#include "lab/ct.h"
#include "lab/revocation.h"
#include "lab/state.h"
#include "util/mem.h"
#include "util/text.h"

struct maker {
	const struct pl_run *run;
	const struct pl_step *step;
	struct pl_site *site;
	struct pl_tls_face *faces;
	size_t n_faces, cap_faces;
	struct pl_error *err;
};

static struct pl_site_face *add_face(struct maker *maker, const struct pl_host *host,
				     const struct pl_chain *chain, const struct pl_key *key,
				     unsigned share)
{
	struct pl_site *site = maker->site;
	struct pl_site_face *shown = PL_PUSH(site->shown, site->n, site->cap);

	*shown = (struct pl_site_face){ .host = host, .chain = pl_chain_ref(chain) };
	*PL_PUSH(maker->faces, maker->n_faces, maker->cap_faces) = (struct pl_tls_face){
		.names = host->names,
		.n_names = host->n_names,
		.chain = shown->chain,
		.key = key,
		.share = share,
	};
	return shown;
}

/* The OCSP answer that the host's server has at hand. */
static bool add_staple(struct maker *maker, const struct pl_host *host, struct pl_tls_face *face)
{
	const struct pl_world *world = maker->step->world;
	const struct pl_cert *leaf = face->chain->n > 0 ? face->chain->certs[0] : NULL;
	struct pl_status status;

	if (!leaf || !host->staples)
		return true;
	status = pl_host_staple(world, host, leaf, maker->step->at);
	return !status.there || pl_engine_ocsp(maker->run->engine, world, leaf, &status,
					       &face->staple, maker->err);
}

static bool add_honest(struct maker *maker, const struct pl_host *host)
{
	bool ok = true;

	if (host->n_nodes == 0) {
		add_face(maker, host, host->presented, host->tls_key, PL_TLS_SHARE_ALL);
		return add_staple(maker, host, &maker->faces[maker->n_faces - 1]);
	}
	for (size_t i = 0; ok && i < host->n_nodes; i++) {
		const struct pl_host_node *node = &host->nodes[i];

		add_face(maker, host, node->host->presented, node->host->tls_key, node->share)
			->node = i + 1;
		ok = add_staple(maker, host, &maker->faces[maker->n_faces - 1]);
	}
	return ok;
}

/* How many rows meet this answer of the attack, when they meet the attack. */
static size_t count_rows(const struct maker *maker, const struct pl_host *host,
			 const struct pl_attack *attack, const struct pl_chain *chain)
{
	const struct pl_run *run = maker->run;
	size_t which = 0, n = 0;

	while (which < run->n_attacks && run->attacks[which] != attack)
		which++;
	for (size_t r = 0; which < run->n_attacks && r < maker->step->n_rows; r++) {
		const struct pl_outcome *outcome =
			pl_step_attack(run, maker->step, r, which);

		n += !run->rows[r]->control && pl_streq(run->rows[r]->host, host->id) && outcome &&
		     outcome->presented &&
		     memcmp(outcome->presented->id, chain->id, sizeof(chain->id)) == 0;
	}
	return n;
}

static const struct pl_forgery *choose(const struct maker *maker, const struct pl_host *host,
				       const struct pl_attack *attack,
				       const struct pl_forgeries *forgeries)
{
	const struct pl_forgery *best = &forgeries->items[0];
	size_t most = count_rows(maker, host, attack, best->chain);

	for (size_t i = 1; i < forgeries->n; i++) {
		size_t n = count_rows(maker, host, attack, forgeries->items[i].chain);

		if (n > most) {
			most = n;
			best = &forgeries->items[i];
		}
	}
	return best;
}

static bool add_attacked(struct maker *maker, const struct pl_host *host,
			 const struct pl_attack *attack)
{
	struct pl_engine *engine = maker->run->engine;
	struct pl_forgeries forgeries = { 0 };
	bool ok = attack->forge(engine, maker->step->world, host, &forgeries, maker->err) &&
		  pl_forgeries_log(engine, maker->step->world, attack, &forgeries, maker->err);

	if (ok) {
		const struct pl_forgery *one = choose(maker, host, attack, &forgeries);
		struct pl_site_face *shown =
			add_face(maker, host, one->chain, one->key, PL_TLS_SHARE_ALL);

		shown->attack = attack;
		shown->user_root = pl_cert_ref(one->user_root);
		shown->late_clock = one->late_clock;
		shown->refused = pl_strdup(one->refused);
		shown->others = forgeries.n - 1;
	}
	pl_forgeries_clear(&forgeries);
	return ok;
}

/* A leaf over a key of its own, by the operator that every device trusts and nobody pins. */
static bool add_control(struct maker *maker, const struct pl_host *host)
{
	struct pl_engine *engine = maker->run->engine;
	const struct pl_rogue *other = pl_engine_other_operator(engine, NULL, maker->err);
	struct pl_key *key = pl_pki_key(pl_engine_pki(engine), "serve", "control", PL_KEY_P256,
					maker->err);
	struct pl_cert *leaf;

	if (!other || !key)
		return false;
	leaf = pl_engine_forge(engine, "control", other->ca, other->ca_key, key,
			       (const char *const *)host->names, host->n_names, maker->err);
	if (!leaf)
		return false;
	add_face(maker, host,
		 pl_engine_chain(engine, (struct pl_cert *[]){ leaf, other->ca }, 2), key,
		 PL_TLS_SHARE_ALL);
	return true;
}

static bool is_of(const struct pl_host *host, enum pl_site_kind kind)
{
	return (host->twin_of != NULL) == (kind == PL_SITE_PRIVATE);
}

bool pl_site_has(const struct pl_step *step, enum pl_site_kind kind)
{
	for (size_t i = 0; i < step->world->n_hosts; i++) {
		if (is_of(step->world->hosts[i], kind))
			return true;
	}
	return false;
}

/* Who answers in the host's place. */
static const struct pl_attack *attacker(const struct maker *maker, const struct pl_host *host,
					const struct pl_attack *attack)
{
	const struct pl_world *world = maker->step->world;

	if (attack || maker->site->kind != PL_SITE_HOSTS)
		return attack;
	return pl_streq(world->attack_host, host->id) ? world->attack : NULL;
}

static bool add_host(struct maker *maker, const struct pl_host *host,
		     const struct pl_attack *attack)
{
	attack = attacker(maker, host, attack);
	if (maker->site->kind == PL_SITE_CONTROL)
		return add_control(maker, host);
	return attack ? add_attacked(maker, host, attack) : add_honest(maker, host);
}

bool pl_site_make(const struct pl_run *run, const struct pl_step *step, enum pl_site_kind kind,
		  const struct pl_attack *attack, struct pl_site *out, struct pl_error *err)
{
	struct maker maker = { .run = run, .step = step, .site = out, .err = err };
	bool ok = true;

	*out = (struct pl_site){ .kind = kind };
	for (size_t i = 0; ok && i < step->world->n_hosts; i++)
		if (is_of(step->world->hosts[i], kind))
			ok = add_host(&maker, step->world->hosts[i], attack);
	if (ok)
		out->faces = pl_tls_faces_new(maker.faces, maker.n_faces, step->at, err);
	free(maker.faces);
	return out->faces;
}

void pl_site_clear(struct pl_site *site)
{
	pl_tls_faces_unref(site->faces);
	for (size_t i = 0; i < site->n; i++) {
		pl_chain_unref(site->shown[i].chain);
		pl_cert_unref(site->shown[i].user_root);
		free(site->shown[i].refused);
	}
	free(site->shown);
	*site = (struct pl_site){ 0 };
}

static bool matches_any(const struct pl_pinset *pins, const struct pl_chain *chain)
{
	for (size_t i = 0; i < pins->n; i++)
		for (size_t k = 0; k < chain->n; k++)
			if (pl_pin_matches(&pins->pins[i], chain->certs[k]))
				return true;
	return false;
}

const struct pl_row *pl_site_control_fails(const struct pl_run *run, const struct pl_step *step,
					   const struct pl_site *control)
{
	for (size_t r = 0; r < step->n_rows; r++) {
		const struct pl_row *row = run->rows[r];

		for (size_t i = 0; !row->control && i < control->n; i++)
			if (matches_any(pl_row_pins(step->world, row), control->shown[i].chain))
				return row;
	}
	return NULL;
}

static bool begins_with(const struct pl_chain *chain, const struct pl_cert *leaf)
{
	return chain && chain->n > 0 &&
	       memcmp(chain->certs[0]->sha256, leaf->sha256, sizeof(leaf->sha256)) == 0;
}

bool pl_site_host_shows(const struct pl_host *host, const struct pl_cert *leaf)
{
	for (size_t i = 0; i < host->n_nodes; i++) {
		if (begins_with(host->nodes[i].host->presented, leaf))
			return true;
	}
	return host->n_nodes == 0 && begins_with(host->presented, leaf);
}
