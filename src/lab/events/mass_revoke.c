/* What happens when a CA must revoke many certificates by a deadline? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "lab/revocation.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *const replace_words[] = { "false", "true", NULL };

static const struct pl_param params[] = {
	{
		.name = "authority",
		.type = PL_PARAM_AUTHORITY,
		.required = true,
		.help = "whose certificates are affected",
	},
	{
		.name = "hosts",
		.type = PL_PARAM_HOSTS,
		.help = "these hosts only; omitted: every host that serves one of them",
	},
	{
		.name = "deadline",
		.type = PL_PARAM_DURATION,
		.standard = "24h",
		.help = "after which the CA revokes them: 24h or 5d by the rules, by reason",
	},
	{
		.name = "replace",
		.type = PL_PARAM_CHOICE,
		.choices = replace_words,
		.standard = "false",
		.help = "true: those who run the hosts replace them at once; otherwise only hosts "
			"with ari do",
	},
	{
		.name = "key",
		.type = PL_PARAM_KEY,
		.help = "of the replacements; omitted: as each host renews",
	},
};

static bool check(const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *deadline = pl_event_value(event, "deadline");

	if (deadline->num < 1)
		return pl_error_input(err, deadline->pos,
				      "a deadline is a second ahead at least; what is revoked at "
				      "once is revoke");
	return true;
}

static bool is_listed(const struct pl_value *hosts, const char *id)
{
	bool listed = !hosts;
	char *item;

	for (size_t i = 0; !listed && (item = pl_value_item(hosts, i)); i++) {
		listed = pl_streq(item, id);
		free(item);
	}
	return listed;
}

static void announce(struct pl_change *change, const struct pl_host *host,
		     const struct pl_issuance *issuance, const char *authority, int64_t at)
{
	struct pl_world *world = change->world;
	struct pl_cert *cert;

	if (!issuance || !pl_streq(issuance->issuer, authority))
		return;
	cert = issuance->full->certs[0];
	for (size_t i = 0; i < world->n_deadlines; i++)
		if (world->deadlines[i].cert == cert)
			return;
	*PL_PUSH(world->deadlines, world->n_deadlines, world->cap_deadlines) =
		(struct pl_deadline){
			.at = at,
			.cert = pl_cert_ref(cert),
			.issuer = pl_strdup(authority),
			.host = pl_strdup(host->id),
		};
}

static bool is_affected(const struct pl_host *host, const char *authority)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (pl_streq(host->nodes[i].host->served->issuer, authority))
			return true;
	return pl_streq(host->served->issuer, authority) ||
	       (host->staged && pl_streq(host->staged->issuer, authority));
}

static void announce_all(struct pl_change *change, const struct pl_host *host,
			 const char *authority, int64_t at)
{
	announce(change, host, host->served, authority, at);
	announce(change, host, host->staged, authority, at);
	for (size_t i = 0; i < host->n_nodes; i++)
		announce(change, host, host->nodes[i].host->served, authority, at);
}

/* By its own key mode, unless the event says otherwise. */
static bool replace(struct pl_change *change, size_t index, const struct pl_value *key,
		    struct pl_error *err)
{
	struct pl_host *host = pl_change_host_at(change, index);
	enum pl_key_mode mode = key ? (enum pl_key_mode)key->num : host->renew_key;

	if (key && !pl_change_key_allowed(host, key, err))
		return false;
	return pl_change_issue(change, host, mode, key ? key->alg : host->alg, false, err);
}

struct tally {
	size_t affected, replaced;
};

static bool affect(struct pl_change *change, size_t index, const struct pl_event *event,
		   struct tally *tally, struct pl_error *err)
{
	const struct pl_host *host = change->world->hosts[index];
	int64_t at = change->world->now + pl_event_value(event, "deadline")->num;
	bool wants = pl_event_value(event, "replace")->num == 1;

	announce_all(change, host, pl_event_text(event, "authority"), at);
	tally->affected++;
	if (!wants && !(host->renews && host->renew_ari))
		return true;
	/* Asked by its CA, an automation that cannot renew does not; a person is told. */
	if (!wants && !pl_world_can_issue(change->world, pl_change_draw(change, host))) {
		pl_change_note(change, "%s cannot renew", host->id);
		return true;
	}
	tally->replaced++;
	return replace(change, index, pl_event_value(event, "key"), err);
}

static bool not_below(struct pl_change *change, const struct pl_value *hosts,
		      const char *authority, struct pl_error *err)
{
	return pl_error_input(err, hosts ? hosts->pos : change->pos,
			      "no certificate of %s is by %s; name the authority that issued to "
			      "them",
			      hosts ? hosts->text : "any host", authority);
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *hosts = pl_event_value(event, "hosts");
	const struct pl_authority *authority =
		pl_change_authority(change, pl_event_value(event, "authority"), err);
	struct tally tally = { 0 };
	char until[PL_TIME_TEXT];

	if (!authority)
		return false;
	for (size_t i = 0; i < change->world->n_hosts; i++) {
		const struct pl_host *host = change->world->hosts[i];

		if (host->twin_of || !is_listed(hosts, host->id) ||
		    !is_affected(host, authority->name))
			continue;
		if (!affect(change, i, event, &tally, err))
			return false;
	}
	if (tally.affected == 0)
		return not_below(change, hosts, authority->name, err);
	pl_change_note(change, "%zu of %zu host%s replaced at once; what is left is revoked at %s",
		       tally.replaced, tally.affected, tally.affected == 1 ? " is" : "s are",
		       pl_time_format_short(change->world->now +
						    pl_event_value(event, "deadline")->num,
					    until));
	return true;
}

static char *title(const struct pl_event *event)
{
	char words[PL_DURATION_TEXT];

	return pl_asprintf("%s will revoke its certificates in %s",
			   pl_event_text(event, "authority"),
			   pl_duration_words(pl_event_value(event, "deadline")->num, words));
}

const struct pl_event_kind pl_event_mass_revoke = {
	.name = "mass-revoke",
	.family = "incident",
	.summary = "a CA announces that it revokes certificates at a deadline",
	.about = "The rules give a CA 24 hours or five days, by reason. Hosts whose automation asks "
		 "for renewal information (ari), and those whose owners replace by hand, have new "
		 "certificates at once, by their own key mode; at the deadline all the old ones "
		 "are revoked, and who serves one still has missed it. An app release takes longer "
		 "than either.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
