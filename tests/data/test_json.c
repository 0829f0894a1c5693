/* Whether JSON is read strictly, and written so that any reader takes it. */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "data/json.h"
#include "util/time.h"

static struct pl_doc *parse(const char *text, size_t len, struct pl_error *err)
{
	return pl_json_parse("f", (struct pl_bytes){ (const uint8_t *)text, len }, 4096, err);
}

static void put_node(struct pl_buf *out, const struct pl_node *node)
{
	const char *quote = node->quoted ? "'" : "";

	if (node->kind == PL_NODE_TEXT) {
		pl_buf_printf(out, "%s%s%s", quote, node->text, quote);
		return;
	}
	pl_buf_putc(out, node->kind == PL_NODE_MAP ? '{' : '[');
	for (size_t i = 0; i < node->n; i++) {
		if (node->kind == PL_NODE_MAP)
			pl_buf_printf(out, "%s:", node->keys[i]->text);
		put_node(out, node->items[i]);
		pl_buf_putc(out, ';');
	}
	pl_buf_putc(out, node->kind == PL_NODE_MAP ? '}' : ']');
}

static const struct {
	const char *text, *want, *name;
} good[] = {
	{ "{\"b\": 1, \"a\": \"x\"}", "{b:1;a:'x';}", "an object keeps its order" },
	{ "[1, -2, true, false, null]", "[1;-2;true;false;null;]", "plain values are plain text" },
	{ "[\"null\", \"1\", \"\"]", "['null';'1';'';]", "strings are quoted text" },
	{ "9223372036854775807", "9223372036854775807", "the largest integer is exact" },
	{ "[0.5, 1e3]", "[0.5;1000;]", "other numbers are read as doubles" },
	{ "\"\\u00e9\\ud83d\\ude00\\/\"", "'\xc3\xa9\xf0\x9f\x98\x80/'", "escapes are read" },
	{ "{}", "{}", "an empty object" },
	{ " [[], {}]\n", "[[];{};]", "empty ones inside" },
};

static void test_good(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(good); i++) {
		struct pl_error err = PL_ERROR_INIT;
		struct pl_buf out = PL_BUF_INIT;
		struct pl_doc *doc = parse(good[i].text, strlen(good[i].text), &err);

		if (doc)
			put_node(&out, pl_doc_root(doc));
		tap_text(doc ? pl_buf_str(&out) : err.text, good[i].want, good[i].name);
		pl_doc_free(doc);
		pl_buf_clear(&out);
		pl_error_clear(&err);
	}
}

static const struct {
	const char *text;
	size_t len; /* 0: up to the NUL */
	int line;
	const char *want, *name;
} bad[] = {
	{ "{\"a\": 1,\n \"a\": 2}", 0, 2, "duplicate", "a repeated key" },
	{ "[1, 2", 0, 1, "not valid JSON", "a list cut off" },
	{ "[1, 2,]", 0, 1, "not valid JSON", "a comma too many" },
	{ "{a: 1}", 0, 1, "not valid JSON", "a key without quotes" },
	{ "['a']", 0, 1, "not valid JSON", "single quotes" },
	{ "{} x", 0, 1, "not valid JSON", "text after the value" },
	{ "", 0, 1, "not valid JSON", "nothing" },
	{ "[\"a\\u0000b\"]", 0, 1, "not valid JSON", "an escaped NUL" },
	{ "[\"a\0b\"]", 7, 1, "not valid JSON", "a raw NUL" },
	{ "[\n\"\xe9\"]", 0, 2, "not valid JSON", "Latin-1" },
	{ "[\"\\ud800\"]", 0, 1, "not valid JSON", "a lone surrogate" },
	{ "[\"\x1b\"]", 0, 1, "not valid JSON", "a raw control character" },
	{ "[9223372036854775808]", 0, 1, "not valid JSON", "an integer too large" },
	{ "[NaN]", 0, 1, "not valid JSON", "no number" },
};

static void test_bad(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(bad); i++) {
		size_t len = bad[i].len ? bad[i].len : strlen(bad[i].text);
		struct pl_error err = PL_ERROR_INIT;
		struct pl_doc *doc = parse(bad[i].text, len, &err);

		tap_ok(!doc && err.kind == PL_ERROR_INPUT, "%s is refused", bad[i].name);
		tap_has(err.text, bad[i].want, "and the error says why");
		tap_int(err.line, bad[i].line, "at its line");
		pl_doc_free(doc);
		pl_error_clear(&err);
	}
}

static void test_limits(void)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_doc *doc;
	char text[5000];

	memset(text, ' ', sizeof(text));
	text[0] = '1';
	doc = parse(text, 4096, &err);
	tap_ok(doc != NULL, "as many bytes as the limit are read");
	pl_doc_free(doc);
	doc = parse(text, 4097, &err);
	tap_has(doc ? "" : err.text, "larger than 4096 bytes", "one more is not");
	pl_error_clear(&err);
	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	doc = parse(text, 128, &err);
	tap_ok(doc != NULL, "64 levels are read");
	pl_doc_free(doc);
	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	doc = parse(text, 130, &err);
	tap_has(doc ? "" : err.text, "deeper than 64", "65 are not");
	pl_error_clear(&err);
	memset(text, '[', 4000);
	doc = parse(text, 4000, &err);
	tap_ok(!doc && err.kind == PL_ERROR_INPUT, "four thousand are refused");
	pl_error_clear(&err);
}

static struct pl_json *sample(void)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "name", "a \"b\", [c]: {d}\\");
	pl_json_array(json, "list");
	pl_json_int(json, NULL, INT64_MIN);
	pl_json_bool(json, NULL, true);
	pl_json_null(json, NULL);
	pl_json_object(json, NULL);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_array(json, "none");
	pl_json_end(json);
	pl_json_time(json, "at", 951782400);
	pl_json_time(json, "never", PL_TIME_NONE);
	pl_json_text(json, "nothing", NULL);
	pl_json_end(json);
	return json;
}

static void test_write(void)
{
	struct pl_json *json = sample();
	struct pl_buf out = PL_BUF_INIT;

	pl_json_dump(json, true, &out);
	tap_text(pl_buf_str(&out),
		 "{\"name\":\"a \\\"b\\\", [c]: {d}\\\\\","
		 "\"list\":[-9223372036854775808,true,null,{}],\"none\":[],"
		 "\"at\":\"2000-02-29T00:00:00Z\",\"never\":null,\"nothing\":null}\n",
		 "compact is one line in the order of calls");
	pl_buf_reset(&out);
	pl_json_dump(json, false, &out);
	tap_text(pl_buf_str(&out),
		 "{\n"
		 "  \"name\": \"a \\\"b\\\", [c]: {d}\\\\\",\n"
		 "  \"list\": [\n"
		 "    -9223372036854775808,\n"
		 "    true,\n"
		 "    null,\n"
		 "    {}\n"
		 "  ],\n"
		 "  \"none\": [],\n"
		 "  \"at\": \"2000-02-29T00:00:00Z\",\n"
		 "  \"never\": null,\n"
		 "  \"nothing\": null\n"
		 "}\n",
		 "indented by two, empty ones on their line");
	pl_buf_clear(&out);
	pl_json_free(json);
}

static void test_text(void)
{
	static const struct {
		const char *text, *want, *name;
	} rows[] = {
		{ "caf\xc3\xa9 \xe2\x9c\x93", "\"caf\xc3\xa9 \xe2\x9c\x93\"\n", "UTF-8 stays" },
		{ "\x1b\n\t\r\x7f", "\"\\u001b\\n\\t\\u000d\\u007f\"\n", "controls are escaped" },
		{ "\xc2\x9b", "\"\\u009b\"\n", "so are those of C1" },
		{ "\xe2\x80\xae", "\"\\u202e\"\n", "and direction marks" },
		{ "\xf3\xa0\x81\x81", "\"\\udb40\\udc41\"\n", "with two surrogates where needed" },
		{ "a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\"\n", "invalid bytes are replaced" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_json *json = pl_json_new();
		struct pl_buf out = PL_BUF_INIT;

		pl_json_text(json, NULL, rows[i].text);
		pl_json_dump(json, false, &out);
		tap_text(pl_buf_str(&out), rows[i].want, rows[i].name);
		pl_buf_clear(&out);
		pl_json_free(json);
	}
}

/* What a worker sends may hold more values than a file that a person wrote. */
static void test_many_values(void)
{
	const size_t n = PL_DATA_MAX_NODES + 1;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_doc *doc;

	pl_buf_puts(&text, "[1");
	for (size_t i = 1; i < n; i++)
		pl_buf_puts(&text, ",1");
	pl_buf_puts(&text, "]");
	doc = pl_json_parse("f", (struct pl_bytes){ (const uint8_t *)text.data, text.len },
			    text.len, &err);
	tap_ok(doc && pl_doc_root(doc)->n == n, "as many values as the limit has bytes are read");
	pl_doc_free(doc);
	pl_error_clear(&err);
	pl_buf_clear(&text);
}

int main(void)
{
	test_good();
	test_bad();
	test_limits();
	test_write();
	test_text();
	test_many_values();
	return tap_done();
}
