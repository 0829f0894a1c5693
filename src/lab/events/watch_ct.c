/* What happens when a host's owner begins to read the logs for its names? */
#include <config.h>

#include "lab/ct.h"
#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_param params[] = {
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose names are watched; omitted: the first host's",
	},
	{
		.name = "poll",
		.type = PL_PARAM_DURATION,
		.standard = "1h",
		.help = "how often the monitor reads the logs",
	},
	{
		.name = "delay",
		.type = PL_PARAM_DURATION,
		.standard = "24h",
		.help = "from its finding a certificate to somebody's acting on the alarm",
	},
};

static struct pl_watch *watch_of(struct pl_ct *ct, const char *host)
{
	struct pl_watch *watch;

	for (size_t i = 0; i < ct->n_watches; i++)
		if (pl_streq(ct->watches[i].host, host))
			return &ct->watches[i];
	watch = PL_PUSH(ct->watches, ct->n_watches, ct->cap_watches);
	watch->host = pl_strdup(host);
	return watch;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	struct pl_watch *watch;

	if (!host || !pl_change_add_logs(change, err))
		return false;
	watch = watch_of(pl_change_ct(change), host->id);
	watch->poll = pl_event_value(event, "poll")->num;
	watch->delay = pl_event_value(event, "delay")->num;
	return true;
}

static char *title(const struct pl_event *event)
{
	char poll[PL_DURATION_TEXT], host[PL_EVENT_OF];

	return pl_asprintf("watch the logs for%s every %s",
			   *pl_event_of(event, "host", host) ? host : " the host",
			   pl_duration_words(pl_event_value(event, "poll")->num, poll));
}

const struct pl_event_kind pl_event_watch_ct = {
	.name = "watch-ct",
	.family = "guard",
	.summary = "a monitor reads the logs for a host's names and raises the alarm",
	.about = "From now on CAs that keep the rules publish what they issue, and somebody reads "
		 "it. An attacker whose certificate stands in a log is let in as before, but its "
		 "owner knows after the log's merge delay, the monitor's round and the delay until "
		 "somebody acts: intercepted-detected. A CA whose key was stolen logs nothing "
		 "unless clients demand timestamps.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
