/*
 * Clients: software that compares pins, each by its own true rules. A client
 * is one const table entry made of axes; there is no code per client. Every
 * entry names its source and how well the rule is known.
 */
#ifndef PINLAB_PIN_CLIENT_H
#define PINLAB_PIN_CLIENT_H

#include "pin/pin.h"
#include "pki/path.h"

/* How a rule is known, strongest first. */
enum pl_evidence { PL_EVIDENCE_RUN, PL_EVIDENCE_SOURCE, PL_EVIDENCE_DOC, PL_EVIDENCE_MEMORY };
const char *pl_evidence_name(enum pl_evidence evidence); /* "run", "source", "doc", "memory" */

/* Which certificates are compared with the pins. */
enum pl_looks_at {
	PL_LOOKS_LEAF,      /* the leaf only */
	PL_LOOKS_CAS,       /* the path above the leaf, anchor included */
	PL_LOOKS_PRESENTED, /* everything that was sent, related or not */
	PL_LOOKS_PATH,      /* the path, anchor included */
};
/* "leaf", "ca-only", "any-presented", "any-built". */
const char *pl_looks_at_name(enum pl_looks_at looks);
/* As a clause: "compares its pins with the leaf only". */
const char *pl_looks_at_words(enum pl_looks_at looks);

enum pl_host_match { PL_HOSTS_ALL, PL_HOSTS_EXACT, PL_HOSTS_OKHTTP };

struct pl_client {
	const char *name;
	const char *summary;   /* one line for lists */
	const char *source;    /* upstream file, specification or "pinlab's own model" */
	enum pl_evidence evidence;
	enum pl_looks_at looks_at;
	unsigned forms;        /* bit (1 << enum pl_pin_form) for each form it can express */
	unsigned hashes;       /* bit (1 << enum pl_pin_hash) */
	enum pl_host_match host_match;
	bool text_compare;     /* compares spellings, so only canonical base64 matches */
	bool tolerant_base64;  /* accepts missing padding, blanks and the URL alphabet */
	bool checks_length;    /* refuses a digest of the wrong length; else it never matches */
	bool has_expiry;       /* knows a date after which pins rest; else it is ignored */
	bool has_report_only;  /* knows a mode that only reports; else it is ignored */
	bool checks_chain;     /* requires a valid path and the host name before pins */
	bool has_order;        /* overrides the device's path order */
	enum pl_path_order order;
	bool cleans_chain;     /* builds a chain of its own for its pins: by name and signature,
				* trusted first, whatever the dates and the device's path */
	size_t max_path;       /* longest path it accepts, leaf and anchor counted; 0: any */
};

/* The list, in the order in which it is shown; n entries. */
const struct pl_client *const *pl_clients(size_t *n);
const struct pl_client *pl_client_find(const char *name); /* NULL: none */

enum pl_pin_result {
	PL_PINS_MATCH,
	PL_PINS_MISMATCH,
	PL_PINS_NONE,        /* the set is empty */
	PL_PINS_NOT_COVERED, /* the set has no rule for this host */
	PL_PINS_EXPIRED,     /* past the set's own date */
	PL_PINS_REPORT_ONLY, /* mismatch, reported, not enforced */
	PL_PINS_INVALID,     /* refused when the app loads it: detail says why */
};

struct pl_pin_answer {
	enum pl_pin_result result;
	const struct pl_pin *pin;    /* matched, or what `detail` is about; borrowed from the set */
	const struct pl_cert *cert;  /* matched certificate; borrowed */
	char detail[160];            /* a clause, "" when there is nothing to add */
};

/*
 * What this client says of the pins. `path` is the chosen path, its own one
 * where it cleans the chain, or NULL; first
 * pins are tried before backups, so a match on a backup means no first pin
 * matched. `host` is the name asked for, `now` the device's clock.
 */
void pl_client_compare(const struct pl_client *client, const struct pl_pinset *set,
		       const char *host, const struct pl_chain *presented,
		       const struct pl_path *path, int64_t now, struct pl_pin_answer *out);

/* True when one host pattern of this client's kind covers the name. */
PL_MUST_USE bool pl_client_covers(const struct pl_client *client, const char *pattern,
				  const char *host);

/* True when the client can load the set at all; else *answer is INVALID with its detail. */
PL_MUST_USE bool pl_client_loads(const struct pl_client *client, const struct pl_pinset *set,
				 struct pl_pin_answer *out);

#endif
