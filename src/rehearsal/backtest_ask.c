/*
 * What does the judge say, without being asked what it has said already?
 *
 * Pins that were captured are compared by their digests alone. Two sets of the
 * same make (the same client, pins captured from the same places) that meet a path
 * in the same place, or nowhere, therefore fare alike there, and the judge is asked
 * once. Literals are read by each client in its own way, and clients that build
 * paths to their pins look at more than digests: they are always asked about.
 */
#include <config.h>

#include "rehearsal/backtest_parts.h"

#include <stdlib.h>

#include "util/mem.h"

#define PLACES 16 /* pins of a set, and certificates of a path, that are told apart */

void pl_asking_init(struct pl_asking *asking, const struct pl_client *client,
		    struct pl_pinset *pins)
{
	bool alike = pins->n > 0 && pins->n <= PLACES && !pl_bench_needs_bytes(client, pins);

	*asking = (struct pl_asking){ .client = client, .pins = pins };
	for (size_t i = 0; i < pins->n; i++)
		alike = alike && pins->pins[i].origin && pins->pins[i].spelled == PL_SPELLED_NOT;
	if (!alike)
		return;
	pl_buf_puts(&asking->make, client->name);
	for (size_t i = 0; i < pins->n; i++)
		pl_buf_printf(&asking->make, " %s %d %d", pins->pins[i].origin, pins->pins[i].backup,
			      pins->pins[i].of_ca);
	pl_buf_putc(&asking->make, ' ');
}

void pl_asking_clear(struct pl_asking *asking)
{
	pl_buf_clear(&asking->make);
}

static bool is_among(const struct pl_path *path, const struct pl_cert *cert)
{
	for (size_t i = 0; i < path->n; i++) {
		if (path->certs[i] == cert)
			return true;
	}
	return false;
}

/* Where a set meets a path: nowhere ('0'), or one pin one certificate. False: in more places, or
 * beside the path. */
static bool find_meeting(const struct pl_pinset *pins, const struct pl_path *path,
			 const struct pl_chain *presented, char out[2])
{
	size_t met = 0;

	out[0] = out[1] = '0';
	for (size_t i = 0; i < pins->n; i++) {
		for (size_t j = 0; j < path->n; j++) {
			if (!pl_pin_matches(&pins->pins[i], path->certs[j]))
				continue;
			met++;
			out[0] = (char)('A' + i);
			out[1] = (char)('A' + j % PLACES);
		}
		for (size_t j = 0; j < presented->n; j++) {
			if (!is_among(path, presented->certs[j]) &&
			    pl_pin_matches(&pins->pins[i], presented->certs[j]))
				return false;
		}
	}
	return met <= 1 && path->n <= PLACES;
}

/* The place of the answer; NULL: it is the set's own. */
static struct pl_bench_answer *find_answer(struct pl_bench *bench, struct pl_asking *asking,
					   size_t might, size_t span)
{
	const struct pl_outcome *plain = pl_bench_plain(bench, might, span);
	const struct pl_history *history = bench->history;
	struct pl_bench_answer *answers;
	size_t len = asking->make.len;
	char place[2];

	if (len == 0 || !plain->path ||
	    !find_meeting(asking->pins, plain->path, pl_bench_way(bench, might, span)->presented, place))
		return NULL;
	pl_buf_add(&asking->make, place, sizeof(place));
	answers = pl_map_get_n(&bench->makes, asking->make.data, asking->make.len);
	if (!answers) {
		answers = pl_calloc(history->n_mights * history->n_spans, sizeof(*answers));
		pl_map_set_n(&bench->makes, asking->make.data, asking->make.len, answers);
	}
	asking->make.len = len;
	return &answers[might * history->n_spans + span];
}

bool pl_bench_ask(struct pl_bench *bench, struct pl_asking *asking, size_t might, size_t span,
		  int64_t at, enum pl_lot *lot, const struct pl_outcome **outcome)
{
	const struct pl_way *way = pl_bench_way(bench, might, span);
	struct pl_bench_answer *answer = find_answer(bench, asking, might, span);

	if (answer && answer->there) {
		*lot = answer->lot;
		*outcome = answer->outcome;
		return true;
	}
	*outcome = pl_bench_judge(bench, way, asking->client, asking->pins, at);
	if (!*outcome)
		return false;
	*lot = pl_bench_lot(*outcome, way, asking->client, asking->pins);
	if (answer)
		*answer = (struct pl_bench_answer){ true, *lot, *outcome };
	return true;
}
