/* What becomes of a row's honest host and of each attack, as the world is now? */
#include <config.h>

#include "lab/judge/parts.h"

#include "lab/attacks/parts.h"
#include "lab/ct.h"
#include "lab/state.h"
#include "util/text.h"
#include "util/time.h"

const struct pl_host *pl_row_host(const struct pl_world *world, const struct pl_row *row,
				  struct pl_error *err)
{
	const struct pl_host *host =
		row->host_at < world->n_hosts ? world->hosts[row->host_at] : NULL;
	const char *id = host && pl_row_is_private(row) ? host->twin_of : host ? host->id : NULL;

	/* The row knows its place; whoever made one by hand is served by name. */
	if (!pl_streq(id, row->host))
		host = pl_row_is_private(row) ? pl_world_twin(world, row->host)
					      : pl_world_host(world, row->host);
	if (!host)
		pl_error_input(err, (struct pl_pos){ 0 }, "%s: there is no host %s%s", row->id,
			       row->host, pl_row_is_private(row) ? " under a private CA" : "");
	return host;
}

static const struct pl_device *row_device(const struct pl_world *world, const struct pl_row *row,
					  struct pl_error *err)
{
	const struct pl_device *device =
		row->device_at < world->n_devices ? world->devices[row->device_at] : NULL;

	if (!device || !pl_streq(device->name, row->device))
		device = pl_world_device(world, row->device);
	if (!device)
		pl_error_input(err, (struct pl_pos){ 0 }, "%s: there is no device %s", row->id,
			       row->device);
	return device;
}

static const struct pl_outcome *with_note(struct pl_engine *engine,
					  const struct pl_outcome *outcome, unsigned note)
{
	struct pl_outcome noted = *outcome;

	noted.notes |= note;
	return pl_engine_intern(engine, &noted);
}

/* The device's proxy answers as an attacker with the installed CA does, and nobody else is met. */
static const struct pl_outcome *judge_proxied(struct pl_engine *engine, struct pl_probe *probe,
					      struct pl_error *err)
{
	const struct pl_forgeries *answers =
		pl_memo_forgeries(engine, probe->world, &pl_attack_user_ca, probe->host, err);
	const struct pl_outcome *outcome;

	if (!answers)
		return NULL;
	probe->presented = answers->items[0].chain;
	probe->key = answers->items[0].key;
	probe->dating = answers->items[0].dating;
	outcome = pl_judge(engine, probe, err);
	return outcome ? with_note(engine, outcome, PL_NOTE_INSPECTED) : NULL;
}

/* The host itself, or whatever stands before it. */
static const struct pl_outcome *judge_answer(struct pl_engine *engine, struct pl_probe *probe,
					     struct pl_error *err)
{
	if (probe->device->proxied)
		return judge_proxied(engine, probe, err);
	return probe->host->n_nodes > 0 ? pl_judge_nodes(engine, probe, err)
					: pl_judge(engine, probe, err);
}

const struct pl_outcome *pl_judge_honest(struct pl_engine *engine, const struct pl_world *world,
					 const struct pl_row *row, struct pl_error *err)
{
	struct pl_probe probe = { .world = world, .row = row };
	const struct pl_outcome *outcome;

	probe.host = pl_row_host(world, row, err);
	probe.device = row_device(world, row, err);
	if (!probe.host || !probe.device)
		return NULL;
	probe.presented = probe.host->presented;
	probe.key = probe.host->tls_key;
	outcome = judge_answer(engine, &probe, err);
	return outcome ? pl_state_resume(engine, world, row, outcome) : NULL;
}

void pl_probe_attack(struct pl_probe *probe, const struct pl_world *world,
		     const struct pl_row *row, const struct pl_host *host,
		     const struct pl_device *device, const struct pl_forgery *forgery)
{
	*probe = (struct pl_probe){
		.world = world,
		.row = row,
		.host = host,
		.device = device,
		.presented = forgery->chain,
		.key = forgery->key,
		.user_root = forgery->user_root,
		.dating = forgery->dating,
		.late_clock = forgery->late_clock,
		.attack = true,
	};
}

/* The attacker takes what works, and of that what nobody notices. */
static int worth(const struct pl_outcome *outcome)
{
	if (!outcome)
		return -1;
	if (outcome->verdict != PL_INTERCEPTED)
		return 0;
	return outcome->state == PL_STATE_DETECTED ? 1 : 2;
}

/* He is refused either way. What stops him is what stops the answer that gets furthest: a chain
 * that the pins alone refuse counts more than one with a fault, and what he could have had from
 * logs is no reason. Else the first is shown. */
static unsigned reach(const struct pl_outcome *outcome)
{
	if (outcome->chain == PL_CHAIN_VALID || outcome->chain == PL_CHAIN_UNCHECKED)
		return 2;
	return outcome->reason != PL_REASON_CT_MISSING;
}

static bool is_stronger(const struct pl_outcome *outcome, const struct pl_outcome *best)
{
	return worth(best) == 0 && worth(outcome) == 0 && reach(outcome) > reach(best);
}

/* Who is let in by a certificate that stands in a log is seen, where somebody reads it. */
static const struct pl_outcome *with_detection(struct pl_engine *engine,
					       const struct pl_probe *probe, bool logged,
					       const struct pl_outcome *outcome)
{
	struct pl_outcome seen = *outcome;

	if (!logged || outcome->verdict != PL_INTERCEPTED)
		return outcome;
	seen.detected_after = pl_watch_time(probe->world, probe->row, probe->host->id);
	if (seen.detected_after == PL_TIME_NONE)
		return outcome;
	seen.state = PL_STATE_DETECTED;
	return pl_engine_intern(engine, &seen);
}

/* Without what the CA would not issue he has only what is his own. */
static const struct pl_outcome *with_refusal(struct pl_engine *engine, const char *why,
					     const struct pl_outcome *outcome)
{
	struct pl_outcome refused = *outcome;

	if (!why || outcome->verdict == PL_INTERCEPTED)
		return outcome;
	refused.notes |= PL_NOTE_NOT_ISSUED;
	refused.detail = why;
	return pl_engine_intern(engine, &refused);
}

static const struct pl_outcome *judge_forgery(struct pl_engine *engine, struct pl_probe *probe,
					      const struct pl_forgery *forgery,
					      struct pl_error *err)
{
	const struct pl_outcome *outcome = pl_judge(engine, probe, err);

	if (!outcome)
		return NULL;
	outcome = with_detection(engine, probe, forgery->logged, outcome);
	return with_refusal(engine, forgery->refused, outcome);
}

static const struct pl_outcome *best_of(struct pl_engine *engine, const struct pl_world *world,
					const struct pl_row *row, const struct pl_host *host,
					const struct pl_device *device,
					const struct pl_forgeries *forgeries,
					const struct pl_pinset *forged, struct pl_error *err)
{
	const struct pl_outcome *best = NULL;
	bool earlier = false;

	for (size_t i = 0; i < forgeries->n && worth(best) < 2; i++) {
		const struct pl_outcome *outcome;
		struct pl_probe probe;

		pl_probe_attack(&probe, world, row, host, device, &forgeries->items[i]);
		probe.forged = forged;
		outcome = judge_forgery(engine, &probe, &forgeries->items[i], err);
		if (!outcome)
			return NULL;
		if (worth(outcome) <= worth(best) && !is_stronger(outcome, best))
			continue;
		best = outcome;
		earlier = forgeries->items[i].earlier_theft;
	}
	if (best && earlier && best->verdict == PL_INTERCEPTED)
		best = with_note(engine, best, PL_NOTE_EARLIER_THEFT);
	return best;
}

const struct pl_outcome *pl_judge_moot(struct pl_engine *engine, const struct pl_outcome *attack,
				       const struct pl_outcome *honest)
{
	struct pl_outcome moot = *attack;

	if (attack->state != PL_STATE_BLOCKED || !honest || honest->verdict != PL_BREAKS)
		return attack;
	/* Where some nodes are reached, the refusal is worth something. */
	if (honest->node > 0 && honest->share < PL_SHARE_ALL)
		return attack;
	moot.state = PL_STATE_MOOT;
	return pl_engine_intern(engine, &moot);
}

const struct pl_outcome *pl_judge_attack(struct pl_engine *engine, const struct pl_world *world,
					 const struct pl_row *row, const struct pl_attack *attack,
					 const struct pl_outcome *honest, struct pl_error *err)
{
	const struct pl_host *host = pl_row_host(world, row, err);
	const struct pl_device *device = row_device(world, row, err);
	const struct pl_forgeries *forgeries;
	const struct pl_outcome *best;

	if (!host || !device)
		return NULL;
	forgeries = pl_memo_forgeries(engine, world, attack, host, err);
	if (!forgeries)
		return NULL;
	best = best_of(engine, world, row, host, device, forgeries, NULL, err);
	/* He takes a list that lets him in, if the app takes it. */
	for (size_t i = 0; best && best->verdict != PL_INTERCEPTED; i++) {
		const struct pl_pinset *list = pl_state_forged(engine, world, row, attack, i, err);
		const struct pl_outcome *other;

		if (!list)
			break;
		other = best_of(engine, world, row, host, device, forgeries, list, err);
		if (!other || other->verdict == PL_INTERCEPTED)
			best = other;
	}
	if (err->kind != PL_ERROR_NONE)
		return NULL;
	return best ? pl_judge_moot(engine, best, honest) : NULL;
}
