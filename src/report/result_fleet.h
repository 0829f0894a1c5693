/*
 * What a run comes to for a fleet, as plain data: part of a result
 * (report/result.h). Shares are millionths of all users, times thousandths of
 * user-days. A segment and a version together are a cell.
 */
#ifndef PINLAB_REPORT_RESULT_FLEET_H
#define PINLAB_REPORT_RESULT_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/json.h"
#include "util/compiler.h"

struct pl_run;
struct pl_result;

struct pl_result_segment {
	char *name, *strategy, *device;
	char *adoption;  /* "half-life 9d, 6% never" */
	bool assumed;    /* by a preset, which is nobody's data */
	unsigned share;
};

struct pl_result_version {
	char *strategy, *version;
};

enum pl_result_cell_state { PL_CELL_REACHED, PL_CELL_CUT_OFF, PL_CELL_LOCKED_OUT };
const char *pl_result_cell_state_name(enum pl_result_cell_state state); /* "cut-off" */

struct pl_result_cell {
	size_t segment, version;
	int64_t users;
	enum pl_result_cell_state state;
	bool exposed;
};

struct pl_result_point {
	int64_t at;
	size_t step;                        /* whose verdicts hold */
	int64_t availability, exposure;     /* at that second */
	int64_t lowest;                     /* availability up to the next point */
	struct pl_result_cell *cells;       /* those with users */
	size_t n_cells, cap_cells;
};

struct pl_result_fleet_total { /* of a cell */
	size_t segment, version;
	int64_t share;   /* at the end */
	int64_t cut_off, locked_out, exposed; /* thousandths of user-days */
	int64_t never_returns;
};

/* What was assumed of a version, beside what was counted; shares of the users. */
struct pl_result_forecast {
	int64_t at;
	size_t version;
	int64_t forecast, measured;
};

struct pl_result_fleet {
	int64_t users;
	char *measured; /* the file, or NULL */
	struct pl_result_forecast *forecasts; size_t n_forecasts, cap_forecasts; /* by date */
	struct pl_result_segment *segments;   size_t n_segments, cap_segments;
	struct pl_result_version *versions;   size_t n_versions, cap_versions;
	struct pl_result_fleet_total *totals; size_t n_totals, cap_totals;
	struct pl_result_point *points;       size_t n_points, cap_points;
	int64_t availability;                 /* at the end */
	int64_t lowest, lowest_at;            /* and when first */
	size_t lowest_step;
	int64_t exposure;                     /* the highest */
};

/* Of a finished run whose model has a fleet; NULL: it has none. */
PL_MUST_USE struct pl_result_fleet *pl_result_fleet_of(const struct pl_run *run);
void pl_result_fleet_free(struct pl_result_fleet *fleet);

/* The sum of the cells of a segment or version, SIZE_MAX for all. */
struct pl_result_fleet_total pl_result_fleet_sum(const struct pl_result_fleet *fleet,
						 size_t segment, size_t version);

/* Each appends one object; `key` as in data/json.h. A fleet, without its points, and a point. */
void pl_result_json_fleet(struct pl_json *json, const char *key,
			  const struct pl_result_fleet *fleet);
void pl_result_json_point(struct pl_json *json, const char *key,
			  const struct pl_result_point *point);
/* And back, the fleet first; false when it makes no sense. */
PL_MUST_USE bool pl_result_read_fleet(const struct pl_node *node, struct pl_result *out);
PL_MUST_USE bool pl_result_read_point(const struct pl_node *node, struct pl_result *out);

/* "0.727924" */
#define PL_SIX_TEXT 32
const char *pl_six_decimals(int64_t millionths, char out[PL_SIX_TEXT]);
/* "1234.567" */
const char *pl_three_decimals(int64_t thousandths, char out[PL_SIX_TEXT]);

#endif
