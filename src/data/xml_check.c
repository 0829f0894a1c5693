/* Which files are no text, and so no XML? */
#include <config.h>

#include "data/xml_internal.h"

#include <string.h>

static bool begins(struct pl_bytes text, const char *with, size_t len)
{
	return text.len >= len && memcmp(text.data, with, len) == 0;
}

/* With a byte-order mark, or a '<' of two bytes. */
static bool is_utf16(struct pl_bytes text)
{
	return begins(text, "\xff\xfe", 2) || begins(text, "\xfe\xff", 2) ||
	       begins(text, "<\0", 2) || begins(text, "\0<", 2);
}

bool pl_xml_check(const struct pl_doc *doc, struct pl_errors *errors)
{
	struct pl_pos whole = { .file = pl_doc_file(doc) };
	struct pl_bytes text = pl_doc_text(doc);
	const uint8_t *nul;

	if (text.len == 0) {
		pl_doc_error(errors, doc, whole, "the file is empty");
		return false;
	}
	/* ResXMLTree_header: type 0x0003, header of 8 bytes (frameworks/base ResourceTypes.h). */
	if (begins(text, "\x03\0\x08\0", 4)) {
		pl_doc_error(errors, doc, whole,
			     "this is compiled XML, as an APK holds it; decode it first: "
			     "apktool d APP.apk, then take the file from res/xml");
		return false;
	}
	if (is_utf16(text)) {
		pl_doc_error(errors, doc, whole, "the file is UTF-16; save it as UTF-8");
		return false;
	}
	nul = memchr(text.data, '\0', text.len);
	if (nul)
		pl_doc_error(errors, doc, pl_doc_pos(doc, (size_t)(nul - text.data)),
			     "a NUL byte; this is not a text file in UTF-8");
	return !nul;
}
