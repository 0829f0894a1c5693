/* What the attacks share: the attacker's key, and putting an answer together. */
#ifndef PINLAB_LAB_ATTACKS_PARTS_H
#define PINLAB_LAB_ATTACKS_PARTS_H

#include "lab/attack.h"
#include "lab/engine.h"

/* One entry each, in a file of its name; lab/attack.c lists them. */
extern const struct pl_attack pl_attack_self_signed;
extern const struct pl_attack pl_attack_user_ca;
extern const struct pl_attack pl_attack_other_ca;
extern const struct pl_attack pl_attack_own_ca;
extern const struct pl_attack pl_attack_other_name;
extern const struct pl_attack pl_attack_stolen_leaf_key;
extern const struct pl_attack pl_attack_stolen_backup_key;
extern const struct pl_attack pl_attack_stolen_intermediate_key;
extern const struct pl_attack pl_attack_stolen_root_key;
extern const struct pl_attack pl_attack_padded_chain;
extern const struct pl_attack pl_attack_late_clock;
extern const struct pl_attack pl_attack_stolen_list_key;
extern const struct pl_attack pl_attack_replayed_list;
extern const struct pl_attack pl_attack_thief;

/* An answer under construction. */
struct pl_answer {
	struct pl_engine *engine;
	const struct pl_world *world;
	const struct pl_host *host;
	struct pl_cert **certs; /* borrowed */
	size_t n, cap;
	struct pl_key *key;
	enum pl_dating dating;  /* PL_DATING_NOW unless the attack says otherwise */
	struct pl_error *err;
};

/* The key that the attacker made for himself; borrowed. */
PL_MUST_USE struct pl_key *pl_attacker_key(struct pl_engine *engine, struct pl_error *err);

void pl_answer_init(struct pl_answer *answer, struct pl_engine *engine,
		    const struct pl_world *world, const struct pl_host *host, struct pl_error *err);
/* Puts a leaf first: for the host's names, by that issuer (NULL: by itself), over
 * `key` (NULL: the attacker's own), which then signs the handshake. */
PL_MUST_USE bool pl_answer_leaf(struct pl_answer *answer, const char *purpose,
				const struct pl_cert *issuer, struct pl_key *issuer_key,
				struct pl_key *key);
void pl_answer_add(struct pl_answer *answer, struct pl_cert *cert);
/* A leaf of the extra operator over `key`, and his issuing certificate. */
PL_MUST_USE bool pl_answer_other_operator(struct pl_answer *answer, struct pl_key *key);
/* The finished answer becomes a forgery; the answer is empty after. */
void pl_answer_finish(struct pl_answer *answer, bool earlier_theft, struct pl_forgeries *out);
void pl_answer_drop(struct pl_answer *answer);

/*
 * The attacker may send every public certificate. The forgery at `first`
 * answers one way; this appends every other that leads from `issuer`, whose key
 * signed its leaf, to a key that some device trusts.
 */
void pl_forgeries_other_ways(struct pl_engine *engine, const struct pl_world *world,
			     const struct pl_host *host, const struct pl_authority *issuer,
			     size_t first, struct pl_forgeries *out);
/* As pl_answer_finish, and every other way below `issuer` as well. */
void pl_answer_finish_ways(struct pl_answer *answer, const struct pl_authority *issuer,
			   bool earlier_theft, struct pl_forgeries *out);

#endif
