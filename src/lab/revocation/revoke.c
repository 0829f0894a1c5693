/* How does a certificate come to be revoked? */
#include <config.h>

#include "lab/revocation.h"

#include <stdint.h>
#include <stdlib.h>

#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct pl_revocation *pl_revocation_ref(const struct pl_revocation *revocation)
{
	/* The count is the one part of a shared value that changes. */
	struct pl_revocation *shared = (struct pl_revocation *)(uintptr_t)revocation;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_revocation_unref(struct pl_revocation *revocation)
{
	/* A mass revocation is long, so no recursion. */
	while (revocation && pl_ref_put(&revocation->ref)) {
		struct pl_revocation *previous = revocation->previous;

		pl_cert_unref(revocation->cert);
		free(revocation->issuer);
		free(revocation);
		revocation = previous;
	}
}

static void append(struct pl_world *world, const struct pl_cert *cert, const char *issuer,
		   enum pl_revoked_for reason)
{
	struct pl_revocation *made = pl_calloc(1, sizeof(*made));

	pl_ref_init(&made->ref);
	made->cert = pl_cert_ref(cert);
	made->issuer = pl_strdup(issuer);
	made->at = world->now;
	made->reason = reason;
	made->previous = world->revocations; /* the world's own reference */
	world->revocations = made;
}

bool pl_change_revoke(struct pl_change *change, struct pl_cert *cert, const char *issuer,
		      enum pl_revoked_for reason, struct pl_error *err)
{
	const struct pl_revocation *before = pl_world_revocation(change->world, cert);
	char date[PL_TIME_TEXT];

	if (before)
		return pl_error_input(err, change->pos,
				      "%s was revoked on %s already; renew it first, or name "
				      "another certificate",
				      pl_cert_label(cert), pl_time_format_short(before->at, date));
	append(change->world, cert, issuer, reason);
	return true;
}

static bool can_be_revoked(const struct pl_world *world, const struct pl_authority *authority,
			   const struct pl_issued *issued)
{
	return !pl_streq(issued->by, authority->name) && issued->cert->not_before <= world->now &&
	       world->now <= issued->cert->not_after &&
	       !pl_world_revocation(world, issued->cert);
}

bool pl_change_revoke_authority(struct pl_change *change, const struct pl_authority *authority,
				enum pl_revoked_for reason, struct pl_pos pos,
				struct pl_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < authority->n_certs; i++) {
		if (!can_be_revoked(change->world, authority, &authority->certs[i]))
			continue;
		append(change->world, authority->certs[i].cert, authority->certs[i].by, reason);
		n++;
	}
	return n > 0 ||
	       pl_error_input(err, pos,
			      "nobody can revoke %s: it has no certificate by another authority "
			      "that is valid and not revoked; stores drop a root by distrust",
			      authority->name);
}
