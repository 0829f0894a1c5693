/* What can the attacker answer with in this world, and is it what it was in the last? */
#include <config.h>

#include "lab/judge/parts.h"

#include <stdlib.h>
#include <string.h>

#include "lab/ct.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"

/* What was forged in one world: lists by attack and host. Hosts are known by their names from
 * world to world. */
struct generation {
	struct pl_world *world;
	struct pl_map lists; /* of struct pl_forgeries, owned */
};

#define ID_MAX 80
struct key {
	char bytes[sizeof(void *) + ID_MAX];
	size_t len;
};

struct pl_forgery_memo {
	struct generation now, before;
};

static void free_list(void *list, void *arg)
{
	(void)arg;
	pl_forgeries_clear(list);
	free(list);
}

static void clear(struct generation *generation)
{
	pl_map_each(&generation->lists, free_list, NULL);
	pl_map_clear(&generation->lists);
	pl_world_unref(generation->world);
	*generation = (struct generation){ 0 };
}

static void make_key(struct key *key, const struct pl_attack *attack, const struct pl_host *host)
{
	size_t len = strnlen(host->id, ID_MAX);

	memcpy(key->bytes, &attack, sizeof(attack));
	memcpy(key->bytes + sizeof(attack), host->id, len);
	key->len = sizeof(attack) + len;
}

struct pl_forgery_memo *pl_forgery_memo_new(void)
{
	return pl_calloc(1, sizeof(struct pl_forgery_memo));
}

void pl_forgery_memo_free(struct pl_forgery_memo *memo)
{
	clear(&memo->now);
	clear(&memo->before);
	free(memo);
}

/* The world at hand has its generation, and the one before it is kept. */
static void turn_to(struct pl_forgery_memo *memo, const struct pl_world *world)
{
	struct generation made = { .world = pl_world_ref(world) };

	if (memo->now.world == world) {
		clear(&made);
		return;
	}
	if (memo->before.world == world) {
		clear(&made);
		made = memo->before;
	} else {
		clear(&memo->before);
	}
	memo->before = memo->now;
	memo->now = made;
}

const struct pl_forgeries *pl_memo_forgeries(struct pl_engine *engine, const struct pl_world *world,
					     const struct pl_attack *attack,
					     const struct pl_host *host, struct pl_error *err)
{
	struct pl_forgery_memo *memo = pl_memo_forging(engine);
	struct pl_forgeries *list;
	struct key key;

	make_key(&key, attack, host);
	turn_to(memo, world);
	list = pl_map_get_n(&memo->now.lists, key.bytes, key.len);
	if (list)
		return list;
	list = pl_calloc(1, sizeof(*list));
	if (!attack->forge(engine, world, host, list, err) ||
	    !pl_forgeries_log(engine, world, attack, list, err)) {
		free_list(list, NULL);
		return NULL;
	}
	pl_map_set_n(&memo->now.lists, key.bytes, key.len, list);
	return list;
}

/* Equal chains, keys and certificates are one pointer each. */
static bool is_same(const struct pl_forgery *a, const struct pl_forgery *b)
{
	return a->chain == b->chain && a->key == b->key && a->user_root == b->user_root &&
	       a->earlier_theft == b->earlier_theft && a->dating == b->dating &&
	       a->late_clock == b->late_clock && a->logged == b->logged &&
	       pl_streq(a->refused, b->refused);
}

static bool are_same(const struct pl_forgeries *a, const struct pl_forgeries *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++)
		same = is_same(&a->items[i], &b->items[i]);
	return same;
}

bool pl_memo_same_forgeries(struct pl_engine *engine, const struct pl_world *before,
			    const struct pl_world *or_before, const struct pl_world *world,
			    const struct pl_attack *attack, const struct pl_host *host)
{
	struct pl_forgery_memo *memo = pl_memo_forging(engine);
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_forgeries *now = pl_memo_forgeries(engine, world, attack, host, &err);
	const struct pl_forgeries *then;
	struct key key;

	pl_error_clear(&err); /* whoever judges meets it again */
	if (!now || !memo->before.world ||
	    (memo->before.world != before && memo->before.world != or_before))
		return false;
	make_key(&key, attack, host);
	then = pl_map_get_n(&memo->before.lists, key.bytes, key.len);
	return then && are_same(then, now);
}
