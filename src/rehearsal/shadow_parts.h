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
/* The authority of a known CA, with its certificates and those above; borrowed. */
const char *pl_shadow_known(struct pl_shadow *shadow, const struct pl_known_ca *ca);
/* The authority whose real certificate that is; NULL: none. */
const char *pl_shadow_authority(const struct pl_shadow *shadow, const struct pl_cert *cert);
void pl_shadow_devices(struct pl_shadow *shadow);
void pl_shadow_add_hosts(struct pl_shadow *shadow);
PL_MUST_USE bool pl_shadow_strategies(struct pl_shadow *shadow, struct pl_error *err);

#endif
