/* What was learnt of a revocation, or why not, and what would have helped? */
#include <config.h>

#include "lab/why/parts.h"

#include <string.h>

#include "util/text.h"
#include "util/time.h"

void pl_say_revocation(struct pl_buf *out, const struct pl_facts *facts, enum pl_reason fault,
		       const struct pl_cert *about, const char *detail)
{
	const char *label = pl_label_exact(facts, about);

	if (fault == PL_REASON_REVOKED)
		pl_buf_printf(out, "%s is revoked: %s", label, detail);
	else if (fault == PL_REASON_REVOCATION_UNAVAILABLE)
		pl_buf_printf(out, "%s insists on an answer about %s, and %s", facts->device->name,
			      label, detail);
	else
		pl_buf_printf(out, "the certificate %s demands a stapled answer, and %s", label,
			      detail);
}

static void say_replayed(struct pl_buf *out, const struct pl_facts *facts,
			 const struct pl_status *status, const char *what)
{
	char until[PL_TIME_TEXT];

	pl_buf_printf(out, "the attacker answers with %s from before, which calls it good and "
		      "counts until %s", what, pl_time_format_short(status->next_update, until));
	pl_say_by_clock(out, facts);
}

/* An answer came, and it says nothing of the revocation. */
static void say_good_answer(struct pl_buf *out, const struct pl_facts *facts,
			    enum pl_learnt_from from, const struct pl_status *status,
			    const struct pl_revocation *revoked)
{
	static const char *const sources[] = {
		[PL_FROM_STAPLE] = "the stapled answer",
		[PL_FROM_OCSP] = "OCSP",
		[PL_FROM_CRL] = "the revocation list",
	};
	const struct pl_authority *issuer = pl_world_authority(facts->world, revoked->issuer);
	enum pl_channel channel = from == PL_FROM_CRL ? PL_CHANNEL_CRL : PL_CHANNEL_OCSP;
	char date[PL_TIME_TEXT];
	int64_t shown = revoked->at + (issuer ? issuer->channels[channel].delay : 0);

	if (facts->view.attacked)
		say_replayed(out, facts, status,
			     from == PL_FROM_CRL ? "a revocation list" : "an OCSP answer");
	else if (shown > facts->world->now)
		pl_buf_printf(out, "%s does not say so before %s", sources[from],
			      pl_time_format_short(shown, date));
	else
		pl_buf_printf(out, "%s is of %s and does not say so yet", sources[from],
			      pl_time_format_short(status->this_update, date));
}

static void say_why_accepted(struct pl_buf *out, const struct pl_facts *facts, size_t at,
			     const struct pl_revocation *revoked)
{
	struct pl_status status;
	enum pl_learnt_from from;

	if (facts->device->revocation == PL_REVOCATION_NONE)
		pl_buf_printf(out, "%s does not ask", facts->device->name);
	else if (pl_view_learns(&facts->view, facts->outcome->path, at, &from, &status))
		say_good_answer(out, facts, from, &status, revoked);
	else
		pl_buf_printf(out, "%s, and %s takes silence for consent (revocation: soft)",
			      facts->view.attacked
				      ? "the attacker blocks OCSP and the revocation list"
				      : "neither OCSP nor a revocation list answers",
			      facts->device->name);
}

void pl_say_revoked_note(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_path *path = facts->outcome->path;
	char date[PL_TIME_TEXT];

	if (!(facts->outcome->notes & PL_NOTE_REVOKED_ACCEPTED) || facts->brief)
		return;
	for (size_t i = 0; path && i + 1 < path->n; i++) {
		const struct pl_revocation *revoked =
			pl_world_revocation(facts->world, path->certs[i]);

		if (!revoked)
			continue;
		pl_buf_printf(out, " %s was revoked on %s (%s), and is accepted all the same: ",
			      pl_label_exact(facts, path->certs[i]),
			      pl_time_format_short(revoked->at, date),
			      pl_revoked_for_name(revoked->reason));
		say_why_accepted(out, facts, i, revoked);
		pl_buf_puts(out, ".");
	}
}

/* The same probe with another host or in another world. */
static const struct pl_outcome *judge_again(const struct pl_facts *facts,
					    const struct pl_world *world,
					    const struct pl_host *host)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_probe probe = {
		.world = world,
		.row = facts->row,
		.host = host,
		.device = facts->device,
		.presented = facts->outcome->presented,
		.key = facts->key,
	};
	const struct pl_outcome *outcome = pl_judge(facts->run->engine, &probe, &err);

	pl_error_clear(&err);
	return outcome;
}

/* Had the server stapled all along. */
static void fix_staple(struct pl_buf *out, const struct pl_facts *facts)
{
	struct pl_host host = *facts->host;
	const struct pl_outcome *outcome;
	struct pl_status kept;
	char until[PL_TIME_TEXT];

	if (host.staples || host.presented->n == 0)
		return;
	host.staples = true;
	outcome = judge_again(facts, facts->world, &host);
	if (!outcome || outcome->verdict != PL_SURVIVES)
		return;
	kept = pl_host_staple(facts->world, &host, host.presented->certs[0], facts->world->now);
	pl_buf_printf(out, "With staple: true the server would send an answer that counts until "
		      "%s.",
		      pl_time_format_short(kept.next_update, until));
}

/* Were nothing revoked. */
static void fix_revoked(struct pl_buf *out, const struct pl_facts *facts)
{
	struct pl_world world = *facts->world;
	const struct pl_outcome *outcome;

	world.revocations = NULL;
	outcome = judge_again(facts, &world, facts->host);
	if (!outcome || outcome->verdict != PL_SURVIVES)
		return;
	pl_buf_puts(out, "Nothing but the revocation is wrong");
	if (outcome->pin && outcome->pin->form == PL_FORM_CERTIFICATE &&
	    outcome->matched == facts->outcome->about)
		pl_buf_puts(out, ", but the pin is on the revoked certificate itself, so a new one "
				 "needs a new pin as well.");
	else
		pl_buf_printf(out, ": a new certificate of %s over the same key helps.",
			      pl_label(facts, facts->outcome->about));
}

void pl_fix_revocation(struct pl_buf *out, const struct pl_facts *facts)
{
	switch (facts->outcome->reason) {
	case PL_REASON_REVOKED:
		fix_revoked(out, facts);
		return;
	case PL_REASON_REVOCATION_UNAVAILABLE:
	case PL_REASON_STAPLE_MISSING:
		fix_staple(out, facts);
		return;
	default:
		return;
	}
}
