/* Which dates passed in a step's second, and which of them does a cell show? */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>

#include "pki/path.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

#define WORDS_MAX 3

struct edge {
	struct pl_date date;
	bool changed; /* a cell is another because of it */
};

struct edges {
	int64_t at;
	struct edge *items;
	size_t n, cap;
};

static bool is_same(const struct pl_date *a, const struct pl_date *b)
{
	return a->cert == b->cert && pl_streq(a->strategy, b->strategy) &&
	       pl_streq(a->rule, b->rule) && a->stronger == b->stronger &&
	       pl_streq(a->operator_, b->operator_) &&
	       pl_streq(a->log, b->log) && pl_streq(a->verb, b->verb) &&
	       pl_streq(a->device, b->device);
}

static bool has(const struct edges *edges, const struct pl_date *date)
{
	for (size_t i = 0; i < edges->n; i++)
		if (is_same(&edges->items[i].date, date))
			return true;
	return false;
}

static void keep(const struct pl_date *date, void *arg)
{
	struct edges *edges = arg;

	if (date->at == edges->at && !has(edges, date))
		*PL_PUSH(edges->items, edges->n, edges->cap) = (struct edge){ .date = *date };
}

static struct edges collect(const struct pl_run *run, const struct pl_world *world, int64_t at)
{
	struct edges edges = { .at = at };

	pl_run_dates(run, world, keep, &edges);
	return edges;
}

/* What an event of the same second took away or brought is that event's own business. */
static void keep_common(struct edges *edges, const struct edges *before)
{
	size_t n = 0;

	for (size_t i = 0; i < edges->n; i++)
		if (has(before, &edges->items[i].date))
			edges->items[n++] = edges->items[i];
	edges->n = n;
}

static bool shows(const struct pl_outcome *outcome, const struct pl_cert *cert)
{
	if (outcome->about == cert)
		return true;
	for (size_t i = 0; outcome->path && i < outcome->path->n; i++)
		if (outcome->path->certs[i] == cert)
			return true;
	return false;
}

static bool is_due_to(const struct pl_date *date, const struct pl_row *row,
		      const struct pl_outcome *before, const struct pl_outcome *after)
{
	if (date->device && !pl_streq(date->device, row->device))
		return false;
	if (date->stronger)
		return after->reason == PL_REASON_WEAK_CRYPTO;
	if (date->rule)
		return before->reason == PL_REASON_DISTRUSTED ||
		       after->reason == PL_REASON_DISTRUSTED;
	if (date->operator_)
		return true;
	if (date->log)
		return before->reason == PL_REASON_CT_MISSING ||
		       after->reason == PL_REASON_CT_MISSING;
	if (!date->cert)
		return pl_streq(date->strategy, row->strategy->name);
	return shows(before, date->cert) || shows(after, date->cert);
}

static void mark_cell(struct edges *edges, const struct pl_row *row,
		      const struct pl_outcome *before, const struct pl_outcome *after)
{
	for (size_t i = 0; before != after && i < edges->n; i++)
		if (!edges->items[i].changed)
			edges->items[i].changed =
				is_due_to(&edges->items[i].date, row, before, after);
}

/* A clock adds no row, and neither does a renewal. */
static void mark(struct edges *edges, const struct pl_run *run, const struct pl_step *step)
{
	const struct pl_step *last = run->steps[run->n_steps - 1];

	for (size_t i = 0; i < step->n_rows && i < last->n_rows; i++) {
		if (run->rows[i]->control)
			continue;
		mark_cell(edges, run->rows[i], last->honest[i], step->honest[i]);
		for (size_t j = 0; j < run->n_attacks; j++)
			mark_cell(edges, run->rows[i], pl_step_attack(run, last, i, j),
				  pl_step_attack(run, step, i, j));
	}
}

/* Who signed this certificate of an authority that has several, or NULL. */
static const char *signer(const struct pl_world *world, const struct pl_cert *cert)
{
	const struct pl_authority *of = pl_world_authority_of(world, cert), *by;

	for (size_t i = 0; of && of->n_certs > 1 && i < of->n_certs; i++) {
		if (of->certs[i].cert != cert || pl_streq(of->certs[i].by, of->name))
			continue;
		by = pl_world_authority(world, of->certs[i].by);
		return by && by->n_certs > 0 ? pl_cert_label(by->certs[0].cert) : NULL;
	}
	return NULL;
}

static bool is_leaf_of(const struct pl_host *host, const struct pl_cert *cert)
{
	return host->served->full->certs[0] == cert ||
	       (host->staged && host->staged->full->certs[0] == cert);
}

/* A leaf has the name of the ones before it, and a twin's has the public one's. */
static const char *which(const struct pl_world *world, const struct pl_cert *cert)
{
	if (cert->is_ca)
		return "";
	for (size_t i = 0; i < world->n_hosts; i++)
		if (is_leaf_of(world->hosts[i], cert))
			return world->hosts[i]->twin_of ? " (private CA)" : "";
	return " (no longer served)";
}

static char *whose(const struct pl_world *world, const struct pl_date *date)
{
	const char *label, *by;

	if (!date->cert)
		return pl_strdup(date->operator_ ? date->operator_ : date->strategy);
	label = pl_cert_label(date->cert);
	by = signer(world, date->cert);
	if (by)
		return pl_asprintf("%s (by %s)", label, by);
	return pl_asprintf("%s%s", label, which(world, date->cert));
}

static char *date_words(const struct pl_world *world, const struct pl_date *date)
{
	char *label, *words;

	if (date->stronger)
		return pl_asprintf("%s demands stronger keys", date->device);
	if (date->rule)
		return pl_asprintf("a rule of %s on what %s issues takes effect",
				   date->device ? date->device : "every device", date->rule);
	if (date->log && *date->log)
		return pl_asprintf("the log %s %s", date->log, date->verb);
	if (date->log)
		return pl_asprintf("%s%s%s", date->verb, date->device ? " " : "",
				   date->device ? date->device : "");
	label = whose(world, date);
	if (!date->device)
		words = pl_asprintf("%s %s", label, date->verb);
	else if (pl_ends_with(date->verb, " of"))
		words = pl_asprintf("%s %s %s", label, date->verb, date->device);
	else
		words = pl_asprintf("%s %s by the clock of %s", label, date->verb, date->device);
	free(label);
	return words;
}

struct words {
	char *items[WORDS_MAX];
	size_t n;
	bool more;
};

/* Takes the text. Two certificates may have one name. */
static void add_words(struct words *words, char *text)
{
	bool known = false;

	for (size_t i = 0; i < words->n && !known; i++)
		known = pl_streq(words->items[i], text);
	if (!known && words->n < WORDS_MAX) {
		words->items[words->n++] = text;
		return;
	}
	words->more = words->more || !known;
	free(text);
}

static char *join(struct words *words)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < words->n; i++) {
		pl_buf_printf(&out, "%s%s", i ? ", " : "", words->items[i]);
		free(words->items[i]);
	}
	if (words->more)
		pl_buf_puts(&out, ", and more");
	return words->n ? pl_buf_take(&out) : NULL;
}

char *pl_run_edge_words(const struct pl_run *run, const struct pl_step *step)
{
	struct edges before = collect(run, run->world, step->at);
	struct edges edges = collect(run, step->world, step->at);
	struct words words = { .n = 0 };

	keep_common(&edges, &before);
	mark(&edges, run, step);
	for (int changed = 1; changed >= 0; changed--)
		for (size_t i = 0; i < edges.n; i++)
			if (edges.items[i].changed == changed)
				add_words(&words, date_words(step->world, &edges.items[i].date));
	free(before.items);
	free(edges.items);
	return join(&words);
}
