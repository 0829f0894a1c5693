/*
 * Facts with a date: rules of the public web's PKI that changed or will, in
 * editions. A scenario names one (`facts: 2026-11`), so that a newer program
 * does not change what an old file says. Editions are const tables, never
 * changed once released. Seconds throughout, times UTC.
 */
#ifndef PINLAB_LAB_FACTS_H
#define PINLAB_LAB_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/key.h"
#include "util/compiler.h"

struct pl_facts; /* one edition */

/* The edition of that name, "2026-11"; NULL: there is none. */
const struct pl_facts *pl_facts_find(const char *edition);
/* The first one: that of scenarios that name none. */
const struct pl_facts *pl_facts_standard(void);
/* All of them, oldest first. */
const struct pl_facts *const *pl_facts_editions(size_t *n);
const char *pl_facts_edition(const struct pl_facts *facts);

/* How long a public leaf issued at `at` may be valid at most; PL_TIME_NONE: no rule yet. A
 * private CA is bound by none of them. */
PL_MUST_USE int64_t pl_facts_max_lifetime(const struct pl_facts *facts, int64_t at);
/* What a rule's source is called, for notes: "CA/Browser Forum, from 2026-03-15"; NULL before
 * there was one. */
const char *pl_facts_max_lifetime_source(const struct pl_facts *facts, int64_t at);

/* How long a leaf of a CA's named offer is valid when issued at `at`; PL_TIME_NONE: it was
 * not to be had then, or is not known. `operator_` as hierarchies call it: "lets-encrypt". */
PL_MUST_USE int64_t pl_facts_profile_lifetime(const struct pl_facts *facts, const char *operator_,
					      const char *profile, int64_t at);
/* The names of an operator's profiles, NULL after the last; at most `max`. Yields how many. */
size_t pl_facts_profiles(const struct pl_facts *facts, const char *operator_, const char **out,
			 size_t max);

/* What a client's Certificate Transparency policy wants of a leaf. */
enum pl_ct_policy { PL_CT_CHROME, PL_CT_APPLE, PL_CT_POLICIES };
struct pl_ct_demand {
	unsigned scts;         /* embedded SCTs that must count */
	unsigned operators;    /* distinct log operators among them */
	unsigned per_operator; /* SCTs of one operator that count at most; 0: all */
};
/* False: the policy asks nothing of a certificate with that notBefore. `lifetime` is
 * notAfter - notBefore + 1. */
PL_MUST_USE bool pl_facts_ct(const struct pl_facts *facts, enum pl_ct_policy policy,
			     int64_t not_before, int64_t lifetime, struct pl_ct_demand *out);

/* When the rules at that place of the list came into force, PL_TIME_NONE behind the last; for
 * walking dates, so several may be the same. */
int64_t pl_facts_ct_date(const struct pl_facts *facts, size_t index);

/* Since when a root whose key was made at `key_made` no longer counts for web servers in Mozilla's
 * programme, and those that follow it. */
PL_MUST_USE int64_t pl_facts_root_end(const struct pl_facts *facts, int64_t key_made);

/* Somebody stops trusting a CA, or its younger leaves. */
struct pl_ca_distrust {
	const char *how;       /* a word of the event distrust: "remove", "block", ... */
	int64_t date;          /* the last second of leaves that stay good, for after-...-date;
				* else the second from which it is gone */
	const char *who;       /* "Mozilla" */
	const char *source;
};

/* A CA of the public web, known by its key. Dates: 0 where there is none. */
struct pl_known_ca {
	const char *name;      /* "r12", unique */
	const char *operator_; /* "lets-encrypt" */
	const char *subject, *common_name;
	const char *spki;      /* SHA-256 of its SubjectPublicKeyInfo, 64 lower-case digits */
	enum pl_key_alg alg;
	bool is_root;
	int64_t key_made;      /* of a root */
	bool in_stores;        /* a root that today's browsers and phones trust for servers */
	const char *pool;      /* those that issue interchangeably have the same; NULL: none known */
	bool standby;          /* may begin to issue without notice */
	int64_t issues_from, issues_until; /* in its CA's default offer; the latter is exclusive */
	int64_t retires;       /* nothing is issued from it from then on */
	const struct pl_ca_distrust *distrusted;
	size_t n_distrusted;
	const char *source;    /* where its certificate is published */
};

/* One certificate of a known CA. */
struct pl_known_certificate {
	const char *of, *by;   /* names of CAs */
	int64_t from, to;      /* both inclusive */
	bool revoked;          /* or withdrawn */
};

/* The CA with that key; NULL: unknown. */
const struct pl_known_ca *pl_facts_ca(const struct pl_facts *facts, const uint8_t spki[32]);
const struct pl_known_ca *pl_facts_ca_named(const struct pl_facts *facts, const char *name);
/* All of them, by operator. */
const struct pl_known_ca *pl_facts_cas(const struct pl_facts *facts, size_t *n);
const struct pl_known_certificate *pl_facts_certificates(const struct pl_facts *facts, size_t *n);

/* Who may issue out of a pool at that second: those that do, and those that may begin to without
 * notice. At most `max`; yields how many. */
size_t pl_facts_pool(const struct pl_facts *facts, const char *pool, int64_t at,
		     const struct pl_known_ca **out, size_t max);

#endif
