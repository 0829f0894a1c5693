/*
 * How a file's maps are read: a shape is the table of a map's keys, with type,
 * help and where the value goes. The same tables read files, propose the
 * nearest key for a misspelt one, and print the JSON Schema. Only this room's
 * files include this.
 */
#ifndef PINLAB_SCENARIO_DECODE_H
#define PINLAB_SCENARIO_DECODE_H

#include <stddef.h>

#include "data/json.h"
#include "data/node.h"
#include "lab/model.h"
#include "util/buf.h"
#include "util/map.h"

/* What reading one file carries along. */
struct pl_decoder {
	struct pl_model *model;
	struct pl_doc *const *docs; /* borrowed: what is read, the file itself first */
	size_t n_docs;
	const char *file;         /* the model's copy of its name, for positions that stay */
	const char *certs_dir;
	struct pl_errors *errors;
	size_t count;             /* errors found, also those that are no longer kept */
	struct pl_buf shown;      /* what pl_decode_show gave last */
	struct pl_map strategies; /* names and ids read so far, to the nodes that bear them */
	struct pl_map ids;
	struct pl_map joining;    /* ids of hosts that events add, to the nodes that name them */
	/* Lists in which something was wrong: what refers to them is not checked. */
	bool bad_strategies, bad_attacks;
};

enum pl_field_type {
	PL_FIELD_TEXT,     /* char * */
	PL_FIELD_ID,       /* char *: the name of something in this file */
	PL_FIELD_DATE,     /* int64_t, seconds UTC */
	PL_FIELD_DURATION, /* int64_t, seconds */
	PL_FIELD_OFFSET,   /* int64_t, seconds, with + or - before it */
	PL_FIELD_BOOL,     /* bool */
	PL_FIELD_DEPTH,    /* int, 0 to 16 */
	PL_FIELD_SEED,     /* uint64_t */
	PL_FIELD_ALG,      /* enum pl_key_alg */
	PL_FIELD_CHOICE,   /* one of `choices`; `read` gets its node */
	PL_FIELD_TEXTS,    /* a list of texts, or one text; `read` gets its node */
	PL_FIELD_NAMED,    /* a map from names to `shape`; `add` makes each target */
	PL_FIELD_LIST,     /* a list; `read` gets its node, `def` says what is in it */
	PL_FIELD_VALUE,    /* anything; `read` gets its node, `def` says what it may be */
};

struct pl_shape;

struct pl_field {
	const char *name;
	enum pl_field_type type;
	bool required;
	const char *unless;         /* required only without this key */
	size_t offset;              /* of the member of the target, for plain types */
	const char *const *choices; /* PL_FIELD_CHOICE: NULL-terminated */
	const struct pl_shape *shape;
	void *(*add)(struct pl_decoder *decoder, const struct pl_node *name,
		     const struct pl_node *value);
	void (*read)(struct pl_decoder *decoder, const struct pl_node *node, void *target);
	const char *def;            /* name of a definition in the schema */
	const char *help;           /* a clause */
};

struct pl_shape {
	const char *what;           /* "a host" */
	const struct pl_field *fields;
	size_t n;
};

/* Reads a map into *target by its shape. Everything wrong becomes an error. */
void pl_decode_map(struct pl_decoder *decoder, const struct pl_node *node,
		   const struct pl_shape *shape, void *target);

/* An error with position, quoted line and caret. */
void pl_decode_error(struct pl_decoder *decoder, struct pl_pos pos, const char *fmt, ...)
	PL_PRINTF(3, 4);
/* "no strategy 'leaf-spk'; did you mean 'leaf-spki'?", or the list when it is short. */
void pl_decode_unknown(struct pl_decoder *decoder, struct pl_pos pos, const char *what,
		       const char *word, const char *const *candidates, size_t n);
/* Takes over an error that another room set, adding the quoted line. */
void pl_decode_take(struct pl_decoder *decoder, struct pl_error *err);
/* A piece of the file for a message: safe and short. Valid until the next call. */
const char *pl_decode_show(struct pl_decoder *decoder, const char *text);

/* The node's position with a file name that lives as long as the model. */
struct pl_pos pl_decode_pos(const struct pl_decoder *decoder, const struct pl_node *node);
/* False with an error when the node is of another kind. `name` is the key it stands under. */
PL_MUST_USE bool pl_decode_is(struct pl_decoder *decoder, const struct pl_node *node,
			      enum pl_node_kind kind, const char *name, const char *wanted);
/* True for a key that is the writer's own business. */
PL_MUST_USE bool pl_decode_is_free(const char *key);

/* Plain values; each false with an error. `name` is the key, for the message. */
PL_MUST_USE bool pl_decode_text(struct pl_decoder *decoder, const struct pl_node *node,
				const char *name, char **out);
/* The name of something that times and events can refer to; `what` it is: "a host". */
PL_MUST_USE bool pl_decode_id(struct pl_decoder *decoder, const struct pl_node *node,
			      const char *what);
/* The name of a strategy or a tag, in which more characters are allowed. */
PL_MUST_USE bool pl_decode_label(struct pl_decoder *decoder, const struct pl_node *node,
				 const char *what);
PL_MUST_USE bool pl_decode_date(struct pl_decoder *decoder, const struct pl_node *node,
				const char *name, int64_t *out);
/* The index among `choices` (NULL-terminated), or -1 with an error. */
int pl_decode_choice(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		     const char *const *choices);
/* Reads a plain field into its member of *target. */
void pl_decode_plain(struct pl_decoder *decoder, const struct pl_field *field,
		     const struct pl_node *node, void *target);

/* The shapes, for the reader above them and for the schema. */
extern const struct pl_shape pl_shape_scenario;
extern const struct pl_shape pl_shape_part;
extern const struct pl_shape pl_shape_incident;
extern const struct pl_shape pl_shape_shadow;
extern const struct pl_shape pl_shape_shadow_pins; /* one pin file of a shadow */
extern const struct pl_shape pl_shape_target;
void pl_decode_target(struct pl_decoder *decoder, const struct pl_node *node, void *target);
extern const struct pl_shape pl_shape_hierarchy;
extern const struct pl_shape pl_shape_operator;
extern const struct pl_shape pl_shape_authority;
extern const struct pl_shape pl_shape_certificate;
extern const struct pl_shape pl_shape_trust;
extern const struct pl_shape pl_shape_log;
extern const struct pl_shape pl_shape_host;
extern const struct pl_shape pl_shape_channel;
extern const struct pl_shape pl_shape_issuer;
extern const struct pl_shape pl_shape_node;
extern const struct pl_shape pl_shape_renews;
extern const struct pl_shape pl_shape_hpkp;
extern const struct pl_shape pl_shape_crypto;
extern const struct pl_shape pl_shape_device;
extern const struct pl_shape pl_shape_strategy;
extern const struct pl_shape pl_shape_rule;    /* an entry of a strategy */
extern const struct pl_shape pl_shape_pin_file;
extern const struct pl_shape pl_shape_pattern; /* a name that an entry covers */
extern const struct pl_shape pl_shape_event;  /* beside the event's own key */
extern const struct pl_shape pl_shape_expect; /* of one strategy at one event */
extern const struct pl_shape pl_shape_claim;  /* over the whole run */
extern const struct pl_shape pl_shape_fleet_claim;
extern const struct pl_shape pl_shape_fleet;
extern const struct pl_shape pl_shape_segment;
extern const struct pl_shape pl_shape_fleet_release;
extern const struct pl_shape pl_shape_pause;
extern const struct pl_shape pl_shape_minimum;

/* The parts of a strategy, or of one of its rules. */
extern const char *const pl_words_of_on_expiry[]; /* open, closed */
void pl_decode_expires(struct pl_decoder *decoder, const struct pl_node *node,
		       struct pl_rule_def *rule);
void pl_decode_on_expiry(struct pl_decoder *decoder, const struct pl_node *node,
			 struct pl_rule_def *rule);
/* `pins: {file: ...}`: reads the file. Without a client of its own the strategy takes that of the
 * file's format. */
void pl_decode_pin_file(struct pl_decoder *decoder, const struct pl_node *node,
			struct pl_strategy_def *def, bool own_client);
void pl_decode_covers(struct pl_decoder *decoder, const struct pl_node *node,
		      struct pl_rule_def *rule);
/* `key` is the one they stand under. */
void pl_decode_rule_pins(struct pl_decoder *decoder, const struct pl_node *node, const char *key,
			 struct pl_rule_def *rule, bool backup, enum pl_pin_list list);
void pl_decode_rules(struct pl_decoder *decoder, const struct pl_node *node,
		     struct pl_strategy_def *strategy);

/* The parts of a scenario. */
/* Fills the model from the chains and pin files that it names; its start and facts are looked up
 * in `root`. False when they cannot be used. */
PL_MUST_USE bool pl_decode_shadow(struct pl_decoder *decoder, const struct pl_node *root,
				  struct pl_errors *below);
void pl_decode_hierarchy_map(struct pl_decoder *decoder, const struct pl_node *node);
void pl_decode_trust_list(struct pl_decoder *decoder, const struct pl_node *node,
			  struct pl_trust_def **trust, size_t *n, size_t *cap);
void *pl_decode_add_log(struct pl_decoder *decoder, const struct pl_node *name,
			const struct pl_node *value);
void *pl_decode_add_hierarchy_log(struct pl_decoder *decoder, const struct pl_node *name,
				  const struct pl_node *value);
void pl_decode_host_logs(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_device_ct(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void *pl_decode_add_host(struct pl_decoder *decoder, const struct pl_node *name,
			 const struct pl_node *value);
void pl_decode_lifetime(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_renew_before(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_hpkp(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_nodes(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_provider(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_ocsp(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_crl(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_issuer(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void *pl_decode_add_device(struct pl_decoder *decoder, const struct pl_node *name,
			   const struct pl_node *value);
void pl_decode_strategies(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_events(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_event_expect(struct pl_decoder *decoder, const struct pl_node *node,
			    struct pl_event *event);
/* A truth table of letters, as claims with the positions of their letters. */
void pl_decode_table(struct pl_decoder *decoder, const struct pl_node *node, void *target);
/* Parts of a claim (struct pl_expect): its row, its attack, its moment. */
void pl_decode_claim_strategy(struct pl_decoder *decoder, const struct pl_node *node,
			      void *target);
void pl_decode_claim_attack(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_moment(struct pl_decoder *decoder, struct pl_pos pos, const char *text,
		      struct pl_expect *expect);
void pl_decode_claims(struct pl_decoder *decoder, const struct pl_node *node, void *target);
/* What is asked of a fleet, into a struct pl_expect. */
void pl_decode_fleet_claim(struct pl_decoder *decoder, const struct pl_node *node, void *target);
/* Takes the sign of a comparison; yields what stands behind it. */
const char *pl_decode_compare(const char *text, enum pl_compare *compare);
/* What was measured of the fleet, in place of what was measured before. */
void pl_decode_adoption(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_adoption_file(struct pl_decoder *decoder, const char *file, const char *path);
void pl_decode_fleet(struct pl_decoder *decoder, const struct pl_node *node, void *target);
/* The id of an event, which nothing else may have. */
void pl_decode_event_id(struct pl_decoder *decoder, const struct pl_node *node, struct pl_event *event);

/* What an app keeps between its connections; each reads one key of a strategy. */
void pl_decode_first_start(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_on_stale(struct pl_decoder *decoder, const struct pl_node *node, void *target);
void pl_decode_list_channel(struct pl_decoder *decoder, const struct pl_node *node, void *target);

/* The words of enums, in their order, NULL-terminated. */
extern const char *const pl_words_of_serve[];
extern const char *const pl_words_of_segment_store[];
extern const char *const pl_words_of_minimum_then[];
extern const char *const pl_words_of_first_start[];
extern const char *const pl_words_of_on_stale[];
extern const char *const pl_words_of_list_channel[];
extern const char *const pl_words_of_renews_key[];
extern const char *const pl_words_of_pool_mode[];
extern const char *const pl_words_of_user_cas[];
extern const char *const pl_words_of_revocation[];
extern const char *const pl_words_of_log_kind[];
extern const char *const pl_words_of_device_ct[];

/* True when the authority has a self-signed certificate. */
PL_MUST_USE bool pl_is_root_name(const struct pl_model *model, const char *authority);
/* What a file that leaves them out gets. */
void pl_default_host(struct pl_model *model);
void pl_default_device(struct pl_model *model);
void pl_default_strategies(struct pl_model *model);

#endif
