/* Whether text is compared, measured, cleaned and wrapped as text.h says. */
#include <config.h>

#include "../tap.h"
#include "util/text.h"

static void test_likeness(void)
{
	tap_ok(pl_streq("a", "a") && pl_streq(NULL, NULL), "equal texts are equal");
	tap_ok(!pl_streq("a", "b") && !pl_streq(NULL, "") && !pl_streq("", NULL),
	       "others are not, and nothing is not the empty text");
	tap_ok(pl_starts_with("sha256/abc", "sha256/") && !pl_starts_with("sha", "sha256/"),
	       "a prefix is told");
	tap_ok(pl_ends_with("a.yaml", ".yaml") && !pl_ends_with("yaml", ".yaml"),
	       "a suffix is told");
}

static void test_nearest(void)
{
	static const char *const known[] = { "renew", "reload", "release", "swap-intermediate",
					     "expire-root", "id", "at" };
	static const struct {
		const char *word, *want;
	} rows[] = {
		{ "renew", "renew" },
		{ "renwe", "renew" },    /* a swap is one slip */
		{ "renw", "renew" },
		{ "relaod", "reload" },
		{ "swap-intermedaite", "swap-intermediate" },
		{ "expire_root", "expire-root" },
		{ "ids", "id" },
		{ "banana", NULL },
		{ "x", NULL },           /* every letter changed is no likeness */
		{ "", NULL },
		{ "rexyz", NULL },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		const char *got = pl_nearest(rows[i].word, known, PL_ARRAY_LEN(known));

		tap_text(got, rows[i].want, rows[i].word);
	}
	tap_text(pl_nearest("id", known, 0), NULL, "no candidates, no suggestion");
}

static void test_utf8(void)
{
	static const struct {
		const char *text;
		size_t len, want;
		uint32_t cp;
		const char *name;
	} rows[] = {
		{ "A", 1, 1, 'A', "an ASCII letter" },
		{ "\xc3\xa9", 2, 2, 0xe9, "two bytes" },
		{ "\xe2\x82\xac", 3, 3, 0x20ac, "three bytes" },
		{ "\xf0\x9f\x98\x80", 4, 4, 0x1f600, "four bytes" },
		{ "\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff, "the last code point" },
		{ "\xf4\x90\x80\x80", 4, 0, 0, "beyond the last one" },
		{ "\xc0\x80", 2, 0, 0, "an overlong NUL" },
		{ "\xe0\x80\xaf", 3, 0, 0, "an overlong slash" },
		{ "\xf0\x80\x80\x80", 4, 0, 0, "an overlong four" },
		{ "\xed\xa0\x80", 3, 0, 0, "a surrogate" },
		{ "\x80", 1, 0, 0, "a lone continuation" },
		{ "\xc3", 1, 0, 0, "a sequence cut off" },
		{ "\xe2\x82", 2, 0, 0, "a longer one cut off" },
		{ "\xc3(", 2, 0, 0, "a lead without continuation" },
		{ "", 0, 0, 0, "no bytes" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		uint32_t cp = 0;
		size_t used = pl_utf8_next(rows[i].text, rows[i].len, &cp);

		tap_ok(used == rows[i].want && (used == 0 || cp == rows[i].cp), "UTF-8: %s",
		       rows[i].name);
	}
}

static void test_columns(void)
{
	tap_int((long long)pl_text_columns("pin"), 3, "ASCII counts one each");
	tap_int((long long)pl_text_columns("\xc3\xa9"), 1, "so does an accented letter");
	tap_int((long long)pl_text_columns("e\xcc\x81"), 1, "a combining mark counts none");
	tap_int((long long)pl_text_columns("\xe8\xaf\x81\xe4\xb9\xa6"), 4, "CJK counts two each");
	tap_int((long long)pl_text_columns("\xf0\x9f\x98\x80"), 2, "an emoji counts two");
	tap_int((long long)pl_text_columns("\xe2\x9c\x93\xe2\x80\xa6"), 2,
		"the check mark and the ellipsis count one each");
	tap_int((long long)pl_text_columns("\xef\xbc\xa1"), 2, "a fullwidth letter counts two");
	tap_int((long long)pl_text_columns("a\xff"), 2, "an invalid byte counts one");
	tap_int(pl_utf8_columns(0x10ffff), 1, "the last code point has a width");
}

static void test_safe(void)
{
	static const struct {
		const char *text;
		size_t max;
		const char *want, *name;
	} rows[] = {
		{ "leaf-spki", 0, "leaf-spki", "plain text passes" },
		{ "caf\xc3\xa9 \xe2\x9c\x93", 0, "caf\xc3\xa9 \xe2\x9c\x93", "so does UTF-8" },
		{ "\x1b[31mred", 0, "\\x1b[31mred", "an escape sequence is defused" },
		{ "a\nb\tc\r", 0, "a\\x0ab\\x09c\\x0d", "line ends and tabs are escaped" },
		{ "\x7f", 0, "\\x7f", "DEL is escaped" },
		{ "\xc2\x9b" "31m", 0, "\\u{009b}31m", "the C1 form of the same is defused" },
		{ "a\x9b" "b", 0, "a\\x9bb", "a raw C1 byte too" },
		{ "\xe2\x80\xae" "gnp.exe", 0, "\\u{202e}gnp.exe", "direction overrides are shown" },
		{ "\xe2\x81\xa6x\xe2\x81\xa9", 0, "\\u{2066}x\\u{2069}", "direction isolates too" },
		{ "a\xe2\x80\x8f", 0, "a\\u{200f}", "and direction marks" },
		{ "a\xe2\x80\xa8" "b", 0, "a\\u{2028}b", "line separators are shown" },
		{ "a\xef\xbb\xbf", 0, "a\\u{feff}", "the byte-order mark is shown" },
		{ "\xf3\xa0\x81\x81", 0, "\\u{e0041}", "invisible tags are shown" },
		{ "abcdef", 6, "abcdef", "what fits is not cut" },
		{ "abcdefg", 6, "abcde\xe2\x80\xa6", "what does not is cut with an ellipsis" },
		{ "\xe8\xaf\x81\xe4\xb9\xa6\xe8\xaf\x81", 5, "\xe8\xaf\x81\xe4\xb9\xa6\xe2\x80\xa6",
		  "wide characters count two when cutting" },
		{ "abc\x1b", 5, "abc\xe2\x80\xa6", "an escape is not cut in half" },
		{ "abc", 1, "\xe2\x80\xa6", "one column holds the ellipsis only" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_buf buf = PL_BUF_INIT;

		pl_text_safe(&buf, rows[i].text, strlen(rows[i].text), rows[i].max);
		tap_text(pl_buf_str(&buf), rows[i].want, rows[i].name);
		pl_buf_clear(&buf);
	}
}

static void test_safe_appends(void)
{
	struct pl_buf buf = PL_BUF_INIT;

	pl_buf_puts(&buf, "name: ");
	pl_text_safe(&buf, "a\0b", 3, 0);
	tap_text(pl_buf_str(&buf), "name: a\\x00b", "safe text is appended, a NUL escaped");
	pl_text_safe(&buf, "abcdef", 6, 3);
	tap_text(pl_buf_str(&buf), "name: a\\x00bab\xe2\x80\xa6",
		 "what stood before does not count for the cut");
	pl_buf_clear(&buf);
}

static void test_wrap(void)
{
	static const struct {
		const char *text;
		size_t width, indent;
		const char *want, *name;
	} rows[] = {
		{ "one two three", 20, 2, "one two three", "a short text stays on its line" },
		{ "one two three", 7, 0, "one two\nthree", "a line is filled to its width" },
		{ "one two three", 6, 2, "one\n  two\n  three", "later lines are indented" },
		{ "a verylongword b", 5, 0, "a\nverylongword\nb", "a long word has its own line" },
		{ "a  b", 9, 0, "a b", "blanks between words become one" },
		{ "a\nb", 9, 1, "a\n b", "a line's end stays" },
		{ "\xc3\xa9\xc3\xa9 x", 4, 0, "\xc3\xa9\xc3\xa9 x", "columns count, not bytes" },
		{ "", 9, 0, "", "nothing stays nothing" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_buf buf = PL_BUF_INIT;

		pl_text_wrap(&buf, rows[i].text, rows[i].width, rows[i].indent);
		tap_text(pl_buf_str(&buf), rows[i].want, rows[i].name);
		pl_buf_clear(&buf);
	}
}

static void test_names_below(void)
{
	static const struct {
		const char *name, *top;
		bool below;
	} rows[] = {
		{ "www.example.test", "example.test", true },
		{ "a.www.Example.test", "example.TEST", true },
		{ "example.test", "example.test", false },
		{ "badexample.test", "example.test", false },
		{ ".example.test", "example.test", false },
		{ "test", "example.test", false },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		tap_ok(pl_name_is_below(rows[i].name, rows[i].top) == rows[i].below,
		       "%s is %sbelow %s", rows[i].name, rows[i].below ? "" : "not ", rows[i].top);
}

int main(void)
{
	test_names_below();
	test_likeness();
	test_nearest();
	test_utf8();
	test_columns();
	test_safe();
	test_safe_appends();
	test_wrap();
	return tap_done();
}
