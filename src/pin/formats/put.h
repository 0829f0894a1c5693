/* What the writers of formats share: which pins can be written, and what is lost. */
#ifndef PINLAB_PIN_FORMATS_PUT_H
#define PINLAB_PIN_FORMATS_PUT_H

#include "pin/format.h"
#include "util/text.h"

#define PL_PUT_BASE64 (PL_BASE64_LEN(32) + 1)

/* The pin in canonical base64, where it is the SHA-256 of a SubjectPublicKeyInfo; else NULL. */
const char *pl_put_base64(const struct pl_pin *pin, char out[PL_PUT_BASE64]);

/*
 * Before anything is written: every pin has to be such a digest, no rule may
 * hold what the software it was written for refuses, and each name has one
 * entry. False with an error that names the first that is not so.
 */
PL_MUST_USE bool pl_put_check(const struct pl_pinset *set, const char *format, struct pl_error *err);

/* True when the rule is to be written: it has pins, names or was written down. */
PL_MUST_USE bool pl_put_has(const struct pl_pinset *set, size_t rule);
size_t pl_put_pins(const struct pl_pinset *set, size_t rule);
/* "for api.example.test", or "for every name": where a loss is. Caller frees. */
PL_MUST_USE char *pl_put_where(const struct pl_rule *rule);

/* Losses of terms that a format has no words for; each tells what becomes of them. */
enum pl_put_term {
	PL_PUT_EXPIRES = 1,      /* no end of a pin set */
	PL_PUT_REPORTS = 2,      /* no mode that only reports */
	PL_PUT_OVERRIDES = 4,    /* no say about roots of the user or of the store */
	PL_PUT_LISTS = 8,        /* one list for leaf and authorities */
	PL_PUT_EXCLUDES = 16,    /* no exception for a name */
};
void pl_put_lose_terms(const struct pl_pinset *set, size_t rule, unsigned unknown,
		       struct pl_pin_losses *losses);

/* The names of a rule: its own, or `host` where it has none. False with an error without both. */
struct pl_put_names {
	const struct pl_pattern *items;
	size_t n;
	struct pl_pattern one;
};
PL_MUST_USE bool pl_put_names(const struct pl_rule *rule, const char *host,
			      struct pl_put_names *out, struct pl_error *err);

#endif
