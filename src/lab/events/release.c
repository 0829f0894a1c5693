/* What happens when a new version of the app is built? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"

static const struct pl_param params[] = {
	{
		.name = "strategy",
		.type = PL_PARAM_STRATEGY,
		.help = "whose app; omitted: every strategy's",
	},
};

/* Nobody ships a pin on a key that is gone. */
static bool replace_lost(struct pl_change *change, struct pl_error *err)
{
	for (size_t i = 0; i < change->world->n_hosts; i++) {
		const struct pl_host *host = change->world->hosts[i];

		if (host->backup_lost == PL_TIME_NONE)
			continue;
		if (!host->twin_of)
			pl_change_note(change, "%s has a new backup key", host->id);
		if (!pl_change_next_backup(change, pl_change_host_at(change, i), err))
			return false;
	}
	return true;
}

/* The run captures the new version's pins when it sees the number change. */
static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	(void)event;
	change->world->version++;
	return replace_lost(change, err);
}

static char *title(const struct pl_event *event)
{
	const char *strategy = pl_event_text(event, "strategy");

	return pl_asprintf("release a new version%s%s", strategy ? " of " : "",
			   strategy ? strategy : "");
}

const struct pl_event_kind pl_event_release = {
	.name = "release",
	.family = "client",
	.summary = "a new version of the app captures its pins",
	.about = "A new version is built now: it gets rows of its own, with the pins that its "
		 "strategy yields from the world as it is. The versions before keep theirs, for "
		 "installed copies do not change by themselves. Each app counts its own versions. A "
		 "backup key that was lost is made anew first.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.makes_version = true,
	.apply = apply,
	.title = title,
};
