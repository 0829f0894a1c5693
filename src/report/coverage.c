/* Which events were held against which strategies and clients by the scenarios that ran? */
#include <config.h>

#include "report/coverage.h"

#include <stdlib.h>

#include "lab/event.h"
#include "lab/strategy.h"
#include "util/mem.h"
#include "util/text.h"

const char *pl_coverage_word(enum pl_coverage_of of)
{
	return of == PL_COVERAGE_CLIENTS ? "clients" : "strategies";
}

static size_t count_names(enum pl_coverage_of of)
{
	size_t n;

	if (of == PL_COVERAGE_CLIENTS)
		pl_clients(&n);
	else
		pl_strategies(&n);
	return n;
}

const char *pl_coverage_name(enum pl_coverage_of of, size_t i)
{
	size_t n;

	return of == PL_COVERAGE_CLIENTS ? pl_clients(&n)[i]->name : pl_strategies(&n)[i]->name;
}

const char *pl_coverage_event(size_t i)
{
	size_t n;

	return pl_event_kinds(&n)[i]->name;
}

void pl_coverage_init(struct pl_coverage *coverage)
{
	pl_event_kinds(&coverage->n_events);
	coverage->seen = pl_calloc(coverage->n_events, sizeof(*coverage->seen));
	for (int of = 0; of < PL_COVERAGES; of++) {
		struct pl_coverage_table *table = &coverage->tables[of];

		table->n = count_names((enum pl_coverage_of)of);
		table->counts = pl_calloc(coverage->n_events * table->n, sizeof(*table->counts));
		table->seen = pl_calloc(table->n, sizeof(*table->seen));
	}
}

void pl_coverage_clear(struct pl_coverage *coverage)
{
	free(coverage->seen);
	for (int of = 0; of < PL_COVERAGES; of++) {
		free(coverage->tables[of].counts);
		free(coverage->tables[of].seen);
	}
	*coverage = (struct pl_coverage){ 0 };
}

/* SIZE_MAX: no built-in event, as at the start and at a renewal by itself. */
static size_t event_of(const struct pl_coverage *coverage, const struct pl_result_step *step)
{
	for (size_t i = 0; i < coverage->n_events; i++)
		if (pl_streq(pl_coverage_event(i), step->event))
			return i;
	return SIZE_MAX;
}

static size_t place_of(const struct pl_coverage *coverage, enum pl_coverage_of of,
		       const struct pl_result_row *row)
{
	const char *name = of == PL_COVERAGE_CLIENTS ? row->client : row->strategy;

	for (size_t i = 0; i < coverage->tables[of].n; i++)
		if (pl_streq(pl_coverage_name(of, i), name))
			return i;
	return SIZE_MAX;
}

static void see(struct pl_coverage *coverage, const struct pl_result *result)
{
	for (size_t i = 0; i < result->n_steps; i++) {
		size_t event = event_of(coverage, &result->steps[i]);

		if (event != SIZE_MAX)
			coverage->seen[event] = true;
	}
	for (size_t i = 0; i < result->n_rows; i++) {
		for (int of = 0; of < PL_COVERAGES; of++) {
			size_t at = place_of(coverage, (enum pl_coverage_of)of, &result->rows[i]);

			if (at != SIZE_MAX)
				coverage->tables[of].seen[at] = true;
		}
	}
}

static void count(struct pl_coverage *coverage, const struct pl_result *result,
		  const struct pl_result_check *check)
{
	size_t event;

	if (check->step >= result->n_steps || check->row >= result->n_rows)
		return;
	event = event_of(coverage, &result->steps[check->step]);
	for (int of = 0; event != SIZE_MAX && of < PL_COVERAGES; of++) {
		struct pl_coverage_table *table = &coverage->tables[of];
		size_t at = place_of(coverage, (enum pl_coverage_of)of, &result->rows[check->row]);

		if (at != SIZE_MAX)
			table->counts[event * table->n + at]++;
	}
}

void pl_coverage_add(struct pl_coverage *coverage, const struct pl_result *result)
{
	see(coverage, result);
	for (size_t i = 0; i < result->n_checks; i++)
		count(coverage, result, &result->checks[i]);
}

unsigned pl_coverage_count(const struct pl_coverage *coverage, enum pl_coverage_of of, size_t event,
			   size_t i)
{
	const struct pl_coverage_table *table = &coverage->tables[of];

	return table->counts[event * table->n + i];
}

size_t pl_coverage_holes(const struct pl_coverage *coverage, enum pl_coverage_of of)
{
	const struct pl_coverage_table *table = &coverage->tables[of];
	size_t holes = 0;

	for (size_t i = 0; i < coverage->n_events * table->n; i++)
		holes += table->counts[i] == 0;
	return holes;
}

static size_t count_true(const bool *flags, size_t n)
{
	size_t seen = 0;

	for (size_t i = 0; i < n; i++)
		seen += flags[i];
	return seen;
}

size_t pl_coverage_events_seen(const struct pl_coverage *coverage)
{
	return count_true(coverage->seen, coverage->n_events);
}

size_t pl_coverage_seen(const struct pl_coverage *coverage, enum pl_coverage_of of)
{
	return count_true(coverage->tables[of].seen, coverage->tables[of].n);
}
