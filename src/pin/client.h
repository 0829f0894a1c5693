/*
 * Clients: software that compares pins, each by its own true rules. A client
 * is one const table entry made of axes; there is no code per client. Every
 * entry names its source and how well each of its rules is known.
 */
#ifndef PINLAB_PIN_CLIENT_H
#define PINLAB_PIN_CLIENT_H

#include "pin/pin.h"
#include "pki/path.h"

/* How a rule is known, strongest first. */
enum pl_evidence { PL_EVIDENCE_RUN, PL_EVIDENCE_SOURCE, PL_EVIDENCE_DOC, PL_EVIDENCE_MEMORY };
const char *pl_evidence_name(enum pl_evidence evidence); /* "run", "source", "doc", "memory" */

/* The kinds of rules of a client; an answer says on which of them it rests. */
enum pl_axis {
	PL_AXIS_BYTES,      /* what is hashed, how */
	PL_AXIS_SPELLING,   /* how literals are read and compared */
	PL_AXIS_CANDIDATES, /* which certificates are compared */
	PL_AXIS_CHAIN,      /* what is asked of the path and of the name */
	PL_AXIS_HOSTS,      /* which rule is for this host */
	PL_AXIS_COUNT,      /* how many pins there must be */
	PL_AXIS_EXPIRY,
	PL_AXIS_LOCAL,      /* roots that a user installed */
	PL_AXIS_REPORT,     /* modes that only report */
	PL_AXIS_KEYS,       /* kinds of keys that cannot be hashed */
	PL_AXIS_FILE,       /* what is refused of a configuration file */
	PL_AXES
};
const char *pl_axis_name(enum pl_axis axis); /* "bytes", "spelling", ... */
#define PL_AXIS(axis) (1u << (axis))

/* Which certificates are compared with the pins. */
enum pl_looks_at {
	PL_LOOKS_LEAF,      /* the leaf only */
	PL_LOOKS_CAS,       /* the path above the leaf, anchor included */
	PL_LOOKS_SENT_CAS,  /* what was sent above the leaf */
	PL_LOOKS_PRESENTED, /* everything that was sent, related or not */
	PL_LOOKS_PATH,      /* the path, anchor included */
	PL_LOOKS_LISTS,     /* the leaf for one list, the path above it for the other */
};
/* "leaf", "ca-only", "sent-cas", "any-presented", "any-built", "leaf-and-ca". */
const char *pl_looks_at_name(enum pl_looks_at looks);
/* As a clause: "compares its pins with the leaf only". */
const char *pl_looks_at_words(enum pl_looks_at looks);

/* Texts that are compared as they stand in a list with semicolons. */
enum pl_text_rule {
	PL_TEXT_DECODED, /* not texts: what they decode to */
	PL_TEXT_WHOLE,   /* a semicolon is like any other character */
	PL_TEXT_CUT,     /* one ends the text, and what follows it ends the list */
};

/* What becomes of a literal that the client cannot read, or of a wrong length where it checks. */
enum pl_bad_pin {
	PL_BAD_REFUSED, /* the set does not load */
	PL_BAD_DEAD,    /* it never matches */
	PL_BAD_FORGETS, /* the whole set is ignored */
};

/* What the client knows of separate lists for leaf and authorities. */
enum pl_lists {
	PL_LISTS_NONE, /* it has one list */
	PL_LISTS_EITHER,
	PL_LISTS_BOTH, /* every list that is there must match */
};

enum pl_chain_rule {
	PL_CHAIN_FIRST,    /* a valid path is required before pins count */
	PL_CHAIN_IGNORED,  /* whatever is wrong with it, the pins decide */
	PL_CHAIN_PINNED,   /* the pinned certificates are the only anchors */
	PL_CHAIN_TWICE,    /* as usual, and once more with the pinned certificates as anchors */
	PL_CHAIN_BY_USAGE, /* DANE: the record says (RFC 6698 section 2.1.1) */
};

struct pl_chain_rules {
	enum pl_chain_rule rule;
	bool pin_replaces_name; /* where there is a pin, the host's name is not looked at */
	bool ignores_user_cas;  /* does not trust what the device's user installed, save by a
				 * rule with override_user_cas */
	bool needs_pin;    /* a path without a pin is none: the builder tries the next */
	bool cleans;       /* builds a chain of its own for its pins: by name and signature,
			    * trusted first, whatever the dates and the device's path */
	size_t max_path;   /* longest path it accepts, leaf and anchor counted; 0: any */
	bool has_order;    /* overrides the device's path order */
	enum pl_path_order order;
};

enum pl_host_match {
	PL_HOSTS_ALL,      /* has no rule for hosts */
	PL_HOSTS_EXACT,
	PL_HOSTS_ONE_LABEL,/* with the switch also one label more */
	PL_HOSTS_DEEP,     /* with the switch also any number of labels more */
	PL_HOSTS_OKHTTP,   /* *.x is one label, **.x any number and none */
	PL_HOSTS_OKHTTP_3, /* before 4.3: **.x never covers */
};

enum pl_host_select { PL_SELECT_UNION, PL_SELECT_MOST_SPECIFIC, PL_SELECT_FIRST_UP };

struct pl_host_rules {
	enum pl_host_match match;
	enum pl_host_select select;
	bool case_matters;
	bool drops_dot;    /* one final dot of the host is no part of its name */
	bool unique;       /* a name in two rules is refused */
	bool last_only;    /* of several names of one rule only the last is kept */
	size_t min_labels; /* shorter names are never looked up; 0: any */
	bool uncovered_fails; /* a host without a rule is refused */
	bool excludes;     /* knows rules that only take a name out of the others */
};

struct pl_count_rules {
	size_t min_enforced, min_reported; /* fewer are refused when the set is loaded */
	bool counts_texts; /* two spellings of one digest are two */
	size_t max;        /* 0: any */
	bool wants_backup; /* fewer than two different pins are never noted (RFC 7469 section 2.5) */
};

/* A rule that is there and has no pin. */
enum pl_empty { PL_EMPTY_UNPINNED, PL_EMPTY_FAILS, PL_EMPTY_REFUSED };

enum pl_expiry_kind {
	PL_EXPIRY_NONE,     /* knows no end */
	PL_EXPIRY_DATE,     /* each rule may have one */
	PL_EXPIRY_LIST_AGE, /* the whole list ends some time after it was made */
};
enum pl_expiry_time { PL_TIME_OF_DAY_KEPT, PL_TIME_OF_DAY_DROPPED, PL_TIME_OF_DAY_SPOILS };

struct pl_expiry_rules {
	enum pl_expiry_kind kind;
	bool device_zone;  /* a bare date begins where the device is, else in UTC */
	bool after;        /* still enforced in the second of its end */
	enum pl_expiry_time time_of_day; /* what becomes of one in a rule for dates */
	int64_t max_age;   /* seconds, PL_EXPIRY_LIST_AGE */
	bool closes;       /* knows an end after which it refuses */
};

/* What a root that the device's user installed changes. */
enum pl_local_rule {
	PL_LOCAL_ENFORCED,
	PL_LOCAL_BYPASSED,
	PL_LOCAL_BY_RULE, /* bypassed where the rule says override_user_cas */
};

struct pl_local_rules {
	enum pl_local_rule rule;
	bool before_pins; /* pins are not even looked at; else only a mismatch is forgiven */
};

struct pl_key_rules {
	unsigned readable; /* bit (1 << enum pl_key_alg) for each it can hash; 0: every one */
	bool blocks;       /* refuses when it meets another; else that certificate is skipped */
};

/* How one kind of rule is known, where that is not as the rest is. */
struct pl_known {
	const char *source; /* NULL: as the rest */
	enum pl_evidence evidence;
};

struct pl_reader;

struct pl_client {
	const char *name;
	const char *summary;   /* one line for lists */
	const char *source;    /* upstream file, specification or "pinlab's own model" */
	enum pl_evidence evidence;
	struct pl_known known[PL_AXES];
	/* pins */
	unsigned forms;        /* bit (1 << enum pl_pin_form) for each form it can express */
	unsigned hashes;       /* bit (1 << enum pl_pin_hash) */
	unsigned reads;        /* bit (1 << enum pl_spelling): read by its own reader; a literal in
				* another spelling is taken as meant */
	const struct pl_reader *reader;
	enum pl_text_rule text;/* whether spellings are compared, so that only a canonical one matches */
	bool checks_length;    /* a digest of the wrong length is a bad pin; else it never matches */
	bool bundles_files;    /* pins are certificates it carries: a digest cannot be written */
	enum pl_bad_pin bad_pin;
	enum pl_empty empty;
	struct pl_count_rules count;
	/* what they are compared with */
	enum pl_looks_at looks_at;
	enum pl_lists lists;
	bool anchor_first;     /* scans from the anchor down and ends at the first hit */
	struct pl_key_rules keys;
	uint8_t usage;         /* PL_CHAIN_BY_USAGE: of pins that are no TLSA records */
	/* when, and on what terms */
	struct pl_chain_rules chain;
	struct pl_host_rules hosts;
	struct pl_expiry_rules expiry;
	struct pl_local_rules local;
	bool has_report_only;  /* knows a mode that only reports; else it is ignored */
};

/* The list, in the order in which it is shown; n entries. */
const struct pl_client *const *pl_clients(size_t *n);
const struct pl_client *pl_client_find(const char *name); /* NULL: none */
/* The weakest evidence among these axes (bits PL_AXIS(axis)); of none, the client's own. */
enum pl_evidence pl_client_evidence(const struct pl_client *client, unsigned axes);
/* What it asks of the chain, as a clause: "after it has required a valid path and ...". */
const char *pl_client_chain_words(const struct pl_client *client);
/* True when a valid path is required before this client's pins count. */
PL_MUST_USE bool pl_client_checks_chain(const struct pl_client *client);

enum pl_pin_result {
	PL_PINS_MATCH,
	PL_PINS_MISMATCH,
	PL_PINS_NONE,        /* nothing is pinned for this host */
	PL_PINS_NOT_COVERED, /* the set has no rule for this host */
	PL_PINS_EXPIRED,     /* past their own date, which opens */
	PL_PINS_STALE,       /* past their own date, which closes */
	PL_PINS_BYPASSED,    /* the path ends in a root for which pins do not count */
	PL_PINS_REPORT_ONLY, /* mismatch, reported, not enforced */
	PL_PINS_UNSUPPORTED, /* `cert` has a key that cannot be hashed, and that refuses */
	PL_PINS_INVALID,     /* refused when the app loads it: detail says why */
	PL_PIN_RESULTS
};

/* Everything that a comparison depends on. */
struct pl_pin_question {
	const struct pl_pinset *set;
	const char *host;                 /* the name asked for */
	const struct pl_chain *presented;
	const struct pl_path *path;       /* chosen, or the client's own where it cleans; or NULL */
	int64_t now;                      /* the device's clock */
	int64_t zone;                     /* seconds that its zone is ahead of UTC */
	bool local_anchor;                /* the path ends in a root that a user installed */
	unsigned usages;                  /* PL_CHAIN_BY_USAGE: bits of the usages asked about */
};

struct pl_pin_answer {
	enum pl_pin_result result;
	const struct pl_pin *pin;    /* matched, or what `detail` is about; borrowed from the set */
	const struct pl_cert *cert;  /* matched, or unsupported; borrowed */
	struct pl_pos pos;           /* INVALID: where what is refused was written, or nowhere */
	unsigned axes;               /* the rules that the answer rests on: bits PL_AXIS(axis) */
	char detail[160];            /* a clause, "" when there is nothing to add */
};

/*
 * Before a path is walked: true when the client can load the set at all; else
 * the answer is INVALID with its detail.
 */
PL_MUST_USE bool pl_client_loads(const struct pl_client *client, const struct pl_pinset *set,
				 struct pl_pin_answer *out);
/* After it: what this client says of the pins. First pins are tried before
 * backups, so a match on a backup means no first pin matched. */
void pl_client_compare(const struct pl_client *client, const struct pl_pin_question *question,
		       struct pl_pin_answer *out);

/* A pin as this client reads it: with its own reader where the literal is spelled for it. Writes
 * what it decodes to; `len` is the true length. */
enum pl_pin_reading { PL_READ_WELL, PL_READ_WRONG_LENGTH, PL_READ_NOT };
enum pl_pin_reading pl_pin_read(const struct pl_client *client, const struct pl_pin *pin,
			    uint8_t out[PL_DIGEST_MAX], size_t *len);
/* True when this client takes the pin for this certificate's, wherever it stands. */
PL_MUST_USE bool pl_client_matches(const struct pl_client *client, const struct pl_pin *pin,
				   const struct pl_cert *cert);
/* The first certificate of the question's chain or path that this client looks at and that has the
 * pin, be the set expired or the pin's rule for another host; NULL: none. */
const struct pl_cert *pl_client_finds(const struct pl_client *client,
				      const struct pl_pin_question *question,
				      const struct pl_pin *pin);

/* Marks in `applies` (one per rule) which rules are for this host; true when any is. */
PL_MUST_USE bool pl_rules_select(const struct pl_client *client, const struct pl_pinset *set,
				 const char *host, bool *applies);

/* True when an app with these pins trusts, for this host, roots that the device's user installed. */
PL_MUST_USE bool pl_client_trusts_user_cas(const struct pl_client *client,
					   const struct pl_pinset *set, const char *host);
/* False when its configuration leaves the roots of the device's own store out of the anchors. */
PL_MUST_USE bool pl_client_trusts_system_cas(const struct pl_client *client,
					     const struct pl_pinset *set, const char *host);
/* True when a pattern of this client's kind covers the name. */
PL_MUST_USE bool pl_client_covers(const struct pl_client *client, const struct pl_pattern *pattern,
				  const char *host);
/*
 * The first second, by the device's clock, in which the rule's pins rest;
 * PL_TIME_NONE: never.
 */
int64_t pl_client_rule_end(const struct pl_client *client, const struct pl_pinset *set,
			   const struct pl_rule *rule, int64_t zone);
/* The usage of a pin (RFC 6698 section 2.1.1) under this client, 0 to 3; 4: an unusable record,
 * or one that a stronger digest makes irrelevant (RFC 7671 section 9). */
unsigned pl_client_usage(const struct pl_client *client, const struct pl_pinset *set,
			 const struct pl_pin *pin);

#endif
