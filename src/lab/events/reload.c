/* What happens when a server loads the certificate that was renewed before? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"

static const struct pl_param params[] = {
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose server; omitted: the first host",
	},
};

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);

	if (!host)
		return false;
	if (!host->staged)
		return pl_error_input(err, change->pos,
				      "%s has no certificate waiting; renew it with load: staged "
				      "first",
				      host->id);
	pl_change_load(change, host);
	return true;
}

static char *title(const struct pl_event *event)
{
	char host[PL_EVENT_OF];

	return pl_asprintf("reload%s", pl_event_of(event, "host", host));
}

const struct pl_event_kind pl_event_reload = {
	.name = "reload",
	.family = "server",
	.summary = "the server loads its staged certificate",
	.about = "A certificate that was renewed with load: staged lies on the disk until the "
		 "server loads it. Many outages are a renewal that worked and a reload that never "
		 "came.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
