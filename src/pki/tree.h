/* What the three files behind pl_der_tree share: elements, their names, their values. */
#ifndef PINLAB_PKI_TREE_H
#define PINLAB_PKI_TREE_H

#include "pki/der.h"
#include "pki/internal.h"

/* Names the items of a certificate after RFC 5280, as libtasn1 decodes it.
 * False when it is no certificate; then nothing is named. */
PL_MUST_USE bool pl_tree_name(struct pl_bytes der, struct pl_der_tree *tree);

/* A static word for the kind of element. */
const char *pl_tree_type(const struct pl_tlv *tlv);

/* What a primitive element says, as text; NULL for nothing to say. Caller frees. */
char *pl_tree_value(const struct pl_tlv *tlv, const uint8_t *content);

/* "subjectAltName" for 2.5.29.17 and the like, or NULL. Static. */
const char *pl_oid_name(const char *oid);

#endif
