/* When do hosts renew themselves, and what if they cannot? */
#include <config.h>

#include "lab/parts.h"
#include "lab/revocation.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* When its CA is back, or another certificate of the authority becomes valid. */
static int64_t next_of(const struct pl_world *world, const char *name, int64_t now)
{
	const struct pl_authority *issuer = pl_world_authority(world, name);
	const struct pl_outage *outage =
		issuer ? pl_ca_outage(world, issuer->operator_, now) : NULL;
	int64_t next = outage ? outage->until : PL_NEVER;

	for (size_t i = 0; issuer && i < issuer->n_certs; i++) {
		int64_t from = issuer->certs[i].cert->not_before;

		if (from > now && from < next)
			next = from;
	}
	return next;
}

/* A blocked host tries again when one of those that may issue for it perhaps can. */
static int64_t next_chance(const struct pl_world *world, const struct pl_host *host, int64_t now)
{
	int64_t next = host->pool.n ? PL_NEVER : next_of(world, host->issuer, now);

	for (size_t i = 0; i < host->pool.n; i++) {
		int64_t at = next_of(world, host->pool.names[i], now);

		next = at < next ? at : next;
	}
	return next;
}

static int64_t host_next(const struct pl_world *world, const struct pl_host *host, int64_t now)
{
	int64_t due;

	if (host->renews && host->renewal_blocked)
		return next_chance(world, host, now);
	due = pl_host_next_renewal(host);
	if (due == PL_TIME_NONE)
		return PL_NEVER;
	return due < now ? now : due;
}

int64_t pl_run_next_renewal(const struct pl_world *world, int64_t now, size_t *host)
{
	int64_t next = PL_NEVER;

	for (size_t i = 0; i < world->n_hosts; i++) {
		int64_t at = host_next(world, world->hosts[i], now);

		if (at < next) {
			next = at;
			*host = i;
		}
	}
	return next;
}

/* Its id is nobody's business. */
static const char *public_name(const struct pl_host *host)
{
	return host->twin_of ? host->twin_of : host->id;
}

static struct pl_change *begin(struct pl_run *run, int64_t at)
{
	struct pl_change *change = pl_change_begin(run->engine, run->model, run->world);

	change->world->now = at;
	return change;
}

/* A renewal is probed at its second, so it says which dates its cells show as well. */
static void add_edges(struct pl_run *run, struct pl_step *step)
{
	char *words = NULL, *title = step->title;

	if (pl_run_next_edge(run, run->world, run->now, step->at) != PL_NEVER)
		words = pl_run_edge_words(run, step);
	if (!words)
		return;
	step->title = pl_asprintf("%s; in the same second: %s", title, words);
	free(title);
	free(words);
}

static bool push(struct pl_run *run, struct pl_change *change, char *title, struct pl_error *err)
{
	char *note;
	struct pl_world *world = pl_change_finish(change, &note);
	struct pl_step *step = pl_step_judge(run, PL_STEP_AUTOMATION, world, title, note, err);

	if (!step)
		return false;
	add_edges(run, step);
	pl_run_push(run, step);
	return true;
}

static bool issue(struct pl_change *change, size_t index, struct pl_error *err)
{
	struct pl_host *host = pl_change_host_at(change, index);

	/* A twin comes here by itself only when its public host could not renew. */
	if (host->twin_of)
		return pl_change_issue_one(change, host, host->renew_key, host->alg, false, err);
	return pl_change_issue(change, host, host->renew_key, host->alg, false, err);
}

static char *success_title(const struct pl_host *host)
{
	static const char *const keys[] = {
		[PL_KEY_SAME] = "the same key",
		[PL_KEY_NEW] = "a new key",
		[PL_KEY_BACKUP] = "the backup key",
		[PL_KEY_ALGORITHM] = "a new key",
	};

	return pl_asprintf("renewal: %s with %s%s", public_name(host), keys[host->renew_key],
			   host->twin_of ? ", from its private CA" : "");
}

/* One step says so; later tries that fail as well add nothing. */
static bool note_failure(struct pl_run *run, size_t index, int64_t at, const char *why,
			 struct pl_error *err)
{
	struct pl_change *change = begin(run, at);
	struct pl_host *host = pl_change_host_at(change, index);
	bool noted = host->renewal_noted;
	char *note;

	host->renewal_blocked = host->renewal_noted = true;
	if (noted) {
		struct pl_world *world = pl_change_finish(change, &note);

		free(note);
		return pl_run_visit(run, world, err);
	}
	pl_change_note(change, "%s", why);
	return push(run, change, pl_asprintf("renewal: %s cannot renew", public_name(host)), err);
}

bool pl_run_renew(struct pl_run *run, size_t host, int64_t at, struct pl_error *err)
{
	struct pl_change *change = begin(run, at);
	struct pl_error refusal = PL_ERROR_INIT;
	bool ok;

	if (issue(change, host, &refusal))
		return push(run, change, success_title(change->world->hosts[host]), err);
	pl_change_drop(change);
	if (refusal.kind != PL_ERROR_INPUT) {
		pl_error_move(err, &refusal);
		return false;
	}
	ok = note_failure(run, host, at, refusal.text, err);
	pl_error_clear(&refusal);
	return ok;
}
