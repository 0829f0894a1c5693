/* What counts as tried: an expectation at the event's own step, by strategy and by client. */
#include <config.h>

#include <stdlib.h>

#include "report/coverage.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"

static const struct {
	const char *event;            /* of the step */
	const char *strategy, *client;/* of the row */
	size_t step;                  /* of the expectation */
	uint32_t row;
	unsigned strategies, clients; /* pairs that count then */
	const char *why;
} rows[] = {
	{ "renew", "leaf-spki", "generic", 0, 0, 1, 1, "a built-in strategy at an event" },
	{ "renew", "mine", "okhttp", 0, 0, 0, 1, "an own strategy counts for its client" },
	{ "renewal", "leaf-spki", "generic", 0, 0, 0, 0, "a renewal by itself is no event" },
	{ "clock", "leaf-spki", "generic", 0, 0, 0, 0, "nor is the clock" },
	{ "renew", "leaf-spki", "generic", SIZE_MAX, 0, 0, 0, "the whole run is no step" },
	{ "renew", "leaf-spki", "generic", 0, PL_INDEX_NONE, 0, 0, "no row was selected" },
};

static size_t pairs(const struct pl_coverage *coverage, enum pl_coverage_of of)
{
	return coverage->n_events * coverage->tables[of].n - pl_coverage_holes(coverage, of);
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_result result = PL_RESULT_INIT;
		struct pl_coverage coverage = { 0 };

		*PL_PUSH(result.rows, result.n_rows, result.cap_rows) = (struct pl_result_row){
			.strategy = pl_strdup(rows[i].strategy),
			.client = pl_strdup(rows[i].client),
		};
		*PL_PUSH(result.steps, result.n_steps, result.cap_steps) = (struct pl_result_step){
			.event = pl_strdup(rows[i].event),
		};
		*PL_PUSH(result.checks, result.n_checks, result.cap_checks) =
			(struct pl_result_check){
				.met = true,
				.step = rows[i].step,
				.row = rows[i].row,
				.attack = -1,
			};
		pl_coverage_init(&coverage);
		pl_coverage_add(&coverage, &result);
		tap_int((int)pairs(&coverage, PL_COVERAGE_STRATEGIES), (int)rows[i].strategies,
			rows[i].why);
		tap_int((int)pairs(&coverage, PL_COVERAGE_CLIENTS), (int)rows[i].clients,
			"likewise for clients");
		tap_int((int)pl_coverage_seen(&coverage, PL_COVERAGE_CLIENTS), 1,
			"the client has a row");
		pl_coverage_clear(&coverage);
		pl_result_clear(&result);
	}
	return tap_done();
}
