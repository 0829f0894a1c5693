/* What happens when CAs revoke what they announced? */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>
#include <string.h>

#include "lab/revocation.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

int64_t pl_run_next_deadline(const struct pl_world *world, int64_t now)
{
	int64_t next = PL_NEVER;

	for (size_t i = 0; i < world->n_deadlines; i++)
		if (world->deadlines[i].at < next)
			next = world->deadlines[i].at;
	return next < now ? now : next;
}

static bool serves(const struct pl_host *host, const struct pl_cert *cert)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].host->served->full->certs[0] == cert)
			return true;
	return host->served->full->certs[0] == cert;
}

/* What was said of each host once. */
static bool was_named(const struct pl_buf *missed, const char *host)
{
	char *text = pl_asprintf(" %s,", host);
	char *all = pl_asprintf(" %s,", missed->len ? missed->data : "");
	bool named = strstr(all, text);

	free(text);
	free(all);
	return named;
}

/* Whoever serves it still has missed the deadline. */
static bool revoke(struct pl_change *change, const struct pl_deadline *deadline,
		   struct pl_buf *missed, size_t *n, struct pl_error *err)
{
	const struct pl_host *host = pl_world_host(change->world, deadline->host);

	if (host && serves(host, deadline->cert) && !was_named(missed, deadline->host))
		pl_buf_printf(missed, "%s%s", missed->len ? ", " : "", deadline->host);
	if (pl_world_revocation(change->world, deadline->cert) ||
	    deadline->cert->not_after < change->world->now)
		return true;
	(*n)++;
	return pl_change_revoke(change, deadline->cert, deadline->issuer, PL_REVOKED_SUPERSEDED,
				err);
}

/* Takes those of this second off the list. */
static bool revoke_due(struct pl_change *change, struct pl_buf *missed, size_t *n,
		       struct pl_error *err)
{
	struct pl_world *world = change->world;
	size_t kept = 0;
	bool ok = true;

	for (size_t i = 0; i < world->n_deadlines; i++) {
		struct pl_deadline *deadline = &world->deadlines[i];

		if (!ok || deadline->at > world->now) {
			world->deadlines[kept++] = *deadline;
			continue;
		}
		ok = revoke(change, deadline, missed, n, err);
		pl_deadline_clear(deadline);
	}
	world->n_deadlines = kept;
	return ok;
}

static bool push(struct pl_run *run, struct pl_change *change, char *title, struct pl_error *err)
{
	char *note;
	struct pl_world *world = pl_change_finish(change, &note);
	struct pl_step *step = pl_step_judge(run, PL_STEP_CLOCK, world, title, note, err);

	if (step)
		pl_run_push(run, step);
	return step;
}

bool pl_run_deadline(struct pl_run *run, int64_t at, struct pl_error *err)
{
	struct pl_change *change = pl_change_begin(run->engine, run->model, run->world);
	struct pl_buf missed = PL_BUF_INIT;
	size_t n = 0;
	bool ok;

	change->world->now = at;
	ok = revoke_due(change, &missed, &n, err);
	if (ok && missed.len > 0)
		pl_change_note(change, "missed: %s", pl_buf_str(&missed));
	pl_buf_clear(&missed);
	if (ok)
		return push(run, change,
			    pl_asprintf("the deadline of a mass revocation: %zu certificate%s "
					"revoked", n, n == 1 ? " is" : "s are"),
			    err);
	pl_change_drop(change);
	return false;
}
