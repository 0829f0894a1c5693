/* Attacks: someone else answering for the host, each one const table entry. */
#ifndef PINLAB_LAB_ATTACK_H
#define PINLAB_LAB_ATTACK_H

#include "lab/world.h"

/* When was an attacker's leaf issued, for rules that ask? */
enum pl_dating {
	PL_DATING_OWN,  /* as it says: it was issued to the host */
	PL_DATING_NOW,  /* this second: a CA that keeps the rules was tricked */
	PL_DATING_FREE, /* whoever holds the CA's key writes what dates he likes */
};

/* One way in which the attacker can answer. He takes whichever works; of those that do not, the
 * first is shown. */
struct pl_forgery {
	struct pl_chain *chain;      /* a reference */
	const struct pl_key *key;    /* what he signs the handshake with; borrowed from pki */
	struct pl_cert *user_root;   /* installed on the device for this, or NULL; a reference */
	bool earlier_theft;          /* uses a stolen key that is in use no longer */
	enum pl_dating dating;
	bool late_clock;             /* sets the device's clock past the end of the app's pins */
	bool logged;                 /* its leaf was published by logs and carries their timestamps */
	char *refused;               /* why the CA that he asked did not issue, so that this is all
				      * that is left to him; owned; NULL: nobody refused */
};

struct pl_forgeries {
	struct pl_forgery *items;
	size_t n, cap;
};
/* Appends one, dated as its leaf says; the key stays borrowed. */
void pl_forgeries_add(struct pl_forgeries *forgeries, const struct pl_chain *chain,
		      const struct pl_key *key, bool earlier_theft);
void pl_forgeries_clear(struct pl_forgeries *forgeries);

/* Which pin lists he serves to apps that fetch one. */
enum pl_serves_list { PL_SERVES_NO_LIST, PL_SERVES_HIS_LIST, PL_SERVES_OLD_LIST };
/* Does somebody publish the attacker's leaf, where there are logs? */
enum pl_logging {
	PL_LOGGING_CHOICE, /* who signs it does as he likes, and he likes to be seen least */
	PL_LOGGING_ALWAYS, /* a CA that keeps the rules signs it */
};

struct pl_attack {
	const char *name;
	const char *letter;  /* short column heading, unique: "a" ... */
	const char *summary;
	enum pl_logging logging;
	const char *about;   /* how it is done in the world, for explain */
	/* Appends at least one forgery against `host` as the world is now; those with keys of
	 * today come before those with keys of earlier thefts. */
	bool (*forge)(struct pl_engine *engine, const struct pl_world *world,
		      const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err);
	enum pl_serves_list serves_list;
};

const struct pl_attack *const *pl_attacks(size_t *n);
const struct pl_attack *pl_attack_find(const char *name);

#endif
