/* What became of every app that could have been built, with each strategy, on each day? */
#include <config.h>

#include "rehearsal/backtest_parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/time.h"

static const char *const names[PL_LOTS] = {
	[PL_LOT_FINE] = "fine",       [PL_LOT_OPEN] = "unenforced", [PL_LOT_CUT] = "cut-off",
	[PL_LOT_DOWN] = "down",       [PL_LOT_UNKNOWN] = "unknown", [PL_LOT_DEPENDS] = "depends",
	[PL_LOT_GAP] = "gap",
};

const char *pl_lot_name(enum pl_lot lot)
{
	return names[lot];
}

struct running {
	struct pl_backtest *backtest;
	struct pl_bench bench;
	struct pl_map stories; /* pins under a client, to 1 + the story's place */
	int64_t *ca_dates;     /* at which a CA's certificate begins or has ended */
	size_t n_ca_dates;
};

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void find_ca_dates(struct running *r)
{
	const struct pl_history *history = r->backtest->history;

	r->ca_dates = pl_calloc(2 * (history->n_cas + history->n_roots) + 1, sizeof(*r->ca_dates));
	for (size_t i = 0; i < history->n_cas; i++) {
		r->ca_dates[r->n_ca_dates++] = history->cas[i]->not_before;
		r->ca_dates[r->n_ca_dates++] = history->cas[i]->not_after + 1;
	}
	qsort(r->ca_dates, r->n_ca_dates, sizeof(*r->ca_dates), by_time);
}

/* How many of those dates lie before: between two of them the same CAs exist. */
static size_t epoch_of(const struct running *r, int64_t at)
{
	size_t low = 0, high = r->n_ca_dates;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (r->ca_dates[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void put_pins(struct pl_buf *key, const struct pl_pinset *pins)
{
	for (size_t i = 0; i < pins->n; i++) {
		const struct pl_pin *pin = &pins->pins[i];

		pl_buf_printf(key, "%s %d %d ", pin->origin ? pin->origin : "", (int)pin->form, pin->backup);
		pl_buf_add(key, pin->digest, sizeof(pin->digest));
	}
	pl_buf_putc(key, '\n');
}

/* What a subject would have pinned in each world. */
struct wanted {
	struct pl_pinset **pins;
	const char *why_not;
	bool any;
};

static void find_pins(struct running *r, const struct pl_subject *subject, size_t span,
		      int64_t at, struct wanted *out)
{
	size_t n = r->backtest->history->n_mights;

	*out = (struct wanted){ .pins = pl_calloc(n, sizeof(*out->pins)) };
	for (size_t i = 0; i < n; i++) {
		const char *why_not = NULL;

		out->pins[i] = subject->pins ? pl_pinset_ref(subject->pins)
					     : pl_subject_capture(&r->bench, subject, i, span, at, &why_not);
		out->any = out->any || out->pins[i];
		out->why_not = out->why_not ? out->why_not : why_not;
	}
}

static void free_pins(struct pl_pinset **pins, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pl_pinset_unref(pins[i]);
	free(pins);
}

static void put_key(const struct running *r, const struct pl_subject *subject,
		    const struct wanted *wanted, struct pl_buf *key)
{
	pl_buf_printf(key, "%s ", subject->client->name);
	if (subject->pins)
		pl_buf_printf(key, "%p", (void *)subject->pins);
	for (size_t i = 0; i < r->backtest->history->n_mights && !subject->pins; i++) {
		if (wanted->pins[i])
			put_pins(key, wanted->pins[i]);
		else
			pl_buf_printf(key, "not: %s\n", wanted->any ? "" : wanted->why_not);
	}
}

/* The worlds have to agree; who does not know spoils it. */
static enum pl_lot combine(enum pl_lot sum, enum pl_lot lot)
{
	if (sum == lot)
		return sum;
	return sum == PL_LOT_UNKNOWN || lot == PL_LOT_UNKNOWN ? PL_LOT_UNKNOWN : PL_LOT_DEPENDS;
}

/* What is at one moment, in all worlds. False only with the error. */
static bool look(struct running *r, struct pl_asking *askings, size_t span, int64_t at,
		 struct pl_stretch *out)
{
	const struct pl_history *history = r->backtest->history;

	*out = (struct pl_stretch){ .past = history->mights[0].servings[span].past };
	for (size_t i = 0; i < history->n_mights; i++) {
		const struct pl_outcome *outcome = NULL;
		enum pl_lot lot = PL_LOT_GAP;

		if (pl_bench_way(&r->bench, i, span)) {
			lot = PL_LOT_UNKNOWN;
			if (askings[i].pins &&
			    !pl_bench_ask(&r->bench, &askings[i], i, span, at, &lot, &outcome))
				return false;
		}
		out->outcome = i == 0 ? outcome : out->outcome;
		out->lot = i == 0 ? lot : combine(out->lot, lot);
	}
	return true;
}

/* The first end of a rule of the pins within a span; the span's end where there is none. */
static int64_t next_end(const struct pl_subject *subject, int64_t at, int64_t until)
{
	const struct pl_pinset *pins = subject->pins;

	for (size_t i = 0; pins && i < pins->n_rules; i++) {
		int64_t end = pl_client_rule_end(subject->client, pins, &pins->rules[i], 0);

		if (end != PL_TIME_NONE && end > at && end < until)
			until = end;
	}
	return until;
}

static bool tell_of(struct running *r, const struct pl_subject *subject,
		    struct pl_asking *askings, struct pl_story *story)
{
	const struct pl_history *history = r->backtest->history;

	for (size_t span = story->from_span; span < history->n_spans; span++) {
		int64_t at = history->spans[span].from, until;

		for (; at < history->spans[span].until; at = until) {
			struct pl_stretch stretch;

			until = next_end(subject, at, history->spans[span].until);
			if (!look(r, askings, span, at, &stretch))
				return false;
			if (story->n > 0 && story->stretches[story->n - 1].lot == stretch.lot) {
				story->stretches[story->n - 1].until = until;
				continue;
			}
			stretch.from = at;
			stretch.until = until;
			*PL_PUSH(story->stretches, story->n, story->cap) = stretch;
		}
	}
	return true;
}

static bool tell(struct running *r, const struct pl_subject *subject, struct pl_story *story)
{
	size_t n = r->backtest->history->n_mights;
	struct pl_asking *askings = pl_calloc(n, sizeof(*askings));
	bool ok;

	for (size_t i = 0; i < n; i++) {
		if (story->pins[i])
			pl_asking_init(&askings[i], subject->client, story->pins[i]);
	}
	ok = tell_of(r, subject, askings, story);
	for (size_t i = 0; i < n; i++)
		pl_asking_clear(&askings[i]);
	free(askings);
	return ok;
}

/* The place of the story of a build; SIZE_MAX only with the error. */
static size_t story_of(struct running *r, const struct pl_subject *subject, size_t span, int64_t at)
{
	struct pl_backtest *backtest = r->backtest;
	struct pl_buf key = PL_BUF_INIT;
	struct pl_story *story;
	struct wanted wanted;
	uintptr_t place;

	find_pins(r, subject, span, at, &wanted);
	put_key(r, subject, &wanted, &key);
	place = (uintptr_t)pl_map_get_n(&r->stories, key.data, key.len);
	if (place > 0 && backtest->stories[place - 1].from_span <= span) {
		free_pins(wanted.pins, backtest->history->n_mights);
		pl_buf_clear(&key);
		return place - 1;
	}
	story = PL_PUSH(backtest->stories, backtest->n_stories, backtest->cap_stories);
	*story = (struct pl_story){
		.pins = wanted.pins,
		.why_not = wanted.any ? NULL : wanted.why_not,
		.from_span = span,
	};
	pl_map_set_n(&r->stories, key.data, key.len, (void *)(uintptr_t)backtest->n_stories);
	pl_buf_clear(&key);
	return story->why_not || tell(r, subject, story) ? backtest->n_stories - 1 : SIZE_MAX;
}

static void add_build(struct pl_backtest_row *row, int64_t from, int64_t until, size_t story)
{
	struct pl_builds *last = row->n_builds ? &row->builds[row->n_builds - 1] : NULL;

	if (last && last->story == story)
		last->until = until;
	else
		*PL_PUSH(row->builds, row->n_builds, row->cap_builds) =
			(struct pl_builds){ from, until, story };
}

static bool run_row(struct running *r, struct pl_backtest_row *row)
{
	const struct pl_history *history = r->backtest->history;
	size_t span = 0, last_span = SIZE_MAX, last_epoch = SIZE_MAX, story = SIZE_MAX;

	for (size_t day = 0; day < r->backtest->days; day++) {
		int64_t at = pl_backtest_day(r->backtest, day);
		size_t epoch = epoch_of(r, at);

		while (history->spans[span].until <= at)
			span++;
		if (span != last_span || epoch != last_epoch)
			story = story_of(r, row->subject, span, at);
		if (story == SIZE_MAX)
			return false;
		last_span = span;
		last_epoch = epoch;
		add_build(row, at, pl_backtest_day(r->backtest, day + 1), story);
	}
	return true;
}

int64_t pl_backtest_day(const struct pl_backtest *backtest, size_t day)
{
	const struct pl_history *history = backtest->history;
	int64_t at = history->from - history->from % PL_DAY + (int64_t)day * PL_DAY;

	if (at < history->from)
		return history->from;
	return at < history->until ? at : history->until;
}

static struct pl_backtest *make(const struct pl_history *history, const struct pl_subjects *subjects)
{
	struct pl_backtest *backtest = pl_calloc(1, sizeof(*backtest));
	int64_t first = history->from - history->from % PL_DAY;

	backtest->history = history;
	backtest->days = (size_t)((history->until - first + PL_DAY - 1) / PL_DAY);
	backtest->n_rows = subjects->n;
	backtest->rows = pl_calloc(subjects->n, sizeof(*backtest->rows));
	for (size_t i = 0; i < subjects->n; i++)
		backtest->rows[i].subject = &subjects->items[i];
	return backtest;
}

struct pl_backtest *pl_backtest_run(struct pl_engine *engine, const struct pl_history *history,
				    const struct pl_subjects *subjects, struct pl_error *err)
{
	struct running r = { .backtest = make(history, subjects) };
	bool ok = pl_bench_init(&r.bench, engine, history, err);

	find_ca_dates(&r);
	for (size_t i = 0; i < subjects->n && ok; i++) {
		if (!subjects->items[i].why_not)
			ok = run_row(&r, &r.backtest->rows[i]);
	}
	pl_bench_clear(&r.bench);
	pl_map_clear(&r.stories);
	free(r.ca_dates);
	if (ok)
		return r.backtest;
	pl_backtest_free(r.backtest);
	return NULL;
}

void pl_backtest_free(struct pl_backtest *backtest)
{
	if (!backtest)
		return;
	for (size_t i = 0; i < backtest->n_rows; i++)
		free(backtest->rows[i].builds);
	for (size_t i = 0; i < backtest->n_stories; i++) {
		free_pins(backtest->stories[i].pins, backtest->history->n_mights);
		free(backtest->stories[i].stretches);
	}
	free(backtest->stories);
	free(backtest->rows);
	free(backtest);
}
