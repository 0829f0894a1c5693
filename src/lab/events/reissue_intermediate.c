/* What happens when an intermediate gets a new certificate for its old key? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *const when_words[] = { "now", "next-renewal", NULL };

static const struct pl_param params[] = {
	{
		.name = "authority",
		.type = PL_PARAM_AUTHORITY,
		.help = "the intermediate; omitted: the first host's issuer",
	},
	{
		.name = "when",
		.type = PL_PARAM_CHOICE,
		.choices = when_words,
		.standard = "now",
		.help = "servers replace it in their chains at once, or at their next renewal",
	},
};

static struct pl_authority *find(struct pl_change *change, const struct pl_value *value,
				 struct pl_error *err)
{
	const struct pl_host *host;

	if (value)
		return pl_change_authority(change, value, err);
	host = pl_change_host(change, NULL, err);
	if (!host)
		return NULL;
	return pl_change_authority_at(change,
				      pl_world_authority_index(change->world, host->issuer));
}

/* The certificate that is replaced: valid now if there is such a one, never a self-signed one. */
static const struct pl_issued *old_one(const struct pl_authority *authority, int64_t now)
{
	const struct pl_issued *first = NULL;

	for (size_t i = 0; i < authority->n_certs; i++) {
		const struct pl_issued *issued = &authority->certs[i];

		if (pl_streq(issued->by, authority->name))
			continue;
		if (issued->cert->not_before <= now && now <= issued->cert->not_after)
			return issued;
		if (!first)
			first = issued;
	}
	return first;
}

static char *free_name(const struct pl_world *world, const char *stem)
{
	for (unsigned i = 2;; i++) {
		char *name = pl_asprintf("%s-%u", stem, i);

		if (!pl_world_certificate(world, name))
			return name;
		free(name);
	}
}

static bool reissue(struct pl_change *change, struct pl_authority *authority,
		    const struct pl_issued *old, bool now, struct pl_error *err)
{
	size_t by = pl_world_authority_index(change->world, old->by);
	int64_t life = old->cert->not_after - old->cert->not_before;
	int64_t from = change->world->now;
	int64_t to = from > PL_TIME_MAX - life ? PL_TIME_MAX : from + life;
	struct pl_cert *replaced = pl_cert_ref(old->cert);
	char *name = free_name(change->world, old->name);
	bool ok =
		pl_world_issuing(change->world, change->world->authorities[by], change->pos, err) &&
		pl_change_certify(change, authority, change->world->authorities[by], name, from, to,
				  true, err);

	if (ok && now)
		pl_change_replace(change, replaced, authority->certs[0].cert);
	pl_cert_unref(replaced);
	free(name);
	return ok;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	struct pl_authority *authority = find(change, pl_event_value(event, "authority"), err);
	const struct pl_issued *old;

	if (!authority)
		return false;
	old = old_one(authority, change->world->now);
	if (!old)
		return pl_error_input(err, change->pos,
				      "%s is a root and has no certificate from another authority; "
				      "name an intermediate",
				      authority->name);
	if (!authority->key)
		return pl_error_input(err, change->pos,
				      "%s was imported without its key, so it cannot be certified "
				      "again",
				      authority->name);
	return reissue(change, authority, old, pl_event_value(event, "when")->num == 0, err);
}

static char *title(const struct pl_event *event)
{
	const char *authority = pl_event_text(event, "authority");

	return pl_asprintf("re-issue %s with its key%s", authority ? authority : "the intermediate",
			   pl_event_value(event, "when")->num == 0 ? ""
								   : ", from the next renewal on");
}

const struct pl_event_kind pl_event_reissue_intermediate = {
	.name = "reissue-intermediate",
	.family = "CA",
	.summary = "an intermediate gets a new certificate, with the same key and name",
	.about = "The operator certifies the same key anew, with new dates, and the new "
		 "certificate comes first from now on. Leaves stay as they are; with when: now "
		 "servers also exchange it in the chains they present. A pin on the certificate "
		 "breaks, a pin on its key does not notice.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.makes_names = true,
	.apply = apply,
	.title = title,
};
