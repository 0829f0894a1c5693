/* What is a world made of, and how is a part of it copied and given up? */
#include <config.h>

#include "lab/ct.h"
#include "lab/parts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lab/state.h"
#include "util/mem.h"
#include "util/time.h"

struct pl_host *pl_host_new(const char *id)
{
	struct pl_host *host = pl_calloc(1, sizeof(*host));

	pl_ref_init(&host->ref);
	host->id = pl_strdup(id);
	host->backup_lost = PL_TIME_NONE;
	return host;
}

struct pl_authority *pl_authority_new(const char *name, const char *operator_)
{
	struct pl_authority *authority = pl_calloc(1, sizeof(*authority));

	pl_ref_init(&authority->ref);
	authority->name = pl_strdup(name);
	authority->operator_ = pl_strdup(operator_);
	authority->path_len = -1;
	return authority;
}

struct pl_device *pl_device_new(const char *name)
{
	struct pl_device *device = pl_calloc(1, sizeof(*device));

	pl_ref_init(&device->ref);
	device->name = pl_strdup(name);
	return device;
}

struct pl_issuance *pl_issuance_ref(const struct pl_issuance *issuance)
{
	/* The count is the one part of a shared value that changes. */
	struct pl_issuance *shared = (struct pl_issuance *)(uintptr_t)issuance;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_issuance_unref(struct pl_issuance *issuance)
{
	/* Histories are long, so no recursion. */
	while (issuance && pl_ref_put(&issuance->ref)) {
		struct pl_issuance *previous = issuance->previous;

		free(issuance->issuer);
		pl_chain_unref(issuance->full);
		pl_cert_unref(issuance->root);
		free(issuance);
		issuance = previous;
	}
}

void pl_host_unref(struct pl_host *host)
{
	if (!host || !pl_ref_put(&host->ref))
		return;
	free(host->id);
	for (size_t i = 0; i < host->n_names; i++)
		free(host->names[i]);
	free(host->names);
	free(host->issuer);
	pl_pool_clear(&host->pool);
	pl_issuance_unref(host->served);
	pl_issuance_unref(host->staged);
	free(host->alternate);
	free(host->profile);
	for (size_t i = 0; i < host->n_logs; i++)
		free(host->logs[i]);
	free(host->logs);
	pl_chain_unref(host->presented);
	pl_hpkp_unref(host->hpkp);
	pl_cert_unref(host->twin_root);
	free(host->twin_of);
	for (size_t i = 0; i < host->n_nodes; i++)
		pl_host_unref(host->nodes[i].host);
	free(host->nodes);
	free(host);
}

void pl_host_logs(struct pl_host *host, char *const *logs, size_t n)
{
	host->logs = NULL;
	host->n_logs = 0;
	if (!logs)
		return;
	host->logs = pl_calloc(n + 1, sizeof(*host->logs));
	for (; host->n_logs < n; host->n_logs++)
		host->logs[host->n_logs] = pl_strdup(logs[host->n_logs]);
}

/* A host that may be written has nodes that may. */
static void copy_nodes(struct pl_host *host, const struct pl_host *from)
{
	host->nodes = NULL;
	if (from->n_nodes == 0)
		return;
	host->nodes = pl_memdup(from->nodes, from->n_nodes * sizeof(*from->nodes));
	for (size_t i = 0; i < from->n_nodes; i++)
		host->nodes[i].host = pl_host_copy(from->nodes[i].host);
}

struct pl_host *pl_host_copy(const struct pl_host *from)
{
	struct pl_host *host = pl_memdup(from, sizeof(*from));

	pl_ref_init(&host->ref);
	host->id = pl_strdup(from->id);
	host->names = pl_calloc(from->n_names, sizeof(*host->names));
	for (size_t i = 0; i < from->n_names; i++)
		host->names[i] = pl_strdup(from->names[i]);
	host->issuer = pl_strdup(from->issuer);
	host->pool = pl_pool_copy(&from->pool);
	host->alternate = pl_strdup(from->alternate);
	host->profile = pl_strdup(from->profile);
	pl_host_logs(host, from->logs, from->n_logs);
	host->twin_of = pl_strdup(from->twin_of);
	pl_issuance_ref(host->served);
	pl_issuance_ref(host->staged);
	pl_chain_ref(host->presented);
	pl_hpkp_ref(host->hpkp);
	pl_cert_ref(host->twin_root);
	copy_nodes(host, from);
	return host;
}

struct pl_operator *pl_operator_new(const char *name)
{
	struct pl_operator *operator_ = pl_calloc(1, sizeof(*operator_));

	pl_ref_init(&operator_->ref);
	operator_->name = pl_strdup(name);
	return operator_;
}

void pl_operator_unref(struct pl_operator *operator_)
{
	if (!operator_ || !pl_ref_put(&operator_->ref))
		return;
	free(operator_->name);
	free(operator_);
}

struct pl_operator *pl_operator_copy(const struct pl_operator *from)
{
	struct pl_operator *operator_ = pl_memdup(from, sizeof(*from));

	pl_ref_init(&operator_->ref);
	operator_->name = pl_strdup(from->name);
	return operator_;
}

void pl_authority_unref(struct pl_authority *authority)
{
	if (!authority || !pl_ref_put(&authority->ref))
		return;
	for (size_t i = 0; i < authority->n_certs; i++) {
		free(authority->certs[i].name);
		free(authority->certs[i].by);
		pl_cert_unref(authority->certs[i].cert);
	}
	free(authority->certs);
	free(authority->name);
	free(authority->operator_);
	free(authority->subject);
	free(authority);
}

struct pl_authority *pl_authority_copy(const struct pl_authority *from)
{
	struct pl_authority *authority = pl_memdup(from, sizeof(*from));

	pl_ref_init(&authority->ref);
	authority->name = pl_strdup(from->name);
	authority->operator_ = pl_strdup(from->operator_);
	authority->subject = pl_strdup(from->subject);
	authority->certs = pl_calloc(from->n_certs, sizeof(*authority->certs));
	authority->cap_certs = from->n_certs;
	for (size_t i = 0; i < from->n_certs; i++)
		authority->certs[i] = (struct pl_issued){
			.name = pl_strdup(from->certs[i].name),
			.by = pl_strdup(from->certs[i].by),
			.cert = pl_cert_ref(from->certs[i].cert),
		};
	return authority;
}

void pl_device_unref(struct pl_device *device)
{
	if (!device || !pl_ref_put(&device->ref))
		return;
	for (size_t i = 0; i < device->n_trust; i++) {
		free(device->trust[i].name);
		pl_cert_unref(device->trust[i].cert);
	}
	free(device->trust);
	pl_chain_unref(device->anchors);
	free(device->name);
	free(device);
}

struct pl_device *pl_device_copy(const struct pl_device *from)
{
	struct pl_device *device = pl_memdup(from, sizeof(*from));

	pl_ref_init(&device->ref);
	device->name = pl_strdup(from->name);
	device->trust = pl_calloc(from->n_trust, sizeof(*device->trust));
	device->cap_trust = from->n_trust;
	for (size_t i = 0; i < from->n_trust; i++) {
		device->trust[i] = from->trust[i];
		device->trust[i].name = pl_strdup(from->trust[i].name);
		pl_cert_ref(from->trust[i].cert);
	}
	pl_chain_ref(device->anchors);
	return device;
}

static void copy_blocks(struct pl_world *world, const struct pl_world *from)
{
	if (from->n_blocks == 0)
		return;
	world->blocks = pl_memdup(from->blocks, from->n_blocks * sizeof(*from->blocks));
	world->cap_blocks = from->n_blocks;
	for (size_t i = 0; i < from->n_blocks; i++) {
		world->blocks[i].device = pl_strdup(from->blocks[i].device);
		world->blocks[i].name = pl_strdup(from->blocks[i].name);
	}
}

static void copy_stolen(struct pl_world *world, const struct pl_world *from)
{
	if (from->n_stolen == 0)
		return;
	world->stolen = pl_memdup(from->stolen, from->n_stolen * sizeof(*from->stolen));
	world->cap_stolen = from->n_stolen;
	for (size_t i = 0; i < from->n_stolen; i++) {
		world->stolen[i].of = pl_strdup(from->stolen[i].of);
		pl_chain_ref(from->stolen[i].chain);
	}
}

static void copy_states(struct pl_world *world, const struct pl_world *from)
{
	world->states = pl_memdup(from->states, from->n_states * sizeof(*from->states));
	world->cap_states = from->n_states;
	for (size_t i = 0; i < from->n_states; i++)
		pl_ref_get(&from->states[i]->ref);
	world->lists = pl_memdup(from->lists, from->n_lists * sizeof(*from->lists));
	world->cap_lists = from->n_lists;
	for (size_t i = 0; i < from->n_lists; i++)
		pl_ref_get(&from->lists[i]->ref);
}

static void copy_deadlines(struct pl_world *world, const struct pl_world *from)
{
	if (from->n_deadlines == 0)
		return;
	world->deadlines = pl_memdup(from->deadlines, from->n_deadlines * sizeof(*from->deadlines));
	world->cap_deadlines = from->n_deadlines;
	for (size_t i = 0; i < from->n_deadlines; i++) {
		world->deadlines[i].issuer = pl_strdup(from->deadlines[i].issuer);
		world->deadlines[i].host = pl_strdup(from->deadlines[i].host);
		pl_cert_ref(from->deadlines[i].cert);
	}
}

void pl_deadline_clear(struct pl_deadline *deadline)
{
	pl_cert_unref(deadline->cert);
	free(deadline->issuer);
	free(deadline->host);
}

static void copy_outages(struct pl_world *world, const struct pl_world *from)
{
	if (from->n_outages == 0)
		return;
	world->outages = pl_memdup(from->outages, from->n_outages * sizeof(*from->outages));
	world->cap_outages = from->n_outages;
	for (size_t i = 0; i < from->n_outages; i++)
		world->outages[i].operator_ = pl_strdup(from->outages[i].operator_);
}

struct pl_world *pl_world_copy(const struct pl_world *from)
{
	struct pl_world *world = pl_memdup(from, sizeof(*from));

	pl_ref_init(&world->ref);
	world->operators = pl_memdup(from->operators,
				     from->n_operators * sizeof(*from->operators));
	world->cap_operators = from->n_operators;
	for (size_t i = 0; i < from->n_operators; i++)
		pl_ref_get(&from->operators[i]->ref);
	world->authorities =
		pl_memdup(from->authorities, from->n_authorities * sizeof(*from->authorities));
	world->hosts = pl_memdup(from->hosts, from->n_hosts * sizeof(*from->hosts));
	world->devices = pl_memdup(from->devices, from->n_devices * sizeof(*from->devices));
	world->cap_authorities = from->n_authorities;
	world->cap_hosts = from->n_hosts;
	world->cap_devices = from->n_devices;
	world->blocks = NULL;
	world->stolen = NULL;
	world->outages = NULL;
	world->cap_blocks = world->cap_stolen = world->cap_outages = 0;
	for (size_t i = 0; i < from->n_authorities; i++)
		pl_ref_get(&from->authorities[i]->ref);
	for (size_t i = 0; i < from->n_hosts; i++)
		pl_ref_get(&from->hosts[i]->ref);
	for (size_t i = 0; i < from->n_devices; i++)
		pl_ref_get(&from->devices[i]->ref);
	copy_blocks(world, from);
	copy_stolen(world, from);
	copy_states(world, from);
	copy_outages(world, from);
	world->deadlines = NULL;
	world->cap_deadlines = 0;
	copy_deadlines(world, from);
	pl_revocation_ref(world->revocations);
	world->attack_host = pl_strdup(from->attack_host);
	pl_ct_ref(world->ct);
	pl_log_entry_ref(world->logged);
	pl_chain_ref(from->known);
	return world;
}

struct pl_world *pl_world_ref(const struct pl_world *world)
{
	/* The count is the one part of a shared value that changes. */
	struct pl_world *shared = (struct pl_world *)(uintptr_t)world;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_world_unref(struct pl_world *world)
{
	if (!world || !pl_ref_put(&world->ref))
		return;
	for (size_t i = 0; i < world->n_operators; i++)
		pl_operator_unref(world->operators[i]);
	free(world->operators);
	for (size_t i = 0; i < world->n_authorities; i++)
		pl_authority_unref(world->authorities[i]);
	free(world->authorities);
	for (size_t i = 0; i < world->n_hosts; i++)
		pl_host_unref(world->hosts[i]);
	free(world->hosts);
	for (size_t i = 0; i < world->n_devices; i++)
		pl_device_unref(world->devices[i]);
	free(world->devices);
	for (size_t i = 0; i < world->n_blocks; i++) {
		free(world->blocks[i].device);
		free(world->blocks[i].name);
	}
	free(world->blocks);
	for (size_t i = 0; i < world->n_stolen; i++) {
		free(world->stolen[i].of);
		pl_chain_unref(world->stolen[i].chain);
	}
	free(world->stolen);
	for (size_t i = 0; i < world->n_states; i++)
		pl_app_state_unref(world->states[i]);
	free(world->states);
	for (size_t i = 0; i < world->n_lists; i++)
		pl_signed_list_unref(world->lists[i]);
	free(world->lists);
	for (size_t i = 0; i < world->n_deadlines; i++)
		pl_deadline_clear(&world->deadlines[i]);
	free(world->deadlines);
	for (size_t i = 0; i < world->n_outages; i++)
		free(world->outages[i].operator_);
	free(world->outages);
	pl_revocation_unref(world->revocations);
	free(world->attack_host);
	pl_ct_unref(world->ct);
	pl_log_entry_unref(world->logged);
	pl_chain_unref(world->known);
	free(world);
}
