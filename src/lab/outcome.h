/* One probe's answer: a row, an honest host or an attack, a moment. Interned by
 * the engine and immutable, so that equal outcomes are equal pointers. */
#ifndef PINLAB_LAB_OUTCOME_H
#define PINLAB_LAB_OUTCOME_H

#include "lab/reason.h"
#include "pin/client.h"

enum pl_note_bit {
	PL_NOTE_ANCHOR_DATE_IGNORED = 1, /* "anchor-date-ignored" */
	PL_NOTE_RESUMED = 1 << 20,       /* "resumed": a session ticket spared the look */
	PL_NOTE_INSPECTED = 1 << 21,     /* "inspected": the device's proxy answered for the host */
	PL_NOTE_REVOKED_ACCEPTED = 4,    /* "revoked-accepted": though its issuer revoked it */
	PL_NOTE_CT_STALE = 1 << 12,      /* "ct-not-enforced": its list of logs is too old */
	PL_NOTE_NOT_ISSUED = 1 << 13,    /* "not-issued": the CA he asked refused, for CAA or for ever */
	PL_NOTE_EARLIER_THEFT = 2,       /* "earlier-theft": by a key stolen at an earlier step */
};

/* What became of the chain itself, whatever the pins said. */
enum pl_chain_status { PL_CHAIN_VALID, PL_CHAIN_FAULT, PL_CHAIN_UNCHECKED };

struct pl_outcome {
	enum pl_verdict verdict;
	enum pl_state state;
	enum pl_reason reason;
	enum pl_chain_status chain;
	enum pl_reason chain_fault;      /* with PL_CHAIN_FAULT */
	const struct pl_chain *presented;/* what the client was sent */
	const struct pl_path *path;      /* chosen; refused: the first in policy order; NULL: none */
	const struct pl_cert *about;     /* the certificate the reason is about, or NULL */
	const struct pl_pin *pin;        /* matched, or NULL */
	const struct pl_cert *matched;   /* the certificate it matched, or NULL */
	bool enforced;                   /* pins were compared and counted */
	unsigned notes;                  /* enum pl_note_bit */
	int64_t detected_after;          /* attacks: seconds until the host's owner knows at the latest;
					  * PL_TIME_NONE: nobody notices */
	enum pl_evidence evidence;       /* weakest rule used */
	unsigned node;                   /* of the honest host's nodes, this one; from 1, 0: all the
					  * same */
	unsigned share;                  /* with node: of the connections that fare as badly,
					  * millionths */
	const char *detail;              /* a clause about this case, or NULL; the engine's */
};

#endif
