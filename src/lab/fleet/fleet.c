/* What becomes of a fleet from point to point: shares, who is out, who is read, and for how long? */
#include <config.h>

#include "lab/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "lab/fleet/kinds.h"
#include "util/mem.h"

/* What a fleet owns beside its results, and what computing it needs. */
struct own {
	struct pl_fleet_segment *segments;
	struct pl_fleet_version *versions;
	struct pl_stage **stages;
};

struct sums { /* in shares times seconds */
	pl_wide refused, locked, read;
};

struct work {
	const struct pl_fleet_input *input;
	struct pl_fleet *fleet;
	struct pl_kinds kinds;
	struct pl_kinds later;  /* from the last date of what was measured on */
	int64_t *weights;       /* [n_segments] */
	struct pl_moves moves;  /* of the slice at hand, by segment: */
	size_t *first_move;     /* [n_segments + 1] */
	uint8_t seen;           /* states that some version has in it */
	struct pl_trend trend;
	struct sums *sums;      /* [segment * n_versions + version] */
	int64_t *times;         /* of all points, ascending, with the end */
	size_t n_times, cap_times;
	struct pl_fleet_minimum *forcing;
	size_t n_forcing;
};

static void add_time(struct work *work, int64_t at)
{
	if (at >= work->input->times[0] && at < work->input->end)
		*PL_PUSH(work->times, work->n_times, work->cap_times) = at;
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Copies that are made to update take what is offered then, so each offer is a point. */
static void add_offers(struct work *work)
{
	for (size_t i = 0; i < work->kinds.n && work->n_forcing > 0; i++)
		for (size_t j = 1; j < work->kinds.items[i].n; j++)
			add_time(work, work->kinds.items[i].since[j]);
}

/* Points between the steps; what falls on a step is the step's. */
static void find_times(struct work *work)
{
	const struct pl_fleet_input *input = work->input;
	size_t n = 0, step = 0;

	for (int64_t at = input->times[0]; input->every > 0 && at < input->end; at += input->every)
		add_time(work, at);
	for (size_t i = 0; i < input->n_extra; i++)
		add_time(work, input->extra[i]);
	for (size_t i = 0; i < input->n_measured; i++)
		add_time(work, input->measured_at[i]);
	for (size_t i = 0; i < input->n_minimums; i++)
		add_time(work, input->minimums[i].from);
	add_offers(work);
	if (work->n_times > 0)
		qsort(work->times, work->n_times, sizeof(*work->times), by_time);
	for (size_t i = 0; i < work->n_times; i++) {
		while (step < input->n_times && input->times[step] < work->times[i])
			step++;
		if ((n == 0 || work->times[n - 1] != work->times[i]) &&
		    (step == input->n_times || input->times[step] != work->times[i]))
			work->times[n++] = work->times[i];
	}
	work->n_times = n;
}

/* Steps and the points between them, in order. */
static void lay_points(struct work *work)
{
	const struct pl_fleet_input *input = work->input;
	struct pl_fleet *fleet = work->fleet;
	size_t step = 0, between = 0;

	fleet->n_points = input->n_times + work->n_times;
	fleet->points = pl_calloc(fleet->n_points + 1, sizeof(*fleet->points));
	for (size_t i = 0; i < fleet->n_points; i++) {
		struct pl_fleet_point *point = &fleet->points[i];

		point->begins = between == work->n_times ||
				(step < input->n_times && input->times[step] < work->times[between]);
		point->at = point->begins ? input->times[step++] : work->times[between++];
		point->step = step - 1;
	}
	for (size_t i = 0; i < fleet->n_points; i++)
		fleet->points[i].end =
			i + 1 < fleet->n_points ? fleet->points[i + 1].at : input->end;
}

static uint8_t state_of(const struct pl_fleet_input *input, const struct pl_fleet_point *point,
			size_t segment, size_t version)
{
	const struct pl_fleet_segment *of = &input->segments[segment];
	uint8_t state = input->cells[(point->step * input->n_groups + of->group) *
					     input->n_versions + version];

	for (size_t i = 0; i < input->n_minimums; i++) {
		const struct pl_fleet_minimum *minimum = &input->minimums[i];

		if (point->at >= minimum->from && version < minimum->version &&
		    input->versions[minimum->version].app == input->versions[version].app &&
		    !(state & PL_FLEET_REFUSED))
			state |= PL_FLEET_LOCKED;
	}
	return state;
}

/* Nothing that states are made of is another than at the point before. */
static bool is_as_before(const struct work *work, size_t at)
{
	const struct pl_fleet_input *input = work->input;
	const struct pl_fleet_point *point = &work->fleet->points[at];
	size_t row = input->n_groups * input->n_versions;

	if (at == 0)
		return false;
	for (size_t i = 0; i < input->n_minimums; i++)
		if (input->minimums[i].from > point[-1].at && input->minimums[i].from <= point->at)
			return false;
	return memcmp(input->cells + point[-1].step * row, input->cells + point->step * row,
		      row) == 0;
}

static void fill_states(struct work *work, size_t at)
{
	struct pl_fleet *fleet = work->fleet;
	size_t size = fleet->n_segments * fleet->n_versions;
	uint8_t *states = fleet->states + at * size;

	if (is_as_before(work, at)) {
		memcpy(states, states - size, size);
		return;
	}
	work->seen = 0;
	for (size_t i = 0; i < fleet->n_segments; i++)
		for (size_t j = 0; j < fleet->n_versions; j++) {
			if (work->input->versions[j].app != work->input->segments[i].app)
				continue;
			states[i * fleet->n_versions + j] =
				state_of(work->input, &fleet->points[at], i, j);
			work->seen |= states[i * fleet->n_versions + j];
		}
}

static void count(struct pl_fleet_moment *moment, uint8_t state, int64_t share)
{
	moment->users += share;
	if (state & PL_FLEET_REFUSED)
		moment->refused += share;
	if (state & PL_FLEET_LOCKED)
		moment->locked += share;
	if (state & PL_FLEET_READ)
		moment->read += share;
}

static void add_sums(struct sums *sums, uint8_t state, pl_wide time)
{
	if (state & PL_FLEET_REFUSED)
		sums->refused += time;
	if (state & PL_FLEET_LOCKED)
		sums->locked += time;
	if (state & PL_FLEET_READ)
		sums->read += time;
}

static void add_moment(struct pl_fleet_moment *to, const struct pl_fleet_moment *from)
{
	to->users += from->users;
	to->refused += from->refused;
	to->locked += from->locked;
	to->read += from->read;
}

/* Who is where at the point, and the time up to the next if nobody moved. */
static void count_shares(struct work *work, size_t at, const struct pl_slice *slice)
{
	struct pl_fleet *fleet = work->fleet;
	const int64_t *shares = fleet->shares + at * fleet->n_segments * fleet->n_versions;

	for (size_t i = 0; i < fleet->n_segments; i++) {
		struct pl_fleet_moment *moment = &fleet->by_segment[at * fleet->n_segments + i];

		for (size_t j = 0; j < fleet->n_versions; j++) {
			size_t cell = i * fleet->n_versions + j;

			if (shares[cell] == 0)
				continue;
			count(moment, slice->states[cell], shares[cell]);
			if (slice->states[cell])
				add_sums(&work->sums[cell], slice->states[cell],
					 (pl_wide)shares[cell] * (slice->to - slice->from));
		}
		add_moment(&fleet->points[at].now, moment);
	}
}

/* What those who moved changed about it. */
static void count_moves(struct work *work, const struct pl_slice *slice)
{
	for (size_t i = 0; i < work->moves.n; i++) {
		const struct pl_move *move = &work->moves.items[i];
		struct sums *row = work->sums + move->segment * slice->n_versions;
		pl_wide time = pl_move_sum(move, slice->from, slice->to);

		add_sums(&row[move->to], pl_slice_state(slice, move->segment, move->to), time);
		add_sums(&row[move->from], pl_slice_state(slice, move->segment, move->from), -time);
	}
}

/* The highest share, in the slice, of those with one of the states, above its begin. */
static int64_t peak(struct work *work, const struct pl_slice *slice, size_t segment,
		    uint8_t states, int64_t *at)
{
	struct pl_trend *trend = &work->trend;
	bool all = segment == PL_FLEET_ALL;
	size_t first = all ? 0 : work->first_move[segment];
	size_t end = all ? work->moves.n : work->first_move[segment + 1];

	*at = slice->from;
	trend->n = 0;
	if (!(work->seen & states))
		return 0;
	for (size_t i = first; i < end; i++) {
		const struct pl_move *move = &work->moves.items[i];
		bool from = pl_slice_state(slice, move->segment, move->from) & states;
		bool to = pl_slice_state(slice, move->segment, move->to) & states;

		if (from == to)
			continue;
		if (trend->n == trend->cap) {
			trend->cap = trend->cap ? 2 * trend->cap : 64;
			trend->moves = pl_realloc(trend->moves, trend->cap, sizeof(*trend->moves));
			trend->signs = pl_realloc(trend->signs, trend->cap, sizeof(*trend->signs));
		}
		trend->moves[trend->n] = move;
		trend->signs[trend->n++] = to ? 1 : -1;
	}
	return pl_trend_peak(trend, slice->from, slice->to, at);
}

static void find_extremes(struct work *work, size_t at, const struct pl_slice *slice)
{
	const uint8_t out = PL_FLEET_REFUSED | PL_FLEET_LOCKED;
	struct pl_fleet *fleet = work->fleet;
	struct pl_fleet_point *point = &fleet->points[at];
	int64_t when;

	point->lowest = pl_fleet_reached(&point->now) -
			peak(work, slice, PL_FLEET_ALL, out, &point->lowest_at);
	point->most_read =
		point->now.read + peak(work, slice, PL_FLEET_ALL, PL_FLEET_READ, &when);
	for (size_t i = 0; i < fleet->n_segments; i++) {
		size_t cell = at * fleet->n_segments + i;

		fleet->lowest_of[cell] = pl_fleet_reached(&fleet->by_segment[cell]) -
					 peak(work, slice, i, out, &when);
		fleet->most_read_of[cell] = fleet->by_segment[cell].read +
					    peak(work, slice, i, PL_FLEET_READ, &when);
	}
	if (at > 0 && point->lowest >= fleet->lowest)
		return;
	fleet->lowest = point->lowest;
	fleet->lowest_at = point->lowest_at;
	fleet->lowest_point = at;
}

static struct pl_slice slice_of(const struct work *work, size_t at)
{
	const struct pl_fleet *fleet = work->fleet;

	return (struct pl_slice){
		.from = fleet->points[at].at,
		.to = fleet->points[at].end,
		.states = fleet->states + at * fleet->n_segments * fleet->n_versions,
		.versions = work->input->versions,
		.n_versions = fleet->n_versions,
		.minimums = work->forcing,
		.n_minimums = work->n_forcing,
	};
}

/* Which users' rules hold: those from the start, those after the last date, or NULL: the counts. */
static struct pl_kinds *kinds_at(struct work *work, int64_t at)
{
	const struct pl_fleet_input *input = work->input;

	if (input->n_measured == 0 || at < input->measured_at[0])
		return &work->kinds;
	return at < input->measured_at[input->n_measured - 1] ? NULL : &work->later;
}

static void pass_counts(struct work *work, const struct pl_slice *slice, int64_t *shares)
{
	for (size_t i = 0; i < work->fleet->n_segments; i++) {
		work->first_move[i] = work->moves.n;
		pl_measured_pass(work->input, slice, i, work->weights[i],
				 shares + i * slice->n_versions, &work->moves);
	}
}

static void pass_kinds(struct work *work, struct pl_kinds *kinds, const struct pl_slice *slice,
		       int64_t *shares)
{
	for (size_t i = 0; i < kinds->n; i++) {
		struct pl_kind *kind = &kinds->items[i];

		if (i == 0 || kind[-1].segment != kind->segment)
			work->first_move[kind->segment] = work->moves.n;
		pl_kind_pass(kind, slice, shares + kind->segment * slice->n_versions,
			     &work->moves);
	}
}

static void pass(struct work *work, size_t at)
{
	struct pl_fleet *fleet = work->fleet;
	struct pl_slice slice = slice_of(work, at);
	struct pl_kinds *kinds = kinds_at(work, slice.from);
	int64_t *shares = fleet->shares + at * fleet->n_segments * fleet->n_versions;

	fill_states(work, at);
	work->moves.n = 0;
	if (kinds)
		pass_kinds(work, kinds, &slice, shares);
	else
		pass_counts(work, &slice, shares);
	work->first_move[fleet->n_segments] = work->moves.n;
	count_shares(work, at, &slice);
	count_moves(work, &slice);
	find_extremes(work, at, &slice);
}

/* Shares times seconds in 2^-62, in 2^-30. */
static int64_t as_time(pl_wide sum)
{
	return (int64_t)pl_wide_div(sum, INT64_C(1) << 32);
}

static void end(struct work *work)
{
	struct pl_fleet *fleet = work->fleet;
	size_t n = fleet->n_versions, size = fleet->n_segments * n;
	struct pl_slice last = slice_of(work, fleet->n_points - 1);
	int64_t *shares = pl_calloc(2 * size + 1, sizeof(*shares)), *never = shares + size;
	const struct pl_kinds *kinds = work->input->n_measured ? &work->later : &work->kinds;

	for (size_t i = 0; i < kinds->n; i++) {
		const struct pl_kind *kind = &kinds->items[i];

		pl_kind_end(kind, &last, last.to, shares + kind->segment * n,
			    never + kind->segment * n);
	}
	for (size_t i = 0; i < size; i++) {
		count(&fleet->last, last.states[i], shares[i]);
		fleet->totals[i] = (struct pl_fleet_total){
			.refused_for = as_time(work->sums[i].refused),
			.locked_for = as_time(work->sums[i].locked),
			.read_for = as_time(work->sums[i].read),
			.never_returns = never[i],
		};
	}
	fleet->last_shares = shares;
}

static struct pl_fleet *make(const struct pl_fleet_input *input)
{
	struct pl_fleet *fleet = pl_calloc(1, sizeof(*fleet));
	struct own *own = pl_calloc(1, sizeof(*own));

	own->segments = pl_memdup(input->segments, input->n_segments * sizeof(*input->segments));
	own->versions = pl_memdup(input->versions, input->n_versions * sizeof(*input->versions));
	own->stages = pl_calloc(input->n_versions + 1, sizeof(*own->stages));
	for (size_t i = 0; i < input->n_versions; i++) {
		const struct pl_fleet_version *from = &input->versions[i];

		own->stages[i] = pl_memdup(from->stages, from->n_stages * sizeof(*from->stages));
		own->versions[i].stages = own->stages[i];
	}
	*fleet = (struct pl_fleet){
		.users = input->users,
		.n_segments = input->n_segments,
		.n_versions = input->n_versions,
		.segments = own->segments,
		.versions = own->versions,
		.own = own,
	};
	return fleet;
}

static void make_tables(struct pl_fleet *fleet)
{
	size_t rows = fleet->n_points * fleet->n_segments + 1;

	fleet->by_segment = pl_calloc(rows, sizeof(*fleet->by_segment));
	fleet->lowest_of = pl_calloc(rows, sizeof(*fleet->lowest_of));
	fleet->most_read_of = pl_calloc(rows, sizeof(*fleet->most_read_of));
	fleet->shares = pl_calloc(rows * fleet->n_versions, sizeof(*fleet->shares));
	fleet->states = pl_calloc(rows * fleet->n_versions, sizeof(*fleet->states));
	fleet->totals =
		pl_calloc(fleet->n_segments * fleet->n_versions + 1, sizeof(*fleet->totals));
}

static void begin_measured(struct work *work)
{
	const struct pl_fleet_input *input = work->input;

	work->weights = pl_calloc(input->n_segments + 1, sizeof(*work->weights));
	for (size_t i = 0; i < work->kinds.n; i++)
		work->weights[work->kinds.items[i].segment] += work->kinds.items[i].mass;
	if (input->n_measured == 0)
		return;
	pl_kinds_make(&work->later, input);
	pl_measured_go_on(&work->later, input);
}

static void prepare(struct work *work)
{
	const struct pl_fleet_input *input = work->input;
	struct pl_fleet *fleet = work->fleet;
	int64_t *times;

	work->forcing = pl_calloc(input->n_minimums + 1, sizeof(*work->forcing));
	for (size_t i = 0; i < input->n_minimums; i++)
		if (input->minimums[i].then == PL_MINIMUM_UPDATE)
			work->forcing[work->n_forcing++] = input->minimums[i];
	pl_kinds_make(&work->kinds, input);
	begin_measured(work);
	find_times(work);
	lay_points(work);
	make_tables(fleet);
	work->first_move = pl_calloc(fleet->n_segments + 1, sizeof(*work->first_move));
	work->sums = pl_calloc(fleet->n_segments * fleet->n_versions + 1, sizeof(*work->sums));
	times = pl_calloc(fleet->n_points + 1, sizeof(*times));
	for (size_t i = 0; i < fleet->n_points; i++)
		times[i] = fleet->points[i].at;
	times[fleet->n_points] = input->end;
	pl_kinds_tabulate(&work->kinds, times, fleet->n_points + 1);
	for (size_t i = 0; i < work->kinds.n; i++)
		if (work->kinds.items[i].stateful && work->kinds.items[i].ages->curve.spread > 0)
			pl_rare_begin(&work->kinds.items[i], times, fleet->n_points + 1);
	free(times);
}

struct pl_fleet *pl_fleet_compute(const struct pl_fleet_input *input)
{
	struct work work = { .input = input, .fleet = make(input) };

	prepare(&work);
	for (size_t i = 0; i < work.fleet->n_points; i++)
		pass(&work, i);
	end(&work);
	pl_kinds_clear(&work.kinds);
	pl_kinds_clear(&work.later);
	free(work.weights);
	free(work.moves.items);
	free(work.first_move);
	free(work.trend.moves);
	free(work.trend.signs);
	free(work.sums);
	free(work.times);
	free(work.forcing);
	return work.fleet;
}

void pl_fleet_free(struct pl_fleet *fleet)
{
	struct own *own = fleet ? fleet->own : NULL;

	if (!fleet)
		return;
	for (size_t i = 0; i < fleet->n_versions; i++)
		free(own->stages[i]);
	free(own->stages);
	free(own->segments);
	free(own->versions);
	free(own);
	free(fleet->points);
	free(fleet->by_segment);
	free(fleet->lowest_of);
	free(fleet->most_read_of);
	free(fleet->shares);
	free(fleet->states);
	free(fleet->totals);
	free(fleet->last_shares);
	free(fleet);
}
