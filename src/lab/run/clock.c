/* What happens by itself while the clock moves? */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/time.h"

bool pl_run_visit(struct pl_run *run, struct pl_world *world, struct pl_error *err)
{
	struct pl_step *step = pl_step_judge(run, PL_STEP_CLOCK, world, NULL, NULL, err);
	char *words;

	if (!step)
		return false;
	if (pl_step_same_cells(run, step, run->steps[run->n_steps - 1])) {
		pl_run_pass(run, pl_world_ref(step->after));
		pl_step_unref(step);
		return true;
	}
	words = pl_run_edge_words(run, step);
	step->title = pl_asprintf("clock: %s", words ? words : "a date passed");
	free(words);
	pl_run_push(run, step);
	return true;
}

static bool end_attack(struct pl_run *run, int64_t at, struct pl_error *err)
{
	struct pl_world *world = pl_world_at(run->world, at);
	char *title =
		pl_asprintf("the attack on %s (%s) ends", world->attack_host, world->attack->name);
	struct pl_step *step;

	world->attack = NULL;
	free(world->attack_host);
	world->attack_host = NULL;
	world->attack_until = 0;
	world->attack_hpkp = 0;
	step = pl_step_judge(run, PL_STEP_ATTACK_END, world, title, NULL, err);
	if (step)
		pl_run_push(run, step);
	return step;
}

static int64_t attack_end(const struct pl_run *run)
{
	if (!run->world->attack)
		return PL_NEVER;
	return run->world->attack_until < run->now ? run->now : run->world->attack_until;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool too_often(const struct pl_run *run, const struct pl_host *host, int64_t target,
		      struct pl_error *err)
{
	const struct pl_host_def *def = pl_model_host(run->model, host->id);
	char until[PL_TIME_TEXT];

	return pl_error_input(err, def ? def->pos : (struct pl_pos){ 0 },
			      "%s renews itself too often until %s: a run has at most %d steps; "
			      "make its lifetime longer or the run shorter",
			      host->id, pl_time_format_short(target, until), PL_RUN_STEPS_MAX);
}

/* Renewals are what makes runs long, and their number is known beforehand. */
static bool fits(const struct pl_run *run, int64_t target, struct pl_error *err)
{
	int64_t steps = (int64_t)run->n_steps;

	for (size_t i = 0; i < run->world->n_hosts && target > run->now; i++) {
		const struct pl_host *host = run->world->hosts[i];
		int64_t life;

		if (!host->renews || host->twin_of)
			continue;
		life = pl_cert_life(pl_host_latest(host)->full->certs[0]);
		steps += (target - run->now) / (life - pl_host_renews_before(host, life));
		if (steps > PL_RUN_STEPS_MAX)
			return too_often(run, host, target, err);
	}
	return true;
}

/* Within one second: automation in file order, then edges, then the end of an
 * attack, then the fleet's releases. A renewal is probed at its second, so it shows that second's edges too. */
bool pl_run_advance(struct pl_run *run, int64_t target, bool last_edges, struct pl_error *err)
{
	if (!fits(run, target, err) || !pl_revocation_fits(run, target, err))
		return false;
	for (;;) {
		size_t host = 0;
		int64_t renewal = pl_run_next_renewal(run->world, run->now, &host);
		int64_t deadline = pl_run_next_deadline(run->world, run->now);
		int64_t built = pl_run_next_release(run);
		int64_t end = earlier(earlier(attack_end(run), deadline), built);
		int64_t limit = earlier(last_edges ? target : target - 1, earlier(renewal, end));
		int64_t edge = pl_run_next_edge(run, run->world, run->now, limit);
		bool ok;

		if (earlier(edge, earlier(renewal, end)) > target)
			return true;
		/* Lifetimes may have got shorter on the way. */
		if (renewal <= edge && renewal <= end && run->n_steps >= PL_RUN_STEPS_MAX)
			return too_often(run, run->world->hosts[host], target, err);
		if (renewal <= edge && renewal <= end)
			ok = pl_run_renew(run, host, renewal, err);
		else if (edge <= end)
			ok = pl_run_visit(run, pl_world_at(run->world, edge), err);
		else if (deadline <= end)
			ok = pl_run_deadline(run, deadline, err);
		else if (built == end && attack_end(run) > end)
			ok = pl_run_build(run, built, err);
		else
			ok = end_attack(run, end, err);
		if (!ok)
			return false;
	}
}

int64_t pl_run_next_date(const struct pl_run *run, int64_t limit)
{
	size_t host;
	int64_t next = earlier(pl_run_next_renewal(run->world, run->now, &host), attack_end(run));

	next = earlier(next, pl_run_next_deadline(run->world, run->now));
	next = earlier(next, pl_run_next_release(run));
	next = earlier(next, pl_run_next_edge(run, run->world, run->now, limit));
	return next > limit ? PL_TIME_NONE : next;
}
