/* Whether hex and base64 are written right and only canonical text is read. */
#include <config.h>

#include "../tap.h"
#include "util/text.h"

/* RFC 4648 section 10. */
static const struct {
	const char *bytes, *base64, *hex;
} vectors[] = {
	{ "", "", "" },
	{ "f", "Zg==", "66" },
	{ "fo", "Zm8=", "666f" },
	{ "foo", "Zm9v", "666f6f" },
	{ "foob", "Zm9vYg==", "666f6f62" },
	{ "fooba", "Zm9vYmE=", "666f6f6261" },
	{ "foobar", "Zm9vYmFy", "666f6f626172" },
	{ "\xff\xef\xbe", "/+++", "ffefbe" },
};

static const struct {
	const char *text, *name;
} bad_base64[] = {
	{ "Zg", "padding is missing" },
	{ "Zg=", "padding is short" },
	{ "Zg===", "padding is long" },
	{ "Zh==", "unused bits are set" },
	{ "Zm9=", "unused bits of two bytes are set" },
	{ "Zm 9v", "a blank" },
	{ "Zm9v\n", "a line's end" },
	{ "Zg==Zm9v", "padding in the middle" },
	{ "=Zg=", "padding in front" },
	{ "====", "padding alone" },
	{ "Zm9-", "the alphabet of URLs" },
	{ "Zm9\xc3", "a byte that is no digit" },
};

static void test_vectors(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(vectors); i++) {
		const uint8_t *bytes = (const uint8_t *)vectors[i].bytes;
		size_t len = strlen(vectors[i].bytes), room = 8;
		char text[32];
		uint8_t back[8];
		bool read;

		tap_text(pl_base64(bytes, len, text), vectors[i].base64, "base64 is written");
		tap_int((long long)PL_BASE64_LEN(len), (long long)strlen(text), "in that length");
		read = pl_base64_decode(text, strlen(text), back, &room);
		tap_ok(read && room == len && memcmp(back, bytes, len) == 0,
		       "'%s' is read back", text);
		tap_text(pl_hex(bytes, len, text), vectors[i].hex, "hex is written");
		room = 8;
		read = pl_hex_decode(text, strlen(text), back, &room);
		tap_ok(read && room == len && memcmp(back, bytes, len) == 0,
		       "'%s' is read back", text);
	}
}

static void test_refusals(void)
{
	uint8_t out[8];
	size_t room;

	for (size_t i = 0; i < PL_ARRAY_LEN(bad_base64); i++) {
		room = sizeof(out);
		tap_ok(!pl_base64_decode(bad_base64[i].text, strlen(bad_base64[i].text), out,
					 &room),
		       "base64 is refused: %s", bad_base64[i].name);
	}
	room = 2;
	tap_ok(!pl_base64_decode("Zm9v", 4, out, &room), "base64 that finds no room is refused");
	room = 2;
	tap_ok(pl_base64_decode("Zm8=", 4, out, &room) && room == 2, "what fits exactly is read");
	room = sizeof(out);
	tap_ok(!pl_hex_decode("abc", 3, out, &room), "an odd digit of hex is refused");
	tap_ok(!pl_hex_decode("0g", 2, out, &room), "a letter beyond f is refused");
	room = 1;
	tap_ok(!pl_hex_decode("0011", 4, out, &room), "hex that finds no room is refused");
	room = 1;
	tap_ok(pl_hex_decode("fF", 2, out, &room) && out[0] == 0xff, "hex has either case");
}

int main(void)
{
	test_vectors();
	test_refusals();
	return tap_done();
}
