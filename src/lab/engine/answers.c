/* Which bytes are a channel's issue, and what do bytes that arrived say? */
#include <config.h>

#include "lab/engine.h"

#include <stdlib.h>
#include <string.h>

#include "lab/engine/parts.h"
#include "pki/ocsp.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Files cannot say more than the year 9999. */
static int64_t written(int64_t at)
{
	return at < PL_TIME_MAX ? at : PL_TIME_MAX;
}

static struct pl_ocsp_answer answer_of(const struct pl_status *status)
{
	return (struct pl_ocsp_answer){
		.status = status->revoked ? PL_OCSP_REVOKED : PL_OCSP_GOOD,
		.this_update = status->this_update,
		.next_update = written(status->next_update),
		.revoked_at = status->revoked ? status->revoked->at : PL_TIME_NONE,
		.reason = status->revoked ? status->revoked->reason : PL_REVOKED_UNSPECIFIED,
	};
}

static void answer_key(struct pl_buf *key, const struct pl_cert *cert,
		       const struct pl_ocsp_answer *answer)
{
	pl_buf_reset(key);
	pl_buf_add(key, cert->sha256, sizeof(cert->sha256));
	pl_buf_add(key, &answer->this_update, sizeof(answer->this_update));
	pl_buf_add(key, &answer->next_update, sizeof(answer->next_update));
	pl_buf_add(key, &answer->revoked_at, sizeof(answer->revoked_at));
	pl_buf_putc(key, (char)answer->reason);
}

bool pl_engine_ocsp(struct pl_engine *engine, const struct pl_world *world,
		    const struct pl_cert *cert, const struct pl_status *status,
		    struct pl_bytes *out, struct pl_error *err)
{
	const struct pl_authority *issuer = pl_world_issuer_of(world, cert);
	const struct pl_ocsp_answer answer = answer_of(status);
	struct pl_buf *der;

	*out = (struct pl_bytes){ NULL, 0 };
	if (!status->there || !issuer || !issuer->key)
		return true;
	answer_key(&engine->scratch, cert, &answer);
	der = pl_map_get_n(&engine->answers, engine->scratch.data, engine->scratch.len);
	if (!der) {
		der = pl_calloc(1, sizeof(*der));
		if (!pl_ocsp_make(engine->pki, cert, issuer->certs[0].cert, issuer->key, &answer,
				  der, err)) {
			free(der);
			return false;
		}
		pl_map_set_n(&engine->answers, engine->scratch.data, engine->scratch.len, der);
	}
	*out = (struct pl_bytes){ (const uint8_t *)der->data, der->len };
	return true;
}

struct pl_status pl_status_read(const struct pl_world *world, const struct pl_cert *cert,
				struct pl_bytes der)
{
	const struct pl_authority *issuer = pl_world_issuer_of(world, cert);
	struct pl_status status = { .there = false };
	struct pl_ocsp_answer answer;
	const char *why;

	if (der.len == 0 || !issuer ||
	    !pl_ocsp_read(der, cert, issuer->certs[0].cert, &answer, &why) ||
	    answer.status == PL_OCSP_UNKNOWN)
		return status;
	status.there = true;
	status.this_update = answer.this_update;
	status.next_update = answer.next_update;
	if (answer.status == PL_OCSP_REVOKED)
		status.revoked = pl_world_revocation(world, cert);
	return status;
}

/* The first one revoked stands first. */
static size_t collect(const struct pl_world *world, const struct pl_authority *issuer,
		      enum pl_channel channel, int64_t at, struct pl_crl_entry **out)
{
	int64_t delay = issuer->channels[channel].delay;
	size_t n = 0, cap = 0;

	*out = NULL;
	for (const struct pl_revocation *r = world->revocations; r; r = r->previous)
		if (r->at + delay <= at && pl_streq(r->issuer, issuer->name))
			*PL_PUSH(*out, n, cap) = (struct pl_crl_entry){ r->cert, r->at, r->reason };
	for (size_t i = 0; i < n / 2; i++) {
		struct pl_crl_entry held = (*out)[i];

		(*out)[i] = (*out)[n - 1 - i];
		(*out)[n - 1 - i] = held;
	}
	return n;
}

bool pl_engine_crl(struct pl_engine *engine, const struct pl_world *world,
		   const struct pl_authority *issuer, enum pl_channel channel, int64_t at,
		   struct pl_buf *der, struct pl_error *err)
{
	struct pl_crl_request request = { .key = issuer->key };
	struct pl_crl_entry *entries;
	struct pl_status status;
	bool ok;

	if (!issuer->key || issuer->n_certs == 0)
		return true;
	request.issuer = issuer->certs[0].cert;
	status = pl_channel_says(world, issuer, request.issuer, channel, at);
	if (!status.there)
		return true;
	request.this_update = status.this_update;
	request.next_update = written(status.next_update);
	request.number = (uint64_t)status.this_update; /* later issues have higher numbers */
	request.n = collect(world, issuer, channel, at, &entries);
	request.entries = entries;
	ok = pl_crl_make(engine->pki, &request, der, err);
	free(entries);
	return ok;
}
