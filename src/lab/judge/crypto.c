/* Is everything on a path as strong as this device wants it by now? */
#include <config.h>

#include "lab/judge/parts.h"

#include <stdio.h>

#include "util/text.h"
#include "util/time.h"

/* The strictest rule that holds; what everybody demands anyway is the path's own question. */
static const struct pl_crypto_def *strictest(const struct pl_view *view)
{
	const struct pl_crypto_def *found = NULL;

	for (size_t i = 0; i < view->device->n_crypto; i++) {
		const struct pl_crypto_def *rule = &view->device->crypto[i];

		if ((rule->from == PL_TIME_NONE || rule->from <= view->world->now) &&
		    (!found || rule->rsa_min > found->rsa_min))
			found = rule;
	}
	return found;
}

static bool is_too_short(const struct pl_cert *cert, int bits)
{
	return pl_starts_with(cert->key_words, "RSA") && (int)cert->key_bits < bits;
}

bool pl_view_strong(const struct pl_view *view, struct pl_path_verdict *out)
{
	const struct pl_crypto_def *rule = strictest(view);
	char date[PL_TIME_TEXT];

	for (size_t i = out->path->n; rule && i-- > 0;) {
		const struct pl_cert *cert = out->path->certs[i];

		if (!is_too_short(cert, rule->rsa_min))
			continue;
		out->fault = PL_REASON_WEAK_CRYPTO;
		out->about = cert;
		snprintf(out->words, sizeof(out->words),
			 "its key has %u bits, and the device wants %d%s%s", cert->key_bits,
			 rule->rsa_min, rule->from == PL_TIME_NONE ? "" : " since ",
			 rule->from == PL_TIME_NONE ? "" : pl_time_format_short(rule->from, date));
		out->detail = out->words;
		return false;
	}
	return true;
}
