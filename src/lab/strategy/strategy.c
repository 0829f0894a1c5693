/* Which strategies are there? */
#include <config.h>

#include "lab/strategy.h"

#include "lab/strategy/strategies.h"
#include "util/text.h"

static const struct pl_strategy *const strategies[] = {
	&pl_strategy_none,
	&pl_strategy_leaf_cert,
	&pl_strategy_leaf_key,
	&pl_strategy_leaf_spki,
	&pl_strategy_leaf_spki_backup,
	&pl_strategy_intermediate_cert,
	&pl_strategy_intermediate_spki,
	&pl_strategy_intermediates_spki,
	&pl_strategy_root_cert,
	&pl_strategy_root_spki,
	&pl_strategy_root_spki_backup,
	&pl_strategy_leaf_root,
	&pl_strategy_private_ca,
	&pl_strategy_root_ct_caa,
	&pl_strategy_tofu,
	&pl_strategy_dynamic,
	&pl_strategy_hpkp,
};

static const struct pl_strategy *const controls[] = {
	&pl_strategy_wrong_pin,
	&pl_strategy_accept_all,
};

const struct pl_strategy *const *pl_strategies(size_t *n)
{
	*n = PL_ARRAY_LEN(strategies);
	return strategies;
}

const struct pl_strategy *const *pl_controls(size_t *n)
{
	*n = PL_ARRAY_LEN(controls);
	return controls;
}

static const struct pl_strategy *find(const struct pl_strategy *const *list, size_t n,
				      const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (pl_streq(name, list[i]->name))
			return list[i];
	}
	return NULL;
}

const struct pl_strategy *pl_strategy_find(const char *name)
{
	const struct pl_strategy *found = find(strategies, PL_ARRAY_LEN(strategies), name);

	return found ? found : find(controls, PL_ARRAY_LEN(controls), name);
}
