/* Who and what is there at one moment? */
#include <config.h>

#include "lab/world.h"

#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

size_t pl_world_host_index(const struct pl_world *world, const char *id)
{
	for (size_t i = 0; i < world->n_hosts; i++)
		if (pl_streq(world->hosts[i]->id, id))
			return i;
	return SIZE_MAX;
}

size_t pl_world_authority_index(const struct pl_world *world, const char *name)
{
	for (size_t i = 0; i < world->n_authorities; i++)
		if (pl_streq(world->authorities[i]->name, name))
			return i;
	return SIZE_MAX;
}

size_t pl_world_device_index(const struct pl_world *world, const char *name)
{
	for (size_t i = 0; i < world->n_devices; i++)
		if (pl_streq(world->devices[i]->name, name))
			return i;
	return SIZE_MAX;
}

const struct pl_operator *pl_world_operator(const struct pl_world *world, const char *name)
{
	for (size_t i = 0; i < world->n_operators; i++)
		if (pl_streq(world->operators[i]->name, name))
			return world->operators[i];
	return NULL;
}

const struct pl_authority *pl_world_authority(const struct pl_world *world, const char *name)
{
	size_t i = pl_world_authority_index(world, name);

	return i == SIZE_MAX ? NULL : world->authorities[i];
}

const struct pl_host *pl_world_host(const struct pl_world *world, const char *id)
{
	size_t i = pl_world_host_index(world, id);

	return i == SIZE_MAX ? NULL : world->hosts[i];
}

const struct pl_device *pl_world_device(const struct pl_world *world, const char *name)
{
	size_t i = pl_world_device_index(world, name);

	return i == SIZE_MAX ? NULL : world->devices[i];
}

const struct pl_host *pl_world_twin(const struct pl_world *world, const char *host)
{
	for (size_t i = 0; i < world->n_hosts; i++)
		if (world->hosts[i]->twin_of && pl_streq(world->hosts[i]->twin_of, host))
			return world->hosts[i];
	return NULL;
}

static bool is_self_signed(const struct pl_authority *authority, const struct pl_issued *issued)
{
	return pl_streq(issued->by, authority->name);
}

bool pl_authority_is_root(const struct pl_authority *authority)
{
	for (size_t i = 0; i < authority->n_certs; i++)
		if (is_self_signed(authority, &authority->certs[i]))
			return true;
	return false;
}

const struct pl_cert *pl_world_certificate(const struct pl_world *world, const char *name)
{
	const struct pl_authority *authority = pl_world_authority(world, name);

	if (authority) {
		for (size_t i = 0; i < authority->n_certs; i++)
			if (is_self_signed(authority, &authority->certs[i]))
				return authority->certs[i].cert;
		return authority->n_certs ? authority->certs[0].cert : NULL;
	}
	for (size_t i = 0; i < world->n_authorities; i++) {
		authority = world->authorities[i];
		for (size_t j = 0; j < authority->n_certs; j++)
			if (pl_streq(authority->certs[j].name, name))
				return authority->certs[j].cert;
	}
	return NULL;
}

const struct pl_authority *pl_world_authority_of(const struct pl_world *world,
						 const struct pl_cert *cert)
{
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		if (authority->n_certs > 0 &&
		    memcmp(authority->certs[0].cert->spki_sha256, cert->spki_sha256, 32) == 0)
			return authority;
	}
	return NULL;
}

const char *pl_cert_label(const struct pl_cert *cert)
{
	if (cert->common_name)
		return cert->common_name;
	return cert->n_dns > 0 ? cert->dns[0] : cert->subject;
}

const struct pl_issued *pl_authority_current(const struct pl_authority *authority, int64_t now)
{
	for (size_t i = 0; i < authority->n_certs; i++) {
		const struct pl_cert *cert = authority->certs[i].cert;

		if (cert->not_before <= now && now <= cert->not_after)
			return &authority->certs[i];
	}
	return NULL;
}

/* A certificate exists from its notBefore; private CAs are nobody's business. */
void pl_world_refresh(struct pl_world *world)
{
	struct pl_cert **certs = NULL;
	size_t n = 0, cap = 0;

	world->known_until = PL_TIME_MAX;
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		for (size_t j = 0; j < authority->n_certs; j++) {
			struct pl_cert *cert = authority->certs[j].cert;

			if (cert->not_before <= world->now)
				*PL_PUSH(certs, n, cap) = cert;
			else if (cert->not_before < world->known_until)
				world->known_until = cert->not_before;
		}
	}
	pl_chain_unref(world->known);
	world->known = pl_chain_new(certs, n);
	free(certs);
}

struct pl_world *pl_world_at(const struct pl_world *world, int64_t now)
{
	struct pl_world *later = pl_world_copy(world);

	later->now = now;
	if (now >= later->known_until)
		pl_world_refresh(later);
	return later;
}

bool pl_trust_is_dead(const struct pl_trust *trust)
{
	return trust->from != PL_TIME_NONE && trust->until != PL_TIME_NONE &&
	       trust->until <= trust->from;
}

bool pl_world_can_use(const struct pl_world *world, const struct pl_cert *cert)
{
	if (cert->not_before > world->now)
		return false;
	for (size_t i = 0; i < world->n_devices; i++) {
		int64_t clock = world->now + world->devices[i]->skew;

		if (cert->not_before <= clock && clock <= cert->not_after)
			return true;
	}
	return false;
}

bool pl_world_are_past(const struct pl_world *world, int64_t end)
{
	for (size_t i = 0; i < world->n_devices; i++)
		if (world->now + world->devices[i]->skew <= end)
			return false;
	return true;
}

bool pl_world_is_past(const struct pl_world *world, const struct pl_cert *cert)
{
	return pl_world_are_past(world, cert->not_after);
}

const struct pl_issuance *pl_host_latest(const struct pl_host *host)
{
	return host->staged ? host->staged : host->served;
}

bool pl_host_holds(const struct pl_host *host, const struct pl_key *key)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (pl_host_holds(host->nodes[i].host, key))
			return true;
	return (host->served && key == host->served->key) ||
	       (host->staged && key == host->staged->key);
}

bool pl_world_key_is_exposed(const struct pl_world *world, const struct pl_host *host,
			     const struct pl_key *key)
{
	if (pl_host_holds(host, key))
		return true;
	for (size_t i = 0; i < world->n_stolen; i++) {
		const struct pl_stolen *theft = &world->stolen[i];

		if (theft->key == key && theft->what <= PL_STOLEN_BACKUP &&
		    pl_streq(theft->of, host->id))
			return true;
	}
	return false;
}

int64_t pl_cert_life(const struct pl_cert *cert)
{
	return cert->not_after - cert->not_before + 1;
}

int64_t pl_host_renews_before(const struct pl_host *host, int64_t life)
{
	if (host->halves_short && life < 10 * PL_DAY)
		return life / 2;
	if (host->renew_part == 0 && host->renew_before < life)
		return host->renew_before;
	/* At the least a second of use, else it would be renewed again and again. */
	return life / (host->renew_part ? host->renew_part : 3);
}

int64_t pl_host_next_renewal(const struct pl_host *host)
{
	const struct pl_issuance *latest = pl_host_latest(host);

	const struct pl_cert *leaf;

	if (!host->renews || host->renewal_blocked || !latest)
		return PL_TIME_NONE;
	leaf = latest->full->certs[0];
	return leaf->not_after + 1 - pl_host_renews_before(host, pl_cert_life(leaf));
}
