/* What a property list says: dictionaries, arrays and values of XML become positioned nodes. */
#include <config.h>

#include "data/plist.h"

#include <string.h>

#include "data/doc.h"
#include "data/xml.h"
#include "util/text.h"

#define CONVERT "convert it first: plutil -convert xml1 FILE"

struct reader {
	struct pl_builder builder;
	struct pl_doc *doc;
	struct pl_errors *errors;
};

enum value_kind { VALUE_STRING, VALUE_DATA, VALUE_BARE, VALUE_BOOL, VALUE_ARRAY, VALUE_DICT };

static const struct {
	const char *name;
	enum value_kind kind;
} values[] = {
	{ "string", VALUE_STRING }, { "data", VALUE_DATA },  { "integer", VALUE_BARE },
	{ "real", VALUE_BARE },     { "date", VALUE_BARE },  { "true", VALUE_BOOL },
	{ "false", VALUE_BOOL },    { "array", VALUE_ARRAY }, { "dict", VALUE_DICT },
};

/* A value that cannot be kept: an empty text takes its place, so that what follows is read right. */
#define PLACEHOLDER ""

static void add(struct reader *reader, struct pl_pos pos, const char *text, size_t len, bool quoted)
{
	struct pl_error err = PL_ERROR_INIT;

	if (!pl_builder_text(&reader->builder, pos, text, len, quoted, &err))
		pl_errors_take(reader->errors, &err);
}

static void refuse_children(struct reader *reader, const struct pl_xml_element *element)
{
	if (element->first)
		pl_doc_error(reader->errors, reader->doc, element->first->pos,
			     "<%.60s> holds text only, and <%.60s> stands in it; remove it",
			     element->name, element->first->name);
}

static void refuse_text(struct reader *reader, const struct pl_xml_element *element)
{
	if (element->text[strspn(element->text, " \t\r\n")])
		pl_doc_error(reader->errors, reader->doc, element->text_pos,
			     "text stands between the elements of <%.60s>; put it into an element, "
			     "like <string>", element->name);
}

/* The text without the blanks around it, or for data without any. */
static void add_bare(struct reader *reader, const struct pl_xml_element *element, const char *prefix)
{
	struct pl_buf text = PL_BUF_INIT;

	pl_buf_puts(&text, prefix);
	for (const char *c = element->text; *c; c++) {
		if (!strchr(" \t\r\n", *c))
			pl_buf_putc(&text, *c);
	}
	if (text.len == 0)
		pl_doc_error(reader->errors, reader->doc, element->pos,
			     "<%.60s> is empty; write its value", element->name);
	add(reader, element->text_pos, pl_buf_str(&text), text.len, false);
	pl_buf_clear(&text);
}

static void read_value(struct reader *reader, const struct pl_xml_element *element);

static bool open_node(struct reader *reader, const struct pl_xml_element *element,
		      enum pl_node_kind kind)
{
	struct pl_error err = PL_ERROR_INIT;

	refuse_text(reader, element);
	if (pl_builder_open(&reader->builder, element->pos, kind, &err))
		return true;
	pl_errors_take(reader->errors, &err);
	return false;
}

static void read_array(struct reader *reader, const struct pl_xml_element *array)
{
	if (!open_node(reader, array, PL_NODE_LIST))
		return;
	for (const struct pl_xml_element *at = array->first; at; at = at->next)
		read_value(reader, at);
	pl_builder_close(&reader->builder);
}

static bool is_key(const struct pl_xml_element *element)
{
	return element && strcmp(element->name, "key") == 0;
}

static void read_key(struct reader *reader, const struct pl_xml_element *key)
{
	const struct pl_node *first = pl_builder_key(&reader->builder, key->text);

	refuse_children(reader, key);
	if (first)
		pl_doc_error(reader->errors, reader->doc, key->text_pos,
			     "the key \"%.60s\" is repeated; the first is at line %d; remove one",
			     key->text, first->pos.line);
	add(reader, key->text_pos, key->text, strlen(key->text), true);
}

/* A key and what follows it; yields where to go on. */
static const struct pl_xml_element *read_pair(struct reader *reader,
					      const struct pl_xml_element *key)
{
	const struct pl_xml_element *value = key->next;

	if (!is_key(key)) {
		pl_doc_error(reader->errors, reader->doc, key->pos,
			     "<%.60s> stands where a <key> is due; in a <dict> each value has its "
			     "key before it", key->name);
		return value;
	}
	read_key(reader, key);
	if (value && !is_key(value)) {
		read_value(reader, value);
		return value->next;
	}
	pl_doc_error(reader->errors, reader->doc, key->text_pos,
		     "the key \"%.60s\" has no value; write one after it, or remove the key",
		     key->text);
	add(reader, key->text_pos, PLACEHOLDER, 0, true);
	return value;
}

static void read_dict(struct reader *reader, const struct pl_xml_element *dict)
{
	const struct pl_xml_element *at = dict->first;

	if (!open_node(reader, dict, PL_NODE_MAP))
		return;
	while (at)
		at = read_pair(reader, at);
	pl_builder_close(&reader->builder);
}

static void read_bool(struct reader *reader, const struct pl_xml_element *element)
{
	refuse_text(reader, element);
	add(reader, element->pos, element->name, strlen(element->name), false);
}

static void refuse_element(struct reader *reader, const struct pl_xml_element *element)
{
	pl_doc_error(reader->errors, reader->doc, element->pos,
		     "<%.60s> is none of a property list's elements (dict, array, string, true, "
		     "false, integer, real, date, data)", element->name);
	add(reader, element->pos, PLACEHOLDER, 0, true);
}

static void read_value(struct reader *reader, const struct pl_xml_element *element)
{
	size_t i = 0;

	while (i < PL_ARRAY_LEN(values) && strcmp(values[i].name, element->name) != 0)
		i++;
	if (i == PL_ARRAY_LEN(values)) {
		refuse_element(reader, element);
		return;
	}
	if (values[i].kind != VALUE_ARRAY && values[i].kind != VALUE_DICT)
		refuse_children(reader, element);
	switch (values[i].kind) {
	case VALUE_STRING:
		add(reader, element->text_pos, element->text, strlen(element->text), true);
		break;
	case VALUE_DATA:
		add_bare(reader, element, "data:");
		break;
	case VALUE_BARE:
		add_bare(reader, element, "");
		break;
	case VALUE_BOOL:
		read_bool(reader, element);
		break;
	case VALUE_ARRAY:
		read_array(reader, element);
		break;
	case VALUE_DICT:
		read_dict(reader, element);
		break;
	}
}

/* <plist> holds one value; without it the outermost element is that value. */
static void read_root(struct reader *reader, const struct pl_xml_element *root)
{
	if (strcmp(root->name, "plist") != 0) {
		read_value(reader, root);
		return;
	}
	refuse_text(reader, root);
	if (!root->first)
		pl_doc_error(reader->errors, reader->doc, root->pos,
			     "the property list is empty; put a <dict> into it");
	else if (root->first->next)
		pl_doc_error(reader->errors, reader->doc, root->first->next->pos,
			     "a second value stands in <plist>, which holds one; remove it");
	else
		read_value(reader, root->first);
}

/* The binary form begins with its version, the old text form with a bracket. */
static bool is_xml(const char *file, struct pl_bytes text, struct pl_errors *errors)
{
	struct pl_pos whole = { .file = file };
	size_t at = 0;

	while (at < text.len && strchr(" \t\r\n", text.data[at]) && text.data[at])
		at++;
	if (text.len >= 6 && memcmp(text.data, "bplist", 6) == 0)
		pl_errors_input(errors, whole, "this is a binary property list; " CONVERT);
	else if (at < text.len && (text.data[at] == '{' || text.data[at] == '('))
		pl_errors_input(errors, whole,
				"this is no XML property list but the old text form, or JSON; "
				CONVERT);
	else
		return true;
	return false;
}

struct pl_doc *pl_plist_parse(const char *file, struct pl_bytes text, struct pl_errors *errors)
{
	struct reader reader = { .errors = errors };
	size_t before = errors->n + errors->dropped;
	const struct pl_xml_element *root;

	if (!is_xml(file, text, errors))
		return NULL;
	reader.doc = pl_xml_parse(file, text, &root, errors);
	if (!reader.doc)
		return NULL;
	pl_builder_init(&reader.builder, reader.doc);
	read_root(&reader, root);
	pl_builder_clear(&reader.builder);
	if (errors->n + errors->dropped == before)
		return reader.doc;
	pl_doc_free(reader.doc);
	return NULL;
}

bool pl_plist_is_true(const struct pl_node *node)
{
	return node && node->kind == PL_NODE_TEXT && !node->quoted && pl_streq(node->text, "true");
}
