/* Which cells of the last step need not be judged again? */
#include <config.h>

#include "lab/run/copy.h"

#include <stdlib.h>
#include <string.h>

#include "lab/judge/parts.h"
#include "lab/parts.h"
#include "lab/state.h"
#include "util/mem.h"
#include "util/text.h"

static bool same_authorities(const struct pl_world *a, const struct pl_world *b)
{
	return a->n_authorities == b->n_authorities &&
	       memcmp(a->authorities, b->authorities, a->n_authorities * sizeof(*a->authorities)) ==
		       0;
}

/* Apps that fetch nothing now may be served one of them by an attacker. */
static bool same_lists(const struct pl_world *a, const struct pl_world *b)
{
	if (a->n_lists != b->n_lists)
		return false;
	return a->n_lists == 0 ||
	       memcmp(a->lists, b->lists, a->n_lists * sizeof(*a->lists)) == 0;
}

/* True when rows need judging again only where their own host or device changed:
 * no date was crossed and nothing that they all see is another. */
static bool is_local(const struct pl_run *run, const struct pl_world *world)
{
	const struct pl_world *before = run->world;

	return before->known == world->known && same_authorities(before, world) &&
	       same_lists(before, world) && before->ct == world->ct &&
	       before->revocations == world->revocations && before->n_outages == world->n_outages &&
	       before->n_blocks == world->n_blocks && before->n_stolen == world->n_stolen &&
	       pl_run_next_edge(run, before, run->now, world->now) == PL_NEVER;
}

/* What was learned since the last probe shows in this one. */
static bool is_state_kept(const struct pl_world *before, const struct pl_world *world, size_t at)
{
	return at < before->n_states && before->states[at] == world->states[at] &&
	       before->states[at]->since <= before->now;
}

/* A header that one host sent may pin another's keys, so that all states count. */
static bool is_same_state(const struct pl_world *before, const struct pl_world *world,
			  const struct pl_row *row)
{
	if (row->state_at == SIZE_MAX)
		return true;
	if (pl_strategy_remembers(row->strategy) != PL_REMEMBERS_HEADER)
		return is_state_kept(before, world, row->state_at);
	for (size_t i = 0; i < world->n_states; i++)
		if (!is_state_kept(before, world, i))
			return false;
	return true;
}

static bool is_unchanged(const struct pl_world *before, const struct pl_world *world,
			 const struct pl_row *row)
{
	return is_same_state(before, world, row) &&
	       before->hosts[row->host_at] == world->hosts[row->host_at] &&
	       before->devices[row->device_at] == world->devices[row->device_at];
}

void pl_copier_init(struct pl_copier *copier, const struct pl_run *run,
		    const struct pl_world *world)
{
	*copier = (struct pl_copier){ .run = run, .world = world };
	if (run->n_steps > 0 && !run->thorough && is_local(run, world))
		copier->last = run->steps[run->n_steps - 1];
}

bool pl_copies_row(const struct pl_copier *copier, size_t row)
{
	return copier->last && row < copier->last->n_rows &&
	       is_unchanged(copier->run->world, copier->world, copier->run->rows[row]);
}

/* The same name is asked for, below the same private root if there is one. */
static bool means_same(const struct pl_host *before, const struct pl_host *now)
{
	return before->twin_root == now->twin_root && pl_streq(before->id, now->id) &&
	       pl_streq(before->names[0], now->names[0]);
}

/* The cell says whether the honest host is reached as well. */
static bool reaches_alike(const struct pl_outcome *before, const struct pl_outcome *now)
{
	return before && (before->verdict == PL_BREAKS) == (now->verdict == PL_BREAKS);
}

/* Asked once for each host and attack, not for every row. */
static bool answers_alike(struct pl_copier *copier, size_t host, size_t attack)
{
	const struct pl_run *run = copier->run;
	const struct pl_world *before = run->world, *world = copier->world;
	unsigned char *same;

	if (!copier->same)
		copier->same = pl_calloc(world->n_hosts * run->n_attacks, 1);
	same = &copier->same[host * run->n_attacks + attack];
	if (*same == 0)
		*same = 1 + (means_same(before->hosts[host], world->hosts[host]) &&
			     pl_memo_same_forgeries(run->engine, before, copier->last->world, world,
						    run->attacks[attack], world->hosts[host]));
	return *same == 2;
}

bool pl_copies_attack(struct pl_copier *copier, size_t row, size_t attack,
		      const struct pl_outcome *honest)
{
	const struct pl_run *run = copier->run;
	const struct pl_row *app = run->rows[row];

	/* What an app remembers, and what is served to one that fetches, is asked every time. */
	return copier->last && row < copier->last->n_rows && app->state_at == SIZE_MAX &&
	       run->world->devices[app->device_at] == copier->world->devices[app->device_at] &&
	       reaches_alike(pl_step_honest(copier->last, row), honest) &&
	       answers_alike(copier, app->host_at, attack);
}

void pl_copier_clear(struct pl_copier *copier)
{
	free(copier->same);
	copier->same = NULL;
}
