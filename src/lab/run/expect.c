/* Did the run come out as its author wanted? */
#include <config.h>

#include "lab/expect.h"

#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "lab/run/question.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

const struct pl_outcome *pl_question_cell(const struct pl_question *q, size_t step, size_t row)
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

bool pl_question_fits(const struct pl_expect *expect, const struct pl_outcome *outcome)
{
	if (expect->has_verdict && outcome->verdict != expect->verdict)
		return false;
	if (expect->has_state && outcome->state != expect->state)
		return false;
	if (expect->has_reason && outcome->reason != expect->reason)
		return false;
	return !expect->pin || is_pin(outcome, expect->pin);
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
char *pl_question_wanted(const struct pl_question *q)
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

char *pl_question_got(const struct pl_expect *expect, const struct pl_outcome *outcome)
{
	const struct pl_pin *pin = expect->pin ? outcome->pin : NULL;
	const char *name = !pin ? NULL : pin->origin ? pin->origin : pin->spelling;

	return pl_asprintf("%s (%s)%s%s", pl_state_info(outcome->state)->name,
			   pl_reason_info(outcome->reason)->name,
			   name ? " on " : expect->pin ? " on no pin" : "", name ? name : "");
}

/* Takes both texts. */
void pl_question_add(const struct pl_question *q, size_t step, size_t row, bool met, char *expected,
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
static void add_nothing(const struct pl_question *q, size_t step, char *why)
{
	pl_question_add(q, step, NO_ROW, false, pl_question_wanted(q), why);
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

static void judge_at(const struct pl_question *q, size_t step)
{
	const struct pl_step *at = q->run->steps[step];
	bool any = false;

	for (size_t i = 0; i < at->n_rows; i++) {
		const struct pl_outcome *outcome;

		if (!selects(q->expect, q->run->rows[i]))
			continue;
		any = true;
		outcome = pl_question_cell(q, step, i);
		pl_question_add(q, step, i, pl_question_fits(q->expect, outcome), pl_question_wanted(q),
		    pl_question_got(q->expect, outcome));
	}
	if (!any)
		add_nothing(q, step, no_row_words(q->expect));
}

static bool judge_history(const struct pl_question *q, struct pl_error *err)
{
	bool any = false;

	for (size_t i = 0; i < q->run->n_rows; i++) {
		if (!selects(q->expect, q->run->rows[i]))
			continue;
		any = true;
		if (!pl_question_history(q, i, err))
			return false;
	}
	if (!any)
		add_nothing(q, NO_STEP, no_row_words(q->expect));
	return true;
}

/* An event's id means its own step, even where others share its second. */
static size_t step_of_event(const struct pl_run *run, const struct pl_when *when)
{
	const struct pl_step *step = NULL;

	if (when->kind == PL_WHEN_RELATIVE && when->offset == 0)
		step = pl_run_step_of(run, when->ref);
	return step ? step->index : NO_STEP;
}

bool pl_question_step(const struct pl_run *run, const struct pl_when *when, size_t *out,
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

static bool find_attack(struct pl_question *q)
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
static bool judge(struct pl_question *q, size_t own, struct pl_error *err)
{
	char date[PL_TIME_TEXT];
	size_t step = own;

	if (q->expect->kind == PL_EXPECT_FLEET) {
		q->attack = -1;
		return pl_question_fleet(q, own, err);
	}

	if (!find_attack(q)) {
		add_nothing(q, own,
			    pl_asprintf("no row: the attack %s is not among the scenario's attacks",
					q->expect->attack));
		return true;
	}
	if (q->expect->kind != PL_EXPECT_AT)
		return judge_history(q, err);
	if (own == NO_STEP && !pl_question_step(q->run, &q->expect->at, &step, err))
		return false;
	if (step == NO_STEP)
		add_nothing(q, NO_STEP,
			    pl_asprintf("no row: the run begins at %s",
					pl_time_format_short(q->run->steps[0]->at, date)));
	else
		judge_at(q, step);
	return true;
}

static bool judge_events(struct pl_question *q, struct pl_error *err)
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
	struct pl_question q = {
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
		free(checks->items[i].subject);
		free(checks->items[i].expected);
		free(checks->items[i].actual);
		free(checks->items[i].cause);
		free(checks->items[i].fix);
	}
	free(checks->items);
	*checks = (struct pl_checks){ 0 };
}
