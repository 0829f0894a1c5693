/*
 * The sentence a tutor would say about an outcome, made from evidence only:
 * which certificate met which pin, or why none did, and whether the path was
 * valid first. The same words on every screen and in every report.
 */
#ifndef PINLAB_LAB_WHY_H
#define PINLAB_LAB_WHY_H

#include "lab/run.h"

/* Which cell: attack is an index into run->attacks, or -1 for the honest host. */
struct pl_cell {
	size_t step, row;
	int attack;
};

struct pl_why {
	char *sentence;  /* the whole explanation, several sentences */
	char *cause;     /* the part of it that says why, for one line of a report; no fix */
	char *path;      /* "leaf api.example.test < R3 < ISRG Root X1; dates, names and
			  * signatures good", or what failed */
	char *pins;      /* "1 pin: leaf.spki 7HIp…; 0 backups" */
	char *match;     /* which certificate matched which pin, or every certificate with its
			  * digest and "no pin" */
	char *fix;       /* computed facts only: what would have saved it; NULL: nothing known */
	size_t last_good; /* step at which the row last survived (honest) or blocked (attack);
			   * SIZE_MAX: never */
};

/* Fills *out; clear with pl_why_clear. */
void pl_why(const struct pl_run *run, const struct pl_cell *cell, struct pl_why *out);
void pl_why_clear(struct pl_why *why);

#endif
