/*
 * The shadow of real chains and pins: the same hierarchy with keys of the lab,
 * so that the future can be tried on it. Names, shapes, dates and kinds of keys
 * are those of the certificates; pins are carried over by what they match. What
 * is not known is made up and said, with where every input comes from.
 */
#ifndef PINLAB_REHEARSAL_SHADOW_H
#define PINLAB_REHEARSAL_SHADOW_H

#include "lab/model.h"
#include "lab/origin.h"
#include "rehearsal/chains.h"

/* A chain and the name that clients ask for there; both borrowed for the call. */
struct pl_shadow_host {
	const struct pl_served *served;
	const char *name;            /* the leaf covers it */
};

/* A file of pins under a client; borrowed as long as the map lives. */
struct pl_shadow_pins {
	const char *name;            /* of its strategy, unique */
	const struct pl_client *client;
	const struct pl_pinset *set;
};

/* What the user says of a pin that matches nothing. */
struct pl_shadow_label {
	const char *spelling;        /* as in the pin file, or a beginning of it that no other has */
	const char *what;            /* "next-leaf-key", "other-ca", or a name of his own */
};

struct pl_shadow_input {
	struct pl_pki *pki;          /* for links of real certificates */
	const struct pl_facts *facts;
	int64_t at;                  /* seconds UTC: when the rehearsal starts */
	const struct pl_shadow_host *hosts;
	size_t n_hosts;
	const struct pl_cert_list *anchors; /* what devices trust; NULL or none: not said */
	const struct pl_shadow_pins *pins;
	size_t n_pins;
	const struct pl_shadow_label *labels;
	size_t n_labels;
	enum pl_key_mode renew_key;  /* of renewals */
	bool renew_key_said;         /* else it is an assumption */
};

struct pl_shadow_note {
	enum pl_origin origin;
	char *text;                  /* a clause */
};

/* What a pin of a file became. */
enum pl_shadow_kind {
	PL_SHADOW_LEAF,
	PL_SHADOW_INTERMEDIATE,
	PL_SHADOW_ROOT,
	PL_SHADOW_KNOWN_CA,          /* of a known CA that is in none of the chains */
	PL_SHADOW_LABELLED,
	PL_SHADOW_UNKNOWN,
	PL_SHADOW_DAMAGED,           /* its client cannot read it */
};
const char *pl_shadow_kind_name(enum pl_shadow_kind kind); /* "leaf", ..., "known-ca", "damaged" */

struct pl_shadow_pin {
	size_t file;                 /* index among the input's pins */
	const struct pl_pin *pin;    /* borrowed from its set */
	enum pl_shadow_kind kind;
	size_t host;                 /* of a matching certificate: index of the host, and where in its */
	size_t at;                   /* chain, or behind its end for the root above; else 0 */
	const struct pl_cert *cert;  /* borrowed from the chains; NULL where none matches, or it
				      * stands above them and only `ca` knows it */
	const struct pl_known_ca *ca; /* whose certificate it is, when that is known */
	char *expression;            /* how it stands in the model */
};

struct pl_shadow_map {
	struct pl_shadow_pin *pins;  /* files in order, each file's pins in order */
	size_t n, cap;
	struct pl_shadow_note *notes; /* in the order in which they came up */
	size_t n_notes, cap_notes;
};
void pl_shadow_map_clear(struct pl_shadow_map *map);
void pl_shadow_note(struct pl_shadow_map *map, enum pl_origin origin, const char *fmt, ...)
	PL_PRINTF(3, 4);

/*
 * A model without events: authorities, certificates, one host per input host
 * (issued when its leaf was), a device `phone`, one strategy per pin file. At
 * its first second every host serves what it really serves. Beside those, what
 * the edition knows of the chains' CAs, an operator `other` with a root that
 * the phone trusts, and a successor for each issuing CA. NULL with *err.
 */
PL_MUST_USE struct pl_model *pl_shadow_model(const struct pl_shadow_input *input,
					     struct pl_shadow_map *map, struct pl_error *err);
/* The same into a model that has nothing but a start and facts, which the input repeats. */
PL_MUST_USE bool pl_shadow_fill(const struct pl_shadow_input *input, struct pl_model *model,
				struct pl_shadow_map *map, struct pl_error *err);

/*
 * The names that a chain is asked for: those of `names` that the leaf covers, else
 * those that the pin files name and the leaf covers, else the leaf's first one.
 * Appends to `out`, whose names are owned by it; clear with pl_shadow_hosts_clear.
 */
struct pl_shadow_hosts {
	struct pl_shadow_host *items;
	char **names;
	size_t n, cap, cap_names;
};
void pl_shadow_hosts_add(struct pl_shadow_hosts *out, const struct pl_served *served,
			 const char *const *names, size_t n_names,
			 const struct pl_shadow_pins *pins, size_t n_pins);
void pl_shadow_hosts_clear(struct pl_shadow_hosts *hosts);

#endif
