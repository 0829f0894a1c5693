/* What happens when nobody finds the backup key any more? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_param params[] = {
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose backup key; omitted: the first host",
	},
};

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	struct pl_host *twin = host ? pl_change_twin(change, host) : NULL;
	char date[PL_TIME_TEXT];

	if (!host)
		return false;
	if (host->backup_lost != PL_TIME_NONE)
		return pl_error_input(err, change->pos,
				      "the backup key of %s was lost on %s already", host->id,
				      pl_time_format_short(host->backup_lost, date));
	host->backup_lost = change->world->now;
	if (twin)
		twin->backup_lost = change->world->now;
	return true;
}

static char *title(const struct pl_event *event)
{
	const char *host = pl_event_text(event, "host");

	return pl_asprintf("the backup key%s%s is lost", host ? " of " : "", host ? host : "");
}

const struct pl_event_kind pl_event_lose_backup_key = {
	.name = "lose-backup-key",
	.family = "incident",
	.summary = "the owner loses his backup key",
	.about = "The offline key is on a disk that died, or with somebody who left. Nothing "
		 "breaks, and the spare pin that every installed app carries is worth nothing from "
		 "now on: a renewal with the backup key is impossible. The next release makes a "
		 "new one, which only its own installations know.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
