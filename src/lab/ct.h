/*
 * Certificate Transparency and CAA in the world: logs that sign and publish
 * certificates, monitors that read them, and DNS records that say who may issue.
 * A world without logs has none of it, and its certificates carry no timestamps.
 *
 * All of it is one part of the world, shared and immutable but for the world
 * under construction. Seconds UTC throughout.
 */
#ifndef PINLAB_LAB_CT_H
#define PINLAB_LAB_CT_H

#include "lab/world.h"
#include "pki/merkle.h"

/* What a log is to clients and CAs. Google's lists part "qualified" from "usable": both count
 * for clients and take entries, so that they are one here. */
enum pl_log_state {
	PL_LOG_PENDING,   /* not in the lists yet */
	PL_LOG_USABLE,
	PL_LOG_READ_ONLY, /* what it signed counts; it signs no more */
	PL_LOG_RETIRED,   /* what it signed before counts beside another */
};
const char *pl_log_state_name(enum pl_log_state state); /* "usable" */

struct pl_log {
	char *name, *operator_;
	bool is_static;     /* static-ct-api; else RFC 6962 */
	int64_t from, read_only, retired; /* PL_TIME_NONE: always, never, never */
	struct pl_key *key; /* borrowed from pki */
};

/* Somebody reads all logs for certificates of a host's names. */
struct pl_watch {
	char *host;         /* id */
	int64_t poll;       /* how often he reads */
	int64_t delay;      /* from reading to raising the alarm */
};

/* What one DNS name says in its CAA records (RFC 8659, RFC 8657). */
struct pl_caa {
	char *name;
	char *issue, *issuewild; /* operators, "a, b"; "none": nobody; issuewild NULL: as issue */
	bool account;       /* bound to the owner's account with the CA (accounturi) */
	char *methods;      /* the only ways of validation, "dns-01"; NULL: any */
	char *served;       /* what the DNS provider answers instead: operators; NULL: the same */
	bool kept;          /* its owner names a new operator before he moves there */
};

struct pl_caa pl_caa_copy(const struct pl_caa *from); /* owns its texts; clear it */
void pl_caa_clear(struct pl_caa *caa);

struct pl_ct {
	struct pl_ref ref;
	const struct pl_facts *facts; /* the model's; never NULL */
	int64_t since;      /* when the logs came into the world */
	bool demanded;      /* some client asks for timestamps */
	struct pl_log *logs;      size_t n_logs, cap_logs;
	struct pl_watch *watches; size_t n_watches, cap_watches;
	struct pl_caa *caa;       size_t n_caa, cap_caa;
};

struct pl_ct *pl_ct_ref(const struct pl_ct *ct); /* NULL is fine */
void pl_ct_unref(struct pl_ct *ct);
/* The world's own copy, to be written until the change ends. */
struct pl_ct *pl_change_ct(struct pl_change *change);

/* What a log published, newest first; append-only, so worlds share what they have in common. */
struct pl_log_entry {
	struct pl_ref ref;
	size_t log;               /* among the world's logs */
	int64_t at;               /* its timestamp */
	struct pl_cert *cert;
	uint8_t issuer_spki[32];  /* SHA-256 */
	struct pl_log_entry *previous;
};
struct pl_log_entry *pl_log_entry_ref(const struct pl_log_entry *entry);
void pl_log_entry_unref(struct pl_log_entry *entry);

/* True when the model asks for logs from its first second on: it names some, a device or a
 * strategy demands timestamps. */
PL_MUST_USE bool pl_model_wants_logs(const struct pl_model *model);
/* Gives the world its model's logs, or three of the lab's own; nothing when it has some. */
PL_MUST_USE bool pl_change_add_logs(struct pl_change *change, struct pl_error *err);
/* Records that the leaf was published by these logs, by index. */
void pl_change_log(struct pl_change *change, struct pl_cert *leaf, const struct pl_cert *issuer,
		   const size_t *logs, size_t n);

/* Records of a name, taking the place of those it had; owns copies. Those that an owner kept by
 * himself at names below it go, when these are not kept. */
void pl_change_caa(struct pl_change *change, const struct pl_caa *caa);
/* Where the owner keeps a host's records up to date by himself, the operator comes into
 * them; false: he does not. */
bool pl_change_caa_keep(struct pl_change *change, const struct pl_host *host,
			const char *operator_);
/* Records for every host of the model whose owner keeps them: its issuer's operator and that
 * one's backup. */
void pl_change_caa_own(struct pl_change *change);

enum pl_log_state pl_log_state_at(const struct pl_log *log, int64_t at);
/* The name of one of the lab's own logs, NULL behind the last. */
const char *pl_log_standard(size_t index);
/* How long after its timestamp an entry may stay unseen at most: RFC 6962 logs 24 hours,
 * static ones a minute. */
int64_t pl_log_merge_delay(const struct pl_log *log);

/* The attacker's certificates with timestamps of every log that takes entries: beside those
 * without where his signer may choose and somebody demands them, in their place where he may
 * not. */
struct pl_forgeries;
PL_MUST_USE bool pl_forgeries_log(struct pl_engine *engine, const struct pl_world *world,
				  const struct pl_attack *attack, struct pl_forgeries *forgeries,
				  struct pl_error *err);

/* How many entries a log has, by index, and the root of their tree (RFC 6962 2.1). */
size_t pl_world_log_root(const struct pl_world *world, size_t log, struct pl_hash *root);

#define PL_LOGS_MAX 32
/*
 * The logs to which a CA that keeps the rules sends a certificate of that lifetime now:
 * `wanted` (names, NULL: its own choice, as many as Chrome and Apple ask for, of
 * different operators and one of them of RFC 6962). Indexes in `out`; yields how many.
 */
size_t pl_logs_choose(const struct pl_world *world, const struct pl_facts *facts,
		      char *const *wanted, size_t n_wanted, int64_t lifetime,
		      size_t out[PL_LOGS_MAX]);
/* Every log that takes entries now. */
size_t pl_logs_usable(const struct pl_world *world, size_t out[PL_LOGS_MAX]);

/* How long after the timestamp the host's owner knows of a certificate by these logs at the
 * latest; PL_TIME_NONE: nobody watches. `row`: its strategy may bring a monitor; NULL: none. */
struct pl_row;
int64_t pl_watch_time(const struct pl_world *world, const struct pl_row *row, const char *host);

/*
 * Who asks a CA for a certificate: the owner, with his account and any way of
 * validation, or somebody on the network path to the host, with neither.
 */
enum pl_applicant { PL_APPLICANT_OWNER, PL_APPLICANT_ON_PATH };
/* True when CAA lets the operator issue for all these names; else *why says what stands
 * against it (caller frees). Addresses have no CAA. */
PL_MUST_USE bool pl_caa_allows(const struct pl_world *world, const char *operator_,
			       char *const *names, size_t n_names, enum pl_applicant applicant,
			       char **why);

#endif
