/* Whether dated facts are found on their day, and not on the day before. */
#include <config.h>

#include "../tap.h"
#include "lab/facts.h"
#include "util/text.h"
#include "util/time.h"

static int64_t at(const char *text)
{
	const char *why;
	int64_t time = PL_TIME_NONE;

	if (!pl_time_parse(text, &time, &why))
		return PL_TIME_NONE;
	return time;
}

/* Days; -1: no rule. */
static const struct {
	const char *at;
	int days;
} limits[] = {
	{ "2012-06-30T23:59:59Z", -1 }, { "2012-07-01", 1827 },
	{ "2015-03-31T23:59:59Z", 1827 }, { "2015-04-01", 1188 },
	{ "2018-03-01", 825 },	{ "2020-08-31T23:59:59Z", 825 },
	{ "2020-09-01", 398 },	{ "2026-03-14T23:59:59Z", 398 },
	{ "2026-03-15", 200 },	{ "2027-03-14T23:59:59Z", 200 },
	{ "2027-03-15", 100 },	{ "2029-03-14T23:59:59Z", 100 },
	{ "2029-03-15", 47 },	{ "2099-01-01", 47 },
};

static const struct {
	const char *operator_, *profile, *at;
	int hours;
} profiles[] = {
	{ "lets-encrypt", "classic", "2020-11-20", 90 * 24 },
	{ "lets-encrypt", "classic", "2027-02-09T23:59:59Z", 90 * 24 },
	{ "lets-encrypt", "classic", "2027-02-10", 64 * 24 },
	{ "lets-encrypt", "classic", "2028-02-16", 45 * 24 },
	{ "lets-encrypt", "tlsserver", "2026-05-12T23:59:59Z", 90 * 24 },
	{ "lets-encrypt", "tlsserver", "2026-05-13", 45 * 24 },
	{ "lets-encrypt", "shortlived", "2026-01-14", -1 },
	{ "lets-encrypt", "shortlived", "2026-01-15", 160 },
	{ "lets-encrypt", "eternal", "2026-01-15", -1 },
	{ "nobody", "classic", "2026-01-15", -1 },
};

static const struct {
	enum pl_ct_policy policy;
	const char *from;
	int days;
	int scts, operators, per_operator; /* scts -1: nothing is asked */
} ct[] = {
	{ PL_CT_CHROME, "2018-04-30", 90, -1, 0, 0 },
	{ PL_CT_CHROME, "2018-05-01", 90, 2, 2, 0 },
	{ PL_CT_CHROME, "2019-01-01", 825, 4, 2, 0 },
	{ PL_CT_CHROME, "2022-04-14", 397, 2, 2, 0 },
	{ PL_CT_CHROME, "2022-04-15", 397, 3, 2, 0 },
	{ PL_CT_CHROME, "2026-11-21", 180, 2, 2, 0 },
	{ PL_CT_CHROME, "2026-11-21", 181, 3, 2, 0 },
	{ PL_CT_APPLE, "2018-10-15", 90, -1, 0, 0 },
	{ PL_CT_APPLE, "2021-04-20", 90, 2, 1, 0 },
	{ PL_CT_APPLE, "2021-04-21", 180, 2, 2, 1 },
	{ PL_CT_APPLE, "2021-04-21", 398, 3, 2, 2 },
};

static const struct {
	const char *made, *ends;
} roots[] = {
	{ "2000-09-30", "2025-04-15" }, /* DST Root CA X3 */
	{ "2005-12-31", "2025-04-15" },	{ "2006-11-10", "2026-04-15" }, /* DigiCert Global Root */
	{ "2013-08-01", "2029-04-15" }, /* DigiCert Global Root G2 */
	{ "2014-04-14", "2029-04-15" },	{ "2014-04-15", "2029-04-15" },
	{ "2015-06-04", "2030-06-04" }, /* ISRG Root X1, as Let's Encrypt says itself */
	{ "2016-02-29", "2031-02-28" },
};

static void test_lengths(const struct pl_facts *facts)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		int64_t want = limits[i].days < 0 ? PL_TIME_NONE : limits[i].days * PL_DAY;
		int64_t got = pl_facts_max_lifetime(facts, at(limits[i].at));

		tap_ok(got == want, "the limit at %s is %d days", limits[i].at, limits[i].days);
		tap_ok(!pl_facts_max_lifetime_source(facts, at(limits[i].at)) == (limits[i].days < 0),
		   "and it has a source where there is one");
	}
	for (size_t i = 0; i < sizeof(profiles) / sizeof(*profiles); i++) {
		int64_t want = profiles[i].hours < 0 ? PL_TIME_NONE : profiles[i].hours * PL_HOUR;
		int64_t got = pl_facts_profile_lifetime(facts, profiles[i].operator_,
							profiles[i].profile, at(profiles[i].at));

		tap_ok(got == want, "%s %s at %s lasts %d hours", profiles[i].operator_,
		   profiles[i].profile, profiles[i].at, profiles[i].hours);
	}
}

static void test_ct(const struct pl_facts *facts)
{
	for (size_t i = 0; i < sizeof(ct) / sizeof(*ct); i++) {
		struct pl_ct_demand demand = { 0 };
		bool asked = pl_facts_ct(facts, ct[i].policy, at(ct[i].from),
					 ct[i].days * PL_DAY, &demand);

		tap_ok(asked == (ct[i].scts >= 0), "%s of %s: whether anything is asked",
		   ct[i].policy == PL_CT_CHROME ? "Chrome" : "Apple", ct[i].from);
		if (asked)
			tap_ok((int)demand.scts == ct[i].scts &&
			   (int)demand.operators == ct[i].operators &&
			   (int)demand.per_operator == ct[i].per_operator,
			   "%d days: %u SCTs, %u operators, %u of one", ct[i].days, demand.scts,
			   demand.operators, demand.per_operator);
	}
}

int main(void)
{
	const struct pl_facts *facts = pl_facts_find("2026-11");
	const char *names[4];
	size_t n;

	tap_ok(facts && facts == pl_facts_standard(), "2026-11 is there, and is the first edition");
	tap_ok(!pl_facts_find("2027-01"), "2027-01 is not");
	tap_ok(pl_facts_editions(&n)[0] == facts && n >= 1 &&
	   pl_streq(pl_facts_edition(facts), "2026-11"), "the list begins with it");
	test_lengths(facts);
	n = pl_facts_profiles(facts, "lets-encrypt", names, 4);
	tap_ok(n == 3 && pl_streq(names[0], "classic"), "Let's Encrypt has three profiles");
	tap_ok(pl_facts_profiles(facts, "lets-encrypt", names, 2) == 2, "no more than asked for");
	tap_ok(pl_facts_profiles(facts, "nobody", names, 4) == 0, "nobody has none");
	test_ct(facts);
	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++)
		tap_ok(pl_facts_root_end(facts, at(roots[i].made)) == at(roots[i].ends),
		   "a root key of %s ends on %s", roots[i].made, roots[i].ends);
	return tap_done();
}
