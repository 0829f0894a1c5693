/*
 * What the files behind why.h share: the facts of one cell, and the clauses
 * that sentences are made of. Nobody else includes this.
 */
#ifndef PINLAB_LAB_WHY_PARTS_H
#define PINLAB_LAB_WHY_PARTS_H

#include "lab/judge/parts.h"
#include "lab/why.h"
#include "util/buf.h"

/* Names that were made for one explanation. */
struct pl_labels {
	char **items;
	size_t n, cap;
};
void pl_labels_clear(struct pl_labels *labels);

/* Everything known about one cell; borrowed from the run. */
struct pl_facts {
	const struct pl_run *run;
	const struct pl_step *step;
	size_t index;                     /* of the step */
	size_t row_index;
	int attack_index;                 /* -1: honest host */
	const struct pl_row *row;
	const struct pl_pinset *pins;     /* by which it judges: its app's, or what it remembers */
	enum pl_reason remembered;        /* its memory's say instead of them, or PL_REASONS */
	const struct pl_world *world;
	const struct pl_host *host;       /* whom the row talks to: a twin for a private CA */
	const struct pl_device *device;
	const struct pl_attack *attack;   /* NULL: honest host */
	const struct pl_outcome *outcome;
	const struct pl_outcome *honest;
	const struct pl_cert *user_root;  /* installed on the device for this attack, or NULL */
	const struct pl_key *key;         /* what the answering side signs with, or NULL */
	bool late_clock;                  /* an attacker has set the device's clock */
	enum pl_dating dating;            /* when the presented leaf was issued */
	bool earlier_theft;               /* an attacker's, which is in use no longer */
	size_t last_good;                 /* SIZE_MAX: never */
	size_t since; /* first step of the present run of refusals (or acceptances) */
	const struct pl_host
	    *before; /* the host at the last good step (if bad) or one step ago; NULL */
	const struct pl_outcome *first; /* what it was at the step `since` */
	bool brief; /* the cause alone, as a line of a report has room for */
	struct pl_view view;
	struct pl_labels *labels;
};

/* False when the row has no verdict at that step. `labels` starts empty and lives as long. */
PL_MUST_USE bool pl_facts_init(struct pl_facts *facts, const struct pl_run *run,
			       const struct pl_cell *cell, struct pl_labels *labels);
/* What a certificate is called; a cross-sign of a CA that also signed itself says by whom:
 * "ISRG Root X1 (by DST Root CA X3)". */
const char *pl_label(const struct pl_facts *facts, const struct pl_cert *cert);
/* The same where it matters which of several certificates it is: "R3 (by DST Root CA X3)". */
const char *pl_label_exact(const struct pl_facts *facts, const struct pl_cert *cert);
/* The certificate that a pin is on, as the world was since the app was built, or NULL. */
const struct pl_cert *pl_pinned_cert(const struct pl_facts *facts, const struct pl_pin *pin);
/* Another certificate with the same key among those that the client looks at, or NULL. */
const struct pl_cert *pl_same_key(const struct pl_facts *facts, const struct pl_cert *cert);
/* True when an honest host was reached, or an attacker refused for a reason. */
PL_MUST_USE bool pl_outcome_is_good(const struct pl_outcome *outcome);

/* "2026-06-06": sentences name days. */
#define PL_DAY_TEXT 11
const char *pl_day(int64_t time, char out[PL_DAY_TEXT]);
/* "leaf < R3 < ISRG Root X1". */
void pl_say_path(struct pl_buf *out, const struct pl_facts *facts, const struct pl_path *path);
/* What is wrong with the chain, as a clause: "R3 expired on 2021-09-30". */
void pl_say_fault(struct pl_buf *out, const struct pl_facts *facts, enum pl_reason fault,
		  const struct pl_cert *about, const char *detail);
/* The same for what was learnt of revocation. */
void pl_say_revocation(struct pl_buf *out, const struct pl_facts *facts, enum pl_reason fault,
		       const struct pl_cert *about, const char *detail);
/* That a revoked certificate was accepted and why: sentences, each after a blank, or nothing. */
void pl_say_revoked_note(struct pl_buf *out, const struct pl_facts *facts);
/* What would have helped against a refusal because of revocation: a sentence, or nothing. */
void pl_fix_revocation(struct pl_buf *out, const struct pl_facts *facts);
/* The fault of the chain itself, whatever the reason of the outcome. */
void pl_say_chain_fault(struct pl_buf *out, const struct pl_facts *facts);
/* " by the clock of phone, which is at 2026-12-22", or nothing when that is the true one. */
void pl_say_by_clock(struct pl_buf *out, const struct pl_facts *facts);
/* "Main Root 1 ended on 2028-12-31", by whose clock it did. */
void pl_say_anchor_date(struct pl_buf *out, const struct pl_facts *facts);
/* Why pins were not enforced, as a clause: "the pin set ended on 2026-03-01". */
void pl_say_skipped(struct pl_buf *out, const struct pl_facts *facts);
/* The rule of the pin set that this client does not know, as a sentence, or nothing. */
void pl_say_unknown_rule(struct pl_buf *out, const struct pl_facts *facts);
/* Why an app says so because of what it remembers: sentences, or nothing and false. */
PL_MUST_USE bool pl_say_memory(struct pl_buf *out, const struct pl_facts *facts);
/* Whose header these pins came from: a sentence after a blank, or nothing. */
void pl_say_noted(struct pl_buf *out, const struct pl_facts *facts);
/* What helps an app that learned the wrong thing: sentences, or nothing and false. */
PL_MUST_USE bool pl_fix_memory(struct pl_buf *out, const struct pl_facts *facts);
/* False when the server signs with another key than its certificate's. */
PL_MUST_USE bool pl_is_possessed(const struct pl_facts *facts);
/* What the server did at this step if that changed the cell, and since when a refusal lasts:
 * sentences, each after a blank, or nothing. Earlier deeds of the server only for a mismatch. */
void pl_say_change(struct pl_buf *out, const struct pl_facts *facts);
/* True when the served leaf has another key than `before`'s. */
PL_MUST_USE bool pl_key_changed(const struct pl_facts *facts);

/* "the old key (7HIp…)", "the certificate R3 (SqGe…)". */
void pl_say_pin(struct pl_buf *out, const struct pl_facts *facts, const struct pl_pin *pin);
/* Those of the pins that are backups or not: "the old key (7HIp…) and the key of R3 (...)". */
void pl_say_pins(struct pl_buf *out, const struct pl_facts *facts, bool backup);
/* First pins, then the backups, said to be such. */
void pl_say_all_pins(struct pl_buf *out, const struct pl_facts *facts);
size_t pl_count_pins(const struct pl_pinset *set, bool backup);
/* "leaf.spki 7HIp…", or the digest alone. */
void pl_say_pin_short(struct pl_buf *out, const struct pl_pin *pin);
/* A certificate's digest in a form. */
const uint8_t *pl_digest_of(const struct pl_cert *cert, enum pl_pin_form form);
/* The certificates that the row's client compares with; *n of them. */
struct pl_cert *const *pl_looked_at(const struct pl_facts *facts, size_t *n);
/* The pinned certificate on the path that this client does not look at, or NULL. */
const struct pl_cert *pl_pinned_unseen(const struct pl_facts *facts, const struct pl_pin **pin);

/* What the attacker answers with: "the host's own certificate and its key". */
void pl_say_answer(struct pl_buf *out, const struct pl_facts *facts);
/* That a CA kept to CAA records and issued nothing: all there is to say of the attack. */
void pl_say_not_issued(struct pl_buf *out, const struct pl_facts *facts);
/* When the owner knows of an attacker who was let in: a sentence, or nothing. */
void pl_say_detection(struct pl_buf *out, const struct pl_facts *facts);
/* That a device no longer asks for timestamps: a clause, or nothing. */
void pl_say_stale_list(struct pl_buf *out, const struct pl_facts *facts);
/* What brings missing timestamps: a sentence, or nothing. */
void pl_fix_ct(struct pl_buf *out, const struct pl_facts *facts);
/* Which theft of the past it takes: a sentence, or nothing. */
void pl_say_theft(struct pl_buf *out, const struct pl_facts *facts);

/* The parts of struct pl_why; each appends to an empty buffer. */
void pl_why_path(struct pl_buf *out, const struct pl_facts *facts);
void pl_why_pins(struct pl_buf *out, const struct pl_facts *facts);
void pl_why_match(struct pl_buf *out, const struct pl_facts *facts);
void pl_why_honest(struct pl_buf *out, const struct pl_facts *facts);
void pl_why_attack(struct pl_buf *out, const struct pl_facts *facts);
/* One or more sentences, or nothing. */
void pl_why_fix(struct pl_buf *out, const struct pl_facts *facts);

#endif
