/*
 * Who answers at one step of a run, as a server shows it: the hosts, their
 * twins under a private CA, one attacker, or the control, whose chain every
 * device trusts and no pin matches.
 */
#ifndef PINLAB_NET_SITE_H
#define PINLAB_NET_SITE_H

#include "lab/run.h"
#include "pki/tls_faces.h"

enum pl_site_kind { PL_SITE_HOSTS, PL_SITE_PRIVATE, PL_SITE_ATTACK, PL_SITE_CONTROL };

/* What one face stands for. */
struct pl_site_face {
	const struct pl_host *host;     /* the run's */
	size_t node;                    /* of the host, from 1; 0: it has none */
	const struct pl_attack *attack; /* who answers in its place; NULL: nobody */
	struct pl_chain *chain;         /* a reference */
	struct pl_cert *user_root;      /* to be installed on the device first, or NULL */
	bool late_clock;                /* the device's clock is to be past the end of the pins */
	char *refused;                  /* why the CA that the attacker asked did not issue; or NULL */
	size_t others;                  /* further ways to answer, which are not shown */
};

struct pl_site {
	enum pl_site_kind kind;
	struct pl_tls_faces *faces;
	struct pl_site_face *shown; /* parallel to the faces */
	size_t n, cap;
};

/* Whether there is anybody of the kind at that step: twins are not in every world. */
PL_MUST_USE bool pl_site_has(const struct pl_step *step, enum pl_site_kind kind);

/*
 * `attack` with PL_SITE_ATTACK; with PL_SITE_HOSTS who answers in place of every host, or NULL: the
 * one whom the scenario lets answer then, if it does. Of several ways to attack the one that most
 * rows meet is shown. False with *err; clear with pl_site_clear either way.
 */
PL_MUST_USE bool pl_site_make(const struct pl_run *run, const struct pl_step *step,
			      enum pl_site_kind kind, const struct pl_attack *attack,
			      struct pl_site *out, struct pl_error *err);
void pl_site_clear(struct pl_site *site);

/* The row whose app's pins match the control's chain all the same, at that step; NULL: none. */
const struct pl_row *pl_site_control_fails(const struct pl_run *run, const struct pl_step *step,
					   const struct pl_site *control);

/* Whether the chain is one that `host` presents at the step, a node's included. */
PL_MUST_USE bool pl_site_host_shows(const struct pl_host *host, const struct pl_cert *leaf);

#endif
