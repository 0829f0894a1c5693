/* The entries of the strategy table; lab/strategy.c lists them. Others find them by name. */
#ifndef PINLAB_LAB_STRATEGY_STRATEGIES_H
#define PINLAB_LAB_STRATEGY_STRATEGIES_H

#include "lab/strategy.h"

extern const struct pl_strategy pl_strategy_none;
extern const struct pl_strategy pl_strategy_leaf_cert;
extern const struct pl_strategy pl_strategy_leaf_key;
extern const struct pl_strategy pl_strategy_leaf_spki;
extern const struct pl_strategy pl_strategy_leaf_spki_backup;
extern const struct pl_strategy pl_strategy_intermediate_cert;
extern const struct pl_strategy pl_strategy_intermediate_spki;
extern const struct pl_strategy pl_strategy_intermediates_spki;
extern const struct pl_strategy pl_strategy_root_cert;
extern const struct pl_strategy pl_strategy_root_spki;
extern const struct pl_strategy pl_strategy_root_spki_backup;
extern const struct pl_strategy pl_strategy_leaf_root;
extern const struct pl_strategy pl_strategy_private_ca;
extern const struct pl_strategy pl_strategy_tofu;
extern const struct pl_strategy pl_strategy_dynamic;
extern const struct pl_strategy pl_strategy_root_ct_caa;
extern const struct pl_strategy pl_strategy_hpkp;
extern const struct pl_strategy pl_strategy_wrong_pin;
extern const struct pl_strategy pl_strategy_accept_all;

#endif
