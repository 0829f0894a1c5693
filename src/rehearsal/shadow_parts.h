/* What the files behind shadow.h share. */
#ifndef PINLAB_REHEARSAL_SHADOW_PARTS_H
#define PINLAB_REHEARSAL_SHADOW_PARTS_H

#include "rehearsal/shadow.h"

/* An authority under construction: a subject and a key. */
struct pl_shadow_ca {
	char *name;                  /* in the model */
	char *subject;               /* real, as certificates write it */
	uint8_t spki[32];            /* of the real key; all zero: nobody has seen it */
	const struct pl_known_ca *known;
};

struct pl_shadow {
	const struct pl_shadow_input *input;
	struct pl_model *model;
	struct pl_shadow_map *map;
	struct pl_shadow_ca *cas;
	size_t n_cas, cap_cas;
	const struct pl_cert **certs; /* the real authorities' certificates, each once */
	char **cert_names;           /* parallel: in the model */
	size_t n_certs, cap_certs, cap_names;
	char **issuers;              /* per host: authority */
};

/* A name that nothing in the model has yet, made of a text: "ISRG Root X1" is isrg-root-x1. */
char *pl_shadow_name(const struct pl_shadow *shadow, const char *text);
/* A subject with this common name. */
char *pl_shadow_subject(const char *common_name);

/* The authorities and certificates of the chains, of the CAs that are known above them, and the
 * made-up ones. */
void pl_shadow_hierarchy(struct pl_shadow *shadow);
/* What the edition adds: who may issue in the issuers' stead, and their CAs' roots. */
void pl_shadow_add_known(struct pl_shadow *shadow);
/* A root that is trusted and stands above no chain; its authority, borrowed. */
const char *pl_shadow_add_anchor(struct pl_shadow *shadow, const struct pl_cert *anchor);
/* The known CA of that subject, or NULL. */
const struct pl_known_ca *pl_shadow_known_as(const struct pl_shadow *shadow, const char *subject);
/* The authority of a known CA, with its certificates and those above; of its certificates that by
 * the CA `prefer`, if any, comes first. Borrowed. */
const char *pl_shadow_known(struct pl_shadow *shadow, const struct pl_known_ca *ca,
			    const char *prefer);
/* One by its real subject and key; NULL: none yet. */
const struct pl_shadow_ca *pl_shadow_find_ca(const struct pl_shadow *shadow, const uint8_t *spki,
					     const char *subject);
/* Both yield names in the model, borrowed. */
const char *pl_shadow_add_ca(struct pl_shadow *shadow, const uint8_t *spki, const char *subject,
			     const char *label, enum pl_key_alg alg, int path_len);
const char *pl_shadow_add_certificate(struct pl_shadow *shadow, const char *of, const char *by,
				      int64_t from, int64_t to);
PL_MUST_USE bool pl_shadow_is_there(const struct pl_model *model, const char *of, const char *by,
				    int64_t from, int64_t to);
/* The authority whose real certificate that is; NULL: none. */
const char *pl_shadow_authority(const struct pl_shadow *shadow, const struct pl_cert *cert);
void pl_shadow_devices(struct pl_shadow *shadow);
void pl_shadow_add_hosts(struct pl_shadow *shadow);
/* The offer of its CA that the host's first certificate had, by its lifetime; NULL: none. */
const char *pl_shadow_profile(const struct pl_facts *facts, const char *operator_,
			      const struct pl_host_def *host);
PL_MUST_USE bool pl_shadow_strategies(struct pl_shadow *shadow, struct pl_error *err);

#endif
