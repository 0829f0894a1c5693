/*
 * The world: everything at one moment. A value: an event makes a new world
 * from an old one. Its parts are immutable and shared between worlds; to change
 * one, pl_change_* gives a private copy inside the world under construction.
 */
#ifndef PINLAB_LAB_WORLD_H
#define PINLAB_LAB_WORLD_H

#include "lab/model.h"
#include "lab/revocation.h"
#include "pki/chain.h"
#include "util/ref.h"

struct pl_engine;
struct pl_ct;
struct pl_log_entry;
struct pl_app_state;
struct pl_hpkp;
struct pl_signed_list;

/* What an operator decides for all its authorities. */
struct pl_operator {
	struct pl_ref ref;
	char *name;
	bool is_private;         /* bound by no rule of the public web */
	int64_t max_lifetime;    /* of the leaves it issues, seconds; 0: as the rules say */
};

struct pl_issued { /* one certificate of an authority, in order of preference */
	char *name;              /* "x3-by-dst" */
	char *by;                /* issuing authority's name */
	struct pl_cert *cert;
};

struct pl_authority {
	struct pl_ref ref;
	char *name, *operator_;
	char *subject;           /* real words; certificates carry the simulated organisation */
	enum pl_key_alg alg;     /* of the lab key */
	int path_len;
	struct pl_channel_pace channels[PL_CHANNELS]; /* its operator's */
	struct pl_key *key;      /* borrowed from pki; NULL: imported without a key */
	struct pl_issued *certs;
	size_t n_certs, cap_certs;
	bool retired;            /* issues no more */
	int64_t retired_at;      /* seconds UTC, while retired */
	bool is_private;         /* belongs to the private-ca twin */
};

/* A leaf certificate as its CA delivered it. */
struct pl_issuance {
	struct pl_ref ref;
	char *issuer;            /* authority */
	struct pl_key *key;      /* the certificate's, borrowed from pki */
	unsigned number;         /* 1 for the first of this host */
	struct pl_chain *full;   /* leaf, intermediates, without the root */
	struct pl_cert *root;    /* top of that chain */
	bool from_backup;        /* its key was the backup key until then */
	int64_t last_end;        /* latest notAfter of its leaf and all before it */
	struct pl_issuance *previous; /* issued to the same host before; NULL: none. Append-only,
				       * so worlds share what they have in common */
	const struct pl_issuance *early; /* of those before it, or itself, the one of number
					  * PL_ISSUANCES_EARLY; NULL: not so many yet */
};
#define PL_ISSUANCES_EARLY 24

/* One of several machines that answer for a host. */
struct pl_host_node {
	unsigned share;          /* millionths of the connections */
	bool own;                /* a key and a certificate of its own */
	bool previous;           /* still the certificate before the host's */
	struct pl_host *host;    /* the host as this node shows it; in no list of the world */
};

struct pl_host {
	struct pl_ref ref;
	char **logs;             /* that its CA uses; NULL: the CA's own choice */
	size_t n_logs;
	char *id;
	char **names;
	size_t n_names;
	char *issuer;            /* who issues the next one; with a pool, who issued the last */
	struct pl_pool pool;
	const struct pl_provider *provider; /* or NULL */
	enum pl_key_alg alg;
	int64_t lifetime;        /* asked for; see pl_change_lifetime */
	bool lifetime_max;
	char *profile;
	bool renews;
	int64_t renew_before;
	unsigned renew_part;
	bool halves_short;
	bool renew_ari;          /* replaces its certificate when its CA says that it will revoke it */
	enum pl_key_mode renew_key;
	bool renewal_blocked;    /* automation failed; tried again when an authority changes */
	bool renewal_noted;      /* its failure was a step already; set until a renewal succeeds */
	unsigned key_generation, backup_generation, issued;
	struct pl_issuance *served;  /* what the server loaded */
	struct pl_issuance *staged;  /* renewed, not yet loaded; NULL: none */
	enum pl_serve_mode serve;
	char *alternate;
	struct pl_key *tls_key;  /* what the server signs with: served->key, unless misconfigured */
	struct pl_key *backup_key; /* made ahead, offline */
	int64_t backup_lost;     /* when its owner lost it; PL_TIME_NONE: he has it */
	struct pl_chain *presented;
	int64_t loaded;          /* when `served` was, seconds UTC */
	bool staples, must_staple;
	struct pl_hpkp *hpkp;    /* the header that pins its keys, or NULL */
	struct pl_cert *twin_root; /* private-ca twin: the app's only anchor; else NULL */
	char *twin_of;           /* id of the public host, or NULL */
	struct pl_host_node *nodes;   /* none: one machine, which the fields above are about */
	size_t n_nodes;
};

struct pl_trust {
	char *name;
	struct pl_cert *cert;
	int64_t from, until;     /* PL_TIME_NONE: open; until exclusive */
	bool of_store;           /* came with the device's store; another one replaces it */
	int64_t grace;           /* how long before `until` its removal was decided; 0: then */
	bool user;               /* installed by the device's user */
};

/* True when it ended before it began: it was removed while it lay ahead. */
PL_MUST_USE bool pl_trust_is_dead(const struct pl_trust *trust);

struct pl_device {
	struct pl_ref ref;
	char *name;
	struct pl_trust *trust;  /* every entry this device ever had or will have */
	size_t n_trust, cap_trust;
	struct pl_chain *anchors;/* their certificates, for path building */
	bool user_cas;
	bool proxied;            /* a proxy with the installed CA answers for every host */
	bool updates;            /* its store still changes; else it stays as it is */
	int64_t skew;
	const struct pl_crypto_def *crypto; /* the model's */
	size_t n_crypto;
	int64_t zone;            /* seconds that its local time is ahead of UTC */
	bool checks_anchor_dates;
	enum pl_revocation_mode revocation;
	enum pl_device_ct ct;
	int64_t log_list;        /* of which second its list of logs is; PL_TIME_NONE: today's */
	enum pl_path_order order;
	enum pl_retry retry;
};

enum pl_block_kind {
	PL_BLOCK_ALWAYS,
	PL_BLOCK_ISSUED_AFTER,   /* leaves whose notBefore is after `date` */
	PL_BLOCK_ISSUED_BEFORE,  /* leaves whose notBefore is before it */
	PL_BLOCK_LOGGED_AFTER,   /* leaves whose first SCT is after it */
};

/* A certificate or key that clients refuse anywhere in a path, or above leaves of some dates. */
struct pl_block {
	enum pl_block_kind kind;
	int64_t date;            /* PL_TIME_NONE with PL_BLOCK_ALWAYS */
	uint8_t digest[32];
	bool is_key;             /* SHA-256 of the SPKI, else of the certificate */
	char *device;            /* NULL: all */
	char *name;              /* for sentences */
};

enum pl_stolen_what { PL_STOLEN_LEAF, PL_STOLEN_BACKUP, PL_STOLEN_INTERMEDIATE, PL_STOLEN_ROOT };
struct pl_stolen {
	enum pl_stolen_what what;
	char *of;                /* host id or authority name */
	struct pl_key *key;
	struct pl_chain *chain;  /* leaf: what was presented; CA: its certificate and those above */
	int64_t at;
};

/* A certificate that its CA has announced to revoke. */
struct pl_deadline {
	int64_t at;              /* seconds UTC */
	struct pl_cert *cert;
	char *issuer;            /* authority */
	char *host;              /* id */
};

struct pl_world {
	struct pl_ref ref;
	int64_t now;             /* seconds UTC */
	struct pl_operator **operators;    size_t n_operators, cap_operators;
	struct pl_authority **authorities; size_t n_authorities, cap_authorities;
	struct pl_host **hosts;            size_t n_hosts, cap_hosts;
	struct pl_device **devices;        size_t n_devices, cap_devices;
	struct pl_block *blocks;           size_t n_blocks, cap_blocks;
	struct pl_stolen *stolen;          size_t n_stolen, cap_stolen;
	struct pl_signed_list **lists;        size_t n_lists, cap_lists; /* the newest of each app */
	struct pl_app_state **states;      size_t n_states, cap_states; /* rows know their places */
	struct pl_revocation *revocations; /* latest first; NULL: none */
	struct pl_deadline *deadlines;     size_t n_deadlines, cap_deadlines;
	struct pl_outage *outages;         size_t n_outages, cap_outages;
	struct pl_ct *ct;        /* logs, monitors, CAA records (lab/ct.h); NULL: none */
	struct pl_log_entry *logged; /* what logs published, newest first */
	/* a scripted attack that answers clients now */
	const struct pl_attack *attack;    /* NULL: none */
	char *attack_host;
	int64_t attack_since;    /* when it began */
	int64_t attack_until;    /* exclusive */
	int64_t attack_hpkp;     /* max-age of the header that he pins his own keys with; 0: none */
	unsigned version;        /* one more with each release; each app counts its own */
	size_t released;         /* of the fleet's releases */
	struct pl_chain *known;  /* CA certificates that exist now, sent or not */
	int64_t known_until;     /* the next of them begins to exist here; PL_TIME_MAX: none does */
};

struct pl_world *pl_world_ref(const struct pl_world *world);
void pl_world_unref(struct pl_world *world);

const struct pl_operator *pl_world_operator(const struct pl_world *world, const char *name);
const struct pl_authority *pl_world_authority(const struct pl_world *world, const char *name);
const struct pl_host *pl_world_host(const struct pl_world *world, const char *id);
const struct pl_device *pl_world_device(const struct pl_world *world, const char *name);
/* The twin of a host under the private root, or NULL. */
const struct pl_host *pl_world_twin(const struct pl_world *world, const char *host);
/* The certificate of that name ("x3-by-dst") or, for an authority's name, its
 * first self-signed, else first certificate; NULL. */
const struct pl_cert *pl_world_certificate(const struct pl_world *world, const char *name);
/* What people call a certificate: "api.example.test", "R3", "ISRG Root X1 (by DST Root CA X3)";
 * borrowed from the certificate. */
const char *pl_cert_label(const struct pl_cert *cert);

/* The first listed certificate of an authority that is valid at `now`; NULL: none. */
const struct pl_issued *pl_authority_current(const struct pl_authority *authority, int64_t now);
/* True when it has a self-signed certificate. */
PL_MUST_USE bool pl_authority_is_root(const struct pl_authority *authority);

/* How long before its end a certificate that is valid for `life` seconds is renewed. What was
 * asked for counts where it is shorter than that life, else a third of it is left. */
int64_t pl_host_renews_before(const struct pl_host *host, int64_t life);
/* Seconds from a certificate's first to its last, both counted. */
int64_t pl_cert_life(const struct pl_cert *cert);
/* Next automatic renewal of a host: a second, or PL_TIME_NONE. */
int64_t pl_host_next_renewal(const struct pl_host *host);

/*
 * A world under construction. Begin from a world (or NULL for an empty one),
 * change, then finish with the new world or drop it. Getters that return
 * non-const give a private copy that may be written until then.
 */
struct pl_change {
	struct pl_engine *engine;
	const struct pl_model *model;
	struct pl_world *world;
	char *note; /* what is worth saying about this step, or NULL; caller of finish takes it */
	struct pl_pos pos;       /* of the event, for errors */
	int64_t dated;           /* notBefore of what is issued; PL_TIME_NONE: the world's clock */
	bool authorities_changed;/* blocked renewals are tried again */
};

struct pl_change *pl_change_begin(struct pl_engine *engine, const struct pl_model *model,
				  const struct pl_world *from);
struct pl_world *pl_change_finish(struct pl_change *change, char **note); /* frees change */
void pl_change_drop(struct pl_change *change);

/* By name with did-you-mean; NULL with *err at value->pos. NULL value: the only or first one. */
struct pl_host *pl_change_host(struct pl_change *change, const struct pl_value *value,
			       struct pl_error *err);
struct pl_authority *pl_change_authority(struct pl_change *change, const struct pl_value *value,
					 struct pl_error *err);
struct pl_device *pl_change_device(struct pl_change *change, const struct pl_value *value,
				   struct pl_error *err);
struct pl_operator *pl_change_operator(struct pl_change *change, const struct pl_value *value,
				       struct pl_error *err);
/* Writable by index. */
struct pl_host *pl_change_host_at(struct pl_change *change, size_t index);
struct pl_authority *pl_change_authority_at(struct pl_change *change, size_t index);
struct pl_device *pl_change_device_at(struct pl_change *change, size_t index);
void pl_change_note(struct pl_change *change, const char *fmt, ...) PL_PRINTF(2, 3);

/* Issues a leaf to `host` from its issuer at the world's clock. `staged`:
 * waits for reload. A twin host is renewed by the same call on its public host. */
PL_MUST_USE bool pl_change_issue(struct pl_change *change, struct pl_host *host,
				 enum pl_key_mode key, enum pl_key_alg alg, bool staged,
				 struct pl_error *err);
void pl_change_load(struct pl_change *change, struct pl_host *host); /* staged becomes served */
/* Recomputes what the host presents from `served` and its serve mode. */
PL_MUST_USE bool pl_change_present(struct pl_change *change, struct pl_host *host,
				   struct pl_error *err);
/* Gives an authority one more certificate, put first or last in preference. */
PL_MUST_USE bool pl_change_certify(struct pl_change *change, struct pl_authority *authority,
				   struct pl_authority *by, const char *name, int64_t from,
				   int64_t to, bool first, struct pl_error *err);
/* A new authority with a new key. */
struct pl_authority *pl_change_add_authority(struct pl_change *change, const char *name,
					     const char *operator_, const char *subject,
					     enum pl_key_alg alg, int path_len,
					     struct pl_error *err);
/* One whose key is that of the authority `key_of`. */
struct pl_authority *pl_change_add_authority_of(struct pl_change *change, const char *name,
						const char *operator_, const char *subject,
						const char *key_of, enum pl_key_alg alg,
						int path_len, struct pl_error *err);
/* The anchors of a device changed. */
void pl_change_anchors(struct pl_device *device);

/* Step 0 of a model: keys, certificates, hosts, devices, twins. */
PL_MUST_USE struct pl_world *pl_world_start(struct pl_engine *engine, const struct pl_model *model,
					    struct pl_error *err);

#endif
