/* Whether the YAML reader takes what it should, and refuses the rest at the right place. */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "data/yaml.h"

static struct pl_bytes bytes(const char *text, size_t len)
{
	return (struct pl_bytes){ (const uint8_t *)text, len };
}

/* The tree as text: maps as {k:v}, lists as [x], quoted text in '', plain text bare. */
static void put_node(struct pl_buf *out, const struct pl_node *node)
{
	const char *quote = node->quoted ? "'" : "";

	if (node->kind == PL_NODE_TEXT) {
		pl_buf_printf(out, "%s%s%s", quote, node->text, quote);
		return;
	}
	pl_buf_putc(out, node->kind == PL_NODE_MAP ? '{' : '[');
	for (size_t i = 0; i < node->n; i++) {
		if (i > 0)
			pl_buf_putc(out, ',');
		if (node->kind == PL_NODE_MAP) {
			put_node(out, node->keys[i]);
			pl_buf_putc(out, ':');
		}
		put_node(out, node->items[i]);
	}
	pl_buf_putc(out, node->kind == PL_NODE_MAP ? '}' : ']');
}

static const struct {
	const char *text, *want, *name;
} good[] = {
	{ "a: 1\nb: 2\n", "{a:1,b:2}", "a map" },
	{ "- x\n- y\n", "[x,y]", "a list" },
	{ "a: {b: [c, 'd']}\n", "{a:{b:[c,'d']}}", "flow style, and quotes are remembered" },
	{ "a: yes\nb: ~\nc: 0x1f\n", "{a:yes,b:~,c:0x1f}", "every value stays text" },
	{ "at: 2020-11-20T00:00:00Z\n", "{at:2020-11-20T00:00:00Z}", "so does a date" },
	{ "a:\nb: \"\"\n", "{a:,b:''}", "nothing and the empty text differ" },
	{ "a: # why\n  b\n", "{a:b}", "comments are skipped" },
	{ "about: |\n  two\n  lines\n", "{about:'two\nlines\n'}", "block text keeps its lines" },
	{ "about: >-\n  one\n  line\n", "{about:'one line'}", "folded text does not" },
	{ "a: two\n  lines\n", "{a:two lines}", "plain text goes on when indented" },
	{ "a: \"caf\\u00e9 \\x41\"\n", "{a:'caf\xc3\xa9 A'}", "escapes are read" },
	{ "a: 'it''s'\n", "{a:'it's'}", "so is a doubled quote" },
	{ "a: x:y\nb: c#d\n", "{a:x:y,b:c#d}", "a colon or hash inside a word is text" },
	{ "a: \"*.example.test\"\n", "{a:'*.example.test'}", "a quoted star is no alias" },
	{ "\"<<\": x\n", "{'<<':x}", "a quoted << is a key" },
	{ "? a\n: b\n", "{a:b}", "a key may be marked" },
	{ "{a, b: c}\n", "{a:,b:c}", "a key may stand alone" },
	{ "\xef\xbb\xbf" "a: 1\n", "{a:1}", "a byte-order mark in front is ignored" },
	{ "a: 1\r\nb: 2\r\n", "{a:1,b:2}", "lines may end in CR LF" },
	{ "%YAML 1.2\n---\na: 1\n...\n", "{a:1}", "markers around the one document" },
	{ "a: 1", "{a:1}", "no newline at the end" },
	{ "just text\n", "just text", "a lone text" },
	{ "---\n", "", "a document of nothing is an empty text" },
	{ "[]\n", "[]", "an empty list" },
	{ "{}\n", "{}", "an empty map" },
	{ "x-free: {a: 1, \"a \": 2}\n", "{x-free:{a:1,'a ':2}}", "near keys are other keys" },
	{ "a: {k: 1}\nb: {k: 2}\n", "{a:{k:1},b:{k:2}}", "the same key in two maps" },
};

static void test_good(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(good); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_buf out = PL_BUF_INIT;
		struct pl_doc *doc = pl_yaml_parse("f", bytes(good[i].text, strlen(good[i].text)),
						   &errors);

		if (doc)
			put_node(&out, pl_doc_root(doc));
		else
			pl_buf_puts(&out, errors.items[0].text);
		tap_text(pl_buf_str(&out), good[i].want, good[i].name);
		pl_buf_clear(&out);
		pl_doc_free(doc);
		pl_errors_clear(&errors);
	}
}

struct bad {
	const char *text;
	size_t len; /* 0: up to the NUL */
	int line, column;
	const char *want, *name;
};

static const struct bad bad[] = {
	{ "a: &x 1\n", 0, 1, 4, "anchors (&x) are not used", "an anchor" },
	{ "a: &x {b: 1}\n", 0, 1, 4, "anchors (&x)", "an anchor on a map" },
	{ "a: &x [b]\n", 0, 1, 4, "anchors (&x)", "an anchor on a list" },
	{ "a: *x\n", 0, 1, 4, "aliases (*x) are not used", "an alias" },
	{ "*x : 1\n", 0, 1, 1, "aliases (*x)", "an alias as a key" },
	{ "a: *.example.test\n", 0, 1, 4, "begins with * needs quotes", "an unquoted wildcard" },
	{ "a: &\n", 0, 1, 4, "begins with & needs quotes", "an unquoted ampersand" },
	{ "a: !x 1\n", 0, 1, 4, "tags (!x) are not used", "a tag" },
	{ "a: !!str 1\n", 0, 1, 4, "tags (tag:yaml.org,2002:str)", "a core tag" },
	{ "a: ! 1\n", 0, 1, 4, "tags (!)", "a bare tag" },
	{ "a: !<x y\n", 0, 1, 4, "tags are not used here", "a broken tag" },
	{ "a: !x!y z\n", 0, 1, 4, "tags are not used here", "a tag with an unknown handle" },
	{ "a: 1\n<<: {b: 2}\n", 0, 2, 1, "merge keys (<<)", "a merge key" },
	{ "a: 1\nb: 2\na: 3\n", 0, 3, 1, "'a' is repeated; the first is at line 1", "a repeated key" },
	{ "m:\n  k: 1\n  \"k\": 2\n", 0, 3, 3, "'k' is repeated; the first is at line 2",
	  "a key repeated in quotes" },
	{ "{: x}\n", 0, 1, 2, "a value is missing", "a missing key in a flow map" },
	{ "? \n: x\n", 0, 1, 2, "a key is missing", "a missing key" },
	{ "? [a]\n: b\n", 0, 1, 3, "a key must be text, not a list", "a list as a key" },
	{ "? {a: 1}\n: b\n", 0, 1, 3, "a key must be text, not a map", "a map as a key" },
	{ "a: 1\n---\nb: 2\n", 0, 2, 1, "second document", "a second document" },
	{ "a: 1\n...\nb: 2\n", 0, 3, 1, "nothing can follow", "text after the document" },
	{ "", 0, 0, 0, "the file is empty", "an empty file" },
	{ "# nothing\n", 0, 0, 0, "the file is empty", "a file of comments" },
	{ "a: \"x\\0y\"\n", 0, 1, 4, "cannot hold a NUL", "an escaped NUL" },
	{ "a: x\0y\n", 7, 1, 5, "a NUL byte", "a raw NUL" },
	{ "a: 1\nb: caf\xe9\n", 0, 2, 7, "0xe9 is not UTF-8", "Latin-1" },
	{ "n: \xc3\xa9\xe8\xaf\x81\xff\n", 0, 1, 6, "0xff is not UTF-8", "columns count characters" },
	{ "a: \xed\xa0\x80\n", 0, 1, 4, "0xed is not UTF-8", "a surrogate" },
	{ "\xff\xfe" "a\0:\0", 6, 0, 0, "UTF-16", "UTF-16, little end first" },
	{ "\xfe\xff\0a\0:", 6, 0, 0, "UTF-16", "UTF-16, big end first" },
	{ "a: 1\nb: x\xe2\x80\xa8y\n", 0, 2, 5, "line separator", "U+2028" },
	{ "b: x\xe2\x80\xa9y\n", 0, 1, 5, "line separator", "U+2029" },
	{ "b: x\xc2\x85y\n", 0, 1, 5, "line separator", "U+0085" },
	{ "b: x\xef\xbb\xbfy\n", 0, 1, 5, "byte-order mark inside", "U+FEFF inside" },
	{ "b: \x1b[31m\n", 0, 1, 4, "control character", "an escape sequence" },
	{ "b: \x7f\n", 0, 1, 4, "control character", "DEL" },
	{ "b: \xc2\x9b\n", 0, 1, 4, "control character", "a C1 control" },
	{ "a: 1\rb: 2\r", 0, 1, 5, "carriage return", "lines that end in CR alone" },
	{ "%A\n%A\n%A\n%A\n%A\n%A\n%A\n%A\n%A\n", 0, 9, 1, "more than 8 lines", "nine directives" },
	{ "%A\na: 1\n", 0, 1, 1, "begins with % is a YAML directive", "an unknown directive" },
	{ "%YAML 3.0\n---\na: 1\n", 0, 1, 1, "version 1.1 or 1.2", "a later YAML" },
	{ "a: %x\n", 0, 1, 4, "cannot begin with '%'", "text that begins with %" },
	{ "a: @x\n", 0, 1, 4, "cannot begin with '@'", "text that begins with @" },
	{ "a: `x`\n", 0, 1, 4, "cannot begin with '`'", "text that begins with a backquote" },
	{ "a:\n\tb: 1\n", 0, 2, 1, "a tab cannot indent", "a tab that indents" },
	{ "a: \"x\nb: 1\nc: 2\n", 0, 1, 4, "quote is never closed", "an open double quote" },
	{ "a: 1\nb: 'x\nc: 2\n", 0, 2, 4, "quote is never closed", "an open single quote" },
	{ "a: \"x\n---\n", 0, 1, 4, "quote is not closed before", "a quote cut by a marker" },
	{ "a: \"\\q\"\n", 0, 1, 5, "no such escape", "an unknown escape" },
	{ "a: \"\\xzz\"\n", 0, 1, 7, "hexadecimal digits", "an escape without digits" },
	{ "a: \"\\ud800\"\n", 0, 1, 7, "names no character", "an escaped surrogate" },
	{ "a: [1, 2\nb: 3\n", 0, 1, 4, "list is not closed", "an open bracket" },
	{ "a: {x: 1,\nb: 3\n", 0, 1, 4, "map is not closed", "an open brace" },
	{ "a: [1,\n", 0, 1, 4, "list is not closed before the file ends", "a list cut off" },
	{ "a: 1\nb: [{x: [\n", 0, 2, 9, "list is not closed before the file ends", "lists cut off" },
	{ "a: {", 0, 1, 4, "map is not closed", "a map cut off" },
	{ "a: {x: 1 y: 2}\n", 0, 1, 11, "a comma is missing", "a missing comma" },
	{ "{a: 1}}\n", 0, 1, 7, "nothing can follow", "a brace too many" },
	{ "a: ]\n", 0, 1, 4, "a value is missing", "a bracket out of place" },
	{ "a: b: c\n", 0, 1, 5, "a ':' is out of place", "two colons" },
	{ "a: 1\n  b: 2\n", 0, 2, 4, "check the indentation", "a line indented too far" },
	{ "a:\n  - b\n c\n", 0, 3, 2, "expected a key here", "a line indented in between" },
	{ "  a: 1\n b: 2\n", 0, 2, 2, "check the indentation", "a line indented too little" },
	{ "a: \"x\" y\n", 0, 1, 8, "text left over", "text after a quote" },
	{ "a: 1\nfoo\nb: 2\n", 0, 2, 1, "a key without its ':'", "a forgotten colon" },
	{ "a: - b\n", 0, 1, 4, "a '-' cannot start a list here", "a list on the line of its key" },
	{ "- a\nb: c\n", 0, 2, 1, "expected '-' here", "a key among items" },
	{ "a: |x\n  y\n", 0, 1, 5, "cannot follow | or >", "text after a bar" },
};

static void test_bad_row(const struct bad *row)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	size_t len = row->len ? row->len : strlen(row->text);
	struct pl_doc *doc = pl_yaml_parse("f", bytes(row->text, len), &errors);
	const struct pl_error *err = errors.items;

	tap_ok(!doc && errors.n > 0, "%s is refused", row->name);
	if (errors.n > 0) {
		tap_has(err->text, row->want, "and the error says what to do");
		if (!tap_ok(err->line == row->line && err->column == row->column,
			    "at line %d, column %d", row->line, row->column))
			tap_note("got line %d, column %d", err->line, err->column);
		tap_ok(err->kind == PL_ERROR_INPUT && !err->quote == (row->line == 0),
		       "with the line quoted");
	}
	pl_doc_free(doc);
	pl_errors_clear(&errors);
}

/* Slips that leave the structure readable do not hide each other. */
static void test_several(void)
{
	static const char text[] = "a: &x 1\nb: *x\n<<: 3\nc: !t 4\na: 5\nd: [\n";
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_parse("f", bytes(text, strlen(text)), &errors);

	tap_int((long long)errors.n, 6, "one run tells six errors");
	for (size_t i = 0; i < errors.n; i++)
		tap_int(errors.items[i].line, (long long)i + 1, "each at its line");
	pl_doc_free(doc);
	pl_errors_clear(&errors);
}

static void test_format(void)
{
	static const char text[] = "hosts:\n  api: [a\n";
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_parse("rot.yaml", bytes(text, strlen(text)), &errors);
	char *shown = pl_error_format(&errors.items[0]);

	tap_has(shown, "rot.yaml:2:8: error: this list is not closed", "an error names its place");
	tap_has(shown, "\n    api: [a\n         ^\n", "and shows it");
	free(shown);
	pl_doc_free(doc);
	pl_errors_clear(&errors);
}

/* `text` repeated, between two others. */
static char *repeat(const char *before, const char *text, size_t times, const char *after)
{
	struct pl_buf buf = PL_BUF_INIT;

	pl_buf_puts(&buf, before);
	for (size_t i = 0; i < times; i++)
		pl_buf_puts(&buf, text);
	pl_buf_puts(&buf, after);
	return pl_buf_take(&buf);
}

static void test_limit(char *text, const char *want, const char *name)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_parse("f", bytes(text, strlen(text)), &errors);

	if (want)
		tap_has(errors.n ? errors.items[0].text : "read", want, name);
	else
		tap_ok(doc != NULL, "%s", name);
	pl_doc_free(doc);
	pl_errors_clear(&errors);
	free(text);
}

static void test_limits(void)
{
	char *deep = repeat("", "[", 64, "");

	test_limit(repeat(deep, "]", 64, "\n"), NULL, "64 levels are read");
	test_limit(repeat("[", "[", 64, "\n"), "deeper than 64 levels", "65 are not");
	test_limit(repeat("", "[", 100000, "\n"), "deeper than 64 levels",
		   "a hundred thousand brackets are refused");
	test_limit(repeat("", "- ", 100000, "\n"), "deeper than 64 levels", "so are dashes");
	test_limit(repeat("", "? ", 100000, "\n"), "a key must be text", "so are marked keys");
	test_limit(repeat("[", "1,", PL_DATA_MAX_NODES - 1, "]\n"), NULL,
		   "two hundred thousand values are read");
	test_limit(repeat("[", "1,", PL_DATA_MAX_NODES, "]\n"), "more than 200000 values",
		   "one more is not");
	test_limit(repeat("a: ", "x", PL_DATA_MAX_BYTES - 3, ""), NULL, "4 MiB are read");
	test_limit(repeat("a: ", "x", PL_DATA_MAX_BYTES - 2, ""), "larger than 4194304 bytes",
		   "a byte more is not");
	test_limit(repeat("", "%TAG ! x\n", 100000, ""), "more than 8 lines",
		   "a hundred thousand directives are refused");
	test_limit(repeat("a: 1\n...\n", "%TAG ! x\n", 100, ""), "more than 8 lines",
		   "also after the document");
	test_limit(repeat("a: [", "*x, ", 100000, "]\n"), "aliases (*x)",
		   "so are a hundred thousand aliases");
	test_limit(repeat("a: ", "\x01", 1000000, "\n"), "control character",
		   "a million control characters on one line are refused");
	free(deep);
}

static void test_many_keys(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_buf text = PL_BUF_INIT;
	const struct pl_node *root, *key;
	struct pl_doc *doc;
	char name[32];
	bool found = true;

	for (int i = 0; i < 90000; i++)
		pl_buf_printf(&text, "k%d: v%d\n", i, i);
	doc = pl_yaml_parse("f", bytes(text.data, text.len), &errors);
	root = doc ? pl_doc_root(doc) : NULL;
	for (int i = 0; root && i < 90000; i++) {
		const struct pl_node *value;

		snprintf(name, sizeof(name), "k%d", i);
		value = pl_node_get(root, name, &key);
		found = found && value && value->text[0] == 'v' && !strcmp(value->text + 1, name + 1) &&
			key->pos.line == i + 1;
	}
	tap_ok(root && found, "each of ninety thousand keys is found with its line");
	tap_ok(root && !pl_node_get(root, "k90000", &key) && !key, "another is not");
	pl_doc_free(doc);
	pl_buf_puts(&text, "k77: again\n");
	doc = pl_yaml_parse("f", bytes(text.data, text.len), &errors);
	tap_has(errors.n ? errors.items[0].text : "", "'k77' is repeated; the first is at line 78",
		"a key repeated among many names the first");
	pl_doc_free(doc);
	pl_buf_clear(&text);
	pl_errors_clear(&errors);
}

static void test_positions(void)
{
	static const char text[] = "a: 1\nlist:\n  - x\n  - k: v\n    \xc3\xa9: [w]\n";
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_parse("f", bytes(text, strlen(text)), &errors);
	const struct pl_node *key, *list = pl_node_get(pl_doc_root(doc), "list", &key);
	const struct pl_node *flow = pl_node_get(list->items[1], "\xc3\xa9", NULL);
	const char *line;
	size_t len;

	tap_ok(key->pos.line == 2 && key->pos.column == 1, "a key has its place");
	tap_ok(list->pos.line == 3 && list->pos.column == 3, "a list begins at its first dash");
	tap_ok(list->items[1]->pos.line == 4 && list->items[1]->pos.column == 5,
	       "a map at its first key");
	tap_ok(flow->pos.line == 5 && flow->pos.column == 8, "columns count characters");
	tap_text(flow->pos.file, "f", "a place names its file");
	line = pl_doc_line(doc, 5, &len);
	tap_ok(line && len == 11 && memcmp(line, "    \xc3\xa9: [w]", len) == 0,
	       "a line of the file can be shown");
	tap_ok(!pl_doc_line(doc, 6, &len) && !pl_doc_line(doc, 0, &len), "there are no others");
	tap_ok(!pl_node_get(list, "a", NULL), "a list has no keys");
	tap_text(pl_node_kind_words(list), "a list", "a list is called a list");
	tap_text(pl_node_kind_words(flow->items[0]), "text", "and text text");
	tap_text(pl_node_kind_words(list->items[1]), "a map", "and a map a map");
	pl_doc_free(doc);
	pl_errors_clear(&errors);
}

static void test_read(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_read("/nonexistent/x.yaml", &errors);

	tap_ok(!doc && errors.n == 1 && errors.items[0].kind == PL_ERROR_ENVIRONMENT,
	       "a file that is not there is the environment's error");
	pl_errors_clear(&errors);
}

int main(void)
{
	test_good();
	for (size_t i = 0; i < PL_ARRAY_LEN(bad); i++)
		test_bad_row(&bad[i]);
	test_several();
	test_format();
	test_limits();
	test_many_keys();
	test_positions();
	test_read();
	return tap_done();
}
