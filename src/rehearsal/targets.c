/* Which names do these pin files and chains speak of, and which chain answers for each? */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pki/path.h"
#include "rehearsal/parts.h"
#include "util/mem.h"
#include "util/text.h"

static size_t n_chains(const struct pl_gate *check)
{
	return check->input.chains->n;
}

static const struct pl_cert *leaf_of(const struct pl_gate *check, size_t chain)
{
	return check->input.chains->items[chain].chain->certs[0];
}

static const char *bound_host(const struct pl_gate *check, size_t chain)
{
	return check->input.chain_hosts ? check->input.chain_hosts[chain] : NULL;
}

/* A chain that was fetched for a name answers for that name; any other for what it covers. */
static bool answers(const struct pl_gate *check, size_t chain, const char *name)
{
	const char *bound = bound_host(check, chain);

	return bound ? strcasecmp(bound, name) == 0 : pl_cert_covers(leaf_of(check, chain), name);
}

static bool is_there(const struct pl_gate *check, const char *name, size_t chain)
{
	for (size_t i = 0; i < check->n_targets; i++) {
		if (check->targets[i].chain == chain &&
		    strcasecmp(check->targets[i].name, name) == 0)
			return true;
	}
	return false;
}

static void add(struct pl_gate *check, const char *name, size_t chain, bool asked, bool sample)
{
	if (is_there(check, name, chain))
		return;
	*PL_PUSH(check->targets, check->n_targets, check->cap_targets) = (struct pl_gate_target){
		.name = pl_strdup(name),
		.chain = chain,
		.served = &check->input.chains->items[chain],
		.asked = asked,
		.sample = sample,
	};
}

/* Every chain that answers for the name; true when there is one. */
static bool add_all(struct pl_gate *check, const char *name, bool asked)
{
	bool any = false;

	for (size_t i = 0; i < n_chains(check); i++) {
		if (!answers(check, i, name))
			continue;
		add(check, name, i, asked, false);
		any = true;
	}
	return any;
}

/* Somebody asked about this name: where there is but one file of chains, its chains are meant,
 * whatever their names are. */
static void add_asked(struct pl_gate *check, const char *name)
{
	const struct pl_serveds *chains = check->input.chains;

	if (add_all(check, name, true))
		return;
	for (size_t i = 1; i < chains->n; i++) {
		if (!pl_streq(chains->items[i].file, chains->items[0].file))
			return;
	}
	for (size_t i = 0; i < chains->n; i++)
		add(check, name, i, true, false);
}

static bool is_concrete(const char *name)
{
	return *name && !strchr(name, '*');
}

/* A rule that excludes its hosts says nothing of pins. */
bool pl_gate_names_hosts(const struct pl_gate_file *file, const struct pl_rule *rule)
{
	return rule->n_covers > 0 && !rule->excluded &&
	       (rule->only_covers || file->client->hosts.match != PL_HOSTS_ALL);
}

bool pl_gate_name_covers(const struct pl_gate_file *file, const struct pl_rule *rule,
			 const struct pl_pattern *pattern, const char *name)
{
	if (rule->only_covers)
		return strcasecmp(pattern->name, name) == 0;
	return pl_client_covers(file->client, pattern, name);
}

static void add_names_of_file(struct pl_gate *check, size_t at)
{
	const struct pl_gate_file *file = &check->input.files[at];

	if (file->host)
		add_asked(check, file->host);
	for (size_t i = 0; i < file->pins->set->n_rules; i++) {
		const struct pl_rule *rule = &file->pins->set->rules[i];

		for (size_t j = 0; pl_gate_names_hosts(file, rule) && j < rule->n_covers; j++) {
			if (is_concrete(rule->covers[j].name))
				(void)add_all(check, rule->covers[j].name, false);
		}
	}
}

static bool is_covered(const struct pl_gate_file *file, const char *name)
{
	const struct pl_pinset *set = file->pins->set;

	for (size_t i = 0; i < set->n_rules; i++) {
		const struct pl_rule *rule = &set->rules[i];

		for (size_t j = 0; pl_gate_names_hosts(file, rule) && j < rule->n_covers; j++) {
			if (pl_gate_name_covers(file, rule, &rule->covers[j], name))
				return true;
		}
	}
	return false;
}

static bool is_covered_by_any(const struct pl_gate *check, const char *name)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		if (is_covered(&check->input.files[i], name))
			return true;
	}
	return false;
}

/* A name below the wildcard stands for all of them. Caller frees. */
static char *concrete(const char *dns, bool *sample)
{
	*sample = pl_starts_with(dns, "*.");
	return *sample ? pl_asprintf("www.%s", dns + 2) : pl_strdup(dns);
}

/* What a certificate is for, as far as a pattern of some file reaches it. */
static void add_names_of_chain(struct pl_gate *check, size_t chain)
{
	const struct pl_cert *leaf = leaf_of(check, chain);

	for (size_t i = 0; !bound_host(check, chain) && i < leaf->n_dns; i++) {
		bool sample;
		char *name = concrete(leaf->dns[i], &sample);

		if (is_covered_by_any(check, name))
			add(check, name, chain, false, sample);
		free(name);
	}
}

static bool is_nameless(const struct pl_gate_file *file)
{
	bool any = false;

	for (size_t i = 0; i < file->pins->set->n_rules; i++)
		any = any || pl_gate_names_hosts(file, &file->pins->set->rules[i]);
	return !any && !file->host;
}

static bool has_nameless(const struct pl_gate *check)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		if (is_nameless(&check->input.files[i]))
			return true;
	}
	return false;
}

static bool is_used(const struct pl_gate *check, size_t chain)
{
	for (size_t i = 0; i < check->n_targets; i++) {
		if (check->targets[i].chain == chain)
			return true;
	}
	return false;
}

/* A file without names is for whatever the app connects to: the name that the certificate is called
 * by will do, or its first. */
static void add_first_name(struct pl_gate *check, size_t chain)
{
	const struct pl_cert *leaf = leaf_of(check, chain);
	const char *bound = bound_host(check, chain);
	bool sample = false;
	char *name = NULL;

	if (is_used(check, chain))
		return;
	if (bound)
		name = pl_strdup(bound);
	else if (leaf->common_name && is_concrete(leaf->common_name) &&
		 pl_cert_covers(leaf, leaf->common_name))
		name = pl_strdup(leaf->common_name);
	else if (leaf->n_dns > 0)
		name = concrete(leaf->dns[0], &sample);
	if (name)
		add(check, name, chain, false, sample);
	free(name);
}

static bool find_paths(struct pl_gate *check, struct pl_error *err)
{
	for (size_t i = 0; i < check->n_targets; i++) {
		struct pl_gate_target *target = &check->targets[i];
		struct pl_path_query query = {
			.presented = target->served->chain,
			.anchors = check->anchors,
			.host = target->name,
		};

		target->paths = pl_paths_find(pl_engine_pki(check->engine), &query, err);
		if (!target->paths)
			return false;
	}
	return true;
}

bool pl_gate_find_targets(struct pl_gate *check, struct pl_error *err)
{
	for (size_t i = 0; i < check->input.n_hosts; i++)
		add_asked(check, check->input.hosts[i]);
	for (size_t i = 0; i < check->input.n_files; i++)
		add_names_of_file(check, i);
	for (size_t i = 0; i < n_chains(check); i++)
		add_names_of_chain(check, i);
	for (size_t i = 0; has_nameless(check) && i < n_chains(check); i++)
		add_first_name(check, i);
	if (check->n_targets > PL_GATE_TARGETS_MAX)
		return pl_error_input(err, (struct pl_pos){ 0 },
				      "%zu names and chains to check, %d at most; name the hosts "
				      "that matter with --host, or check in parts",
				      check->n_targets, PL_GATE_TARGETS_MAX);
	return find_paths(check, err);
}
