/*
 * XML as a tree of positioned elements; only xml.c knows expat. A document owns its tree; names keep their prefix as written. Nothing
 * is ever fetched, expanded or taken from a DOCTYPE.
 */
#ifndef PINLAB_DATA_XML_H
#define PINLAB_DATA_XML_H

#include "data/node.h"
#include "util/buf.h"

struct pl_xml_attribute {
	const char *name, *value;
};

struct pl_xml_element {
	const char *name;
	struct pl_pos pos;      /* of its start tag; attributes have no place of their own */
	const struct pl_xml_attribute *attributes;
	size_t n_attributes;
	const char *text;       /* its own, that of its children left out; blanks between children are "" */
	struct pl_pos text_pos; /* of the first character that is no blank; of the tag without one */
	const struct pl_xml_element *first, *next; /* child, sibling; NULL: no more */
};

#define PL_XML_MAX_ELEMENTS 100000
#define PL_XML_MAX_TEXT (64u << 10) /* bytes of an element's text, or of a tag with its attributes */

/*
 * Parses `text`; `file` is the name for messages and is copied. *root is owned
 * by the document, whose pl_doc_root is NULL. UTF-8, and what else the first
 * line declares of ISO-8859-1 and US-ASCII. Refused, each with position and
 * remedy: entities and default attributes declared in a DOCTYPE, UTF-16, NUL,
 * the compiled XML of an APK, and what exceeds these limits or those of
 * data/node.h. NULL when anything was wrong; errors gains at least one.
 */
PL_MUST_USE struct pl_doc *pl_xml_parse(const char *file, struct pl_bytes text,
					const struct pl_xml_element **root,
					struct pl_errors *errors);

/* The value of an attribute, or NULL. */
const char *pl_xml_attribute(const struct pl_xml_element *element, const char *name);

/* Appends text so that any reader takes it back, between tags (`in_text`, where line ends and tabs
 * may stand) or in double quotes; what XML cannot hold becomes U+FFFD. NULL is nothing. */
void pl_xml_put(struct pl_buf *out, const char *text, bool in_text);

#endif
