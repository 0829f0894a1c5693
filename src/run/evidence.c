/* Which expectations rest on rules that are not known well enough? */
#include <config.h>

#include "run/evidence.h"

#include <stdlib.h>

#include "util/mem.h"

static enum pl_evidence weaker(enum pl_evidence known, const struct pl_run *run,
			       const struct pl_check *check, size_t step)
{
	const struct pl_step *at = run->steps[step];
	const struct pl_outcome *outcome =
		check->attack < 0 ? pl_step_honest(at, check->row)
				  : pl_step_attack(run, at, check->row, (size_t)check->attack);

	return outcome && outcome->evidence > known ? outcome->evidence : known;
}

static enum pl_evidence known_by(const struct pl_run *run, const struct pl_check *check)
{
	enum pl_evidence known = PL_EVIDENCE_RUN;

	if (check->step < run->n_steps)
		return weaker(known, run, check, check->step);
	for (size_t i = 0; i < run->n_steps; i++)
		known = weaker(known, run, check, i);
	return known;
}

void pl_checks_demand(const struct pl_run *run, enum pl_evidence least, struct pl_checks *checks)
{
	for (size_t i = 0; i < checks->n; i++) {
		struct pl_check *check = &checks->items[i];
		enum pl_evidence known;
		char *actual;

		if (!check->met || check->row >= run->n_rows)
			continue;
		known = known_by(run, check);
		if (known <= least)
			continue;
		actual = pl_asprintf("%s, but known from %s only", check->actual,
				     pl_evidence_name(known));
		free(check->actual);
		check->actual = actual;
		check->met = false;
	}
}
