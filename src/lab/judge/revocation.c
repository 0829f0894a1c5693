/* What does this device learn of revocation, and does it go on? */
#include <config.h>

#include "lab/judge/parts.h"

#include <stdio.h>
#include <string.h>

#include "util/text.h"
#include "util/time.h"

void pl_view_staple(struct pl_view *view, const struct pl_chain *presented)
{
	const struct pl_cert *leaf = presented->n > 0 ? presented->certs[0] : NULL;
	const struct pl_authority *issuer;

	view->staple = (struct pl_status){ .there = false };
	if (!leaf || view->device->revocation == PL_REVOCATION_NONE)
		return;
	if (!view->attacked) {
		view->staple = pl_host_staple(view->world, view->server, leaf, view->world->now);
		return;
	}
	issuer = pl_world_issuer_of(view->world, leaf);
	if (issuer)
		view->staple = pl_channel_replay(view->world, issuer, leaf, PL_CHANNEL_OCSP,
						 view->clock);
}

/* The attacker carries every question and brings whatever speaks for him and still counts. */
static bool attacker_answers(const struct pl_view *view, const struct pl_authority *issuer,
			     const struct pl_cert *cert, enum pl_learnt_from *source,
			     struct pl_status *out)
{
	for (enum pl_channel channel = 0; channel < PL_CHANNELS; channel++) {
		*out = pl_channel_replay(view->world, issuer, cert, channel, view->clock);
		*source = channel == PL_CHANNEL_OCSP ? PL_FROM_OCSP : PL_FROM_CRL;
		if (out->there)
			return true;
	}
	return false;
}

/* OCSP first, then the list, as most clients that ask; the first fresh answer decides. */
static bool channels_answer(const struct pl_view *view, const struct pl_authority *issuer,
			    const struct pl_cert *cert, enum pl_learnt_from *source,
			    struct pl_status *out)
{
	for (enum pl_channel channel = 0; channel < PL_CHANNELS; channel++) {
		if (pl_channel_outage(view->world, issuer, channel, view->world->now))
			continue;
		*out = pl_channel_says(view->world, issuer, cert, channel, view->world->now);
		*source = channel == PL_CHANNEL_OCSP ? PL_FROM_OCSP : PL_FROM_CRL;
		if (pl_status_is_fresh(out, view->clock))
			return true;
	}
	return false;
}

/* A private CA, and whoever signs below a root that a user installed, publishes nothing, and
 * clients ask for nothing there. */
bool pl_view_learns(const struct pl_view *view, const struct pl_path *path, size_t at,
		    enum pl_learnt_from *source, struct pl_status *out)
{
	const struct pl_cert *cert = path->certs[at];
	const struct pl_authority *issuer = pl_world_issuer_of(view->world, cert);

	*out = (struct pl_status){ .there = true };
	*source = PL_FROM_STAPLE;
	if (!issuer || issuer->is_private)
		return true;
	if (at == 0 && pl_status_is_fresh(&view->staple, view->clock)) {
		*out = view->staple;
		return true;
	}
	return view->attacked ? attacker_answers(view, issuer, cert, source, out)
			      : channels_answer(view, issuer, cert, source, out);
}

static void say_revoked(struct pl_path_verdict *out, const struct pl_cert *cert,
			const struct pl_status *status, enum pl_learnt_from source)
{
	static const char *const sources[] = {
		[PL_FROM_STAPLE] = "the stapled answer says",
		[PL_FROM_OCSP] = "OCSP says",
		[PL_FROM_CRL] = "the revocation list says",
	};
	char date[PL_TIME_TEXT];

	out->fault = PL_REASON_REVOKED;
	out->about = cert;
	snprintf(out->words, sizeof(out->words), "%s so, as of %s (%s)", sources[source],
		 pl_time_format_short(status->revoked->at, date),
		 pl_revoked_for_name(status->revoked->reason));
	out->detail = out->words;
}

static void say_silent(const struct pl_view *view, struct pl_path_verdict *out,
		       const struct pl_cert *cert)
{
	out->fault = PL_REASON_REVOCATION_UNAVAILABLE;
	out->about = cert;
	out->detail = view->attacked ? "the attacker lets no answer through"
				     : "neither OCSP nor a revocation list answers";
}

static void say_no_staple(const struct pl_view *view, struct pl_path_verdict *out)
{
	out->fault = PL_REASON_STAPLE_MISSING;
	out->about = out->path->certs[0];
	if (view->attacked)
		out->detail = "the attacker has no answer in his favour that still counts";
	else if (!view->server->staples)
		out->detail = "the server staples nothing";
	else if (!view->staple.there)
		out->detail = "the server got no answer since it loaded the certificate";
	else
		out->detail = "the server's answer does not count at this time";
}

/* The list of decisions is short, and mostly empty. */
static void note_revoked(const struct pl_view *view, struct pl_path_verdict *out)
{
	for (size_t i = 0; view->world->revocations && i + 1 < out->path->n; i++)
		if (pl_world_revocation(view->world, out->path->certs[i]))
			out->notes |= PL_NOTE_REVOKED_ACCEPTED;
}

/* Everything below the anchor is asked about; the anchor is trusted as it is. */
static bool has_answers(const struct pl_view *view, struct pl_path_verdict *out)
{
	const struct pl_cert *silent = NULL;

	for (size_t i = 0; i + 1 < out->path->n; i++) {
		struct pl_status status;
		enum pl_learnt_from source;

		if (!pl_view_learns(view, out->path, i, &source, &status)) {
			silent = silent ? silent : out->path->certs[i];
		} else if (status.revoked) {
			say_revoked(out, out->path->certs[i], &status, source);
			return false;
		}
	}
	if (silent && view->device->revocation == PL_REVOCATION_HARD)
		say_silent(view, out, silent);
	return out->fault == PL_REASON_NONE;
}

bool pl_view_unrevoked(const struct pl_view *view, struct pl_path_verdict *out)
{
	if (view->device->revocation != PL_REVOCATION_NONE) {
		if (!has_answers(view, out))
			return false;
		if (out->path->certs[0]->must_staple &&
		    !pl_status_is_fresh(&view->staple, view->clock)) {
			say_no_staple(view, out);
			return false;
		}
	}
	note_revoked(view, out);
	return true;
}
