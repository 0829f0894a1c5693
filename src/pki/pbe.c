/* How was this encrypted under a password, and what does it say? */
#include <config.h>

#include "pki/pbe.h"

#include <stdlib.h>
#include <string.h>

#include "pki/ber.h"
#include "util/mem.h"

#define SALT_MAX 1024
#define KEY_MAX 32
#define IV_MAX 16

#define OID(octets) octets, sizeof(octets) - 1

/* RFC 7292 C */
static const struct {
	const char *oid;
	size_t len;
	gnutls_cipher_algorithm_t cipher;
	bool two_keys;
} pkcs12_ways[] = {
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03"), GNUTLS_CIPHER_3DES_CBC, false },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x04"), GNUTLS_CIPHER_3DES_CBC, true },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x06"), GNUTLS_CIPHER_RC2_40_CBC, false },
};

/* RFC 8018 B.2 and RFC 3565 4.1 */
static const struct {
	const char *oid;
	size_t len;
	gnutls_cipher_algorithm_t cipher;
} ciphers[] = {
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x03\x07"), GNUTLS_CIPHER_3DES_CBC },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x01\x02"), GNUTLS_CIPHER_AES_128_CBC },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x01\x16"), GNUTLS_CIPHER_AES_192_CBC },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x01\x2a"), GNUTLS_CIPHER_AES_256_CBC },
};

/* RFC 8018 B.1.2 */
static const struct {
	const char *oid;
	size_t len;
	gnutls_mac_algorithm_t prf;
} prfs[] = {
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x02\x07"), GNUTLS_MAC_SHA1 },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x02\x08"), GNUTLS_MAC_SHA224 },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x02\x09"), GNUTLS_MAC_SHA256 },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x02\x0a"), GNUTLS_MAC_SHA384 },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x02\x0b"), GNUTLS_MAC_SHA512 },
};

static bool is(const struct pl_ber *oid, const char *octets, size_t len)
{
	return oid->content.len == len && memcmp(oid->content.data, octets, len) == 0;
}

static bool take_salt(struct pl_bytes *at, struct pl_pbe *out)
{
	struct pl_ber salt;

	if (!pl_ber_take(at, PL_DER_OCTET_STRING, &salt) || salt.content.len > SALT_MAX)
		return false;
	out->salt = salt.content;
	return pl_ber_take_number(at, &out->iterations) && out->iterations > 0;
}

static bool take_prf(struct pl_bytes at, struct pl_pbe *out)
{
	struct pl_ber skipped, oid;
	uint32_t key_len;

	/* The length of the key follows from the cipher. */
	if (at.len > 0 && at.data[0] == PL_DER_INTEGER && !pl_ber_take_number(&at, &key_len))
		return false;
	out->prf = GNUTLS_MAC_SHA1;
	if (at.len == 0)
		return true;
	if (!pl_ber_take(&at, PL_DER_SEQUENCE, &skipped) ||
	    !pl_ber_take(&skipped.content, PL_DER_OID, &oid))
		return false;
	for (size_t i = 0; i < PL_ARRAY_LEN(prfs); i++) {
		if (is(&oid, prfs[i].oid, prfs[i].len)) {
			out->prf = prfs[i].prf;
			return true;
		}
	}
	return false;
}

static bool take_cipher(struct pl_bytes at, struct pl_pbe *out)
{
	struct pl_ber oid, iv;

	if (!pl_ber_take(&at, PL_DER_OID, &oid) || !pl_ber_take(&at, PL_DER_OCTET_STRING, &iv))
		return false;
	for (size_t i = 0; i < PL_ARRAY_LEN(ciphers); i++) {
		if (!is(&oid, ciphers[i].oid, ciphers[i].len))
			continue;
		out->cipher = ciphers[i].cipher;
		out->iv = iv.content;
		return iv.content.len == gnutls_cipher_get_iv_size(out->cipher);
	}
	return false;
}

/* RFC 8018 A.4: the derivation, which is PBKDF2, and the cipher. */
static bool take_pbes2(struct pl_bytes at, struct pl_pbe *out)
{
	static const char pbkdf2[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c";
	struct pl_ber derivation, cipher;
	struct pl_bytes inner;

	out->pkcs5 = true;
	if (!pl_ber_enter(&at, PL_DER_SEQUENCE) ||
	    !pl_ber_take(&at, PL_DER_SEQUENCE, &derivation) ||
	    !pl_ber_take(&at, PL_DER_SEQUENCE, &cipher))
		return false;
	inner = derivation.content;
	return pl_ber_take_oid(&inner, OID(pbkdf2)) && pl_ber_enter(&inner, PL_DER_SEQUENCE) &&
	       take_salt(&inner, out) && take_prf(inner, out) && take_cipher(cipher.content, out);
}

bool pl_pbe_take(struct pl_bytes *at, struct pl_pbe *out)
{
	static const char pbes2[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
	struct pl_ber algorithm, oid;

	*out = (struct pl_pbe){ 0 };
	if (!pl_ber_take(at, PL_DER_SEQUENCE, &algorithm) ||
	    !pl_ber_take(&algorithm.content, PL_DER_OID, &oid))
		return false;
	if (is(&oid, OID(pbes2)))
		return take_pbes2(algorithm.content, out);
	for (size_t i = 0; i < PL_ARRAY_LEN(pkcs12_ways); i++) {
		if (!is(&oid, pkcs12_ways[i].oid, pkcs12_ways[i].len))
			continue;
		out->cipher = pkcs12_ways[i].cipher;
		out->two_keys = pkcs12_ways[i].two_keys;
		return pl_ber_enter(&algorithm.content, PL_DER_SEQUENCE) &&
		       take_salt(&algorithm.content, out);
	}
	return false;
}

static bool derive(const struct pl_pbe *pbe, const struct pl_pbe_password *password,
		   uint8_t key[KEY_MAX], uint8_t iv[IV_MAX])
{
	size_t key_len = gnutls_cipher_get_key_size(pbe->cipher);
	size_t iv_len = gnutls_cipher_get_iv_size(pbe->cipher);
	const struct pl_bytes bmp = { (const uint8_t *)pl_buf_str(&password->bmp),
				      password->bmp.len };

	if (pbe->pkcs5) {
		const gnutls_datum_t secret = { (uint8_t *)(uintptr_t)password->utf8.data,
						(unsigned)password->utf8.len };
		const gnutls_datum_t salt = { (uint8_t *)(uintptr_t)pbe->salt.data,
					      (unsigned)pbe->salt.len };

		memcpy(iv, pbe->iv.data, iv_len);
		return gnutls_pbkdf2(pbe->prf, &secret, &salt, pbe->iterations, key, key_len) >= 0;
	}
	if (!pl_pbe_derive(GNUTLS_DIG_SHA1, PL_PBE_KEY, bmp, pbe->salt, pbe->iterations, key,
			   pbe->two_keys ? 16 : key_len) ||
	    !pl_pbe_derive(GNUTLS_DIG_SHA1, PL_PBE_IV, bmp, pbe->salt, pbe->iterations, iv, iv_len))
		return false;
	if (pbe->two_keys)
		memcpy(key + 16, key, 8);
	return true;
}

/* RFC 8018 6.1.1: each octet of the padding tells its length. */
static bool is_padded(const uint8_t *plain, size_t len, size_t block)
{
	size_t padding = plain[len - 1];

	if (padding == 0 || padding > block)
		return false;
	for (size_t i = 1; i <= padding; i++) {
		if (plain[len - i] != padding)
			return false;
	}
	return true;
}

static bool decrypt(gnutls_cipher_algorithm_t cipher, uint8_t key[KEY_MAX], uint8_t iv[IV_MAX],
		    uint8_t *data, size_t len)
{
	const gnutls_datum_t secret = { key, (unsigned)gnutls_cipher_get_key_size(cipher) };
	const gnutls_datum_t start = { iv, (unsigned)gnutls_cipher_get_iv_size(cipher) };
	gnutls_cipher_hd_t handle;
	int code = gnutls_cipher_init(&handle, cipher, &secret, &start);

	if (code < 0)
		return false;
	code = gnutls_cipher_decrypt(handle, data, len);
	gnutls_cipher_deinit(handle);
	return code >= 0;
}

bool pl_pbe_decrypt(const struct pl_pbe *pbe, const struct pl_pbe_password *password,
		    struct pl_bytes data, struct pl_buf *out)
{
	size_t block = gnutls_cipher_get_block_size(pbe->cipher);
	uint8_t key[KEY_MAX] = { 0 }, iv[IV_MAX] = { 0 }, *plain;
	bool ok;

	if (data.len == 0 || data.len % block != 0)
		return false;
	plain = pl_memdup(data.data, data.len);
	ok = derive(pbe, password, key, iv) && decrypt(pbe->cipher, key, iv, plain, data.len) &&
	     is_padded(plain, data.len, block);
	if (ok)
		pl_buf_add(out, plain, data.len - plain[data.len - 1]);
	gnutls_memset(plain, 0, data.len);
	gnutls_memset(key, 0, sizeof(key));
	gnutls_memset(iv, 0, sizeof(iv));
	free(plain);
	return ok;
}
