/* Did the run come out as its author wanted? */
#include <config.h>

#include "lab/expect.h"

#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define NO_STEP SIZE_MAX
#define NO_ROW SIZE_MAX

/* One expectation under judgement. */
struct question {
	const struct pl_run *run;
	const struct pl_expect *expect;
	int attack;      /* index into run->attacks, or -1 */
	int64_t end;     /* an open interval ends here */
	struct pl_checks *out;
};

static const struct pl_outcome *cell(const struct question *q, size_t step, size_t row)
{
	const struct pl_step *at = q->run->steps[step];

	if (q->attack < 0)
		return pl_step_honest(at, row);
	return pl_step_attack(q->run, at, row, (size_t)q->attack);
}

/* A pin is named by its spelling or by the expression it came from. */
static bool is_pin(const struct pl_outcome *outcome, const char *pin)
{
	return outcome->pin &&
	       (pl_streq(outcome->pin->spelling, pin) || pl_streq(outcome->pin->origin, pin));
}

static bool fits(const struct pl_expect *expect, const struct pl_outcome *outcome)
{
	if (expect->has_verdict && outcome->verdict != expect->verdict)
		return false;
	if (expect->has_state && outcome->state != expect->state)
		return false;
	if (expect->has_reason && outcome->reason != expect->reason)
		return false;
	return !expect->pin || is_pin(outcome, expect->pin);
}

/* What never and down watch for: where nothing is said, an outage or an interception. */
static bool is_watched(const struct question *q, const struct pl_outcome *outcome)
{
	const struct pl_expect *expect = q->expect;

	if (!outcome)
		return false;
	if (!expect->has_verdict && !expect->has_state && !expect->has_reason && !expect->pin)
		return outcome->verdict == (q->attack < 0 ? PL_BREAKS : PL_INTERCEPTED);
	return fits(expect, outcome);
}

static bool selects(const struct pl_expect *expect, const struct pl_row *row)
{
	if (row->control)
		return false;
	return (!expect->strategy || pl_streq(expect->strategy, row->strategy->name)) &&
	       (!expect->client || pl_streq(expect->client, row->client->name)) &&
	       (!expect->device || pl_streq(expect->device, row->device)) &&
	       (!expect->host || pl_streq(expect->host, row->host)) &&
	       (!expect->version || pl_streq(expect->version, row->version));
}

/* "survives", "breaks-pin", each with "(REASON)" and "on PIN" where asked for. */
static char *wanted_words(const struct question *q)
{
	const struct pl_expect *expect = q->expect;
	struct pl_buf out = PL_BUF_INIT;

	if (expect->has_state)
		pl_buf_puts(&out, pl_state_info(expect->state)->name);
	else if (expect->has_verdict)
		pl_buf_puts(&out, pl_verdict_name(expect->verdict));
	if (expect->has_reason && out.len)
		pl_buf_printf(&out, " (%s)", pl_reason_info(expect->reason)->name);
	else if (expect->has_reason)
		pl_buf_puts(&out, pl_reason_info(expect->reason)->name);
	if (expect->pin)
		pl_buf_printf(&out, "%son %s", out.len ? " " : "", expect->pin);
	if (out.len == 0)
		pl_buf_puts(&out, pl_verdict_name(q->attack < 0 ? PL_BREAKS : PL_INTERCEPTED));
	return pl_buf_take(&out);
}

static char *outcome_words(const struct pl_expect *expect, const struct pl_outcome *outcome)
{
	const struct pl_pin *pin = expect->pin ? outcome->pin : NULL;
	const char *name = !pin ? NULL : pin->origin ? pin->origin : pin->spelling;

	return pl_asprintf("%s (%s)%s%s", pl_state_info(outcome->state)->name,
			   pl_reason_info(outcome->reason)->name,
			   name ? " on " : expect->pin ? " on no pin" : "", name ? name : "");
}

static const char *compare_words(enum pl_compare compare)
{
	static const char *const words[] = {
		[PL_LESS] = "<",
		[PL_LESS_EQUAL] = "<=",
		[PL_MORE] = ">",
		[PL_MORE_EQUAL] = ">=",
		[PL_EQUAL] = "=",
	};

	return words[compare];
}

/* Takes both texts. */
static void add(const struct question *q, size_t step, size_t row, bool met, char *expected,
		char *actual)
{
	*PL_PUSH(q->out->items, q->out->n, q->out->cap) = (struct pl_check){
		.expect = q->expect,
		.step = step,
		.row = row,
		.attack = q->attack,
		.met = met,
		.expected = expected,
		.actual = actual,
	};
}

/* Takes `why`. */
static void add_nothing(const struct question *q, size_t step, char *why)
{
	add(q, step, NO_ROW, false, wanted_words(q), why);
}

static char *no_row_words(const struct pl_expect *expect)
{
	struct pl_buf out = PL_BUF_INIT;
	const char *parts[] = {
		expect->strategy, expect->client, expect->host, expect->device, expect->version,
	};
	bool any = false;

	pl_buf_puts(&out, "no row: ");
	for (size_t i = 0; i < PL_ARRAY_LEN(parts); i++) {
		if (!parts[i])
			continue;
		pl_buf_printf(&out, "%s%s", any ? " x " : "", parts[i]);
		any = true;
	}
	if (!any)
		pl_buf_puts(&out, "the run has none");
	return pl_buf_take(&out);
}

static void judge_at(const struct question *q, size_t step)
{
	const struct pl_step *at = q->run->steps[step];
	bool any = false;

	for (size_t i = 0; i < at->n_rows; i++) {
		const struct pl_outcome *outcome;

		if (!selects(q->expect, q->run->rows[i]))
			continue;
		any = true;
		outcome = cell(q, step, i);
		add(q, step, i, fits(q->expect, outcome), wanted_words(q),
		    outcome_words(q->expect, outcome));
	}
	if (!any)
		add_nothing(q, step, no_row_words(q->expect));
}

static void judge_never(const struct question *q, size_t row)
{
	char *words = wanted_words(q);
	char *wanted = pl_asprintf("never %s", words);

	free(words);
	for (size_t i = 0; i < q->run->n_steps; i++) {
		const struct pl_outcome *outcome = cell(q, i, row);

		if (!is_watched(q, outcome))
			continue;
		add(q, i, row, false, wanted, outcome_words(q->expect, outcome));
		return;
	}
	add(q, NO_STEP, row, true, wanted, pl_strdup("never"));
}

/* An attack of the matrix is a what-if; it exposes somebody while it is made on this host. */
static bool is_real(const struct question *q, const struct pl_step *step, size_t row)
{
	if (q->attack < 0)
		return true;
	return step->world->attack == q->run->attacks[q->attack] &&
	       pl_streq(step->world->attack_host, q->run->rows[row]->host);
}

/* The longest time without a gap in which the row has it, and the step at which it begins. */
static int64_t longest(const struct question *q, size_t row, size_t *since)
{
	int64_t best = 0, begun = 0;
	size_t first = NO_STEP;

	for (size_t i = 0; i < q->run->n_steps; i++) {
		const struct pl_step *step = q->run->steps[i];
		int64_t ends = pl_step_end(q->run, i, q->end);

		if (!is_real(q, step, row) || !is_watched(q, cell(q, i, row))) {
			/* What the next step of the same second undoes makes no gap. */
			if (ends > step->at)
				first = NO_STEP;
			continue;
		}
		if (first == NO_STEP) {
			first = i;
			begun = step->at;
		}
		if (ends - begun > best) {
			best = ends - begun;
			*since = first;
		}
	}
	return best;
}

static bool holds(enum pl_compare compare, int64_t a, int64_t b)
{
	switch (compare) {
	case PL_LESS:
		return a < b;
	case PL_LESS_EQUAL:
		return a <= b;
	case PL_MORE:
		return a > b;
	case PL_MORE_EQUAL:
		return a >= b;
	default:
		return a == b;
	}
}

/* What lasts: an outage, an exposure, or how long attackers were held off. */
static const char *lasting_words(const struct question *q)
{
	const struct pl_expect *expect = q->expect;
	enum pl_verdict verdict = PL_INTERCEPTED;

	if (q->attack < 0)
		return "down";
	if (expect->has_verdict)
		verdict = expect->verdict;
	else if (expect->has_state)
		verdict = pl_state_info(expect->state)->verdict;
	return verdict == PL_INTERCEPTED ? "exposed" : "blocked";
}

static void judge_down(const struct question *q, size_t row)
{
	char wanted[PL_DURATION_TEXT], got[PL_DURATION_TEXT];
	size_t since = NO_STEP;
	int64_t length = longest(q, row, &since);
	const char *what = lasting_words(q);

	add(q, since, row, holds(q->expect->compare, length, q->expect->duration),
	    pl_asprintf("%s %s %s", what, compare_words(q->expect->compare),
			pl_duration_format(q->expect->duration, wanted)),
	    pl_asprintf("%s %s", what, pl_duration_format(length, got)));
}

static void judge_history(const struct question *q)
{
	bool any = false;

	for (size_t i = 0; i < q->run->n_rows; i++) {
		if (!selects(q->expect, q->run->rows[i]))
			continue;
		any = true;
		if (q->expect->kind == PL_EXPECT_NEVER)
			judge_never(q, i);
		else
			judge_down(q, i);
	}
	if (!any)
		add_nothing(q, NO_STEP, no_row_words(q->expect));
}

/* An event's id means its own step, even where others share its second. */
static size_t step_of_event(const struct pl_run *run, const struct pl_when *when)
{
	const struct pl_step *step = NULL;

	if (when->kind == PL_WHEN_RELATIVE && when->offset == 0)
		step = pl_run_step_of(run, when->ref);
	return step ? step->index : NO_STEP;
}

static bool find_step(const struct pl_run *run, const struct pl_when *when, size_t *out,
		      struct pl_error *err)
{
	int64_t at;
	size_t after = 0, end = run->n_steps;

	*out = step_of_event(run, when);
	if (*out != NO_STEP)
		return true;
	if (!pl_run_moment(run, when, &at, err))
		return false;
	/* The last step at or before that second; steps are in order of time. */
	while (after < end) {
		size_t middle = after + (end - after) / 2;

		if (run->steps[middle]->at <= at)
			after = middle + 1;
		else
			end = middle;
	}
	*out = after ? after - 1 : NO_STEP;
	return true;
}

static bool find_attack(struct question *q)
{
	q->attack = -1;
	if (!q->expect->attack)
		return true;
	for (size_t i = 0; i < q->run->n_attacks; i++)
		if (pl_streq(q->run->attacks[i]->name, q->expect->attack))
			q->attack = (int)i;
	return q->attack >= 0;
}

/* `own`: the step of the event that carries the expectation, or NO_STEP. */
static bool judge(struct question *q, size_t own, struct pl_error *err)
{
	char date[PL_TIME_TEXT];
	size_t step = own;

	if (!find_attack(q)) {
		add_nothing(q, own,
			    pl_asprintf("no row: the attack %s is not among the scenario's attacks",
					q->expect->attack));
		return true;
	}
	if (q->expect->kind != PL_EXPECT_AT) {
		judge_history(q);
		return true;
	}
	if (own == NO_STEP && !find_step(q->run, &q->expect->at, &step, err))
		return false;
	if (step == NO_STEP)
		add_nothing(q, NO_STEP,
			    pl_asprintf("no row: the run begins at %s",
					pl_time_format_short(q->run->steps[0]->at, date)));
	else
		judge_at(q, step);
	return true;
}

static bool judge_events(struct question *q, struct pl_error *err)
{
	for (size_t i = 0; i < q->run->n_steps; i++) {
		const struct pl_event *event = q->run->steps[i]->event;

		for (size_t j = 0; event && j < event->n_expects; j++) {
			q->expect = &event->expects[j];
			if (!judge(q, i, err))
				return false;
		}
	}
	return true;
}

bool pl_expect_all(const struct pl_run *run, struct pl_checks *out, struct pl_error *err)
{
	struct question q = {
		.run = run,
		.end = run->model->until == PL_TIME_NONE ? run->now : run->model->until,
		.out = out,
	};

	if (!judge_events(&q, err))
		return false;
	for (size_t i = 0; i < run->model->n_expects; i++) {
		q.expect = &run->model->expects[i];
		if (!judge(&q, NO_STEP, err))
			return false;
	}
	return true;
}

void pl_checks_clear(struct pl_checks *checks)
{
	for (size_t i = 0; i < checks->n; i++) {
		free(checks->items[i].expected);
		free(checks->items[i].actual);
	}
	free(checks->items);
	*checks = (struct pl_checks){ 0 };
}
