/*
 * Who has which version, where it matters what happened to a user: a copy that is cut off from
 * its updates stays as it is, and one that its host makes update does so at once. The lags of
 * a kind's users fall into intervals of equal fate, which are split as time passes.
 */
#include <config.h>

#include "lab/fleet/parts.h"

#include <stdlib.h>

#include "util/mem.h"

size_t pl_slice_forced(const struct pl_slice *slice, size_t segment, size_t version, size_t newest)
{
	const struct pl_fleet_version *versions = slice->versions;

	if (pl_slice_state(slice, segment, version) & PL_FLEET_REFUSED)
		return version;
	for (size_t i = 0; i < slice->n_minimums; i++) {
		const struct pl_fleet_minimum *minimum = &slice->minimums[i];

		if (minimum->from <= slice->from &&
		    versions[minimum->version].app == versions[version].app &&
		    version < minimum->version && newest >= minimum->version)
			return newest;
	}
	return version;
}

static bool is_refused(const struct pl_kind *kind, const struct pl_slice *slice, size_t version)
{
	return pl_slice_state(slice, kind->segment, version) & PL_FLEET_REFUSED;
}

size_t pl_kind_offer_at(const struct pl_kind *kind, int64_t at)
{
	size_t low = 0, high = kind->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (kind->since[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void keep(struct pl_kind *kind, struct pl_lags *lags)
{
	struct pl_lags *last = kind->n_lags ? &kind->lags[kind->n_lags - 1] : NULL;

	if (last && last->version == lags->version && last->held == lags->held &&
	    last->high == lags->low)
		last->high = lags->high;
	else
		*PL_PUSH(kind->lags, kind->n_lags, kind->cap_lags) = *lags;
}

static int64_t share_of(const struct pl_kind *kind, const struct pl_lags *lags)
{
	return pl_share_of(pl_ages_share(kind->ages, lags->high), kind->mass) -
	       pl_share_of(pl_ages_share(kind->ages, lags->low), kind->mass);
}

void pl_kind_contact(const struct pl_kind *kind, const struct pl_slice *slice, size_t due,
		     size_t newest, struct pl_lags *lags)
{
	if (kind->stays && is_refused(kind, slice, lags->version)) {
		lags->held = true;
		return;
	}
	lags->held = false;
	if (due > lags->version)
		lags->version = due;
	lags->version = pl_slice_forced(slice, kind->segment, lags->version, newest);
	lags->held = kind->stays && is_refused(kind, slice, lags->version);
}

/* The lag above which the offer before this one is due at `at`, or the interval's end. */
static int64_t due_until(const struct pl_kind *kind, size_t offer, int64_t at, int64_t high)
{
	int64_t lag = offer > 0 ? at - kind->since[offer] : PL_FLEET_NEVER;

	return lag < high ? lag : high;
}

/* At the slice's begin everybody is in touch: splits the lags by what is due. */
static void meet(struct pl_kind *kind, const struct pl_slice *slice)
{
	size_t newest = kind->version[pl_kind_offer_at(kind, slice->from)];
	struct pl_lags *before = kind->lags;
	size_t n = kind->n_lags;

	kind->lags = NULL;
	kind->n_lags = kind->cap_lags = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t low = before[i].low;

		while (low < before[i].high) {
			struct pl_lags part = before[i];
			size_t offer = pl_kind_offer_at(kind, slice->from - low - 1);

			part.low = low;
			part.high = due_until(kind, offer, slice->from, before[i].high);
			pl_kind_contact(kind, slice, kind->version[offer], newest, &part);
			keep(kind, &part);
			low = part.high;
		}
	}
	free(before);
}

static void add_move(const struct pl_kind *kind, const struct pl_slice *slice,
		     const struct pl_lags *lags, size_t offer, size_t to, struct pl_moves *moves)
{
	if (!pl_slice_state(slice, kind->segment, lags->version) &&
	    !pl_slice_state(slice, kind->segment, to))
		return;
	*PL_PUSH(moves->items, moves->n, moves->cap) = (struct pl_move){
		.ages = kind->ages,
		.mass = kind->mass,
		.since = kind->since[offer],
		.low = lags->low,
		.high = lags->high,
		.begin = slice->from,
		.segment = kind->segment,
		.from = lags->version,
		.to = to,
	};
}

/* Lags for which the same offers become due in the slice, the first after `first`. */
static void advance(struct pl_kind *kind, const struct pl_slice *slice, struct pl_lags *lags,
		    size_t first, struct pl_moves *moves)
{
	size_t newest = kind->version[pl_kind_offer_at(kind, slice->from)];

	for (size_t i = first; i < kind->n && !lags->held; i++) {
		size_t to = kind->version[i];

		if (kind->since[i] > slice->to - lags->high)
			break;
		if (to <= lags->version)
			continue;
		to = pl_slice_forced(slice, kind->segment, to, newest);
		add_move(kind, slice, lags, i, to, moves);
		lags->version = to;
		lags->held = kind->stays && is_refused(kind, slice, to);
	}
}

/* The next lag at which another offer becomes due in the slice, by its begin or its end. */
static int64_t next_cut(const struct pl_kind *kind, const struct pl_slice *slice, int64_t low,
			int64_t high)
{
	size_t at_end = pl_kind_offer_at(kind, slice->to - low - 1);
	size_t at_begin = pl_kind_offer_at(kind, slice->from - low - 1);

	high = due_until(kind, at_end, slice->to, high);
	return due_until(kind, at_begin, slice->from, high);
}

static void pass_time(struct pl_kind *kind, const struct pl_slice *slice, struct pl_moves *moves)
{
	struct pl_lags *before = kind->lags;
	size_t n = kind->n_lags;

	kind->lags = NULL;
	kind->n_lags = kind->cap_lags = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t low = before[i].low;

		while (low < before[i].high) {
			struct pl_lags part = before[i];

			part.low = low;
			part.high = next_cut(kind, slice, low, before[i].high);
			low = part.high;
			if (!part.held)
				advance(kind, slice, &part,
					pl_kind_offer_at(kind, slice->from - part.low - 1) + 1, moves);
			keep(kind, &part);
		}
	}
	free(before);
}

static void add_shares(const struct pl_kind *kind, int64_t *shares)
{
	int64_t top = pl_share_of(kind->ages->curve.top, kind->mass);

	shares[kind->version[0]] += kind->mass - top;
	for (size_t i = 0; i < kind->n_lags; i++)
		shares[kind->lags[i].version] += share_of(kind, &kind->lags[i]);
}

void pl_lags_pass(struct pl_kind *kind, const struct pl_slice *slice, int64_t *shares,
		  struct pl_moves *moves)
{
	if (kind->n_phases > 0) {
		pl_rare_pass(kind, slice, shares, moves);
		return;
	}
	if (slice->to > slice->from)
		meet(kind, slice);
	add_shares(kind, shares);
	if (slice->to > slice->from)
		pass_time(kind, slice, moves);
}

/* Behind the pin there are no updates once it refuses. */
bool pl_kind_comes_back(const struct pl_kind *kind, const struct pl_slice *last,
			const struct pl_lags *lags)
{
	if (kind->stays && is_refused(kind, last, lags->version))
		return false;
	for (size_t i = 0; i < kind->n; i++) {
		if (kind->version[i] <= lags->version)
			continue;
		if (!pl_slice_is_out(last, kind->segment, kind->version[i]))
			return true;
		if (kind->stays && is_refused(kind, last, kind->version[i]))
			return false;
	}
	return false;
}

void pl_lags_end(const struct pl_kind *kind, const struct pl_slice *last, int64_t *shares,
		 int64_t *never)
{
	int64_t top = pl_share_of(kind->ages->curve.top, kind->mass);

	if (kind->n_phases > 0) {
		pl_rare_end(kind, last, shares, never);
		return;
	}
	add_shares(kind, shares);
	if (pl_slice_is_out(last, kind->segment, kind->version[0]))
		never[kind->version[0]] += kind->mass - top;
	for (size_t i = 0; i < kind->n_lags; i++)
		if (pl_slice_is_out(last, kind->segment, kind->lags[i].version) &&
		    !pl_kind_comes_back(kind, last, &kind->lags[i]))
			never[kind->lags[i].version] += share_of(kind, &kind->lags[i]);
}
