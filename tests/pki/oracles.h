/*
 * What others say of a chain: `openssl verify` and GnuTLS's own verifier, each
 * in our words. Both may end at any certificate of the anchors.
 */
#ifndef PINLAB_TESTS_PKI_ORACLES_H
#define PINLAB_TESTS_PKI_ORACLES_H

#include "verdict.h"

/*
 * "accepted", or the faults that their refusal may mean, blank-separated
 * ("cert-expired issuer-expired"). Static, or written to `out`.
 */
#define ORACLE_TEXT 256
const char *oracle_gnutls(const struct verdict_query *query, char out[ORACLE_TEXT]);
const char *oracle_openssl(const struct verdict_query *query, const char *folder,
			   char out[ORACLE_TEXT]);
/* True when there is an openssl to ask. */
bool oracle_has_openssl(void);

#endif
