/* How bytes are written as hex and base64, and read back strictly. */
#include <config.h>

#include "util/text.h"

const char *pl_hex(const uint8_t *data, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[data[i] >> 4];
		out[2 * i + 1] = digits[data[i] & 0xf];
	}
	out[2 * len] = '\0';
	return out;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool pl_hex_decode(const char *text, size_t text_len, uint8_t *out, size_t *len)
{
	if (text_len % 2 != 0 || text_len / 2 > *len)
		return false;
	for (size_t i = 0; i < text_len; i += 2) {
		int high = hex_value(text[i]), low = hex_value(text[i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	*len = text_len / 2;
	return true;
}

const char *pl_base64(const uint8_t *data, size_t len, char *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *at = out;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t group = (uint32_t)data[i] << 16;

		if (n > 1)
			group |= (uint32_t)data[i + 1] << 8;
		if (n > 2)
			group |= data[i + 2];
		*at++ = digits[group >> 18];
		*at++ = digits[group >> 12 & 0x3f];
		*at++ = n > 1 ? digits[group >> 6 & 0x3f] : '=';
		*at++ = n > 2 ? digits[group & 0x3f] : '=';
	}
	*at = '\0';
	return out;
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four characters, the last `pad` of which are '='; yields the 24 bits or -1. */
static int32_t base64_group(const char *text, size_t pad)
{
	int32_t group = 0;

	for (size_t i = 0; i < 4; i++) {
		int value = i < 4 - pad ? base64_value(text[i]) : 0;

		if (value < 0)
			return -1;
		group = group << 6 | value;
	}
	/* Bits that no byte takes must be zero, or two texts would mean the same bytes. */
	return group & ((1 << 8 * pad) - 1) ? -1 : group;
}

bool pl_base64_decode(const char *text, size_t text_len, uint8_t *out, size_t *len)
{
	size_t pad = 0, written = 0;

	if (text_len % 4 != 0)
		return false;
	if (text_len > 0)
		pad = (text[text_len - 1] == '=') +
		      (text[text_len - 1] == '=' && text[text_len - 2] == '=');
	if (text_len / 4 * 3 - pad > *len)
		return false;
	for (size_t i = 0; i < text_len; i += 4) {
		size_t skip = i + 4 == text_len ? pad : 0;
		int32_t group = base64_group(text + i, skip);

		if (group < 0)
			return false;
		for (size_t j = 0; j < 3 - skip; j++)
			out[written++] = (uint8_t)(group >> (16 - 8 * j));
	}
	*len = written;
	return true;
}
