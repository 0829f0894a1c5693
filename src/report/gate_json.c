/* A check for programs. docs/pinlab-check.schema.json says what they may rely on. */
#include <config.h>

#include <stdint.h>

#include "data/json.h"
#include "lab/matrix.h"
#include "pin/format.h"
#include "report/gate_formats.h"
#include "util/text.h"
#include "util/time.h"

static void put_digest(struct pl_json *json, const char *key, const uint8_t digest[32])
{
	char hex[65];

	pl_json_text(json, key, pl_hex(digest, 32, hex));
}

static void put_pos(struct pl_json *json, struct pl_pos pos)
{
	pl_json_text(json, "file", pos.file);
	pl_json_int(json, "line", pos.line);
	pl_json_int(json, "column", pos.column);
}

static void put_pin(struct pl_json *json, const struct pl_pin *pin)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "spelling", pin->spelling);
	pl_json_text(json, "form", pl_pin_form_name(pin->form));
	pl_json_bool(json, "backup", pin->backup);
	pl_json_int(json, "rule", (int64_t)pin->rule);
	pl_json_int(json, "line", pin->pos.line);
	pl_json_int(json, "column", pin->pos.column);
	pl_json_end(json);
}

static void put_file(struct pl_json *json, const struct pl_gate_file *file)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "file", file->pins->file);
	pl_json_text(json, "format", file->pins->format->name);
	pl_json_text(json, "client", file->client->name);
	pl_json_text(json, "host", file->host);
	pl_json_array(json, "pins");
	for (size_t i = 0; i < file->pins->set->n; i++)
		put_pin(json, &file->pins->set->pins[i]);
	pl_json_end(json);
	pl_json_array(json, "remarks");
	for (size_t i = 0; i < file->pins->n_remarks; i++) {
		const struct pl_remark *remark = &file->pins->remarks[i];

		pl_json_object(json, NULL);
		pl_json_int(json, "line", remark->pos.line);
		pl_json_text(json, "text", remark->text);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
}

static void put_certificate(struct pl_json *json, const char *key, const struct pl_cert *cert,
			    int line)
{
	if (!cert) {
		pl_json_null(json, key);
		return;
	}
	pl_json_object(json, key);
	pl_json_int(json, "line", line);
	pl_json_text(json, "subject", cert->subject);
	pl_json_text(json, "issuer", cert->issuer);
	pl_json_time(json, "notBefore", cert->not_before);
	pl_json_time(json, "notAfter", cert->not_after);
	pl_json_text(json, "publicKey", cert->key_words);
	put_digest(json, "sha256", cert->sha256);
	put_digest(json, "spki", cert->spki_sha256);
	pl_json_end(json);
}

static void put_chain(struct pl_json *json, const struct pl_served *served)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "file", served->file);
	pl_json_int(json, "line", served->line);
	pl_json_array(json, "certificates");
	for (size_t i = 0; i < served->chain->n; i++)
		put_certificate(json, NULL, served->chain->certs[i], served->lines[i]);
	pl_json_end(json);
	pl_json_int(json, "onPath", (int64_t)served->n_path);
	put_certificate(json, "root", served->top, 0);
	pl_json_end(json);
}

/* The standard events that were tried, each with what becomes of it. */
static void put_events(struct pl_json *json, const struct pl_gate_cell *cell)
{
	size_t n;
	const struct pl_standard *events = pl_standard_events(&n);

	pl_json_object(json, "after");
	for (size_t i = 0; i < n; i++) {
		if (cell->tried & 1u << i)
			pl_json_text(json, events[i].name, pl_state_info(cell->after[i])->name);
	}
	pl_json_end(json);
}

static void put_fatal(struct pl_json *json, const struct pl_gate *check,
		      const struct pl_gate_cell *cell)
{
	size_t n;
	const struct pl_standard *events = pl_standard_events(&n);

	if (cell->fatal == SIZE_MAX) {
		pl_json_null(json, "firstFatal");
		return;
	}
	pl_json_object(json, "firstFatal");
	pl_json_text(json, "event", events[cell->fatal].name);
	pl_json_bool(json, "withNewKey", cell->fatal_joined);
	pl_json_time(json, "by", cell->fatal_date);
	if (cell->fatal_date == PL_TIME_NONE)
		pl_json_null(json, "daysLeft");
	else
		pl_json_int(json, "daysLeft",
			    cell->fatal_date / PL_DAY - check->input.at / PL_DAY);
	pl_json_text(json, "why", cell->fatal_why);
	pl_json_end(json);
}

static void put_match(struct pl_json *json, const struct pl_gate_cell *cell,
		      const struct pl_gate_match *match)
{
	size_t n;
	const struct pl_standard *events = pl_standard_events(&n);

	pl_json_object(json, NULL);
	pl_json_int(json, "pin", (int64_t)match->pin);
	pl_json_text(json, "tier", match->cert ? pl_tier_name(match->tier) : NULL);
	pl_json_text(json, "certificate", match->cert ? match->cert->subject : NULL);
	if (match->cert)
		put_digest(json, "sha256", match->cert->sha256);
	else
		pl_json_null(json, "sha256");
	pl_json_time(json, "from", match->from);
	pl_json_time(json, "until", match->until);
	pl_json_int(json, "paths", (int64_t)match->paths);
	pl_json_int(json, "ofPaths", (int64_t)match->all_paths);
	pl_json_array(json, "survives");
	for (size_t i = 0; i < n; i++) {
		if (cell->tried & match->lives & 1u << i)
			pl_json_text(json, NULL, events[i].name);
	}
	pl_json_end(json);
	pl_json_end(json);
}

static void put_cell(struct pl_json *json, const struct pl_gate *check,
		     const struct pl_gate_cell *cell)
{
	const struct pl_outcome *outcome = cell->outcome;

	pl_json_object(json, NULL);
	pl_json_int(json, "file", (int64_t)cell->file);
	pl_json_bool(json, "covered", cell->rule != SIZE_MAX);
	pl_json_text(json, "verdict", pl_verdict_name(outcome->verdict));
	pl_json_text(json, "state", pl_state_info(outcome->state)->name);
	pl_json_text(json, "reason", pl_reason_info(outcome->reason)->name);
	pl_json_bool(json, "rootUnknown", cell->unsure);
	pl_json_text(json, "onOtherPath",
		     cell->other ? pl_reason_info(cell->other->reason)->name : NULL);
	pl_json_text(json, "evidence", pl_evidence_name(outcome->evidence));
	pl_json_text(json, "why", cell->why);
	pl_json_array(json, "pins");
	for (size_t i = 0; i < cell->n_matches; i++)
		put_match(json, cell, &check->matches[cell->first_match + i]);
	pl_json_end(json);
	pl_json_time(json, "pinsRestFrom", cell->rests);
	put_events(json, cell);
	pl_json_text(json, "untried", cell->untried);
	put_fatal(json, check, cell);
	pl_json_end(json);
}

static void put_target(struct pl_json *json, const struct pl_gate *check,
		       const struct pl_gate_target *target)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "name", target->name);
	pl_json_bool(json, "sample", target->sample);
	pl_json_int(json, "chain", (int64_t)target->chain);
	pl_json_int(json, "paths", (int64_t)target->paths->n);
	pl_json_array(json, "connections");
	for (size_t i = 0; i < target->n_cells; i++)
		put_cell(json, check, &check->cells[target->first_cell + i]);
	pl_json_end(json);
	pl_json_end(json);
}

static void put_finding(struct pl_json *json, const struct pl_finding *finding)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "rule", finding->rule->id);
	pl_json_text(json, "severity", pl_severity_name(finding->severity));
	put_pos(json, finding->pos);
	pl_json_text(json, "pin", finding->pin ? finding->pin->spelling : NULL);
	pl_json_text(json, "host", finding->host);
	pl_json_time(json, "date", finding->date);
	pl_json_text(json, "message", finding->message);
	pl_json_text(json, "next", finding->next);
	pl_json_end(json);
}

static void put_lists(struct pl_json *json, const struct pl_gate *check)
{
	pl_json_array(json, "files");
	for (size_t i = 0; i < check->input.n_files; i++)
		put_file(json, &check->input.files[i]);
	pl_json_end(json);
	pl_json_array(json, "chains");
	for (size_t i = 0; i < check->input.chains->n; i++)
		put_chain(json, &check->input.chains->items[i]);
	pl_json_end(json);
	pl_json_array(json, "hosts");
	for (size_t i = 0; i < check->n_targets; i++)
		put_target(json, check, &check->targets[i]);
	pl_json_end(json);
	pl_json_array(json, "findings");
	for (size_t i = 0; i < check->n_findings; i++)
		put_finding(json, &check->findings[i]);
	pl_json_end(json);
}

static void write_json(struct pl_buf *out, const struct pl_gate *check,
		       const struct pl_style *style)
{
	struct pl_json *json = pl_json_new();

	(void)style;
	pl_json_object(json, NULL);
	pl_json_text(json, "pinlab", PACKAGE_VERSION);
	pl_json_int(json, "format", 1);
	pl_json_text(json, "facts", pl_facts_edition(check->input.facts));
	pl_json_time(json, "at", check->input.at);
	pl_json_text(json, "verdict", pl_gate_verdict(check));
	put_lists(json, check);
	pl_json_object(json, "summary");
	for (int i = PL_SEVERITIES; i-- > 0;)
		pl_json_int(json, pl_severity_name((enum pl_severity)i),
			    (int64_t)pl_gate_count(check, (enum pl_severity)i));
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}

const struct pl_gate_format pl_gate_format_json = {
	.name = "json",
	.summary = "everything, for programs; schema: docs/pinlab-check.schema.json",
	.write = write_json,
};
