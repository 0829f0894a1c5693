/* Whether a property list is read as it is meant, and refused with the place of what is wrong. */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "data/plist.h"
#include "util/text.h"

static struct pl_doc *parse(const char *text, struct pl_errors *errors)
{
	return pl_plist_parse("Info.plist",
			      (struct pl_bytes){ (const uint8_t *)text, strlen(text) }, errors);
}

static void put_node(struct pl_buf *out, const struct pl_node *node)
{
	const char *quote = node->quoted ? "'" : "";

	if (node->kind == PL_NODE_TEXT) {
		pl_buf_printf(out, "%s%s%s@%d:%d", quote, node->text, quote, node->pos.line,
			      node->pos.column);
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

#define HEAD                                                                         \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                               \
	"<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "                    \
	"\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"

static const struct {
	const char *text, *want, *name;
} good[] = {
	{ HEAD "<plist version=\"1.0\">\n<dict>\n\t<key>a</key>\n\t<string>x</string>\n</dict>\n</plist>\n",
	  "{a:'x'@6:10;}", "a file as Xcode writes it" },
	{ "<dict><key>a</key><true/></dict>", "{a:true@1:19;}", "the dictionary alone" },
	{ "<plist><array><string>true</string><true/><false></false><integer> 1 </integer>"
	  "<real>0.5</real><date>2027-03-01T00:00:00Z</date><string>1</string></array></plist>",
	  "['true'@1:23;true@1:36;false@1:43;1@1:68;0.5@1:86;2027-03-01T00:00:00Z@1:102;'1'@1:137;]",
	  "a boolean, a number and a text are told apart" },
	{ "<plist><string> a\n b </string></plist>", "' a\n b '@1:17", "a string keeps its blanks" },
	{ "<plist><string/></plist>", "''@1:8", "an empty string stands at its tag" },
	{ "<plist><data>\n\tAAEC\n\tAw==\n</data></plist>", "data:AAECAw==@2:2", "data, without blanks" },
	{ "<plist><data/></plist>", "data:@1:8", "empty data" },
	{ "<plist><dict/></plist>", "{}", "an empty dictionary" },
	{ "<plist>\n<dict>\n</dict>\n</plist>", "{}", "one with an end tag on a line of its own" },
	{ "<plist>\n<array>\n</array>\n</plist>", "[]", "an array of that kind" },
	{ "<plist><dict><key>a</key><array><dict/><array/></array><key/><string>x</string></dict></plist>",
	  "{a:[{};[];];:'x'@1:70;}", "one within the other, and an empty key" },
	{ "<plist><dict><!-- a --><key>b</key><!-- c --><string>d<!-- e -->f</string></dict></plist>",
	  "{b:'df'@1:54;}", "comments are nothing" },
	{ "<plist><string>&amp;<![CDATA[<]]></string></plist>", "'&<'@1:16", "references and CDATA" },
};

static void test_good(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(good); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_buf out = PL_BUF_INIT;
		struct pl_doc *doc = parse(good[i].text, &errors);

		if (doc)
			put_node(&out, pl_doc_root(doc));
		tap_text(doc ? pl_buf_str(&out) : errors.items[0].text, good[i].want, good[i].name);
		pl_doc_free(doc);
		pl_buf_clear(&out);
		pl_errors_clear(&errors);
	}
}

static const struct {
	const char *text;
	int line, column;
	const char *want, *name;
} bad[] = {
	{ "bplist00\xd1\x01\x02", 0, 0, "plutil -convert xml1", "the binary form" },
	{ "{ NSAppTransportSecurity = { }; }", 0, 0, "plutil -convert xml1", "the old text form" },
	{ "", 0, 0, "the file is empty", "nothing" },
	{ "<plist/>", 1, 1, "the property list is empty", "no value" },
	{ "<plist>\n <dict/>\n <dict/></plist>", 3, 2, "a second value", "two values" },
	{ "<plist>x<dict/></plist>", 1, 8, "text stands between", "text beside the value" },
	{ "<network-security-config/>", 1, 1, "none of a property list's elements", "another kind of file" },
	{ "<dict>\n <key>a</key>\n</dict>", 2, 7, "the key \"a\" has no value", "a key without a value at the end" },
	{ "<dict>\n <key>a</key>\n <key>b</key><true/></dict>", 2, 7, "the key \"a\" has no value",
	  "a key without a value before another" },
	{ "<dict>\n <string>a</string></dict>", 2, 2, "stands where a <key> is due", "a value without a key" },
	{ "<dict><key>a</key><true/>\n<key>a</key><false/></dict>", 2, 6,
	  "the key \"a\" is repeated; the first is at line 1", "a repeated key" },
	{ "<dict><key>a</key>\n<strin>x</strin></dict>", 2, 1, "<strin> is none of", "an odd element" },
	{ "<dict><key>a<b/></key>\n<true/></dict>", 1, 13, "<b> stands in it", "an element in a key" },
	{ "<dict>\nx<key>a</key><true/></dict>", 2, 1, "text stands between", "text in a dictionary" },
	{ "<array>\nx<true/></array>", 2, 1, "text stands between", "text in an array" },
	{ "<dict><key>a</key>\n <true>yes</true></dict>", 2, 8, "text stands between", "text in a boolean" },
	{ "<dict><key>a</key>\n <integer> </integer></dict>", 2, 2, "<integer> is empty", "an empty number" },
	{ "<dict><key>a</key>\n <string><true/></string></dict>", 2, 10, "<true> stands in it",
	  "an element in a string" },
	{ "<plist>\n<dict>", 2, 7, "ends within <dict> of line 2", "cut off" },
	{ "<!DOCTYPE plist [<!ENTITY a 'x'>]><plist><string>&a;</string></plist>", 1, 29,
	  "declares the entity", "entities" },
	{ "<plist><string>\xff</string></plist>", 1, 16, "is not UTF-8", "another encoding" },
};

static void test_bad(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(bad); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_doc *doc = parse(bad[i].text, &errors);

		if (doc || errors.n != 1) {
			tap_ok(false, "%s is refused once (%zu errors)", bad[i].name, errors.n);
		} else {
			tap_has(errors.items[0].text, bad[i].want, bad[i].name);
			tap_int(errors.items[0].line, bad[i].line, "on its line");
			tap_int(errors.items[0].column, bad[i].column, "in its column");
		}
		pl_doc_free(doc);
		pl_errors_clear(&errors);
	}
}

/* Several faults are told in one run. */
static void test_several(void)
{
	static const char text[] = "<dict>\n<key>a</key>\n<key>b</key><odd/>\n<true/>\n"
				   "<key>b</key><true/>\n</dict>";
	static const int lines[] = { 2, 3, 4, 5 };
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = parse(text, &errors);

	tap_ok(!doc && errors.n == PL_ARRAY_LEN(lines), "all faults of a file are told");
	for (size_t i = 0; i < PL_ARRAY_LEN(lines) && i < errors.n; i++)
		tap_int(errors.items[i].line, lines[i], "each with its line");
	pl_errors_clear(&errors);
	pl_doc_free(doc);
}

static void test_true(void)
{
	static const struct {
		const char *text;
		bool want;
	} rows[] = {
		{ "<plist><true/></plist>", true },
		{ "<plist><false/></plist>", false },
		{ "<plist><string>true</string></plist>", false },
		{ "<plist><integer>1</integer></plist>", false },
		{ "<plist><data>true</data></plist>", false },
		{ "<plist><array><true/></array></plist>", false },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_doc *doc = parse(rows[i].text, &errors);

		tap_ok(doc && pl_plist_is_true(pl_doc_root(doc)) == rows[i].want, "%s is %s",
		       rows[i].text, rows[i].want ? "true" : "not true");
		pl_doc_free(doc);
		pl_errors_clear(&errors);
	}
	tap_ok(!pl_plist_is_true(NULL), "nothing is not true");
}

int main(void)
{
	test_good();
	test_bad();
	test_several();
	test_true();
	return tap_done();
}
