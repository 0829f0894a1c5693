/* Whether XML is read with its places, refused with a remedy, and written so that it reads back. */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "data/xml.h"
#include "util/mem.h"
#include "util/text.h"

static struct pl_doc *parse(const char *text, size_t len, const struct pl_xml_element **root,
			    struct pl_errors *errors)
{
	return pl_xml_parse("f.xml", (struct pl_bytes){ (const uint8_t *)text, len ? len : strlen(text) },
			    root, errors);
}

/* name@line:column(attributes)"text"@line:column[children] */
static void put_element(struct pl_buf *out, const struct pl_xml_element *element)
{
	pl_buf_printf(out, "%s@%d:%d", element->name, element->pos.line, element->pos.column);
	for (size_t i = 0; i < element->n_attributes; i++)
		pl_buf_printf(out, "(%s=%s)", element->attributes[i].name,
			      element->attributes[i].value);
	if (*element->text)
		pl_buf_printf(out, "'%s'@%d:%d", element->text, element->text_pos.line,
			      element->text_pos.column);
	for (const struct pl_xml_element *at = element->first; at; at = at->next) {
		pl_buf_putc(out, at == element->first ? '[' : ' ');
		put_element(out, at);
	}
	if (element->first)
		pl_buf_putc(out, ']');
}

static const struct {
	const char *text, *want, *name;
} good[] = {
	{ "<a/>", "a@1:1", "an empty element" },
	{ "<a></a>", "a@1:1", "an empty element with an end tag" },
	{ "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a>x</a>\n", "a@2:1'x'@2:4", "a declaration" },
	{ "<a b=\"1\" c='2'/>", "a@1:1(b=1)(c=2)", "attributes in their order" },
	{ "<a>\n  <b/>\n\t<c/>\n</a>", "a@1:1[b@2:3 c@3:2]", "children, and blanks between them" },
	{ "<a>\n\n   x y\n </a>", "a@1:1'\n\n   x y\n '@3:4", "text keeps its blanks and has its place" },
	{ "<a>x<b/>y</a>", "a@1:1'xy'@1:4[b@1:5]", "text around a child" },
	{ "<a>&amp;&lt;&#65;&#x42;</a>", "a@1:1'&<AB'@1:4", "references" },
	{ "<a><![CDATA[<x>]]></a>", "a@1:1'<x>'@1:13", "a CDATA section" },
	{ "<a><!-- no --> x<!-- no -->y</a>", "a@1:1' xy'@1:16", "comments are nothing" },
	{ "<a>\xc3\xa9\xe4\xb8\xad<b/></a>", "a@1:1'\xc3\xa9\xe4\xb8\xad'@1:4[b@1:6]",
	  "columns are characters" },
	{ "\xef\xbb\xbf<a>x</a>", "a@1:1'x'@1:4", "a byte-order mark" },
	{ "<a>\r\n x\r\n</a>\r\n", "a@1:1'\n x\n'@2:2", "line ends of two bytes" },
	{ "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9<b/></a>",
	  "a@1:44'\xc3\xa9'@1:47[b@1:48]", "ISO-8859-1 where it is declared" },
	{ "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
	  "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist>&lt;</plist>",
	  "plist@2:1'<'@2:8", "a DOCTYPE that points elsewhere is not followed" },
	{ "<!DOCTYPE a [<!ELEMENT a (#PCDATA)><!ATTLIST a b CDATA #IMPLIED>]><a b='&amp;'/>",
	  "a@1:67(b=&)", "a DOCTYPE that declares elements" },
	{ "<a xmlns:tools='urn:x' tools:ignore='y'/>", "a@1:1(xmlns:tools=urn:x)(tools:ignore=y)",
	  "prefixes are kept" },
};

static void test_good(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(good); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_buf out = PL_BUF_INIT;
		const struct pl_xml_element *root;
		struct pl_doc *doc = parse(good[i].text, 0, &root, &errors);

		if (doc)
			put_element(&out, root);
		tap_text(doc ? pl_buf_str(&out) : errors.items[0].text, good[i].want, good[i].name);
		pl_doc_free(doc);
		pl_buf_clear(&out);
		pl_errors_clear(&errors);
	}
}

#define BOMB                                                                                 \
	"<!DOCTYPE a [\n <!ENTITY b \"bbbbbbbbbb\">\n <!ENTITY c \"&b;&b;&b;&b;\">\n]><a>&c;</a>"

static const struct {
	const char *text;
	size_t len; /* 0: up to the NUL */
	int line, column;
	const char *want, *name;
} bad[] = {
	{ "\0", 1, 1, 1, "a NUL byte", "a NUL alone" },
	{ "<a>\nb\0c</a>", 11, 2, 2, "a NUL byte", "a NUL inside" },
	{ "   \n ", 0, 2, 2, "ends before an element of XML does", "blanks alone" },
	{ "hello", 0, 1, 1, "not XML", "a text" },
	{ "-----BEGIN CERTIFICATE-----\n", 0, 1, 1, "not XML", "a PEM file" },
	{ "<a>\n <b>x", 0, 2, 6, "ends within <b> of line 2; is it cut off?", "cut in a text" },
	{ "<a>\n <b c=\"1", 0, 2, 2, "ends within <a> of line 1", "cut in a tag" },
	{ "<a><!-- x", 0, 1, 4, "ends within <a>", "cut in a comment" },
	{ "<a><![CDATA[x", 0, 1, 14, "ends within <a>", "cut in a CDATA section" },
	{ "<a>\xc3", 0, 1, 4, "ends within <a>", "cut in a character" },
	{ "<a>\n<b>x</c>\n</a>", 0, 2, 7, "</c> where </b> is due, for <b> of line 2",
	  "an end tag of another name" },
	{ "<a/>\n<b/>", 0, 2, 1, "behind the end of the outermost element", "two elements" },
	{ "<a b='1' b='2'/>", 0, 1, 10, "an attribute is repeated", "an attribute twice" },
	{ "<a>x & y</a>", 0, 1, 7, "write & as &amp;", "a bare ampersand" },
	{ "<a b=1/>", 0, 1, 6, "a missing quote", "a value without quotes" },
	{ "<a>&nbsp;</a>", 0, 1, 4, "only &lt;", "an entity of HTML" },
	{ "<a>\xe9</a>", 0, 1, 4, "the byte 0xe9 is not UTF-8", "Latin-1 that is not declared" },
	{ "<a>\x01</a>", 0, 1, 4, "a control character (U+0001)", "a control character" },
	{ "\n<?xml version='1.0'?><a/>", 0, 2, 1, "the very beginning", "a late declaration" },
	{ "<?xml version='1.0' encoding='EBCDIC'?><a/>", 0, 1, 31, "an encoding that is not read",
	  "an unknown encoding" },
	{ "<?xml version='1.0' encoding='UTF-16'?><a/>", 0, 1, 31, "an encoding that is not read",
	  "UTF-16 declared, but not written" },
	{ "\xff\xfe<\0a\0/\0>\0", 10, 0, 0, "the file is UTF-16", "UTF-16 with its mark" },
	{ "\0<\0a\0/\0>", 8, 0, 0, "the file is UTF-16", "UTF-16 without a mark" },
	{ "\x03\0\x08\0\x10\0\0\0", 8, 0, 0, "apktool d", "the compiled XML of an APK" },
	{ BOMB, 0, 2, 13, "declares the entity \"b\"", "entities that multiply" },
	{ "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", 0, 1, 52,
	  "declares the entity \"b\"", "an entity that is a file" },
	{ "<!DOCTYPE a [<!ENTITY % b 'x'> %b;]><a/>", 0, 1, 27, "declares the entity \"b\"",
	  "an entity of parameters" },
	{ "<!DOCTYPE a SYSTEM 'a.dtd'><a>x&b;y</a>", 0, 1, 32, "only &lt;",
	  "an entity that may be declared elsewhere" },
	{ "<!DOCTYPE a SYSTEM 'a.dtd'><a b='x&c;'/>", 0, 1, 28, "only &lt;",
	  "such an entity in an attribute" },
	{ "<!DOCTYPE a [<!ATTLIST a b CDATA 'yes'>]><a/>", 0, 1, 34, "a default for \"b\"",
	  "a default attribute" },
};

static void refuses(const char *text, size_t len, int line, int column, const char *want,
		    const char *name)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	const struct pl_xml_element *root;
	struct pl_doc *doc = parse(text, len, &root, &errors);

	if (doc || errors.n != 1) {
		tap_ok(false, "%s is refused once (%zu errors)", name, errors.n);
	} else {
		tap_has(errors.items[0].text, want, name);
		tap_int(errors.items[0].line, line, "on its line");
		tap_int(errors.items[0].column, column, "in its column");
	}
	pl_doc_free(doc);
	pl_errors_clear(&errors);
}

static void test_bad(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(bad); i++)
		refuses(bad[i].text, bad[i].len, bad[i].line, bad[i].column, bad[i].want, bad[i].name);
}

static char *repeated(const char *before, const char *piece, size_t n, const char *after)
{
	struct pl_buf out = PL_BUF_INIT;

	pl_buf_puts(&out, before);
	for (size_t i = 0; i < n; i++)
		pl_buf_puts(&out, piece);
	pl_buf_puts(&out, after);
	return pl_buf_take(&out);
}

/* Just within, and one beyond. */
static const struct {
	const char *before, *piece;
	size_t n;
	const char *after;
	int line, column; /* 0: read */
	const char *want, *name;
} limits[] = {
	{ "", "<a>", 100000, "", 1, 193, "nested deeper than 64 levels", "100,000 levels" },
	{ "", "<a>", 65, "", 1, 193, "nested deeper than 64 levels", "65 levels" },
	{ "<r>\n", "<a/>\n", 99999, "</r>", 0, 0, NULL, "100,000 elements" },
	{ "<r>\n", "<a/>\n", 100000, "</r>", 100001, 1, "more than 100000 elements",
	  "100,001 elements" },
	{ "<r>\n<a>", "x", 65536, "</a></r>", 0, 0, NULL, "64 KiB of text" },
	{ "<r>\n<a>", "x", 65537, "</a></r>", 2, 1, "more than 65536 bytes of text",
	  "a byte more" },
	{ "<r>\n<a>", "\n", 65537, "</a></r>", 2, 1, "more than 65536 bytes of text",
	  "as many blanks" },
	{ "<r>", "<a/>\n\n\n\n", 60000, "</r>", 0, 0, NULL, "blanks between elements do not count" },
	{ "<r a=\"", "x", 65530, "\"/>", 1, 1, "a tag of more than 65536 bytes",
	  "a tag with a long attribute" },
	{ "<r a=\"", "x", 65527, "\"/>", 0, 0, NULL, "one just as long as it may be" },
	{ "<r a=\"", "x", 3000000, "", 1, 1, "ends before", "3 MB of an attribute, cut off" },
	{ "<r>", "x", 4194304, "</r>", 0, 0, "larger than 4194304 bytes", "more than 4 MiB" },
	{ "", "<", 100000000, "", 0, 0, "larger than 4194304 bytes", "100 MB" },
};

static void test_limits(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(limits); i++) {
		char *text = repeated(limits[i].before, limits[i].piece, limits[i].n,
				      limits[i].after);
		struct pl_errors errors = PL_ERRORS_INIT;
		const struct pl_xml_element *root;
		struct pl_doc *doc;

		if (limits[i].want) {
			refuses(text, 0, limits[i].line, limits[i].column, limits[i].want,
				limits[i].name);
		} else {
			doc = parse(text, 0, &root, &errors);
			tap_ok(doc && !errors.n, "%s", limits[i].name);
			pl_doc_free(doc);
			pl_errors_clear(&errors);
		}
		free(text);
	}
	refuses("", 0, 0, 0, "the file is empty", "an empty file");
}

static void test_put(void)
{
	static const char text[] = "a & b < c > \"d\" 'e' \xc3\xa9\t\n.";
	struct pl_errors errors = PL_ERRORS_INIT;
	const struct pl_xml_element *root;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_doc *doc;

	pl_buf_puts(&out, "<a b=\"");
	pl_xml_put(&out, "1 & \"2\" < 3", false);
	pl_buf_puts(&out, "\">");
	pl_xml_put(&out, text, true);
	pl_buf_puts(&out, "</a>");
	doc = parse(pl_buf_str(&out), 0, &root, &errors);
	if (tap_ok(doc != NULL, "what is written reads back")) {
		tap_text(pl_xml_attribute(root, "b"), "1 & \"2\" < 3", "in an attribute");
		tap_text(root->text, text, "and in text");
		tap_text(pl_xml_attribute(root, "c"), NULL, "an attribute that is not there");
	}
	pl_doc_free(doc);
	pl_buf_reset(&out);
	pl_xml_put(&out, "\x01\xff", true);
	tap_text(pl_buf_str(&out), "\xef\xbf\xbd\xef\xbf\xbd", "what XML cannot hold is replaced");
	pl_buf_clear(&out);
	pl_errors_clear(&errors);
}

int main(void)
{
	test_good();
	test_bad();
	test_limits();
	test_put();
	return tap_done();
}
