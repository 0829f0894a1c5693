/* What the files behind history.h share. Nobody else includes this. */
#ifndef PINLAB_REHEARSAL_HISTORY_PARTS_H
#define PINLAB_REHEARSAL_HISTORY_PARTS_H

#include "rehearsal/history.h"

/* What an export may tell of a certificate. */
enum pl_told {
	PL_TOLD_NOT_BEFORE,
	PL_TOLD_NOT_AFTER,
	PL_TOLD_SERIAL,
	PL_TOLD_ISSUER,
	PL_TOLD_COMMON_NAME,
	PL_TOLD_NAMES,       /* separated by line ends, blanks or commas */
	PL_TOLD_ID,
	PL_TOLD_CERT_SHA256,
	PL_TOLD_SPKI_SHA256,
	PL_TOLD_KEY_SHA256,
	PL_TOLD_ISSUER_SPKI,
	PL_TOLD_ISSUER_CERT,
	PL_TOLD_ROOT_SPKI,
	PL_TOLD_DER,         /* base64 of the certificate, or of its precertificate */
	PL_TOLDS
};
/* The column's name. */
const char *pl_told_name(enum pl_told what);

/* One entry of an export; NULL or "": not told. */
struct pl_record {
	const char *texts[PL_TOLDS];
	struct pl_pos at[PL_TOLDS]; /* of each; of those not told, the entry's */
	struct pl_pos pos;          /* of the entry */
	size_t entry;               /* in JSON, whose values have no positions; else 0 */
};

/* The history's own copy of a file name. */
const char *pl_history_file(struct pl_history *history, const char *file);
/* Adds what a record tells, or joins it with what is known of the same certificate. False with an
 * error at what is wrong. */
PL_MUST_USE bool pl_history_tell(struct pl_history *history, const struct pl_record *record,
				 struct pl_error *err);
/* Adds a server's certificate; takes no reference. `sent` may be NULL. */
PL_MUST_USE bool pl_history_add_leaf(struct pl_history *history, struct pl_cert *cert,
				     struct pl_pos pos, size_t entry, struct pl_chain *sent,
				     struct pl_error *err);
PL_MUST_USE bool pl_history_add_json(struct pl_history *history, const char *file,
				     struct pl_bytes data, struct pl_errors *errors);
PL_MUST_USE bool pl_history_add_csv(struct pl_history *history, const char *file,
				    struct pl_bytes data, struct pl_errors *errors);
/* True when one more entry could tell nothing: there is no room, and that has been said. */
PL_MUST_USE bool pl_history_is_full(const struct pl_history *history,
				    const struct pl_errors *errors, size_t before);
/* A name as text without quotes, escapes and blanks around commas, to be compared. Caller frees. */
PL_MUST_USE char *pl_name_plain(const char *text);

/* Which chains each certificate may have been sent with. */
PL_MUST_USE bool pl_history_find_ways(struct pl_history *history, struct pl_error *err);
void pl_way_clear(struct pl_way *way);
/* Spans and worlds; `ends` is PL_TIME_NONE or the end asked for. */
PL_MUST_USE bool pl_history_lay_out(struct pl_history *history,
				    const struct pl_history_question *question,
				    struct pl_error *err);

#endif
