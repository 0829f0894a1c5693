/*
 * Which bytes a YAML file may not hold. What libyaml would accept and an editor
 * shows otherwise is refused here, so that every line number that a message
 * names is the one in the editor.
 */
#include <config.h>

#include "data/yaml_internal.h"

#include <string.h>

#include "util/text.h"

/* libyaml takes time quadratic in the number of directives. */
#define MAX_DIRECTIVES 8

static bool check_directives(const struct pl_doc *doc, struct pl_errors *errors)
{
	const char *line;
	size_t len;
	int seen = 0;

	for (int i = 1; (line = pl_doc_line(doc, i, &len)); i++) {
		if (len == 0 || *line != '%' || ++seen <= MAX_DIRECTIVES)
			continue;
		pl_doc_error(errors, doc, (struct pl_pos){ pl_doc_file(doc), i, 1 },
			      "more than %d lines begin with %%, which starts a YAML directive; "
			      "remove them", MAX_DIRECTIVES);
		return false;
	}
	return true;
}

/* Why a code point cannot stand in the file, or NULL. */
static const char *why_not(uint32_t cp)
{
	switch (cp) {
	case '\t':
	case '\n':
		return NULL;
	case '\r':
		return "a carriage return without a newline; save the file with usual line ends";
	case 0x85:
	case 0x2028:
	case 0x2029:
		return "a Unicode line separator, which editors do not count as a line; use a "
		       "newline, or an escape in double quotes";
	case 0xfeff:
		return "a byte-order mark inside the file; remove it";
	default:
		break;
	}
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xfffe || cp == 0xffff)
		return "a control character; remove it, or write an escape in double quotes";
	return NULL;
}

/* A carriage return is fine before a newline. */
static bool is_line_end(struct pl_bytes text, size_t at)
{
	return text.data[at] == '\r' && at + 1 < text.len && text.data[at + 1] == '\n';
}

/* Where the next line begins, or the end. */
static size_t next_line(struct pl_bytes text, size_t at)
{
	const uint8_t *end = memchr(text.data + at, '\n', text.len - at);

	return end ? (size_t)(end - text.data) + 1 : text.len;
}

/* Bytes that no text holds; one is enough to know that the file is something else. */
static bool refuse_binary(const struct pl_doc *doc, size_t at, uint8_t byte,
			  struct pl_errors *errors)
{
	if (byte == 0)
		pl_doc_error(errors, doc, pl_doc_pos(doc, at),
			      "a NUL byte; this is not a text file in UTF-8");
	else
		pl_doc_error(errors, doc, pl_doc_pos(doc, at),
			      "the byte 0x%02x is not UTF-8; save the file as UTF-8", byte);
	return false;
}

/* Reports the first wrong character of each line. */
static bool check_characters(const struct pl_doc *doc, struct pl_errors *errors)
{
	struct pl_bytes text = pl_doc_text(doc);
	bool ok = true;

	for (size_t at = 0; at < text.len && errors->dropped == 0;) {
		uint32_t cp = 0;
		size_t used = pl_utf8_next((const char *)text.data + at, text.len - at, &cp);
		const char *why = used ? why_not(cp) : NULL;

		if (used == 0 || cp == 0)
			return refuse_binary(doc, at, text.data[at], errors);
		if (!why || is_line_end(text, at)) {
			at += used;
			continue;
		}
		pl_doc_error(errors, doc, pl_doc_pos(doc, at), "%s (U+%04X)", why, (unsigned)cp);
		at = next_line(text, at);
		ok = false;
	}
	return ok;
}

static bool is_utf16(struct pl_bytes text)
{
	return text.len >= 2 && (memcmp(text.data, "\xff\xfe", 2) == 0 ||
				 memcmp(text.data, "\xfe\xff", 2) == 0);
}

bool pl_yaml_check(const struct pl_doc *doc, struct pl_errors *errors)
{
	struct pl_pos whole = { .file = pl_doc_file(doc) };

	if (is_utf16(pl_doc_text(doc))) {
		pl_doc_error(errors, doc, whole, "the file is UTF-16; save it as UTF-8");
		return false;
	}
	return check_characters(doc, errors) && check_directives(doc, errors);
}
