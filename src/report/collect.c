/* How a finished run, or a matrix of several, becomes a result. */
#include <config.h>

#include "report/result.h"

#include <stdlib.h>
#include <string.h>

#include "lab/exposure.h"
#include "lab/strategy.h"
#include "lab/why.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Indices by address; a stored value is the index plus one, so that NULL means absent. */
struct collector {
	struct pl_result *out;
	const struct pl_run *run; /* the one whose rows and attacks count */
	uint32_t *rows;           /* [run->n_rows] index in the result; PL_INDEX_NONE: a control */
	struct pl_map certs;      /* by SHA-256 */
	struct pl_map outcomes;   /* by address: the engine interns them */
	struct pl_map labels;     /* how often a label was used */
	const struct pl_outcome **seen; /* the step before, cell by cell, to spare look-ups */
	uint32_t *seen_index;
	size_t n_seen;
};

static void *as_value(size_t index)
{
	return (void *)(uintptr_t)(index + 1);
}

static size_t as_index(const void *value)
{
	return (size_t)(uintptr_t)value - 1;
}

/* "R3", then "R3#2" for another certificate that people call R3. */
static char *unique_label(struct collector *c, const struct pl_cert *cert)
{
	char *label = pl_result_text(pl_cert_label(cert));
	void *before = pl_map_get(&c->labels, label);
	size_t times = before ? as_index(before) + 1 : 1;
	char *unique;

	pl_map_set(&c->labels, label, as_value(times));
	if (times == 1)
		return label;
	unique = pl_asprintf("%s#%zu", label, times);
	free(label);
	return unique;
}

static uint32_t cert_index(struct collector *c, const struct pl_cert *cert)
{
	struct pl_result_cert *item;
	void *known;

	if (!cert)
		return PL_INDEX_NONE;
	known = pl_map_get_n(&c->certs, cert->sha256, sizeof(cert->sha256));
	if (known)
		return (uint32_t)as_index(known);
	item = PL_PUSH(c->out->certs, c->out->n_certs, c->out->cap_certs);
	*item = (struct pl_result_cert){
		.id = unique_label(c, cert),
		.subject = pl_result_text(cert->subject),
		.issuer = pl_result_text(cert->issuer),
		.not_before = cert->not_before,
		.not_after = cert->not_after,
	};
	pl_hex(cert->sha256, sizeof(cert->sha256), item->sha256);
	pl_hex(cert->spki_sha256, sizeof(cert->spki_sha256), item->spki);
	pl_map_set_n(&c->certs, cert->sha256, sizeof(cert->sha256), as_value(c->out->n_certs - 1));
	return (uint32_t)(c->out->n_certs - 1);
}

static uint32_t add_outcome(struct collector *c, const struct pl_outcome *from)
{
	struct pl_result_outcome to = {
		.verdict = from->verdict,
		.state = from->state,
		.reason = from->reason,
		.chain = from->chain,
		.chain_fault = from->chain_fault,
		.matched_pin = from->pin ? pl_result_text(from->pin->spelling) : NULL,
		.matched_cert = cert_index(c, from->matched),
		.enforced = from->enforced,
		.notes = from->notes,
		.evidence = from->evidence,
		.node = from->node,
		.share = from->share,
	};

	if (from->path) {
		to.n_path = from->path->n;
		to.path = pl_calloc(to.n_path ? to.n_path : 1, sizeof(*to.path));
		for (size_t i = 0; i < to.n_path; i++)
			to.path[i] = cert_index(c, from->path->certs[i]);
	}
	*PL_PUSH(c->out->outcomes, c->out->n_outcomes, c->out->cap_outcomes) = to;
	return (uint32_t)(c->out->n_outcomes - 1);
}

static uint32_t outcome_index(struct collector *c, const struct pl_outcome *outcome)
{
	void *known;
	uint32_t index;

	if (!outcome)
		return PL_INDEX_NONE;
	known = pl_map_get_n(&c->outcomes, &outcome, sizeof(outcome));
	if (known)
		return (uint32_t)as_index(known);
	index = add_outcome(c, outcome);
	pl_map_set_n(&c->outcomes, &outcome, sizeof(outcome), as_value(index));
	return index;
}

/* As outcome_index, but most cells are what they were a step ago. */
static uint32_t cell_index(struct collector *c, size_t cell, const struct pl_outcome *outcome)
{
	if (cell < c->n_seen && outcome && c->seen[cell] == outcome)
		return c->seen_index[cell];
	if (cell >= c->n_seen) {
		size_t n = cell + 64;

		c->seen = pl_realloc(c->seen, n, sizeof(*c->seen));
		c->seen_index = pl_realloc(c->seen_index, n, sizeof(*c->seen_index));
		for (size_t i = c->n_seen; i < n; i++)
			c->seen[i] = NULL;
		c->n_seen = n;
	}
	c->seen[cell] = outcome;
	c->seen_index[cell] = outcome_index(c, outcome);
	return c->seen_index[cell];
}

static void add_pins(struct pl_result_row *row, const struct pl_pinset *set)
{
	for (size_t i = 0; set && i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		*PL_PUSH(row->pins, row->n_pins, row->cap_pins) = (struct pl_result_pin){
			.pin = pl_result_text(pin->spelling),
			.form = pin->form,
			.origin = pl_result_text(pin->origin),
			.backup = pin->backup,
		};
	}
}

static void add_rows(struct collector *c)
{
	const struct pl_run *run = c->run;

	c->rows = pl_calloc(run->n_rows ? run->n_rows : 1, sizeof(*c->rows));
	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *from = run->rows[i];
		struct pl_result_row *to;

		c->rows[i] = PL_INDEX_NONE;
		if (from->control)
			continue;
		c->rows[i] = (uint32_t)c->out->n_rows;
		to = PL_PUSH(c->out->rows, c->out->n_rows, c->out->cap_rows);
		*to = (struct pl_result_row){
			.id = pl_result_text(from->id),
			.strategy = pl_result_text(from->strategy->name),
			.client = pl_result_text(from->client->name),
			.device = pl_result_text(from->device),
			.host = pl_result_text(from->host),
			.version = pl_result_text(from->version),
		};
		add_pins(to, from->pins);
	}
}

static void add_attacks(struct collector *c)
{
	for (size_t i = 0; i < c->run->n_attacks; i++) {
		struct pl_result_attack *to =
			PL_PUSH(c->out->attacks, c->out->n_attacks, c->out->cap_attacks);

		to->name = pl_strdup(c->run->attacks[i]->name);
		to->letter = pl_strdup(c->run->attacks[i]->letter);
	}
}

static size_t shown_rows(const struct collector *c, size_t n_rows)
{
	size_t n = 0;

	for (size_t i = 0; i < n_rows && i < c->run->n_rows; i++)
		n += c->rows[i] != PL_INDEX_NONE;
	return n;
}

static void add_cells(struct collector *c, struct pl_result_step *to, const struct pl_run *run,
		      const struct pl_step *from)
{
	size_t n_attacks = c->out->n_attacks, width = 1 + n_attacks;

	to->n_rows = shown_rows(c, from->n_rows);
	to->honest = pl_calloc(to->n_rows + 1, sizeof(*to->honest));
	to->attacks = pl_calloc(to->n_rows * n_attacks + 1, sizeof(*to->attacks));
	to->detected = pl_calloc(n_attacks + 1, sizeof(*to->detected));
	for (size_t a = 0; a < n_attacks; a++)
		to->detected[a] = PL_TIME_NONE;
	for (size_t r = 0; r < from->n_rows && r < c->run->n_rows; r++) {
		size_t row = c->rows[r];

		if (row == PL_INDEX_NONE)
			continue;
		to->honest[row] = cell_index(c, row * width, pl_step_honest(from, r));
		for (size_t a = 0; a < n_attacks; a++) {
			const struct pl_outcome *outcome = pl_step_attack(run, from, r, a);
			int64_t seen;

			to->attacks[row * n_attacks + a] =
				cell_index(c, row * width + 1 + a, outcome);
			seen = pl_step_detected(run, from, r, a);
			if (seen != PL_TIME_NONE &&
			    (to->detected[a] == PL_TIME_NONE || seen < to->detected[a]))
				to->detected[a] = seen;
		}
	}
}

/* `word` replaces the event's name where the caller has a better one. */
static void add_step(struct collector *c, const struct pl_run *run, const struct pl_step *from,
		     const char *word)
{
	struct pl_result_step to = {
		.index = c->out->n_steps,
		.at = from->at,
		.id = pl_result_text(from->id),
		.title = pl_result_text(from->title),
		.note = pl_result_text(from->note),
	};

	if (!word)
		word = from->event ? from->event->kind->name : pl_step_kind_name(from->kind);
	to.event = pl_result_text(word);
	add_cells(c, &to, run, from);
	*PL_PUSH(c->out->steps, c->out->n_steps, c->out->cap_steps) = to;
}

static bool is_good(enum pl_verdict verdict)
{
	return verdict == PL_SURVIVES || verdict == PL_BLOCKED;
}

static bool wants_good(const struct pl_expect *expect)
{
	if (expect->has_verdict)
		return is_good(expect->verdict);
	return !expect->has_state || is_good(pl_state_info(expect->state)->verdict);
}

/* Whether what helps the user of a bad cell is what the author asked for. */
static bool wants_better(const struct pl_expect *expect)
{
	switch (expect->kind) {
	case PL_EXPECT_NEVER:
		return !wants_good(expect);
	case PL_EXPECT_DOWN:
	case PL_EXPECT_EXPOSED:
		return expect->compare == PL_LESS || expect->compare == PL_LESS_EQUAL ||
		       (expect->compare == PL_EQUAL && expect->duration == 0);
	default:
		return wants_good(expect);
	}
}

/* Why the cell is as it is, for a check that is not met. What was last good is
 * of no interest where the cell itself is. */
static void add_failure(struct pl_result_check *to, const struct pl_run *run,
			const struct pl_check *from)
{
	struct pl_cell cell = { .step = from->step, .row = from->row, .attack = from->attack };
	struct pl_why why = { 0 };

	if (from->subject) {
		to->cause = pl_result_text(from->cause);
		to->fix = pl_result_text(from->fix);
	}
	if (from->met || from->step == SIZE_MAX || from->row == SIZE_MAX)
		return;
	pl_why(run, &cell, &why);
	to->has_last_good = why.last_good != from->step;
	if (to->has_last_good)
		to->last_good = why.last_good;
	to->cause = pl_result_text(why.cause);
	if (to->has_last_good && wants_better(from->expect))
		to->fix = pl_result_text(why.fix);
	pl_why_clear(&why);
}

/* By address: the model's own list, not that of an event. */
static bool is_whole_run(const struct pl_model *model, const struct pl_expect *expect)
{
	uintptr_t first = (uintptr_t)model->expects, at = (uintptr_t)expect;

	return at >= first && at < first + model->n_expects * sizeof(*expect);
}

static void add_checks(struct collector *c, const struct pl_checks *checks)
{
	for (size_t i = 0; checks && i < checks->n; i++) {
		const struct pl_check *from = &checks->items[i];
		const struct pl_pos *pos = &from->expect->pos;
		struct pl_result_check to = {
			.file = pl_result_text(pos->file ? pos->file : c->out->file),
			.line = pos->line,
			.column = pos->column,
			.whole_run = is_whole_run(c->run->model, from->expect),
			.met = from->met,
			.expected = pl_result_text(from->expected),
			.actual = pl_result_text(from->actual),
			.step = from->step,
			.row = from->row == SIZE_MAX ? PL_INDEX_NONE : c->rows[from->row],
			.subject = pl_result_text(from->subject),
			.attack = from->attack,
		};

		add_failure(&to, c->run, from);
		*PL_PUSH(c->out->checks, c->out->n_checks, c->out->cap_checks) = to;
	}
}

static void add_exposure(struct collector *c)
{
	struct pl_exposures found = { 0 };

	pl_run_exposures(c->run, pl_run_end(c->run), &found);
	for (size_t i = 0; i < found.n; i++)
		*PL_PUSH(c->out->exposure, c->out->n_exposure, c->out->cap_exposure) =
			(struct pl_result_exposure){
				.row = c->rows[found.items[i].row],
				.attack = (int)found.items[i].attack,
				.from = found.items[i].from,
				.to = found.items[i].to,
				.detected = found.items[i].detected_at,
			};
	pl_exposures_clear(&found);
}

/* What each row cost and bought; in a run that takes no time nothing is lost or won. */
static void add_tradeoff(struct collector *c)
{
	int64_t end = pl_run_end(c->run);

	for (size_t i = 0; i < c->run->n_rows; i++) {
		struct pl_tradeoff row;

		if (c->rows[i] == PL_INDEX_NONE)
			continue;
		row = pl_run_tradeoff(c->run, i, end);
		*PL_PUSH(c->out->tradeoff, c->out->n_tradeoff, c->out->cap_tradeoff) =
			(struct pl_result_tradeoff){
				.row = c->rows[i],
				.lasted = row.lasted,
				.down = row.down,
				.exposed = row.exposed,
				.stopped = row.stopped,
				.stopped_for = row.stopped_for,
				.attacks = row.attacks,
			};
	}
}

static void begin(struct collector *c, struct pl_result *out, const struct pl_run *run)
{
	*c = (struct collector){ .out = out, .run = run };
	out->seed = run->model->seed;
	out->file = pl_result_text(run->model->file);
	add_attacks(c);
	add_rows(c);
}

static void finish(struct collector *c)
{
	free(c->rows);
	free(c->seen);
	free(c->seen_index);
	pl_map_clear(&c->certs);
	pl_map_clear(&c->outcomes);
	pl_map_clear(&c->labels);
	pl_result_link_checks(c->out);
}

void pl_result_of_run(struct pl_result *out, const struct pl_run *run,
		      const struct pl_checks *checks)
{
	struct collector c;

	begin(&c, out, run);
	out->name = pl_result_text(run->model->name);
	for (size_t i = 0; i < run->n_steps; i++)
		add_step(&c, run, run->steps[i], NULL);
	add_checks(&c, checks);
	add_exposure(&c);
	add_tradeoff(&c);
	out->fleet = pl_result_fleet_of(run);
	finish(&c);
}

void pl_result_of_matrix(struct pl_result *out, const struct pl_matrix *matrix, const char *name)
{
	struct collector c;

	out->name = pl_result_text(name);
	if (matrix->n == 0)
		return;
	out->independent = true;
	for (size_t i = 1; i < matrix->n; i++)
		out->independent &= matrix->columns[i].run != matrix->columns[i - 1].run;
	begin(&c, out, matrix->columns[0].run);
	for (size_t i = 0; i < matrix->n; i++) {
		const struct pl_column *column = &matrix->columns[i];

		add_step(&c, column->run, column->run->steps[column->step], column->title);
	}
	finish(&c);
}
