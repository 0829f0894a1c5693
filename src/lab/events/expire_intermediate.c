/* What happens when an intermediate reaches its end? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"

static const struct pl_param params[] = {
	{
		.name = "authority",
		.type = PL_PARAM_AUTHORITY,
		.help = "whose certificate expires; omitted: the one that the host presents above "
			"its leaf",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose issuer is meant; omitted: the first host",
	},
};

/* An alternate chain goes over another certificate of it than the one that was issued. */
static const struct pl_cert *above_leaf(const struct pl_host *host)
{
	const struct pl_chain *chain = host->serve == PL_SERVE_ALTERNATE ? host->presented
									 : host->served->full;

	return chain->certs[1];
}

static const struct pl_cert *find(struct pl_change *change, const struct pl_event *event,
				  struct pl_error *err)
{
	const struct pl_value *value = pl_event_value(event, "authority");
	const struct pl_authority *authority;
	const struct pl_issued *current;
	const struct pl_host *host;

	if (value) {
		authority = pl_change_authority(change, value, err);
		current = authority ? pl_authority_current(authority, change->world->now) : NULL;
		if (authority && !current)
			pl_error_input(err, value->pos, "no certificate of %s is valid now",
				       authority->name);
		return current ? current->cert : NULL;
	}
	host = pl_change_host(change, pl_event_value(event, "host"), err);
	if (host && host->served->full->n < 2) {
		pl_error_input(err, change->pos,
			       "%s is issued by a root, without an intermediate; use expire-root",
			       host->id);
		return NULL;
	}
	return host ? above_leaf(host) : NULL;
}

static bool begin(struct pl_change *change, const struct pl_event *event, int64_t *until,
		  struct pl_error *err)
{
	const struct pl_cert *cert = find(change, event, err);

	return cert && pl_change_expiry(change, cert, until, err);
}

static char *title(const struct pl_event *event)
{
	const char *authority = pl_event_text(event, "authority"),
		   *host = pl_event_text(event, "host");

	return pl_asprintf("%s%s%s expires", authority ? authority : "the intermediate",
			   !authority && host ? " of " : "", !authority && host ? host : "");
}

const struct pl_event_kind pl_event_expire_intermediate = {
	.name = "expire-intermediate",
	.family = "time",
	.summary = "an intermediate's certificate expires",
	.about = "The clock moves to the first second after the certificate's last one. Hosts go "
		 "on renewing themselves, but an authority issues only under a certificate that is "
		 "valid, so their leaves end soon after unless another one takes over.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.begin = begin,
	.title = title,
};
