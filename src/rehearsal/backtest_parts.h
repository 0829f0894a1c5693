/* What the files behind backtest.h share. Nobody else includes this. */
#ifndef PINLAB_REHEARSAL_BACKTEST_PARTS_H
#define PINLAB_REHEARSAL_BACKTEST_PARTS_H

#include "lab/judge.h"
#include "rehearsal/backtest.h"

/* An answer that is the same for all pin sets of one make that meet a path in the same place. */
struct pl_bench_answer {
	bool there;
	enum pl_lot lot;
	const struct pl_outcome *outcome;
};

/* Whom the judge is asked about: one device that trusts the anchors, one host. */
struct pl_bench {
	struct pl_engine *engine;
	const struct pl_history *history;
	struct pl_world world;
	struct pl_host host;
	struct pl_device device;
	const struct pl_outcome **plain; /* [world][span]: without pins; NULL: nothing is served */
	size_t *next_operator; /* [world][span]: the next one below a root of another operator;
				* n_spans: none */
	struct pl_map operators; /* certificates of CAs to their operators */
	struct pl_map makes;   /* a client with pins captured from the same, and where they meet a
				* path, to its answers: [world][span] */
	struct pl_error *err;
};
PL_MUST_USE bool pl_bench_init(struct pl_bench *bench, struct pl_engine *engine,
			       const struct pl_history *history, struct pl_error *err);
void pl_bench_clear(struct pl_bench *bench);
/* The way in which a world's server answers in a span; NULL: nothing is served. */
const struct pl_way *pl_bench_way(const struct pl_bench *bench, size_t might, size_t span);
/* pl_history_operator, looked up once; "" where it is not known. Borrowed. */
const char *pl_bench_operator(struct pl_bench *bench, const struct pl_cert *ca);
/* The judge's word on one way of serving; NULL only with *err. */
PL_MUST_USE const struct pl_outcome *pl_bench_judge(struct pl_bench *bench,
						    const struct pl_way *way,
						    const struct pl_client *client,
						    struct pl_pinset *pins, int64_t at);
/* What it means, given what is known of the certificates. */
enum pl_lot pl_bench_lot(const struct pl_outcome *outcome, const struct pl_way *way,
			 const struct pl_client *client, const struct pl_pinset *pins);
/* Clients that build paths to what they pinned need the certificates themselves. */
PL_MUST_USE bool pl_bench_needs_bytes(const struct pl_client *client, const struct pl_pinset *pins);

/* A client with a pin set, as it is asked about again and again. */
struct pl_asking {
	const struct pl_client *client;
	struct pl_pinset *pins;
	struct pl_buf make; /* "": each answer is its own */
};
void pl_asking_init(struct pl_asking *asking, const struct pl_client *client,
		    struct pl_pinset *pins);
void pl_asking_clear(struct pl_asking *asking);
/* Both at a moment of a span in one world. False only with *err. */
PL_MUST_USE bool pl_bench_ask(struct pl_bench *bench, struct pl_asking *asking, size_t might,
			      size_t span, int64_t at, enum pl_lot *lot,
			      const struct pl_outcome **outcome);
/* The judge's word without pins. NULL: nothing is served. */
static inline const struct pl_outcome *pl_bench_plain(const struct pl_bench *bench, size_t might,
						      size_t span)
{
	return bench->plain[might * bench->history->n_spans + span];
}
/*
 * What the strategy would have pinned in a span of one world, with what existed
 * at `at`. NULL with *why_not, a clause, where that is not known; NULL without:
 * *err.
 */
PL_MUST_USE struct pl_pinset *pl_subject_capture(struct pl_bench *bench,
						 const struct pl_subject *subject, size_t might,
						 size_t span, int64_t at, const char **why_not);

#endif
