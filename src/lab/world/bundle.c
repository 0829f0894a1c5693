/* Under which certificates does an authority issue, and which others could issue instead? */
#include <config.h>

#include "lab/parts.h"
#include "lab/revocation.h"

#include <string.h>

#include "util/buf.h"
#include "util/text.h"
#include "util/time.h"

static bool cannot_issue(const struct pl_world *world, const struct pl_authority *authority,
			 struct pl_pos pos, struct pl_error *err)
{
	struct pl_buf dates = PL_BUF_INIT;
	char now[PL_TIME_TEXT], from[PL_TIME_TEXT], to[PL_TIME_TEXT];

	for (size_t i = 0; i < authority->n_certs; i++) {
		const struct pl_cert *cert = authority->certs[i].cert;

		pl_buf_printf(&dates, "%s%s is valid from %s to %s", i ? ", " : "",
			      authority->certs[i].name,
			      pl_time_format_short(cert->not_before, from),
			      pl_time_format_short(cert->not_after, to));
	}
	pl_error_input(err, pos, "%s cannot issue on %s: %s%s", authority->name,
		       pl_time_format_short(world->now, now),
		       authority->n_certs ? "" : "it has no certificate", pl_buf_str(&dates));
	pl_buf_clear(&dates);
	return false;
}

const struct pl_issued *pl_world_issuing(const struct pl_world *world,
					 const struct pl_authority *authority, struct pl_pos pos,
					 struct pl_error *err)
{
	const struct pl_issued *current = pl_authority_current(authority, world->now);

	const struct pl_outage *outage = pl_ca_outage(world, authority->operator_, world->now);
	char at[PL_TIME_TEXT];

	if (authority->retired)
		pl_error_input(err, pos,
			       "%s is retired since %s and issues no more; name another authority",
			       authority->name, pl_time_format_short(authority->retired_at, at));
	else if (!authority->key)
		pl_error_input(err, pos, "%s was imported without its key, so it cannot issue; "
			       "name another authority", authority->name);
	else if (outage)
		pl_error_input(err, pos, "%s issues nothing until %s: its CA is out",
			       authority->operator_, pl_time_format_short(outage->until, at));
	else if (!current)
		cannot_issue(world, authority, pos, err);
	else
		return current;
	return NULL;
}

static bool was_visited(const char *const *visited, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (pl_streq(visited[i], name))
			return true;
	return false;
}

static bool is_valid(const struct pl_issued *issued, int64_t now)
{
	return issued->cert->not_before <= now && now <= issued->cert->not_after;
}

/* The first listed valid certificate that does not lead in a circle; where none is
 * valid any more, the first that does not, for the bundle was made when it was. */
static const struct pl_issued *upward(const struct pl_authority *authority, int64_t now,
				      const char *const *visited, size_t n)
{
	const struct pl_issued *expired = NULL;

	for (size_t i = 0; i < authority->n_certs; i++) {
		const struct pl_issued *issued = &authority->certs[i];

		if (!pl_streq(issued->by, authority->name) && was_visited(visited, n, issued->by))
			continue;
		if (is_valid(issued, now))
			return issued;
		if (!expired)
			expired = issued;
	}
	return expired;
}

bool pl_world_bundle(const struct pl_world *world, const struct pl_authority *authority,
		     const struct pl_issued *first, struct pl_cert **certs, size_t *n,
		     struct pl_cert **root, struct pl_pos pos, struct pl_error *err)
{
	const char *visited[PL_BUNDLE_MAX];

	*n = 0;
	*root = NULL;
	while (authority && *n < PL_BUNDLE_MAX) {
		const struct pl_issued *issued = first;

		visited[*n] = authority->name;
		if (!issued)
			issued = upward(authority, world->now, visited, *n + 1);
		first = NULL;
		if (!issued)
			return pl_error_input(
				err, pos,
				"the certificates above %s lead in a circle; give one of its "
				"authorities a self-signed certificate",
				authority->name);
		if (pl_streq(issued->by, authority->name)) {
			*root = issued->cert;
			return true;
		}
		certs[(*n)++] = issued->cert;
		authority = pl_world_authority(world, issued->by);
	}
	return pl_error_input(err, pos,
			      "the certificates above an issuer do not end at a root within %d "
			      "steps; shorten the hierarchy",
			      PL_BUNDLE_MAX);
}

/* Whether it certified another authority, so that it stands above issuers and is none. */
static bool certifies(const struct pl_world *world, const struct pl_authority *authority)
{
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *other = world->authorities[i];

		for (size_t k = 0; other != authority && k < other->n_certs; k++)
			if (pl_streq(other->certs[k].by, authority->name))
				return true;
	}
	return false;
}

/* Of the same operator and able to issue now, the first after `from`, around the list's end; of
 * intermediates first those that certify nobody: a cross-signed root is above issuers as well. */
static const struct pl_authority *next_of(const struct pl_world *world,
					  const struct pl_authority *from, bool root)
{
	const struct pl_authority *above = NULL;
	size_t n = world->n_authorities;
	size_t at = pl_world_authority_index(world, from->name);

	for (size_t i = 1; i < n; i++) {
		const struct pl_authority *other = world->authorities[(at + i) % n];

		if (!pl_streq(other->operator_, from->operator_) || other->is_private ||
		    other->retired || !other->key || pl_authority_is_root(other) != root ||
		    !pl_authority_current(other, world->now))
			continue;
		if (root || !certifies(world, other))
			return other;
		above = above ? above : other;
	}
	return above;
}

const struct pl_authority *pl_world_next_intermediate(const struct pl_world *world,
						      const struct pl_authority *from)
{
	return next_of(world, from, false);
}

const struct pl_authority *pl_world_next_root(const struct pl_world *world,
					      const struct pl_authority *from)
{
	return next_of(world, from, true);
}

const struct pl_authority *pl_world_root_of(const struct pl_world *world,
					    const struct pl_host *host)
{
	return host->served ? pl_world_authority_of(world, host->served->root) : NULL;
}
