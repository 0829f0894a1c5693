/* What does an app remember, and which of its kinds is it? */
#include <config.h>

#include "lab/state.h"

#include <stdlib.h>
#include <string.h>

#include "lab/state/parts.h"
#include "lab/strategy.h"
#include "util/mem.h"
#include "util/text.h"

void pl_app_state_unref(struct pl_app_state *state)
{
	if (!state || !pl_ref_put(&state->ref))
		return;
	free(state->strategy);
	free(state->device);
	free(state->host);
	free(state->version);
	pl_pinset_unref(state->pins);
	pl_pinset_unref(state->seen_pins);
	free(state);
}

struct pl_app_state *pl_app_state_new(const struct pl_app_state *from)
{
	struct pl_app_state *state = pl_memdup(from, sizeof(*from));

	pl_ref_init(&state->ref);
	state->strategy = pl_strdup(from->strategy);
	state->device = pl_strdup(from->device);
	state->host = pl_strdup(from->host);
	state->version = pl_strdup(from->version);
	pl_pinset_ref(state->pins);
	pl_pinset_ref(state->seen_pins);
	return state;
}

enum pl_remembers pl_strategy_remembers(const struct pl_strategy_def *strategy)
{
	unsigned flags = strategy->kind ? strategy->kind->flags : 0;

	if (flags & PL_STRATEGY_FIRST_USE)
		return PL_REMEMBERS_FIRST_USE;
	if (flags & PL_STRATEGY_LIST || strategy->memory.refresh > 0)
		return PL_REMEMBERS_LIST;
	return flags & PL_STRATEGY_HEADER ? PL_REMEMBERS_HEADER : PL_REMEMBERS_NOTHING;
}

bool pl_strategy_has_state(const struct pl_strategy_def *strategy)
{
	return pl_strategy_remembers(strategy) != PL_REMEMBERS_NOTHING ||
	       strategy->memory.session_tickets > 0;
}

static bool same_pin(const struct pl_pin *a, const struct pl_pin *b)
{
	return a->form == b->form && a->hash == b->hash && a->backup == b->backup &&
	       a->digest_len == b->digest_len &&
	       memcmp(a->digest, b->digest, sizeof(a->digest)) == 0;
}

bool pl_pinset_same(const struct pl_pinset *a, const struct pl_pinset *b)
{
	if (!a || !b || a->n != b->n)
		return a == b;
	for (size_t i = 0; i < a->n; i++)
		if (!same_pin(&a->pins[i], &b->pins[i]))
			return false;
	return true;
}
