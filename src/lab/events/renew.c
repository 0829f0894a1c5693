/* What happens when a host gets its next certificate? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"

static const char *const load_words[] = { "now", "staged", NULL };

static const struct pl_param params[] = {
	{
		.name = "key",
		.type = PL_PARAM_KEY,
		.required = true,
		.help = "which key the certificate gets: same, new, backup, or an algorithm",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose certificate; omitted: the first host",
	},
	{
		.name = "load",
		.type = PL_PARAM_CHOICE,
		.choices = load_words,
		.standard = "now",
		.help = "served at once, or staged until the server reloads",
	},
};

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *key = pl_event_value(event, "key");
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	bool staged = pl_event_value(event, "load")->num == 1;

	return host && pl_change_key_allowed(host, key, err) &&
	       pl_change_issue(change, host, (enum pl_key_mode)key->num, key->alg, staged, err);
}

static char *title(const struct pl_event *event)
{
	char host[PL_EVENT_OF], key[PL_EVENT_OF];

	return pl_asprintf("renew%s with %s%s", pl_event_of(event, "host", host),
			   pl_key_words(pl_event_value(event, "key"), key),
			   pl_event_value(event, "load")->num == 1 ? ", not loaded yet" : "");
}

const struct pl_event_kind pl_event_renew = {
	.name = "renew",
	.family = "server",
	.summary = "the host gets a new certificate from its issuer",
	.about = "The issuer signs a new leaf, valid from now for the host's lifetime. Say which "
		 "key it gets, for there is no innocent default: the same key keeps every key pin "
		 "alive, a new one breaks them, the backup key is what backup pins are for (the "
		 "next backup key is made at once, and nobody has pinned it until the next "
		 "release).",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
