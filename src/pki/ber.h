/*
 * BER in place: what certificates are wrapped in is often not DER but BER, with
 * indefinite lengths and strings in pieces. Elements are found where they lie,
 * so that the certificates within keep their exact bytes. Only files of pki/
 * include this.
 */
#ifndef PINLAB_PKI_BER_H
#define PINLAB_PKI_BER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/compiler.h"

/* One element; spans of the bytes it was found in, borrowed. */
struct pl_ber {
	unsigned octet;          /* the first: class, constructed, number below 31 */
	struct pl_bytes whole;   /* header, content and, where the length is indefinite, its end */
	struct pl_bytes content; /* without header and end */
};

/* Takes the element that *at begins with and moves *at behind it. False when there
 * is none, it is cut short or nested too deeply; then *at stays. */
PL_MUST_USE bool pl_ber_next(struct pl_bytes *at, struct pl_ber *out);
/* As pl_ber_next, and it must begin with `octet`. */
PL_MUST_USE bool pl_ber_take(struct pl_bytes *at, unsigned octet, struct pl_ber *out);
/* Enters the element: *at becomes its content. */
PL_MUST_USE bool pl_ber_enter(struct pl_bytes *at, unsigned octet);
/* Takes an OBJECT IDENTIFIER; true only when it is this one (its content octets). */
PL_MUST_USE bool pl_ber_take_oid(struct pl_bytes *at, const void *oid, size_t len);
/* Takes an INTEGER from 0 to UINT32_MAX; a larger one counts as UINT32_MAX. */
PL_MUST_USE bool pl_ber_take_number(struct pl_bytes *at, uint32_t *out);

/*
 * Appends the octets of a string, whether it lies whole or in pieces. `octet` is
 * its primitive form, PL_DER_OCTET_STRING or a context tag; pieces are OCTET STRINGs.
 */
PL_MUST_USE bool pl_ber_take_string(struct pl_bytes *at, unsigned octet, struct pl_buf *out);

#endif
