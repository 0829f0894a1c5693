/* What the rules of lint share; only they and lint.c include this. */
#ifndef PINLAB_REHEARSAL_LINT_PARTS_H
#define PINLAB_REHEARSAL_LINT_PARTS_H

#include "rehearsal/lint.h"

/* One more finding with the rule's own severity and remedy; the message is given away. Borrowed
 * until the next one. */
struct pl_finding *pl_lint_add(struct pl_gate *check, const struct pl_lint_rule *rule,
			       struct pl_pos pos, char *message);
/* The same about a pin, at its position. */
struct pl_finding *pl_lint_add_pin(struct pl_gate *check, const struct pl_lint_rule *rule,
				   const struct pl_pin *pin, char *message);
/* What to do, instead of the rule's own remedy; given away. */
void pl_lint_next(struct pl_finding *finding, char *next);

/* Where a rule of a pin file is written, or else the file. */
struct pl_pos pl_lint_rule_pos(const struct pl_gate_file *file, size_t rule);
/* Where a chain's leaf is. */
struct pl_pos pl_lint_chain_pos(const struct pl_served *served);
/* "the rule for api.example.test", "this file"; caller frees. */
char *pl_lint_rule_name(const struct pl_gate_file *file, size_t rule);
/* How many different pins the rule has, by form, digest and hash. */
size_t pl_lint_distinct(const struct pl_pinset *set, size_t rule);
/* True when both say the same of the same kind of bytes. */
PL_MUST_USE bool pl_lint_same_pin(const struct pl_pin *a, const struct pl_pin *b);
/* The match of a pin at any of its targets that has a certificate; NULL: it matches nothing. */
const struct pl_gate_match *pl_lint_match(const struct pl_gate *check, size_t file, size_t pin);
/* What the facts know of the pinned key, matched or not; NULL: nothing, or no digest of a key. */
const struct pl_known_ca *pl_lint_ca(const struct pl_gate *check, const struct pl_pin *pin);
/* The same of a certificate's key. */
const struct pl_known_ca *pl_lint_ca_of(const struct pl_gate *check, const struct pl_cert *cert);
/* "in 79 days", "79 days ago", "today"; to the day. */
#define PL_LINT_DAYS 48
const char *pl_lint_days(const struct pl_gate *check, int64_t date, char out[PL_LINT_DAYS]);
/* "2027-02-01": out needs PL_TIME_TEXT bytes. */
const char *pl_lint_day(int64_t time, char *out);

/* lint/verdict.c */
extern const struct pl_lint_rule pl_lint_does_not_load, pl_lint_breaks_today, pl_lint_root_unknown,
	pl_lint_not_enforced, pl_lint_on_backup, pl_lint_path_order, pl_lint_some_paths;
/* lint/spelling.c */
extern const struct pl_lint_rule pl_lint_placeholder, pl_lint_sample_pin, pl_lint_empty_digest,
	pl_lint_wrong_length, pl_lint_unreadable, pl_lint_spelled_otherwise, pl_lint_wrong_form,
	pl_lint_duplicate;
/* lint/sets.c */
extern const struct pl_lint_rule pl_lint_single_pin, pl_lint_no_backup, pl_lint_one_key_line,
	pl_lint_no_pins, pl_lint_report_only, pl_lint_override_pins;
/* lint/expiry.c */
extern const struct pl_lint_rule pl_lint_pins_expired, pl_lint_pins_expire, pl_lint_expiry_zone,
	pl_lint_expiry_ignored;
/* lint/hosts.c */
extern const struct pl_lint_rule pl_lint_host_without_chain, pl_lint_chain_without_rule,
	pl_lint_subdomains, pl_lint_other_hosts, pl_lint_matches_nothing, pl_lint_files_disagree;
/* lint/authorities.c */
extern const struct pl_lint_rule pl_lint_rotating_intermediate, pl_lint_ca_retires,
	pl_lint_pinned_ca_ends, pl_lint_distrusted;
/* lint/leaf.c */
extern const struct pl_lint_rule pl_lint_leaf_certificate, pl_lint_leaf_key, pl_lint_rhythm,
	pl_lint_leaf_ends;
/* lint/chain.c */
extern const struct pl_lint_rule pl_lint_leaf_only, pl_lint_no_anchor, pl_lint_shuffled,
	pl_lint_strangers, pl_lint_several_leaves;

#endif
