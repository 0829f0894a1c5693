/* What is wrong with a text that is no XML, and what can be done? */
#include <config.h>

#include "data/xml_internal.h"

#include <string.h>

#include "util/text.h"

/* At most so many bytes of a name are repeated. */
#define NAME_MAX_SHOWN 60

/* The bytes from the problem on, up to what ends a name. */
static struct pl_bytes name_at(const struct pl_doc *doc, size_t offset)
{
	struct pl_bytes text = pl_doc_text(doc);
	const char *start = (const char *)text.data + offset;
	size_t len = offset < text.len ? strcspn(start, " \t\r\n<>/;\"'=") : 0;

	return (struct pl_bytes){ (const uint8_t *)start,
				  len < NAME_MAX_SHOWN ? len : NAME_MAX_SHOWN };
}

static void explain_character(struct pl_errors *errors, const struct pl_doc *doc,
			      const struct pl_xml_problem *problem)
{
	struct pl_bytes text = pl_doc_text(doc);
	const char *at = (const char *)text.data + problem->offset;
	size_t left = problem->offset < text.len ? text.len - problem->offset : 0;
	uint32_t cp = 0;

	if (left > 0 && pl_utf8_next(at, left, &cp) == 0)
		pl_doc_error(errors, doc, problem->at,
			     "the byte 0x%02x is not UTF-8; save the file as UTF-8",
			     (unsigned char)*at);
	else if (left > 0 && cp < 0x20 && !strchr("\t\r\n", (int)cp))
		pl_doc_error(errors, doc, problem->at,
			     "a control character (U+%04X), which XML does not allow; remove it",
			     (unsigned)cp);
	else
		pl_doc_error(errors, doc, problem->at,
			     "not valid XML: this character cannot stand here; look for a missing "
			     "quote or bracket, and write & as &amp; and < as &lt;");
}

static void explain_end(struct pl_errors *errors, const struct pl_doc *doc,
			const struct pl_xml_problem *problem)
{
	const struct pl_xml_element *open = problem->open;

	if (open)
		pl_doc_error(errors, doc, problem->at,
			     "the file ends within <%.60s> of line %d; is it cut off?", open->name,
			     open->pos.line);
	else
		pl_doc_error(errors, doc, problem->at,
			     "the file ends before an element of XML does; is it cut off?");
}

static void explain_tag(struct pl_errors *errors, const struct pl_doc *doc,
			const struct pl_xml_problem *problem)
{
	struct pl_bytes name = name_at(doc, problem->offset);

	if (problem->open)
		pl_doc_error(errors, doc, problem->at,
			     "</%.*s> where </%.60s> is due, for <%.60s> of line %d; close each "
			     "element before the one around it", (int)name.len, name.data,
			     problem->open->name, problem->open->name, problem->open->pos.line);
}

void pl_xml_explain(struct pl_errors *errors, const struct pl_doc *doc,
		    const struct pl_xml_problem *problem)
{
	switch (problem->fault) {
	case PL_XML_CHARACTER:
		explain_character(errors, doc, problem);
		return;
	case PL_XML_END:
		explain_end(errors, doc, problem);
		return;
	case PL_XML_TAG:
		explain_tag(errors, doc, problem);
		return;
	case PL_XML_TRAILING:
		pl_doc_error(errors, doc, problem->at,
			     "something stands behind the end of the outermost element; remove it");
		return;
	case PL_XML_NOT_XML:
		pl_doc_error(errors, doc, problem->at,
			     "not XML: an element, like <name>, is due here");
		return;
	case PL_XML_ATTRIBUTE:
		pl_doc_error(errors, doc, problem->at, "an attribute is repeated; remove one");
		return;
	case PL_XML_ENTITY:
		pl_doc_error(errors, doc, problem->at,
			     "only &lt; &gt; &amp; &quot; &apos; and numbers like &#233; are known; "
			     "write the text out");
		return;
	case PL_XML_DECLARATION:
		pl_doc_error(errors, doc, problem->at,
			     "<?xml ...?> may stand at the very beginning of the file only; remove "
			     "what stands before it");
		return;
	case PL_XML_ENCODING:
		pl_doc_error(errors, doc, problem->at,
			     "the first line names an encoding that is not read, or not this "
			     "file's; save it as UTF-8 and say encoding=\"UTF-8\"");
		return;
	case PL_XML_OTHER:
		break;
	}
	pl_doc_error(errors, doc, problem->at, "not valid XML: %s; correct it here or just before",
		     problem->words);
}
