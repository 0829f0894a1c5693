/* Did a row's whole history have the property that its author wants? */
#include <config.h>

#include "lab/run/question.h"

#include <stdlib.h>

#include "lab/exposure.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* What properties watch for: where nothing is said, an outage or an interception. */
static bool is_watched(const struct pl_question *q, const struct pl_outcome *outcome)
{
	const struct pl_expect *expect = q->expect;

	if (!outcome)
		return false;
	if (!expect->has_verdict && !expect->has_state && !expect->has_reason && !expect->pin)
		return outcome->verdict == (q->attack < 0 && expect->kind != PL_EXPECT_EXPOSED
						    ? PL_BREAKS
						    : PL_INTERCEPTED);
	return pl_question_fits(expect, outcome);
}

static char *with_word(const char *word, char *words)
{
	char *out = pl_asprintf("%s %s", word, words);

	free(words);
	return out;
}

static void judge_never(const struct pl_question *q, size_t row)
{
	char *wanted = with_word("never", pl_question_wanted(q));

	for (size_t i = 0; i < q->run->n_steps; i++) {
		const struct pl_outcome *outcome = pl_question_cell(q, i, row);

		if (!is_watched(q, outcome))
			continue;
		pl_question_add(q, i, row, false, wanted, pl_question_got(q->expect, outcome));
		return;
	}
	pl_question_add(q, NO_STEP, row, true, wanted, pl_strdup("never"));
}

static void judge_always(const struct pl_question *q, size_t row)
{
	char *wanted = with_word("always", pl_question_wanted(q));

	for (size_t i = 0; i < q->run->n_steps; i++) {
		const struct pl_outcome *outcome = pl_question_cell(q, i, row);

		if (!outcome || is_watched(q, outcome))
			continue;
		pl_question_add(q, i, row, false, wanted, pl_question_got(q->expect, outcome));
		return;
	}
	pl_question_add(q, NO_STEP, row, true, wanted, pl_strdup("always"));
}

/* The first step from `first` to `last` that has it, or NO_STEP. */
static size_t find_watched(const struct pl_question *q, size_t row, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		if (is_watched(q, pl_question_cell(q, i, row)))
			return i;
	return NO_STEP;
}

/* Whether it comes in these steps; what fails is shown as it was at the last of them. */
static void judge_window(const struct pl_question *q, size_t row, size_t first, size_t last,
			 char *wanted)
{
	size_t found = find_watched(q, row, first, last);
	size_t step = found == NO_STEP ? last : found;
	const struct pl_outcome *outcome = pl_question_cell(q, step, row);

	pl_question_add(q, step, row, found != NO_STEP, wanted,
			outcome ? pl_question_got(q->expect, outcome)
				: pl_strdup("no such app version yet"));
}

static void judge_eventually(const struct pl_question *q, size_t row)
{
	judge_window(q, row, 0, q->run->n_steps - 1,
		     with_word("eventually", pl_question_wanted(q)));
}

/* The last step at or before a second. */
static size_t step_at(const struct pl_run *run, int64_t at)
{
	size_t i = run->n_steps - 1;

	while (i > 0 && run->steps[i]->at > at)
		i--;
	return i;
}

static bool judge_within(const struct pl_question *q, size_t row, struct pl_error *err)
{
	char length[PL_DURATION_TEXT];
	char *words = pl_question_wanted(q), *wanted;
	size_t first, last;
	int64_t from;

	if (!pl_question_step(q->run, &q->expect->at, &first, err) ||
	    !pl_run_moment(q->run, &q->expect->at, &from, err)) {
		free(words);
		return false;
	}
	if (first == NO_STEP)
		first = 0;
	last = step_at(q->run, from + q->expect->duration);
	wanted = pl_asprintf("%s within %s of %s", words,
			     pl_duration_format(q->expect->duration, length), q->expect->at.text);
	free(words);
	judge_window(q, row, first, last < first ? first : last, wanted);
	return true;
}

/* The cell that lasts: of the matrix for the honest host; of an attack only what is real. An
 * attack of the matrix is a what-if; it exposes somebody while it is made on this host. */
static const struct pl_outcome *real_cell(const struct pl_question *q, size_t step, size_t row)
{
	int attack;

	if (q->attack < 0 && q->expect->kind != PL_EXPECT_EXPOSED)
		return pl_question_cell(q, step, row);
	attack = pl_run_attack_at(q->run, q->run->steps[step], row);
	if (attack < 0 || (q->attack >= 0 && attack != q->attack))
		return NULL;
	return pl_step_attack(q->run, q->run->steps[step], row, (size_t)attack);
}

/* The longest time without a gap in which the row has it, and the step at which it begins. */
static int64_t longest(const struct pl_question *q, size_t row, size_t *since)
{
	int64_t best = 0, begun = 0;
	size_t first = NO_STEP;

	for (size_t i = 0; i < q->run->n_steps; i++) {
		const struct pl_step *step = q->run->steps[i];
		int64_t ends = pl_step_end(q->run, i, q->end);

		if (!is_watched(q, real_cell(q, i, row))) {
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

/* What lasts: an outage, an exposure, or how long attackers were held off. */
static const char *lasting_words(const struct pl_question *q)
{
	const struct pl_expect *expect = q->expect;
	enum pl_verdict verdict = PL_INTERCEPTED;

	if (expect->kind == PL_EXPECT_EXPOSED)
		return "exposed";
	if (q->attack < 0)
		return "down";
	if (expect->has_verdict)
		verdict = expect->verdict;
	else if (expect->has_state)
		verdict = pl_state_info(expect->state)->verdict;
	return verdict == PL_INTERCEPTED ? "exposed" : "blocked";
}

static void judge_down(const struct pl_question *q, size_t row)
{
	char wanted[PL_DURATION_TEXT], got[PL_DURATION_TEXT];
	size_t since = NO_STEP;
	int64_t length = longest(q, row, &since);
	const char *what = lasting_words(q);
	struct pl_question told = *q;

	/* Whoever reads it is whom a failure is about. */
	if (q->attack < 0 && q->expect->kind == PL_EXPECT_EXPOSED && since != NO_STEP)
		told.attack = pl_run_attack_at(q->run, q->run->steps[since], row);
	pl_question_add(&told, since, row,
			pl_compare_holds(q->expect->compare, length, q->expect->duration),
			pl_asprintf("%s %s %s", what, pl_compare_sign(q->expect->compare),
				    pl_duration_format(q->expect->duration, wanted)),
			pl_asprintf("%s %s", what, pl_duration_format(length, got)));
}

bool pl_question_history(const struct pl_question *q, size_t row, struct pl_error *err)
{
	switch (q->expect->kind) {
	case PL_EXPECT_NEVER:
		judge_never(q, row);
		return true;
	case PL_EXPECT_ALWAYS:
		judge_always(q, row);
		return true;
	case PL_EXPECT_EVENTUALLY:
		judge_eventually(q, row);
		return true;
	case PL_EXPECT_WITHIN:
		return judge_within(q, row, err);
	default:
		judge_down(q, row);
		return true;
	}
}
