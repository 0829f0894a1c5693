/* What may a value be, beyond the tables of keys: dates, names of closed lists, lists of shapes. */
#include <config.h>

#include "scenario/schema_def.h"

#include <stdlib.h>
#include <string.h>

#include "lab/attack.h"
#include "lab/event.h"
#include "lab/facts.h"
#include "lab/fleet_def.h"
#include "lab/provider.h"
#include "lab/reason.h"
#include "lab/strategy.h"
#include "pin/format.h"
#include "scenario/decode.h"
#include "util/mem.h"

#define DURATION "([0-9]+[smhdw])+"

void pl_schema_ref(struct pl_json *json, const char *key, const char *name)
{
	char *target = pl_asprintf("#/definitions/%s", name);

	pl_json_object(json, key);
	pl_json_text(json, "$ref", target);
	pl_json_end(json);
	free(target);
}

static void pattern(struct pl_json *json, const char *expression)
{
	pl_json_text(json, "type", "string");
	pl_json_text(json, "pattern", expression);
}

/* YAML readers take an unquoted 5 for a number and true for a boolean; to us both are text. */
static void scalar(struct pl_json *json)
{
	pl_json_array(json, "type");
	pl_json_text(json, NULL, "string");
	pl_json_text(json, NULL, "number");
	pl_json_text(json, NULL, "boolean");
	pl_json_end(json);
}

static void write_text(struct pl_json *json)
{
	scalar(json);
}

static void write_id(struct pl_json *json)
{
	pattern(json, "^[A-Za-z][A-Za-z0-9_-]{0,63}$");
}

static void write_label(struct pl_json *json)
{
	scalar(json);
	pl_json_text(json, "pattern", "^[A-Za-z0-9][A-Za-z0-9+._-]{0,63}$");
}

static void write_date(struct pl_json *json)
{
	pattern(json, "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?Z)?$");
}

static void write_yes_or_no(struct pl_json *json)
{
	pl_json_text(json, "type", "boolean");
}

static void write_duration(struct pl_json *json)
{
	pattern(json, "^" DURATION "$");
}

static void write_offset(struct pl_json *json)
{
	pattern(json, "^[+-]?" DURATION "$");
}

static void write_zone(struct pl_json *json)
{
	pattern(json, "^(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)$");
}

static void write_when(struct pl_json *json)
{
	scalar(json);
	pl_json_text(json, "description",
		     "a date, an offset from the event before like +1d, or a date of the world "
		     "or an event's id, with an offset: api.leaf.expiry - 7d, first-renewal + 2h");
}

static void write_comparison(struct pl_json *json)
{
	pattern(json, "^ *(>=|<=|==|>|<|=)? *(" DURATION "|0)$");
}

static void write_table(struct pl_json *json)
{
	pattern(json, "^\\s*strategy\\s");
}

static void write_within(struct pl_json *json)
{
	pattern(json, "^" DURATION " of ");
}

static void write_format(struct pl_json *json)
{
	pl_json_int(json, "const", 1);
}

static void write_kind(struct pl_json *json)
{
	pl_json_text(json, "const", "scenario");
}

static void write_facts(struct pl_json *json)
{
	const struct pl_facts *const *all;
	size_t n;

	all = pl_facts_editions(&n);
	pl_json_array(json, "enum");
	for (size_t i = 0; i < n; i++)
		pl_json_text(json, NULL, pl_facts_edition(all[i]));
	pl_json_end(json);
}

static void write_version(struct pl_json *json)
{
	scalar(json);
}

static void write_algorithm(struct pl_json *json)
{
	pl_json_array(json, "enum");
	for (int alg = 0; alg < PL_KEY_OTHER; alg++)
		pl_json_text(json, NULL, pl_key_alg_name((enum pl_key_alg)alg));
	pl_json_end(json);
}

static void verdicts(struct pl_json *json)
{
	for (int verdict = 0; verdict < PL_VERDICTS; verdict++)
		pl_json_text(json, NULL, pl_verdict_name((enum pl_verdict)verdict));
}

static void states(struct pl_json *json)
{
	for (int state = 0; state < PL_STATES; state++)
		pl_json_text(json, NULL, pl_state_info((enum pl_state)state)->name);
}

static void write_verdict(struct pl_json *json)
{
	pl_json_array(json, "enum");
	verdicts(json);
	pl_json_end(json);
}

static void write_state(struct pl_json *json)
{
	pl_json_array(json, "enum");
	states(json);
	pl_json_end(json);
}

/* Not one enum: its values must differ, and some words are both. */
static void write_never(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "verdict");
	pl_schema_ref(json, NULL, "state");
	pl_json_end(json);
}

static void write_reason(struct pl_json *json)
{
	pl_json_array(json, "enum");
	for (int reason = 0; reason < PL_REASONS; reason++)
		pl_json_text(json, NULL, pl_reason_info((enum pl_reason)reason)->name);
	pl_json_end(json);
}

static void write_client(struct pl_json *json)
{
	const struct pl_client *const *all;
	size_t n;

	all = pl_clients(&n);
	pl_json_array(json, "enum");
	for (size_t i = 0; i < n; i++)
		pl_json_text(json, NULL, all[i]->name);
	pl_json_end(json);
}

static void write_attack(struct pl_json *json)
{
	const struct pl_attack *const *all;
	size_t n;

	all = pl_attacks(&n);
	pl_json_array(json, "enum");
	for (size_t i = 0; i < n; i++)
		pl_json_text(json, NULL, all[i]->name);
	pl_json_end(json);
}

static void write_built_in(struct pl_json *json)
{
	const struct pl_strategy *const *all;
	size_t n;

	all = pl_strategies(&n);
	pl_json_array(json, "enum");
	for (size_t i = 0; i < n; i++)
		pl_json_text(json, NULL, all[i]->name);
	pl_json_end(json);
}

static void list_of(struct pl_json *json, const char *first, const char *second)
{
	pl_json_text(json, "type", "array");
	if (!second) {
		pl_schema_ref(json, "items", first);
		return;
	}
	pl_json_object(json, "items");
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, first);
	pl_schema_ref(json, NULL, second);
	pl_json_end(json);
	pl_json_end(json);
}

static void map_of(struct pl_json *json, const char *what)
{
	pl_json_text(json, "type", "object");
	pl_json_object(json, "patternProperties");
	pl_json_object(json, "^x-");
	pl_json_end(json);
	pl_json_end(json);
	pl_schema_ref(json, "additionalProperties", what);
}

static void write_trust_list(struct pl_json *json)
{
	list_of(json, "id", "trust");
}

static void write_stores(struct pl_json *json)
{
	map_of(json, "trust-list");
}

static void write_provider(struct pl_json *json)
{
	const struct pl_provider *const *all;
	size_t n;

	all = pl_providers(&n);
	pl_json_array(json, "enum");
	for (size_t i = 0; i < n; i++)
		pl_json_text(json, NULL, all[i]->name);
	pl_json_end(json);
}

static void write_lifetime(struct pl_json *json)
{
	pattern(json, "^(max|" DURATION ")$");
}

static void write_renew_before(struct pl_json *json)
{
	pattern(json, "^(1/[2-9]|" DURATION ")$");
}

static void write_id_list(struct pl_json *json)
{
	list_of(json, "id", "any-of");
	pl_json_int(json, "minItems", 1);
}

static void write_share(struct pl_json *json)
{
	pattern(json, "^[0-9]+(\\.[0-9]{1,4})?%$");
}

static void write_least_share(struct pl_json *json)
{
	pattern(json, "^(>= *)?[0-9]+(\\.[0-9]{1,4})?%$");
}

static void write_node_list(struct pl_json *json)
{
	list_of(json, "node", NULL);
	pl_json_int(json, "minItems", 1);
}

static void write_shadow_files(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "text");
	pl_schema_ref(json, NULL, "shadow-pins");
	pl_json_object(json, NULL);
	list_of(json, "text", "shadow-pins");
	pl_json_int(json, "minItems", 1);
	pl_json_end(json);
	pl_json_end(json);
}

static void write_labels(struct pl_json *json)
{
	pl_json_text(json, "type", "object");
	pl_schema_ref(json, "additionalProperties", "text");
}

static void write_log_list(struct pl_json *json)
{
	list_of(json, "id", NULL);
}

static void write_issuer(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "id");
	pl_schema_ref(json, NULL, "issuer-pool");
	pl_json_end(json);
}

static void write_channel(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_json_object(json, NULL);
	pl_json_text(json, "const", "none");
	pl_json_end(json);
	pl_schema_ref(json, NULL, "channel");
	pl_json_end(json);
}

static void write_rule_list(struct pl_json *json)
{
	list_of(json, "rule", NULL);
}

static void write_crypto_list(struct pl_json *json)
{
	list_of(json, "crypto", NULL);
}

static void write_rsa_bits(struct pl_json *json)
{
	pl_json_array(json, "enum");
	for (int bits = 2048; bits <= 4096; bits += 1024)
		pl_json_int(json, NULL, bits);
	pl_json_end(json);
}

static void write_strategy_maps(struct pl_json *json)
{
	list_of(json, "strategy", NULL);
}

static void write_cover_list(struct pl_json *json)
{
	list_of(json, "text", "pattern");
}

static void write_covers(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "text");
	pl_schema_ref(json, NULL, "pattern");
	pl_schema_ref(json, NULL, "cover-list");
	pl_json_end(json);
}

static void write_pin_format(struct pl_json *json)
{
	const struct pl_pin_format *const *all;
	size_t n;

	all = pl_pin_formats(&n);
	pl_json_array(json, "enum");
	for (size_t i = 0; i < n; i++)
		pl_json_text(json, NULL, all[i]->name);
	pl_json_end(json);
}

static void write_pin_list(struct pl_json *json)
{
	list_of(json, "text", NULL);
}

static void write_pins(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "text");
	pl_schema_ref(json, NULL, "pin-list");
	pl_schema_ref(json, NULL, "pin-file");
	pl_json_end(json);
}

static void write_strategy_list(struct pl_json *json)
{
	list_of(json, "built-in", "strategy");
	pl_json_int(json, "minItems", 1);
}

static void write_attack_list(struct pl_json *json)
{
	list_of(json, "attack", NULL);
}

static void write_event_list(struct pl_json *json)
{
	list_of(json, "event", NULL);
}

static void write_claim_list(struct pl_json *json)
{
	list_of(json, "claim", NULL);
}

static void write_hierarchy_ref(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "text");
	pl_schema_ref(json, NULL, "hierarchy-map");
	pl_json_end(json);
}

static void write_serve(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_json_object(json, NULL);
	pl_json_array(json, "enum");
	for (size_t i = 0; pl_words_of_serve[i]; i++)
		pl_json_text(json, NULL, pl_words_of_serve[i]);
	pl_json_end(json);
	pl_json_end(json);
	pl_schema_ref(json, NULL, "id");
	pl_json_end(json);
}

static void write_row(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "verdict");
	pl_schema_ref(json, NULL, "expect");
	pl_json_end(json);
}

static void write_rows(struct pl_json *json)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, "row");
	pl_json_object(json, NULL);
	list_of(json, "row", NULL);
	pl_json_int(json, "minItems", 1);
	pl_json_end(json);
	pl_json_end(json);
}

static void write_strategy_rows(struct pl_json *json)
{
	map_of(json, "rows");
}

static void write_event_expect(struct pl_json *json)
{
	const struct pl_attack *const *all;
	size_t n;

	all = pl_attacks(&n);
	map_of(json, "rows");
	pl_json_object(json, "properties");
	pl_schema_ref(json, "fleet", "fleet-claims");
	pl_json_object(json, "attacks");
	pl_json_text(json, "type", "object");
	pl_json_object(json, "properties");
	for (size_t i = 0; i < n; i++)
		pl_schema_ref(json, all[i]->name, "strategy-rows");
	pl_json_end(json);
	pl_json_object(json, "patternProperties");
	pl_json_object(json, "^x-");
	pl_json_end(json);
	pl_json_end(json);
	pl_json_bool(json, "additionalProperties", false);
	pl_json_end(json);
	pl_json_end(json);
}

static void write_variable(struct pl_json *json)
{
	pattern(json, "\\$\\{[A-Za-z][A-Za-z0-9_-]{0,63}\\}");
}

static void write_any_of(struct pl_json *json)
{
	pl_json_text(json, "type", "object");
	pl_json_object(json, "properties");
	pl_json_object(json, "any-of");
	list_of(json, "text", NULL);
	pl_json_int(json, "minItems", 1);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_array(json, "required");
	pl_json_text(json, NULL, "any-of");
	pl_json_end(json);
	pl_json_bool(json, "additionalProperties", false);
}

static void write_vars(struct pl_json *json)
{
	pl_json_text(json, "type", "object");
	pl_schema_ref(json, "additionalProperties", "text");
}

static void write_sweep(struct pl_json *json)
{
	pl_json_text(json, "type", "object");
	pl_json_object(json, "additionalProperties");
	list_of(json, "text", NULL);
	pl_json_int(json, "minItems", 1);
	pl_json_end(json);
}

static void write_share_or_none(struct pl_json *json)
{
	pattern(json, "^[0-9]+(\\.[0-9]{1,4})?%$");
}

static void write_age_map(struct pl_json *json)
{
	pl_json_text(json, "type", "object");
	pl_json_object(json, "patternProperties");
	pl_schema_ref(json, "^" DURATION "$", "share-or-none");
	pl_json_end(json);
	pl_json_bool(json, "additionalProperties", false);
	pl_json_int(json, "minProperties", 1);
}

static void write_curve_preset(struct pl_json *json)
{
	const struct pl_curve_preset *const *all;
	size_t n;

	all = pl_curve_presets(&n);
	pl_json_array(json, "enum");
	for (size_t i = 0; i < n; i++)
		pl_json_text(json, NULL, all[i]->name);
	pl_json_end(json);
}

static void write_rollout(struct pl_json *json)
{
	const struct pl_rollout_preset *const *all;
	size_t n;

	all = pl_rollout_presets(&n);
	pl_json_array(json, "anyOf");
	pl_json_object(json, NULL);
	pl_json_array(json, "enum");
	for (size_t i = 0; i < n; i++)
		pl_json_text(json, NULL, all[i]->name);
	pl_json_end(json);
	pl_json_end(json);
	pl_schema_ref(json, NULL, "points");
	pl_schema_ref(json, NULL, "variable");
	pl_json_end(json);
}

/* One of it, or a list. */
static void one_or_list(struct pl_json *json, const char *of)
{
	pl_json_array(json, "anyOf");
	pl_schema_ref(json, NULL, of);
	pl_json_object(json, NULL);
	list_of(json, of, NULL);
	pl_json_end(json);
	pl_json_end(json);
}

static void write_durations(struct pl_json *json)
{
	one_or_list(json, "duration");
}

static void write_minimums(struct pl_json *json)
{
	one_or_list(json, "minimum");
}

static void write_fleet_claims(struct pl_json *json)
{
	one_or_list(json, "fleet-claim");
}

static void write_segment_list(struct pl_json *json)
{
	list_of(json, "segment", NULL);
	pl_json_int(json, "minItems", 1);
}

static void write_release_list(struct pl_json *json)
{
	list_of(json, "release", NULL);
}

static void write_share_comparison(struct pl_json *json)
{
	pattern(json, "^ *(>=|<=|==|>|<|=)? *[0-9]+(\\.[0-9]{1,4})?%$");
}

static void write_amount_comparison(struct pl_json *json)
{
	scalar(json);
	pl_json_text(json, "pattern", "^ *(>=|<=|==|>|<|=)? *[0-9]+(\\.[0-9]{1,3})?$");
}

static void write_part_kind(struct pl_json *json)
{
	pl_json_text(json, "const", "part");
}

static const struct pl_schema_def defs[] = {
	{ "text", write_text },
	{ "id", write_id },
	{ "label", write_label },
	{ "date", write_date },
	{ "yes-or-no", write_yes_or_no },
	{ "duration", write_duration },
	{ "offset", write_offset },
	{ "zone", write_zone },
	{ "when", write_when },
	{ "comparison", write_comparison },
	{ "within", write_within },
	{ "table", write_table },
	{ "format", write_format },
	{ "kind", write_kind },
	{ "facts", write_facts },
	{ "version", write_version },
	{ "algorithm", write_algorithm },
	{ "verdict", write_verdict },
	{ "state", write_state },
	{ "never", write_never },
	{ "reason", write_reason },
	{ "client", write_client },
	{ "attack", write_attack },
	{ "built-in", write_built_in },
	{ "parameter", write_text },
	{ "variable", write_variable },
	{ "any-of", write_any_of },
	{ "vars", write_vars },
	{ "sweep", write_sweep },
	{ "part-kind", write_part_kind },
	{ "trust-list", write_trust_list },
	{ "id-list", write_id_list },
	{ "log-list", write_log_list },
	{ "issuer", write_issuer },
	{ "share", write_share },
	{ "least-share", write_least_share },
	{ "node-list", write_node_list },
	{ "share-or-none", write_share_or_none },
	{ "points", write_age_map },
	{ "curve-preset", write_curve_preset },
	{ "rollout", write_rollout },
	{ "durations", write_durations },
	{ "minimums", write_minimums },
	{ "segment-list", write_segment_list },
	{ "release-list", write_release_list },
	{ "share-comparison", write_share_comparison },
	{ "amount-comparison", write_amount_comparison },
	{ "fleet-claims", write_fleet_claims },
	{ "shadow-files", write_shadow_files },
	{ "labels", write_labels },
	{ "provider", write_provider },
	{ "lifetime", write_lifetime },
	{ "renew-before", write_renew_before },
	{ "channel-or-none", write_channel },
	{ "stores", write_stores },
	{ "cover-list", write_cover_list },
	{ "covers", write_covers },
	{ "rule-list", write_rule_list },
	{ "crypto-list", write_crypto_list },
	{ "rsa-bits", write_rsa_bits },
	{ "pin-format", write_pin_format },
	{ "pin-list", write_pin_list },
	{ "pins", write_pins },
	{ "strategy-maps", write_strategy_maps },
	{ "strategy-list", write_strategy_list },
	{ "attack-list", write_attack_list },
	{ "event-list", write_event_list },
	{ "claim-list", write_claim_list },
	{ "hierarchy-ref", write_hierarchy_ref },
	{ "serve", write_serve },
	{ "row", write_row },
	{ "rows", write_rows },
	{ "strategy-rows", write_strategy_rows },
	{ "event-expect", write_event_expect },
};

static bool is_among(const char *name, const char *const *names)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names;
}

bool pl_schema_varies(const char *name)
{
	static const char *const plain[] = {
		"id", "label", "date", "yes-or-no", "duration", "offset", "zone", "when", "comparison", "within", "table", "facts",
		"version", "algorithm", "verdict", "state", "never", "reason", "client", "attack",
		"built-in", "provider", "lifetime", "share", "share-or-none", "curve-preset",
		"share-comparison", "amount-comparison", NULL,
	};

	return is_among(name, plain);
}

bool pl_schema_is_any_of(const char *name)
{
	static const char *const names[] = { "issuer", "parameter", NULL };

	return is_among(name, names);
}

const struct pl_schema_def *pl_schema_defs(size_t *n)
{
	*n = PL_ARRAY_LEN(defs);
	return defs;
}
