/* Which chain does a host present? */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define PRESENTED_MAX (2 * PL_BUNDLE_MAX + 2)

static bool same_key(const struct pl_cert *a, const struct pl_cert *b)
{
	return memcmp(a->spki_sha256, b->spki_sha256, 32) == 0;
}

static const struct pl_issued *find_issued(const struct pl_world *world, const char *name,
					   const struct pl_authority **of)
{
	for (size_t i = 0; i < world->n_authorities; i++) {
		*of = world->authorities[i];
		for (size_t j = 0; j < (*of)->n_certs; j++)
			if (pl_streq((*of)->certs[j].name, name))
				return &(*of)->certs[j];
	}
	return NULL;
}

/* The issued chain up to where the alternate belongs; from there over the
 * alternate and what stands above it now. */
static bool alternate(struct pl_change *change, const struct pl_host *host, struct pl_cert **certs,
		      size_t *n, struct pl_error *err)
{
	const struct pl_chain *full = host->served->full;
	const struct pl_authority *authority;
	const struct pl_issued *issued = find_issued(change->world, host->alternate, &authority);
	struct pl_cert *above[PL_BUNDLE_MAX], *root;
	size_t at = 1, n_above;

	if (!issued)
		return pl_error_input(err, change->pos, "there is no certificate '%s' to present",
				      host->alternate);
	while (at < full->n && !same_key(full->certs[at], issued->cert))
		at++;
	if (at == full->n && !(host->served->root && same_key(host->served->root, issued->cert)))
		return pl_error_input(err, change->pos,
				      "'%s' cannot stand above the leaf of %s: it carries the key "
				      "of no authority in that chain",
				      host->alternate, host->id);
	if (!pl_world_bundle(change->world, authority, issued, above, &n_above, &root, change->pos,
			     err))
		return false;
	memcpy(certs, full->certs, at * sizeof(*certs));
	memcpy(certs + at, above, n_above * sizeof(*certs));
	*n = at + n_above;
	return true;
}

static void reverse(struct pl_cert **certs, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct pl_cert *held = certs[i];

		certs[i] = certs[n - 1 - i];
		certs[n - 1 - i] = held;
	}
}

static bool compose(struct pl_change *change, const struct pl_host *host, struct pl_cert **certs,
		    size_t *n, struct pl_error *err)
{
	const struct pl_issuance *served = host->served;
	bool root = host->serve == PL_SERVE_WITH_ROOT || host->serve == PL_SERVE_SHUFFLED;

	if (host->serve == PL_SERVE_ALTERNATE)
		return alternate(change, host, certs, n, err);
	*n = host->serve == PL_SERVE_LEAF_ONLY ? 1 : served->full->n;
	memcpy(certs, served->full->certs, *n * sizeof(*certs));
	if (root && served->root)
		certs[(*n)++] = served->root;
	/* TLS wants the leaf first; behind it everything stands upside down. */
	if (host->serve == PL_SERVE_SHUFFLED)
		reverse(certs + 1, *n - 1);
	return true;
}

bool pl_change_present(struct pl_change *change, struct pl_host *host, struct pl_error *err)
{
	struct pl_cert *certs[PRESENTED_MAX];
	size_t n = 0;

	if (!compose(change, host, certs, &n, err))
		return false;
	pl_chain_unref(host->presented);
	host->presented = pl_chain_ref(pl_engine_chain(change->engine, certs, n));
	pl_change_present_nodes(change, host);
	return true;
}

/* A new leaf may have an issuer that the configured alternate says nothing about. */
void pl_change_present_or_full(struct pl_change *change, struct pl_host *host)
{
	struct pl_error err = PL_ERROR_INIT;

	if (pl_change_present(change, host, &err))
		return;
	pl_change_note(change, "%s, so the full chain is served", err.text);
	pl_error_clear(&err);
	host->serve = PL_SERVE_FULL;
	free(host->alternate);
	host->alternate = NULL;
	if (!pl_change_present(change, host, &err))
		pl_error_clear(&err);
}

bool pl_change_load_one(struct pl_change *change, struct pl_host *host)
{
	if (!host->staged)
		return false;
	pl_issuance_unref(host->served);
	host->served = host->staged;
	host->staged = NULL;
	host->tls_key = host->served->key;
	host->loaded = change->world->now;
	pl_change_load_nodes(change, host);
	pl_change_present_or_full(change, host);
	return true;
}

static bool nothing_before(struct pl_change *change, const struct pl_host *host,
			   struct pl_error *err)
{
	const struct pl_issuance *before = host->served->previous;
	char end[PL_TIME_TEXT];

	if (!before)
		return pl_error_input(err, change->pos,
				      "%s serves its first certificate; there is none before it",
				      host->id);
	return pl_error_input(err, change->pos,
			      "%s has no earlier certificate that is still valid: the one before "
			      "ended after %s",
			      host->id,
			      pl_time_format_short(before->full->certs[0]->not_after, end));
}

bool pl_change_serve_previous(struct pl_change *change, struct pl_host *host, struct pl_error *err)
{
	struct pl_issuance *before = host->served->previous;

	while (before && before->full->certs[0]->not_after < change->world->now)
		before = before->previous;
	if (!before)
		return nothing_before(change, host, err);
	pl_issuance_ref(before);
	if (host->staged)
		pl_issuance_unref(host->served);
	else
		host->staged = host->served;
	host->served = before;
	host->tls_key = before->key;
	return pl_change_present(change, host, err);
}

struct pl_host *pl_change_twin(struct pl_change *change, const struct pl_host *host)
{
	const struct pl_host *twin = pl_world_twin(change->world, host->id);

	if (!twin)
		return NULL;
	return pl_change_host_at(change, pl_world_host_index(change->world, twin->id));
}

void pl_change_load(struct pl_change *change, struct pl_host *host)
{
	struct pl_host *twin = pl_change_twin(change, host);

	pl_change_load_one(change, host);
	if (twin)
		pl_change_load_one(change, twin);
}

/* An issuance is immutable: a new one, with one of its intermediates exchanged. */
static struct pl_issuance *exchanged(struct pl_engine *engine, const struct pl_issuance *from,
				     const struct pl_cert *old, struct pl_cert *new_cert)
{
	struct pl_cert *certs[PRESENTED_MAX];
	struct pl_issuance *issuance;

	memcpy(certs, from->full->certs, from->full->n * sizeof(*certs));
	for (size_t i = 1; i < from->full->n; i++)
		if (certs[i] == old)
			certs[i] = new_cert;
	issuance = pl_memdup(from, sizeof(*from));
	pl_ref_init(&issuance->ref);
	issuance->issuer = pl_strdup(from->issuer);
	issuance->full = pl_chain_ref(pl_engine_chain(engine, certs, from->full->n));
	pl_cert_ref(issuance->root);
	pl_issuance_ref(issuance->previous);
	return issuance;
}

static bool holds(const struct pl_issuance *issuance, const struct pl_cert *cert)
{
	for (size_t i = 1; issuance && i < issuance->full->n; i++)
		if (issuance->full->certs[i] == cert)
			return true;
	return false;
}

static void exchange(struct pl_engine *engine, struct pl_issuance **slot, const struct pl_cert *old,
		     struct pl_cert *new_cert)
{
	struct pl_issuance *made;

	if (!holds(*slot, old))
		return;
	made = exchanged(engine, *slot, old, new_cert);
	pl_issuance_unref(*slot);
	*slot = made;
}

size_t pl_change_replace(struct pl_change *change, const struct pl_cert *old,
			 struct pl_cert *new_cert)
{
	size_t n = 0;

	for (size_t i = 0; i < change->world->n_hosts; i++) {
		struct pl_host *host = change->world->hosts[i];

		if (!holds(host->served, old) && !holds(host->staged, old))
			continue;
		host = pl_change_host_at(change, i);
		for (size_t k = 0; k < host->n_nodes; k++) {
			exchange(change->engine, &host->nodes[k].host->served, old, new_cert);
			exchange(change->engine, &host->nodes[k].host->staged, old, new_cert);
		}
		exchange(change->engine, &host->served, old, new_cert);
		exchange(change->engine, &host->staged, old, new_cert);
		pl_change_present_or_full(change, host);
		n++;
	}
	return n;
}
