/*
 * What does a measurement change? Up to its first date users are where they are assumed to be, from there
 * to its last one where they were counted, straight in between. Then adoption goes on from where it
 * is: each version counts as offered so long ago as the curve needs to get as far as was counted.
 */
#include <config.h>

#include "lab/fleet/kinds.h"

#include <stdlib.h>

#include "util/mem.h"

#define LONGEST (INT64_C(200) * 365 * 86400) /* no curve takes longer */

/* Counted on a date: the share with this version of the app, or a newer one. */
static int64_t counted(const struct pl_fleet_input *input, size_t date, size_t version)
{
	int64_t sum = 0;

	for (size_t i = version; i < input->n_versions; i++)
		sum += input->measured[date * input->n_versions + i];
	return sum;
}

/* The same at any second between the first date and the last. */
static int64_t counted_at(const struct pl_fleet_input *input, int64_t at, size_t version)
{
	size_t i = 0;
	int64_t from, to, begin, length;

	while (i + 2 < input->n_measured && input->measured_at[i + 1] <= at)
		i++;
	from = counted(input, i, version);
	if (i + 1 >= input->n_measured)
		return from;
	to = counted(input, i + 1, version);
	begin = input->measured_at[i];
	length = input->measured_at[i + 1] - begin;
	return from + (int64_t)pl_wide_div((pl_wide)(to - from) * (at - begin), length);
}

static int64_t share_at(const struct pl_fleet_input *input, int64_t at, size_t version, int64_t of)
{
	int64_t above = version + 1 < input->n_versions ? counted_at(input, at, version + 1) : 0;

	return pl_share_of(counted_at(input, at, version), of) - pl_share_of(above, of);
}

/* Who left a version and who came to one, put together as far as they go. */
static void add_moves(const struct pl_slice *slice, size_t segment, int64_t *change,
		      struct pl_moves *moves)
{
	size_t from = 0, to = 0;

	while (from < slice->n_versions && to < slice->n_versions) {
		int64_t share;

		if (change[from] >= 0) {
			from++;
			continue;
		}
		if (change[to] <= 0) {
			to++;
			continue;
		}
		share = -change[from] < change[to] ? -change[from] : change[to];
		change[from] += share;
		change[to] -= share;
		*PL_PUSH(moves->items, moves->n, moves->cap) = (struct pl_move){
			.mass = share,
			.linear = true,
			.begin = slice->from,
			.last = slice->to,
			.segment = segment,
			.from = from,
			.to = to,
		};
	}
}

void pl_measured_pass(const struct pl_fleet_input *input, const struct pl_slice *slice,
		      size_t segment, int64_t weight, int64_t *shares, struct pl_moves *moves)
{
	int64_t *change = pl_calloc(input->n_versions, sizeof(*change));

	for (size_t i = 0; i < input->n_versions; i++) {
		int64_t now = share_at(input, slice->from, i, weight);

		shares[i] += now;
		change[i] = share_at(input, slice->to, i, weight) - now;
	}
	if (slice->to > slice->from)
		add_moves(slice, segment, change, moves);
	free(change);
}

/* The first age at which the curve has reached a share; it rises. */
static int64_t age_of(const struct pl_curve *curve, int64_t share)
{
	int64_t low = 0, high = LONGEST;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (pl_curve_seen(curve, middle) >= share)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The part of the kind's segment that has been offered what this kind has as its i-th. */
static int64_t offered_part(const struct pl_kinds *kinds, const struct pl_kind *kind, size_t i,
			    int64_t at)
{
	int64_t part = 0, all = 0;

	for (size_t k = 0; k < kinds->n; k++) {
		const struct pl_kind *other = &kinds->items[k];

		if (other->segment != kind->segment)
			continue;
		all += other->mass;
		for (size_t j = 1; j < other->n; j++)
			if (other->version[j] >= kind->version[i] && other->since[j] <= at) {
				part += other->mass;
				break;
			}
	}
	return all ? (int64_t)(((pl_wide)part << PL_SHARE_BITS) / all) : 0;
}

/* When the version would have had to be offered for the curve to be where the count is. */
static int64_t offered_since(const struct pl_kinds *kinds, const struct pl_fleet_input *input,
			     const struct pl_kind *kind, size_t i)
{
	size_t last = input->n_measured - 1;
	int64_t at = input->measured_at[last];
	int64_t share = counted(input, last, kind->version[i]);
	int64_t part = offered_part(kinds, kind, i, at);
	pl_wide own = part ? ((pl_wide)share << PL_SHARE_BITS) / part : 0;
	int64_t top = kind->ages->curve.top;

	return at - age_of(&kind->ages->curve, own > top ? top : (int64_t)own);
}

/* Users whose history counts begin with what they have by then. */
static void begin_lags(struct pl_kind *kind, int64_t at)
{
	int64_t low = 0;

	kind->n_lags = 0;
	for (size_t i = kind->n; i-- > 0;) {
		int64_t high = i ? at - kind->since[i] : PL_FLEET_NEVER;

		if (high <= low)
			continue;
		*PL_PUSH(kind->lags, kind->n_lags, kind->cap_lags) = (struct pl_lags){
			.low = low, .high = high, .version = kind->version[i],
		};
		low = high;
	}
}

static void go_on(struct pl_kind *kind, const int64_t *since, int64_t at)
{
	size_t n = 1;

	for (size_t i = 1; i < kind->n; i++) {
		while (n > 1 && kind->since[n - 1] >= since[i])
			n--;
		kind->since[n] = since[i];
		kind->version[n++] = kind->version[i];
	}
	kind->n = n;
	if (kind->stateful)
		begin_lags(kind, at);
}

void pl_measured_go_on(struct pl_kinds *kinds, const struct pl_fleet_input *input)
{
	int64_t at = input->measured_at[input->n_measured - 1];
	int64_t **since = pl_calloc(kinds->n + 1, sizeof(*since));

	for (size_t k = 0; k < kinds->n; k++) {
		const struct pl_kind *kind = &kinds->items[k];

		since[k] = pl_calloc(kind->n, sizeof(**since));
		for (size_t i = 1; i < kind->n; i++)
			since[k][i] = kind->since[i] > at ? kind->since[i]
							  : offered_since(kinds, input, kind, i);
	}
	for (size_t k = 0; k < kinds->n; k++) {
		go_on(&kinds->items[k], since[k], at);
		free(since[k]);
	}
	free(since);
}
