/* A fleet as JSON, and back from a worker's line. */
#include <config.h>

#include "report/result_fleet.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "report/result.h"
#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

static void put_share(struct pl_json *json, const char *key, int64_t millionths)
{
	char text[PL_SIX_TEXT];

	pl_json_text(json, key, pl_six_decimals(millionths, text));
}

static void put_days(struct pl_json *json, const char *key, int64_t thousandths)
{
	char text[PL_SIX_TEXT];

	pl_json_text(json, key, pl_three_decimals(thousandths, text));
}

static void put_segment(struct pl_json *json, const struct pl_result_segment *segment)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "name", segment->name);
	pl_json_text(json, "strategy", segment->strategy);
	pl_json_text(json, "device", segment->device);
	put_share(json, "share", segment->share);
	pl_json_text(json, "adoption", segment->adoption);
	pl_json_bool(json, "assumed", segment->assumed);
	pl_json_end(json);
}

static void put_total(struct pl_json *json, const struct pl_result_fleet_total *total)
{
	pl_json_object(json, NULL);
	pl_json_int(json, "segment", (int64_t)total->segment);
	pl_json_int(json, "version", (int64_t)total->version);
	put_share(json, "share", total->share);
	put_days(json, "cutOff", total->cut_off);
	put_days(json, "lockedOut", total->locked_out);
	put_days(json, "exposed", total->exposed);
	put_share(json, "neverReturns", total->never_returns);
	pl_json_end(json);
}

void pl_result_json_fleet(struct pl_json *json, const char *key,
			  const struct pl_result_fleet *fleet)
{
	pl_json_object(json, key);
	pl_json_int(json, "users", fleet->users);
	pl_json_array(json, "segments");
	for (size_t i = 0; i < fleet->n_segments; i++)
		put_segment(json, &fleet->segments[i]);
	pl_json_end(json);
	pl_json_array(json, "versions");
	for (size_t i = 0; i < fleet->n_versions; i++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "strategy", fleet->versions[i].strategy);
		pl_json_text(json, "version", fleet->versions[i].version);
		pl_json_end(json);
	}
	pl_json_end(json);
	put_share(json, "availability", fleet->availability);
	put_share(json, "lowest", fleet->lowest);
	pl_json_time(json, "lowestAt", fleet->lowest_at);
	pl_json_int(json, "lowestStep", (int64_t)fleet->lowest_step);
	put_share(json, "exposure", fleet->exposure);
	pl_json_text(json, "measured", fleet->measured);
	pl_json_array(json, "forecasts");
	for (size_t i = 0; i < fleet->n_forecasts; i++) {
		pl_json_object(json, NULL);
		pl_json_time(json, "at", fleet->forecasts[i].at);
		pl_json_int(json, "version", (int64_t)fleet->forecasts[i].version);
		put_share(json, "forecast", fleet->forecasts[i].forecast);
		put_share(json, "measured", fleet->forecasts[i].measured);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_array(json, "totals");
	for (size_t i = 0; i < fleet->n_totals; i++)
		put_total(json, &fleet->totals[i]);
	pl_json_end(json);
	pl_json_end(json);
}

void pl_result_json_point(struct pl_json *json, const char *key,
			  const struct pl_result_point *point)
{
	pl_json_object(json, key);
	pl_json_time(json, "at", point->at);
	pl_json_int(json, "step", (int64_t)point->step);
	put_share(json, "availability", point->availability);
	put_share(json, "exposure", point->exposure);
	put_share(json, "lowest", point->lowest);
	pl_json_array(json, "cells");
	for (size_t i = 0; i < point->n_cells; i++) {
		const struct pl_result_cell *cell = &point->cells[i];

		pl_json_object(json, NULL);
		pl_json_int(json, "segment", (int64_t)cell->segment);
		pl_json_int(json, "version", (int64_t)cell->version);
		pl_json_int(json, "users", cell->users);
		pl_json_text(json, "state", pl_result_cell_state_name(cell->state));
		pl_json_bool(json, "exposed", cell->exposed);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
}

/* ---- and back ---- */

static const char *word(const struct pl_node *node, const char *key, bool *bad)
{
	const struct pl_node *value =
		node->kind == PL_NODE_MAP ? pl_node_get(node, key, NULL) : NULL;

	if (value && value->kind == PL_NODE_TEXT)
		return value->text;
	*bad = true;
	return "";
}

/* A number, the point left out: "0.727924" is 727924. */
static int64_t number(const struct pl_node *node, const char *key, size_t digits, bool *bad)
{
	const char *text = word(node, key, bad), *point = strchr(text, '.');
	char *joined, *end;
	long long value;

	if (digits > 0 && (!point || strlen(point + 1) != digits))
		*bad = true;
	joined = point ? pl_asprintf("%.*s%s", (int)(point - text), text, point + 1)
		       : pl_strdup(text);
	errno = 0;
	value = strtoll(joined, &end, 10);
	if (*end || end == joined || errno || value < 0)
		*bad = true;
	free(joined);
	return value;
}

static int64_t date(const struct pl_node *node, const char *key, bool *bad)
{
	const char *why;
	int64_t out = 0;

	if (!pl_time_parse(word(node, key, bad), &out, &why))
		*bad = true;
	return out;
}

static size_t place(const struct pl_node *node, const char *key, size_t limit, bool *bad)
{
	int64_t value = number(node, key, 0, bad);

	if (value >= 0 && (uint64_t)value < limit)
		return (size_t)value;
	*bad = true;
	return 0;
}

static size_t list(const struct pl_node *node, const char *key, struct pl_node ***items, bool *bad)
{
	const struct pl_node *value =
		node->kind == PL_NODE_MAP ? pl_node_get(node, key, NULL) : NULL;

	if (!value || value->kind != PL_NODE_LIST) {
		*bad = true;
		return 0;
	}
	*items = value->items;
	return value->n;
}

static void read_segments(struct pl_result_fleet *out, const struct pl_node *node, bool *bad)
{
	struct pl_node **items = NULL;
	size_t n = list(node, "segments", &items, bad);

	for (size_t i = 0; i < n; i++)
		*PL_PUSH(out->segments, out->n_segments, out->cap_segments) =
			(struct pl_result_segment){
				.name = pl_strdup(word(items[i], "name", bad)),
				.strategy = pl_strdup(word(items[i], "strategy", bad)),
				.device = pl_strdup(word(items[i], "device", bad)),
				.share = (unsigned)number(items[i], "share", 6, bad),
				.adoption = pl_strdup(word(items[i], "adoption", bad)),
				.assumed = pl_streq(word(items[i], "assumed", bad), "true"),
			};
}

static void read_versions(struct pl_result_fleet *out, const struct pl_node *node, bool *bad)
{
	struct pl_node **items = NULL;
	size_t n = list(node, "versions", &items, bad);

	for (size_t i = 0; i < n; i++)
		*PL_PUSH(out->versions, out->n_versions, out->cap_versions) =
			(struct pl_result_version){
				.strategy = pl_strdup(word(items[i], "strategy", bad)),
				.version = pl_strdup(word(items[i], "version", bad)),
			};
}

static void read_totals(struct pl_result_fleet *out, const struct pl_node *node, bool *bad)
{
	struct pl_node **items = NULL;
	size_t n = list(node, "totals", &items, bad);

	for (size_t i = 0; i < n; i++)
		*PL_PUSH(out->totals, out->n_totals, out->cap_totals) =
			(struct pl_result_fleet_total){
				.segment = place(items[i], "segment", out->n_segments, bad),
				.version = place(items[i], "version", out->n_versions, bad),
				.share = number(items[i], "share", 6, bad),
				.cut_off = number(items[i], "cutOff", 3, bad),
				.locked_out = number(items[i], "lockedOut", 3, bad),
				.exposed = number(items[i], "exposed", 3, bad),
				.never_returns = number(items[i], "neverReturns", 6, bad),
			};
}

static void read_forecasts(struct pl_result_fleet *out, const struct pl_node *node, bool *bad)
{
	struct pl_node **items = NULL;
	size_t n = list(node, "forecasts", &items, bad);
	const struct pl_node *file =
		node->kind == PL_NODE_MAP ? pl_node_get(node, "measured", NULL) : NULL;

	if (!file || file->kind != PL_NODE_TEXT)
		*bad = true;
	else if (file->quoted)
		out->measured = pl_strdup(file->text);
	for (size_t i = 0; i < n; i++)
		*PL_PUSH(out->forecasts, out->n_forecasts, out->cap_forecasts) =
			(struct pl_result_forecast){
				.at = date(items[i], "at", bad),
				.version = place(items[i], "version", out->n_versions, bad),
				.forecast = number(items[i], "forecast", 6, bad),
				.measured = number(items[i], "measured", 6, bad),
			};
}

bool pl_result_read_fleet(const struct pl_node *node, struct pl_result *out)
{
	struct pl_result_fleet *fleet;
	bool bad = false;

	if (out->fleet)
		return false;
	fleet = out->fleet = pl_calloc(1, sizeof(*fleet));
	fleet->users = number(node, "users", 0, &bad);
	read_segments(fleet, node, &bad);
	read_versions(fleet, node, &bad);
	fleet->availability = number(node, "availability", 6, &bad);
	fleet->lowest = number(node, "lowest", 6, &bad);
	fleet->lowest_at = date(node, "lowestAt", &bad);
	fleet->lowest_step = place(node, "lowestStep", out->n_steps, &bad);
	fleet->exposure = number(node, "exposure", 6, &bad);
	read_forecasts(fleet, node, &bad);
	read_totals(fleet, node, &bad);
	return !bad;
}

static enum pl_result_cell_state read_state(const struct pl_node *node, bool *bad)
{
	const char *name = word(node, "state", bad);

	for (int i = PL_CELL_REACHED; i <= PL_CELL_LOCKED_OUT; i++)
		if (pl_streq(name, pl_result_cell_state_name((enum pl_result_cell_state)i)))
			return (enum pl_result_cell_state)i;
	*bad = true;
	return PL_CELL_REACHED;
}

bool pl_result_read_point(const struct pl_node *node, struct pl_result *out)
{
	struct pl_result_fleet *fleet = out->fleet;
	struct pl_result_point *point;
	struct pl_node **items = NULL;
	bool bad = false;
	size_t n;

	if (!fleet)
		return false;
	point = PL_PUSH(fleet->points, fleet->n_points, fleet->cap_points);
	*point = (struct pl_result_point){ .at = date(node, "at", &bad) };
	point->step = place(node, "step", out->n_steps, &bad);
	point->availability = number(node, "availability", 6, &bad);
	point->exposure = number(node, "exposure", 6, &bad);
	point->lowest = number(node, "lowest", 6, &bad);
	n = list(node, "cells", &items, &bad);
	for (size_t i = 0; i < n; i++)
		*PL_PUSH(point->cells, point->n_cells, point->cap_cells) = (struct pl_result_cell){
			.segment = place(items[i], "segment", fleet->n_segments, &bad),
			.version = place(items[i], "version", fleet->n_versions, &bad),
			.users = number(items[i], "users", 0, &bad),
			.state = read_state(items[i], &bad),
			.exposed = pl_streq(word(items[i], "exposed", &bad), "true"),
		};
	return !bad;
}
