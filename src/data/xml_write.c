/* How is a text written into XML? */
#include <config.h>

#include "data/xml.h"

#include <string.h>

#include "util/text.h"

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* XML 1.0 section 2.2: what may stand in a document at all. Line ends only in text. */
static bool is_xml_char(uint32_t cp, bool in_text)
{
	if (cp == '\n' || cp == '\t')
		return in_text;
	return (cp >= 0x20 && cp <= 0x7e) || (cp >= 0xa0 && cp <= 0xd7ff) ||
	       (cp >= 0xe000 && cp <= 0xfffd) || (cp >= 0x10000 && cp <= 0x10ffff);
}

static const char *entity(uint32_t cp)
{
	switch (cp) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&apos;";
	default:
		return NULL;
	}
}

void pl_xml_put(struct pl_buf *out, const char *text, bool in_text)
{
	size_t len = text ? strlen(text) : 0;

	while (len > 0) {
		uint32_t cp = 0;
		size_t used = pl_utf8_next(text, len, &cp);

		if (used == 0 || !is_xml_char(cp, in_text))
			pl_buf_puts(out, replacement);
		else if (entity(cp))
			pl_buf_puts(out, entity(cp));
		else
			pl_buf_add(out, text, used);
		used = used ? used : 1;
		text += used;
		len -= used;
	}
}
