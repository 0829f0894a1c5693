/* What does a run compute with, and which chains and outcomes has it seen? */
#include <config.h>

#include "lab/engine.h"

#include <stdlib.h>
#include <string.h>

#include "lab/engine/parts.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"

#define OUTCOMES_PER_BLOCK 256
#define FIRST_SLOTS 1024

struct pl_outcome_block {
	struct pl_outcome_block *next;
	size_t used;
	struct pl_outcome items[OUTCOMES_PER_BLOCK];
};

struct pl_engine *pl_engine_new(uint64_t seed, enum pl_engine_mode mode)
{
	struct pl_engine *engine = pl_calloc(1, sizeof(*engine));

	engine->pki = pl_pki_new(seed);
	engine->mode = mode;
	return engine;
}

static void free_chain(void *value, void *arg)
{
	(void)arg;
	pl_chain_unref(value);
}

static void free_cert(void *value, void *arg)
{
	(void)arg;
	pl_cert_unref(value);
}

static void free_forged(void *value, void *arg)
{
	(void)arg;
	pl_forged_free(value);
}

static void free_plain(void *value, void *arg)
{
	(void)arg;
	free(value);
}

static void free_buf(void *value, void *arg)
{
	(void)arg;
	pl_buf_clear(value);
	free(value);
}

void pl_engine_free(struct pl_engine *engine)
{
	if (!engine)
		return;
	if (engine->slot.release)
		engine->slot.release(engine->slot.value);
	pl_map_each(&engine->chains, free_chain, NULL);
	pl_map_clear(&engine->chains);
	pl_map_each(&engine->issued, free_cert, NULL);
	pl_map_clear(&engine->issued);
	pl_map_each(&engine->forged, free_forged, NULL);
	pl_map_clear(&engine->forged);
	pl_map_clear(&engine->forged_by_digest);
	pl_map_each(&engine->rogues, free_plain, NULL);
	pl_map_clear(&engine->rogues);
	pl_map_each(&engine->answers, free_buf, NULL);
	pl_map_clear(&engine->answers);
	pl_map_each(&engine->details, free_plain, NULL);
	pl_map_clear(&engine->details);
	for (struct pl_outcome_block *block = engine->blocks, *next; block; block = next) {
		next = block->next;
		free(block);
	}
	free(engine->slots);
	pl_buf_clear(&engine->scratch);
	pl_model_free(engine->controls);
	pl_pki_free(engine->pki);
	free(engine);
}

struct pl_pki *pl_engine_pki(struct pl_engine *engine)
{
	return engine->pki;
}

struct pl_engine_slot *pl_engine_slot(struct pl_engine *engine)
{
	return &engine->slot;
}

enum pl_engine_mode pl_engine_mode(const struct pl_engine *engine)
{
	return engine->mode;
}

const struct pl_model *pl_engine_controls(struct pl_engine *engine)
{
	const struct pl_strategy *const *controls;
	size_t n;

	if (engine->controls)
		return engine->controls;
	engine->controls = pl_model_new();
	controls = pl_controls(&n);
	for (size_t i = 0; i < n; i++)
		pl_model_add_strategy(engine->controls, controls[i]->name);
	return engine->controls;
}

static const char *intern_text(struct pl_engine *engine, const char *text)
{
	char *known;

	if (!text)
		return NULL;
	known = pl_map_get(&engine->details, text);
	if (!known) {
		known = pl_strdup(text);
		pl_map_set(&engine->details, text, known);
	}
	return known;
}

static void mix(uint64_t *hash, uint64_t word)
{
	*hash = (*hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	*hash ^= *hash >> 29;
}

/* Field by field: padding has no value. */
static uint64_t outcome_hash(const struct pl_outcome *o)
{
	uint64_t hash = 1;

	mix(&hash, (uint64_t)o->verdict | (uint64_t)o->state << 8 | (uint64_t)o->reason << 16 |
	    (uint64_t)o->chain << 24 | (uint64_t)o->chain_fault << 32 |
	    (uint64_t)o->enforced << 40 | (uint64_t)o->evidence << 48);
	mix(&hash, (uintptr_t)o->presented);
	mix(&hash, (uintptr_t)o->path);
	mix(&hash, (uintptr_t)o->about);
	mix(&hash, (uintptr_t)o->pin);
	mix(&hash, (uintptr_t)o->matched);
	mix(&hash, (uintptr_t)o->detail);
	mix(&hash, (uint64_t)o->node << 32 | o->share);
	mix(&hash, (uint64_t)o->detected_after ^ o->notes);
	return hash;
}

static bool outcome_equal(const struct pl_outcome *a, const struct pl_outcome *b)
{
	return a->verdict == b->verdict && a->state == b->state && a->reason == b->reason &&
	       a->chain == b->chain && a->chain_fault == b->chain_fault &&
	       a->presented == b->presented && a->path == b->path && a->about == b->about &&
	       a->pin == b->pin && a->matched == b->matched && a->enforced == b->enforced &&
	       a->notes == b->notes && a->detected_after == b->detected_after &&
	       a->evidence == b->evidence && a->detail == b->detail && a->node == b->node &&
	       a->share == b->share;
}

static size_t slot_of(const struct pl_engine *engine, const struct pl_outcome *outcome)
{
	size_t at = outcome_hash(outcome) & (engine->n_slots - 1);

	while (engine->slots[at] && !outcome_equal(engine->slots[at], outcome))
		at = (at + 1) & (engine->n_slots - 1);
	return at;
}

static void grow_slots(struct pl_engine *engine)
{
	const struct pl_outcome **old = engine->slots;
	size_t n = engine->n_slots;

	engine->n_slots = n ? n * 2 : FIRST_SLOTS;
	engine->slots = pl_calloc(engine->n_slots, sizeof(*engine->slots));
	for (size_t i = 0; i < n; i++)
		if (old[i])
			engine->slots[slot_of(engine, old[i])] = old[i];
	free(old);
}

static struct pl_outcome *new_outcome(struct pl_engine *engine)
{
	if (!engine->blocks || engine->blocks->used == OUTCOMES_PER_BLOCK) {
		struct pl_outcome_block *block = pl_malloc(sizeof(*block));

		block->next = engine->blocks;
		block->used = 0;
		engine->blocks = block;
	}
	return &engine->blocks->items[engine->blocks->used++];
}

const struct pl_outcome *pl_engine_intern(struct pl_engine *engine,
					  const struct pl_outcome *outcome)
{
	struct pl_outcome wanted = *outcome, *kept;
	size_t at;

	wanted.detail = intern_text(engine, outcome->detail);
	if ((engine->n_outcomes + 1) * 2 > engine->n_slots)
		grow_slots(engine);
	at = slot_of(engine, &wanted);
	if (engine->slots[at])
		return engine->slots[at];
	kept = new_outcome(engine);
	*kept = wanted;
	engine->slots[at] = kept;
	engine->n_outcomes++;
	return kept;
}

struct pl_chain *pl_engine_chain(struct pl_engine *engine, struct pl_cert *const *certs, size_t n)
{
	struct pl_buf *key = &engine->scratch;
	struct pl_chain *chain;

	pl_buf_reset(key);
	for (size_t i = 0; i < n; i++)
		pl_buf_add(key, certs[i]->sha256, sizeof(certs[i]->sha256));
	chain = pl_map_get_n(&engine->chains, pl_buf_str(key), key->len);
	if (!chain) {
		chain = pl_chain_new(certs, n);
		pl_map_set_n(&engine->chains, pl_buf_str(key), key->len, chain);
	}
	return chain;
}
