/* Which clients are there? */
#include <config.h>

#include "pin/client.h"

#include "pin/clients.h"
#include "util/text.h"

static const struct pl_client *const clients[] = {
	&pl_client_generic,
	&pl_client_leaf_only,
	&pl_client_any_presented,
	&pl_client_ca_only,
	&pl_client_curl,
	&pl_client_okhttp,
};

static const char *const evidences[] = {
	[PL_EVIDENCE_RUN] = "run",
	[PL_EVIDENCE_SOURCE] = "source",
	[PL_EVIDENCE_DOC] = "doc",
	[PL_EVIDENCE_MEMORY] = "memory",
};

static const struct {
	const char *name, *words;
} looks[] = {
	[PL_LOOKS_LEAF] = { "leaf", "compares its pins with the leaf only" },
	[PL_LOOKS_CAS] = { "ca-only", "compares its pins with the issuers only, anchor included" },
	[PL_LOOKS_PRESENTED] = { "any-presented",
				 "compares its pins with everything that was sent" },
	[PL_LOOKS_PATH] = { "any-built", "compares its pins with the whole path, anchor included" },
};

const char *pl_evidence_name(enum pl_evidence evidence)
{
	return evidences[evidence];
}

const char *pl_looks_at_name(enum pl_looks_at looks_at)
{
	return looks[looks_at].name;
}

const char *pl_looks_at_words(enum pl_looks_at looks_at)
{
	return looks[looks_at].words;
}

const struct pl_client *const *pl_clients(size_t *n)
{
	*n = PL_ARRAY_LEN(clients);
	return clients;
}

const struct pl_client *pl_client_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(clients); i++) {
		if (pl_streq(name, clients[i]->name))
			return clients[i];
	}
	return NULL;
}
