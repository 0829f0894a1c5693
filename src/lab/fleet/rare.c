/*
 * Who has which version, where devices are in touch only now and then and it matters what happened
 * to them? Contacts are `spread` apart; the first one's time, the phase, is uniform. Phases are cut where a
 * contact would fall into another slice or on the other side of an offer: between two cuts all
 * devices have the same story, and the lags that tell them apart move along with the phase.
 */
#include <config.h>

#include "lab/fleet/parts.h"

#include <stdlib.h>

#include "util/mem.h"

/* Lags with ends that are an offset to the phase, but for nothing and for ever. */
#define AT_ONCE INT64_MIN

struct pl_phase {
	int64_t first, last; /* seconds, below the spread */
	struct pl_lags *lags;
	size_t n, cap;
};

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t phase_of(int64_t at, int64_t spread)
{
	int64_t rest = at % spread;

	return rest < 0 ? rest + spread : rest;
}

static void add_phase(struct pl_kind *kind, size_t *cap, int64_t first, int64_t last)
{
	struct pl_phase *phase;

	if (first == last)
		return;
	phase = PL_PUSH(kind->phases, kind->n_phases, *cap);
	*phase = (struct pl_phase){ .first = first, .last = last };
	*PL_PUSH(phase->lags, phase->n, phase->cap) = (struct pl_lags){
		.low = AT_ONCE, .high = PL_FLEET_NEVER, .version = kind->version[0],
	};
}

void pl_rare_begin(struct pl_kind *kind, const int64_t *times, size_t n)
{
	int64_t spread = kind->ages->curve.spread;
	int64_t *cuts = pl_calloc(n + kind->n + 1, sizeof(*cuts));
	size_t n_cuts = 0, cap = 0;

	for (size_t i = 0; i < n; i++)
		cuts[n_cuts++] = phase_of(times[i], spread);
	for (size_t i = 1; i < kind->n; i++)
		cuts[n_cuts++] = phase_of(kind->since[i], spread);
	cuts[n_cuts++] = spread;
	qsort(cuts, n_cuts, sizeof(*cuts), by_time);
	for (size_t i = 0; i < n_cuts; i++)
		add_phase(kind, &cap, i ? cuts[i - 1] : 0, cuts[i]);
	kind->now = pl_calloc(kind->version[kind->n - 1] + 1, sizeof(*kind->now));
	kind->now[kind->version[0]] = kind->mass;
	free(cuts);
}

void pl_rare_clear(struct pl_kind *kind)
{
	for (size_t i = 0; i < kind->n_phases; i++)
		free(kind->phases[i].lags);
	free(kind->phases);
	free(kind->now);
}

/* Integrated over phases from a to b: the share whose lag is below an end. */
static pl_wide below(const struct pl_curve *curve, int64_t end, int64_t a, int64_t b)
{
	if (end == AT_ONCE)
		return 0;
	if (end == PL_FLEET_NEVER)
		return (pl_wide)curve->top * (b - a);
	return pl_curve_sum(curve, end + b) - pl_curve_sum(curve, end + a);
}

/* The same integrated again, from a up to each phase until b. */
static pl_wide below_sum(const struct pl_curve *curve, int64_t end, int64_t a, int64_t b)
{
	if (end == AT_ONCE)
		return 0;
	if (end == PL_FLEET_NEVER)
		return pl_wide_div((pl_wide)curve->top * (b - a) * (b - a), 2);
	return pl_curve_sum2(curve, end + b) - pl_curve_sum2(curve, end + a) -
	       pl_curve_sum(curve, end + a) * (b - a);
}

static pl_wide part_of(const struct pl_move *move, pl_wide sum)
{
	return pl_wide_div(pl_wide_part(sum, move->mass), move->ages->curve.spread);
}

int64_t pl_contact_done(const struct pl_move *move, int64_t at)
{
	const struct pl_curve *curve = &move->ages->curve;
	int64_t upto = at - move->since;

	if (upto <= move->first)
		return 0;
	upto = upto < move->last ? upto : move->last;
	return (int64_t)part_of(move, below(curve, move->high, move->first, upto) -
					      below(curve, move->low, move->first, upto));
}

pl_wide pl_contact_sum(const struct pl_move *move, int64_t to)
{
	const struct pl_curve *curve = &move->ages->curve;
	pl_wide moving = below_sum(curve, move->high, move->first, move->last) -
			 below_sum(curve, move->low, move->first, move->last);

	return part_of(move, moving) +
	       (pl_wide)pl_contact_done(move, to) * (to - move->since - move->last);
}

static void keep(struct pl_phase *phase, const struct pl_lags *lags)
{
	struct pl_lags *last = phase->n ? &phase->lags[phase->n - 1] : NULL;

	if (last && last->version == lags->version)
		last->high = lags->high;
	else
		*PL_PUSH(phase->lags, phase->n, phase->cap) = *lags;
}

static void change(struct pl_kind *kind, const struct pl_slice *slice, const struct pl_move *move,
		   struct pl_moves *moves)
{
	int64_t share = pl_contact_done(move, slice->to);

	/* Rounded sums may ask for a hair more than there is. */
	share = share < kind->now[move->from] ? share : kind->now[move->from];
	kind->now[move->from] -= share;
	kind->now[move->to] += share;
	if (pl_slice_state(slice, kind->segment, move->from) ||
	    pl_slice_state(slice, kind->segment, move->to))
		*PL_PUSH(moves->items, moves->n, moves->cap) = *move;
}

/* Where the lags above `low` for which an offer is due at the contact end. */
static int64_t due_until(const struct pl_kind *kind, size_t offer, int64_t contact, int64_t high)
{
	int64_t lag = offer > 0 ? contact - kind->since[offer] : PL_FLEET_NEVER;

	return lag < high ? lag : high;
}

/* All devices of these phases make contact, each at `contact` plus its phase. */
static void meet(struct pl_kind *kind, struct pl_phase *phase, const struct pl_slice *slice,
		 int64_t contact, struct pl_moves *moves)
{
	size_t offered = pl_kind_offer_at(kind, contact + phase->first), n = phase->n;
	struct pl_lags *before = phase->lags;
	struct pl_move move = {
		.ages = kind->ages,
		.mass = kind->mass,
		.since = contact,
		.segment = kind->segment,
		.contact = true,
		.first = phase->first,
		.last = phase->last,
	};

	phase->lags = NULL;
	phase->n = phase->cap = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t low = before[i].low;

		while (low < before[i].high) {
			struct pl_lags part = before[i];
			size_t due = low == AT_ONCE ? offered
						    : pl_kind_offer_at(kind, contact - low - 1);

			due = due < offered ? due : offered;
			part.low = move.low = low;
			part.high = move.high = due_until(kind, due, contact, before[i].high);
			move.from = part.version;
			pl_kind_contact(kind, slice, kind->version[due], kind->version[offered],
					&part);
			move.to = part.version;
			if (move.from != move.to)
				change(kind, slice, &move, moves);
			keep(phase, &part);
			low = part.high;
		}
	}
	free(before);
}

void pl_rare_pass(struct pl_kind *kind, const struct pl_slice *slice, int64_t *shares,
		  struct pl_moves *moves)
{
	int64_t spread = kind->ages->curve.spread;

	for (size_t i = 0; i <= kind->version[kind->n - 1]; i++)
		shares[i] += kind->now[i];
	for (size_t i = 0; i < kind->n_phases; i++) {
		struct pl_phase *phase = &kind->phases[i];
		int64_t from = slice->from - phase_of(slice->from - phase->first, spread) -
			       phase->first;

		if (from + phase->first < slice->from)
			from += spread;
		for (; from + phase->first < slice->to; from += spread)
			meet(kind, phase, slice, from, moves);
	}
}

static int64_t share_of(const struct pl_kind *kind, const struct pl_phase *phase,
			const struct pl_lags *lags)
{
	struct pl_move all = {
		.ages = kind->ages,
		.mass = kind->mass,
		.low = lags->low,
		.high = lags->high,
		.first = phase->first,
		.last = phase->last,
	};

	return pl_contact_done(&all, PL_FLEET_NEVER);
}

void pl_rare_end(const struct pl_kind *kind, const struct pl_slice *last, int64_t *shares,
		 int64_t *never)
{
	if (pl_slice_is_out(last, kind->segment, kind->version[0]))
		never[kind->version[0]] +=
			kind->mass - pl_share_of(kind->ages->curve.top, kind->mass);
	for (size_t i = 0; i <= kind->version[kind->n - 1]; i++)
		shares[i] += kind->now[i];
	for (size_t i = 0; i < kind->n_phases; i++)
		for (size_t j = 0; j < kind->phases[i].n; j++) {
			const struct pl_lags *lags = &kind->phases[i].lags[j];

			if (pl_slice_is_out(last, kind->segment, lags->version) &&
			    !pl_kind_comes_back(kind, last, lags))
				never[lags->version] += share_of(kind, &kind->phases[i], lags);
		}
}
