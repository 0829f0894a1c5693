/*
 * Which event is the first that cuts an app off? Each chain's shadow goes
 * through the standard events, with a strategy for every file that is for it:
 * the same engine and matrix as everywhere.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lab/matrix.h"
#include "rehearsal/parts.h"
#include "rehearsal/shadow.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* One chain's rehearsal: the cells of one target. */
struct trial {
	struct pl_gate *check;
	size_t target;
	size_t *cells;           /* indices; parallel to the shadow's strategies */
	size_t n;
	struct pl_model *model;
	struct pl_shadow_map map;
	struct pl_engine *engine;
	struct pl_matrix matrix;
};

static bool is_worth_it(const struct pl_gate_cell *cell)
{
	return cell->rule != SIZE_MAX && cell->outcome->verdict == PL_SURVIVES;
}

static void collect(struct trial *trial)
{
	const struct pl_gate_target *target = &trial->check->targets[trial->target];

	for (size_t i = 0; i < target->n_cells; i++) {
		if (is_worth_it(&trial->check->cells[target->first_cell + i]))
			trial->cells[trial->n++] = target->first_cell + i;
	}
}

static struct pl_gate_cell *cell_at(const struct trial *trial, size_t at)
{
	return &trial->check->cells[trial->cells[at]];
}

/* One event is tried, not years: what another CA calls its offers does not matter. */
static void forget_profile(struct pl_model *model)
{
	for (size_t i = 0; model && i < model->n_hosts; i++) {
		free(model->hosts[i].profile);
		model->hosts[i].profile = NULL;
	}
}

/* Devices trust the roots of the chain and, as nothing is said of them, those that stores have:
 * a list that was given for today's verdict does not name tomorrow's. */
static bool make_model(struct trial *trial, struct pl_error *err)
{
	const struct pl_gate *check = trial->check;
	const struct pl_gate_target *target = &check->targets[trial->target];
	struct pl_shadow_host host = { target->served, target->name };
	struct pl_shadow_pins *pins = pl_calloc(trial->n + 1, sizeof(*pins));
	char **names = pl_calloc(trial->n + 1, sizeof(*names));
	struct pl_shadow_input input = {
		.pki = pl_engine_pki(check->engine),
		.facts = check->input.facts,
		.at = check->input.at,
		.hosts = &host,
		.n_hosts = 1,
		.pins = pins,
		.n_pins = trial->n,
	};

	for (size_t i = 0; i < trial->n; i++) {
		const struct pl_gate_file *file = &check->input.files[cell_at(trial, i)->file];

		names[i] = pl_asprintf("file-%zu", i + 1);
		pins[i] = (struct pl_shadow_pins){ names[i], file->client, file->pins->set };
	}
	trial->model = pl_shadow_model(&input, &trial->map, err);
	forget_profile(trial->model);
	for (size_t i = 0; i < trial->n; i++)
		free(names[i]);
	free(names);
	free(pins);
	return trial->model;
}

static bool rehearse(struct trial *trial, struct pl_error *err)
{
	struct pl_errors faults = PL_ERRORS_INIT;

	if (!make_model(trial, err))
		return false;
	if (!pl_model_check(trial->model, &faults)) {
		if (faults.n > 0)
			pl_error_move(err, &faults.items[0]);
		pl_errors_clear(&faults);
		return false;
	}
	trial->engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	return pl_standard_matrix(trial->engine, trial->model, NULL, false, &trial->matrix, err);
}

/* The row of one strategy, controls aside. */
static size_t row_of(const struct trial *trial, size_t at)
{
	const struct pl_run *run = trial->matrix.columns[0].run;
	size_t i = 0;

	while (i < run->n_rows &&
	       (run->rows[i]->control || !pl_streq(run->rows[i]->strategy->name,
						    trial->model->strategies[at].name)))
		i++;
	return i;
}

/* The shadow's own pin that stands for one of a file. */
static const struct pl_pin *shadow_pin(const struct trial *trial, const struct pl_row *row,
				       const struct pl_pin *pin)
{
	for (size_t i = 0; i < trial->map.n; i++) {
		const char *text = trial->map.pins[i].expression;

		if (trial->map.pins[i].pin != pin)
			continue;
		for (size_t j = 0; j < row->pins->n; j++) {
			const struct pl_pin *other = &row->pins->pins[j];

			if (pl_streq(other->origin, text) || pl_streq(other->spelling, text))
				return other;
		}
	}
	return NULL;
}

static bool finds(const struct pl_row *row, const struct pl_outcome *outcome, const char *host,
		  const struct pl_pin *pin)
{
	struct pl_pin_question question = {
		.set = row->pins,
		.host = host,
		.presented = outcome->presented,
		.path = outcome->path,
		.usages = 15,
	};

	return pin && outcome->presented && pl_client_finds(row->client, &question, pin);
}

/* Of each pin: does it match after the event? */
static void take_pins(const struct trial *trial, size_t at, const struct pl_row *row,
		      const struct pl_outcome *outcome, size_t event)
{
	struct pl_gate *check = trial->check;
	const struct pl_gate_cell *cell = cell_at(trial, at);
	const char *name = check->targets[trial->target].name;

	for (size_t i = 0; i < cell->n_matches; i++) {
		struct pl_gate_match *match = &check->matches[cell->first_match + i];
		const struct pl_pin *pin = pl_gate_pin(check, match->file, match->pin);

		if (finds(row, outcome, name, shadow_pin(trial, row, pin)))
			match->lives |= 1u << event;
	}
}

static void take_columns(const struct trial *trial, size_t at, size_t row)
{
	struct pl_gate_cell *cell = cell_at(trial, at);

	for (size_t i = 0; i < trial->matrix.n; i++) {
		size_t event = pl_standard_index(trial->matrix.columns[i].title);
		const struct pl_outcome *outcome = pl_matrix_honest(&trial->matrix, i, row);

		if (!outcome)
			continue;
		cell->tried |= 1u << event;
		cell->after[event] = outcome->state;
		take_pins(trial, at, trial->matrix.columns[i].run->rows[row], outcome, event);
	}
}

/* The shadow has to begin where the real chain is, or it says nothing about it. */
static bool agrees(const struct trial *trial, struct pl_gate_cell *cell, size_t row)
{
	const struct pl_run *run = trial->matrix.columns[0].run;
	const struct pl_outcome *start =
		row < run->n_rows ? pl_step_honest(run->steps[0], row) : NULL;

	if (start && (start->state == cell->outcome->state ||
		      (cell->other && start->state == cell->other->state)))
		return true;
	cell->untried = pl_asprintf(
		"its shadow does not begin like the real chain: %s instead of %s",
		start ? pl_reason_info(start->reason)->name : "nothing",
		pl_reason_info(cell->outcome->reason)->name);
	return false;
}

/* Fatal events and their dates. */

enum dating { AT_RENEWAL, WITH_THE_ISSUER, WITH_THE_ROOT, ANY_DAY };

/* When each can come at the latest. What expires or is distrusted breaks the chain, and no pin is
 * to blame. */
static enum dating dating_of(const char *event)
{
	if (pl_starts_with(event, "renew-"))
		return AT_RENEWAL;
	if (pl_streq(event, "reissue-intermediate") || pl_streq(event, "swap-intermediate"))
		return WITH_THE_ISSUER;
	return pl_streq(event, "roll-root") ? WITH_THE_ROOT : ANY_DAY;
}

static void earlier(int64_t *date, const char **why, int64_t other, const char *because)
{
	if (other <= 0 || (*date != PL_TIME_NONE && *date <= other))
		return;
	*date = other;
	*why = because;
}

/* What is known to take the root away. */
static void date_root(const struct pl_gate *check, const struct pl_cert *root, int64_t *date,
		      const char **why)
{
	const struct pl_known_ca *ca = pl_facts_ca(check->input.facts, root->spki_sha256);
	int64_t end;

	earlier(date, why, root->not_after, "the root's certificate ends");
	if (!ca || !ca->is_root || !ca->key_made)
		return;
	/* What was decided and is past has not stopped this chain. */
	end = pl_facts_root_end(check->input.facts, ca->key_made);
	if (end != PL_TIME_NONE && end > check->input.at)
		earlier(date, why, end, "Mozilla's root programme drops keys of that age");
}

/* A CA that issues from a pool may change at the next renewal, and one that has retired the
 * intermediate by then does. */
static void date_issuer(const struct pl_gate *check, const struct pl_served *served,
			int64_t *date, const char **why)
{
	const struct pl_cert *leaf = served->chain->certs[0];
	const struct pl_cert *issuer = served->n_path > 1 ? served->chain->certs[1] : NULL;
	const struct pl_known_ca *ca =
		issuer ? pl_facts_ca(check->input.facts, issuer->spki_sha256) : NULL;
	int64_t gone = ca ? (ca->retires ? ca->retires : ca->issues_until) : 0;

	if (!issuer)
		return;
	if (gone && gone <= leaf->not_after)
		earlier(date, why, leaf->not_after,
			"the certificate ends, and its CA issues from that intermediate no more");
	else if (gone)
		earlier(date, why, gone, "its CA retires the intermediate");
	if (ca && ca->pool)
		earlier(date, why, leaf->not_after,
			"its CA issues from a pool, and the certificate ends");
	earlier(date, why, issuer->not_after, "the intermediate's certificate ends");
}

static int64_t date_of(const struct pl_gate *check, const struct pl_gate_cell *cell,
		       const char *event, const char **why)
{
	const struct pl_served *served = check->targets[cell->target].served;
	int64_t date = PL_TIME_NONE;

	*why = NULL;
	switch (dating_of(event)) {
	case AT_RENEWAL:
		earlier(&date, why, served->chain->certs[0]->not_after, "the certificate ends");
		break;
	case WITH_THE_ISSUER:
		date_issuer(check, served, &date, why);
		break;
	case WITH_THE_ROOT:
		if (served->top)
			date_root(check, served->top, &date, why);
		break;
	case ANY_DAY:
		break;
	}
	return date;
}

static bool is_before(int64_t a, int64_t b)
{
	return a != PL_TIME_NONE && (b == PL_TIME_NONE || a < b);
}

static void find_fatal(const struct pl_gate *check, struct pl_gate_cell *cell)
{
	const struct pl_standard *events;
	int64_t rest = cell->rests;
	size_t n;

	events = pl_standard_events(&n);
	for (size_t i = 0; i < n; i++) {
		const char *why;
		int64_t date;

		if (!(cell->tried & 1u << i) || cell->after[i] != PL_STATE_BREAKS_PIN)
			continue;
		date = date_of(check, cell, events[i].name, &why);
		if ((rest != PL_TIME_NONE && is_before(rest, date)) ||
		    (cell->fatal != SIZE_MAX && !is_before(date, cell->fatal_date)))
			continue;
		cell->fatal = i;
		cell->fatal_date = date;
		free(cell->fatal_why);
		cell->fatal_why = pl_strdup(why);
	}
}

/* What a renewal may bring at once: a new key from another intermediate, below another root. Two
 * pins that survive either alone may not survive both. */
static const char *const joined[] = { "renew-new-key", "swap-intermediate", "roll-root",
				      "switch-ca", NULL };

static void find_joined(struct trial *trial, const struct pl_matrix *matrix, size_t at)
{
	struct pl_gate_cell *cell = cell_at(trial, at);
	size_t row = row_of(trial, at);
	int64_t rest = cell->rests;
	const char *why;

	if (cell->tried == 0 || cell->fatal != SIZE_MAX)
		return;
	for (size_t i = 0; i < matrix->n; i++) {
		const struct pl_outcome *outcome = pl_matrix_honest(matrix, i, row);
		size_t event = pl_standard_index(matrix->columns[i].title);
		int64_t date;

		if (!outcome || outcome->state != PL_STATE_BREAKS_PIN)
			continue;
		date = date_of(trial->check, cell, matrix->columns[i].title, &why);
		if (rest != PL_TIME_NONE && is_before(rest, date))
			return;
		cell->fatal = event;
		cell->fatal_joined = true;
		cell->fatal_date = date;
		cell->fatal_why = pl_strdup(why);
		return;
	}
}

/* A hierarchy that cannot do one of them says nothing more. */
static bool try_joined(struct trial *trial, struct pl_error *err)
{
	struct pl_matrix matrix = { 0 };
	struct pl_error refusal = PL_ERROR_INIT;
	bool ok = pl_standard_matrix(trial->engine, trial->model, joined, true, &matrix, &refusal);

	for (size_t i = 0; ok && i < trial->n; i++)
		find_joined(trial, &matrix, i);
	ok = ok || refusal.kind == PL_ERROR_INPUT;
	if (!ok)
		pl_error_move(err, &refusal);
	pl_error_clear(&refusal);
	pl_matrix_clear(&matrix);
	return ok;
}

const struct pl_gate_cell *pl_gate_first_fatal(const struct pl_gate *check)
{
	const struct pl_gate_cell *first = NULL;

	for (size_t i = 0; i < check->n_cells; i++) {
		const struct pl_gate_cell *cell = &check->cells[i];

		if (cell->fatal != SIZE_MAX &&
		    (!first || is_before(cell->fatal_date, first->fatal_date)))
			first = cell;
	}
	return first;
}

static void take_results(struct trial *trial)
{
	for (size_t i = 0; i < trial->n && trial->matrix.n > 0; i++) {
		struct pl_gate_cell *cell = cell_at(trial, i);
		size_t row = row_of(trial, i);

		if (!agrees(trial, cell, row))
			continue;
		take_columns(trial, i, row);
		find_fatal(trial->check, cell);
	}
}

/* What one chain cannot do in the lab is said of it, and keeps no other from being tried. */
static bool try_target(struct pl_gate *check, size_t target, struct pl_error *err)
{
	struct trial trial = { .check = check, .target = target };
	struct pl_error refusal = PL_ERROR_INIT;
	bool ok = true;

	trial.cells = pl_calloc(check->targets[target].n_cells + 1, sizeof(*trial.cells));
	collect(&trial);
	if (trial.n > 0 && !rehearse(&trial, &refusal)) {
		ok = refusal.kind == PL_ERROR_INPUT;
		for (size_t i = 0; ok && i < trial.n; i++)
			cell_at(&trial, i)->untried = pl_strdup(refusal.text);
		if (!ok)
			pl_error_move(err, &refusal);
	} else if (trial.n > 0) {
		take_results(&trial);
		ok = try_joined(&trial, err);
	}
	pl_error_clear(&refusal);
	pl_matrix_clear(&trial.matrix);
	pl_engine_free(trial.engine);
	pl_model_free(trial.model);
	pl_shadow_map_clear(&trial.map);
	free(trial.cells);
	return ok;
}

static void copy_cell(struct pl_gate *check, const struct pl_gate_cell *from,
		      struct pl_gate_cell *to)
{
	to->tried = from->tried;
	memcpy(to->after, from->after, sizeof(to->after));
	to->untried = pl_strdup(from->untried);
	to->fatal = from->fatal;
	to->fatal_joined = from->fatal_joined;
	to->fatal_date = from->fatal_date;
	to->fatal_why = pl_strdup(from->fatal_why);
	for (size_t i = 0; i < to->n_matches; i++)
		check->matches[to->first_match + i].lives =
			check->matches[from->first_match + i].lives;
}

bool pl_gate_find_future(struct pl_gate *check, struct pl_error *err)
{
	for (size_t i = 0; i < check->n_targets; i++) {
		size_t like = 0;

		while (like < i && !pl_gate_same_target(check, like, i))
			like++;
		if (like == i && !try_target(check, i, err))
			return false;
		for (size_t j = 0; like < i && j < check->targets[i].n_cells; j++)
			copy_cell(check, &check->cells[check->targets[like].first_cell + j],
				  &check->cells[check->targets[i].first_cell + j]);
	}
	return true;
}
