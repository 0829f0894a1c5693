/* What the formats that are property lists share. */
#ifndef PINLAB_PIN_FORMATS_PLISTS_H
#define PINLAB_PIN_FORMATS_PLISTS_H

#include "data/plist.h"
#include "pin/format.h"

/* A node's place in the pin file. */
PL_MUST_USE struct pl_pos pl_plists_at(const struct pl_pinfile *out, const struct pl_node *node);
/* True when the bytes are a binary property list, or hold the word. */
PL_MUST_USE bool pl_plists_have(struct pl_bytes text, const char *word);
/* True when a value of the map is a map with one of these keys. */
PL_MUST_USE bool pl_plists_holds(const struct pl_node *map, const char *const *keys, size_t n);
/* Says of each key that is none of these that it means nothing; near ones by name. */
void pl_plists_remark_keys(struct pl_pinfile *out, const struct pl_node *map, const char *who,
			   const char *const *known, size_t n);

/* Writing: the lines before and behind the outermost dictionary's members, and each member. */
void pl_plists_begin(struct pl_buf *out);
void pl_plists_end(struct pl_buf *out);
void pl_plists_key(struct pl_buf *out, int depth, const char *key);
void pl_plists_tag(struct pl_buf *out, int depth, const char *tag); /* "<dict>" */
void pl_plists_text(struct pl_buf *out, int depth, const char *text);

#endif
