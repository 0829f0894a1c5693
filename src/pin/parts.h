/* What the files behind client.h share; only files of pin/ and their tests include this. */
#ifndef PINLAB_PIN_PARTS_H
#define PINLAB_PIN_PARTS_H

#include "pin/client.h"
#include "pin/reader.h"

/* Host names. */
/* Why a client refuses the pattern when it loads it: a static clause, or NULL. */
const char *pl_host_pattern_fault(const struct pl_host_rules *rules,
				  const struct pl_pattern *pattern);
/* How well a rule's patterns fit the host: 0 not at all, longer names more, an exact one most. */
PL_MUST_USE size_t pl_host_fit(const struct pl_host_rules *rules, const struct pl_rule *rule,
			       const char *host);
/* True when both stand for the same name. */
PL_MUST_USE bool pl_host_same(const struct pl_host_rules *rules, const char *a, const char *b);

/* A comparison on its way. */
struct pl_comparison {
	const struct pl_client *client;
	const struct pl_pin_question *q;
	bool *applies; /* per rule: it is for this host, and its pins count */
	struct pl_pin_answer *out;
};
/* Looks for the pins that apply: true with MATCH, false with UNSUPPORTED or nothing decided. */
PL_MUST_USE bool pl_pins_match(const struct pl_comparison *comparison);
/* True when a rule that applies has this list, were it empty. */
PL_MUST_USE bool pl_pins_have_list(const struct pl_comparison *comparison, enum pl_pin_list list);

/* In which list a pin stands; one that was captured without saying belongs where it came from. */
enum pl_pin_list pl_pin_list_of(const struct pl_pin *pin);

#endif
