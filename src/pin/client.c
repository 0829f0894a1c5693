/* Which clients are there? */
#include <config.h>

#include "pin/client.h"

#include "pin/clients/list.h"
#include "util/text.h"

static const struct pl_client *const clients[] = {
	&pl_client_generic,
	&pl_client_leaf_only,
	&pl_client_any_presented,
	&pl_client_ca_only,
	&pl_client_okhttp,
	&pl_client_okhttp_3,
	&pl_client_android_nsc,
	&pl_client_android_nsc_23,
	&pl_client_android_nsc_debug,
	&pl_client_apple,
	&pl_client_trustkit_ios,
	&pl_client_trustkit_android,
	&pl_client_alamofire_certificates,
	&pl_client_alamofire_public_keys,
	&pl_client_afnetworking,
	&pl_client_afnetworking_certificates,
	&pl_client_hpkp,
	&pl_client_chromium_static,
	&pl_client_firefox_static,
	&pl_client_firefox_static_2,
	&pl_client_firefox_static_3,
	&pl_client_curl,
	&pl_client_curl_8_17,
	&pl_client_wget,
	&pl_client_urllib3,
	&pl_client_gnutls_tofu,
	&pl_client_dane_0,
	&pl_client_dane_1,
	&pl_client_dane_2,
	&pl_client_dane_3,
	&pl_client_react_native,
	&pl_client_react_native_keys,
	&pl_client_flutter,
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
	[PL_LOOKS_SENT_CAS] = { "sent-cas",
				"compares its pins with the issuers that were sent only" },
	[PL_LOOKS_PRESENTED] = { "any-presented",
				 "compares its pins with everything that was sent" },
	[PL_LOOKS_PATH] = { "any-built", "compares its pins with the whole path, anchor included" },
	[PL_LOOKS_LISTS] = { "leaf-and-ca",
			     "compares one list with the leaf and one with the issuers, anchor "
			     "included" },
};

static const char *const axes[] = {
	[PL_AXIS_BYTES] = "bytes",
	[PL_AXIS_SPELLING] = "spelling",
	[PL_AXIS_CANDIDATES] = "candidates",
	[PL_AXIS_CHAIN] = "chain",
	[PL_AXIS_HOSTS] = "hosts",
	[PL_AXIS_COUNT] = "count",
	[PL_AXIS_EXPIRY] = "expiry",
	[PL_AXIS_LOCAL] = "local-roots",
	[PL_AXIS_REPORT] = "report-only",
	[PL_AXIS_KEYS] = "keys",
	[PL_AXIS_FILE] = "file",
};

const char *pl_axis_name(enum pl_axis axis)
{
	return axes[axis];
}

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

enum pl_evidence pl_client_evidence(const struct pl_client *client, unsigned asked)
{
	enum pl_evidence weakest = PL_EVIDENCE_RUN;
	bool any = false;

	for (size_t i = 0; i < PL_AXES; i++) {
		const struct pl_known *known = &client->known[i];
		enum pl_evidence evidence = known->source ? known->evidence : client->evidence;

		if (!(asked & 1u << i))
			continue;
		weakest = evidence > weakest ? evidence : weakest;
		any = true;
	}
	return any ? weakest : client->evidence;
}

bool pl_client_checks_chain(const struct pl_client *client)
{
	return client->chain.rule != PL_CHAIN_IGNORED;
}

static const char *usage_words(unsigned usage)
{
	switch (usage) {
	case 2: return "and takes the one that is named as its only anchor, names and dates checked";
	case 3: return "and looks at nothing else, be it expired or for another name";
	default: return "after it has required a valid path and the host's name";
	}
}

const char *pl_client_chain_words(const struct pl_client *client)
{
	switch (client->chain.rule) {
	case PL_CHAIN_IGNORED: return "and takes no notice of what is wrong with the chain";
	case PL_CHAIN_PINNED: return "which has to end at one of them: they are its only anchors";
	case PL_CHAIN_TWICE:
		return "after the chain was valid as usual, and once more with them as only anchors";
	case PL_CHAIN_BY_USAGE: return usage_words(client->usage);
	default: break;
	}
	if (client->chain.pin_replaces_name)
		return "after it has required a valid path, but not the host's name";
	if (client->chain.needs_pin)
		return "while it looks for a path: a valid one without a pin is passed over";
	return "after it has required a valid path and the host's name";
}
