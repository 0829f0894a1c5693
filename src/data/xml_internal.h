/* What the files of the XML reader share; none but xml.c knows expat. */
#ifndef PINLAB_DATA_XML_INTERNAL_H
#define PINLAB_DATA_XML_INTERNAL_H

#include "data/doc.h"
#include "data/xml.h"

/* What can be refused by looking at bytes alone, before any parsing: false when something was,
 * with an error. */
PL_MUST_USE bool pl_xml_check(const struct pl_doc *doc, struct pl_errors *errors);

/* What kind of thing is wrong, where a better sentence than expat's is known. */
enum pl_xml_fault {
	PL_XML_OTHER,
	PL_XML_CHARACTER, /* one that cannot stand there */
	PL_XML_END,       /* the text ends too early */
	PL_XML_TAG,       /* an end tag of another name */
	PL_XML_TRAILING,
	PL_XML_NOT_XML,
	PL_XML_ATTRIBUTE, /* the same one twice */
	PL_XML_ENTITY,    /* not one of the five */
	PL_XML_DECLARATION,
	PL_XML_ENCODING,
};

struct pl_xml_problem {
	enum pl_xml_fault fault;
	const char *words; /* expat's */
	struct pl_pos at;
	size_t offset;     /* of the byte */
	const struct pl_xml_element *open; /* the innermost open element, or NULL */
};

/* Says it in words that tell what to do. */
void pl_xml_explain(struct pl_errors *errors, const struct pl_doc *doc,
		    const struct pl_xml_problem *problem);

#endif
