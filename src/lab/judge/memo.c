/* What does the judge remember, so that a probe asked again costs next to nothing? */
#include <config.h>

#include "lab/attacks/parts.h"
#include "lab/judge/parts.h"

#include "lab/ct.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"

/* Entries hold references, so an address stands for one chain as long as it is kept. */
#define PATH_SLOTS 4096 /* a power of two */
#define PATH_MAX 2048   /* fuller than that, and the table starts afresh */
#define ANCHOR_MAX 32

struct path_entry {
	struct pl_chain *presented, *anchors, *known;
	char *host;
	enum pl_path_order order;
	const struct pl_paths *paths; /* pki's */
};

struct anchor_entry {
	struct pl_chain *base; /* or NULL */
	struct pl_cert *extra;
	const struct pl_chain *chain; /* the engine's */
};

struct pl_memo {
	struct path_entry *paths;
	size_t n_paths;
	struct anchor_entry anchors[ANCHOR_MAX];
	size_t n_anchors;
	struct pl_map scts; /* leaf, issuer and timestamp: one of the two below */
	struct pl_forgery_memo *forging;
	struct pl_pinset *attacker_pins; /* what a list of his own holds, or NULL */
};

static void forget_paths(struct pl_memo *memo)
{
	for (size_t i = 0; i < PATH_SLOTS; i++) {
		struct path_entry *entry = &memo->paths[i];

		pl_chain_unref(entry->presented);
		pl_chain_unref(entry->anchors);
		pl_chain_unref(entry->known);
		free(entry->host);
		*entry = (struct path_entry){ 0 };
	}
	memo->n_paths = 0;
}

static void forget_anchors(struct pl_memo *memo)
{
	for (size_t i = 0; i < memo->n_anchors; i++) {
		pl_chain_unref(memo->anchors[i].base);
		pl_cert_unref(memo->anchors[i].extra);
	}
	memo->n_anchors = 0;
}

static void memo_free(void *value)
{
	struct pl_memo *memo = value;

	forget_paths(memo);
	forget_anchors(memo);
	pl_forgery_memo_free(memo->forging);
	pl_pinset_unref(memo->attacker_pins);
	pl_map_clear(&memo->scts);
	free(memo->paths);
	free(memo);
}

struct pl_memo *pl_memo_of(struct pl_engine *engine)
{
	struct pl_engine_slot *slot = pl_engine_slot(engine);
	struct pl_memo *memo = slot->value;

	if (memo)
		return memo;
	memo = pl_calloc(1, sizeof(*memo));
	memo->paths = pl_calloc(PATH_SLOTS, sizeof(*memo->paths));
	memo->forging = pl_forgery_memo_new();
	slot->value = memo;
	slot->release = memo_free;
	return memo;
}

static size_t slot_of(const struct pl_path_query *query)
{
	uint64_t hash = (uintptr_t)query->presented;

	hash = (hash ^ (uintptr_t)query->anchors) * UINT64_C(0x9e3779b97f4a7c15);
	hash = (hash ^ (uintptr_t)query->known ^ query->order) * UINT64_C(0x9e3779b97f4a7c15);
	return hash >> 52 & (PATH_SLOTS - 1);
}

static bool is_of(const struct path_entry *entry, const struct pl_path_query *query)
{
	return entry->presented == query->presented && entry->anchors == query->anchors &&
	       entry->known == query->known && entry->order == query->order &&
	       pl_streq(entry->host, query->host);
}

const struct pl_paths *pl_memo_paths(struct pl_engine *engine, const struct pl_path_query *query,
				     struct pl_error *err)
{
	struct pl_memo *memo = pl_memo_of(engine);
	size_t at = slot_of(query);
	const struct pl_paths *paths;

	for (; memo->paths[at].paths; at = (at + 1) & (PATH_SLOTS - 1)) {
		if (is_of(&memo->paths[at], query))
			return memo->paths[at].paths;
	}
	paths = pl_paths_find(pl_engine_pki(engine), query, err);
	if (!paths)
		return NULL;
	if (memo->n_paths == PATH_MAX) {
		forget_paths(memo);
		at = slot_of(query);
	}
	memo->n_paths++;
	memo->paths[at] = (struct path_entry){
		.presented = pl_chain_ref(query->presented),
		.anchors = pl_chain_ref(query->anchors),
		.known = pl_chain_ref(query->known),
		.host = pl_strdup(query->host),
		.order = query->order,
		.paths = paths,
	};
	return paths;
}

static const struct pl_chain *join(struct pl_engine *engine, const struct pl_chain *base,
				   struct pl_cert *extra)
{
	size_t n = base ? base->n : 0;
	struct pl_cert **certs = pl_calloc(n + 1, sizeof(*certs));
	const struct pl_chain *chain;

	for (size_t i = 0; i < n; i++)
		certs[i] = base->certs[i];
	certs[n] = extra;
	chain = pl_engine_chain(engine, certs, n + 1);
	free(certs);
	return chain;
}

const struct pl_chain *pl_memo_anchors(struct pl_engine *engine, const struct pl_chain *base,
				       const struct pl_cert *extra)
{
	struct pl_memo *memo = pl_memo_of(engine);
	struct anchor_entry *entry;

	for (size_t i = 0; i < memo->n_anchors; i++) {
		if (memo->anchors[i].base == base && memo->anchors[i].extra == extra)
			return memo->anchors[i].chain;
	}
	if (memo->n_anchors == ANCHOR_MAX)
		forget_anchors(memo);
	entry = &memo->anchors[memo->n_anchors++];
	entry->base = pl_chain_ref(base);
	entry->extra = pl_cert_ref(extra);
	entry->chain = join(engine, base, entry->extra);
	return entry->chain;
}

/* Whose addresses are the two answers. */
static const char sct_holds, sct_fails;

static bool verify_sct(const struct pl_cert *leaf, const struct pl_cert *issuer,
		       const struct pl_sct *sct, const struct pl_key *log)
{
	struct pl_precert precert;
	const char *why;
	bool ok = pl_precert_of(leaf, issuer->spki_sha256, &precert, &why) &&
		  pl_sct_verify(sct, pl_key_spki(log), &precert);

	pl_buf_clear(&precert.tbs);
	return ok;
}

bool pl_memo_sct(struct pl_engine *engine, const struct pl_cert *leaf, const struct pl_cert *issuer,
		 const struct pl_sct *sct, const struct pl_key *log)
{
	struct pl_memo *memo = pl_memo_of(engine);
	const size_t at = (size_t)(sct->raw.data - leaf->der);
	uint8_t key[2 * 32 + sizeof(at)];
	const char *known;

	memcpy(key, leaf->sha256, 32);
	memcpy(key + 32, issuer->spki_sha256, 32);
	memcpy(key + 64, &at, sizeof(at));
	known = pl_map_get_n(&memo->scts, key, sizeof(key));
	if (!known) {
		known = verify_sct(leaf, issuer, sct, log) ? &sct_holds : &sct_fails;
		pl_map_set_n(&memo->scts, key, sizeof(key), (void *)(uintptr_t)known);
	}
	return known == &sct_holds;
}

struct pl_forgery_memo *pl_memo_forging(struct pl_engine *engine)
{
	return pl_memo_of(engine)->forging;
}

const struct pl_pinset *pl_memo_attacker_pins(struct pl_engine *engine, struct pl_error *err)
{
	struct pl_memo *memo = pl_memo_of(engine);
	const struct pl_key *key;
	struct pl_pin *pin;

	if (memo->attacker_pins)
		return memo->attacker_pins;
	key = pl_attacker_key(engine, err);
	if (!key)
		return NULL;
	memo->attacker_pins = pl_pinset_new();
	pin = pl_pinset_add(memo->attacker_pins);
	pin->origin = pl_strdup("attacker.spki");
	pin->subject = pl_strdup("the attacker's key");
	if (pl_pin_from_key(pin, PL_FORM_SPKI, key))
		return memo->attacker_pins;
	pl_error_environment(err, NULL, "the attacker's key cannot be read");
	pl_pinset_unref(memo->attacker_pins);
	memo->attacker_pins = NULL;
	return NULL;
}
