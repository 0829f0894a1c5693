/* A map from strings to pointers: open addressing, keys copied, values borrowed. */
#ifndef PINLAB_UTIL_MAP_H
#define PINLAB_UTIL_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct pl_map_slot;

struct pl_map {
	struct pl_map_slot *slots;
	size_t n;
	size_t cap;
};

#define PL_MAP_INIT { 0 }

void pl_map_clear(struct pl_map *map); /* frees keys, not values */
/* The value under `key`, or NULL. Keys may hold any bytes with the _n forms. */
void *pl_map_get(const struct pl_map *map, const char *key);
void *pl_map_get_n(const struct pl_map *map, const void *key, size_t len);
/* Sets or replaces; yields the value that was there before, or NULL. */
void *pl_map_set(struct pl_map *map, const char *key, void *value);
void *pl_map_set_n(struct pl_map *map, const void *key, size_t len, void *value);
/* Calls `visit` for every value, in the order in which the keys first came. */
void pl_map_each(const struct pl_map *map, void (*visit)(void *value, void *arg), void *arg);

#endif
