/* Who has which version, where only the time decides? */
#include <config.h>

#include "lab/fleet/parts.h"

#include "util/mem.h"

/* Of the kind, who has version[i] or a newer one. */
static int64_t has(const struct pl_kind *kind, size_t i, int64_t at)
{
	if (i >= kind->n || at <= kind->since[i])
		return 0;
	return pl_share_of(pl_ages_share(kind->ages, at - kind->since[i]), kind->mass);
}

static void add_move(const struct pl_kind *kind, const struct pl_slice *slice, size_t i,
		     struct pl_moves *moves)
{
	size_t from = kind->version[i - 1], to = kind->version[i];

	if (slice->to <= kind->since[i] || (!pl_slice_state(slice, kind->segment, from) &&
					    !pl_slice_state(slice, kind->segment, to)))
		return;
	*PL_PUSH(moves->items, moves->n, moves->cap) = (struct pl_move){
		.ages = kind->ages,
		.mass = kind->mass,
		.since = kind->since[i],
		.high = PL_FLEET_NEVER,
		.begin = slice->from,
		.segment = kind->segment,
		.from = from,
		.to = to,
	};
}

/* Versions that nobody is on any more need no second look. */
static void settle(struct pl_kind *kind, int64_t at)
{
	size_t next = kind->settled + 1;

	while (next < kind->n && at > kind->since[next] &&
	       pl_ages_share(kind->ages, at - kind->since[next]) == kind->ages->curve.top)
		kind->settled = next++;
}

static void add_shares(const struct pl_kind *kind, int64_t at, int64_t *shares)
{
	int64_t above = kind->mass, next;

	if (kind->settled > 0) {
		above = has(kind, kind->settled, at);
		shares[kind->version[0]] += kind->mass - above;
	}
	for (size_t i = kind->settled; i < kind->n && above > 0; i++, above = next) {
		next = has(kind, i + 1, at);
		shares[kind->version[i]] += above - next;
	}
}

void pl_kind_pass(struct pl_kind *kind, const struct pl_slice *slice, int64_t *shares,
		  struct pl_moves *moves)
{
	if (kind->stateful) {
		pl_lags_pass(kind, slice, shares, moves);
		return;
	}
	settle(kind, slice->from);
	add_shares(kind, slice->from, shares);
	for (size_t i = kind->settled + 1; i < kind->n && kind->since[i] < slice->to; i++)
		add_move(kind, slice, i, moves);
}

/* Who can still get a version that is let in comes back. */
static bool comes_back(const struct pl_kind *kind, const struct pl_slice *last, size_t i)
{
	for (size_t next = i + 1; next < kind->n; next++)
		if (!pl_slice_is_out(last, kind->segment, kind->version[next]))
			return true;
	return false;
}

void pl_kind_end(const struct pl_kind *kind, const struct pl_slice *last, int64_t at,
		 int64_t *shares, int64_t *never)
{
	int64_t top = pl_share_of(kind->ages->curve.top, kind->mass);

	if (kind->stateful) {
		pl_lags_end(kind, last, shares, never);
		return;
	}
	add_shares(kind, at, shares);
	if (pl_slice_is_out(last, kind->segment, kind->version[0]))
		never[kind->version[0]] += kind->mass - top;
	for (size_t i = 0; i < kind->n; i++) {
		int64_t above = i ? has(kind, i, at) : top;

		if (pl_slice_is_out(last, kind->segment, kind->version[i]) &&
		    !comes_back(kind, last, i))
			never[kind->version[i]] += above - has(kind, i + 1, at);
	}
}
