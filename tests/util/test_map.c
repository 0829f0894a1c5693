/* Whether a map finds what it was given, and nothing else. */
#include <config.h>

#include <stdint.h>
#include <stdio.h>

#include "../tap.h"
#include "util/map.h"

#define MANY 50000

static void *value_of(size_t i)
{
	return (void *)(uintptr_t)(i + 1);
}

static void test_few(void)
{
	struct pl_map map = PL_MAP_INIT;
	char key[] = "leaf";
	int one = 1, two = 2;

	tap_ok(!pl_map_get(&map, "leaf"), "an empty map has nothing");
	tap_ok(!pl_map_set(&map, key, &one), "a new key had no value before");
	key[0] = 'b';
	tap_ok(pl_map_get(&map, "leaf") == &one, "the map has its own copy of the key");
	tap_ok(!pl_map_get(&map, "beaf"), "a key that was not set is not there");
	tap_ok(pl_map_set(&map, "leaf", &two) == &one, "replacing yields the value before");
	tap_ok(pl_map_get(&map, "leaf") == &two, "the new value is found");
	tap_int((long long)map.n, 1, "replacing adds no key");
	pl_map_set(&map, "", &one);
	tap_ok(pl_map_get(&map, "") == &one, "the empty key is a key");
	pl_map_clear(&map);
	tap_ok(map.n == 0 && !pl_map_get(&map, "leaf"), "a cleared map is empty");
}

static void test_bytes(void)
{
	struct pl_map map = PL_MAP_INIT;
	int one = 1, two = 2, three = 3;

	pl_map_set_n(&map, "a\0b", 3, &one);
	pl_map_set_n(&map, "a\0c", 3, &two);
	pl_map_set_n(&map, "a", 1, &three);
	tap_ok(pl_map_get_n(&map, "a\0b", 3) == &one, "bytes after a NUL tell keys apart");
	tap_ok(pl_map_get_n(&map, "a\0c", 3) == &two, "also the other way");
	tap_ok(pl_map_get(&map, "a") == &three, "a text is its bytes without the NUL");
	tap_ok(!pl_map_get_n(&map, "a\0", 2), "the length tells keys apart");
	pl_map_clear(&map);
}

struct order {
	size_t next;
	bool kept;
};

static void check_order(void *value, void *arg)
{
	struct order *order = arg;

	order->kept = order->kept && value == value_of(order->next);
	order->next++;
}

static void test_many(void)
{
	struct pl_map map = PL_MAP_INIT;
	struct order order = { .kept = true };
	bool found = true, strange = false;
	char key[32];

	for (size_t i = 0; i < MANY; i++) {
		snprintf(key, sizeof(key), "k%zu", i);
		pl_map_set(&map, key, value_of(i));
	}
	for (size_t i = 0; i < MANY; i++) {
		snprintf(key, sizeof(key), "k%zu", i);
		found = found && pl_map_get(&map, key) == value_of(i);
		snprintf(key, sizeof(key), "K%zu", i);
		strange = strange || pl_map_get(&map, key);
	}
	tap_ok(found, "each of many keys has its value");
	tap_ok(!strange, "none of many other keys has one");
	pl_map_each(&map, check_order, &order);
	tap_int((long long)order.next, MANY, "every value is visited once");
	tap_ok(order.kept, "in the order in which the keys came");
	pl_map_clear(&map);
}

int main(void)
{
	test_few();
	test_bytes();
	test_many();
	return tap_done();
}
