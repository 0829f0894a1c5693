/*
 * The model: a scenario as data. It says what there is and what shall happen,
 * not how it looks in a file (scenario/ knows that) nor what follows from it
 * (lab/run.h knows that). Tests build one in C.
 *
 * Everything is owned by the model; free with pl_model_free. Names are unique
 * within their list. Seconds UTC throughout.
 */
#ifndef PINLAB_LAB_MODEL_H
#define PINLAB_LAB_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/event.h"
#include "lab/facts.h"
#include "lab/fleet_def.h"
#include "lab/plan_def.h"
#include "lab/reason.h"
#include "pin/client.h"
#include "util/error.h"
#include "util/share.h"
#include "util/time.h"

struct pl_strategy;
struct pl_provider;
struct pl_attack;

/* How an operator says that a certificate is revoked. */
enum pl_channel { PL_CHANNEL_OCSP, PL_CHANNEL_CRL, PL_CHANNELS };
const char *pl_channel_name(enum pl_channel channel); /* "ocsp", "crl" */

struct pl_channel_pace { /* seconds */
	bool off;              /* the operator does not run it */
	int64_t every;         /* between issues */
	int64_t valid;         /* how long an issue counts */
	int64_t delay;         /* from a revocation to the first issue that says so */
};
struct pl_channel_pace pl_channel_standard(enum pl_channel channel);

struct pl_operator_def {
	char *name;
	char *backup_operator; /* or NULL */
	bool is_private;       /* a company's own: bound by no rule of the public web */
	struct pl_channel_pace channels[PL_CHANNELS];
	struct pl_pos pos;
};

struct pl_authority_def {
	char *name;
	char *operator_;
	char *subject;         /* real subject, "C=US, O=Let's Encrypt, CN=R3" */
	enum pl_key_alg real_key;
	char *same_key_as;     /* an authority of another name over the same key, or NULL */
	int path_len;          /* -1: none */
	struct pl_pos pos;
};

struct pl_certificate_def { /* in order of preference */
	char *name;
	char *of, *by;         /* authorities; equal: self-signed */
	int64_t from, to;      /* notBefore and notAfter, both inclusive */
	struct pl_pos pos;
};

struct pl_trust_def {
	char *what; /* a certificate's name, or an authority's: its first self-signed certificate */
	int64_t from, until;   /* PL_TIME_NONE: always; until is exclusive */
	struct pl_pos pos;
};

struct pl_store_def {
	char *name;
	struct pl_trust_def *trust;
	size_t n, cap;
	struct pl_pos pos;
};

struct pl_log_def { /* of Certificate Transparency, in order of preference */
	char *name, *operator_;
	bool is_static;        /* static-ct-api; else RFC 6962 */
	bool of_hierarchy;     /* written there, not in the scenario */
	int64_t from, read_only, retired; /* PL_TIME_NONE: always, never, never */
	struct pl_pos pos;
};

enum pl_serve_mode {
	PL_SERVE_FULL,
	PL_SERVE_LEAF_ONLY,
	PL_SERVE_WITH_ROOT,
	PL_SERVE_SHUFFLED,
	PL_SERVE_ALTERNATE
};

/* Which member of a pool of authorities issues a host's next certificate. */
enum pl_pool_mode {
	PL_POOL_ROUND_ROBIN, /* the next one in the list */
	PL_POOL_RANDOM,      /* drawn from the seed, by host and number of the certificate */
	PL_POOL_FROZEN       /* the first one for ever */
};
const char *pl_pool_mode_name(enum pl_pool_mode mode); /* "round-robin", "random", "frozen" */

struct pl_pool { /* without members: the host has one issuer */
	char **names;        /* authorities */
	struct pl_pos *pos;  /* parallel to names; what a world holds has none */
	size_t n;
	enum pl_pool_mode mode;
};
void pl_pool_add(struct pl_pool *pool, const char *name, struct pl_pos pos);
/* Without positions. */
PL_MUST_USE struct pl_pool pl_pool_copy(const struct pl_pool *from);
PL_MUST_USE bool pl_pool_has(const struct pl_pool *pool, const char *name);
void pl_pool_clear(struct pl_pool *pool);

/* One of several machines that answer for a host, as its part of the connections. */
struct pl_node_def {
	unsigned share;        /* millionths; those of a host are a million together */
	enum pl_serve_mode serve;
	char *alternate;       /* PL_SERVE_ALTERNATE */
	bool own;              /* a key and a certificate of its own, of this kind */
	enum pl_key_alg alg;
	bool previous;         /* still the certificate before the host's present one */
	struct pl_pos pos;
};

/* The header that a host pins its keys with (RFC 7469). */
struct pl_hpkp_def {
	char **pins;             /* expressions or literals, as they are when it is set */
	struct pl_pos *pin_pos;
	size_t n_pins;
	int64_t max_age;         /* seconds */
	bool subdomains;         /* for every name below the host's as well */
	bool report_only;
};
void pl_hpkp_def_clear(struct pl_hpkp_def *def);

struct pl_host_def {
	char *id;
	char **names;          /* first one is asked for; wildcards are for the certificate */
	size_t n_names;
	char *issuer;          /* authority; with a pool its first member */
	struct pl_pool pool;
	const struct pl_provider *provider; /* or NULL; see lab/provider.h */
	enum pl_key_alg alg;
	int64_t lifetime;      /* seconds; notAfter = notBefore + lifetime - 1 */
	bool lifetime_max;     /* instead: as long as the rules of the day allow */
	char *profile;         /* instead: its CA's offer of that name, or NULL */
	int64_t issued;        /* notBefore of its first certificate; PL_TIME_NONE: the start */
	bool renews;           /* automation on */
	int64_t renew_before;  /* seconds; not with a renew_part */
	unsigned renew_part;   /* n: when the n-th part of its life is left; 0: renew_before */
	bool renew_ari;        /* asks its CA whether it should renew early (RFC 9773) */
	bool halves_short;     /* under ten days: when half of it is left */
	enum pl_key_mode renew_key; /* same, new or backup */
	bool staples;          /* sends an OCSP answer in the handshake */
	bool must_staple;      /* its certificates demand one (RFC 7633) */
	enum pl_serve_mode serve;
	char **logs;           /* that its CA sends its certificates to, NULL: the CA's own choice */
	size_t n_logs;
	char *alternate; /* PL_SERVE_ALTERNATE: name of the certificate to present above the leaf */
	struct pl_node_def *nodes; /* none: one machine */
	size_t n_nodes, cap_nodes;
	struct pl_hpkp_def hpkp; /* no pins: it sends none */
	struct pl_pos pos;
};

enum pl_retry { PL_RETRY_NONE, PL_RETRY_DATES, PL_RETRY_ANY_FAULT, PL_RETRY_UNTIL_PINNED };
const char *pl_retry_name(enum pl_retry retry); /* "none", "dates", "any-fault", "until-pinned" */

/* What a device does about revocation: nothing, not even for must-staple; asks and takes silence
 * for consent; asks and insists on an answer. */
enum pl_revocation_mode { PL_REVOCATION_NONE, PL_REVOCATION_SOFT, PL_REVOCATION_HARD };
const char *pl_revocation_mode_name(enum pl_revocation_mode mode); /* "none", "soft", "hard" */
/* Whose Certificate Transparency policy a device enforces. */
enum pl_device_ct { PL_DEVICE_CT_NONE, PL_DEVICE_CT_CHROME, PL_DEVICE_CT_APPLE };

/* From a second on, the device refuses what is weaker than this. */
struct pl_crypto_def {
	int64_t from;          /* PL_TIME_NONE: always */
	int rsa_min;           /* bits of an RSA key */
	struct pl_pos pos;
};

struct pl_device_def {
	char *name;
	char *store;           /* a store of the hierarchy, or NULL */
	struct pl_trust_def *trust; /* added to the store's */
	size_t n_trust, cap_trust;
	bool updates;          /* dated entries of its store reach it (default true) */
	bool user_cas;         /* trusts CAs that the user installs (default true) */
	int64_t skew;          /* seconds added to the true clock */
	struct pl_crypto_def *crypto; /* beyond the 2048 bits and SHA-2 that all demand */
	size_t n_crypto, cap_crypto;
	int64_t zone;          /* seconds that its local time is ahead of UTC, -14 h to +14 h */
	bool checks_anchor_dates; /* default true */
	enum pl_revocation_mode revocation; /* default none */
	enum pl_device_ct ct;
	int64_t log_list;      /* its list of logs is of that second; PL_TIME_NONE: always today's */
	enum pl_path_order order;
	enum pl_retry retry;
	struct pl_pos pos;
};

/* What an app keeps between its connections, beside the pins it was built with. */
enum pl_remembers {
	PL_REMEMBERS_NOTHING,
	PL_REMEMBERS_FIRST_USE, /* what it was shown first */
	PL_REMEMBERS_LIST,      /* a signed list that it fetches */
	PL_REMEMBERS_HEADER,    /* the header that a host pins its keys with */
};

/* How an app starts that has fetched no list yet. */
enum pl_first_start { PL_FIRST_EMBEDDED, PL_FIRST_UNPINNED, PL_FIRST_REFUSE };
/* What it does with a list that is too old. */
enum pl_on_stale { PL_STALE_REFUSE, PL_STALE_EMBEDDED };
/* Over which connection it fetches: one of its own, or the very one that the pins guard. */
enum pl_list_channel { PL_LIST_OWN, PL_LIST_BEHIND_PIN };

/* RFC 8446, 4.6.1: a ticket lives a week at most. */
#define PL_TICKET_MAX (7 * PL_DAY)

struct pl_memory_def {
	bool refetch;            /* first use: takes what it is shown at every change */
	int64_t refresh;         /* list: seconds between refreshes; 0: not said */
	int64_t fresh_for;       /* list: seconds after its last refresh; 0: not said */
	bool rollback_protection;/* list: refuses one older than its own; true at first */
	enum pl_first_start first_start;
	enum pl_on_stale on_stale;
	enum pl_list_channel channel;
	int64_t session_tickets; /* seconds in which sessions resume without a look; 0: none */
};

/* A pin beside the strategy's own lists of first pins and backups. */
struct pl_pin_def {
	char *text;            /* expression or literal */
	bool backup;
	enum pl_pin_list list;
	bool read;             /* from a pin file, where `pos` is */
	struct pl_pos pos;
};

/* One entry of a client's configuration: for which names, until when, on what terms. */
struct pl_rule_def {
	struct pl_pattern *covers; /* none: every host of the row */
	size_t n_covers;
	struct pl_pin_def *pins;
	size_t n_pins, cap_pins;
	bool only_covers;      /* one command's, or one record's: for these names and no others,
				* though its client has no rule for names */
	bool leaf_list, ca_list; /* the list is there, even if nothing is in it */
	int64_t expires;       /* PL_TIME_NONE: never */
	bool expires_day;      /* a bare date: 00:00 in the zone that the client uses, here UTC */
	bool closed;           /* refuses from then on */
	bool report_only;
	bool written;          /* stands even without pins */
	bool override_user_cas, override_system_cas;
	bool user_cas;         /* trusts roots that the user installed */
	bool no_system_cas;    /* does not trust those of the device's own store */
	bool excluded;         /* takes its names out of the other rules */
	char *fault;           /* what its client refuses of the file that it came from, or NULL */
	struct pl_pos fault_pos;
	struct pl_pos pos;
};

struct pl_strategy_def {
	char *name;            /* unique in the model */
	const struct pl_strategy *kind; /* a built-in one, or NULL for a custom one */
	const struct pl_client *client; /* never NULL: default generic */
	char **pins;           /* expressions or literals; for a built-in one they are its own */
	struct pl_pos *pin_pos;
	size_t n_pins;
	char **backups;
	struct pl_pos *backup_pos;
	size_t n_backups;
	char *host;            /* only this host, or NULL for all */
	char *channel_of;      /* the strategy whose app sends some of its traffic this way, or NULL */
	unsigned share;        /* of the app's traffic, in millionths; 0: it has one channel only */
	struct pl_rule_def terms; /* of the pins above, and those in lists of their own */
	struct pl_rule_def *rules; /* further entries, each with pins of its own */
	char *pin_file, *pin_format; /* instead of all these: a pin file and its format, as written,
				      * or NULL */
	struct pl_pinset *pin_set; /* what that file says; a reference */
	size_t n_rules, cap_rules;
	struct pl_memory_def memory;
	struct pl_pos pos;
};

enum pl_expect_kind {
	PL_EXPECT_AT,    /* at one step */
	PL_EXPECT_NEVER, /* no step has it */
	PL_EXPECT_ALWAYS,     /* every step has it */
	PL_EXPECT_EVENTUALLY, /* some step has it */
	PL_EXPECT_WITHIN,     /* some step has it from `at` to `duration` after that */
	PL_EXPECT_DOWN,  /* longest interval of it, compared with a duration */
	PL_EXPECT_EXPOSED, /* the same of scripted attacks, whichever they are */
	PL_EXPECT_FLEET, /* of the fleet: its `measure` compared with an amount */
};
enum pl_compare { PL_LESS, PL_LESS_EQUAL, PL_MORE, PL_MORE_EQUAL, PL_EQUAL };
PL_MUST_USE bool pl_compare_holds(enum pl_compare compare, int64_t value, int64_t limit);
const char *pl_compare_sign(enum pl_compare compare); /* "<=" */

/* What is asked of a fleet. */
enum pl_fleet_measure {
	PL_FLEET_AVAILABILITY,  /* share that reaches its host; over the run its lowest */
	PL_FLEET_EXPOSURE,      /* share that a scripted attack reads; over the run its highest */
	PL_FLEET_LOST,          /* user-days cut off or locked out, in thousandths */
	PL_FLEET_NEVER_RETURNS, /* share that is out at the end and on no way back */
	PL_FLEET_MEASURES
};
const char *pl_fleet_measure_name(enum pl_fleet_measure measure); /* "availability" */

struct pl_expect {
	enum pl_expect_kind kind;
	struct pl_pos pos;
	/* which rows; NULL: every one */
	char *strategy, *client, *device, *host, *version;
	char *attack;            /* NULL: the honest host */
	/* what; the unset ones are not asked */
	bool has_verdict, has_state, has_reason;
	enum pl_verdict verdict;
	enum pl_state state;
	enum pl_reason reason;
	char *pin;               /* spelling or origin of the matched pin, or NULL */
	/* when: PL_EXPECT_AT inside a whole-run list; the event's own steps leave it unset */
	struct pl_when at;
	enum pl_compare compare; /* PL_EXPECT_DOWN, PL_EXPECT_EXPOSED, PL_EXPECT_FLEET */
	int64_t duration;
	/* PL_EXPECT_FLEET: at its event or `at`, else over the run; of `version` and: */
	enum pl_fleet_measure measure;
	int64_t amount;          /* millionths, or thousandths of user-days */
	char *segment;           /* NULL: all users */
	bool timed;              /* `at` is set */
};

/* The real event that a scenario replays; all NULL and PL_TIME_NONE: none. */
struct pl_incident_def {
	int64_t date;
	char *what;              /* happened */
	char *broke;             /* who was cut off, or read */
	char *saved_by;          /* what would have kept them going */
	char *source;            /* where it is told */
};

struct pl_model {
	char *file;              /* as given, or NULL */
	char *variant;           /* "issuer=r10 key=same": which of several this is; else NULL */
	size_t n_variants;       /* how many the file has; 0 and 1: no more than this */
	bool elsewhere;          /* it is written into another folder than its file's, where what is
				  * relative to that means something else */
	char **files;            /* names that positions borrow */
	size_t n_files;
	char *name, *about;
	struct pl_incident_def incident;
	char **tags;
	size_t n_tags;
	char *skip;              /* why it is not run for now, or NULL */
	char *known_bad;         /* why not all that it expects is met for now, or NULL */
	bool focus;              /* at a desk, only this one is run */
	struct pl_pos focus_pos;
	uint64_t seed;
	const struct pl_facts *facts; /* never NULL */
	int64_t start, until;    /* until PL_TIME_NONE: the run ends with the last event */
	bool real_keys;          /* `keys: real` */
	char *hierarchy;         /* its name as written, for saving; NULL when inline */

	struct pl_operator_def *operators;      size_t n_operators, cap_operators;
	struct pl_authority_def *authorities;   size_t n_authorities, cap_authorities;
	struct pl_certificate_def *certificates; size_t n_certificates, cap_certificates;
	struct pl_store_def *stores;            size_t n_stores, cap_stores;
	struct pl_log_def *logs;                size_t n_logs, cap_logs; /* none: the lab's own */
	struct pl_host_def *hosts;              size_t n_hosts, cap_hosts;
	struct pl_device_def *devices;          size_t n_devices, cap_devices;
	struct pl_strategy_def *strategies;     size_t n_strategies, cap_strategies;
	const struct pl_attack **attacks;       size_t n_attacks, cap_attacks;
	struct pl_event **events;               size_t n_events, cap_events; /* referenced */
	struct pl_expect *expects;              size_t n_expects, cap_expects; /* whole run */
	struct pl_fleet_def *fleet;             /* NULL: none */
	struct pl_target_def *target;           /* NULL: none */
};

PL_MUST_USE struct pl_model *pl_model_new(void); /* empty, seed 1, until none */
void pl_model_free(struct pl_model *model);
/* Moves every date of a model that no run uses by so many seconds; what really happened
 * (pl_incident_def) and the dated facts stay where they are. False with *err when a date would leave
 * the years that there are; the model is of no use then. */
PL_MUST_USE bool pl_model_shift(struct pl_model *model, int64_t seconds, struct pl_error *err);
/* The model's own copy of a file name, for positions that live as long as it does. */
const char *pl_model_file(struct pl_model *model, const char *file);

/* Appends a zeroed definition with its defaults set and the name copied. */
struct pl_operator_def *pl_model_add_operator(struct pl_model *model, const char *name);
struct pl_authority_def *pl_model_add_authority(struct pl_model *model, const char *name,
						const char *operator_, const char *subject);
struct pl_certificate_def *pl_model_add_certificate(struct pl_model *model, const char *name,
						    const char *of, const char *by, int64_t from,
						    int64_t to);
struct pl_store_def *pl_model_add_store(struct pl_model *model, const char *name);
struct pl_log_def *pl_model_add_log(struct pl_model *model, const char *name);
struct pl_host_def *pl_model_add_host(struct pl_model *model, const char *id, const char *dns_name,
				      const char *issuer);
struct pl_device_def *pl_model_add_device(struct pl_model *model, const char *name);
void pl_device_def_trust(struct pl_device_def *device, const char *what);
/* A built-in strategy by name, with its own pins; NULL when there is none. */
struct pl_strategy_def *pl_model_add_strategy(struct pl_model *model, const char *name);
/* The same under a name of its own. */
struct pl_strategy_def *pl_model_add_strategy_as(struct pl_model *model, const char *name,
						 const char *built_in);
/* A strategy of the file's own, with no pins yet. */
struct pl_strategy_def *pl_model_add_custom(struct pl_model *model, const char *name);
void pl_strategy_def_pin(struct pl_strategy_def *strategy, const char *expression,
			 struct pl_pos pos, bool backup);
/* Its pins and rules are those of a pin file; the names are copied, the set gets a reference. */
void pl_strategy_def_read(struct pl_strategy_def *strategy, const char *file, const char *format,
			  const struct pl_pinset *set);
/* One more entry, zeroed, which never ends. */
struct pl_rule_def *pl_strategy_def_rule(struct pl_strategy_def *strategy);
void pl_rule_def_pin(struct pl_rule_def *rule, const char *expression, struct pl_pos pos,
		     bool backup, enum pl_pin_list list);
void pl_rule_def_cover(struct pl_rule_def *rule, const char *name, bool subdomains);
void pl_rule_def_clear(struct pl_rule_def *rule);
/* Takes over the event. */
void pl_model_add_event(struct pl_model *model, struct pl_event *event);
PL_MUST_USE bool pl_model_add_attack(struct pl_model *model, const char *name);
void pl_model_all_attacks(struct pl_model *model);
struct pl_expect *pl_model_add_expect(struct pl_model *model);
void pl_expect_clear(struct pl_expect *expect);

/* Look-ups by name; NULL when there is none. */
const struct pl_operator_def *pl_model_operator(const struct pl_model *model, const char *name);
const struct pl_authority_def *pl_model_authority(const struct pl_model *model, const char *name);
const struct pl_certificate_def *pl_model_certificate(const struct pl_model *model,
						      const char *name);
const struct pl_host_def *pl_model_host(const struct pl_model *model, const char *id);
const struct pl_strategy_def *pl_model_strategy(const struct pl_model *model, const char *name);

/* Everything that refers to something refers to what exists; issuers without a
 * cycle; names under the file's own or reserved ones; limits. Collects every
 * fault with position and remedy; true when there was none. */
PL_MUST_USE bool pl_model_check(const struct pl_model *model, struct pl_errors *errors);

#endif
