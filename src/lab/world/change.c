/* How does a new world come from an old one? */
#include <config.h>

#include "lab/parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct pl_change *pl_change_begin(struct pl_engine *engine, const struct pl_model *model,
				  const struct pl_world *from)
{
	struct pl_change *change = pl_calloc(1, sizeof(*change));

	change->engine = engine;
	change->model = model;
	change->dated = PL_TIME_NONE;
	if (from) {
		change->world = pl_world_copy(from);
		return change;
	}
	change->world = pl_calloc(1, sizeof(*change->world));
	pl_ref_init(&change->world->ref);
	change->world->version = 1;
	change->authorities_changed = true;
	return change;
}

static void unblock_renewals(struct pl_change *change)
{
	for (size_t i = 0; i < change->world->n_hosts; i++)
		if (change->world->hosts[i]->renewal_blocked)
			pl_change_host_at(change, i)->renewal_blocked = false;
}

struct pl_world *pl_change_finish(struct pl_change *change, char **note)
{
	struct pl_world *world = change->world;

	if (change->authorities_changed)
		unblock_renewals(change);
	if (change->authorities_changed || world->now >= world->known_until)
		pl_world_refresh(world);
	*note = change->note;
	free(change);
	return world;
}

void pl_change_drop(struct pl_change *change)
{
	if (!change)
		return;
	pl_world_unref(change->world);
	free(change->note);
	free(change);
}

void pl_change_note(struct pl_change *change, const char *fmt, ...)
{
	char text[512];
	char *joined;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	joined = change->note ? pl_asprintf("%s; %s", change->note, text) : pl_strdup(text);
	free(change->note);
	change->note = joined;
}

/* A part that nobody else holds may be written. */
static bool is_shared(struct pl_ref *ref)
{
	return atomic_load_explicit(&ref->count, memory_order_relaxed) > 1;
}

struct pl_host *pl_change_host_at(struct pl_change *change, size_t index)
{
	struct pl_host **host = &change->world->hosts[index];

	if (is_shared(&(*host)->ref)) {
		struct pl_host *own = pl_host_copy(*host);

		pl_host_unref(*host);
		*host = own;
	}
	return *host;
}

struct pl_authority *pl_change_authority_at(struct pl_change *change, size_t index)
{
	struct pl_authority **authority = &change->world->authorities[index];

	change->authorities_changed = true;
	if (is_shared(&(*authority)->ref)) {
		struct pl_authority *own = pl_authority_copy(*authority);

		pl_authority_unref(*authority);
		*authority = own;
	}
	return *authority;
}

struct pl_device *pl_change_device_at(struct pl_change *change, size_t index)
{
	struct pl_device **device = &change->world->devices[index];

	if (is_shared(&(*device)->ref)) {
		struct pl_device *own = pl_device_copy(*device);

		pl_device_unref(*device);
		*device = own;
	}
	return *device;
}

bool pl_change_unknown(const struct pl_value *value, const char *what, const char *const *names,
		       size_t n, struct pl_error *err)
{
	const char *near = pl_nearest(value->text, names, n);

	return pl_error_input(err, value->pos, "there is no %s '%s'%s%s%s", what, value->text,
			      near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

struct pl_host *pl_change_host(struct pl_change *change, const struct pl_value *value,
			       struct pl_error *err)
{
	const struct pl_world *world = change->world;
	const char **names = pl_calloc(world->n_hosts, sizeof(*names));
	size_t n = 0, found = SIZE_MAX;

	for (size_t i = 0; i < world->n_hosts; i++) {
		if (world->hosts[i]->twin_of)
			continue;
		names[n++] = world->hosts[i]->id;
		if (found == SIZE_MAX && (!value || pl_streq(value->text, world->hosts[i]->id)))
			found = i;
	}
	if (found == SIZE_MAX && value)
		pl_change_unknown(value, "host", names, n, err);
	else if (found == SIZE_MAX)
		pl_error_input(err, change->pos, "there is no host; add one under hosts");
	free(names);
	return found == SIZE_MAX ? NULL : pl_change_host_at(change, found);
}

struct pl_authority *pl_change_authority(struct pl_change *change, const struct pl_value *value,
					 struct pl_error *err)
{
	const struct pl_world *world = change->world;
	const char **names = pl_calloc(world->n_authorities, sizeof(*names));
	size_t n = 0, found = SIZE_MAX;

	for (size_t i = 0; i < world->n_authorities; i++) {
		if (world->authorities[i]->is_private)
			continue;
		names[n++] = world->authorities[i]->name;
		if (found == SIZE_MAX &&
		    (!value || pl_streq(value->text, world->authorities[i]->name)))
			found = i;
	}
	if (found == SIZE_MAX && value)
		pl_change_unknown(value, "authority", names, n, err);
	else if (found == SIZE_MAX)
		pl_error_input(err, change->pos, "there is no authority; name a hierarchy");
	free(names);
	return found == SIZE_MAX ? NULL : pl_change_authority_at(change, found);
}

struct pl_operator *pl_change_operator(struct pl_change *change, const struct pl_value *value,
				       struct pl_error *err)
{
	struct pl_world *world = change->world;
	const char **names = pl_calloc(world->n_operators, sizeof(*names));
	struct pl_operator **found = NULL;

	for (size_t i = 0; i < world->n_operators; i++) {
		names[i] = world->operators[i]->name;
		if (pl_streq(names[i], value->text))
			found = &world->operators[i];
	}
	if (!found)
		pl_change_unknown(value, "operator", names, world->n_operators, err);
	free(names);
	if (found && is_shared(&(*found)->ref)) {
		struct pl_operator *own = pl_operator_copy(*found);

		pl_operator_unref(*found);
		*found = own;
	}
	return found ? *found : NULL;
}

struct pl_device *pl_change_device(struct pl_change *change, const struct pl_value *value,
				   struct pl_error *err)
{
	const struct pl_world *world = change->world;
	const char **names = pl_calloc(world->n_devices, sizeof(*names));
	size_t found = value ? pl_world_device_index(world, value->text) : 0;

	for (size_t i = 0; i < world->n_devices; i++)
		names[i] = world->devices[i]->name;
	if (value && found == SIZE_MAX)
		pl_change_unknown(value, "device", names, world->n_devices, err);
	else if (found >= world->n_devices)
		pl_error_input(err, change->pos, "there is no device; add one under devices");
	free(names);
	return found >= world->n_devices ? NULL : pl_change_device_at(change, found);
}

void pl_change_anchors(struct pl_device *device)
{
	struct pl_cert **certs = pl_calloc(device->n_trust, sizeof(*certs));
	size_t n = 0;

	for (size_t i = 0; i < device->n_trust; i++) {
		size_t j = 0;

		while (j < n && certs[j] != device->trust[i].cert)
			j++;
		if (j == n)
			certs[n++] = device->trust[i].cert;
	}
	pl_chain_unref(device->anchors);
	device->anchors = pl_chain_new(certs, n);
	free(certs);
}
