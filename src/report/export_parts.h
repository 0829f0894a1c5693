/* What the files that export share; only this room includes it. */
#ifndef PINLAB_REPORT_EXPORT_PARTS_H
#define PINLAB_REPORT_EXPORT_PARTS_H

#include "data/json.h"
#include "report/export.h"

/* A file of a step's folder: a chain as presented, or a path from leaf to anchor. */
struct pl_export_chain {
	const struct pl_chain *chain;
	char *file; /* "hosts/api/chain.pem" */
	const struct pl_host *host; /* whose names it bears */
	const struct pl_key *key;   /* what its side signs with, or NULL; borrowed */
	char *key_file;             /* "hosts/api/key.pem" */
};

struct pl_export_path {
	const struct pl_path *path;
	char *file;   /* "paths/0.pem" */
	char *anchor; /* "paths/0-anchor.pem" */
};

/* Which files one step has. */
struct pl_export_step {
	const struct pl_run *run;
	const struct pl_step *step;
	char *folder; /* "steps/003-renew" */
	struct pl_export_chain *chains;
	size_t n_chains, cap_chains;
	struct pl_export_path *paths;
	size_t n_paths, cap_paths;
};

void pl_export_step_init(struct pl_export_step *out, const struct pl_run *run,
			 const struct pl_step *step);
void pl_export_step_clear(struct pl_export_step *step);
/* The file's name within the step's folder, or NULL. */
const char *pl_export_chain_file(const struct pl_export_step *step, const struct pl_chain *chain);
const struct pl_export_path *pl_export_path_of(const struct pl_export_step *step,
					       const struct pl_path *path);
/* A name that is safe as one part of a path; caller frees. */
PL_MUST_USE char *pl_export_name(const char *name);

/* The device's revocation lists within the step's folder; NULL: it does not ask. Caller frees. */
PL_MUST_USE char *pl_export_crls_file(const struct pl_device *device);
/* The same for what a row is judged by; NULL as well below a private CA, about which nobody asks, and
 * under an attack, for the attacker lets no list through. */
PL_MUST_USE char *pl_export_row_crls(const struct pl_export_step *step, const struct pl_row *row,
				     int attack);
/* Appends them: what it learns now of each authority's certificates, as that authority's list; none
 * where nothing answers. */
PL_MUST_USE bool pl_export_crls(const struct pl_export_step *step, const struct pl_device *device,
				struct pl_buf *pem, struct pl_error *err);
/* What the host's server staples to a chain of hosts/; NULL: nothing. Caller frees. */
PL_MUST_USE char *pl_export_staple_file(const struct pl_export_step *step,
					const struct pl_chain *presented);
PL_MUST_USE bool pl_export_staple(const struct pl_export_step *step,
				  const struct pl_export_chain *chain, struct pl_buf *der,
				  struct pl_error *err);

/* The host that the row's client means: the twin where the strategy has its own CA. */
const struct pl_host *pl_export_host(const struct pl_step *step, const struct pl_row *row);
/* The device's own idea of now. */
int64_t pl_export_clock(const struct pl_step *step, const struct pl_row *row);
/* The outcome of row and attack (-1: honest host), or NULL. */
const struct pl_outcome *pl_export_outcome(const struct pl_run *run, const struct pl_step *step,
					   size_t row, int attack);

/* The logs of a world that has some, as OpenSSL's s_client -ctlogfile reads them. */
void pl_export_log_list(const struct pl_world *world, struct pl_buf *out);
/* Each log's signed tree head at the step's second, as RFC 6962 4.3 has it. */
PL_MUST_USE bool pl_export_log_heads(const struct pl_world *world, struct pl_buf *out,
				     struct pl_error *err);

/* step.json */
void pl_export_step_json(const struct pl_export_step *step, struct pl_buf *out);

#endif
