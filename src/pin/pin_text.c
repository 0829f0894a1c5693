/* How is a pin written? */
#include <config.h>

#include "pin/pin.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pin/reader.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define SPELLING_MAX 1000 /* a longer text is not a damaged pin but something else */
#define TLSA_MAX 20000    /* full data is as long as a certificate is, twice */

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
	{ "sha512:", PL_HASH_SHA512, true },
};

static const struct prefix *prefix_of(const char *text)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(prefixes); i++) {
		if (pl_starts_with(text, prefixes[i].text))
			return &prefixes[i];
	}
	return NULL;
}

/* Behind "3 1 1 "; NULL: that is not how the text begins. */
static const char *tlsa_data(const char *text, struct pl_tlsa *out)
{
	uint8_t *const numbers[] = { &out->usage, &out->selector, &out->matching };

	for (size_t i = 0; i < PL_ARRAY_LEN(numbers); i++) {
		size_t len = strspn(text, "0123456789");
		char digits[4];

		if (len < 1 || len > 3 || text[len] != ' ')
			return NULL;
		memcpy(digits, text, len);
		digits[len] = '\0';
		if (atoi(digits) > UINT8_MAX)
			return NULL;
		*numbers[i] = (uint8_t)atoi(digits);
		text += len + strspn(text + len, " ");
	}
	return text;
}

/* 32, 40 or 64 digits, with what people put between them; the hash by their number. */
static bool is_fingerprint(const char *text, enum pl_pin_hash *hash)
{
	size_t digits = 0;

	for (; *text; text++) {
		if (isxdigit((unsigned char)*text))
			digits++;
		else if (!strchr(": \t\r\n", *text))
			return false;
	}
	*hash = digits == 32 ? PL_HASH_MD5 : digits == 40 ? PL_HASH_SHA1 : PL_HASH_SHA256;
	return digits == 32 || digits == 40 || digits == 64;
}

bool pl_pin_is_literal(const char *text)
{
	size_t len = strcspn(text, "/:.(");
	enum pl_pin_hash hash;
	struct pl_tlsa tlsa;

	return text[len] == '/' || text[len] == ':' || is_fingerprint(text, &hash) ||
	       tlsa_data(text, &tlsa);
}

const char *pl_pin_text(const struct pl_pin *pin)
{
	const struct prefix *prefix;
	struct pl_tlsa tlsa;

	if (!pin->spelling)
		return "";
	prefix = prefix_of(pin->spelling);
	if (prefix)
		return pin->spelling + strlen(prefix->text);
	if (pin->spelled == PL_SPELLED_TLSA)
		return tlsa_data(pin->spelling, &tlsa);
	return pin->spelling;
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

/* What was meant, read as kindly as any client does. */
static void read_base64(struct pl_pin *pin, const char *text)
{
	if (!pl_reader_okio.read(text, pin->digest, &pin->digest_len))
		pin->digest_len = 0;
}

static void read_fingerprint(struct pl_pin *pin, const char *text)
{
	char digits[2 * 32 + 1];
	size_t n = 0;

	for (; *text; text++) {
		if (isxdigit((unsigned char)*text))
			digits[n++] = *text;
	}
	digits[n] = '\0';
	if (!pl_reader_colon_hex.read(digits, pin->digest, &pin->digest_len))
		pin->digest_len = 0;
	pin->form = PL_FORM_CERTIFICATE;
	pin->spelled = PL_SPELLED_FINGERPRINT;
}

/* Full data (matching type 0) are kept as their digest: equal bytes, equal digests. */
static bool read_full(struct pl_pin *pin, const char *hex)
{
	uint8_t *data = pl_calloc(strlen(hex) / 2 + 1, 1);
	char *digits = pl_strdup(hex);
	size_t n = 0, len;
	bool ok;

	for (const char *c = hex; *c; c++) {
		if (*c != ' ' && *c != '\t')
			digits[n++] = *c;
	}
	digits[n] = '\0';
	len = n / 2;
	ok = n > 0 && pl_hex_decode(digits, n, data, &len);
	if (ok) {
		pl_sha256(data, len, pin->digest);
		pin->digest_len = 32;
		if (pin->form == PL_FORM_CERTIFICATE) {
			struct pl_error err = PL_ERROR_INIT;
			struct pl_bytes der = { data, len };

			pin->cert = pl_cert_parse(NULL, der, "a TLSA record", &err);
			pl_error_clear(&err);
		}
	}
	free(digits);
	free(data);
	return ok;
}

/* RFC 6698 section 4.1: a record with unknown numbers, or data that cannot be, is unusable. */
static void read_tlsa(struct pl_pin *pin, const char *data)
{
	struct pl_tlsa *tlsa = &pin->tlsa;

	pin->spelled = PL_SPELLED_TLSA;
	pin->form = tlsa->selector == 0 ? PL_FORM_CERTIFICATE : PL_FORM_SPKI;
	pin->hash = tlsa->matching == 2 ? PL_HASH_SHA512 : PL_HASH_SHA256;
	if (tlsa->matching == 0)
		tlsa->usable = read_full(pin, data);
	else
		tlsa->usable = pl_reader_tlsa.read(data, pin->digest, &pin->digest_len) &&
			       pin->digest_len == pl_pin_hash_len(pin->hash);
	tlsa->usable = tlsa->usable && tlsa->usage <= 3 && tlsa->selector <= 1 &&
		       tlsa->matching <= 2;
	if (!tlsa->usable)
		pin->digest_len = 0;
}

static bool read_prefixed(struct pl_pin *pin, const char *text, struct pl_pos pos,
			  struct pl_error *err)
{
	const struct prefix *prefix = prefix_of(text);
	const char *rest;

	if (!prefix)
		return refuse_prefix(text, pos, err);
	rest = text + strlen(prefix->text);
	if (!prefix->hex && is_curl_spelling(rest))
		return pl_error_input(
		    err, pos, "\"%s\" is spelled as curl wants it; write one slash here", text);
	pin->hash = prefix->hash;
	pin->spelled = prefix->hex ? PL_SPELLED_HEX : PL_SPELLED_BASE64;
	if (prefix->hex)
		return read_hex(pin, rest, pos, err);
	read_base64(pin, rest);
	return true;
}

bool pl_pin_parse(struct pl_pin *pin, const char *text, struct pl_pos pos, struct pl_error *err)
{
	struct pl_pin read = { .form = PL_FORM_SPKI, .cert_expiry = PL_TIME_NONE, .pos = pos };
	const char *data = tlsa_data(text, &read.tlsa);
	size_t max = data ? TLSA_MAX : SPELLING_MAX;

	if (strlen(text) > max)
		return pl_error_input(err, pos, "a pin of %zu characters; at most %zu are read",
				      strlen(text), max);
	if (data)
		read_tlsa(&read, data);
	else if (is_fingerprint(text, &read.hash))
		read_fingerprint(&read, text);
	else if (!read_prefixed(&read, text, pos, err))
		return false;
	*pin = read;
	pin->spelling = pl_strdup(text);
	return true;
}

/* sha256/ and sha1/ are read by each client in its own way, so any text may follow. */
static bool keep_base64(struct pl_pin *pin, const char *text)
{
	const struct prefix *prefix = prefix_of(text);

	if (!prefix || prefix->hex)
		return false;
	pin->hash = prefix->hash;
	pin->spelled = PL_SPELLED_BASE64;
	read_base64(pin, text + strlen(prefix->text));
	return true;
}

void pl_pin_keep(struct pl_pin *pin, const char *text, struct pl_pos pos)
{
	struct pl_error err = PL_ERROR_INIT;

	*pin = (struct pl_pin){ .form = PL_FORM_SPKI, .cert_expiry = PL_TIME_NONE, .pos = pos };
	if (keep_base64(pin, text)) {
		pin->spelling = pl_strdup(text);
	} else if (!pl_pin_parse(pin, text, pos, &err)) {
		pin->spelled = PL_SPELLED_OTHER;
		pin->spelling = pl_strdup(text);
	}
	pl_error_clear(&err);
}
