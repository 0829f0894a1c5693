/* What happens when a certificate is revoked? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

static const struct pl_param params[] = {
	{
		.name = "what",
		.type = PL_PARAM_REVOCABLE,
		.required = true,
		.help = "a host: the certificate that it serves; a certificate by name; or an "
			"authority: every certificate that another gave it",
	},
	{
		.name = "reason",
		.type = PL_PARAM_CHOICE,
		.choices = pl_revoked_for_names,
		.standard = "unspecified",
		.help = "what the list and OCSP give as the reason",
	},
};

static const struct pl_issued *find_issued(const struct pl_world *world, const char *name)
{
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		for (size_t j = 0; !authority->is_private && j < authority->n_certs; j++)
			if (pl_streq(authority->certs[j].name, name))
				return &authority->certs[j];
	}
	return NULL;
}

static bool unknown(const struct pl_world *world, const struct pl_value *value,
		    struct pl_error *err)
{
	const char **names = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < world->n_hosts; i++)
		if (!world->hosts[i]->twin_of)
			*PL_PUSH(names, n, cap) = world->hosts[i]->id;
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		if (authority->is_private)
			continue;
		*PL_PUSH(names, n, cap) = authority->name;
		for (size_t j = 0; j < authority->n_certs; j++)
			*PL_PUSH(names, n, cap) = authority->certs[j].name;
	}
	pl_change_unknown(value, "host, authority or certificate", names, n, err);
	free(names);
	return false;
}

/* Each node may have a certificate of its own, or the one before. */
static bool revoke_host(struct pl_change *change, const struct pl_host *host,
			enum pl_revoked_for reason, struct pl_error *err)
{
	const struct pl_issuance *served = host->served;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct pl_issuance *other = host->nodes[i].host->served;
		struct pl_cert *leaf = other->full->certs[0];

		if (other != served && !pl_world_revocation(change->world, leaf) &&
		    !pl_change_revoke(change, leaf, other->issuer, reason, err))
			return false;
	}
	return pl_change_revoke(change, served->full->certs[0], served->issuer, reason, err);
}

/* Hosts first: their ids are the nearest to hand. */
static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *what = pl_event_value(event, "what");
	enum pl_revoked_for reason = PL_REVOKED_UNSPECIFIED;
	const struct pl_world *world = change->world;
	const struct pl_host *host = pl_world_host(world, what->text);
	const struct pl_authority *authority = pl_world_authority(world, what->text);
	const struct pl_issued *issued = find_issued(world, what->text);

	(void)!pl_revoked_for_parse(pl_event_text(event, "reason"), &reason);
	if (host && !host->twin_of)
		return revoke_host(change, host, reason, err);
	if (authority && !authority->is_private)
		return pl_change_revoke_authority(change, authority, reason, what->pos, err);
	if (!issued)
		return unknown(world, what, err);
	if (pl_bytes_equal(issued->cert->subject_der, issued->cert->issuer_der))
		return pl_error_input(err, what->pos,
				      "%s is self-signed, and nobody asks about it; stores drop a "
				      "root by distrust",
				      what->text);
	return pl_change_revoke(change, issued->cert, issued->by, reason, err);
}

static char *title(const struct pl_event *event)
{
	const char *reason = pl_event_text(event, "reason");
	bool said = !pl_streq(reason, pl_revoked_for_name(PL_REVOKED_UNSPECIFIED));

	return pl_asprintf("revoke %s%s%s", pl_event_text(event, "what"), said ? ": " : "",
			   said ? reason : "");
}

const struct pl_event_kind pl_event_revoke = {
	.name = "revoke",
	.family = "incident",
	.summary = "a CA revokes a certificate",
	.about = "Nothing about the certificate changes; what changes is what its issuer says of "
		 "it, in OCSP answers and on the revocation list, each after its own delay. Who does "
		 "not ask, or takes silence for consent, accepts it on and on.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
