/*
 * Which value belongs to a key.
 *
 * Slots lie in the order in which keys came; a table of indices behind them is
 * what gets probed. So pl_map_each repeats itself from run to run, although
 * the hash is seeded by the table's address, which no hostile file can foresee.
 */
#include <config.h>

#include "util/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

struct pl_map_slot {
	void *value;
	char *key;
	size_t len;
	uint64_t hash;
};

#define FIRST_CAP 8
#define EMPTY 0 /* an index entry is the slot's number plus one */

/* Twice as many index entries as slots keeps probes short. */
static uint32_t *index_of(const struct pl_map *map)
{
	return (uint32_t *)(map->slots + map->cap);
}

/* The finaliser of splitmix64: every bit in moves every bit out. */
static uint64_t mix(uint64_t h)
{
	h ^= h >> 30;
	h *= UINT64_C(0xbf58476d1ce4e5b9);
	h ^= h >> 27;
	h *= UINT64_C(0x94d049bb133111eb);
	return h ^ h >> 31;
}

/* FNV-1a from a seeded start; the length goes in last. */
static uint64_t hash_bytes(const struct pl_map *map, const void *key, size_t len)
{
	const unsigned char *bytes = key;
	uint64_t h = mix((uint64_t)(uintptr_t)map->slots);

	for (size_t i = 0; i < len; i++)
		h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
	return mix(h ^ len);
}

/* The index entry that holds the key, or the empty one where it would go. */
static uint32_t *probe(const struct pl_map *map, uint64_t hash, const void *key, size_t len)
{
	uint32_t *index = index_of(map);
	size_t mask = 2 * map->cap - 1;

	for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
		const struct pl_map_slot *slot;

		if (index[i] == EMPTY)
			return &index[i];
		slot = &map->slots[index[i] - 1];
		if (slot->hash == hash && slot->len == len && memcmp(slot->key, key, len) == 0)
			return &index[i];
	}
}

static void allocate(struct pl_map *map, size_t cap)
{
	size_t size = sizeof(struct pl_map_slot) + 2 * sizeof(uint32_t);

	/* Numbers in the index have 32 bits; asking for the impossible ends the program. */
	map->slots = pl_calloc(cap < UINT32_MAX ? cap : SIZE_MAX, size);
	map->cap = cap;
}

static void grow(struct pl_map *map)
{
	struct pl_map old = *map;

	allocate(map, old.cap ? 2 * old.cap : FIRST_CAP);
	for (size_t i = 0; i < old.n; i++) {
		struct pl_map_slot *slot = &map->slots[i];

		*slot = old.slots[i];
		slot->hash = hash_bytes(map, slot->key, slot->len);
		*probe(map, slot->hash, slot->key, slot->len) = (uint32_t)i + 1;
	}
	free(old.slots);
}

void pl_map_clear(struct pl_map *map)
{
	for (size_t i = 0; i < map->n; i++)
		free(map->slots[i].key);
	free(map->slots);
	*map = (struct pl_map)PL_MAP_INIT;
}

void *pl_map_get_n(const struct pl_map *map, const void *key, size_t len)
{
	uint32_t entry;

	if (map->n == 0)
		return NULL;
	entry = *probe(map, hash_bytes(map, key, len), key, len);
	return entry == EMPTY ? NULL : map->slots[entry - 1].value;
}

void *pl_map_get(const struct pl_map *map, const char *key)
{
	return pl_map_get_n(map, key, strlen(key));
}

void *pl_map_set_n(struct pl_map *map, const void *key, size_t len, void *value)
{
	uint64_t hash;
	uint32_t *entry;
	void *before = NULL;

	if (map->n == map->cap)
		grow(map);
	hash = hash_bytes(map, key, len);
	entry = probe(map, hash, key, len);
	if (*entry == EMPTY) {
		map->slots[map->n] = (struct pl_map_slot){
			.key = pl_memdup(key, len), .len = len, .hash = hash,
		};
		*entry = (uint32_t)++map->n;
	}
	before = map->slots[*entry - 1].value;
	map->slots[*entry - 1].value = value;
	return before;
}

void *pl_map_set(struct pl_map *map, const char *key, void *value)
{
	return pl_map_set_n(map, key, strlen(key), value);
}

void pl_map_each(const struct pl_map *map, void (*visit)(void *value, void *arg), void *arg)
{
	for (size_t i = 0; i < map->n; i++)
		visit(map->slots[i].value, arg);
}
