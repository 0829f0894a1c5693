/* Which attacks are there? */
#include <config.h>

#include "lab/attack.h"

#include <stdlib.h>

#include "lab/attacks/parts.h"
#include "util/mem.h"
#include "util/text.h"

static const struct pl_attack *const attacks[] = {
	&pl_attack_self_signed,
	&pl_attack_user_ca,
	&pl_attack_other_ca,
	&pl_attack_own_ca,
	&pl_attack_other_name,
	&pl_attack_stolen_leaf_key,
	&pl_attack_stolen_backup_key,
	&pl_attack_stolen_intermediate_key,
	&pl_attack_stolen_root_key,
	&pl_attack_padded_chain,
	&pl_attack_late_clock,
	&pl_attack_stolen_list_key,
	&pl_attack_replayed_list,
	&pl_attack_thief,
};

const struct pl_attack *const *pl_attacks(size_t *n)
{
	*n = PL_ARRAY_LEN(attacks);
	return attacks;
}

const struct pl_attack *pl_attack_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(attacks); i++) {
		if (pl_streq(name, attacks[i]->name))
			return attacks[i];
	}
	return NULL;
}

void pl_forgeries_add(struct pl_forgeries *forgeries, const struct pl_chain *chain,
		      const struct pl_key *key, bool earlier_theft)
{
	*PL_PUSH(forgeries->items, forgeries->n, forgeries->cap) = (struct pl_forgery){
		.chain = pl_chain_ref(chain),
		.key = key,
		.earlier_theft = earlier_theft,
	};
}

void pl_forgeries_clear(struct pl_forgeries *forgeries)
{
	for (size_t i = 0; i < forgeries->n; i++) {
		pl_chain_unref(forgeries->items[i].chain);
		pl_cert_unref(forgeries->items[i].user_root);
		free(forgeries->items[i].refused);
	}
	free(forgeries->items);
	*forgeries = (struct pl_forgeries){ 0 };
}
