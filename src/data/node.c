/* What a node holds under a key, and what it is called in a message. */
#include <config.h>

#include "data/node.h"

#include <stdint.h>
#include <string.h>

#include "util/map.h"

/* The position of the key, or n. */
static size_t find(const struct pl_node *map, const char *key)
{
	size_t i = 0;

	if (map->index) {
		/* The index keeps positions plus one, so that none is NULL. */
		uintptr_t found = (uintptr_t)pl_map_get(map->index, key);

		return found ? (size_t)found - 1 : map->n;
	}
	while (i < map->n && strcmp(map->keys[i]->text, key) != 0)
		i++;
	return i;
}

const struct pl_node *pl_node_get(const struct pl_node *map, const char *key,
				  const struct pl_node **key_node)
{
	size_t i;

	if (key_node)
		*key_node = NULL;
	if (map->kind != PL_NODE_MAP)
		return NULL;
	i = find(map, key);
	if (i == map->n)
		return NULL;
	if (key_node)
		*key_node = map->keys[i];
	return map->items[i];
}

const char *pl_node_kind_words(const struct pl_node *node)
{
	switch (node->kind) {
	case PL_NODE_TEXT: return "text";
	case PL_NODE_LIST: return "a list";
	case PL_NODE_MAP: return "a map";
	}
	return "nothing";
}
