/* What the files behind backtest.h share. Nobody else includes this. */
#ifndef PINLAB_REHEARSAL_BACKTEST_PARTS_H
#define PINLAB_REHEARSAL_BACKTEST_PARTS_H

#include "lab/judge.h"
#include "rehearsal/backtest.h"

/* Whom the judge is asked about: one device that trusts the anchors, one host. */
struct pl_bench {
	struct pl_engine *engine;
	const struct pl_history *history;
	struct pl_world world;
	struct pl_host host;
	struct pl_device device;
	const struct pl_outcome **plain; /* [world][span]: without pins; NULL: nothing is served */
	struct pl_error *err;
};
PL_MUST_USE bool pl_bench_init(struct pl_bench *bench, struct pl_engine *engine,
			       const struct pl_history *history, struct pl_error *err);
void pl_bench_clear(struct pl_bench *bench);
/* The way in which a world's server answers in a span; NULL: nothing is served. */
const struct pl_way *pl_bench_way(const struct pl_bench *bench, size_t might, size_t span);
/* The judge's word; NULL only with *err. */
PL_MUST_USE const struct pl_outcome *pl_bench_judge(struct pl_bench *bench,
						    const struct pl_way *way,
						    const struct pl_client *client,
						    struct pl_pinset *pins, int64_t at);
/* The same without pins. NULL: nothing is served. */
static inline const struct pl_outcome *pl_bench_plain(const struct pl_bench *bench, size_t might,
						      size_t span)
{
	return bench->plain[might * bench->history->n_spans + span];
}
/* What the outcome means, given what is known of the certificates. */
enum pl_lot pl_bench_lot(const struct pl_outcome *outcome,
			 const struct pl_way *way, const struct pl_client *client,
			 const struct pl_pinset *pins);

/*
 * What the strategy would have pinned in a span of one world, with what existed
 * at `at`. NULL with *why_not, a clause, where that is not known; NULL without:
 * *err.
 */
PL_MUST_USE struct pl_pinset *pl_subject_capture(const struct pl_bench *bench,
						 const struct pl_subject *subject, size_t might,
						 size_t span, int64_t at, const char **why_not);

#endif
