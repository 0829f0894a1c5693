/* What the two files that check a model share. */
#ifndef PINLAB_LAB_MODEL_CHECK_H
#define PINLAB_LAB_MODEL_CHECK_H

#include "lab/model.h"

struct pl_checker {
	const struct pl_model *model;
	struct pl_errors *errors;
};

/* One error unless a name is among others: "api has the issuer 'x4', and there is no such
 * authority; did you mean ..." */
void pl_check_unknown(const struct pl_checker *checker, struct pl_pos pos, const char *who,
		      const char *what, const char *name, const char *const *names, size_t n);

/* What its apps keep between connections. */
void pl_check_memory(const struct pl_checker *checker, const struct pl_strategy_def *def);
/* Logs, and hosts that name some. */
void pl_check_logs(const struct pl_checker *checker);
/* What is asked of the fleet; `own`: at its own event. */
void pl_check_fleet_claim(const struct pl_checker *checker, const struct pl_expect *expect,
			  bool own);
/* The installed copies, when there are some. */
void pl_check_fleet(const struct pl_checker *checker);
/* What a plan must keep. */
void pl_check_target(const struct pl_checker *checker);
/* Events, their expectations, and those of the whole run. */
void pl_check_events(const struct pl_checker *checker);

#endif
