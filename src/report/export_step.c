/* Which files one step of an export has, and which row is about which of them. */
#include <config.h>

#include "report/export_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/ct.h"
#include "util/mem.h"
#include "util/text.h"

char *pl_export_name(const char *name)
{
	char *safe = pl_strdup(name[0] ? name : "_");

	for (char *c = safe; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr("-_+~.", *c))
			*c = '_';
	}
	/* Neither hidden nor "..". */
	if (safe[0] == '.')
		safe[0] = '_';
	return safe;
}

const struct pl_host *pl_export_host(const struct pl_step *step, const struct pl_row *row)
{
	const struct pl_host *twin = NULL;

	if (row->strategy->kind && (row->strategy->kind->flags & PL_STRATEGY_PRIVATE_CA))
		twin = pl_world_twin(step->world, row->host);
	return twin ? twin : pl_world_host(step->world, row->host);
}

int64_t pl_export_clock(const struct pl_step *step, const struct pl_row *row)
{
	const struct pl_device *device = pl_world_device(step->world, row->device);

	return step->at + (device ? device->skew : 0);
}

const struct pl_outcome *pl_export_outcome(const struct pl_run *run, const struct pl_step *step,
					   size_t row, int attack)
{
	if (row >= step->n_rows)
		return NULL;
	return attack < 0 ? pl_step_honest(step, row)
			  : pl_step_attack(run, step, row, (size_t)attack);
}

const char *pl_export_chain_file(const struct pl_export_step *step, const struct pl_chain *chain)
{
	for (size_t i = 0; chain && i < step->n_chains; i++) {
		if (memcmp(step->chains[i].chain->id, chain->id, sizeof(chain->id)) == 0)
			return step->chains[i].file;
	}
	return NULL;
}

const struct pl_export_path *pl_export_path_of(const struct pl_export_step *step,
					       const struct pl_path *path)
{
	for (size_t i = 0; path && i < step->n_paths; i++) {
		const struct pl_path *known = step->paths[i].path;

		if (known == path ||
		    (known->n == path->n &&
		     memcmp(known->certs, path->certs, path->n * sizeof(*path->certs)) == 0))
			return &step->paths[i];
	}
	return NULL;
}

/* FOLDER/NAME/chain.pem and key.pem; from the second on with a number. */
static void add_chain(struct pl_export_step *step, const char *folder, const char *name, size_t n,
		      const struct pl_export_chain *chain)
{
	struct pl_export_chain *made = PL_PUSH(step->chains, step->n_chains, step->cap_chains);
	char number[24] = "";

	*made = *chain;
	if (n > 1)
		snprintf(number, sizeof(number), "-%zu", n);
	made->file = pl_asprintf("%s/%s/chain%s.pem", folder, name, number);
	made->key_file = pl_asprintf("%s/%s/key%s.pem", folder, name, number);
}

static void add_path(struct pl_export_step *step, const struct pl_path *path)
{
	size_t n = step->n_paths;

	if (!path || path->n == 0 || pl_export_path_of(step, path))
		return;
	*PL_PUSH(step->paths, step->n_paths, step->cap_paths) = (struct pl_export_path){
		.path = path,
		.file = pl_asprintf("paths/%zu.pem", n),
		.anchor = pl_asprintf("paths/%zu-anchor.pem", n),
	};
}

/* Nodes that show another chain than their host: chain-2.pem and so on. */
static void add_nodes(struct pl_export_step *out, const struct pl_host *host, const char *name)
{
	size_t n = 1;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct pl_host *node = host->nodes[i].host;
		const struct pl_export_chain chain = {
			.chain = node->presented,
			.host = host,
			.key = node->tls_key,
		};

		if (!pl_export_chain_file(out, node->presented))
			add_chain(out, "hosts", name, ++n, &chain);
	}
}

static void add_hosts(struct pl_export_step *out)
{
	for (size_t i = 0; i < out->step->world->n_hosts; i++) {
		const struct pl_host *host = out->step->world->hosts[i];
		char *name = pl_export_name(host->id);

		struct pl_export_chain chain = {
			.chain = host->presented,
			.host = host,
			.key = host->tls_key,
		};

		if (host->presented)
			add_chain(out, "hosts", name, 1, &chain);
		add_nodes(out, host, name);
		free(name);
	}
}

/* What the attacker who answers with the chain signs with; NULL when it cannot be told. */
static const struct pl_key *forger_key(const struct pl_export_step *step, size_t attack,
				       const struct pl_host *host, const struct pl_chain *chain)
{
	struct pl_forgeries forgeries = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_key *key = NULL;

	if (!step->run->attacks[attack]->forge(step->run->engine, step->step->world, host,
					       &forgeries, &err) ||
	    !pl_forgeries_log(step->run->engine, step->step->world, step->run->attacks[attack],
			      &forgeries, &err))
		pl_error_clear(&err); /* then nobody answers with it either */
	for (size_t i = 0; i < forgeries.n && !key; i++)
		if (memcmp(forgeries.items[i].chain->id, chain->id, sizeof(chain->id)) == 0)
			key = forgeries.items[i].key;
	pl_forgeries_clear(&forgeries);
	return key;
}

/* Several hosts and several keys give an attack several chains. */
static void add_attack(struct pl_export_step *out, size_t attack)
{
	char *name = pl_export_name(out->run->attacks[attack]->name);
	size_t n = 0;

	for (size_t r = 0; r < out->step->n_rows; r++) {
		const struct pl_outcome *outcome =
			pl_export_outcome(out->run, out->step, r, (int)attack);

		struct pl_export_chain chain;

		if (out->run->rows[r]->control || !outcome || !outcome->presented ||
		    pl_export_chain_file(out, outcome->presented))
			continue;
		chain.chain = outcome->presented;
		chain.host = pl_export_host(out->step, out->run->rows[r]);
		chain.key = forger_key(out, attack, chain.host, chain.chain);
		add_chain(out, "attacks", name, ++n, &chain);
	}
	free(name);
}

void pl_export_step_init(struct pl_export_step *out, const struct pl_run *run,
			 const struct pl_step *step)
{
	const char *word = step->event ? step->event->kind->name : pl_step_kind_name(step->kind);
	char *name = pl_export_name(word);

	*out = (struct pl_export_step){ .run = run, .step = step };
	out->folder = pl_asprintf("steps/%03zu-%s", step->index, name);
	free(name);
	add_hosts(out);
	for (size_t a = 0; a < run->n_attacks; a++)
		add_attack(out, a);
	for (size_t r = 0; r < step->n_rows; r++) {
		for (int a = -1; !run->rows[r]->control && a < (int)run->n_attacks; a++) {
			const struct pl_outcome *outcome = pl_export_outcome(run, step, r, a);

			add_path(out, outcome ? outcome->path : NULL);
		}
	}
}

void pl_export_step_clear(struct pl_export_step *step)
{
	for (size_t i = 0; i < step->n_chains; i++) {
		free(step->chains[i].file);
		free(step->chains[i].key_file);
	}
	for (size_t i = 0; i < step->n_paths; i++) {
		free(step->paths[i].file);
		free(step->paths[i].anchor);
	}
	free(step->chains);
	free(step->paths);
	free(step->folder);
	*step = (struct pl_export_step){ 0 };
}
