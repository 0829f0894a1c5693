/* Where in a text is this? */
#include <config.h>

#include "pin/formats/lines.h"

#include <string.h>
#include <strings.h>

#include "util/text.h"

bool pl_lines_next(struct pl_lines *lines)
{
	size_t left = (size_t)(lines->end - lines->at);
	size_t len = 0;

	if (left == 0)
		return false;
	while (len < left && lines->at[len] != '\n' && lines->at[len] != '\r')
		len++;
	lines->line = lines->at;
	lines->len = len;
	lines->number++;
	lines->at += len;
	if (len < left)
		lines->at += len + 1 < left && lines->at[0] == '\r' && lines->at[1] == '\n' ? 2 : 1;
	return true;
}

#define COUNTED 65536 /* bytes; further right nobody looks for a column */

int pl_column_of(const char *line, const char *at)
{
	int column = 1;

	if (at - line > COUNTED)
		return (int)(at - line) + 1;
	while (line < at) {
		uint32_t cp;
		size_t used = pl_utf8_next(line, (size_t)(at - line), &cp);

		line += used ? used : 1;
		column++;
	}
	return column;
}

struct pl_pos pl_lines_pos(const struct pl_lines *lines, const struct pl_pinfile *out,
			   const char *at)
{
	return pl_pinfile_at(out, lines->number, pl_column_of(lines->line, at));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void pl_trim(const char **text, size_t *len)
{
	for (; *len > 0 && is_blank(**text); ++*text)
		--*len;
	while (*len > 0 && is_blank((*text)[*len - 1]))
		--*len;
}

bool pl_begins_like(const char *text, size_t len, const char *prefix)
{
	size_t want = strlen(prefix);

	return len >= want && strncasecmp(text, prefix, want) == 0;
}
