/*
 * Alerts in the clear. A TLS 1.3 client that refuses the chain may say so before
 * it has begun to encrypt (OpenSSL does), where GnuTLS expects what is encrypted and
 * finds it cannot be decrypted. Which alert it was stands in the bytes.
 */
#ifndef PINLAB_PKI_TLS_OVERHEAR_H
#define PINLAB_PKI_TLS_OVERHEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pl_overheard { /* zeroed at the start */
	uint8_t header[5], alert[2];
	size_t have;    /* of the record's bytes, header included */
	size_t len;     /* of the record behind its header */
	bool heard;     /* `alert` is the level and the description of one (RFC 8446 section 6) */
};

/* Looks at the next bytes that the client sent. */
void pl_overhear(struct pl_overheard *overheard, const uint8_t *data, size_t len);

#endif
