/* Signatures over bytes that are no certificate: made once, checked once. */
#ifndef PINLAB_PKI_SIGN_H
#define PINLAB_PKI_SIGN_H

#include "pki/key.h"

/* Appends the signature of `key` over `data`: the same bytes every time. False with *err. */
PL_MUST_USE bool pl_sign(const struct pl_key *key, struct pl_bytes data, struct pl_buf *out,
			 struct pl_error *err);
/* True when the holder of this key signed these bytes. */
PL_MUST_USE bool pl_signature_is_by(const struct pl_key *key, struct pl_bytes data,
				    struct pl_bytes signature);

#endif
