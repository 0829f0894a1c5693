/* What happens when nobody renews a host's certificate? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"

static const struct pl_param params[] = {
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose certificate expires; omitted: the first host",
	},
};

static bool begin(struct pl_change *change, const struct pl_event *event, int64_t *until,
		  struct pl_error *err)
{
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	struct pl_host *twin;

	if (!host)
		return false;
	twin = pl_change_twin(change, host);
	host->renews = false;
	if (twin)
		twin->renews = false;
	return pl_change_expiry(change, host->served->full->certs[0], until, err);
}

static char *title(const struct pl_event *event)
{
	const char *host = pl_event_text(event, "host");

	return pl_asprintf("the certificate of %s expires", host ? host : "the host");
}

const struct pl_event_kind pl_event_expire_leaf = {
	.name = "expire-leaf",
	.family = "time",
	.summary = "the host's certificate expires, because nobody renews it",
	.about = "From now on this host does not renew itself any more, and the clock moves to the "
		 "first second after the last one at which the certificate that it serves is "
		 "valid. Other hosts go on as usual.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.begin = begin,
	.title = title,
};
