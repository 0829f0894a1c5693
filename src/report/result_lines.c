/* How a worker says a result: one JSON object per line, cells as indices of outcomes. */
#include <config.h>

#include "report/result_json.h"

#include "util/time.h"

static void put_line(struct pl_json *json, struct pl_buf *out, size_t *n)
{
	pl_json_end(json);
	pl_json_dump(json, true, out);
	pl_json_free(json);
	++*n;
}

static struct pl_json *begin_line(void)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	return json;
}

static void put_size(struct pl_json *json, const char *key, size_t value)
{
	if (value == SIZE_MAX)
		pl_json_null(json, key);
	else
		pl_json_int(json, key, (int64_t)value);
}

static void put_index(struct pl_json *json, const char *key, uint32_t index)
{
	put_size(json, key, index == PL_INDEX_NONE ? SIZE_MAX : index);
}

static void put_step(struct pl_json *json, const struct pl_result *result,
		     const struct pl_result_step *step)
{
	pl_json_object(json, "step");
	pl_json_int(json, "at", step->at);
	pl_json_text(json, "event", step->event);
	pl_json_text(json, "id", step->id);
	pl_json_text(json, "title", step->title);
	pl_json_text(json, "note", step->note);
	pl_json_array(json, "honest");
	for (size_t i = 0; i < step->n_rows; i++)
		put_index(json, NULL, step->honest[i]);
	pl_json_end(json);
	pl_json_array(json, "attacks");
	for (size_t i = 0; i < step->n_rows * result->n_attacks; i++)
		put_index(json, NULL, step->attacks[i]);
	pl_json_end(json);
	pl_json_array(json, "detected");
	for (size_t i = 0; i < result->n_attacks; i++) {
		if (step->detected[i] == PL_TIME_NONE)
			pl_json_null(json, NULL);
		else
			pl_json_int(json, NULL, step->detected[i]);
	}
	pl_json_end(json);
	pl_json_end(json);
}

static void put_check(struct pl_json *json, const struct pl_result_check *check)
{
	pl_json_object(json, "check");
	pl_json_text(json, "file", check->file);
	pl_json_int(json, "line", check->line);
	pl_json_int(json, "column", check->column);
	pl_json_bool(json, "whole-run", check->whole_run);
	pl_json_bool(json, "met", check->met);
	pl_json_text(json, "expected", check->expected);
	pl_json_text(json, "actual", check->actual);
	put_size(json, "step", check->step);
	put_index(json, "row", check->row);
	pl_json_text(json, "subject", check->subject);
	pl_json_int(json, "attack", check->attack);
	pl_json_bool(json, "has-last-good", check->has_last_good);
	put_size(json, "last-good", check->last_good);
	pl_json_text(json, "cause", check->cause);
	pl_json_text(json, "fix", check->fix);
	pl_json_end(json);
}

static void put_exposure(struct pl_json *json, const struct pl_result_exposure *exposure)
{
	pl_json_object(json, "exposure");
	put_index(json, "row", exposure->row);
	pl_json_int(json, "attack", exposure->attack);
	pl_json_int(json, "from", exposure->from);
	pl_json_int(json, "to", exposure->to);
	if (exposure->detected == PL_TIME_NONE)
		pl_json_null(json, "detected");
	else
		pl_json_int(json, "detected", exposure->detected);
	pl_json_end(json);
}

static void put_error(struct pl_json *json, const struct pl_result_error *error)
{
	pl_json_object(json, "error");
	pl_json_int(json, "kind", error->kind);
	pl_json_text(json, "file", error->file);
	pl_json_int(json, "line", error->line);
	pl_json_int(json, "column", error->column);
	pl_json_text(json, "message", error->message);
	pl_json_text(json, "quote", error->quote);
	pl_json_int(json, "caret", error->caret);
	pl_json_end(json);
}

static size_t put_lists(const struct pl_result *result, struct pl_buf *out)
{
	struct pl_json *json = begin_line();
	size_t n = 0;

	pl_result_json_scenario(json, "scenario", result);
	put_line(json, out, &n);
	for (size_t i = 0; i < result->n_attacks; i++) {
		json = begin_line();
		pl_json_object(json, "attack");
		pl_json_text(json, "name", result->attacks[i].name);
		pl_json_text(json, "letter", result->attacks[i].letter);
		pl_json_end(json);
		put_line(json, out, &n);
	}
	for (size_t i = 0; i < result->n_certs; i++) {
		json = begin_line();
		pl_result_json_cert(json, "certificate", &result->certs[i]);
		put_line(json, out, &n);
	}
	for (size_t i = 0; i < result->n_rows; i++) {
		json = begin_line();
		pl_result_json_row(json, "row", &result->rows[i]);
		put_line(json, out, &n);
	}
	for (size_t i = 0; i < result->n_outcomes; i++) {
		json = begin_line();
		pl_json_object(json, "outcome");
		pl_result_json_outcome(json, &result->outcomes[i]);
		pl_json_end(json);
		put_line(json, out, &n);
	}
	return n;
}

void pl_result_lines(const struct pl_result *result, struct pl_buf *out)
{
	size_t n = put_lists(result, out);
	struct pl_json *json;

	for (size_t i = 0; i < result->n_steps; i++) {
		put_step(json = begin_line(), result, &result->steps[i]);
		put_line(json, out, &n);
	}
	for (size_t i = 0; i < result->n_checks; i++) {
		put_check(json = begin_line(), &result->checks[i]);
		put_line(json, out, &n);
	}
	for (size_t i = 0; i < result->n_exposure; i++) {
		put_exposure(json = begin_line(), &result->exposure[i]);
		put_line(json, out, &n);
	}
	for (size_t i = 0; i < result->n_tradeoff; i++) {
		pl_result_json_tradeoff(json = begin_line(), "tradeoff", &result->tradeoff[i]);
		put_line(json, out, &n);
	}
	if (result->fleet) {
		pl_result_json_fleet(json = begin_line(), "fleet", result->fleet);
		put_line(json, out, &n);
	}
	for (size_t i = 0; result->fleet && i < result->fleet->n_points; i++) {
		pl_result_json_point(json = begin_line(), "fleet-point", &result->fleet->points[i]);
		put_line(json, out, &n);
	}
	for (size_t i = 0; i < result->n_errors; i++) {
		put_error(json = begin_line(), &result->errors[i]);
		put_line(json, out, &n);
	}
	for (size_t i = 0; i < result->n_warnings; i++) {
		pl_json_text(json = begin_line(), "warning", result->warnings[i]);
		put_line(json, out, &n);
	}
	pl_json_int(json = begin_line(), "end", (int64_t)n);
	put_line(json, out, &n);
}
