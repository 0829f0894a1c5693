/* What happens when an authority issues no more? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_param params[] = {
	{
		.name = "authority",
		.type = PL_PARAM_AUTHORITY,
		.required = true,
		.help = "which one issues no more; what it issued stays valid",
	},
};

/* The next one of its operator takes its place, also in a pool that would be empty. */
static void move_host(struct pl_change *change, size_t index, const struct pl_authority *retired)
{
	const struct pl_authority *next = pl_world_next_intermediate(change->world, retired);
	struct pl_host *host = pl_change_host_at(change, index);

	for (size_t i = 0; i < host->pool.n; i++) {
		const struct pl_authority *member =
			pl_world_authority(change->world, host->pool.names[i]);

		if (pl_world_can_issue(change->world, member)) {
			pl_change_note(change, "%s has the others of its pool", host->id);
			return;
		}
	}
	if (!next) {
		pl_change_note(change, "%s has no other issuer, so its next renewal fails",
			       host->id);
		return;
	}
	pl_change_member(host, retired->name, next->name);
	pl_change_note(change, "the next certificate of %s comes from %s", host->id, next->name);
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *value = pl_event_value(event, "authority");
	struct pl_authority *authority = pl_change_authority(change, value, err);
	char at[PL_TIME_TEXT];

	if (!authority)
		return false;
	if (authority->retired)
		return pl_error_input(err, value->pos, "%s is retired already, since %s",
				      authority->name,
				      pl_time_format_short(authority->retired_at, at));
	authority->retired = true;
	authority->retired_at = change->world->now;
	for (size_t i = 0; i < change->world->n_hosts; i++)
		if (pl_host_may_issue(change->world->hosts[i], authority->name))
			move_host(change, i, authority);
	return true;
}

static char *title(const struct pl_event *event)
{
	return pl_asprintf("%s is retired", pl_event_text(event, "authority"));
}

const struct pl_event_kind pl_event_retire = {
	.name = "retire",
	.family = "CA",
	.summary = "an authority issues no more; what it issued stays valid",
	.about = "The CA takes an intermediate or a root out of service. Nothing breaks in that "
		 "second. Hosts below it get their next certificates from the others of their pool, "
		 "or from the operator's next intermediate; where there is none, their renewals "
		 "fail.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
