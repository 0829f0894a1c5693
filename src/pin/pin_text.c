/* How is a pin written, and how forgiving may its reader be? */
#include <config.h>

#include "pin/pin.h"

#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define SPELLING_MAX 1000 /* a longer text is not a damaged pin but something else */

struct prefix {
	const char *text;
	enum pl_pin_hash hash;
	bool hex;
};

static const struct prefix prefixes[] = {
	{ "sha256/", PL_HASH_SHA256, false },
	{ "sha1/", PL_HASH_SHA1, false },
	{ "sha256:", PL_HASH_SHA256, true },
	{ "sha1:", PL_HASH_SHA1, true },
};

static const struct prefix *prefix_of(const char *text)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(prefixes); i++) {
		if (pl_starts_with(text, prefixes[i].text))
			return &prefixes[i];
	}
	return NULL;
}

const char *pl_pin_text(const struct pl_pin *pin)
{
	const struct prefix *prefix = pin->spelling ? prefix_of(pin->spelling) : NULL;

	if (prefix)
		return pin->spelling + strlen(prefix->text);
	return pin->spelling ? pin->spelling : "";
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Six bits of either alphabet; -1: none. */
static int bits_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

static void put(uint8_t out[32], size_t *len, unsigned byte)
{
	if (*len < 32)
		out[*len] = (uint8_t)byte;
	++*len;
}

/* okio's decodeBase64ToArray (okio/src/commonMain/kotlin/okio/-Base64.kt). */
bool pl_pin_decode_tolerant(const char *text, uint8_t out[32], size_t *len)
{
	size_t end = strlen(text), chars = 0;
	unsigned long word = 0;

	*len = 0;
	while (end > 0 && (text[end - 1] == '=' || is_blank(text[end - 1])))
		end--;
	for (size_t i = 0; i < end; i++) {
		int bits = bits_of(text[i]);

		if (bits < 0 && is_blank(text[i]))
			continue;
		if (bits < 0)
			return false;
		word = (word << 6 | (unsigned)bits) & 0xffffff;
		if (++chars % 4 != 0)
			continue;
		put(out, len, word >> 16 & 0xff);
		put(out, len, word >> 8 & 0xff);
		put(out, len, word & 0xff);
	}
	if (chars % 4 == 1) /* six bits are not a byte */
		return false;
	if (chars % 4 == 2) {
		put(out, len, word >> 4 & 0xff);
	} else if (chars % 4 == 3) {
		put(out, len, word >> 10 & 0xff);
		put(out, len, word >> 2 & 0xff);
	}
	return true;
}

static bool refuse_prefix(const char *text, struct pl_pos pos, struct pl_error *err)
{
	char lower[8] = "";

	for (size_t i = 0; text[i] && i < sizeof(lower) - 1; i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
	if (prefix_of(lower))
		return pl_error_input(err, pos,
				      "the prefix of the pin \"%s\" must be in lower case", text);
	return pl_error_input(
	    err, pos,
	    "\"%s\" is not a pin; write sha256/ and the digest in base64, or sha256: "
	    "and the digest in hex",
	    text);
}

static bool read_hex(struct pl_pin *pin, const char *hex, struct pl_pos pos, struct pl_error *err)
{
	size_t want = pl_pin_hash_len(pin->hash);

	pin->digest_len = want;
	if (pl_hex_decode(hex, strlen(hex), pin->digest, &pin->digest_len) &&
	    pin->digest_len == want)
		return true;
	return pl_error_input(err, pos, "a digest in hex has %zu digits here, \"%s\" is not one",
			      2 * want, hex);
}

/* libcurl writes two slashes: 45 characters that look like a digest one too long. */
static bool is_curl_spelling(const char *base64)
{
	return base64[0] == '/' && strlen(base64) == PL_BASE64_LEN(32) + 1;
}

bool pl_pin_parse(struct pl_pin *pin, const char *text, struct pl_pos pos, struct pl_error *err)
{
	const struct prefix *prefix = prefix_of(text);
	const char *rest;

	if (strlen(text) > SPELLING_MAX)
		return pl_error_input(err, pos, "a pin of %zu characters; at most %d are read",
				      strlen(text), SPELLING_MAX);
	if (!prefix)
		return refuse_prefix(text, pos, err);
	rest = text + strlen(prefix->text);
	if (!prefix->hex && is_curl_spelling(rest))
		return pl_error_input(
		    err, pos, "\"%s\" is spelled as curl wants it; write one slash here", text);
	*pin = (struct pl_pin){ .form = PL_FORM_SPKI, .hash = prefix->hash,
				.cert_expiry = PL_TIME_NONE, .pos = pos };
	if (prefix->hex && !read_hex(pin, rest, pos, err))
		return false;
	if (!prefix->hex && !pl_pin_decode_tolerant(rest, pin->digest, &pin->digest_len))
		pin->digest_len = 0;
	pin->spelling = pl_strdup(text);
	return true;
}
