/* What an XML file says: expat's events become positioned elements, and no more is understood. */
#include <config.h>

#include "data/xml.h"
#include "data/xml_internal.h"

#include <string.h>

#include <expat.h>

#include "data/doc_internal.h"
#include "util/text.h"

/* An element whose end has not come yet. */
struct frame {
	struct pl_xml_element *element, *last; /* last child so far */
	struct pl_buf text;
	bool has_text; /* more than blanks */
};

struct reader {
	XML_Parser parser;
	struct pl_doc *doc;
	struct pl_errors *errors;
	struct frame frames[PL_DATA_MAX_DEPTH];
	size_t depth, elements;
	struct pl_xml_element *root;
	bool outside; /* the DOCTYPE points to declarations elsewhere */
	bool stopped;
};

static struct pl_pos position(const struct reader *reader)
{
	return (struct pl_pos){
		.file = pl_doc_file(reader->doc),
		.line = (int)XML_GetCurrentLineNumber(reader->parser),
		.column = (int)XML_GetCurrentColumnNumber(reader->parser) + 1,
	};
}

/* What is refused ends the reading; expat may still deliver the rest of its event. */
static void stop(struct reader *reader)
{
	reader->stopped = true;
	XML_StopParser(reader->parser, XML_FALSE);
}

static const char *keep(struct reader *reader, const char *text, size_t len)
{
	char *copy = pl_doc_alloc(reader->doc, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	return copy;
}

static bool is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!strchr(" \t\r\n", text[i]))
			return false;
	}
	return true;
}

/* Blanks that only lay out the elements between them. */
static void drop_layout(struct frame *frame)
{
	if (!frame->has_text)
		pl_buf_reset(&frame->text);
}

static bool within_limits(struct reader *reader)
{
	if (reader->depth == PL_DATA_MAX_DEPTH)
		pl_doc_error(reader->errors, reader->doc, position(reader),
			     "nested deeper than %d levels; flatten it", PL_DATA_MAX_DEPTH);
	else if (reader->elements == PL_XML_MAX_ELEMENTS)
		pl_doc_error(reader->errors, reader->doc, position(reader),
			     "more than %d elements; split the file", PL_XML_MAX_ELEMENTS);
	else if (XML_GetCurrentByteCount(reader->parser) > (int)PL_XML_MAX_TEXT)
		pl_doc_error(reader->errors, reader->doc, position(reader),
			     "a tag of more than %u bytes; shorten its attributes",
			     PL_XML_MAX_TEXT);
	else
		return true;
	return false;
}

/*
 * Where a DOCTYPE points elsewhere, an entity may be declared there, so expat
 * passes over one that it does not know; in an attribute without a word.
 */
static bool has_unknown_reference(const struct reader *reader)
{
	static const char *const known[] = { "#", "lt;", "gt;", "amp;", "quot;", "apos;" };
	const char *at = (const char *)pl_doc_text(reader->doc).data +
			 XML_GetCurrentByteIndex(reader->parser);
	const char *end = at + XML_GetCurrentByteCount(reader->parser);

	while ((at = memchr(at, '&', (size_t)(end - at))) != NULL) {
		size_t i = 0;

		at++;
		while (i < PL_ARRAY_LEN(known) && !pl_starts_with(at, known[i]))
			i++;
		if (i == PL_ARRAY_LEN(known))
			return true;
	}
	return false;
}

static void refuse_reference(struct reader *reader)
{
	struct pl_xml_problem problem = { .fault = PL_XML_ENTITY, .at = position(reader) };

	pl_xml_explain(reader->errors, reader->doc, &problem);
	stop(reader);
}

static void keep_attributes(struct reader *reader, struct pl_xml_element *element,
			    const char **attributes)
{
	struct pl_xml_attribute *kept;
	size_t n = 0;

	while (attributes[2 * n])
		n++;
	kept = pl_doc_alloc(reader->doc, (n + 1) * sizeof(*kept));
	for (size_t i = 0; i < n; i++) {
		kept[i].name = keep(reader, attributes[2 * i], strlen(attributes[2 * i]));
		kept[i].value = keep(reader, attributes[2 * i + 1], strlen(attributes[2 * i + 1]));
	}
	element->attributes = kept;
	element->n_attributes = n;
}

static void attach(struct reader *reader, struct pl_xml_element *element)
{
	struct frame *parent = reader->depth > 0 ? &reader->frames[reader->depth - 1] : NULL;

	if (!parent)
		reader->root = element;
	else if (!parent->last)
		parent->element->first = element;
	else
		parent->last->next = element;
	if (parent) {
		parent->last = element;
		drop_layout(parent);
	}
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes)
{
	struct reader *reader = data;
	struct pl_xml_element *element;
	struct frame *frame;

	if (reader->stopped)
		return;
	if (!within_limits(reader)) {
		stop(reader);
		return;
	}
	if (reader->outside && has_unknown_reference(reader)) {
		refuse_reference(reader);
		return;
	}
	element = pl_doc_alloc(reader->doc, sizeof(*element));
	element->name = keep(reader, name, strlen(name));
	element->pos = element->text_pos = position(reader);
	element->text = "";
	keep_attributes(reader, element, attributes);
	attach(reader, element);
	reader->elements++;
	frame = &reader->frames[reader->depth++];
	frame->element = element;
	frame->last = NULL;
	frame->has_text = false;
	pl_buf_reset(&frame->text);
}

static void XMLCALL on_end(void *data, const char *name)
{
	struct reader *reader = data;
	struct frame *frame;

	(void)name;
	if (reader->stopped)
		return;
	frame = &reader->frames[--reader->depth];
	if (frame->last)
		drop_layout(frame);
	if (frame->text.len > 0)
		frame->element->text = keep(reader, frame->text.data, frame->text.len);
}

/* expat delivers no piece that reaches over a line's end, so blanks before the text move the
 * column alone. */
static void place_text(const struct reader *reader, struct frame *frame, const char *text)
{
	int blanks = 0;

	while (is_blank(text + blanks, 1))
		blanks++;
	frame->element->text_pos = position(reader);
	frame->element->text_pos.column += blanks;
	frame->has_text = true;
}

static void XMLCALL on_text(void *data, const char *text, int len)
{
	struct reader *reader = data;
	struct frame *frame;

	if (reader->stopped || reader->depth == 0)
		return;
	frame = &reader->frames[reader->depth - 1];
	if (frame->text.len + (size_t)len > PL_XML_MAX_TEXT) {
		pl_doc_error(reader->errors, reader->doc, frame->element->pos,
			     "<%.60s> holds more than %u bytes of text; shorten it",
			     frame->element->name, PL_XML_MAX_TEXT);
		stop(reader);
		return;
	}
	if (!frame->has_text && !is_blank(text, (size_t)len))
		place_text(reader, frame, text);
	pl_buf_add(&frame->text, text, (size_t)len);
}

/* Entities multiply, and may stand for other files. */
static void XMLCALL on_entity(void *data, const char *name, int is_parameter, const char *value,
			      int value_len, const char *base, const char *system,
			      const char *public, const char *notation)
{
	struct reader *reader = data;

	(void)is_parameter, (void)value, (void)value_len, (void)base, (void)system, (void)public;
	(void)notation;
	if (reader->stopped)
		return;
	pl_doc_error(reader->errors, reader->doc, position(reader),
		     "the DOCTYPE declares the entity \"%.60s\", and entities are not used here; "
		     "remove it and write the text out", name);
	stop(reader);
}

/* A default would be an attribute that nobody sees in its tag. */
static void XMLCALL on_attribute_list(void *data, const char *element, const char *name,
				      const char *type, const char *value, int is_required)
{
	struct reader *reader = data;

	(void)type, (void)is_required;
	if (reader->stopped || !value)
		return;
	pl_doc_error(reader->errors, reader->doc, position(reader),
		     "the DOCTYPE gives <%.60s> a default for \"%.60s\", and these are not used "
		     "here; remove it and write the attribute out", element, name);
	stop(reader);
}

static void XMLCALL on_skipped(void *data, const char *name, int is_parameter)
{
	struct reader *reader = data;

	(void)name, (void)is_parameter;
	if (!reader->stopped)
		refuse_reference(reader);
}

static void XMLCALL on_doctype(void *data, const char *name, const char *system,
			       const char *public, int has_internal)
{
	struct reader *reader = data;

	(void)name, (void)public, (void)has_internal;
	reader->outside = system != NULL;
}

/* expat's codes in our words. */
static enum pl_xml_fault fault_of(const struct reader *reader, enum XML_Error code)
{
	switch (code) {
	case XML_ERROR_INVALID_TOKEN: return PL_XML_CHARACTER;
	case XML_ERROR_NO_ELEMENTS:
	case XML_ERROR_UNCLOSED_TOKEN:
	case XML_ERROR_PARTIAL_CHAR:
	case XML_ERROR_UNCLOSED_CDATA_SECTION: return PL_XML_END;
	case XML_ERROR_TAG_MISMATCH: return PL_XML_TAG;
	case XML_ERROR_DUPLICATE_ATTRIBUTE: return PL_XML_ATTRIBUTE;
	case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: return PL_XML_TRAILING;
	case XML_ERROR_UNDEFINED_ENTITY: return PL_XML_ENTITY;
	case XML_ERROR_MISPLACED_XML_PI: return PL_XML_DECLARATION;
	case XML_ERROR_UNKNOWN_ENCODING:
	case XML_ERROR_INCORRECT_ENCODING: return PL_XML_ENCODING;
	case XML_ERROR_SYNTAX: return reader->root ? PL_XML_OTHER : PL_XML_NOT_XML;
	default: return PL_XML_OTHER;
	}
}

static void refuse_syntax(struct reader *reader)
{
	enum XML_Error code = XML_GetErrorCode(reader->parser);
	struct pl_xml_problem problem = {
		.fault = fault_of(reader, code),
		.words = XML_ErrorString(code),
		.at = position(reader),
		.offset = (size_t)XML_GetCurrentByteIndex(reader->parser),
		.open = reader->depth > 0 ? reader->frames[reader->depth - 1].element : NULL,
	};
	struct pl_error err = PL_ERROR_INIT;

	if (code == XML_ERROR_NO_MEMORY)
		pl_error_environment(&err, pl_doc_file(reader->doc),
				     "out of memory; use a smaller file");
	else
		pl_xml_explain(reader->errors, reader->doc, &problem);
	pl_errors_take(reader->errors, &err);
}

static void listen(struct reader *reader)
{
	XML_SetUserData(reader->parser, reader);
	XML_SetElementHandler(reader->parser, on_start, on_end);
	XML_SetCharacterDataHandler(reader->parser, on_text);
	XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
	XML_SetEntityDeclHandler(reader->parser, on_entity);
	XML_SetAttlistDeclHandler(reader->parser, on_attribute_list);
	XML_SetSkippedEntityHandler(reader->parser, on_skipped);
}

static bool read_events(struct reader *reader)
{
	struct pl_bytes text = pl_doc_text(reader->doc);
	struct pl_error err = PL_ERROR_INIT;
	bool ok;

	reader->parser = XML_ParserCreate(NULL);
	if (!reader->parser) {
		pl_error_environment(&err, pl_doc_file(reader->doc),
				     "out of memory; use a smaller file");
		pl_errors_take(reader->errors, &err);
		return false;
	}
	listen(reader);
	ok = XML_Parse(reader->parser, (const char *)text.data, (int)text.len, XML_TRUE) ==
	     XML_STATUS_OK;
	if (!ok && !reader->stopped)
		refuse_syntax(reader);
	XML_ParserFree(reader->parser);
	for (size_t i = 0; i < PL_DATA_MAX_DEPTH; i++)
		pl_buf_clear(&reader->frames[i].text);
	return ok;
}

const char *pl_xml_attribute(const struct pl_xml_element *element, const char *name)
{
	for (size_t i = 0; i < element->n_attributes; i++) {
		if (strcmp(element->attributes[i].name, name) == 0)
			return element->attributes[i].value;
	}
	return NULL;
}

struct pl_doc *pl_xml_parse(const char *file, struct pl_bytes text,
			    const struct pl_xml_element **root, struct pl_errors *errors)
{
	struct reader reader = { .errors = errors };

	*root = NULL;
	if (text.len > PL_DATA_MAX_BYTES) {
		pl_errors_input(errors, (struct pl_pos){ .file = file },
				"larger than %u bytes, which is the most that is read; split it",
				PL_DATA_MAX_BYTES);
		return NULL;
	}
	/* A UTF-8 byte-order mark says nothing and would shift the first column. */
	if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0)
		text = (struct pl_bytes){ text.data + 3, text.len - 3 };
	reader.doc = pl_doc_new(file, text);
	if (pl_xml_check(reader.doc, errors) && read_events(&reader)) {
		*root = reader.root;
		return reader.doc;
	}
	pl_doc_free(reader.doc);
	return NULL;
}
