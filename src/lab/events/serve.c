/* What happens when a server presents its chain in another way? */
#include <config.h>

#include <stdlib.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"

/* In the order of enum pl_serve_mode. */
static const char *const chain_words[] = {
	"full", "leaf-only", "with-root", "shuffled", "alternate", NULL,
};
_Static_assert(PL_ARRAY_LEN(chain_words) == PL_SERVE_ALTERNATE + 2, "every mode has its word");

static const char *const key_words[] = { "own", "wrong", NULL };

static const char *const previous_words[] = { "false", "true", NULL };

static const struct pl_param params[] = {
	{
		.name = "chain",
		.type = PL_PARAM_CHOICE,
		.choices = chain_words,
		.help = "what stands above the leaf",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose server; omitted: the first host",
	},
	{
		.name = "certificate",
		.type = PL_PARAM_CERTIFICATE,
		.help = "with chain: alternate, the certificate over which the chain goes on",
	},
	{
		.name = "key",
		.type = PL_PARAM_CHOICE,
		.choices = key_words,
		.help = "the key that the server loaded: its certificate's, or a wrong one",
	},
	{
		.name = "previous",
		.type = PL_PARAM_CHOICE,
		.choices = previous_words,
		.help = "true: an earlier certificate that has not ended is served again; the "
			"present one waits for a reload",
	},
};

static bool goes_back(const struct pl_event *event)
{
	const struct pl_value *previous = pl_event_value(event, "previous");

	return previous && previous->num == 1;
}

static bool check(const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *chain = pl_event_value(event, "chain");
	const struct pl_value *certificate = pl_event_value(event, "certificate");
	bool alternate = chain && chain->num == PL_SERVE_ALTERNATE;

	if (!chain && !pl_event_value(event, "key") && !goes_back(event))
		return pl_error_input(err, event->pos, "serve needs chain, key or previous: true");
	if (alternate && !certificate)
		return pl_error_input(err, chain->pos,
				      "chain: alternate needs certificate: over which one the "
				      "chain goes on");
	if (certificate && !alternate)
		return pl_error_input(err, certificate->pos,
				      "certificate goes with chain: alternate only");
	return true;
}

static bool set_key(struct pl_change *change, struct pl_host *host, bool wrong,
		    struct pl_error *err)
{
	if (!wrong) {
		host->tls_key = host->served->key;
		return true;
	}
	host->tls_key = pl_pki_key(pl_engine_pki(change->engine), "wrong-key", host->id,
				   pl_key_algorithm(host->served->key) == PL_KEY_OTHER
					   ? PL_KEY_P256
					   : pl_key_algorithm(host->served->key),
				   err);
	return host->tls_key;
}

static void set_chain(struct pl_host *host, enum pl_serve_mode mode, const char *certificate)
{
	host->serve = mode;
	free(host->alternate);
	host->alternate = pl_strdup(certificate);
}

static bool serve(struct pl_change *change, struct pl_host *host, const struct pl_event *event,
		  struct pl_error *err)
{
	const struct pl_value *chain = pl_event_value(event, "chain");
	const struct pl_value *key = pl_event_value(event, "key");
	const char *certificate = pl_event_text(event, "certificate");

	if (key && !set_key(change, host, key->num == 1, err))
		return false;
	/* A twin has no alternates of the public hierarchy. */
	if (!chain || (host->twin_of && certificate))
		return pl_change_present(change, host, err);
	set_chain(host, (enum pl_serve_mode)chain->num, certificate);
	for (size_t i = 0; i < host->n_nodes; i++)
		set_chain(host->nodes[i].host, (enum pl_serve_mode)chain->num, certificate);
	return pl_change_present(change, host, err);
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	struct pl_host *twin;

	if (!host || (goes_back(event) && !pl_change_serve_previous(change, host, err)) ||
	    !serve(change, host, event, err))
		return false;
	twin = pl_change_twin(change, host);
	/* The private CA's server has nothing to go back from. */
	return !twin || serve(change, twin, event, err);
}

static char *title(const struct pl_event *event)
{
	static const char *const words[] = {
		[PL_SERVE_FULL] = "the full chain",
		[PL_SERVE_LEAF_ONLY] = "the leaf only",
		[PL_SERVE_WITH_ROOT] = "the chain with its root",
		[PL_SERVE_SHUFFLED] = "the chain in the wrong order",
		[PL_SERVE_ALTERNATE] = "an alternate chain over ",
	};
	const struct pl_value *chain = pl_event_value(event, "chain");
	const struct pl_value *key = pl_event_value(event, "key");
	const char *certificate = pl_event_text(event, "certificate");
	char host[PL_EVENT_OF];
	const char *with = !key ? "" : key->num == 1 ? "a wrong key" : "its own key";

	pl_event_of(event, "host", host);
	if (goes_back(event) && !chain)
		return pl_asprintf("%s%sserves an earlier certificate again%s%s",
				   *host ? host + 1 : "", *host ? " " : "", key ? " with " : "",
				   with);
	if (!chain)
		return pl_asprintf("%s%sserves with %s", *host ? host + 1 : "", *host ? " " : "",
				   with);
	return pl_asprintf("%s%sserves %s%s%s%s", *host ? host + 1 : "", *host ? " " : "",
			   words[chain->num], certificate ? certificate : "", key ? " with " : "",
			   with);
}

const struct pl_event_kind pl_event_serve = {
	.name = "serve",
	.family = "server",
	.summary = "the server presents its chain in another way, or loads a wrong key",
	.about = "What a server sends is configured by hand and often wrong: the leaf alone, the "
		 "root as well, the wrong order, an older or longer alternate chain, or a key file "
		 "that is not the certificate's, with which no handshake ends well.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
