/* What happens when a host moves to another authority? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"

static const struct pl_param params[] = {
	{
		.name = "to",
		.type = PL_PARAM_AUTHORITY,
		.required = true,
		.help = "the authority that issues from now on",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "who moves; omitted: the first host",
	},
	{
		.name = "key",
		.type = PL_PARAM_KEY,
		.standard = "same",
		.help = "the key of the first certificate there",
	},
};

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *key = pl_event_value(event, "key");
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	struct pl_authority *to;

	if (!host || !pl_change_key_allowed(host, key, err))
		return false;
	to = pl_change_authority(change, pl_event_value(event, "to"), err);
	if (!to)
		return false;
	pl_change_issuer(host, to->name);
	/* A twin's private CA has no part in it. */
	return pl_change_issue_one(change, host, (enum pl_key_mode)key->num, key->alg, false, err);
}

static char *title(const struct pl_event *event)
{
	char host[PL_EVENT_OF], key[PL_EVENT_OF];
	const struct pl_value *value = pl_event_value(event, "key");

	return pl_asprintf("switch%s to %s%s%s", pl_event_of(event, "host", host),
			   pl_event_text(event, "to"), value->num == PL_KEY_SAME ? "" : " with ",
			   value->num == PL_KEY_SAME ? "" : pl_key_words(value, key));
}

const struct pl_event_kind pl_event_switch_ca = {
	.name = "switch-ca",
	.family = "server",
	.summary = "the host gets its certificate from another authority",
	.about = "The host buys elsewhere: a new leaf, with its key unless you say otherwise, "
		 "below another intermediate and another root, served at once. Pins on the old "
		 "authority's keys are wrong from this second on.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
