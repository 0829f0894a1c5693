/* How long is a leaf valid that is issued now? */
#include <config.h>

#include "lab/parts.h"

#include "util/text.h"
#include "util/time.h"

static const struct pl_operator *operator_of(const struct pl_change *change,
					     const struct pl_authority *authority)
{
	return pl_world_operator(change->world, authority->operator_);
}

bool pl_world_is_public(const struct pl_world *world, const struct pl_authority *authority)
{
	const struct pl_operator *operator_ = pl_world_operator(world, authority->operator_);

	return operator_ && !operator_->is_private;
}

int64_t pl_change_issue_date(const struct pl_change *change)
{
	return change->dated == PL_TIME_NONE ? change->world->now : change->dated;
}

static bool no_limit(struct pl_change *change, const struct pl_host *host,
		     const struct pl_authority *authority, struct pl_error *err)
{
	char now[PL_TIME_TEXT];

	if (!pl_world_is_public(change->world, authority))
		return pl_error_input(err, change->pos,
				      "%s is private, so no rule limits what %s gets from it; "
				      "write its lifetime, like 365d",
				      authority->operator_, host->id);
	return pl_error_input(err, change->pos,
			      "no rule limited a certificate's lifetime on %s; write that of %s, "
			      "like 365d",
			      pl_time_format_short(pl_change_issue_date(change), now), host->id);
}

static bool no_profile(struct pl_change *change, const struct pl_host *host,
		       const struct pl_authority *authority, struct pl_error *err)
{
	char now[PL_TIME_TEXT];

	return pl_error_input(err, change->pos,
			      "%s had no profile '%s' on %s; choose another, or write the lifetime "
			      "of %s",
			      authority->operator_, host->profile,
			      pl_time_format_short(pl_change_issue_date(change), now), host->id);
}

static bool asked_for(struct pl_change *change, const struct pl_host *host,
		      const struct pl_authority *authority, int64_t *out, struct pl_error *err)
{
	const struct pl_facts *facts = change->model->facts;
	const struct pl_host *public = NULL;

	*out = host->lifetime;
	/* A twin is there to be compared: it lives as long as its public host's. */
	if (host->twin_of && (host->lifetime_max || host->profile))
		public = pl_world_host(change->world, host->twin_of);
	if (public) {
		*out = pl_cert_life(pl_host_latest(public)->full->certs[0]);
	} else if (host->profile) {
		*out = pl_facts_profile_lifetime(facts, authority->operator_, host->profile,
						 pl_change_issue_date(change));
		if (*out == PL_TIME_NONE)
			return no_profile(change, host, authority, err);
	} else if (host->lifetime_max) {
		*out = PL_TIME_NONE;
		if (pl_world_is_public(change->world, authority))
			*out = pl_facts_max_lifetime(facts, pl_change_issue_date(change));
		if (*out == PL_TIME_NONE)
			return no_limit(change, host, authority, err);
	}
	return true;
}

/* Said when it is news: a renewal that is cut as the one before needs no words. */
static void note_limit(struct pl_change *change, const struct pl_host *host, int64_t asked,
		       int64_t life, const char *why)
{
	const struct pl_issuance *latest = pl_host_latest(host);
	char a[PL_DURATION_TEXT], b[PL_DURATION_TEXT];

	if (latest && pl_cert_life(latest->full->certs[0]) == life)
		return;
	pl_change_note(change, "the certificate of %s is valid for %s, not %s (%s)", host->id,
		       pl_duration_words(life, b), pl_duration_words(asked, a), why);
}

bool pl_change_lifetime(struct pl_change *change, const struct pl_host *host,
			const struct pl_authority *authority, int64_t *out, struct pl_error *err)
{
	const struct pl_facts *facts = change->model->facts;
	const struct pl_operator *operator_ = operator_of(change, authority);
	int64_t asked, limit = PL_TIME_NONE;
	const char *why = NULL;

	if (!asked_for(change, host, authority, &asked, err))
		return false;
	if (pl_world_is_public(change->world, authority)) {
		limit = pl_facts_max_lifetime(facts, pl_change_issue_date(change));
		why = pl_facts_max_lifetime_source(facts, pl_change_issue_date(change));
	}
	if (operator_ && operator_->max_lifetime > 0 &&
	    (limit == PL_TIME_NONE || operator_->max_lifetime < limit)) {
		limit = operator_->max_lifetime;
		why = "its CA issues no longer ones";
	}
	*out = asked;
	if (limit == PL_TIME_NONE || asked <= limit)
		return true;
	*out = limit;
	note_limit(change, host, asked, limit, why);
	return true;
}
