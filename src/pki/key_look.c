/* Are these bytes somebody's private key? */
#include <config.h>

#include "pki/key.h"

#include <string.h>

/* What is left to look at. Only beginnings count: a key that is cut short, or
 * has something behind it, is as secret as a whole one. */
struct look {
	const uint8_t *at, *end;
};

/* Steps over one tag and its length; the content's length in *len, which may
 * reach beyond the end and is 0 for an indefinite one. */
static bool enter(struct look *in, uint8_t tag, size_t *len)
{
	size_t octets;

	if (in->end - in->at < 2 || in->at[0] != tag)
		return false;
	*len = in->at[1];
	in->at += 2;
	if (*len < 0x80)
		return true;
	octets = *len - 0x80;
	if (octets > 4 || (size_t)(in->end - in->at) < octets)
		return false;
	for (*len = 0; octets > 0; octets--)
		*len = *len << 8 | *in->at++;
	return true;
}

static bool pass(struct look *in, uint8_t tag, size_t *len)
{
	if (!enter(in, tag, len) || (size_t)(in->end - in->at) < *len)
		return false;
	in->at += *len;
	return true;
}

static bool next_is(const struct look *in, uint8_t tag)
{
	return in->at < in->end && *in->at == tag;
}

/* RFC 5958 2, RFC 5915 3 and RFC 8017 A.1.2: a version, then an algorithm, a
 * secret, or the first of several numbers. */
static bool is_plain_key(struct look in)
{
	static const uint8_t zero[] = { 0x02, 0x01, 0x00 }, one[] = { 0x02, 0x01, 0x01 };
	bool is_one;
	size_t len;

	if (in.end - in.at < 4)
		return false;
	is_one = memcmp(in.at, one, 3) == 0;
	if (!is_one && memcmp(in.at, zero, 3) != 0)
		return false;
	in.at += 3;
	if (next_is(&in, 0x04))
		return is_one;
	if (next_is(&in, 0x30)) {
		if (!enter(&in, 0x30, &len) || !next_is(&in, 0x06))
			return false;
		if ((size_t)(in.end - in.at) <= len)
			return true;
		in.at += len;
		return next_is(&in, 0x04);
	}
	return pass(&in, 0x02, &len) && len >= 32 && next_is(&in, 0x02);
}

/* RFC 5958 3: an algorithm of PKCS #5 or PKCS #12, then the octets. */
static bool is_encrypted_key(struct look in)
{
	static const uint8_t pkcs5[] = { 0x06, 0x09, 0x2a, 0x86, 0x48,
					 0x86, 0xf7, 0x0d, 0x01, 0x05 },
			     pkcs12[] = { 0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86,
					  0xf7, 0x0d, 0x01, 0x0c, 0x01 };
	size_t len, left;

	if (!enter(&in, 0x30, &len))
		return false;
	left = (size_t)(in.end - in.at);
	if ((left < sizeof(pkcs5) || memcmp(in.at, pkcs5, sizeof(pkcs5)) != 0) &&
	    (left < sizeof(pkcs12) || memcmp(in.at, pkcs12, sizeof(pkcs12)) != 0))
		return false;
	if (left <= len)
		return true;
	in.at += len;
	return next_is(&in, 0x04);
}

bool pl_key_is_private_der(struct pl_bytes data)
{
	struct look in = { data.data, data.data + data.len };
	size_t len;

	if (data.len == 0 || !enter(&in, 0x30, &len))
		return false;
	return is_plain_key(in) || is_encrypted_key(in);
}

bool pl_key_is_private(struct pl_bytes data)
{
	static const char begin[] = "-----BEGIN ", key[] = "PRIVATE KEY-----";
	const char *at = (const char *)data.data, *end = at + data.len;

	while ((at = memmem(at, (size_t)(end - at), begin, sizeof(begin) - 1)) != NULL) {
		const char *stop;

		at += sizeof(begin) - 1;
		stop = memchr(at, '\n', (size_t)(end - at));
		if (memmem(at, (size_t)((stop ? stop : end) - at), key, sizeof(key) - 1))
			return true;
	}
	return pl_key_is_private_der(data);
}
