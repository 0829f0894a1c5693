/* What does a device trust, and how does that change? */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static bool add_trust(struct pl_change *change, struct pl_device *device,
		      const struct pl_trust_def *def, bool of_store, struct pl_error *err)
{
	const struct pl_cert *cert = pl_world_certificate(change->world, def->what);

	if (!cert)
		return pl_error_input(err, def->pos,
				      "%s trusts '%s', and there is no such certificate or "
				      "authority",
				      device->name, def->what);
	*PL_PUSH(device->trust, device->n_trust, device->cap_trust) = (struct pl_trust){
		.name = pl_strdup(def->what),
		.cert = pl_cert_ref(cert),
		.from = def->from,
		.until = def->until,
		.of_store = of_store,
	};
	return true;
}

static const struct pl_store_def *find_store(const struct pl_model *model, const char *name)
{
	for (size_t i = 0; i < model->n_stores; i++)
		if (pl_streq(model->stores[i].name, name))
			return &model->stores[i];
	return NULL;
}

static bool add_store(struct pl_change *change, struct pl_device *device,
		      const struct pl_store_def *store, struct pl_error *err)
{
	for (size_t i = 0; i < store->n; i++)
		if (!add_trust(change, device, &store->trust[i], true, err))
			return false;
	return true;
}

static bool fill_trust(struct pl_change *change, struct pl_device *device,
		       const struct pl_device_def *def, struct pl_error *err)
{
	const struct pl_store_def *store = find_store(change->model, def->store);

	if (def->store && !store)
		return pl_error_input(err, def->pos,
				      "%s has the store '%s', and there is no such store",
				      def->name, def->store);
	if (store && !add_store(change, device, store, err))
		return false;
	for (size_t i = 0; i < def->n_trust; i++)
		if (!add_trust(change, device, &def->trust[i], false, err))
			return false;
	return true;
}

/* What is dated later never comes, and what was to leave stays; so does its list of logs. */
static void freeze(struct pl_device *device, int64_t now)
{
	for (size_t i = 0; i < device->n_trust; i++) {
		struct pl_trust *trust = &device->trust[i];

		if (trust->from != PL_TIME_NONE && trust->from > now)
			trust->until = trust->from;
		else if (trust->until != PL_TIME_NONE && trust->until > now)
			trust->until = PL_TIME_NONE;
	}
	device->log_list = now;
}

bool pl_change_add_device(struct pl_change *change, const struct pl_device_def *def,
			  struct pl_error *err)
{
	struct pl_world *world = change->world;
	const struct pl_rogue *other = pl_engine_other_operator(change->engine, change->model, err);
	struct pl_device *device;

	if (!other)
		return false;
	device = pl_device_new(def->name);
	*PL_PUSH(world->devices, world->n_devices, world->cap_devices) = device;
	device->user_cas = def->user_cas;
	device->skew = def->skew;
	device->zone = def->zone;
	device->ct = def->ct;
	device->log_list = PL_TIME_NONE;
	device->checks_anchor_dates = def->checks_anchor_dates;
	device->revocation = def->revocation;
	device->order = def->order;
	device->retry = def->retry;
	device->updates = def->updates;
	device->crypto = def->crypto;
	device->n_crypto = def->n_crypto;
	if (!fill_trust(change, device, def, err))
		return false;
	if (!device->updates)
		freeze(device, world->now);
	if (def->log_list != PL_TIME_NONE)
		device->log_list = def->log_list;
	/* Every device trusts one operator that no host uses. */
	*PL_PUSH(device->trust, device->n_trust, device->cap_trust) = (struct pl_trust){
		.name = pl_strdup("~other"),
		.cert = pl_cert_ref(other->root),
		.from = PL_TIME_NONE,
		.until = PL_TIME_NONE,
	};
	pl_change_anchors(device);
	return true;
}

bool pl_device_trusts(const struct pl_device *device, const struct pl_cert *cert, int64_t now)
{
	for (size_t i = 0; i < device->n_trust; i++) {
		const struct pl_trust *trust = &device->trust[i];

		if ((trust->from == PL_TIME_NONE || trust->from <= now) &&
		    (trust->until == PL_TIME_NONE || now < trust->until) &&
		    memcmp(trust->cert->sha256, cert->sha256, sizeof(cert->sha256)) == 0)
			return true;
	}
	return false;
}

static void end_store(struct pl_device *device, int64_t now)
{
	for (size_t i = 0; i < device->n_trust; i++) {
		struct pl_trust *trust = &device->trust[i];

		if (!trust->of_store || (trust->until != PL_TIME_NONE && trust->until <= now))
			continue;
		trust->until = now;
		trust->grace = 0;
	}
}

/* What the new store brought comes now, however long it has been in there. */
static void begin_store(struct pl_device *device, size_t first, int64_t now)
{
	for (size_t i = first; i < device->n_trust; i++)
		if (device->trust[i].from == PL_TIME_NONE || device->trust[i].from < now)
			device->trust[i].from = now;
}

/*
 * A root is rolled over in three steps: the old one, both, the new one. A device
 * that goes from one to the other at once is with either server at the wrong time.
 */
static void note_skipped(struct pl_change *change, const struct pl_device *before,
			 const struct pl_device *after)
{
	int64_t now = change->world->now;

	for (size_t i = 0; i < change->world->n_hosts; i++) {
		const struct pl_host *host = change->world->hosts[i];
		const struct pl_authority *next;
		const struct pl_authority *root = pl_world_root_of(change->world, host);
		const struct pl_cert *old = root ? pl_world_certificate(change->world, root->name)
						 : NULL;

		if (host->twin_of || !old || !pl_device_trusts(before, old, now) ||
		    pl_device_trusts(after, old, now))
			continue;
		next = pl_world_next_root(change->world, root);
		old = next ? pl_world_certificate(change->world, next->name) : NULL;
		if (old && pl_device_trusts(after, old, now) &&
		    !pl_device_trusts(before, old, now))
			pl_change_note(change,
				       "%s goes from %s to %s without a time in which it trusts "
				       "both, while %s is below the old one",
				       after->name, root->name, next->name, host->id);
	}
}

static bool unknown_store(struct pl_change *change, const struct pl_value *name,
			  struct pl_error *err)
{
	const struct pl_model *model = change->model;
	const char **names = pl_calloc(model->n_stores, sizeof(*names));

	for (size_t i = 0; i < model->n_stores; i++)
		names[i] = model->stores[i].name;
	pl_change_unknown(name, "store", names, model->n_stores, err);
	free(names);
	return false;
}

bool pl_change_take_store(struct pl_change *change, size_t index, const struct pl_value *name,
			  struct pl_error *err)
{
	const struct pl_store_def *store = find_store(change->model, name->text);
	int64_t now = change->world->now;
	struct pl_device *device, *before;
	size_t first;
	bool ok;

	if (!store)
		return unknown_store(change, name, err);
	device = pl_change_device_at(change, index);
	before = pl_device_copy(device);
	end_store(device, now);
	first = device->n_trust;
	ok = add_store(change, device, store, err);
	begin_store(device, first, now);
	if (!device->updates)
		freeze(device, now);
	pl_change_anchors(device);
	if (ok)
		note_skipped(change, before, device);
	pl_device_unref(before);
	return ok;
}

void pl_change_stop_updates(struct pl_change *change, size_t index)
{
	struct pl_device *device = pl_change_device_at(change, index);

	freeze(device, change->world->now);
	device->updates = false;
}
