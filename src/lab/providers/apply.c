/* What does a host get from its provider? */
#include <config.h>

#include "lab/provider.h"

#include <stdlib.h>

#include "lab/world.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static bool is_of(const struct pl_provider *provider, const struct pl_authority_def *authority)
{
	for (size_t i = 0; provider->operators[i]; i++)
		if (pl_streq(provider->operators[i], authority->operator_))
			return true;
	return false;
}

/* Neither a root, which may be cross-signed, nor an intermediate above others. */
static bool issues_leaves(const struct pl_model *model, const char *authority)
{
	bool any = false;

	for (size_t i = 0; i < model->n_certificates; i++) {
		const struct pl_certificate_def *def = &model->certificates[i];

		if (pl_streq(def->by, authority))
			return false;
		any = any || (pl_streq(def->of, authority) && def->to > model->start);
	}
	return any;
}

static void set_issuer(struct pl_host_def *host, const char *name)
{
	free(host->issuer);
	host->issuer = pl_strdup(name);
}

static void fill_pool(const struct pl_provider *provider, const struct pl_model *model,
		      struct pl_host_def *host)
{
	pl_pool_clear(&host->pool);
	for (size_t i = 0; i < model->n_authorities; i++) {
		const struct pl_authority_def *authority = &model->authorities[i];

		if (is_of(provider, authority) && issues_leaves(model, authority->name))
			pl_pool_add(&host->pool, authority->name, host->pos);
	}
	host->pool.mode = PL_POOL_RANDOM;
	if (host->pool.n > 0)
		set_issuer(host, host->pool.names[0]);
}

void pl_provider_apply(const struct pl_provider *provider, const struct pl_model *model,
		       struct pl_host_def *host)
{
	host->provider = provider;
	host->alg = provider->alg;
	host->renews = true;
	host->renew_key = provider->key;
	host->renew_before = provider->before ? provider->before : 30 * PL_DAY;
	host->renew_part = provider->part;
	host->halves_short = provider->halves_short;
	host->renew_ari = provider->ari;
	host->lifetime_max = provider->lifetime_max;
	if (provider->lifetime)
		host->lifetime = provider->lifetime;
	free(host->profile);
	host->profile = pl_strdup(provider->profile);
	if (provider->operators)
		fill_pool(provider, model, host);
}

/* Whoever holds the key makes a new one each time, whatever others would like. */
bool pl_host_is_managed(const struct pl_host *host)
{
	return host->provider && host->provider->managed;
}

bool pl_provider_renews(const struct pl_host_def *host)
{
	const struct pl_provider *provider = host->provider;

	return provider && host->renews && host->renew_key == provider->key &&
	       host->renew_part == provider->part &&
	       (host->renew_part || host->renew_before == provider->before) &&
	       host->halves_short == provider->halves_short && host->renew_ari == provider->ari;
}

static void put_moment(struct pl_buf *out, const struct pl_provider *provider)
{
	char words[PL_DURATION_TEXT];

	if (provider->part)
		pl_buf_printf(out, "Renews when 1/%u of the life is left%s.", provider->part,
			      provider->halves_short ? ", under ten days when half is left" : "");
	else
		pl_buf_printf(out, "Renews %s before the end.",
			      pl_duration_words(provider->before, words));
}

char *pl_provider_words(const struct pl_provider *provider)
{
	struct pl_buf out = PL_BUF_INIT;

	pl_buf_printf(&out, "Key: %s, %s%s. ", pl_key_alg_name(provider->alg),
		      provider->key == PL_KEY_SAME ? "the same at each renewal"
						   : "a new one at each renewal",
		      provider->managed ? ", held by the provider" : "");
	put_moment(&out, provider);
	if (provider->ari)
		pl_buf_puts(&out, " Replaces early when its CA is about to revoke.");
	if (provider->operators) {
		pl_buf_puts(&out, " Issuers, where the hierarchy has them: those of");
		for (size_t i = 0; provider->operators[i]; i++)
			pl_buf_printf(&out, "%s %s", i ? "," : "", provider->operators[i]);
		pl_buf_putc(&out, '.');
	}
	return pl_buf_take(&out);
}
