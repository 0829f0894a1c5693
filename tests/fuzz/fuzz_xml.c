/*
 * Whether the XML reader holds for any bytes: it answers with a tree within its
 * limits or with an error that can be printed, every element has its place, and
 * what it read it reads again once it is written.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/xml.h"
#include "tests/fuzz/require.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* C1 control characters, which a reader takes and the writer replaces. */
static bool is_plain(const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		uint32_t cp;
		size_t used = pl_utf8_next(text, len, &cp);

		if (used == 0 || (cp >= 0x7f && cp < 0xa0) || cp == 0xfffe || cp == 0xffff || cp == '\r')
			return false;
		text += used;
		len -= used;
	}
	return true;
}

static void check_round_trip(const char *text)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	const struct pl_xml_element *root;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_doc *doc;

	pl_buf_puts(&out, "<a>");
	pl_xml_put(&out, text, true);
	pl_buf_puts(&out, "</a>");
	doc = pl_xml_parse("again", (struct pl_bytes){ (const uint8_t *)out.data, out.len }, &root,
			   &errors);
	require(doc && (!is_plain(text) || pl_streq(root->text, text)));
	pl_doc_free(doc);
	pl_errors_clear(&errors);
	pl_buf_clear(&out);
}

static size_t check_element(const struct pl_doc *doc, const struct pl_xml_element *element,
			    size_t depth)
{
	size_t n = 1, len;

	require(depth <= PL_DATA_MAX_DEPTH && *element->name);
	require(element->pos.line >= 1 && element->pos.column >= 1);
	require(element->text_pos.line >= element->pos.line);
	/* expat counts a lone carriage return as a line's end, a quoted line does not */
	(void)pl_doc_line(doc, element->pos.line, &len);
	require(strlen(element->text) <= PL_XML_MAX_TEXT);
	check_round_trip(element->text);
	for (size_t i = 0; i < element->n_attributes; i++)
		require(pl_xml_attribute(element, element->attributes[i].name) != NULL);
	for (const struct pl_xml_element *at = element->first; at; at = at->next)
		n += check_element(doc, at, depth + 1);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	const struct pl_xml_element *root;
	struct pl_doc *doc = pl_xml_parse("input", (struct pl_bytes){ data, size }, &root, &errors);

	if (doc)
		require(check_element(doc, root, 1) <= PL_XML_MAX_ELEMENTS);
	else
		require_told(&errors);
	pl_doc_free(doc);
	pl_errors_clear(&errors);
	return 0;
}
