/*
 * The closed lists of verdicts, states and reasons, each with its words and
 * symbols: one table each, the same on every screen and in every report.
 */
#ifndef PINLAB_LAB_REASON_H
#define PINLAB_LAB_REASON_H

#include <stdbool.h>

#include "util/compiler.h"

enum pl_verdict { PL_SURVIVES, PL_BREAKS, PL_BLOCKED, PL_INTERCEPTED, PL_VERDICTS };
const char *pl_verdict_name(enum pl_verdict verdict); /* "survives", ... */
PL_MUST_USE bool pl_verdict_parse(const char *text, enum pl_verdict *out);

enum pl_state {
	PL_STATE_SURVIVES,
	PL_STATE_ON_BACKUP,
	PL_STATE_UNENFORCED,
	PL_STATE_BREAKS_PIN,
	PL_STATE_BREAKS_CHAIN,
	PL_STATE_BLOCKED,
	PL_STATE_MOOT,
	PL_STATE_INTERCEPTED,
	PL_STATE_DETECTED,
	PL_STATES
};

struct pl_state_info {
	const char *name;    /* "survives-on-backup" */
	const char *symbol;  /* UTF-8, one column */
	char ascii;
	enum pl_verdict verdict;
	const char *words;   /* short legend: "on backup" */
	const char *about;   /* one sentence */
};
const struct pl_state_info *pl_state_info(enum pl_state state);
PL_MUST_USE bool pl_state_parse(const char *text, enum pl_state *out);

/* In the order in which the first one is reported (refusals), then the accepting ones. */
enum pl_reason {
	PL_REASON_PINS_INVALID,
	PL_REASON_CHAIN_INCOMPLETE,
	PL_REASON_UNKNOWN_ISSUER,
	PL_REASON_DISTRUSTED,
	PL_REASON_BAD_SIGNATURE,
	PL_REASON_NOT_A_CA,
	PL_REASON_PATH_TOO_LONG,
	PL_REASON_NAME_CONSTRAINT,
	PL_REASON_WRONG_PURPOSE,
	PL_REASON_WEAK_CRYPTO,
	PL_REASON_CERT_NOT_YET_VALID,
	PL_REASON_CERT_EXPIRED,
	PL_REASON_ISSUER_EXPIRED,
	PL_REASON_ROOT_EXPIRED,
	PL_REASON_DEVICE_CLOCK,
	PL_REASON_REVOKED,
	PL_REASON_REVOCATION_UNAVAILABLE,
	PL_REASON_STAPLE_MISSING,
	PL_REASON_CT_MISSING,
	PL_REASON_NAME_MISMATCH,
	PL_REASON_HANDSHAKE_FAILED,
	PL_REASON_UNSUPPORTED_KEY,
	PL_REASON_PIN_MISMATCH,
	PL_REASON_LIST_STALE,
	PL_REASON_PIN_MATCH, /* from here on: accepted */
	PL_REASON_FIRST_USE,
	PL_REASON_NO_PINS,
	PL_REASON_HOST_NOT_COVERED,
	PL_REASON_PINS_EXPIRED,
	PL_REASON_PINS_BYPASSED,
	PL_REASON_REPORT_ONLY,
	PL_REASONS
};

struct pl_reason_info {
	const char *name;   /* "pin-mismatch" */
	const char *words;  /* "no pin matches" */
	const char *about;  /* what it means and whose problem it is, for explain */
	const char *remedy; /* what usually helps */
};
const struct pl_reason_info *pl_reason_info(enum pl_reason reason);
PL_MUST_USE bool pl_reason_parse(const char *text, enum pl_reason *out);
static inline bool pl_reason_accepts(enum pl_reason reason)
{
	return reason >= PL_REASON_PIN_MATCH;
}

#endif
