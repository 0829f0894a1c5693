/* A result as JSON, format 1: the objects, and the document made of them. */
#include <config.h>

#include "report/result_json.h"

#include <stdlib.h>

#include "util/compiler.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

static const struct {
	enum pl_note_bit bit;
	const char *name;
} note_names[] = {
	{ PL_NOTE_ANCHOR_DATE_IGNORED, "anchor-date-ignored" },
	{ PL_NOTE_CT_STALE, "ct-not-enforced" },
	{ PL_NOTE_NOT_ISSUED, "not-issued" },
	{ PL_NOTE_EARLIER_THEFT, "earlier-theft" },
	{ PL_NOTE_RESUMED, "resumed" },
	{ PL_NOTE_REVOKED_ACCEPTED, "revoked-accepted" },
	{ PL_NOTE_INSPECTED, "inspected" },
};

unsigned pl_result_note_bit(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(note_names); i++) {
		if (pl_streq(name, note_names[i].name))
			return note_names[i].bit;
	}
	return 0;
}

static void put_index(struct pl_json *json, const char *key, uint32_t index)
{
	if (index == PL_INDEX_NONE)
		pl_json_null(json, key);
	else
		pl_json_int(json, key, index);
}

void pl_result_json_scenario(struct pl_json *json, const char *key, const struct pl_result *result)
{
	pl_json_object(json, key);
	pl_json_text(json, "name", result->name);
	pl_json_text(json, "file", result->file);
	pl_json_int(json, "seed", (int64_t)result->seed);
	pl_json_text(json, "skip", result->skip);
	pl_json_text(json, "knownBad", result->known_bad);
	if (result->variant) {
		pl_json_object(json, "variant");
		pl_json_text(json, "name", result->variant);
		pl_json_int(json, "index", (int64_t)result->variant_at);
		pl_json_bool(json, "more", result->more);
		pl_json_end(json);
	} else {
		pl_json_null(json, "variant");
	}
	pl_json_end(json);
}

void pl_result_json_cert(struct pl_json *json, const char *key, const struct pl_result_cert *cert)
{
	pl_json_object(json, key);
	pl_json_text(json, "id", cert->id);
	pl_json_text(json, "subject", cert->subject);
	pl_json_text(json, "issuer", cert->issuer);
	pl_json_time(json, "notBefore", cert->not_before);
	pl_json_time(json, "notAfter", cert->not_after);
	pl_json_text(json, "sha256", cert->sha256);
	pl_json_text(json, "spki", cert->spki);
	pl_json_end(json);
}

void pl_result_json_row(struct pl_json *json, const char *key, const struct pl_result_row *row)
{
	pl_json_object(json, key);
	pl_json_text(json, "id", row->id);
	pl_json_text(json, "strategy", row->strategy);
	pl_json_text(json, "client", row->client);
	pl_json_text(json, "device", row->device);
	pl_json_text(json, "host", row->host);
	pl_json_text(json, "version", row->version);
	pl_json_array(json, "pins");
	for (size_t i = 0; i < row->n_pins; i++) {
		const struct pl_result_pin *pin = &row->pins[i];

		pl_json_object(json, NULL);
		pl_json_text(json, "pin", pin->pin);
		pl_json_text(json, "form", pl_pin_form_name(pin->form));
		pl_json_text(json, "origin", pin->origin);
		pl_json_bool(json, "backup", pin->backup);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
}

static const char *chain_word(const struct pl_result_outcome *outcome)
{
	switch (outcome->chain) {
	case PL_CHAIN_VALID:
		return "valid";
	case PL_CHAIN_UNCHECKED:
		return "unchecked";
	default:
		return pl_reason_info(outcome->chain_fault)->name;
	}
}

static void put_matched(struct pl_json *json, const struct pl_result_outcome *outcome)
{
	if (!outcome->matched_pin) {
		pl_json_null(json, "matched");
		return;
	}
	pl_json_object(json, "matched");
	pl_json_text(json, "pin", outcome->matched_pin);
	put_index(json, "certificate", outcome->matched_cert);
	pl_json_end(json);
}

void pl_result_json_outcome(struct pl_json *json, const struct pl_result_outcome *outcome)
{
	char share[PL_SHARE_TEXT];

	pl_json_text(json, "verdict", pl_verdict_name(outcome->verdict));
	pl_json_text(json, "state", pl_state_info(outcome->state)->name);
	pl_json_text(json, "reason", pl_reason_info(outcome->reason)->name);
	pl_json_text(json, "chain", chain_word(outcome));
	put_matched(json, outcome);
	pl_json_array(json, "path");
	for (size_t i = 0; i < outcome->n_path; i++)
		put_index(json, NULL, outcome->path[i]);
	pl_json_end(json);
	pl_json_bool(json, "enforced", outcome->enforced);
	pl_json_array(json, "notes");
	for (size_t i = 0; i < PL_ARRAY_LEN(note_names); i++) {
		if (outcome->notes & note_names[i].bit)
			pl_json_text(json, NULL, note_names[i].name);
	}
	pl_json_end(json);
	pl_json_text(json, "evidence", pl_evidence_name(outcome->evidence));
	if (outcome->node > 0) {
		pl_json_object(json, "node");
		pl_json_int(json, "number", outcome->node);
		pl_json_text(json, "share", pl_share_words(outcome->share, share));
		pl_json_end(json);
	}
}

static void put_probes(struct pl_json *json, const struct pl_result *result, size_t step,
		       int attack)
{
	pl_json_array(json, "probes");
	for (size_t r = 0; r < result->steps[step].n_rows; r++) {
		const struct pl_result_outcome *outcome = pl_result_cell(result, step, r, attack);

		if (!outcome)
			continue;
		pl_json_object(json, NULL);
		pl_json_int(json, "row", (int64_t)r);
		pl_result_json_outcome(json, outcome);
		pl_json_end(json);
	}
	pl_json_end(json);
}

/* Last good, cause, fix, and the command that opens the step. */
static void put_failure(struct pl_json *json, const struct pl_result *result,
			const struct pl_result_check *check)
{
	char *open;

	if (check->met) {
		pl_json_null(json, "failure");
		return;
	}
	pl_json_object(json, "failure");
	if (check->step < result->n_steps)
		pl_json_time(json, "at", result->steps[check->step].at);
	else
		pl_json_null(json, "at");
	if (check->has_last_good && check->last_good != SIZE_MAX)
		pl_json_int(json, "lastGood", (int64_t)check->last_good);
	else
		pl_json_null(json, "lastGood");
	pl_json_text(json, "cause", check->cause);
	pl_json_text(json, "fix", check->fix);
	open = pl_result_open_command(result, check);
	pl_json_text(json, "open", open);
	free(open);
	pl_json_end(json);
}

void pl_result_json_check(struct pl_json *json, const char *key, const struct pl_result *result,
			  const struct pl_result_check *check)
{
	pl_json_object(json, key);
	pl_json_int(json, "line", check->line);
	pl_json_int(json, "column", check->column);
	pl_json_text(json, "expected", check->expected);
	pl_json_text(json, "actual", check->actual);
	pl_json_bool(json, "met", check->met);
	if (check->step == SIZE_MAX)
		pl_json_null(json, "step");
	else
		pl_json_int(json, "step", (int64_t)check->step);
	put_index(json, "row", check->row);
	pl_json_text(json, "subject", check->subject);
	pl_json_text(json, "attack",
		     check->attack < 0 ? NULL : result->attacks[check->attack].name);
	put_failure(json, result, check);
	pl_json_end(json);
}

static void put_step_checks(struct pl_json *json, const struct pl_result *result, size_t step)
{
	pl_json_array(json, "expectations");
	for (size_t i = result->steps[step].first_check; i != SIZE_MAX; i = result->checks[i].next)
		pl_result_json_check(json, NULL, result, &result->checks[i]);
	pl_json_end(json);
}

void pl_result_json_step(struct pl_json *json, const char *key, const struct pl_result *result,
			 size_t step)
{
	const struct pl_result_step *from = &result->steps[step];

	pl_json_object(json, key);
	pl_json_int(json, "index", (int64_t)from->index);
	pl_json_time(json, "at", from->at);
	pl_json_text(json, "event", from->event);
	pl_json_text(json, "id", from->id);
	pl_json_text(json, "title", from->title);
	put_probes(json, result, step, -1);
	pl_json_array(json, "attacks");
	for (size_t a = 0; a < result->n_attacks; a++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "attack", result->attacks[a].name);
		pl_json_time(json, "detectedAt", from->detected[a]);
		put_probes(json, result, step, (int)a);
		pl_json_end(json);
	}
	pl_json_end(json);
	put_step_checks(json, result, step);
	pl_json_text(json, "note", from->note);
	pl_json_end(json);
}

void pl_result_json_exposure(struct pl_json *json, const char *key, const struct pl_result *result,
			     const struct pl_result_exposure *exposure)
{
	pl_json_object(json, key);
	put_index(json, "row", exposure->row);
	pl_json_text(json, "attack", result->attacks[exposure->attack].name);
	pl_json_time(json, "from", exposure->from);
	pl_json_time(json, "to", exposure->to);
	pl_json_int(json, "seconds", exposure->to - exposure->from);
	pl_json_time(json, "detectedAt", exposure->detected);
	pl_json_end(json);
}

void pl_result_json_tradeoff(struct pl_json *json, const char *key,
			     const struct pl_result_tradeoff *tradeoff)
{
	pl_json_object(json, key);
	put_index(json, "row", tradeoff->row);
	pl_json_int(json, "seconds", tradeoff->lasted);
	pl_json_int(json, "down", tradeoff->down);
	pl_json_int(json, "exposed", tradeoff->exposed);
	pl_json_int(json, "stopped", (int64_t)tradeoff->stopped);
	pl_json_int(json, "attacks", (int64_t)tradeoff->attacks);
	pl_json_int(json, "stoppedSeconds", tradeoff->stopped_for);
	pl_json_end(json);
}

void pl_result_json_error(struct pl_json *json, const char *key,
			  const struct pl_result_error *error)
{
	pl_json_object(json, key);
	pl_json_text(json, "file", error->file);
	pl_json_int(json, "line", error->line);
	pl_json_int(json, "column", error->column);
	pl_json_text(json, "message", error->message);
	pl_json_text(json, "kind", error->kind == PL_ERROR_ENVIRONMENT ? "environment" : "input");
	pl_json_end(json);
}
