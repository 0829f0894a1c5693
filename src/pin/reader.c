/* How does each client's own decoder read the text of a pin? */
#include <config.h>

#include "pin/reader.h"

#include <ctype.h>
#include <string.h>

#include "util/text.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Six bits of the standard alphabet; -1: none. */
static int standard_bits(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Of either alphabet (RFC 4648 sections 4 and 5). */
static int either_bits(char c)
{
	return c == '-' ? 62 : c == '_' ? 63 : standard_bits(c);
}

static void put(uint8_t out[PL_DIGEST_MAX], size_t *len, unsigned byte)
{
	if (*len < PL_DIGEST_MAX)
		out[*len] = (uint8_t)byte;
	++*len;
}

/* Characters collected in groups of four. */
struct groups {
	uint8_t *out;
	size_t *len;
	unsigned long word;
	size_t chars;
};

static void take(struct groups *groups, unsigned bits)
{
	groups->word = (groups->word << 6 | bits) & 0xffffff;
	if (++groups->chars % 4 != 0)
		return;
	put(groups->out, groups->len, groups->word >> 16 & 0xff);
	put(groups->out, groups->len, groups->word >> 8 & 0xff);
	put(groups->out, groups->len, groups->word & 0xff);
}

/* The bytes of a last group of two or three characters; false: one is left, which is no byte. */
static bool finish(struct groups *groups)
{
	switch (groups->chars % 4) {
	case 1:
		return false;
	case 2:
		put(groups->out, groups->len, groups->word >> 4 & 0xff);
		return true;
	case 3:
		put(groups->out, groups->len, groups->word >> 10 & 0xff);
		put(groups->out, groups->len, groups->word >> 2 & 0xff);
		return true;
	default:
		return true;
	}
}

static bool read_okio(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	struct groups groups = { .out = out, .len = len };
	size_t end = strlen(text);

	*len = 0;
	while (end > 0 && (text[end - 1] == '=' || is_blank(text[end - 1])))
		end--;
	for (size_t i = 0; i < end; i++) {
		int bits = either_bits(text[i]);

		if (bits >= 0)
			take(&groups, (unsigned)bits);
		else if (!is_blank(text[i]))
			return false;
	}
	return finish(&groups);
}

/*
 * The decoder is a machine whose state is the number of characters in the
 * group; '=' is allowed after two (then a second one must follow) or three,
 * and after that no character of the alphabet.
 */
static bool read_android(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	struct groups groups = { .out = out, .len = len };
	size_t padding = 0;

	*len = 0;
	for (; *text; text++) {
		int bits = standard_bits(*text);
		size_t in_group = groups.chars % 4;

		if (bits < 0 && *text != '=')
			continue;
		if (bits >= 0 && padding > 0)
			return false;
		if (bits >= 0)
			take(&groups, (unsigned)bits);
		else if (in_group < 2 || ++padding > 4 - in_group)
			return false;
	}
	if (padding > 0 && padding != 4 - groups.chars % 4)
		return false;
	return finish(&groups);
}

/* '=' counts as a character of its group; what does not fill one is dropped. */
static bool read_apple(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	struct groups groups = { .out = out, .len = len };
	size_t padding = 0;

	*len = 0;
	for (; *text; text++) {
		int bits = standard_bits(*text);

		if (bits < 0 && *text != '=')
			continue;
		padding += bits < 0;
		take(&groups, bits < 0 ? 0 : (unsigned)bits);
	}
	*len -= padding < *len ? padding : *len;
	return true;
}

static bool read_canonical(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	*len = PL_DIGEST_MAX;
	return pl_base64_decode(text, strlen(text), out, len);
}

/* White space counts for nothing, padding has to be there. */
static bool read_wget(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	struct groups groups = { .out = out, .len = len };
	size_t padding = 0;

	*len = 0;
	for (; *text; text++) {
		int bits = standard_bits(*text);

		if (isspace((unsigned char)*text))
			continue;
		if (bits >= 0 && padding == 0)
			take(&groups, (unsigned)bits);
		else if (*text == '=' && padding < 2)
			padding++;
		else
			return false;
	}
	return (groups.chars + padding) % 4 == 0 && finish(&groups);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Pairs of digits, with characters of `skip` anywhere between them. */
static bool read_digits(const char *text, const char *skip, uint8_t out[PL_DIGEST_MAX],
			size_t *len)
{
	int high = -1;

	*len = 0;
	for (; *text; text++) {
		int low = digit(*text);

		if (low < 0 && strchr(skip, *text))
			continue;
		if (low < 0)
			return false;
		if (high < 0) {
			high = low;
			continue;
		}
		put(out, len, (unsigned)(high << 4 | low));
		high = -1;
	}
	return high < 0;
}

static bool read_colon_hex(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	return read_digits(text, ":", out, len);
}

static bool read_plain_hex(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	return read_digits(text, " \t\r\n", out, len);
}

static bool read_tlsa(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	return read_digits(text, " \t", out, len);
}

static bool read_lower_hex(const char *text, uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	for (const char *c = text; *c; c++) {
		if (*c >= 'A' && *c <= 'F')
			return false;
	}
	return read_digits(text, "", out, len);
}

const struct pl_reader pl_reader_canonical = {
	.name = "canonical",
	.words = "is not canonical base64",
	.source = "RFC 4648 section 4, with sections 3.2, 3.3 and 3.5",
	.read = read_canonical,
};

const struct pl_reader pl_reader_okio = {
	.name = "okio",
	.words = "is not base64",
	.source = "okio/src/commonMain/kotlin/okio/-Base64.kt, decodeBase64ToArray",
	.read = read_okio,
};

const struct pl_reader pl_reader_android = {
	.name = "android",
	.words = "is not padded as base64 is",
	.source = "android/util/Base64.java, Decoder.process",
	.read = read_android,
};

const struct pl_reader pl_reader_apple = {
	.name = "apple",
	.words = "",
	.source = "OSX/sec/Security/SecBase64.c",
	.read = read_apple,
};

const struct pl_reader pl_reader_foundation = {
	.name = "foundation",
	.words = "is not canonical base64",
	.source = "NSData initWithBase64EncodedString:options:0",
	.read = read_canonical,
};

const struct pl_reader pl_reader_wget = {
	.name = "wget",
	.words = "is not base64",
	.source = "wget src/utils.c, wget_base64_decode",
	.read = read_wget,
};

const struct pl_reader pl_reader_colon_hex = {
	.name = "colon-hex",
	.words = "is no fingerprint in hex",
	.source = "urllib3 src/urllib3/util/ssl_.py, assert_fingerprint",
	.read = read_colon_hex,
};

const struct pl_reader pl_reader_plain_hex = {
	.name = "plain-hex",
	.words = "has other characters than digits",
	.source = "http_certificate_pinning, HttpCertificatePinningPlugin.kt",
	.read = read_plain_hex,
};

const struct pl_reader pl_reader_lower_hex = {
	.name = "lower-hex",
	.words = "is not in lower case",
	.source = "gnutls lib/verify-tofu.c",
	.read = read_lower_hex,
};

const struct pl_reader pl_reader_tlsa = {
	.name = "tlsa",
	.words = "is not hex",
	.source = "RFC 6698 section 2.2",
	.read = read_tlsa,
};
