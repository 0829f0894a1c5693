/* What does the judge say of one moment of the past, and how far does what is known bear it? */
#include <config.h>

#include "rehearsal/backtest_parts.h"

#include <stdlib.h>
#include <string.h>

#include "pki/outline.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_strategy_def no_strategy = { .name = (char *)(uintptr_t) "backtest" };

const struct pl_outcome *pl_bench_judge(struct pl_bench *bench, const struct pl_way *way,
					const struct pl_client *client, struct pl_pinset *pins,
					int64_t at)
{
	const struct pl_row row = {
		.strategy = &no_strategy,
		.client = client,
		.pins = pins,
		.state_at = SIZE_MAX,
	};
	const struct pl_probe probe = {
		.world = &bench->world,
		.row = &row,
		.host = &bench->host,
		.device = &bench->device,
		.presented = way->presented,
		.vouched = way->vouched.n > 0 ? &way->vouched : NULL,
	};

	bench->world.now = at;
	return pl_judge(bench->engine, &probe, bench->err);
}

static bool judge_plain(struct pl_bench *bench)
{
	const struct pl_history *history = bench->history;
	struct pl_pinset *none = pl_pinset_new();
	bool ok = true;

	bench->plain = pl_calloc(history->n_mights * history->n_spans, sizeof(*bench->plain));
	for (size_t i = 0; i < history->n_mights * history->n_spans && ok; i++) {
		size_t span = i % history->n_spans;
		const struct pl_way *way = pl_bench_way(bench, i / history->n_spans, span);

		if (!way)
			continue;
		bench->plain[i] = pl_bench_judge(bench, way, pl_client_find("generic"), none,
						 history->spans[span].from);
		ok = bench->plain[i] != NULL;
	}
	pl_pinset_unref(none);
	return ok;
}

static const struct pl_cert *root_at(const struct pl_bench *bench, size_t might, size_t span)
{
	const struct pl_outcome *plain = pl_bench_plain(bench, might, span);

	return plain && plain->path ? plain->path->certs[plain->path->n - 1] : NULL;
}

const char *pl_bench_operator(struct pl_bench *bench, const struct pl_cert *ca)
{
	char text[PL_OPERATOR_TEXT];
	char *known = pl_map_get_n(&bench->operators, ca->sha256, sizeof(ca->sha256));
	const char *name;

	if (known)
		return known;
	name = pl_history_operator(bench->history, ca, text);
	known = pl_strdup(name ? name : "");
	pl_map_set_n(&bench->operators, ca->sha256, sizeof(ca->sha256), known);
	return known;
}

static bool is_other_operator(struct pl_bench *bench, const struct pl_cert *a,
			      const struct pl_cert *b)
{
	return a != b && !pl_streq(pl_bench_operator(bench, a), pl_bench_operator(bench, b));
}

/* From the end, so that each looks no further than to the next. */
static void find_operators(struct pl_bench *bench)
{
	size_t n = bench->history->n_spans;

	bench->next_operator = pl_calloc(bench->history->n_mights * n, sizeof(*bench->next_operator));
	for (size_t i = bench->history->n_mights * n; i-- > 0;) {
		size_t next = i % n + 1;
		const struct pl_cert *own = root_at(bench, i / n, i % n);

		while (next < n && !root_at(bench, i / n, next))
			next++;
		if (own && next < n && !is_other_operator(bench, own, root_at(bench, i / n, next)))
			next = bench->next_operator[i - i % n + next];
		bench->next_operator[i] = next;
	}
}

bool pl_bench_init(struct pl_bench *bench, struct pl_engine *engine,
		   const struct pl_history *history, struct pl_error *err)
{
	const struct pl_chain *anchors = history->anchors;

	*bench = (struct pl_bench){
		.engine = engine,
		.history = history,
		.err = err,
		.world = { .known_until = PL_TIME_MAX },
		.host = { .id = history->host, .names = (char **)(uintptr_t)&history->host, .n_names = 1,
			  .backup_lost = PL_TIME_NONE },
		.device = { .name = (char *)(uintptr_t) "phone", .anchors = (struct pl_chain *)(uintptr_t)anchors,
			    .updates = true, .checks_anchor_dates = true, .log_list = PL_TIME_NONE,
			    .order = PL_ORDER_SHORTEST, .retry = PL_RETRY_ANY_FAULT },
	};
	for (size_t i = 0; i < anchors->n; i++) {
		*PL_PUSH(bench->device.trust, bench->device.n_trust, bench->device.cap_trust) =
			(struct pl_trust){ .cert = anchors->certs[i], .from = PL_TIME_NONE,
					   .until = PL_TIME_NONE, .of_store = true };
	}
	if (!judge_plain(bench))
		return false;
	find_operators(bench);
	return true;
}

static void free_value(void *value, void *arg)
{
	(void)arg;
	free(value);
}

void pl_bench_clear(struct pl_bench *bench)
{
	pl_map_each(&bench->makes, free_value, NULL);
	pl_map_clear(&bench->makes);
	pl_map_each(&bench->operators, free_value, NULL);
	pl_map_clear(&bench->operators);
	free(bench->next_operator);
	free(bench->device.trust);
	free(bench->plain);
}

const struct pl_way *pl_bench_way(const struct pl_bench *bench, size_t might, size_t span)
{
	const struct pl_serving *serving = &bench->history->mights[might].servings[span];

	if (serving->past == SIZE_MAX)
		return NULL;
	return &bench->history->pasts[serving->past].ways[serving->way];
}

/* True when what the pin covers is not known of this certificate. */
static bool is_hidden(const struct pl_pin *pin, const struct pl_cert *cert)
{
	static const enum pl_unknown_bit bits[PL_FORMS] = {
		[PL_FORM_CERTIFICATE] = PL_UNKNOWN_CERTIFICATE,
		[PL_FORM_SPKI] = PL_UNKNOWN_SPKI,
		[PL_FORM_KEY] = PL_UNKNOWN_KEY,
	};

	if (pin->hash != PL_HASH_SHA256)
		return cert->unknown & PL_UNKNOWN_BYTES;
	return cert->unknown & bits[pin->form];
}

/* A client that does not look at a place cannot be surprised there. */
static bool looks_at(const struct pl_client *client, const struct pl_way *way, size_t place)
{
	switch (client->looks_at) {
	case PL_LOOKS_LEAF: return place == 0;
	case PL_LOOKS_CAS: return place > 0;
	case PL_LOOKS_SENT_CAS: return place > 0 && place < way->presented->n;
	case PL_LOOKS_PRESENTED: return place < way->presented->n;
	default: return true;
	}
}

/*
 * A captured pin is its own certificate's: a leaf's key is no CA's. A CA that
 * issues leaves is taken to stand directly above every leaf that it issued.
 */
static bool may_stand_at(const struct pl_pin *pin, size_t place)
{
	if (!pin->origin)
		return true;
	if (pl_starts_with(pin->origin, "leaf") || pl_starts_with(pin->origin, "backup."))
		return place == 0;
	if (pl_starts_with(pin->origin, "issuer"))
		return place == 1;
	return place > 0;
}

/* True when something that is not known could have matched. */
static bool may_match(const struct pl_way *way, const struct pl_client *client,
		      const struct pl_pinset *pins)
{
	for (size_t i = 0; i < way->path.n; i++) {
		const struct pl_cert *cert = way->path.certs[i];

		if (!cert->unknown || !looks_at(client, way, i))
			continue;
		for (size_t j = 0; j < pins->n; j++) {
			if (may_stand_at(&pins->pins[j], i) && is_hidden(&pins->pins[j], cert))
				return true;
		}
	}
	return false;
}

bool pl_bench_needs_bytes(const struct pl_client *client, const struct pl_pinset *pins)
{
	return pins->n > 0 && client->chain.rule != PL_CHAIN_FIRST &&
	       client->chain.rule != PL_CHAIN_IGNORED;
}

enum pl_lot pl_bench_lot(const struct pl_outcome *outcome, const struct pl_way *way,
			 const struct pl_client *client, const struct pl_pinset *pins)
{
	if (way->vouched.n > 0 && pl_bench_needs_bytes(client, pins))
		return PL_LOT_UNKNOWN;
	switch (outcome->state) {
	case PL_STATE_SURVIVES:
	case PL_STATE_ON_BACKUP:
		return PL_LOT_FINE;
	case PL_STATE_UNENFORCED:
		return PL_LOT_OPEN;
	case PL_STATE_BREAKS_PIN:
		if (outcome->reason == PL_REASON_PIN_MISMATCH && may_match(way, client, pins))
			return PL_LOT_UNKNOWN;
		return PL_LOT_CUT;
	default:
		return PL_LOT_DOWN;
	}
}

