/* The JSON document of format 1: head, runs, foot, one object per line. */
#include <config.h>

#include "report/result_json.h"

#include "util/mem.h"

/* Appends the value on one line, without the line's end. */
static void put_value(struct pl_buf *out, struct pl_json *json)
{
	pl_json_dump(json, true, out);
	pl_json_free(json);
	if (out->len > 0 && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
}

/* One member of a run: its key and as many lines as there are values. */
struct list {
	struct pl_buf *out;
	size_t n;
};

static struct list list_begin(struct pl_buf *out, const char *key)
{
	pl_buf_printf(out, ",\n\"%s\": [", key);
	return (struct list){ .out = out };
}

static void list_item(struct list *list, struct pl_json *json)
{
	pl_buf_puts(list->out, list->n++ ? ",\n" : "\n");
	put_value(list->out, json);
}

static void list_end(struct list *list)
{
	pl_buf_puts(list->out, list->n ? "\n]" : "]");
}

static void put_world(struct pl_buf *out, const struct pl_result *result)
{
	struct list list = list_begin(out, "certificates");

	for (size_t i = 0; i < result->n_certs; i++) {
		struct pl_json *json = pl_json_new();

		pl_result_json_cert(json, NULL, &result->certs[i]);
		list_item(&list, json);
	}
	list_end(&list);
	list = list_begin(out, "rows");
	for (size_t i = 0; i < result->n_rows; i++) {
		struct pl_json *json = pl_json_new();

		pl_result_json_row(json, NULL, &result->rows[i]);
		list_item(&list, json);
	}
	list_end(&list);
}

static void put_steps(struct pl_buf *out, const struct pl_result *result)
{
	struct list list = list_begin(out, "steps");

	for (size_t i = 0; i < result->n_steps; i++) {
		struct pl_json *json = pl_json_new();

		pl_result_json_step(json, NULL, result, i);
		list_item(&list, json);
	}
	list_end(&list);
}

static void put_checks(struct pl_buf *out, const struct pl_result *result)
{
	struct list list = list_begin(out, "expectations");

	for (size_t i = 0; i < result->n_checks; i++) {
		struct pl_json *json;

		if (!result->checks[i].whole_run && result->checks[i].step != SIZE_MAX)
			continue;
		json = pl_json_new();
		pl_result_json_check(json, NULL, result, &result->checks[i]);
		list_item(&list, json);
	}
	list_end(&list);
	list = list_begin(out, "exposure");
	for (size_t i = 0; i < result->n_exposure; i++) {
		struct pl_json *json = pl_json_new();

		pl_result_json_exposure(json, NULL, result, &result->exposure[i]);
		list_item(&list, json);
	}
	list_end(&list);
	list = list_begin(out, "tradeoff");
	for (size_t i = 0; i < result->n_tradeoff; i++) {
		struct pl_json *json = pl_json_new();

		pl_result_json_tradeoff(json, NULL, &result->tradeoff[i]);
		list_item(&list, json);
	}
	list_end(&list);
}

/* Nothing where there is none, so that what knows no fleets reads on. */
static void put_fleet(struct pl_buf *out, const struct pl_result *result)
{
	const struct pl_result_fleet *fleet = result->fleet;
	struct list list;
	struct pl_json *json;

	if (!fleet)
		return;
	json = pl_json_new();
	pl_buf_puts(out, ",\n\"fleet\": ");
	pl_result_json_fleet(json, NULL, fleet);
	put_value(out, json);
	list = list_begin(out, "fleetSeries");
	for (size_t i = 0; i < fleet->n_points; i++) {
		json = pl_json_new();
		pl_result_json_point(json, NULL, &fleet->points[i]);
		list_item(&list, json);
	}
	list_end(&list);
}

static void put_errors(struct pl_buf *out, const struct pl_result *result)
{
	struct list list = list_begin(out, "errors");

	for (size_t i = 0; i < result->n_errors; i++) {
		struct pl_json *json = pl_json_new();

		pl_result_json_error(json, NULL, &result->errors[i]);
		list_item(&list, json);
	}
	list_end(&list);
	list = list_begin(out, "warnings");
	for (size_t i = 0; i < result->n_warnings; i++) {
		struct pl_json *json = pl_json_new();

		pl_json_text(json, NULL, result->warnings[i]);
		list_item(&list, json);
	}
	list_end(&list);
}

void pl_result_json_head(struct pl_buf *out)
{
	pl_buf_printf(out,
		      "{\n\"pinlab\": \"%s\",\n\"facts\": \"%s\",\n\"format\": 1,\n\"runs\": [",
		      PACKAGE_VERSION, pl_facts_edition(pl_facts_standard()));
}

void pl_result_json_run(struct pl_buf *out, const struct pl_result *result, bool first)
{
	struct pl_json *json = pl_json_new();

	pl_buf_puts(out, first ? "\n{\n\"scenario\": " : ",\n{\n\"scenario\": ");
	pl_result_json_scenario(json, NULL, result);
	put_value(out, json);
	put_world(out, result);
	put_steps(out, result);
	put_checks(out, result);
	put_fleet(out, result);
	put_errors(out, result);
	pl_buf_puts(out, "\n}");
}

void pl_result_json_foot(struct pl_buf *out, const struct pl_tally *tally)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_int(json, "expectations", (int64_t)tally->expectations);
	pl_json_int(json, "met", (int64_t)tally->met);
	pl_json_int(json, "unmet", (int64_t)tally->unmet);
	pl_json_int(json, "errors", (int64_t)tally->errors);
	pl_json_int(json, "skipped", (int64_t)tally->skipped);
	pl_json_int(json, "known", (int64_t)tally->known);
	pl_json_int(json, "fixed", (int64_t)tally->fixed);
	pl_json_end(json);
	pl_buf_puts(out, "\n],\n\"summary\": ");
	put_value(out, json);
	pl_buf_puts(out, "\n}\n");
}
