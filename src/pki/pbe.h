/*
 * Encryption under a password, as PKCS #12 (RFC 7292) and PKCS #5 (RFC 8018) have
 * it; decrypting only. Only files of pki/ include this.
 */
#ifndef PINLAB_PKI_PBE_H
#define PINLAB_PKI_PBE_H

#include <gnutls/crypto.h>

#include "pki/internal.h"

/* A password in the forms that the two standards want it in. */
struct pl_pbe_password {
	struct pl_bytes utf8; /* PKCS #5; borrowed */
	struct pl_buf bmp;    /* PKCS #12: UTF-16 in network order with its zero, or nothing */
};

/* False when the text is no UTF-8. `none`: no password at all, which PKCS #12 tells from an empty one. */
PL_MUST_USE bool pl_pbe_password(struct pl_bytes utf8, bool none, struct pl_pbe_password *out);
void pl_pbe_password_clear(struct pl_pbe_password *password); /* wipes */

/* How something was encrypted; borrowed from the bytes. */
struct pl_pbe {
	bool pkcs5; /* else the scheme of PKCS #12 */
	gnutls_cipher_algorithm_t cipher;
	gnutls_mac_algorithm_t prf; /* of PBKDF2 */
	bool two_keys;              /* triple DES whose third key is its first */
	struct pl_bytes salt, iv;   /* iv only with pkcs5 */
	uint32_t iterations;
};

/* Takes an AlgorithmIdentifier; false when it is damaged or none that is known here. */
PL_MUST_USE bool pl_pbe_take(struct pl_bytes *at, struct pl_pbe *out);

/* Appends the plain octets; false when the password is not theirs. */
PL_MUST_USE bool pl_pbe_decrypt(const struct pl_pbe *pbe, const struct pl_pbe_password *password,
				struct pl_bytes data, struct pl_buf *out);

/* RFC 7292 B.2: key material for one purpose. `hash` as in pl_pbe_hash_take. */
enum pl_pbe_purpose { PL_PBE_KEY = 1, PL_PBE_IV = 2, PL_PBE_MAC = 3 };
PL_MUST_USE bool pl_pbe_derive(gnutls_digest_algorithm_t hash, enum pl_pbe_purpose purpose,
			       struct pl_bytes bmp, struct pl_bytes salt, uint32_t iterations,
			       uint8_t *out, size_t len);

#endif
