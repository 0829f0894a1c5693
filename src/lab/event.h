/*
 * Events: what can happen to the world. A kind is one const table entry with
 * its typed parameters; YAML validation, menus, `list`, saving and the schema
 * are made from those. An event is a kind with values and a time.
 */
#ifndef PINLAB_LAB_EVENT_H
#define PINLAB_LAB_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/key.h"
#include "util/error.h"
#include "util/ref.h"

struct pl_change;
struct pl_world;
struct pl_expect;

/* Which key a newly issued leaf gets. */
enum pl_key_mode { PL_KEY_SAME, PL_KEY_NEW, PL_KEY_BACKUP, PL_KEY_ALGORITHM };
const char *pl_key_mode_name(enum pl_key_mode mode);

enum pl_param_type {
	PL_PARAM_HOST,      /* id of a host; omitted: the only or first one */
	PL_PARAM_AUTHORITY,
	PL_PARAM_ROOT,      /* an authority with a self-signed certificate */
	PL_PARAM_CERTIFICATE,
	PL_PARAM_DEVICE,    /* omitted: every device */
	PL_PARAM_STRATEGY,
	PL_PARAM_ATTACK,
	PL_PARAM_STORE,     /* of the hierarchy */
	PL_PARAM_DURATION,  /* num: seconds */
	PL_PARAM_DATE,      /* num: seconds UTC */
	PL_PARAM_CHOICE,    /* one of choices; num: its index */
	PL_PARAM_KEY,       /* same, new, backup or an algorithm; num: enum pl_key_mode, alg beside */
	PL_PARAM_TEXT,
	PL_PARAM_OFFSET,    /* a duration with or without a sign; num: seconds */
	PL_PARAM_HOSTS,     /* several of a kind: in a file a list, as text "a, b" */
	PL_PARAM_AUTHORITIES,
	PL_PARAM_PINS,      /* expressions and literals */
	PL_PARAM_OPERATOR,
	PL_PARAM_REVOCABLE, /* a host, an authority or a certificate */
	PL_PARAM_OPERATORS,
	PL_PARAM_TEXTS,
};
const char *pl_param_type_words(enum pl_param_type type); /* "a host", "a duration like 90d" */
PL_MUST_USE bool pl_param_is_list(enum pl_param_type type);

struct pl_param {
	const char *name;
	enum pl_param_type type;
	bool required;
	const char *help;            /* a clause */
	const char *const *choices;  /* PL_PARAM_CHOICE: NULL-terminated */
	const char *standard;        /* default, as text, or NULL */
};

#define PL_PARAMS_MAX 6

/* When, as written; resolved once, when the previous scripted event has happened. */
enum pl_when_kind {
	PL_WHEN_SAME,     /* omitted: the same second as the event before */
	PL_WHEN_AT,       /* absolute */
	PL_WHEN_AFTER,    /* offset from the event before */
	PL_WHEN_RELATIVE, /* `ref` + offset: api.leaf.expiry, first-renewal, isrg-x1.expiry */
};

struct pl_when {
	enum pl_when_kind kind;
	int64_t time;   /* PL_WHEN_AT */
	int64_t offset; /* seconds, may be negative */
	char *ref;      /* PL_WHEN_RELATIVE */
	char *text;     /* as written, or NULL */
	struct pl_pos pos;
};

/* Reads the text forms of `at`. */
PL_MUST_USE bool pl_when_parse(const char *text, struct pl_pos pos, struct pl_when *out,
			       struct pl_error *err);
void pl_when_clear(struct pl_when *when);
/* Whether it counts from a date of the world, which exists when its time comes, and not from
 * an event's id. */
PL_MUST_USE bool pl_when_is_of_world(const struct pl_when *when);

struct pl_value {
	bool set;
	char *text;     /* as written */
	int64_t num;
	enum pl_key_alg alg;
	struct pl_pos pos;
};

/* Immutable once it is in a model or a run. */
struct pl_event {
	struct pl_ref ref;
	const struct pl_event_kind *kind;
	struct pl_value values[PL_PARAMS_MAX]; /* parallel to kind->params */
	struct pl_when when;
	char *id;                  /* or NULL */
	struct pl_pos pos;
	struct pl_expect *expects; /* judged at its own step */
	size_t n_expects, cap_expects;
};

struct pl_event_kind {
	const char *name;    /* "swap-intermediate" */
	const char *family;  /* "time", "server", "CA", "incident", "client", "attack" */
	const char *summary; /* one line for lists */
	const char *about;   /* a few sentences for explain */
	const struct pl_param *params; /* the first one may be given as a bare scalar */
	size_t n_params;

	/* What its parameters must fulfil together; may be NULL. */
	bool (*check)(const struct pl_event *event, struct pl_error *err);
	/* True when later events may name an authority or certificate that this one makes. */
	bool makes_names;
	/* Its parameter that names a host which it adds, or NULL. */
	const char *makes_host;
	/* The app's rows are told apart by versions. */
	bool makes_version;

	/* For events that move the clock (expire-*, wait): acts at the event's own
	 * time, before the clock moves, and says up to which second it moves. Such an
	 * event owns the edges of that second: no clock step of its own there. May be NULL. */
	bool (*begin)(struct pl_change *change, const struct pl_event *event, int64_t *until,
		      struct pl_error *err);
	/* Makes the change. May be NULL for pure movement of the clock. */
	bool (*apply)(struct pl_change *change, const struct pl_event *event, struct pl_error *err);
	/* "renew api with a new key": for step titles; caller frees. */
	char *(*title)(const struct pl_event *event);
};

/* The list, in the order in which it is shown. */
const struct pl_event_kind *const *pl_event_kinds(size_t *n);
const struct pl_event_kind *pl_event_kind_find(const char *name);

PL_MUST_USE struct pl_event *pl_event_new(const struct pl_event_kind *kind, struct pl_pos pos);
struct pl_event *pl_event_ref(const struct pl_event *event);
void pl_event_unref(struct pl_event *event);
/* The same event at another second (UTC), without its expectations; a new reference. */
PL_MUST_USE struct pl_event *pl_event_at(const struct pl_event *event, int64_t at);
struct pl_expect *pl_event_add_expect(struct pl_event *event);

/* Sets one parameter from text, checked against its type (not against a world). */
PL_MUST_USE bool pl_event_set(struct pl_event *event, const char *param, const char *text,
			      struct pl_pos pos, struct pl_error *err);
/* Every required parameter is there, and they agree with each other. */
PL_MUST_USE bool pl_event_complete(const struct pl_event *event, struct pl_error *err);
/* The value of a parameter, NULL when it is not set and has no default. */
const struct pl_value *pl_event_value(const struct pl_event *event, const char *param);
const char *pl_event_text(const struct pl_event *event, const char *param);
/* The item at `index` of a list's text "a, b", or NULL behind the last; caller frees. */
PL_MUST_USE char *pl_value_item(const struct pl_value *value, size_t index);
/* All of them; freed by pl_value_items_free. */
PL_MUST_USE char **pl_value_items(const struct pl_value *value, size_t *n);
void pl_value_items_free(char **items, size_t n);
/* Builds one from "renew: host=api key=new" or "renew: new" (the first parameter):
 * the palette's and the tests' short form. A value with blanks stands in double quotes. */
PL_MUST_USE struct pl_event *pl_event_from_text(const char *text, struct pl_error *err);
/* Caller frees. */
PL_MUST_USE char *pl_event_title(const struct pl_event *event);

#endif
