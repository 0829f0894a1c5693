/* What does a world know of logs, monitors and CAA records, and what have logs published? */
#include <config.h>

#include "lab/ct.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct pl_ct *pl_ct_ref(const struct pl_ct *ct)
{
	/* The count is the one part of a shared value that changes. */
	struct pl_ct *shared = (struct pl_ct *)(uintptr_t)ct;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_ct_unref(struct pl_ct *ct)
{
	if (!ct || !pl_ref_put(&ct->ref))
		return;
	for (size_t i = 0; i < ct->n_logs; i++) {
		free(ct->logs[i].name);
		free(ct->logs[i].operator_);
	}
	for (size_t i = 0; i < ct->n_watches; i++)
		free(ct->watches[i].host);
	for (size_t i = 0; i < ct->n_caa; i++)
		pl_caa_clear(&ct->caa[i]);
	free(ct->logs);
	free(ct->watches);
	free(ct->caa);
	free(ct);
}

static void copy_logs(struct pl_ct *ct, const struct pl_ct *from)
{
	for (size_t i = 0; i < from->n_logs; i++) {
		struct pl_log *log = PL_PUSH(ct->logs, ct->n_logs, ct->cap_logs);

		*log = from->logs[i];
		log->name = pl_strdup(log->name);
		log->operator_ = pl_strdup(log->operator_);
	}
}

static void copy_guards(struct pl_ct *ct, const struct pl_ct *from)
{
	for (size_t i = 0; i < from->n_watches; i++) {
		struct pl_watch *watch = PL_PUSH(ct->watches, ct->n_watches, ct->cap_watches);

		*watch = from->watches[i];
		watch->host = pl_strdup(watch->host);
	}
	for (size_t i = 0; i < from->n_caa; i++)
		*PL_PUSH(ct->caa, ct->n_caa, ct->cap_caa) = pl_caa_copy(&from->caa[i]);
}

struct pl_ct *pl_change_ct(struct pl_change *change)
{
	struct pl_ct *from = change->world->ct, *own;

	if (from && atomic_load_explicit(&from->ref.count, memory_order_relaxed) == 1)
		return from;
	own = pl_calloc(1, sizeof(*own));
	pl_ref_init(&own->ref);
	own->facts = change->model->facts;
	if (from) {
		own->since = from->since;
		own->demanded = from->demanded;
		copy_logs(own, from);
		copy_guards(own, from);
	}
	pl_ct_unref(from);
	change->world->ct = own;
	return own;
}

struct pl_log_entry *pl_log_entry_ref(const struct pl_log_entry *entry)
{
	struct pl_log_entry *shared = (struct pl_log_entry *)(uintptr_t)entry;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_log_entry_unref(struct pl_log_entry *entry)
{
	/* Histories are long, so no recursion. */
	while (entry && pl_ref_put(&entry->ref)) {
		struct pl_log_entry *previous = entry->previous;

		pl_cert_unref(entry->cert);
		free(entry);
		entry = previous;
	}
}

void pl_change_log(struct pl_change *change, struct pl_cert *leaf, const struct pl_cert *issuer,
		   const size_t *logs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct pl_log_entry *entry = pl_calloc(1, sizeof(*entry));

		pl_ref_init(&entry->ref);
		entry->log = logs[i];
		entry->at = change->world->now;
		entry->cert = pl_cert_ref(leaf);
		memcpy(entry->issuer_spki, issuer->spki_sha256, sizeof(entry->issuer_spki));
		entry->previous = change->world->logged;
		change->world->logged = entry;
	}
}

/* A host's own monitor, and the one that a strategy brings along. */
#define STRATEGY_POLL PL_HOUR
#define STRATEGY_DELAY PL_DAY

/* An entry may stay unseen for as long as the slowest kind of log may take to publish it: the
 * attacker chooses the logs. */
static int64_t slowest(const struct pl_ct *ct)
{
	int64_t delay = 0;

	for (size_t i = 0; i < ct->n_logs; i++)
		if (pl_log_merge_delay(&ct->logs[i]) > delay)
			delay = pl_log_merge_delay(&ct->logs[i]);
	return delay;
}

int64_t pl_watch_time(const struct pl_world *world, const struct pl_row *row, const char *host)
{
	const struct pl_ct *ct = world->ct;
	int64_t best = PL_TIME_NONE;

	if (!ct || ct->n_logs == 0)
		return PL_TIME_NONE;
	if (row && row->strategy->kind && row->strategy->kind->flags & PL_STRATEGY_CT)
		best = STRATEGY_POLL + STRATEGY_DELAY;
	for (size_t i = 0; i < ct->n_watches; i++) {
		int64_t time = ct->watches[i].poll + ct->watches[i].delay;

		if (pl_streq(ct->watches[i].host, host) && (best == PL_TIME_NONE || time < best))
			best = time;
	}
	return best == PL_TIME_NONE ? PL_TIME_NONE : slowest(ct) + best;
}
