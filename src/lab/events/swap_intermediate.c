/* What happens when an operator issues from another intermediate? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"

static const char *const when_words[] = { "now", "next-renewal", NULL };

static const struct pl_param params[] = {
	{
		.name = "to",
		.type = PL_PARAM_AUTHORITY,
		.help = "the new intermediate; omitted: the operator's next one",
	},
	{
		.name = "from",
		.type = PL_PARAM_AUTHORITY,
		.help = "the old intermediate; omitted: the host's issuer",
	},
	{
		.name = "when",
		.type = PL_PARAM_CHOICE,
		.choices = when_words,
		.standard = "now",
		.help = "new leaves at once, or each host's own next renewal",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "this host only; omitted: every host below the old one",
	},
};

static const struct pl_authority *find_from(struct pl_change *change, const struct pl_event *event,
					    struct pl_error *err)
{
	const struct pl_value *from = pl_event_value(event, "from");
	const struct pl_host *host;

	if (from)
		return pl_change_authority(change, from, err);
	host = pl_change_host(change, pl_event_value(event, "host"), err);
	return host ? pl_world_authority(change->world, host->issuer) : NULL;
}

static const struct pl_authority *find_to(struct pl_change *change, const struct pl_event *event,
					  const struct pl_authority *from, struct pl_error *err)
{
	const struct pl_value *value = pl_event_value(event, "to");
	const struct pl_authority *to;

	if (value)
		to = pl_change_authority(change, value, err);
	else
		to = pl_world_next_intermediate(change->world, from);
	if (!to && !value)
		pl_error_input(err, change->pos,
			       "%s has no other intermediate that can issue now; name one with to",
			       from->operator_);
	if (to && pl_streq(to->name, from->name)) {
		pl_error_input(err, value ? value->pos : change->pos,
			       "%s cannot take its own place; name another authority",
			       to->name);
		return NULL;
	}
	return to;
}

static bool swap(struct pl_change *change, size_t index, const char *from, const char *to, bool now,
		 struct pl_error *err)
{
	struct pl_host *host = pl_change_host_at(change, index);
	bool affected = host->served && pl_streq(host->served->issuer, from);

	pl_change_member(host, from, to);
	/* Of a pool's hosts those below the old one; a twin's private CA has no part in it. */
	if (host->pool.n > 0 && !affected)
		return true;
	return !now || pl_change_issue_one(change, host, PL_KEY_SAME, host->alg, false, err);
}

static bool is_below(const struct pl_host *host, const struct pl_authority *from, const char *only)
{
	return pl_host_may_issue(host, from->name) && (!only || pl_streq(host->id, only));
}

static bool check(const struct pl_change *change, const struct pl_value *value,
		  const struct pl_authority *from, const struct pl_authority *to, const char *only,
		  struct pl_error *err)
{
	size_t below = 0;

	for (size_t i = 0; i < change->world->n_hosts; i++)
		below += is_below(change->world->hosts[i], from, only);
	if (below == 0)
		return pl_error_input(err, change->pos,
				      "%s does not issue for %s; name the issuer with from",
				      from->name, only ? only : "any host");
	if (pl_streq(to->operator_, from->operator_))
		return true;
	return pl_error_input(err, value ? value->pos : change->pos,
			      "%s belongs to %s, and %s to %s: the host would change its CA, "
			      "which is switch-ca: {to: %s}",
			      to->name, to->operator_, from->name, from->operator_, to->name);
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_authority *from = find_from(change, event, err);
	const struct pl_authority *to = from ? find_to(change, event, from, err) : NULL;
	bool now = pl_event_value(event, "when")->num == 0;
	const char *only = pl_event_text(event, "host");

	if (!to || !pl_world_issuing(change->world, to, change->pos, err))
		return false;
	if (only && !pl_change_host(change, pl_event_value(event, "host"), err))
		return false;
	if (!check(change, pl_event_value(event, "to"), from, to, only, err))
		return false;
	for (size_t i = 0; i < change->world->n_hosts; i++) {
		if (is_below(change->world->hosts[i], from, only) &&
		    !swap(change, i, from->name, to->name, now, err))
			return false;
	}
	return true;
}

static char *title(const struct pl_event *event)
{
	const char *from = pl_event_text(event, "from"), *to = pl_event_text(event, "to");
	const char *host = pl_event_text(event, "host");

	return pl_asprintf("swap %s for %s%s%s%s", from ? from : "the intermediate",
			   to ? to : "the next one", host ? " at " : "", host ? host : "",
			   pl_event_value(event, "when")->num == 0 ? ""
								   : ", from the next renewal on");
}

const struct pl_event_kind pl_event_swap_intermediate = {
	.name = "swap-intermediate",
	.family = "CA",
	.summary = "the operator issues from another intermediate",
	.about = "Public CAs change their intermediates without asking: announced, silently, or in "
		 "an emergency. With when: now every leaf below the old one is re-issued with its "
		 "key at once; with when: next-renewal the change shows at each host's own next "
		 "renewal.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
