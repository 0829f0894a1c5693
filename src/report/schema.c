/* What a program may rely on in a result: the JSON Schema of format 1. */
#include <config.h>

#include "report/result_json.h"

#include "lab/reason.h"

/* Members of one object: name, then what its value is. */
enum shape {
	TEXT,
	TEXT_OR_NULL,
	TIME,
	TIME_OR_NULL,
	COUNT,
	INTEGER,
	INDEX_OR_NULL,
	BOOLEAN,
	DIGEST,
	VERDICT,
	STATE,
	REASON,
	CHAIN,
	FORM,
	EVIDENCE,
	KIND,
	NOTES,
	PATH,
	WARNINGS,
	LIST_OF, /* of the definition named beside it */
	ONE,
	ONE_OR_NULL,
	ONE_IF_ANY, /* left out where there is none */
	LIST_IF_ANY,
	SHARE, /* of all users, six decimals */
	USER_DAYS, /* three decimals */
	CELL,  /* what a version is to a segment */
};

struct member {
	const char *name;
	enum shape shape;
	const char *of;
};

static const struct member scenario[] = {
	{ "name", TEXT_OR_NULL, NULL },
	{ "file", TEXT_OR_NULL, NULL },
	{ "seed", INTEGER, NULL },
	{ "skip", TEXT_OR_NULL, NULL },
	{ "knownBad", TEXT_OR_NULL, NULL },
	{ "variant", ONE_OR_NULL, "variant" },
};
static const struct member variant[] = {
	{ "name", TEXT, NULL },
	{ "index", COUNT, NULL },
	{ "more", BOOLEAN, NULL },
};
static const struct member certificate[] = {
	{ "id", TEXT, NULL },        { "subject", TEXT, NULL },  { "issuer", TEXT, NULL },
	{ "notBefore", TIME, NULL }, { "notAfter", TIME, NULL }, { "sha256", DIGEST, NULL },
	{ "spki", DIGEST, NULL },
};
static const struct member pin[] = {
	{ "pin", TEXT, NULL },
	{ "form", FORM, NULL },
	{ "origin", TEXT_OR_NULL, NULL },
	{ "backup", BOOLEAN, NULL },
};
static const struct member row[] = {
	{ "id", TEXT, NULL },       { "strategy", TEXT, NULL }, { "client", TEXT, NULL },
	{ "device", TEXT, NULL },   { "host", TEXT, NULL },     { "version", TEXT, NULL },
	{ "pins", LIST_OF, "pin" },
};
static const struct member matched[] = {
	{ "pin", TEXT, NULL },
	{ "certificate", INDEX_OR_NULL, NULL },
};
static const struct member probe[] = {
	{ "row", COUNT, NULL },   { "verdict", VERDICT, NULL },
	{ "state", STATE, NULL }, { "reason", REASON, NULL },
	{ "chain", CHAIN, NULL }, { "matched", ONE_OR_NULL, "matched" },
	{ "path", PATH, NULL },   { "enforced", BOOLEAN, NULL },
	{ "notes", NOTES, NULL }, { "evidence", EVIDENCE, NULL },
	{ "node", ONE_IF_ANY, "node" },
};
static const struct member node[] = {
	{ "number", COUNT, NULL },
	{ "share", TEXT, NULL },
};
static const struct member attack[] = {
	{ "attack", TEXT, NULL },
	{ "detectedAt", TIME_OR_NULL, NULL },
	{ "probes", LIST_OF, "probe" },
};
static const struct member failure[] = {
	{ "at", TIME_OR_NULL, NULL },    { "lastGood", INDEX_OR_NULL, NULL },
	{ "cause", TEXT_OR_NULL, NULL }, { "fix", TEXT_OR_NULL, NULL },
	{ "open", TEXT, NULL },
};
static const struct member expectation[] = {
	{ "line", COUNT, NULL },
	{ "column", COUNT, NULL },
	{ "expected", TEXT, NULL },
	{ "actual", TEXT, NULL },
	{ "met", BOOLEAN, NULL },
	{ "step", INDEX_OR_NULL, NULL },
	{ "row", INDEX_OR_NULL, NULL },
	{ "subject", TEXT_OR_NULL, NULL },
	{ "attack", TEXT_OR_NULL, NULL },
	{ "failure", ONE_OR_NULL, "failure" },
};
static const struct member step[] = {
	{ "index", COUNT, NULL },
	{ "at", TIME, NULL },
	{ "event", TEXT, NULL },
	{ "id", TEXT_OR_NULL, NULL },
	{ "title", TEXT_OR_NULL, NULL },
	{ "probes", LIST_OF, "probe" },
	{ "attacks", LIST_OF, "attack" },
	{ "expectations", LIST_OF, "expectation" },
	{ "note", TEXT_OR_NULL, NULL },
};
static const struct member exposure[] = {
	{ "row", COUNT, NULL }, { "attack", TEXT, NULL },   { "from", TIME, NULL },
	{ "to", TIME, NULL },   { "seconds", COUNT, NULL }, { "detectedAt", TIME_OR_NULL, NULL },
};
static const struct member tradeoff[] = {
	{ "row", COUNT, NULL },	    { "seconds", COUNT, NULL }, { "down", COUNT, NULL },
	{ "exposed", COUNT, NULL }, { "stopped", COUNT, NULL }, { "attacks", COUNT, NULL },
	{ "stoppedSeconds", COUNT, NULL },
};
static const struct member segment[] = {
	{ "name", TEXT, NULL },   { "strategy", TEXT, NULL }, { "device", TEXT, NULL },
	{ "share", SHARE, NULL }, { "adoption", TEXT, NULL }, { "assumed", BOOLEAN, NULL },
};
static const struct member version[] = {
	{ "strategy", TEXT, NULL },
	{ "version", TEXT, NULL },
};
static const struct member total[] = {
	{ "segment", COUNT, NULL },     { "version", COUNT, NULL },
	{ "share", SHARE, NULL },       { "cutOff", USER_DAYS, NULL },
	{ "lockedOut", USER_DAYS, NULL }, { "exposed", USER_DAYS, NULL },
	{ "neverReturns", SHARE, NULL },
};
static const struct member forecast[] = {
	{ "at", TIME, NULL },
	{ "version", COUNT, NULL },
	{ "forecast", SHARE, NULL },
	{ "measured", SHARE, NULL },
};
static const struct member fleet[] = {
	{ "users", COUNT, NULL },          { "segments", LIST_OF, "segment" },
	{ "versions", LIST_OF, "version" }, { "availability", SHARE, NULL },
	{ "lowest", SHARE, NULL },         { "lowestAt", TIME, NULL },
	{ "lowestStep", COUNT, NULL },     { "exposure", SHARE, NULL },
	{ "measured", TEXT_OR_NULL, NULL },  { "forecasts", LIST_OF, "forecast" },
	{ "totals", LIST_OF, "total" },
};
static const struct member cell[] = {
	{ "segment", COUNT, NULL }, { "version", COUNT, NULL },   { "users", COUNT, NULL },
	{ "state", CELL, NULL },    { "exposed", BOOLEAN, NULL },
};
static const struct member point[] = {
	{ "at", TIME, NULL },        { "step", COUNT, NULL },   { "availability", SHARE, NULL },
	{ "exposure", SHARE, NULL }, { "lowest", SHARE, NULL }, { "cells", LIST_OF, "cell" },
};
static const struct member error[] = {
	{ "file", TEXT_OR_NULL, NULL }, { "line", COUNT, NULL }, { "column", COUNT, NULL },
	{ "message", TEXT, NULL },      { "kind", KIND, NULL },
};
static const struct member run[] = {
	{ "scenario", ONE, "scenario" },
	{ "certificates", LIST_OF, "certificate" },
	{ "rows", LIST_OF, "row" },
	{ "steps", LIST_OF, "step" },
	{ "expectations", LIST_OF, "expectation" },
	{ "exposure", LIST_OF, "exposure" },
	{ "tradeoff", LIST_OF, "tradeoff" },
	{ "fleet", ONE_IF_ANY, "fleet" },
	{ "fleetSeries", LIST_IF_ANY, "point" },
	{ "errors", LIST_OF, "error" },
	{ "warnings", WARNINGS, NULL },
};
static const struct member summary[] = {
	{ "expectations", COUNT, NULL },
	{ "met", COUNT, NULL },
	{ "unmet", COUNT, NULL },
	{ "errors", COUNT, NULL },
	{ "skipped", COUNT, NULL },
	{ "known", COUNT, NULL },
	{ "fixed", COUNT, NULL },
};

#define DEFINITION(members)                                                                        \
	{                                                                                          \
#members, members, PL_ARRAY_LEN(members)                                           \
	}
static const struct definition {
	const char *name;
	const struct member *members;
	size_t n;
} definitions[] = {
	DEFINITION(scenario),    DEFINITION(variant),  DEFINITION(certificate), DEFINITION(pin),
	DEFINITION(row),         DEFINITION(matched),  DEFINITION(node),        DEFINITION(probe),
	DEFINITION(attack),      DEFINITION(failure),  DEFINITION(tradeoff),
	DEFINITION(expectation), DEFINITION(step),        DEFINITION(exposure), DEFINITION(error),
	DEFINITION(segment),     DEFINITION(version),  DEFINITION(total),       DEFINITION(fleet),
	DEFINITION(forecast),    DEFINITION(cell),        DEFINITION(point),    DEFINITION(run),         DEFINITION(summary),
};

static const struct member document[] = {
	{ "pinlab", TEXT, NULL },   { "facts", TEXT, NULL },       { "format", INTEGER, NULL },
	{ "runs", LIST_OF, "run" }, { "summary", ONE, "summary" },
};

static void put_type(struct pl_json *json, const char *type, bool or_null)
{
	if (!or_null) {
		pl_json_text(json, "type", type);
		return;
	}
	pl_json_array(json, "type");
	pl_json_text(json, NULL, type);
	pl_json_text(json, NULL, "null");
	pl_json_end(json);
}

static void put_text(struct pl_json *json, const char *pattern, bool or_null)
{
	put_type(json, "string", or_null);
	if (pattern)
		pl_json_text(json, "pattern", pattern);
}

static void put_number(struct pl_json *json, bool at_least_0, bool or_null)
{
	put_type(json, "integer", or_null);
	if (at_least_0)
		pl_json_int(json, "minimum", 0);
}

static void put_ref(struct pl_json *json, const char *name)
{
	struct pl_buf ref = PL_BUF_INIT;

	pl_buf_printf(&ref, "#/definitions/%s", name);
	pl_json_text(json, "$ref", pl_buf_str(&ref));
	pl_buf_clear(&ref);
}

static void put_reasons(struct pl_json *json, int end)
{
	for (int i = 0; i < end; i++)
		pl_json_text(json, NULL, pl_reason_info((enum pl_reason)i)->name);
}

/* The closed lists, from the tables that decide them. */
static void put_enum(struct pl_json *json, enum shape shape)
{
	pl_json_array(json, "enum");
	if (shape == VERDICT) {
		for (int i = 0; i < PL_VERDICTS; i++)
			pl_json_text(json, NULL, pl_verdict_name((enum pl_verdict)i));
	} else if (shape == STATE) {
		for (int i = 0; i < PL_STATES; i++)
			pl_json_text(json, NULL, pl_state_info((enum pl_state)i)->name);
	} else if (shape == REASON) {
		put_reasons(json, PL_REASONS);
	} else if (shape == CHAIN) {
		pl_json_text(json, NULL, "valid");
		pl_json_text(json, NULL, "unchecked");
		put_reasons(json, PL_REASON_PIN_MATCH);
	} else if (shape == FORM) {
		for (int i = 0; i < PL_FORMS; i++)
			pl_json_text(json, NULL, pl_pin_form_name((enum pl_pin_form)i));
	} else if (shape == CELL) {
		for (int i = PL_CELL_REACHED; i <= PL_CELL_LOCKED_OUT; i++)
			pl_json_text(json, NULL,
				     pl_result_cell_state_name((enum pl_result_cell_state)i));
	} else if (shape == EVIDENCE) {
		for (int i = PL_EVIDENCE_RUN; i <= PL_EVIDENCE_MEMORY; i++)
			pl_json_text(json, NULL, pl_evidence_name((enum pl_evidence)i));
	} else {
		pl_json_text(json, NULL, "input");
		pl_json_text(json, NULL, "environment");
	}
	pl_json_end(json);
}

static void begin_list(struct pl_json *json)
{
	pl_json_text(json, "type", "array");
	pl_json_object(json, "items");
}

static void put_shape(struct pl_json *json, const struct member *member)
{
	static const char *const time = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";

	switch (member->shape) {
	case TEXT:
	case TEXT_OR_NULL:
		put_text(json, NULL, member->shape == TEXT_OR_NULL);
		break;
	case TIME:
	case TIME_OR_NULL:
		put_text(json, time, member->shape == TIME_OR_NULL);
		break;
	case DIGEST:
		put_text(json, "^[0-9a-f]{64}$", false);
		break;
	case COUNT:
	case INTEGER:
	case INDEX_OR_NULL:
		put_number(json, member->shape != INTEGER, member->shape == INDEX_OR_NULL);
		break;
	case BOOLEAN:
		pl_json_text(json, "type", "boolean");
		break;
	case NOTES:
	case WARNINGS:
	case PATH:
		begin_list(json);
		put_type(json, member->shape == PATH ? "integer" : "string", false);
		pl_json_end(json);
		break;
	case SHARE:
		put_text(json, "^[0-9]+[.][0-9]{6}$", false);
		break;
	case USER_DAYS:
		put_text(json, "^[0-9]+[.][0-9]{3}$", false);
		break;
	case LIST_OF:
	case LIST_IF_ANY:
		begin_list(json);
		put_ref(json, member->of);
		pl_json_end(json);
		break;
	case ONE:
	case ONE_IF_ANY:
		put_ref(json, member->of);
		break;
	case ONE_OR_NULL:
		pl_json_array(json, "anyOf");
		pl_json_object(json, NULL);
		put_ref(json, member->of);
		pl_json_end(json);
		pl_json_object(json, NULL);
		pl_json_text(json, "type", "null");
		pl_json_end(json);
		pl_json_end(json);
		break;
	default:
		put_enum(json, member->shape);
	}
}

static void put_members(struct pl_json *json, const struct member *members, size_t n)
{
	pl_json_text(json, "type", "object");
	pl_json_array(json, "required");
	for (size_t i = 0; i < n; i++)
		if (members[i].shape != ONE_IF_ANY && members[i].shape != LIST_IF_ANY)
			pl_json_text(json, NULL, members[i].name);
	pl_json_end(json);
	pl_json_object(json, "properties");
	for (size_t i = 0; i < n; i++) {
		pl_json_object(json, members[i].name);
		put_shape(json, &members[i]);
		pl_json_end(json);
	}
	pl_json_end(json);
}

void pl_result_schema(struct pl_buf *out)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "$schema", "http://json-schema.org/draft-07/schema#");
	pl_json_text(json, "title", "pinlab result, format 1");
	pl_json_text(json, "description",
		     "Later editions of format 1 may add members; those named here stay.");
	put_members(json, document, PL_ARRAY_LEN(document));
	pl_json_object(json, "definitions");
	for (size_t i = 0; i < PL_ARRAY_LEN(definitions); i++) {
		pl_json_object(json, definitions[i].name);
		put_members(json, definitions[i].members, definitions[i].n);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}
