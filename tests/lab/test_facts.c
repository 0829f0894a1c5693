/* Whether dated facts are found on their day, and not on the day before. */
#include <config.h>

#include <stdio.h>
#include <string.h>

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

/* Keys as published, in hexadecimal; the first from letsencrypt.org/certificates. */
static const struct {
	const char *spki, *name, *operator_;
	bool root;
} cas[] = {
	{ "0b9fa5a59eed715c26c1020c711b4f6ec42d58b0015e14337a39dad301c5afc3", "isrg-x1",
	  "lets-encrypt", true },
	{ "8b5593a7a0d2c7a8b6f06f0d1d3b7f8f0a1b2c3d4e5f60718293a4b5c6d7e8f9", NULL, NULL, false },
};

/* Who issues out of a pool on a day, in the table's order. */
static const struct {
	const char *pool, *at, *members;
} pools[] = {
	{ "lets-encrypt-rsa", "2024-06-05", "r14 yr3" },
	{ "lets-encrypt-rsa", "2024-06-06", "r10 r11 r14 yr3" },
	{ "lets-encrypt-rsa", "2025-08-20", "r12 r13 r14 yr3" },
	{ "lets-encrypt-rsa", "2026-05-27T23:59:59Z", "r12 r13 r14 yr3" },
	{ "lets-encrypt-rsa", "2026-05-28", "r14 yr1 yr2 yr3" },
	{ "lets-encrypt-rsa", "2026-07-08", "yr1 yr2 yr3" },
	{ "lets-encrypt-ecdsa", "2026-11-21", "ye1 ye2 ye3" },
	{ "amazon-rsa-2048", "2022-10-10", "server-1b" },
	{ "amazon-rsa-2048", "2022-10-11", "server-1b m01 m02 m03 m04" },
	{ "amazon-rsa-2048", "2026-11-21", "m01 m02 m03 m04" },
	{ "of-nobody", "2026-11-21", "" },
};

static bool read_spki(const char *hex, uint8_t out[32])
{
	size_t len = 32;

	return strlen(hex) == 64 && pl_hex_decode(hex, 64, out, &len) && len == 32;
}

static void test_cas(const struct pl_facts *facts)
{
	size_t n;
	const struct pl_known_ca *all = pl_facts_cas(facts, &n);

	for (size_t i = 0; i < sizeof(cas) / sizeof(*cas); i++) {
		uint8_t spki[32];
		const struct pl_known_ca *ca;

		tap_ok(read_spki(cas[i].spki, spki), "a key of 32 bytes");
		ca = pl_facts_ca(facts, spki);
		tap_ok(pl_streq(ca ? ca->name : NULL, cas[i].name) &&
		   (!ca || (ca->is_root == cas[i].root && pl_streq(ca->operator_, cas[i].operator_))),
		   "it is %s", cas[i].name ? cas[i].name : "nobody known");
	}
	for (size_t i = 0; i < n; i++) {
		const struct pl_known_ca *ca = &all[i];
		uint8_t spki[32];

		if (pl_facts_ca_named(facts, ca->name) != ca || !read_spki(ca->spki, spki) || pl_facts_ca(facts, spki) != ca)
			tap_ok(false, "%s: its name and its key are its own", ca->name);
		if (!ca->source || (ca->is_root && !ca->key_made) ||
		    (ca->issues_from && ca->issues_until && ca->issues_from >= ca->issues_until))
			tap_ok(false, "%s has a source and dates in order", ca->name);
		for (size_t k = 0; k < ca->n_distrusted; k++)
			if (!ca->distrusted[k].date || !ca->distrusted[k].source)
				tap_ok(false, "%s: each distrust has a date and a source", ca->name);
	}
	tap_ok(n > 100, "%zu CAs are known", n);
}

static void test_certificates(const struct pl_facts *facts)
{
	size_t n, revoked = 0;
	const struct pl_known_certificate *all = pl_facts_certificates(facts, &n);

	for (size_t i = 0; i < n; i++) {
		if (!pl_facts_ca_named(facts, all[i].of) || !pl_facts_ca_named(facts, all[i].by) ||
		    all[i].from >= all[i].to)
			tap_ok(false, "%s by %s: both known, dates in order", all[i].of, all[i].by);
		revoked += all[i].revoked;
	}
	tap_ok(n > 150 && revoked == 5, "%zu certificates, %zu of them withdrawn", n, revoked);
	tap_ok(all[0].from == at("2015-06-04T11:04:38Z") && all[0].to == at("2035-06-04T11:04:38Z"),
	   "ISRG Root X1 with its dates to the second");
}

static void test_pools(const struct pl_facts *facts)
{
	for (size_t i = 0; i < sizeof(pools) / sizeof(*pools); i++) {
		const struct pl_known_ca *members[8];
		size_t n = pl_facts_pool(facts, pools[i].pool, at(pools[i].at), members, 8);
		char got[128] = "";

		for (size_t k = 0; k < n; k++)
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s",
				 k ? " " : "", members[k]->name);
		tap_ok(pl_streq(got, pools[i].members), "%s at %s: %s", pools[i].pool, pools[i].at, got);
	}
}

static void test_ends(const struct pl_facts *facts)
{
	const struct pl_known_ca *g2 = pl_facts_ca_named(facts, "global-g2");
	const struct pl_known_ca *entrust = pl_facts_ca_named(facts, "entrust-g2");

	tap_ok(g2->n_distrusted == 1 && g2->distrusted[0].date == at("2029-04-15") &&
	   pl_streq(g2->distrusted[0].who, "Mozilla"), "DigiCert Global Root G2 ends with Mozilla");
	tap_ok(pl_facts_root_end(facts, g2->key_made) == g2->distrusted[0].date,
	   "as the rule for the age of its key says");
	tap_ok(entrust->n_distrusted == 3 && pl_streq(entrust->distrusted[0].how, "after-sct-date") &&
	   entrust->distrusted[0].date == at("2024-11-11T23:59:59Z"), "Entrust by the date of SCTs");
}

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
	test_cas(facts);
	test_certificates(facts);
	test_pools(facts);
	test_ends(facts);
	return tap_done();
}
