/* What the files about timestamps share: where their extensions lie, and writing numbers. */
#ifndef PINLAB_PKI_SCT_PARTS_H
#define PINLAB_PKI_SCT_PARTS_H

#include "pki/internal.h"
#include "pki/sct.h"

/* RFC 6962 3.1 and 3.3 */
#define PL_OID_SCT_LIST "1.3.6.1.4.1.11129.2.4.2"
#define PL_OID_POISON "1.3.6.1.4.1.11129.2.4.3"

enum pl_ct_extension { PL_CT_NEITHER, PL_CT_SCT_LIST, PL_CT_POISON };

/* Which of the two an Extension of `cert` is; *value is its extnValue's content. */
PL_MUST_USE bool pl_ct_extension_read(const struct pl_cert *cert, const struct pl_tlv *extension,
				      enum pl_ct_extension *out, struct pl_bytes *value,
				      const char **why);

/* Appends the `octets` lowest octets of a number, highest first. */
void pl_put_number(struct pl_buf *out, uint64_t number, int octets);

/* Appends a TLS digitally-signed struct over `data` (RFC 5246 4.7): SHA-256 with ECDSA. */
PL_MUST_USE bool pl_log_sign(struct pl_key *log, struct pl_bytes data, struct pl_buf *out,
			     struct pl_error *err);
PL_MUST_USE bool pl_log_signed(struct pl_bytes spki, struct pl_bytes data,
			       struct pl_bytes signature);

/* Appends what a timestamp's signature is over (RFC 6962 3.2). */
void pl_sct_signed_part(uint64_t timestamp, const struct pl_precert *precert,
			struct pl_bytes extensions, struct pl_buf *out);

#endif
