/* What is a property list's dictionary about, and how is one written? */
#include <config.h>

#include "pin/formats/plists.h"

#include <string.h>

#include "data/xml.h"
#include "util/text.h"

struct pl_pos pl_plists_at(const struct pl_pinfile *out, const struct pl_node *node)
{
	return pl_pinfile_at(out, node->pos.line, node->pos.column);
}

bool pl_plists_have(struct pl_bytes text, const char *word)
{
	return (text.len >= 6 && memcmp(text.data, "bplist", 6) == 0) ||
	       strstr((const char *)text.data, word);
}

bool pl_plists_holds(const struct pl_node *map, const char *const *keys, size_t n)
{
	for (size_t i = 0; map->kind == PL_NODE_MAP && i < map->n; i++) {
		for (size_t k = 0; k < n; k++) {
			if (pl_node_get(map->items[i], keys[k], NULL))
				return true;
		}
	}
	return false;
}

void pl_plists_remark_keys(struct pl_pinfile *out, const struct pl_node *map, const char *who,
			   const char *const *known, size_t n)
{
	for (size_t i = 0; i < map->n; i++) {
		const char *near = pl_nearest(map->keys[i]->text, known, n);

		if (near && strcmp(near, map->keys[i]->text) == 0)
			continue;
		pl_pinfile_remark(out, pl_plists_at(out, map->keys[i]),
				  "%s does not know the key %.80s and passes over it without a word"
				  "%s%s%s", who, map->keys[i]->text, near ? "; did you mean " : "",
				  near ? near : "", near ? "?" : "");
	}
}

static void indent(struct pl_buf *out, int depth)
{
	while (depth-- > 0)
		pl_buf_putc(out, '\t');
}

void pl_plists_begin(struct pl_buf *out)
{
	pl_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
			 "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
			 "<plist version=\"1.0\">\n<dict>\n");
}

void pl_plists_end(struct pl_buf *out)
{
	pl_buf_puts(out, "</dict>\n</plist>\n");
}

static void put_element(struct pl_buf *out, int depth, const char *name, const char *text)
{
	indent(out, depth);
	pl_buf_printf(out, "<%s>", name);
	pl_xml_put(out, text, true);
	pl_buf_printf(out, "</%s>\n", name);
}

void pl_plists_key(struct pl_buf *out, int depth, const char *key)
{
	put_element(out, depth, "key", key);
}

void pl_plists_text(struct pl_buf *out, int depth, const char *text)
{
	put_element(out, depth, "string", text);
}

void pl_plists_tag(struct pl_buf *out, int depth, const char *tag)
{
	indent(out, depth);
	pl_buf_printf(out, "%s\n", tag);
}
