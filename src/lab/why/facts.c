/* What is known about one cell? */
#include <config.h>

#include "lab/why/parts.h"

#include <string.h>

#include "lab/state.h"
#include "util/text.h"
#include "util/time.h"

bool pl_outcome_is_good(const struct pl_outcome *outcome)
{
	return outcome->verdict == PL_SURVIVES || outcome->verdict == PL_BLOCKED;
}

static const struct pl_outcome *outcome_at(const struct pl_run *run, size_t step, size_t row,
					   int attack)
{
	if (attack < 0)
		return pl_step_honest(run->steps[step], row);
	return pl_step_attack(run, run->steps[step], row, (size_t)attack);
}

static void find_history(struct pl_facts *facts)
{
	bool good = pl_outcome_is_good(facts->outcome);

	facts->last_good = good ? facts->index : SIZE_MAX;
	facts->since = facts->index;
	facts->first = facts->outcome;
	for (size_t i = facts->index; i-- > 0;) {
		const struct pl_outcome *outcome = outcome_at(facts->run, i, facts->row_index,
							      facts->attack_index);

		if (!outcome)
			return;
		if (pl_outcome_is_good(outcome) != good) {
			if (!good)
				facts->last_good = i;
			return;
		}
		facts->since = i;
		facts->first = outcome;
	}
}

/* The host as it was, or the node of it that this outcome is about. */
static const struct pl_host *same_node(const struct pl_facts *facts, const struct pl_world *world)
{
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_host *host = pl_row_host(world, facts->row, &err);
	unsigned node = facts->attack_index < 0 ? facts->outcome->node : 0;

	pl_error_clear(&err);
	if (!host || node == 0 || node > host->n_nodes)
		return host;
	return host->nodes[node - 1].host;
}

static void find_before(struct pl_facts *facts)
{
	size_t at = facts->last_good;

	if (at == facts->index)
		at = facts->index > 0 ? facts->index - 1 : SIZE_MAX;
	if (at != SIZE_MAX)
		facts->before = same_node(facts, facts->run->steps[at]->world);
}

/* Which of the attacker's ways this outcome is about: his key, and the root he installed. */
static void find_forgery(struct pl_facts *facts)
{
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_forgeries *forgeries =
	    pl_memo_forgeries(facts->run->engine, facts->world, facts->attack, facts->host, &err);

	pl_error_clear(&err);
	for (size_t i = 0; forgeries && i < forgeries->n; i++) {
		const struct pl_forgery *forgery = &forgeries->items[i];

		if (memcmp(forgery->chain->id, facts->outcome->presented->id, 32) != 0)
			continue;
		facts->key = forgery->key;
		facts->user_root = forgery->user_root;
		facts->earlier_theft = forgery->earlier_theft;
		facts->dating = forgery->dating;
		facts->late_clock = forgery->late_clock;
		return;
	}
}

bool pl_facts_init(struct pl_facts *facts, const struct pl_run *run, const struct pl_cell *cell,
		   struct pl_labels *labels)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_memory memory;

	*facts = (struct pl_facts){
		.run = run,
		.step = run->steps[cell->step],
		.index = cell->step,
		.row_index = cell->row,
		.attack_index = cell->attack,
		.row = run->rows[cell->row],
		.last_good = SIZE_MAX,
		.since = cell->step,
		.labels = labels,
	};
	facts->world = facts->step->world;
	pl_row_memory(facts->world, facts->row, &memory);
	facts->pins = memory.pins;
	facts->remembered = memory.instead;
	facts->honest = pl_step_honest(facts->step, cell->row);
	facts->outcome = outcome_at(run, cell->step, cell->row, cell->attack);
	facts->host = pl_row_host(facts->world, facts->row, &err);
	facts->device = pl_world_device(facts->world, facts->row->device);
	pl_error_clear(&err);
	if (!facts->outcome || !facts->host || !facts->device)
		return false;
	if (cell->attack < 0 && facts->outcome->node > 0)
		facts->host = facts->host->nodes[facts->outcome->node - 1].host;
	facts->key = facts->host->tls_key;
	if (cell->attack >= 0) {
		facts->attack = run->attacks[cell->attack];
		find_forgery(facts);
	}
	find_history(facts);
	find_before(facts);
	pl_view_init(&facts->view, run->engine, facts->world, facts->row, facts->host,
		     facts->device, facts->user_root);
	facts->view.dating = facts->dating;
	if (facts->late_clock)
		pl_view_set_late(&facts->view, facts->row);
	facts->view.attacked = facts->attack;
	pl_view_staple(&facts->view, facts->outcome->presented);
	return true;
}

const char *pl_day(int64_t time, char out[PL_DAY_TEXT])
{
	char text[PL_TIME_TEXT];

	pl_time_format(time, text);
	memcpy(out, text, PL_DAY_TEXT - 1);
	out[PL_DAY_TEXT - 1] = '\0';
	return out;
}

static const struct pl_cert *leaf_of(const struct pl_host *host)
{
	return host && host->presented && host->presented->n > 0 ? host->presented->certs[0] : NULL;
}

static bool same_key(const struct pl_cert *a, const struct pl_cert *b)
{
	return memcmp(a->spki_sha256, b->spki_sha256, 32) == 0;
}

bool pl_key_changed(const struct pl_facts *facts)
{
	const struct pl_cert *old = leaf_of(facts->before), *now = leaf_of(facts->host);

	return old && now && !same_key(old, now);
}
