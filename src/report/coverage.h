/*
 * Coverage: which pairs of an event and a strategy, and of an event and a
 * client, some expectation was held against at that event's own step. Names are
 * those of the built-in tables; a strategy that a file makes itself counts for
 * its client only.
 */
#ifndef PINLAB_REPORT_COVERAGE_H
#define PINLAB_REPORT_COVERAGE_H

#include "report/result.h"

/* Whose pairs with the events are counted. */
enum pl_coverage_of { PL_COVERAGE_STRATEGIES, PL_COVERAGE_CLIENTS, PL_COVERAGES };
const char *pl_coverage_word(enum pl_coverage_of of); /* "strategies", "clients" */

struct pl_coverage {
	struct pl_coverage_table {
		size_t n;         /* strategies or clients */
		unsigned *counts; /* [events * n] expectations */
		bool *seen;       /* [n] had a row in some scenario that ran */
	} tables[PL_COVERAGES];
	size_t n_events;
	bool *seen;               /* [n_events] happened in some scenario that ran */
};

void pl_coverage_init(struct pl_coverage *coverage);
void pl_coverage_clear(struct pl_coverage *coverage);
void pl_coverage_add(struct pl_coverage *coverage, const struct pl_result *result);

/* The name of the i-th event, and of the i-th strategy or client. */
const char *pl_coverage_event(size_t i);
const char *pl_coverage_name(enum pl_coverage_of of, size_t i);
/* Expectations held against the pair. */
unsigned pl_coverage_count(const struct pl_coverage *coverage, enum pl_coverage_of of, size_t event,
			   size_t i);
/* Pairs that no expectation was held against. */
size_t pl_coverage_holes(const struct pl_coverage *coverage, enum pl_coverage_of of);
/* How many events happened, and how many strategies or clients had rows. */
size_t pl_coverage_events_seen(const struct pl_coverage *coverage);
size_t pl_coverage_seen(const struct pl_coverage *coverage, enum pl_coverage_of of);

#endif
