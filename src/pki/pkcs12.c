/* Which certificates does a PKCS #12 (.p12, .pfx) carry? Its keys are never decrypted. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/ber.h"
#include "pki/cert_reader.h"
#include "pki/pbe.h"
#include "util/mem.h"

#define OID(octets) octets, sizeof(octets) - 1
#define PKCS "\x2a\x86\x48\x86\xf7\x0d\x01"

#define SAFES_MAX 32 /* parts of one file; real ones have two */
#define BAGS_DEPTH 4 /* of parts within parts */
/* Rounds of hashing that a file may ask for, all in all: seconds. Programs ask for
 * thousands, GnuTLS for 600000 for each part and the checksum. */
#define ROUNDS_MAX 5000000u

/* One part of the file. */
struct safe {
	bool encrypted;
	struct pl_pbe pbe;
	struct pl_buf data; /* as it stands there */
};

struct mac {
	bool known; /* there is one, of a kind that can be checked */
	gnutls_digest_algorithm_t hash;
	struct pl_bytes value, salt;
	uint32_t iterations;
};

struct pkcs12 {
	struct pl_cert_reader *in;
	struct pl_buf content; /* what holds the parts, and what the MAC is about */
	struct safe safes[SAFES_MAX];
	size_t n, encrypted;
	struct mac mac;
	struct pl_pbe_password password;
};

static bool damaged(struct pkcs12 *file)
{
	return pl_cert_reader_refuse(file->in, "this PKCS #12 is cut short or damaged; get it again "
				     "from its source");
}

static bool unsupported(struct pkcs12 *file, const char *what)
{
	return pl_cert_reader_refuse(file->in, "%s, which is not read here; convert it: openssl "
				     "pkcs12 -legacy -in FILE -nokeys -out chain.pem", what);
}

/* RFC 7292 4: SEQUENCE { version 3, ContentInfo, ... */
bool pl_pkcs12_is(struct pl_bytes der)
{
	static const uint8_t version[] = { 0x02, 0x01, 0x03, 0x30 };
	size_t header;

	if (der.len < 2 || der.data[0] != PL_DER_SEQUENCE)
		return false;
	header = der.data[1] > 0x80 && der.data[1] <= 0x84 ? 2u + (der.data[1] & 0x7f) : 2u;
	return der.len >= header + sizeof(version) &&
	       memcmp(der.data + header, version, sizeof(version)) == 0;
}

static struct pl_bytes bytes_of(const struct pl_buf *buf)
{
	return (struct pl_bytes){ (const uint8_t *)pl_buf_str(buf), buf->len };
}

/* RFC 5652 8: what an EncryptedData holds. */
static bool take_encrypted(struct pkcs12 *file, struct pl_bytes at, struct safe *safe)
{
	struct pl_ber skipped;

	safe->encrypted = true;
	if (!pl_ber_enter(&at, PL_DER_CONTEXT_OF) || !pl_ber_enter(&at, PL_DER_SEQUENCE) ||
	    !pl_ber_take(&at, PL_DER_INTEGER, &skipped) || !pl_ber_enter(&at, PL_DER_SEQUENCE) ||
	    !pl_ber_take(&at, PL_DER_OID, &skipped))
		return damaged(file);
	if (!pl_pbe_take(&at, &safe->pbe))
		return unsupported(file, "its certificates are encrypted in a way of its own");
	file->encrypted++;
	return pl_ber_take_string(&at, PL_DER_CONTEXT, &safe->data) || damaged(file);
}

static bool take_safe(struct pkcs12 *file, struct pl_bytes at, struct safe *safe)
{
	struct pl_ber oid;

	if (!pl_ber_take(&at, PL_DER_OID, &oid))
		return damaged(file);
	if (oid.content.len != 9 || memcmp(oid.content.data, PKCS "\x07", 8) != 0)
		return damaged(file);
	switch (oid.content.data[8]) {
	case 1: /* data */
		return (pl_ber_enter(&at, PL_DER_CONTEXT_OF) &&
			pl_ber_take_string(&at, PL_DER_OCTET_STRING, &safe->data)) ||
		       damaged(file);
	case 6: /* encryptedData */
		return take_encrypted(file, at, safe);
	default:
		return unsupported(file, "it is encrypted for somebody's public key");
	}
}

static bool take_safes(struct pkcs12 *file)
{
	struct pl_bytes at = bytes_of(&file->content);
	struct pl_ber one;

	if (!pl_ber_enter(&at, PL_DER_SEQUENCE))
		return damaged(file);
	while (at.len > 0) {
		if (!pl_ber_take(&at, PL_DER_SEQUENCE, &one))
			return damaged(file);
		if (file->n == SAFES_MAX)
			return pl_cert_reader_refuse(file->in, "this PKCS #12 has more than %d "
						     "parts; convert it to PEM", SAFES_MAX);
		if (!take_safe(file, one.content, &file->safes[file->n++]))
			return false;
	}
	return true;
}

/* RFC 7292 4: DigestInfo, salt, and how often. One of another kind counts as none. */
static bool take_mac(struct pl_bytes at, struct mac *out)
{
	static const struct {
		const char *oid;
		size_t len;
		gnutls_digest_algorithm_t hash;
	} hashes[] = {
		{ OID("\x2b\x0e\x03\x02\x1a"), GNUTLS_DIG_SHA1 },
		{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x04"), GNUTLS_DIG_SHA224 },
		{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), GNUTLS_DIG_SHA256 },
		{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x02"), GNUTLS_DIG_SHA384 },
		{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x03"), GNUTLS_DIG_SHA512 },
	};
	struct pl_ber info, algorithm, oid, value, salt;

	if (!pl_ber_enter(&at, PL_DER_SEQUENCE) || !pl_ber_take(&at, PL_DER_SEQUENCE, &info) ||
	    !pl_ber_take(&info.content, PL_DER_SEQUENCE, &algorithm) ||
	    !pl_ber_take(&algorithm.content, PL_DER_OID, &oid) ||
	    !pl_ber_take(&info.content, PL_DER_OCTET_STRING, &value) ||
	    !pl_ber_take(&at, PL_DER_OCTET_STRING, &salt) || salt.content.len > 1024)
		return false;
	out->iterations = 1;
	if (at.len > 0 && !pl_ber_take_number(&at, &out->iterations))
		return false;
	out->value = value.content;
	out->salt = salt.content;
	for (size_t i = 0; i < PL_ARRAY_LEN(hashes); i++) {
		if (oid.content.len != hashes[i].len ||
		    memcmp(oid.content.data, hashes[i].oid, hashes[i].len) != 0)
			continue;
		out->hash = hashes[i].hash;
		out->known = out->value.len == gnutls_hash_get_len(out->hash);
	}
	return true;
}

static bool take_all(struct pkcs12 *file, struct pl_bytes at)
{
	struct pl_bytes info;
	struct pl_ber skipped, content;

	if (!pl_ber_enter(&at, PL_DER_SEQUENCE) || !pl_ber_take(&at, PL_DER_INTEGER, &skipped) ||
	    !pl_ber_take(&at, PL_DER_SEQUENCE, &content))
		return damaged(file);
	info = content.content;
	if (!pl_ber_take_oid(&info, OID(PKCS "\x07\x01")))
		return unsupported(file, "it is signed with somebody's private key");
	if (!pl_ber_enter(&info, PL_DER_CONTEXT_OF) ||
	    !pl_ber_take_string(&info, PL_DER_OCTET_STRING, &file->content))
		return damaged(file);
	if (at.len > 0 && !take_mac(at, &file->mac))
		return damaged(file);
	return take_safes(file);
}

/* A count that somebody made up must not keep anybody waiting for days. */
static bool check_rounds(struct pkcs12 *file)
{
	uint64_t rounds = file->mac.known ? file->mac.iterations : 0;

	for (size_t i = 0; i < file->n; i++)
		rounds += file->safes[i].encrypted ? file->safes[i].pbe.iterations : 0;
	return rounds <= ROUNDS_MAX ||
	       pl_cert_reader_refuse(file->in, "its password is to be hashed %llu times, and %u is "
				     "the limit here; convert it: openssl pkcs12 -in FILE -nokeys "
				     "-out chain.pem", (unsigned long long)rounds, ROUNDS_MAX);
}

static bool mac_fits(const struct pkcs12 *file)
{
	const struct mac *mac = &file->mac;
	uint8_t key[64], value[64];
	size_t len = mac->value.len;
	bool fits = pl_pbe_derive(mac->hash, PL_PBE_MAC, bytes_of(&file->password.bmp), mac->salt,
				  mac->iterations, key, len) &&
		    gnutls_hmac_fast((gnutls_mac_algorithm_t)mac->hash, key, len,
				     file->content.data, file->content.len, value) >= 0 &&
		    gnutls_memcmp(value, mac->value.data, len) == 0;

	gnutls_memset(key, 0, sizeof(key));
	return fits;
}

static bool decrypts(const struct pkcs12 *file, const struct safe *safe, struct pl_buf *out)
{
	struct pl_bytes plain;

	if (!pl_pbe_decrypt(&safe->pbe, &file->password, bytes_of(&safe->data), out))
		return false;
	plain = bytes_of(out);
	return pl_ber_enter(&plain, PL_DER_SEQUENCE);
}

static void wipe(struct pl_buf *buf)
{
	if (buf->data)
		gnutls_memset(buf->data, 0, buf->cap);
	pl_buf_clear(buf);
}

/* Whether the password is the file's; its checksum tells, else the first part that it opens. */
static bool fits(struct pkcs12 *file, struct pl_bytes utf8, bool none)
{
	struct pl_buf plain = PL_BUF_INIT;
	bool ok = true;

	pl_pbe_password_clear(&file->password);
	if (!pl_pbe_password(utf8, none, &file->password))
		return false;
	if (file->mac.known)
		return mac_fits(file);
	for (size_t i = 0; ok && i < file->n; i++) {
		if (file->safes[i].encrypted) {
			ok = decrypts(file, &file->safes[i], &plain);
			break;
		}
	}
	wipe(&plain);
	return ok;
}

static bool ask(struct pkcs12 *file, struct pl_buf *text)
{
	const struct pl_password *password = file->in->password;

	if (!password)
		return pl_cert_reader_refuse(file->in, "the certificates of this PKCS #12 are "
					     "encrypted, and there is no password");
	return password->ask(password->arg, file->in->file, text, file->in->err);
}

static bool find_bags(struct pkcs12 *file, struct pl_bytes at, int depth);

/* RFC 7292 4.2.3 */
static bool take_cert(struct pkcs12 *file, struct pl_bytes at)
{
	struct pl_buf der = PL_BUF_INIT;
	struct pl_ber bag, oid;
	bool ok;

	if (!pl_ber_take(&at, PL_DER_SEQUENCE, &bag) ||
	    !pl_ber_take(&bag.content, PL_DER_OID, &oid) ||
	    !pl_ber_enter(&bag.content, PL_DER_CONTEXT_OF))
		return damaged(file);
	/* The other kind is no X.509. */
	if (oid.content.len != 10 || memcmp(oid.content.data, PKCS "\x09\x16\x01", 10) != 0)
		return true;
	ok = pl_ber_take_string(&bag.content, PL_DER_OCTET_STRING, &der);
	ok = ok ? pl_cert_reader_add(file->in, bytes_of(&der)) : damaged(file);
	pl_buf_clear(&der);
	return ok;
}

/* RFC 7292 4.2 and Appendix D: the kind of bag is its identifier's last octet. */
static bool take_bag(struct pkcs12 *file, struct pl_bytes at, int depth)
{
	struct pl_ber oid, value;

	if (!pl_ber_take(&at, PL_DER_OID, &oid) || !pl_ber_take(&at, PL_DER_CONTEXT_OF, &value))
		return damaged(file);
	if (oid.content.len != 11 || memcmp(oid.content.data, PKCS "\x0c\x0a\x01", 10) != 0)
		return true;
	switch (oid.content.data[10]) {
	case 1: /* a key */
	case 2: /* a key, encrypted once more */
		file->in->out->with_key = true;
		return true;
	case 3:
		return take_cert(file, value.content);
	case 6:
		return find_bags(file, value.content, depth + 1);
	default: /* revocation lists, secrets */
		return true;
	}
}

static bool find_bags(struct pkcs12 *file, struct pl_bytes at, int depth)
{
	struct pl_ber one;

	if (depth > BAGS_DEPTH || !pl_ber_enter(&at, PL_DER_SEQUENCE))
		return damaged(file);
	while (at.len > 0) {
		if (!pl_ber_take(&at, PL_DER_SEQUENCE, &one))
			return damaged(file);
		if (!take_bag(file, one.content, depth))
			return false;
	}
	return true;
}

static bool read_safe(struct pkcs12 *file, const struct safe *safe)
{
	struct pl_buf plain = PL_BUF_INIT;
	bool ok;

	if (!safe->encrypted)
		return find_bags(file, bytes_of(&safe->data), 0);
	ok = decrypts(file, safe, &plain);
	ok = ok ? find_bags(file, bytes_of(&plain), 0)
		: pl_cert_reader_refuse(file->in, "a part of this PKCS #12 is damaged, or encrypted "
					"under another password than the rest");
	wipe(&plain);
	return ok;
}

static bool read_safes(struct pkcs12 *file)
{
	size_t before = file->in->out->n;

	for (size_t i = 0; i < file->n; i++) {
		if (!read_safe(file, &file->safes[i]))
			return false;
	}
	return file->in->out->n > before ||
	       pl_cert_reader_refuse(file->in, "there is no certificate in this PKCS #12%s",
				     file->in->out->with_key ? ", only a key" : "");
}

/* An empty password is tried before anybody is asked; programs write it in two ways. */
static bool unlock_and_read(struct pkcs12 *file)
{
	const struct pl_bytes nothing = { NULL, 0 };
	struct pl_buf text = PL_BUF_INIT;
	bool ok;

	if (file->encrypted == 0 || fits(file, nothing, false) || fits(file, nothing, true))
		return read_safes(file);
	ok = ask(file, &text);
	if (ok && !fits(file, bytes_of(&text), false))
		ok = pl_cert_reader_refuse(file->in, "the password does not open this PKCS #12");
	ok = ok && read_safes(file);
	pl_pbe_password_clear(&file->password);
	wipe(&text);
	return ok;
}

bool pl_pkcs12_read(struct pl_cert_reader *in, struct pl_bytes der)
{
	struct pkcs12 *file = pl_calloc(1, sizeof(*file));
	bool ok;

	file->in = in;
	ok = take_all(file, der) && check_rounds(file) && unlock_and_read(file);
	pl_pbe_password_clear(&file->password);
	for (size_t i = 0; i < file->n; i++)
		wipe(&file->safes[i].data);
	wipe(&file->content);
	free(file);
	return ok;
}
