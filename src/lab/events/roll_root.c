/* What happens when an operator moves to its next root? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define INTERMEDIATE_LIFE (5 * 365 * PL_DAY)

static const struct pl_param params[] = {
	{
		.name = "to",
		.type = PL_PARAM_ROOT,
		.help = "the next root; omitted: the operator's next one",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "this host only; omitted: every host below the old root",
	},
};

static const struct pl_authority *find_to(struct pl_change *change, const struct pl_value *value,
					  const struct pl_authority *old, struct pl_error *err)
{
	const struct pl_authority *to;

	if (!value) {
		to = pl_world_next_root(change->world, old);
		if (!to)
			pl_error_input(err, change->pos,
				       "%s has no other root that is valid now; name one with to",
				       old->operator_);
		return to;
	}
	to = pl_change_authority(change, value, err);
	if (to && !pl_authority_is_root(to)) {
		pl_error_input(err, value->pos,
			       "%s is not a root: it has no self-signed certificate", to->name);
		return NULL;
	}
	return to;
}

/* "root-2-ca1", the first that is free. */
static struct pl_authority *add_intermediate(struct pl_change *change, struct pl_authority *root,
					     struct pl_error *err)
{
	struct pl_authority *made;
	unsigned number = 1;
	char *name = pl_asprintf("%s-ca%u", root->name, number), *subject;

	while (pl_world_authority(change->world, name) ||
	       pl_world_certificate(change->world, name)) {
		free(name);
		name = pl_asprintf("%s-ca%u", root->name, ++number);
	}
	subject = pl_asprintf("CN=%s issuing CA %u", root->name, number);
	made = pl_change_add_authority(change, name, root->operator_, subject, root->alg, 0, err);
	free(name);
	free(subject);
	return made;
}

static bool certify(struct pl_change *change, struct pl_authority *made, struct pl_authority *root,
		    struct pl_error *err)
{
	const struct pl_issued *above = pl_world_issuing(change->world, root, change->pos, err);
	int64_t now = change->world->now, to;

	if (!above)
		return false;
	to = above->cert->not_after;
	if (to - now > INTERMEDIATE_LIFE)
		to = now + INTERMEDIATE_LIFE - 1;
	return pl_change_certify(change, made, root, made->name, now, to, false, err);
}

/* Twins stay below their private root. */
static bool move_hosts(struct pl_change *change, const struct pl_authority *old, const char *only,
		       const char *issuer, struct pl_error *err)
{
	for (size_t i = 0; i < change->world->n_hosts; i++) {
		struct pl_host *host = change->world->hosts[i];

		if (host->twin_of || pl_world_root_of(change->world, host) != old ||
		    (only && !pl_streq(host->id, only)))
			continue;
		host = pl_change_host_at(change, i);
		pl_change_issuer(host, issuer);
		if (!pl_change_issue_one(change, host, PL_KEY_SAME, host->alg, false, err))
			return false;
	}
	return true;
}

/* Whoever lacks the new root now needed it before: first both roots in the stores, then the move. */
static void note_early(struct pl_change *change, const struct pl_authority *to)
{
	const struct pl_cert *cert = pl_world_certificate(change->world, to->name);

	for (size_t i = 0; i < change->world->n_devices; i++) {
		const struct pl_device *device = change->world->devices[i];

		if (!pl_device_trusts(device, cert, change->world->now))
			pl_change_note(change, "%s does not trust %s", device->name, to->name);
	}
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	const struct pl_authority *old = host ? pl_world_root_of(change->world, host) : NULL;
	const struct pl_authority *to;
	struct pl_authority *root, *made;

	if (!host)
		return false;
	if (!old)
		return pl_error_input(err, change->pos,
				      "the chain of %s ends in no root that is known here",
				      host->id);
	to = find_to(change, pl_event_value(event, "to"), old, err);
	if (!to)
		return false;
	if (pl_streq(to->name, old->name))
		return pl_error_input(err, change->pos,
				      "the chain of %s ends in %s already; name another root",
				      host->id, old->name);
	root = pl_change_authority_at(change, pl_world_authority_index(change->world, to->name));
	note_early(change, root);
	made = add_intermediate(change, root, err);
	return made && certify(change, made, root, err) &&
	       move_hosts(change, old, pl_event_text(event, "host"), made->name, err);
}

static char *title(const struct pl_event *event)
{
	const char *to = pl_event_text(event, "to"), *host = pl_event_text(event, "host");

	return pl_asprintf("roll %s%sto %s", host ? host : "", host ? " " : "",
			   to ? to : "the next root");
}

const struct pl_event_kind pl_event_roll_root = {
	.name = "roll-root",
	.family = "CA",
	.summary = "the operator issues below its next root",
	.about = "A new intermediate is made below the next root, and the hosts below the old one "
		 "get new leaves from it, with their keys, at once. Clients that know only the old "
		 "root need a cross-sign; pins on the old root break even with one unless the path "
		 "still ends there.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.makes_names = true,
	.apply = apply,
	.title = title,
};
