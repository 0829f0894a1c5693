/* What an edition of dated facts is made of; the editions' own files include this. */
#ifndef PINLAB_LAB_FACTS_PARTS_H
#define PINLAB_LAB_FACTS_PARTS_H

#include "lab/facts.h"

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
};

extern const struct pl_facts pl_facts_2026_11;

#endif
