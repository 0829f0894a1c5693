/* Every event's table entry; the list in event.c is the only one to include this. */
#ifndef PINLAB_LAB_EVENTS_LIST_H
#define PINLAB_LAB_EVENTS_LIST_H

#include "lab/event.h"

extern const struct pl_event_kind pl_event_wait;
extern const struct pl_event_kind pl_event_expire_leaf;
extern const struct pl_event_kind pl_event_expire_intermediate;
extern const struct pl_event_kind pl_event_expire_root;
extern const struct pl_event_kind pl_event_renew;
extern const struct pl_event_kind pl_event_reload;
extern const struct pl_event_kind pl_event_serve;
extern const struct pl_event_kind pl_event_switch_ca;
extern const struct pl_event_kind pl_event_add_host;
extern const struct pl_event_kind pl_event_swap_intermediate;
extern const struct pl_event_kind pl_event_reissue_intermediate;
extern const struct pl_event_kind pl_event_cross_sign;
extern const struct pl_event_kind pl_event_roll_root;
extern const struct pl_event_kind pl_event_pool;
extern const struct pl_event_kind pl_event_mass_revoke;
extern const struct pl_event_kind pl_event_retire;
extern const struct pl_event_kind pl_event_shorten_lifetime;
extern const struct pl_event_kind pl_event_compromise;
extern const struct pl_event_kind pl_event_revoke;
extern const struct pl_event_kind pl_event_outage;
extern const struct pl_event_kind pl_event_distrust;
extern const struct pl_event_kind pl_event_release;
extern const struct pl_event_kind pl_event_set_clock;
extern const struct pl_event_kind pl_event_install_user_ca;
extern const struct pl_event_kind pl_event_update_store;
extern const struct pl_event_kind pl_event_lose_backup_key;
extern const struct pl_event_kind pl_event_expire_pins;
extern const struct pl_event_kind pl_event_stop_updates;
extern const struct pl_event_kind pl_event_set_caa;
extern const struct pl_event_kind pl_event_watch_ct;
extern const struct pl_event_kind pl_event_retire_log;
extern const struct pl_event_kind pl_event_attack;
extern const struct pl_event_kind pl_event_refresh_pins;
extern const struct pl_event_kind pl_event_set_hpkp;
extern const struct pl_event_kind pl_event_forget_pins;

#endif
