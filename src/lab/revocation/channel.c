/* What does a channel say of a certificate at a moment, and can one reach it? */
#include <config.h>

#include "lab/revocation.h"

#include <string.h>

#include "lab/parts.h"
#include "util/text.h"
#include "util/time.h"

const char *pl_revocation_mode_name(enum pl_revocation_mode mode)
{
	static const char *const names[] = {
		[PL_REVOCATION_NONE] = "none",
		[PL_REVOCATION_SOFT] = "soft",
		[PL_REVOCATION_HARD] = "hard",
	};

	return names[mode];
}

const char *pl_channel_name(enum pl_channel channel)
{
	return channel == PL_CHANNEL_OCSP ? "ocsp" : "crl";
}

/* Usual paces within what the Baseline Requirements allow: 4.9.7 wants a list within a day of a
 * revocation, 4.9.10 answers that last 8 hours to 10 days. */
struct pl_channel_pace pl_channel_standard(enum pl_channel channel)
{
	return (struct pl_channel_pace){
		.every = PL_DAY,
		.valid = 7 * PL_DAY,
		.delay = channel == PL_CHANNEL_OCSP ? PL_HOUR : PL_DAY,
	};
}

static bool same_cert(const struct pl_cert *a, const struct pl_cert *b)
{
	return a == b || memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

const struct pl_revocation *pl_world_revocation(const struct pl_world *world,
						const struct pl_cert *cert)
{
	for (const struct pl_revocation *r = world->revocations; r; r = r->previous)
		if (same_cert(r->cert, cert))
			return r;
	return NULL;
}

/* A key may sign for authorities of two names; whose name it is decides, and which key. */
const struct pl_authority *pl_world_issuer_of(const struct pl_world *world,
					      const struct pl_cert *cert)
{
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];
		const struct pl_cert *own;

		if (authority->n_certs == 0)
			continue;
		own = authority->certs[0].cert;
		if (!pl_bytes_equal(own->subject_der, cert->issuer_der))
			continue;
		if (!cert->aki || !own->ski ||
		    pl_bytes_equal((struct pl_bytes){ cert->aki, cert->aki_len },
				   (struct pl_bytes){ own->ski, own->ski_len }))
			return authority;
	}
	return NULL;
}

struct pl_status pl_channel_says(const struct pl_world *world, const struct pl_authority *issuer,
				 const struct pl_cert *cert, enum pl_channel channel, int64_t at)
{
	const struct pl_channel_pace *pace = &issuer->channels[channel];
	struct pl_status status = { .there = false };

	if (pace->off || at < PL_TIME_MIN)
		return status;
	status.there = true;
	status.this_update = at - at % pace->every;
	for (const struct pl_revocation *r = world->revocations; r; r = r->previous) {
		bool mine = same_cert(r->cert, cert);
		int64_t shown = r->at + pace->delay;

		/* A list is one for all certificates of its issuer, an answer is about one. */
		if (shown > at || !(mine || channel == PL_CHANNEL_CRL) ||
		    !pl_streq(r->issuer, issuer->name))
			continue;
		if (shown > status.this_update)
			status.this_update = shown;
		if (mine)
			status.revoked = r;
	}
	status.next_update = status.this_update + pace->valid;
	return status;
}

bool pl_status_is_fresh(const struct pl_status *status, int64_t clock)
{
	return status->there && status->this_update <= clock && clock < status->next_update;
}

const struct pl_outage *pl_ca_outage(const struct pl_world *world, const char *operator_,
				     int64_t at)
{
	for (size_t i = 0; i < world->n_outages; i++) {
		const struct pl_outage *outage = &world->outages[i];

		if (outage->what == PL_OUTAGE_CA && outage->from <= at && at < outage->until &&
		    pl_streq(outage->operator_, operator_))
			return outage;
	}
	return NULL;
}

const struct pl_outage *pl_channel_outage(const struct pl_world *world,
					  const struct pl_authority *issuer,
					  enum pl_channel channel, int64_t at)
{
	enum pl_outage_of what = channel == PL_CHANNEL_OCSP ? PL_OUTAGE_OCSP : PL_OUTAGE_CRL;

	for (size_t i = 0; i < world->n_outages; i++) {
		const struct pl_outage *outage = &world->outages[i];

		if (outage->what == what && outage->from <= at && at < outage->until &&
		    pl_streq(outage->operator_, issuer->operator_))
			return outage;
	}
	return NULL;
}

struct pl_status pl_channel_replay(const struct pl_world *world, const struct pl_authority *issuer,
				   const struct pl_cert *cert, enum pl_channel channel,
				   int64_t clock)
{
	const struct pl_revocation *revoked = pl_world_revocation(world, cert);
	const struct pl_outage *outage;
	int64_t at = clock < world->now ? clock : world->now;
	struct pl_status status;

	if (revoked && revoked->at + issuer->channels[channel].delay <= at)
		at = revoked->at + issuer->channels[channel].delay - 1;
	while ((outage = pl_channel_outage(world, issuer, channel, at)))
		at = outage->from - 1;
	status = pl_channel_says(world, issuer, cert, channel, at);
	status.there = pl_status_is_fresh(&status, clock);
	return status;
}
