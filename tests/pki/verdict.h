/*
 * The judgement that tests compare with others: a client that tries every path
 * and takes the first without a fault.
 */
#ifndef PINLAB_TESTS_PKI_VERDICT_H
#define PINLAB_TESTS_PKI_VERDICT_H

#include "pki/path.h"

struct verdict_query {
	const struct pl_chain *presented, *anchors;
	const char *host;  /* or NULL */
	int64_t now;
	bool any_strength;
	bool ignore_dates;
	bool ignore_anchor_dates;
};

/*
 * "accepted", or the first fault of the first path in policy order; "limit"
 * when the paths cannot be counted. Asks in both orders, which differ in the
 * order of the paths only: "orders-differ" when they do not.
 */
const char *verdict_of(struct pl_pki *pki, const struct verdict_query *query);

/* How many paths there are; 0 beyond a limit. *out_of_date when some path is, whatever else ails
 * it. */
size_t verdict_paths(struct pl_pki *pki, const struct verdict_query *query, bool *out_of_date);

/* The chain of a text's PEM blocks, or NULL when one cannot be read. */
struct pl_chain *verdict_chain(struct pl_pki *pki, const char *const *pems, size_t n);

#endif
