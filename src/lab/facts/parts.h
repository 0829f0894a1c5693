/* What an edition of dated facts is made of; the editions' own files include this. */
#ifndef PINLAB_LAB_FACTS_PARTS_H
#define PINLAB_LAB_FACTS_PARTS_H

#include "lab/facts.h"
#include "util/time.h"

struct pl_day { /* its midnight, UTC; all zero: always */
	int year, month, day;
};

/* A length that holds from a day on, until the next one's. */
struct pl_dated_length {
	struct pl_day from;
	int64_t length;     /* PL_TIME_NONE: none any more */
	const char *source; /* for notes */
};

struct pl_profile_fact {
	const char *operator_, *profile;
	const struct pl_dated_length *lengths; /* in order of time */
	size_t n;
};

/* Holds for certificates from that day on and up to that lifetime; the last that fits wins. */
struct pl_ct_fact {
	enum pl_ct_policy policy;
	struct pl_day from;
	int64_t up_to; /* lifetime, inclusive */
	struct pl_ct_demand demand;
};

/* Roots whose keys were made before that day leave on the other. */
struct pl_root_fact {
	struct pl_day made_before, ends;
};

/* A second as a constant: Hinnant's count of days since 1970-01-01, where a year begins in March. */
#define PL_FACT_YEAR(y, m) ((int64_t)(y) - ((m) <= 2))
#define PL_FACT_DAYS(y, m, d) \
	(PL_FACT_YEAR(y, m) * 365 + PL_FACT_YEAR(y, m) / 4 - PL_FACT_YEAR(y, m) / 100 + \
	 PL_FACT_YEAR(y, m) / 400 + (153 * ((m) + ((m) > 2 ? -3 : 9)) + 2) / 5 + (d) - 1 - 719468)
#define TIME(y, m, d, hh, mm, ss) \
	(PL_FACT_DAYS(y, m, d) * PL_DAY + (hh) * PL_HOUR + (mm) * PL_MINUTE + (ss))
#define DAY(y, m, d) TIME(y, m, d, 0, 0, 0)
#define END_OF(y, m, d) TIME(y, m, d, 23, 59, 59)

struct pl_facts {
	const char *edition;
	const struct pl_dated_length *max_lifetimes;
	size_t n_max_lifetimes;
	const struct pl_profile_fact *profiles;
	size_t n_profiles;
	const struct pl_ct_fact *ct; /* of each policy: older first, then shorter lifetimes first */
	size_t n_ct;
	const struct pl_root_fact *roots; /* in order of time */
	size_t n_roots;
	int root_years; /* younger keys count that many years */
	const struct pl_known_ca *cas;
	const size_t *n_cas;
	const struct pl_known_certificate *certificates;
	const size_t *n_certificates;
};

extern const struct pl_facts pl_facts_2026_11;
extern const struct pl_known_ca pl_known_cas_2026_11[];
extern const size_t pl_n_known_cas_2026_11;
extern const struct pl_known_certificate pl_known_certificates_2026_11[];
extern const size_t pl_n_known_certificates_2026_11;

#endif
