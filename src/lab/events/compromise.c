/* What happens when a private key is stolen? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"

/* In the order of enum pl_stolen_what. */
static const char *const what_words[] = { "leaf", "backup", "intermediate", "root", NULL };
_Static_assert(PL_ARRAY_LEN(what_words) == PL_STOLEN_ROOT + 2, "every theft has its word");

static const struct pl_param params[] = {
	{
		.name = "what",
		.type = PL_PARAM_CHOICE,
		.required = true,
		.choices = what_words,
		.help = "whose key: the host's, its backup, an intermediate's or a root's",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "the host; omitted: the first one",
	},
	{
		.name = "authority",
		.type = PL_PARAM_AUTHORITY,
		.help = "the authority; omitted: the host's issuer, or its root",
	},
};

static void steal(struct pl_change *change, enum pl_stolen_what what, const char *of,
		  struct pl_key *key, struct pl_chain *chain)
{
	struct pl_world *world = change->world;

	*PL_PUSH(world->stolen, world->n_stolen, world->cap_stolen) = (struct pl_stolen){
		.what = what,
		.of = pl_strdup(of),
		.key = key,
		.chain = pl_chain_ref(chain),
		.at = world->now,
	};
}

/* What is staged lies beside what is served. */
static void steal_from_host(struct pl_change *change, const struct pl_host *host,
			    enum pl_stolen_what what)
{
	if (what == PL_STOLEN_BACKUP) {
		steal(change, what, host->id, host->backup_key, NULL);
		return;
	}
	steal(change, what, host->id, host->served->key, host->presented);
	if (host->staged && host->staged->key != host->served->key)
		steal(change, what, host->id, host->staged->key, host->staged->full);
	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct pl_host *node = host->nodes[i].host;

		if (node->served->key != host->served->key)
			steal(change, what, host->id, node->served->key, node->presented);
	}
}

static bool steal_from_authority(struct pl_change *change, const struct pl_authority *authority,
				 enum pl_stolen_what what, struct pl_error *err)
{
	struct pl_cert *certs[PL_BUNDLE_MAX + 1], *root;
	size_t n;

	if (!authority->key)
		return pl_error_input(err, change->pos,
				      "%s was imported without its key, so nobody can "
				      "steal it here",
				      authority->name);
	if (!pl_world_bundle(change->world, authority, NULL, certs, &n, &root, change->pos, err))
		return false;
	certs[n++] = root;
	steal(change, what, authority->name, authority->key,
	      pl_engine_chain(change->engine, certs, n));
	return true;
}

static const struct pl_authority *find_authority(struct pl_change *change,
						 const struct pl_event *event,
						 const struct pl_host *host, bool root,
						 struct pl_error *err)
{
	const struct pl_value *value = pl_event_value(event, "authority");
	const struct pl_authority *authority;

	if (value)
		authority = pl_change_authority(change, value, err);
	else if (root)
		authority = pl_world_root_of(change->world, host);
	else
		authority = pl_world_authority(change->world, host->issuer);
	if (!authority) {
		pl_error_input(err, change->pos,
			       "the root of %s is not known here; name an authority", host->id);
		return NULL;
	}
	if (pl_authority_is_root(authority) != root) {
		pl_error_input(err, value ? value->pos : change->pos, "%s is %s; say what: %s",
			       authority->name, root ? "not a root" : "a root",
			       root ? "intermediate" : "root");
		return NULL;
	}
	return authority;
}

static bool check(const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *authority = pl_event_value(event, "authority");

	if (authority && pl_event_value(event, "what")->num < PL_STOLEN_INTERMEDIATE)
		return pl_error_input(err, authority->pos,
				      "authority goes with intermediate and root; a leaf's and a "
				      "backup key are a host's");
	return true;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	enum pl_stolen_what what = (enum pl_stolen_what)pl_event_value(event, "what")->num;
	const struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	const struct pl_host *twin;
	const struct pl_authority *authority;

	if (!host)
		return false;
	if (what == PL_STOLEN_LEAF || what == PL_STOLEN_BACKUP) {
		twin = pl_world_twin(change->world, host->id);
		steal_from_host(change, host, what);
		if (twin)
			steal_from_host(change, twin, what);
		return true;
	}
	authority = find_authority(change, event, host, what == PL_STOLEN_ROOT, err);
	return authority && steal_from_authority(change, authority, what, err);
}

static char *title(const struct pl_event *event)
{
	static const char *const words[] = {
		[PL_STOLEN_LEAF] = "the leaf key",
		[PL_STOLEN_BACKUP] = "the backup key",
		[PL_STOLEN_INTERMEDIATE] = "the intermediate's key",
		[PL_STOLEN_ROOT] = "the root's key",
	};
	const struct pl_value *what = pl_event_value(event, "what");
	const char *authority = pl_event_text(event, "authority"),
		   *host = pl_event_text(event, "host");

	if (what->num >= PL_STOLEN_INTERMEDIATE && authority)
		return pl_asprintf("the key of %s is stolen", authority);
	return pl_asprintf("%s%s%s is stolen", words[what->num], host ? " of " : "",
			   host ? host : "");
}

const struct pl_event_kind pl_event_compromise = {
	.name = "compromise",
	.family = "incident",
	.summary = "a private key is stolen",
	.about = "The attacker has a copy of the key from now on, for ever, also after the host or "
		 "the operator has changed it. Nothing else changes; what the key is worth shows "
		 "under the stolen-key attacks.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
