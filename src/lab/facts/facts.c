/* What did the rules of the public web's PKI ask for on a given day? */
#include <config.h>

#include "lab/facts.h"

#include "lab/facts/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_facts *const editions[] = { &pl_facts_2026_11 };

const struct pl_facts *const *pl_facts_editions(size_t *n)
{
	*n = PL_ARRAY_LEN(editions);
	return editions;
}

const struct pl_facts *pl_facts_standard(void)
{
	return editions[0];
}

const struct pl_facts *pl_facts_find(const char *edition)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(editions); i++)
		if (pl_streq(editions[i]->edition, edition))
			return editions[i];
	return NULL;
}

const char *pl_facts_edition(const struct pl_facts *facts)
{
	return facts->edition;
}

static int64_t midnight(const struct pl_day *day)
{
	struct pl_civil civil = { .year = day->year, .month = day->month, .day = day->day };
	int64_t time = PL_TIME_MIN;

	/* A day that is not there, like the zero one, has always been. */
	if (!pl_time_from_civil(&civil, &time))
		return PL_TIME_MIN;
	return time;
}

/* The last of a list in order of time that has begun, or NULL. */
static const struct pl_dated_length *find(const struct pl_dated_length *list, size_t n, int64_t at)
{
	const struct pl_dated_length *found = NULL;

	for (size_t i = 0; i < n && midnight(&list[i].from) <= at; i++)
		found = &list[i];
	return found;
}

int64_t pl_facts_max_lifetime(const struct pl_facts *facts, int64_t at)
{
	const struct pl_dated_length *found =
		find(facts->max_lifetimes, facts->n_max_lifetimes, at);

	return found ? found->length : PL_TIME_NONE;
}

const char *pl_facts_max_lifetime_source(const struct pl_facts *facts, int64_t at)
{
	const struct pl_dated_length *found =
		find(facts->max_lifetimes, facts->n_max_lifetimes, at);

	return found ? found->source : NULL;
}

int64_t pl_facts_profile_lifetime(const struct pl_facts *facts, const char *operator_,
				  const char *profile, int64_t at)
{
	for (size_t i = 0; i < facts->n_profiles; i++) {
		const struct pl_profile_fact *fact = &facts->profiles[i];
		const struct pl_dated_length *found;

		if (!pl_streq(fact->operator_, operator_) || !pl_streq(fact->profile, profile))
			continue;
		found = find(fact->lengths, fact->n, at);
		return found ? found->length : PL_TIME_NONE;
	}
	return PL_TIME_NONE;
}

size_t pl_facts_profiles(const struct pl_facts *facts, const char *operator_, const char **out,
			 size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < facts->n_profiles && n < max; i++)
		if (pl_streq(facts->profiles[i].operator_, operator_))
			out[n++] = facts->profiles[i].profile;
	return n;
}

bool pl_facts_ct(const struct pl_facts *facts, enum pl_ct_policy policy, int64_t not_before,
		 int64_t lifetime, struct pl_ct_demand *out)
{
	const struct pl_ct_fact *found = NULL;

	for (size_t i = 0; i < facts->n_ct; i++) {
		const struct pl_ct_fact *fact = &facts->ct[i];
		bool newer = !found || midnight(&fact->from) > midnight(&found->from);

		if (fact->policy != policy || midnight(&fact->from) > not_before ||
		    lifetime > fact->up_to)
			continue;
		/* Of one day's rules the first that is long enough; they stand in that order. */
		if (newer)
			found = fact;
	}
	if (found)
		*out = found->demand;
	return found;
}

int64_t pl_facts_ct_date(const struct pl_facts *facts, size_t index)
{
	return index < facts->n_ct ? midnight(&facts->ct[index].from) : PL_TIME_NONE;
}

int64_t pl_facts_root_end(const struct pl_facts *facts, int64_t key_made)
{
	struct pl_civil civil;
	int64_t end;

	for (size_t i = 0; i < facts->n_roots; i++)
		if (key_made < midnight(&facts->roots[i].made_before))
			return midnight(&facts->roots[i].ends);
	pl_time_to_civil(key_made, &civil);
	civil.year += facts->root_years;
	/* Fifteen years after a leap day there is none. */
	if (civil.month == 2 && civil.day == 29)
		civil.day = 28;
	return pl_time_from_civil(&civil, &end) ? end : PL_TIME_MAX;
}
