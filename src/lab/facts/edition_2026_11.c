/* Which dated facts were known in November 2026? */
#include <config.h>

#include "lab/facts/parts.h"
#include "util/mem.h"
#include "util/time.h"

#define DAYS(n) ((n) * PL_DAY)

/* CA/Browser Forum, TLS Baseline Requirements 6.3.2 (2.2.6 of 2026-03-31): 398 days, then ballot
 * SC-081v3's steps. The older limits are those that Chromium's test certificates are named after
 * (net/data/ssl/certificates: 60_months_after_2012_07, 39_months_after_2015_04,
 * 825_days_after_2018_03_01); of a number of months it is the longest, so that nothing that was
 * allowed is refused. A day has 86400 seconds there, and notAfter is inclusive. */
static const struct pl_dated_length max_lifetimes[] = {
	{ { 2012, 7, 1 }, DAYS(1827), "CA/Browser Forum, 60 months from 2012-07-01" },
	{ { 2015, 4, 1 }, DAYS(1188), "CA/Browser Forum, 39 months from 2015-04-01" },
	{ { 2018, 3, 1 }, DAYS(825), "CA/Browser Forum, 825 days from 2018-03-01" },
	{ { 2020, 9, 1 }, DAYS(398), "CA/Browser Forum, 398 days from 2020-09-01" },
	{ { 2026, 3, 15 }, DAYS(200), "CA/Browser Forum, 200 days from 2026-03-15" },
	{ { 2027, 3, 15 }, DAYS(100), "CA/Browser Forum, 100 days from 2027-03-15" },
	{ { 2029, 3, 15 }, DAYS(47), "CA/Browser Forum, 47 days from 2029-03-15" },
};

/* Let's Encrypt, "Decreasing Certificate Lifetimes to 45 Days" (2025-12-02), docs/profiles
 * (2026-07-14), and "6-day and IP address certificates are generally available" (2026-01-15).
 * The steps of 2027 and 2028 were plans at this edition's date. */
static const struct pl_dated_length le_classic[] = {
	{ { 2015, 9, 14 }, DAYS(90), "Let's Encrypt, 90 days" },
	{ { 2027, 2, 10 }, DAYS(64), "Let's Encrypt, 64 days from 2027-02-10" },
	{ { 2028, 2, 16 }, DAYS(45), "Let's Encrypt, 45 days from 2028-02-16" },
};
static const struct pl_dated_length le_tlsserver[] = {
	{ { 2025, 1, 9 }, DAYS(90), "Let's Encrypt, 90 days" },
	{ { 2026, 5, 13 }, DAYS(45), "Let's Encrypt, 45 days from 2026-05-13" },
};
static const struct pl_dated_length le_shortlived[] = {
	{ { 2026, 1, 15 }, 160 * PL_HOUR, "Let's Encrypt, 160 hours from 2026-01-15" },
};

static const struct pl_profile_fact profiles[] = {
	{ "lets-encrypt", "classic", le_classic, PL_ARRAY_LEN(le_classic) },
	{ "lets-encrypt", "tlsserver", le_tlsserver, PL_ARRAY_LEN(le_tlsserver) },
	{ "lets-encrypt", "shortlived", le_shortlived, PL_ARRAY_LEN(le_shortlived) },
};

/* Chrome: GoogleChrome/CertificateTransparency ct_policy.md and changes.md. Every public
 * certificate issued after 2018-04-30; two operators; by lifetime two or three SCTs, which since
 * 2022-04-15 turns at 180 days and before it at 15, 27 and 39 months.
 * Apple: support.apple.com/en-us/103214. Certificates issued after 2018-10-15; since 2021-04-21
 * two SCTs up to 180 days, of which one of an operator counts, beyond that three, of which two do;
 * before it by months, as Chrome. A month is counted as the longest, so that nobody is refused
 * who was served. */
static const struct pl_ct_fact ct[] = {
	{ PL_CT_CHROME, { 2018, 5, 1 }, DAYS(456), { 2, 2, 0 } },
	{ PL_CT_CHROME, { 2018, 5, 1 }, DAYS(823), { 3, 2, 0 } },
	{ PL_CT_CHROME, { 2018, 5, 1 }, DAYS(1188), { 4, 2, 0 } },
	{ PL_CT_CHROME, { 2018, 5, 1 }, INT64_MAX, { 5, 2, 0 } },
	{ PL_CT_CHROME, { 2022, 4, 15 }, DAYS(180), { 2, 2, 0 } },
	{ PL_CT_CHROME, { 2022, 4, 15 }, INT64_MAX, { 3, 2, 0 } },
	{ PL_CT_APPLE, { 2018, 10, 16 }, DAYS(456), { 2, 1, 0 } },
	{ PL_CT_APPLE, { 2018, 10, 16 }, DAYS(823), { 3, 1, 0 } },
	{ PL_CT_APPLE, { 2018, 10, 16 }, DAYS(1188), { 4, 1, 0 } },
	{ PL_CT_APPLE, { 2018, 10, 16 }, INT64_MAX, { 5, 1, 0 } },
	{ PL_CT_APPLE, { 2021, 4, 21 }, DAYS(180), { 2, 2, 1 } },
	{ PL_CT_APPLE, { 2021, 4, 21 }, INT64_MAX, { 3, 2, 2 } },
};

/* wiki.mozilla.org CA/Root_CA_Lifecycles: the websites trust bit goes fifteen years after the key
 * was made, older ones by this table. */
static const struct pl_root_fact roots[] = {
	{ { 2006, 1, 1 }, { 2025, 4, 15 } },
	{ { 2008, 1, 1 }, { 2026, 4, 15 } },
	{ { 2010, 1, 1 }, { 2027, 4, 15 } },
	{ { 2012, 1, 1 }, { 2028, 4, 15 } },
	{ { 2014, 4, 15 }, { 2029, 4, 15 } },
};

const struct pl_facts pl_facts_2026_11 = {
	.edition = "2026-11",
	.max_lifetimes = max_lifetimes,
	.n_max_lifetimes = PL_ARRAY_LEN(max_lifetimes),
	.profiles = profiles,
	.n_profiles = PL_ARRAY_LEN(profiles),
	.ct = ct,
	.n_ct = PL_ARRAY_LEN(ct),
	.roots = roots,
	.n_roots = PL_ARRAY_LEN(roots),
	.root_years = 15,
	.cas = pl_known_cas_2026_11,
	.n_cas = &pl_n_known_cas_2026_11,
	.certificates = pl_known_certificates_2026_11,
	.n_certificates = &pl_n_known_certificates_2026_11,
};
