/*
 * Providers: who gets a host its certificates and renews them, with which key
 * and when. A host names one (`provider: certbot`) and gets what it does by
 * itself; what the host says explicitly counts more, unless the provider cannot
 * do it. One const entry each.
 */
#ifndef PINLAB_LAB_PROVIDER_H
#define PINLAB_LAB_PROVIDER_H

#include "lab/model.h"

struct pl_host;

struct pl_provider {
	const char *name;
	const char *summary;        /* one line for lists */
	const char *about;          /* a few sentences for explain */
	bool managed;               /* it holds the key: nobody else can keep it or make it ahead */
	enum pl_key_mode key;       /* at each renewal: same or new */
	int64_t before;             /* seconds before the end; 0: by `part` */
	unsigned part;              /* n: when the n-th part of the life is left */
	bool halves_short;          /* under ten days: when half of it is left */
	bool ari;                   /* replaces early when its CA will revoke */
	enum pl_key_alg alg;
	int64_t lifetime;           /* seconds; 0: the host's own, 90 days if it says none */
	bool lifetime_max;          /* as long as the rules of the day allow */
	const char *profile;        /* its CA's offer of that name, or NULL */
	const char *const *operators; /* its CAs by operator, NULL-terminated; NULL: any */
	const char *source;         /* where this is known from */
	enum pl_evidence evidence;
};

/* The list, in the order in which it is shown. */
const struct pl_provider *const *pl_providers(size_t *n);
const struct pl_provider *pl_provider_find(const char *name);

/* Puts the provider and all it does by itself into a host; with operators a random pool of
 * those of their authorities in the model that issue leaves. Then the host may still change. */
void pl_provider_apply(const struct pl_provider *provider, const struct pl_model *model,
		       struct pl_host_def *host);
/* True when the host renews exactly as its provider does by itself. */
PL_MUST_USE bool pl_provider_renews(const struct pl_host_def *host);
/* True when somebody else holds its key. */
PL_MUST_USE bool pl_host_is_managed(const struct pl_host *host);
/* "a new key each time, which it holds itself; when a third of the life is left": for explain;
 * caller frees. */
PL_MUST_USE char *pl_provider_words(const struct pl_provider *provider);

#endif
