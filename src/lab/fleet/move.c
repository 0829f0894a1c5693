/* How many users have gone from one version to another by a second, and for how long? */
#include <config.h>

#include "lab/fleet/parts.h"

static int64_t within(int64_t age, const struct pl_move *move)
{
	if (age < move->low)
		return move->low;
	return age > move->high ? move->high : age;
}

/* Those among them whose lag is below this. */
static int64_t upto(const struct pl_move *move, int64_t lag)
{
	return pl_share_of(pl_ages_share(move->ages, lag), move->mass);
}

int64_t pl_move_done(const struct pl_move *move, int64_t at)
{
	if (move->linear)
		return (int64_t)pl_wide_div((pl_wide)move->mass * (at - move->begin),
					    move->last - move->begin);
	if (move->contact)
		return pl_contact_done(move, at);
	return upto(move, within(at - move->since, move)) -
	       upto(move, within(move->begin - move->since, move));
}

/* The integral, over the ages from a to b, of the share whose lag is below. */
static pl_wide sum_of(const struct pl_move *move, int64_t a, int64_t b)
{
	return pl_wide_part(pl_ages_sum(move->ages, b), move->mass) -
	       pl_wide_part(pl_ages_sum(move->ages, a), move->mass);
}

pl_wide pl_move_sum(const struct pl_move *move, int64_t from, int64_t to)
{
	int64_t a = from - move->since, b = to - move->since;
	int64_t low = within(a, move), high = within(b, move);
	pl_wide sum;

	if (move->linear)
		return pl_wide_div((pl_wide)move->mass * (to - from), 2);
	if (move->contact)
		return pl_contact_sum(move, to);
	/* The usual case: everybody, from the slice's begin. */
	if (move->high == PL_FLEET_NEVER && move->low == 0 && from == move->begin)
		return pl_wide_part(pl_ages_sum(move->ages, b) - pl_ages_sum(move->ages, a),
				    move->mass) -
		       (pl_wide)upto(move, a) * (to - from);
	sum = sum_of(move, low, high);

	/* Before the first lag nobody moves; after the last one all have. */
	if (a < low)
		sum += (pl_wide)upto(move, low) * ((b < low ? b : low) - a);
	if (b > high)
		sum += (pl_wide)upto(move, high) * (b - (a > high ? a : high));
	return sum - (pl_wide)upto(move, within(move->begin - move->since, move)) * (to - from);
}
